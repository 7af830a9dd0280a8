"""Who came last: follower, gifter, subscriber, and the greatest gift of the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pydantic import Field

from companion.domain.moments import Moment, MomentKind
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.deeds import deed_words, told
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State

Part = Literal[
    "follower",
    "gifter",
    "subscriber",
    "cheer",
    "superchat",
    "raid",
    "share",
    "top_gift",
]

_KINDS: Final[Mapping[Part, Sequence[MomentKind]]] = {
    "follower": ("follow",),
    "gifter": ("gift",),
    "subscriber": (
        "subscription",
        "membership",
        "gifted_subscription",
        "gifted_membership",
    ),
    "cheer": ("cheer",),
    "superchat": ("superchat", "supersticker"),
    "raid": ("raid",),
    "share": ("share",),
}
_SECOND: Final = 1_000_000


class LatestSettings(OverlaySettings):
    """What a Broadcaster chooses for the latest ones."""

    shown: tuple[Part, ...] = Field(
        default=("follower", "gifter", "subscriber", "top_gift"),
        min_length=1,
        max_length=8,
        description=N_("What is shown, in this order"),
    )
    layout: Literal["row", "column", "rotating"] = Field(
        default="row",
        description=N_("Beside each other, beneath each other, or one after the other"),
    )
    seconds: int = Field(
        default=8, ge=3, le=60, description=N_("Of rotating: seconds of each")
    )
    width: int = Field(
        default=1_720,
        ge=400,
        le=1_900,
        description=N_("Width in pixels, at 100 %, of a row"),
    )
    amounts: bool = Field(default=True, description=N_("How much it was"))
    avatars: bool = Field(default=True, description=N_("Pictures of the Viewers"))
    empty: bool = Field(
        default=False, description=N_("Also what has not happened yet, as a dash")
    )


class Latest(Overlay[LatestSettings]):
    """The newest of each kind, and the greatest gift."""

    kind = "latest"
    width = 1752
    height = 136
    settings_type = LatestSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Latest")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("The last follower, gifter and subscriber, and the greatest gift")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **deed_words(),
            "none": _("–"),
            "part_follower": _("Latest follower"),
            "part_gifter": _("Latest gift"),
            "part_subscriber": _("Latest subscriber"),
            "part_cheer": _("Latest cheer"),
            "part_superchat": _("Latest Super Chat"),
            "part_raid": _("Latest raid"),
            "part_share": _("Latest share"),
            "part_top_gift": _("Top gift today"),
        }

    def project(self, view: StreamView, settings: LatestSettings) -> State:
        """Return `{"parts": [{"part", "moment"}], "next_at"}`.

        moment: see overlays.deeds.told, or null. Of rotating parts only one is there.
        """
        found = [
            {"part": part, "moment": None if one is None else told(one)}
            for part in dict.fromkeys(settings.shown)
            if (one := _newest(view, part)) is not None or settings.empty
        ]
        if settings.layout != "rotating" or len(found) < 2:
            return {"parts": found, "next_at": None}
        step = settings.seconds * _SECOND
        turn = view.now // step
        return {"parts": [found[turn % len(found)]], "next_at": (turn + 1) * step}


def _newest(view: StreamView, part: Part) -> Moment | None:
    if part == "top_gift":
        return view.greatest()
    found = [one for kind in _KINDS[part] if (one := view.latest(kind)) is not None]
    return max(found, key=lambda one: one.id, default=None)
