"""A countdown, a stopwatch, or a subathon that support makes longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from companion.domain.on_air import TimerOnAir
from companion.domain.values import Timestamp
from companion.domain.views import SessionView, StreamView, Totals
from companion.i18n import N_, _
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State
from overlays.variables import fill

_SECOND: Final = 1_000_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE

_PASSED: Final = timedelta(hours=6)
"""A time of day that was so long before the start is over, not tomorrow's."""

_MONEY: Final = 1_000_000


class TimerSettings(OverlaySettings):
    """What a Broadcaster chooses for a timer."""

    mode: Literal["length", "time", "stopwatch", "subathon"] = Field(
        default="length",
        description=N_(
            "length: counts down from the session's start; time: to a time of day;"
            " stopwatch: how long the session runs; subathon: support adds time"
        ),
    )
    minutes: int = Field(
        default=60,
        ge=0,
        le=100_000,
        description=N_("Length of the countdown, or of the subathon at its start"),
    )
    time: str = Field(
        default="20:00",
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description=N_("Time of day to count to, in the session's time zone"),
    )
    heading: str = Field(
        default="",
        max_length=80,
        description=N_("Words beside the clock, with {{variables}}"),
    )
    at_zero: Literal["zero", "text", "hide"] = Field(
        default="zero", description=N_("At zero: 0:00 stays, words, or nothing")
    )
    zero_text: str = Field(
        default="",
        max_length=80,
        description=N_("The words at zero, with {{variables}}"),
    )
    layout: Literal["slim", "large"] = Field(
        default="slim", description=N_("slim: one line; large: the clock alone is big")
    )
    bar: bool = Field(
        default=False, description=N_("A bar of how much of the time is left")
    )
    width: int = Field(
        default=480, ge=280, le=1800, description=N_("Width in pixels, at 100 %")
    )
    seconds_per_diamond: float = Field(
        default=0.5, ge=0, le=3_600, description=N_("Subathon: seconds per Diamond")
    )
    seconds_per_bit: float = Field(
        default=0.5, ge=0, le=3_600, description=N_("Subathon: seconds per Bit")
    )
    seconds_per_subscription: float = Field(
        default=180,
        ge=0,
        le=86_400,
        description=N_("Subathon: seconds per Subscription or Membership"),
    )
    seconds_per_money: float = Field(
        default=60,
        ge=0,
        le=86_400,
        description=N_("Subathon: seconds per whole unit of a Super Chat's currency"),
    )
    currency: str = Field(
        default="EUR",
        pattern=r"^[A-Z]{3}$",
        description=N_("Subathon: the one currency that counts"),
    )
    seconds_per_follow: float = Field(
        default=0, ge=0, le=3_600, description=N_("Subathon: seconds per Follow")
    )
    most_minutes_an_hour: int = Field(
        default=0,
        ge=0,
        le=6_000,
        description=N_(
            "Subathon: at most so many minutes are added per hour that has begun; what"
            " is over waits for the next. 0: no limit"
        ),
    )
    most_minutes: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description=N_("Subathon: at most so many minutes are added. 0: no limit"),
    )


class Timer(Overlay[TimerSettings]):
    """One clock; a timer that a person put on the stream takes its place."""

    kind = "timer"
    width = 512
    height = 140
    settings_type = TimerSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Timer")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A countdown, a stopwatch, or a subathon that support makes longer")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {"added": _("+ {time}")}

    def project(self, view: StreamView, settings: TimerSettings) -> State:
        """Return `{"timer": {…}}`, or null in it while there is none.

        at: where a countdown ends or a stopwatch began, in ms since 1970; from: where
        a countdown began, null when that is not known; held: ms shown while it stands
        still, null while it runs; added: ms that support has added.
        """
        shown = view.on_air(TimerOnAir)
        if shown is not None:
            return _state(_of_interaction(shown, view, settings))
        session = view.session
        if settings.mode == "time":
            return _of_day(session, view, settings)
        if session is None:
            return {"timer": None}
        if settings.mode == "subathon":
            return _of_subathon(session, view, settings)
        start = session.started_at
        if settings.mode == "stopwatch":
            timer = _timer(view, settings, mode="stopwatch", at=start)
            return _state(_stopped(timer, session))
        end = start + settings.minutes * _MINUTE
        return _state(_stopped(_timer(view, settings, at=end, start=start), session))


def _state(timer: State, next_at: Timestamp | None = None) -> State:
    return {"timer": timer, "next_at": next_at}


def _timer(
    view: StreamView,
    settings: TimerSettings,
    *,
    at: Timestamp,
    start: Timestamp | None = None,
    mode: str = "countdown",
    added: int = 0,
) -> State:
    return {
        "mode": mode,
        "title": fill(settings.heading, view, settings),
        "zero_text": fill(settings.zero_text, view, settings),
        "at": at // 1_000,
        "from": None if start is None else start // 1_000,
        "held": None,
        "added": added // 1_000,
    }


def _stopped(timer: State, session: SessionView) -> State:
    """Return a clock that stands since the session has ended."""
    if session.state != "ended" or session.ended_at is None:
        return timer
    ended = session.ended_at // 1_000
    is_stopwatch = timer["mode"] == "stopwatch"
    shown = ended - timer["at"] if is_stopwatch else timer["at"] - ended
    return {**timer, "held": max(0, shown)}


def _of_interaction(
    shown: TimerOnAir, view: StreamView, settings: TimerSettings
) -> State:
    timer = _timer(view, settings, at=shown.at, mode=shown.mode, added=shown.added_us)
    held = None if shown.held_us is None else shown.held_us // 1_000
    return {**timer, "title": shown.title or timer["title"], "held": held}


def _of_day(
    session: SessionView | None, view: StreamView, settings: TimerSettings
) -> State:
    start = session.started_at if session else view.now
    zone = _zone(session.timezone if session else "")
    at = time_of_day(settings.time, after=start, zone=zone)
    if session:
        return _state(_timer(view, settings, at=at, start=start))
    # Nothing says where the wait began, and it goes on to the next day's.
    again = at + round(_PASSED.total_seconds()) * _SECOND + _SECOND
    return _state(_timer(view, settings, at=at), again)


def time_of_day(time: str, *, after: Timestamp, zone: ZoneInfo | None) -> Timestamp:
    """Return when it is "20:00" in a time zone, nearest to a moment.

    At most 18 hours after it, or 6 before: who starts late counts to nothing. zone
    None is the computer's.
    """
    hour, _colon, minute = time.partition(":")
    began = datetime.fromtimestamp(after // _SECOND, zone).astimezone(zone)
    at = began.replace(hour=int(hour), minute=int(minute), second=0)
    if at.timestamp() < (began - _PASSED).timestamp():
        at += timedelta(days=1)
    elif (at - timedelta(days=1)).timestamp() >= (began - _PASSED).timestamp():
        at -= timedelta(days=1)
    return int(at.timestamp()) * _SECOND


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _of_subathon(
    session: SessionView, view: StreamView, settings: TimerSettings
) -> State:
    start = session.started_at
    earned = earned_time(session.totals, settings)
    until = session.ended_at or view.now
    hours = (until - start) // _HOUR + 1
    added, next_at = earned, None
    if settings.most_minutes_an_hour:
        most = hours * settings.most_minutes_an_hour * _MINUTE
        if earned > most:
            added = most
            next_at = None if session.ended_at else start + hours * _HOUR
    end = start + settings.minutes * _MINUTE + added
    timer = _timer(view, settings, at=end, start=start, mode="subathon", added=added)
    return _state(_stopped(timer, session), next_at)


def earned_time(totals: Totals, settings: TimerSettings) -> int:
    """Return the microseconds that support has earned in all, up to the whole limit.

    Each rate is taken to the microsecond once, so that the sum is exact in whatever
    order support came.
    """
    money = totals.money.get(settings.currency, 0)
    earned = (
        totals.diamonds * _us(settings.seconds_per_diamond)
        + totals.bits * _us(settings.seconds_per_bit)
        + totals.subscriptions * _us(settings.seconds_per_subscription)
        + totals.follows * _us(settings.seconds_per_follow)
        + money * _us(settings.seconds_per_money) // _MONEY
    )
    if settings.most_minutes:
        earned = min(earned, settings.most_minutes * _MINUTE)
    return earned


def _us(seconds: float) -> int:
    return round(seconds * _SECOND)
