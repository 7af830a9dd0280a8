"""The truth meter in words: what was heard of what was there, and what was not."""

from __future__ import annotations

from dataclasses import dataclass

from companion.domain.values import Timestamp
from companion.domain.views import ConnectionState, ConnectionView, GapView
from companion.gui.components.amounts import age, clock_seconds, number, span
from companion.gui.components.text import Ink
from companion.i18n import _, ngettext

MOST_GAPS = 6
"""Gaps shown one by one, the newest; older ones are counted in one line."""

_LEAST_SHARE = 0.01
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line: what it is about, and what is known; detail stands beneath."""

    key: str
    caption: str
    words: str
    detail: str = ""
    ink: Ink = "1"


def facts(view: ConnectionView, *, now: Timestamp) -> tuple[Fact, ...]:
    """Return everything that is known of a connection, in the order of its weight."""
    return (
        *_next_try(view, now),
        Fact(key="last", caption=_("Last event"), words=_last_event(view, now)),
        _heard(view),
        *_likes(view),
        *_gaps(view),
        Fact(
            key="duplicates",
            caption=_("Repeats left out"),
            words=number(view.duplicates),
        ),
        Fact(
            key="shed",
            caption=_("Shed under load"),
            words=number(view.shed),
            ink="warn" if view.shed else "1",
        ),
        *_refused(view),
        *_budget(view),
        *_writing(view),
    )


def gap_words(gap: GapView) -> tuple[str, str]:
    """Return when a gap was and how long, and what came of it."""
    when = _("{began}–{ended} · {length}").format(
        began=clock_seconds(gap.began),
        ended=clock_seconds(gap.ended),
        length=span(gap.ended - gap.began),
    )
    recovered = _("{n} recovered").format(n=number(gap.recovered))
    unknown = _("unknown how many missed")
    if gap.unknown is not None:
        # A number at the end of a line, and its word on the next, reads as nothing.
        words = _("{n} unknown").format(n=number(gap.unknown))
        unknown = words.replace(" ", _NO_BREAK)
    return when, f"{recovered}, {unknown}"


def _next_try(view: ConnectionView, now: Timestamp) -> tuple[Fact, ...]:
    if view.until is None or view.until <= now:
        return ()
    words = _("in {left}, at {time}").format(
        left=span(view.until - now), time=clock_seconds(view.until)
    )
    ink: Ink = "warn" if view.state is ConnectionState.RATE_LIMITED else "1"
    return (Fact(key="until", caption=_("Next try"), words=words, ink=ink),)


def _last_event(view: ConnectionView, now: Timestamp) -> str:
    if view.last_event_at is None:
        return _("none yet")
    return _("{age} ago").format(age=age(now - view.last_event_at))


def _heard(view: ConnectionView) -> Fact:
    caption = _("Events heard")
    share = view.heard_share
    if share is None or share < _LEAST_SHARE:
        return Fact(
            key="heard",
            caption=caption,
            words=number(view.heard),
            detail=_("No total of the room to compare with."),
        )
    words = _("{heard} of ~{all} · {percent} %").format(
        heard=number(view.heard),
        all=number(round(view.heard / share)),
        percent=int(share * 100),
    )
    detail = _("Judged by the room's own total of likes.")
    return Fact(key="heard", caption=caption, words=words, detail=detail)


def _likes(view: ConnectionView) -> tuple[Fact, ...]:
    if view.room_likes is None:
        return ()
    words = _("{n}, the room's total").format(n=number(view.room_likes))
    detail = ""
    if view.heard_likes is not None:
        text = _("{heard} of {all} came with a name: per viewer partial.")
        detail = text.format(
            heard=number(view.heard_likes), all=number(view.room_likes)
        )
    return (Fact(key="likes", caption=_("Likes"), words=words, detail=detail),)


def _gaps(view: ConnectionView) -> tuple[Fact, ...]:
    if not view.gaps:
        return (Fact(key="gaps", caption=_("Gaps"), words=_("none")),)
    told = ngettext("{n} gap", "{n} gaps", len(view.gaps))
    lines = []
    if len(view.gaps) > MOST_GAPS:
        older = len(view.gaps) - MOST_GAPS
        earlier = ngettext("{n} earlier", "{n} earlier", older)
        lines.append(earlier.format(n=number(older)))
    for gap in view.gaps[-MOST_GAPS:]:
        when, outcome = gap_words(gap)
        lines.append(f"{when}: {outcome}")
    return (
        Fact(
            key="gaps",
            caption=_("Gaps"),
            words=told.format(n=number(len(view.gaps))),
            detail="\n".join(lines),
            ink="warn",
        ),
    )


def _refused(view: ConnectionView) -> tuple[Fact, ...]:
    if not view.refused:
        return ()
    return (
        Fact(
            key="refused",
            caption=_("Refused"),
            words=number(view.refused),
            detail=_("They came from another room than the one you asked for."),
            ink="warn",
        ),
    )


def _budget(view: ConnectionView) -> tuple[Fact, ...]:
    if not view.budget:
        return ()
    return (Fact(key="budget", caption=_("Budget"), words=view.budget),)


def _writing(view: ConnectionView) -> tuple[Fact, ...]:
    if view.cannot_write:
        return (Fact(key="writing", caption=_("Writing"), words=view.cannot_write),)
    if view.text_limit:
        words = _("possible, {n} characters a message").format(n=view.text_limit)
        return (Fact(key="writing", caption=_("Writing"), words=words),)
    return ()
