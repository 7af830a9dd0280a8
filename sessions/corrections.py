"""Where a person decided otherwise than rules and model: what thresholds learn from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.judged import text_of
from companion.domain.text import on_one_line
from companion.domain.values import Timestamp
from sessions.times import time_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula at the start of a cell (OWASP)."""


class Correction(Struct, frozen=True, kw_only=True):
    """A text that somebody decided about otherwise.

    gate: what rules and model had said, Hold included; person: what counts since.
    rules: that gave the gate's reasons, labels of a model among them. scores: {} when
    no model was asked.
    """

    seq: int
    at: Timestamp
    session: str
    text: str
    gate: Verdict
    person: Verdict
    rules: tuple[str, ...] = ()
    scores: dict[str, float] = {}


def correction_of(entry: Entry, decisions: Sequence[Entry]) -> Correction | None:
    """Return what a person corrected of an event, None when nothing.

    decisions: every VerdictGiven about it, in order. What was undone does not count.
    """
    text = text_of(entry.event) if entry.event is not None else ""
    notes = [
        (one.seq, one.body) for one in decisions if isinstance(one.body, VerdictGiven)
    ]
    standing = _not_undone(notes)
    person = next((one.text for one in reversed(standing) if one.by == "person"), None)
    models = [one for _seq, one in notes if one.by == "model"]
    gate = models[-1].text if models else entry.judgement.text
    if not text or person in (None, gate) or gate is Verdict.PENDING:
        return None
    reasons = [
        *entry.judgement.reasons,
        *(why for one in models for why in one.reasons),
    ]
    scores = dict(entry.judgement.scores)
    for one in models:
        reasons += one.reasons
        scores |= one.scores
    return Correction(
        seq=entry.seq,
        at=entry.at,
        session=entry.session,
        text=text,
        gate=gate,
        person=person or gate,
        rules=tuple(dict.fromkeys(why.rule for why in reasons)),
        scores=scores,
    )


def _not_undone(notes: Sequence[tuple[int, VerdictGiven]]) -> list[VerdictGiven]:
    """Return the verdicts that hold, oldest first; an undo can be undone as well."""
    undone: set[int] = set()
    standing: list[VerdictGiven] = []
    for seq, note in reversed(notes):
        if seq in undone:
            continue
        if note.undoes is not None:
            undone.add(note.undoes)
        standing.append(note)
    return standing[::-1]


def corrections_csv(
    found: Iterable[Correction], labels: Sequence[str]
) -> Iterator[bytes]:
    """Yield corrections as CSV (RFC 4180, UTF-8), the names of its columns first.

    labels: of the scores, a column each. A cell that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    names = ("at", "session", "seq", "text", "gate", "person", "rules", *labels)
    yield _line(names)
    for one in found:
        yield _line(
            (
                time_text(one.at),
                one.session,
                str(one.seq),
                one.text,
                one.gate.value,
                one.person.value,
                " ".join(one.rules),
                *(_score(one.scores, label) for label in labels),
            )
        )


def corrections_json(found: Iterable[Correction]) -> Iterator[bytes]:
    """Yield corrections as one JSON array, an object a line."""
    yield b"["
    comma = b""
    for one in found:
        plain = msgspec.to_builtins(one) | {"at": time_text(one.at)}
        yield comma + b"\n" + on_one_line(msgspec.json.encode(plain))
        comma = b","
    yield b"]\n"


def _score(scores: Mapping[str, float], label: str) -> str:
    return f"{scores[label]:.4f}" if label in scores else ""


def _line(cells: Iterable[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([_plain(cell) for cell in cells])
    return written.getvalue().encode()


def _plain(cell: str) -> str:
    """Return a cell that stays text wherever it is opened."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
