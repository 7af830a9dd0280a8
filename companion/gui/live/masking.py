"""How a row under review looks: which part of its text stays hidden here too."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from companion.domain.entries import Reason, Verdict
from companion.domain.views import Review
from companion.gui.live.chat_row import ChatRow, RowState, Span
from companion.gui.live.display_text import alias_name, one_line


def under_review(row: ChatRow, review: Review) -> ChatRow:
    """Return the row as the gate leaves it: text masked, name by its verdict."""
    states = {
        Verdict.ALLOW: RowState.SHOWN,
        Verdict.PENDING: RowState.PENDING,
        Verdict.HOLD: RowState.HELD,
        Verdict.BLOCK: RowState.BLOCKED,
    }
    state = states[review.text]
    if review.name is not Verdict.ALLOW and row.viewer is not None:
        row = structs.replace(row, name=alias_name(row.viewer.id))
    reasons = review.entry.judgement.reasons
    hidden = state in (RowState.HELD, RowState.BLOCKED)
    return structs.replace(
        row,
        state=state,
        masked=masked_spans(row.text, reasons) if hidden else (),
        expires_at=review.expires_at if state is RowState.HELD else None,
    )


def masked_spans(text: str, reasons: Iterable[Reason]) -> tuple[Span, ...]:
    """Return what to hide: where a reason's detail stands, else the whole text.

    A rule may have seen through spaced-out or look-alike letters; then its detail
    does not stand in the text as it is, and all of it is hidden.
    """
    if not text:
        return ()
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    found: list[Span] = []
    for reason in reasons:
        detail = one_line(reason.detail).strip().lower()
        found.extend(_occurrences(lowered, detail))
    return _joined(found) or ((0, len(text)),)


def _occurrences(text: str, part: str) -> Iterable[Span]:
    start = text.find(part) if part else -1
    while start >= 0:
        yield start, start + len(part)
        start = text.find(part, start + len(part))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
