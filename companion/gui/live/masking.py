"""How a row under review looks: which part of its text stays hidden here too."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from companion.domain.entries import Reason, Verdict, VerdictGiven
from companion.domain.views import Review
from companion.gui.live.chat_row import ChatRow, RowState, Span
from companion.gui.live.display_text import alias_name, one_line
from companion.gui.moderation.decision_words import by_name, reason_text
from companion.gui.moderation.matched import matched_spans
from companion.i18n import _


def under_review(
    row: ChatRow, review: Review, given: VerdictGiven | None = None
) -> ChatRow:
    """Return the row as the gate leaves it: text masked, name by its verdict.

    given: the verdict that decided, None when the rules did at once.
    """
    states = {
        Verdict.ALLOW: RowState.SHOWN,
        Verdict.PENDING: RowState.PENDING,
        Verdict.HOLD: RowState.HELD,
        Verdict.BLOCK: RowState.BLOCKED,
    }
    state = states[review.text]
    if review.name is not Verdict.ALLOW and row.viewer is not None:
        row = structs.replace(row, name=alias_name(row.viewer.id))
    reasons = placed(review.reasons or review.entry.judgement.reasons, raw_of(review))
    hidden = state in (RowState.HELD, RowState.BLOCKED)
    return structs.replace(
        row,
        state=state,
        masked=masked_spans(row.text, reasons) if hidden else (),
        expires_at=review.expires_at if state is RowState.HELD else None,
        note=_blocked_words(review, given) if state is RowState.BLOCKED else row.note,
    )


def _blocked_words(review: Review, given: VerdictGiven | None) -> str:
    """Return who blocked a text and why: "by the model: insult 0.94"."""
    reasons = given.reasons if given is not None else ()
    reasons = reasons or review.reasons or review.entry.judgement.reasons
    scores = given.scores if given is not None else review.scores
    who = by_name(given.by, given.who) if given is not None else by_name("rules")
    told = [
        reason_text(reason, scores) for reason in reasons if reason.rule != "person"
    ]
    by = _("blocked by {who}").format(who=who)
    # Three words of one list are one reason: the text shows which they were.
    return f"{by} · {', '.join(dict.fromkeys(told))}" if told else by


def raw_of(review: Review) -> str:
    """Return the text as it was written, "" where there is none."""
    return str(getattr(review.entry.event, "text", ""))


def placed(reasons: Iterable[Reason], raw: str) -> tuple[Reason, ...]:
    """Return reasons whose places hold in the one line that is shown.

    Where signs fell out, such as line breaks, places would point elsewhere.
    """
    if one_line(raw) == raw:
        return tuple(reasons)
    return tuple(Reason(rule=one.rule, detail=one.detail) for one in reasons)


def masked_spans(text: str, reasons: Iterable[Reason]) -> tuple[Span, ...]:
    """Return what to hide: what the reasons saw, else the whole text.

    A rule may have seen through spaced-out or look-alike letters; where that cannot be
    found in the text as it is, all of it is hidden.
    """
    if not text:
        return ()
    return matched_spans(text, reasons) or ((0, len(text)),)
