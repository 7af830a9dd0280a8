"""How far a goal of the session is: its bar, and what happens when it is reached.

A goal that a person put on the stream takes the place of the settings'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from companion.domain.on_air import GoalOnAir
from companion.domain.values import POINT
from companion.domain.views import StreamView, Totals
from companion.i18n import N_, _, ngettext
from overlays.interaction import on_screen
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State, plural_words
from overlays.variables import fill

Measure = Literal[
    "diamonds",
    "points",
    "bits",
    "likes",
    "room_likes",
    "follows",
    "shares",
    "subscriptions",
    "memberships",
    "gifts",
    "chats",
    "viewers",
    "money",
]
Milestone = Annotated[str, Field(pattern=r"^[0-9]{1,12}\s*:.{1,60}$", max_length=80)]

_MICROS: Final = 1_000_000

_MEASURES: Final = {"subs": "subscriptions"}
"""What goals of the show count, where it is called otherwise here."""

_SUMS: Final[Mapping[str, Callable[[Totals], int | None]]] = {
    "diamonds": lambda totals: totals.diamonds,
    "points": lambda totals: totals.points,
    "bits": lambda totals: totals.bits,
    "likes": lambda totals: totals.likes,
    "room_likes": lambda totals: totals.likes_room,
    "follows": lambda totals: totals.follows,
    "shares": lambda totals: totals.shares,
    "subscriptions": lambda totals: totals.subscriptions,
    "memberships": lambda totals: totals.memberships,
    "gifts": lambda totals: totals.gifts,
    "chats": lambda totals: totals.chats,
    "viewers": lambda totals: totals.watching,
}


class GoalSettings(OverlaySettings):
    """What a Broadcaster chooses for a goal."""

    align: Align = Field(
        default="bottom-left", description=N_("Where in the browser source it stands")
    )
    measure: Measure = Field(
        default="diamonds",
        description=N_(
            "What is counted in the session. likes: those heard; room_likes: as the"
            " platform shows them; subscriptions: with memberships; viewers: who"
            " watch now; money: Super Chats of one currency"
        ),
    )
    currency: str = Field(
        default="EUR",
        pattern=r"^[A-Z]{3}$",
        description=N_("Of money: the one currency that counts, nothing is converted"),
    )
    target: int = Field(
        default=1_000,
        ge=1,
        le=1_000_000_000,
        description=N_("How many are wanted, in whole units"),
    )
    start: int = Field(
        default=0,
        ge=0,
        le=1_000_000_000,
        description=N_("How many there were before the session, added to it"),
    )
    step: int = Field(
        default=0,
        ge=0,
        le=1_000_000_000,
        description=N_("When reached: the next goal is so much further. 0: none is"),
    )
    heading: str = Field(
        default="",
        max_length=80,
        description=N_("Words of the goal, with {{variables}}. Empty: what is counted"),
    )
    reached_heading: str = Field(
        default="",
        max_length=80,
        description=N_("Words when it is reached, with {{variables}}. Empty: the same"),
    )
    when_reached: Literal["check", "bar", "hide"] = Field(
        default="check",
        description=N_("When it is reached: a tick, the full bar, or nothing"),
    )
    note: str = Field(
        default="",
        max_length=80,
        description=N_("Words below the bar, with {{variables}}. Empty: what counts"),
    )
    milestones: tuple[Milestone, ...] = Field(
        default=(),
        max_length=12,
        description=N_("Steps on the way, each as 20000: sing a duet"),
    )
    layout: Literal["wide", "small", "slim"] = Field(
        default="wide", description=N_("wide, small for a corner, or slim: one line")
    )
    figure: Literal["amount", "percent"] = Field(
        default="amount", description=N_("How far it is: as an amount or in per cent")
    )
    width: int = Field(
        default=840, ge=420, le=1800, description=N_("Width in pixels, at 100 %")
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )


class Goal(Overlay[GoalSettings]):
    """A bar from nothing, or from the last goal, to the next."""

    kind = "goal"
    width = 872
    height = 260
    settings_type = GoalSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Goal")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("How far a goal is: likes, diamonds, follows, subscriptions, money")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            "of": _("/ {target}"),
            "percent": _("{n} %"),
            "next": _("next at {n}: {text}"),
            **plural_words(
                "reached", lambda n: ngettext("{n} reached", "{n} reached", n)
            ),
            **_measures(),
        }

    def project(self, view: StreamView, settings: GoalSettings) -> State:
        """Return `{"goal": {…}}`; null between sessions and when it is to hide.

        id: "settings", or that of the goal that a person put on.
        value, target, from and a milestone's at: thousandths of points, micros of
        money, else whole units. from: where the bar begins. reached: how many goals
        have been, 0 or 1 unless they roll.
        """
        put_on = on_screen(view, GoalOnAir)
        if put_on is not None:
            return {"goal": _put_on(put_on, settings)}
        session = view.session
        if session is None:
            return {"goal": None}
        totals = session.totals
        unit = _unit(settings.measure)
        value = _sum(totals, settings) + settings.start * unit
        done = _reached(max(value, _best(totals, settings) * unit), settings, unit)
        target = (settings.target + max(0, done - 1) * settings.step) * unit
        if settings.step and done:
            target += settings.step * unit
        is_reached = bool(done) and not settings.step
        if is_reached and settings.when_reached == "hide":
            return {"goal": None}
        return {
            "goal": {
                "id": "settings",
                "title": fill(
                    _heading(settings, is_reached=is_reached), view, settings
                ),
                "measure": settings.measure,
                "currency": settings.currency,
                "value": value,
                "target": target,
                "from": target - settings.step * unit if settings.step and done else 0,
                "reached": done,
                "is_reached": is_reached,
                "note_text": fill(settings.note, view, settings),
                "milestones": [
                    {"at": at * unit, "text": fill(text, view, settings)}
                    for at, text in sorted(map(_milestone, settings.milestones))
                ],
            }
        }


def _put_on(goal: GoalOnAir, settings: GoalSettings) -> State | None:
    """Return a goal of the show; only its own words, and no steps on the way."""
    is_reached = goal.value >= goal.target
    if is_reached and settings.when_reached == "hide":
        return None
    unit = POINT if goal.unit == "points" else 1
    return {
        "id": goal.id,
        "title": goal.title,
        "measure": _MEASURES.get(goal.unit, goal.unit),
        "currency": settings.currency,
        "value": goal.value * unit,
        "target": goal.target * unit,
        "from": 0,
        "reached": int(is_reached),
        "is_reached": is_reached,
        "note_text": "",
        "milestones": [],
    }


def _unit(measure: Measure) -> int:
    return {"points": POINT, "money": _MICROS}.get(measure, 1)


def _sum(totals: Totals, settings: GoalSettings) -> int:
    if settings.measure == "money":
        return totals.money.get(settings.currency, 0)
    return _SUMS[settings.measure](totals) or 0


def _best(totals: Totals, settings: GoalSettings) -> int:
    """Return the most there were: who watch come and go, a goal stays reached."""
    if settings.measure != "viewers":
        return 0
    return (totals.watching_peak or 0) + settings.start


def _reached(value: int, settings: GoalSettings, unit: int) -> int:
    """Return how many goals a value has reached."""
    over = value - settings.target * unit
    if over < 0:
        return 0
    return 1 + over // (settings.step * unit) if settings.step else 1


def _heading(settings: GoalSettings, *, is_reached: bool) -> str:
    if is_reached and settings.reached_heading:
        return settings.reached_heading
    return settings.heading


def _milestone(written: str) -> tuple[int, str]:
    at, _colon, text = written.partition(":")
    return int(at), text.strip()


def _measures() -> dict[str, str]:
    """Return what is counted, in words that stand alone and below a bar."""
    return {
        "measure_diamonds": _("Diamonds"),
        "measure_points": _("Points"),
        "measure_bits": _("Bits"),
        "measure_likes": _("Likes"),
        "measure_room_likes": _("Likes"),
        "measure_follows": _("Follows"),
        "measure_shares": _("Shares"),
        "measure_subscriptions": _("Subscriptions"),
        "measure_memberships": _("Memberships"),
        "measure_gifts": _("Gifts"),
        "measure_chats": _("Messages"),
        "measure_viewers": _("Watching now"),
        "measure_money": _("Super Chats"),
    }
