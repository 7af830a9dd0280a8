"""What other rules would have said, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from companion.app.rejudged import Change, Rejudged
from companion.domain.entries import Reason
from companion.domain.text import on_one_line
from companion.i18n import _, ngettext
from sessions.times import time_text


def as_json(
    session: str, rejudged: Rejudged, changes: Iterable[Change]
) -> Iterator[bytes]:
    """Yield one object, change by change: there may be very many."""
    head = msgspec.json.encode({"session": session, "rules": rejudged.version})
    yield head[:-1] + b',"changes":['
    comma = b""
    for change in changes:
        yield comma + b"\n" + on_one_line(msgspec.json.encode(_object(change)))
        comma = b","
    counts: dict[str, dict[str, int]] = {}
    for (was, would), texts in sorted(rejudged.changed.items()):
        counts.setdefault(was.value, {})[would.value] = texts
    tail = {
        "judged": rejudged.judged,
        "changed": rejudged.changed.total(),
        "counts": counts,
    }
    yield b"]," + msgspec.json.encode(tail)[1:] + b"\n"


def _object(change: Change) -> dict[str, Any]:
    viewer = change.viewer
    return {
        "seq": change.entry.seq,
        "number": change.entry.number,
        "at": time_text(change.entry.at),
        "viewer": {"id": viewer.id, "name": viewer.name} if viewer else None,
        "text": change.text,
        "was": change.was.value,
        "would": change.would.value,
        "name_was": change.was_name.value,
        "name_would": change.would_name.value,
        "was_reasons": msgspec.to_builtins(change.was_reasons),
        "reasons": msgspec.to_builtins(change.reasons),
    }


def line_of(change: Change) -> str:
    """Return a change on one line: as it was, as it would be, who, what, why."""
    is_text = change.was is not change.would
    was, would = (
        (change.was, change.would) if is_text else (change.was_name, change.would_name)
    )
    what = change.text if is_text else _("(the name)")
    why = _why(change.reasons) or _("no rule any more")
    name = change.viewer.name if change.viewer else ""
    number = change.entry.number
    return f"{number:>7}  {was.value:>5} → {would.value:<5}  {name}: {what}  [{why}]"


def _why(reasons: Iterable[Reason]) -> str:
    return "; ".join(f"{one.rule} {one.detail}".rstrip() for one in reasons)


def sum_of(rejudged: Rejudged) -> str:
    """Return how much was judged, and how much of it would change."""
    judged = ngettext(
        "{n} event judged again", "{n} events judged again", rejudged.judged
    )
    changed = rejudged.changed.total()
    changes = ngettext("{n} would change", "{n} would change", changed)
    parts = [judged.format(n=f"{rejudged.judged:,}"), changes.format(n=f"{changed:,}")]
    parts += [
        f"{was.value} → {would.value} {texts:,}"
        for (was, would), texts in rejudged.changed.most_common()
    ]
    return ", ".join(parts)
