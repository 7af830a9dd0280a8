"""What a connection pill says: honest words for every state, with their age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from companion.domain.values import Timestamp
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.amounts import age, clock_time, number, ordinal, span
from companion.i18n import _

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PillWords:
    """viewers and heard are "" when nothing tells; spoken is all of it."""

    viewers: str
    state: str
    heard: str
    spoken: str


def target_name(target: str) -> str:
    """Return what stands after the platform: "@mira.plays"; a seed with a word."""
    platform, _colon, name = target.partition(":")
    if platform == "simulator":
        return _("Simulator {name}").format(name=name)
    return name or target


def pill_words(view: ConnectionView, *, now: Timestamp) -> PillWords:
    """Return the words for the connection as it stands at `now`."""
    state = state_words(view, now=now)
    viewers = number(view.viewers) if view.viewers is not None else ""
    if view.state not in {ConnectionState.LIVE, ConnectionState.SILENT}:
        viewers = viewers if view.state is ConnectionState.NEEDS_LOGIN else ""
    heard = ""
    on_air = view.state in {ConnectionState.LIVE, ConnectionState.SILENT}
    if on_air and view.heard_share is not None:
        heard = _("heard {percent} %").format(percent=int(view.heard_share * 100))
    told = _("{n} viewers").format(n=viewers) if viewers else ""
    spoken = ". ".join(part for part in (state, told, heard, view.detail) if part)
    return PillWords(viewers=viewers, state=state, heard=heard, spoken=spoken)


def state_words(view: ConnectionView, *, now: Timestamp) -> str:
    """Return the state as a word, with its age or what comes next."""
    match view.state:
        case ConnectionState.LIVE:
            if view.last_event_at is None:
                return _("live")
            return _("live · {age}").format(age=age(now - view.last_event_at))
        case ConnectionState.SILENT:
            since = view.last_event_at or view.since or now
            return _("silent {age}").format(age=age(now - since))
        case ConnectionState.CONNECTING:
            if view.attempt < 2:
                return _("connecting")
            return _("connecting · try {n}").format(n=ordinal(view.attempt))
        case ConnectionState.WAITING:
            return _("waiting · not live yet")
        case ConnectionState.RATE_LIMITED:
            return _limited(view, now)
        case ConnectionState.NEEDS_LOGIN:
            return _("needs login")
        case ConnectionState.OFFLINE:
            return _offline(view, now)
        case ConnectionState.ENDED:
            return _ended(view)
    assert_never(view.state)


def _offline(view: ConnectionView, now: Timestamp) -> str:
    """Offline for good, or until the next try."""
    if view.until is None or view.until <= now:
        return _("offline")
    return _("offline · again in {left}").format(left=span(view.until - now))


def _limited(view: ConnectionView, now: Timestamp) -> str:
    if view.until is None:
        return _("rate-limited")
    return _("rate-limited · {left}").format(left=span(view.until - now))


def _ended(view: ConnectionView) -> str:
    if not view.since:
        return _("ended")
    return _("ended {time}").format(time=clock_time(view.since))
