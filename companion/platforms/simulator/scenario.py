"""What a scenario file may say: who is there, what happens when, what goes wrong."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from companion.domain.values import Platform
from companion.i18n import _
from companion.platforms.simulator.material import currency_codes, gift_names

PLAYED: Final = tuple(one for one in Platform if one is not Platform.ROOM)
"""The platforms that the simulator can play."""


def _is_played(platform: Platform) -> Platform:
    if platform not in PLAYED:
        raise ValueError(_("nobody plays people in the room"))
    return platform


Played = Annotated[Platform, AfterValidator(_is_played)]

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]

Happening = Literal[
    "announcement",
    "chat",
    "chat_cleared",
    "chat_mode",
    "cheer",
    "follow",
    "gift",
    "gift_subscription",
    "hype_train",
    "jewel_gift",
    "join",
    "like",
    "membership",
    "platform_poll",
    "platform_question",
    "raid",
    "redemption",
    "rename",
    "share",
    "spam",
    "subscription",
    "superchat",
    "supersticker",
    "unknown",
]
"""What a mix can hold, and a moment can cause."""

Occasion = Literal[Happening, "break", "burst", "disconnect", "mood", "silence"]
"""What a moment can be."""

ONLY_ON: Final[dict[str, tuple[Platform, ...]]] = {
    "announcement": (Platform.TWITCH,),
    "chat_cleared": (Platform.TWITCH,),
    "chat_mode": (Platform.TWITCH, Platform.YOUTUBE),
    "cheer": (Platform.TWITCH,),
    "follow": (Platform.TIKTOK, Platform.TWITCH),
    "gift": (Platform.TIKTOK,),
    "gift_subscription": (Platform.TWITCH,),
    "hype_train": (Platform.TWITCH,),
    "jewel_gift": (Platform.YOUTUBE,),
    "join": (Platform.TIKTOK,),
    "like": (Platform.TIKTOK,),
    "membership": (Platform.YOUTUBE,),
    "platform_poll": (Platform.TIKTOK, Platform.YOUTUBE),
    "platform_question": (Platform.TIKTOK,),
    "raid": (Platform.TWITCH,),
    "redemption": (Platform.TWITCH,),
    "share": (Platform.TIKTOK,),
    "subscription": (Platform.TWITCH, Platform.TIKTOK),
    "superchat": (Platform.YOUTUBE,),
    "supersticker": (Platform.YOUTUBE,),
}
"""Happenings that not every platform has; one of those named must take part."""


class _Part(BaseModel):
    """A table of a scenario file: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Moment(_Part):
    """Something that happens at a set time of its phase."""

    at: Seconds = Field(description="Seconds after the phase began.")
    what: Occasion = Field(description="A happening of the mix, or one of five more.")
    count: int = Field(
        default=1,
        ge=1,
        le=10_000,
        description="How many times, or how many gifts in the run.",
    )
    gift: str = Field(
        default="", description="Name of the gift; empty: chance chooses."
    )
    rival: int = Field(
        default=0, ge=0, le=20, description="Which rival gives; 0: chance."
    )
    mood: Literal["hello", "talk", "hype", "fail", "thanks", "ask", "raid"] = Field(
        default="hype", description="What everybody talks about for `seconds`."
    )
    seconds: Seconds = Field(default=8, description="How long it lasts.")
    factor: float = Field(
        default=5, gt=0, le=10_000, description="burst: how many times as fast."
    )
    viewers: int = Field(
        default=84, ge=0, le=1_000_000, description="raid: how many come."
    )


class Phase(_Part):
    """A stretch of the evening with its own speed and mix."""

    name: str = Field(min_length=1, max_length=60)
    seconds: float = Field(gt=0, le=86_400, description="How long it lasts.")
    events_per_s: float = Field(
        gt=0, le=100_000, description="Happenings a second, on average."
    )
    watching: tuple[int, int] = Field(
        default=(100, 100), description="Viewers at its beginning and its end."
    )
    mix: dict[Happening, Weight] = Field(
        default={}, description="Weights that replace those of the scenario's own mix."
    )
    moment: tuple[Moment, ...] = ()


class Faults(_Part):
    """What goes wrong between the platform and us. Shares are 0..1."""

    duplicate: Share = Field(default=0, description="Events that come a second time.")
    reorder: Share = Field(
        default=0, description="Events that come up to 8 events late."
    )
    lost_end: Share = Field(default=0, description="Streaks whose end never comes.")
    lost_middle: Share = Field(
        default=0, description="Messages within a Streak that are lost."
    )
    reused_group: Share = Field(
        default=0,
        description="Streaks that carry a group id used before by that Viewer.",
    )
    disconnect_every_s: Seconds = Field(
        default=0,
        description="Seconds between broken connections, on average; 0: never.",
    )
    offline_s: Seconds = Field(
        default=12, description="How long the platform is not heard."
    )
    backlog: int = Field(
        default=60, ge=0, le=5_000, description="Events that are told again after that."
    )
    silence_every_s: Seconds = Field(
        default=0,
        description="Seconds between silences of an open connection; 0: never.",
    )
    silence_s: Seconds = Field(default=45, description="How long a silence lasts.")


class Scenario(_Part):
    """An evening: the same for the same seed, on every machine, for ever."""

    name: str = Field(
        default="", description="The file's name without .toml; not in it."
    )
    title: str = Field(min_length=1, max_length=80)
    description: str = Field(min_length=1, max_length=400)
    seed: int = Field(
        default=1, ge=0, le=10**18, description="Used when none is given."
    )
    viewers: int = Field(
        default=2400, ge=3, le=200_000, description="People in the crowd."
    )
    zipf: float = Field(
        default=1.05,
        ge=0,
        le=4,
        description="How much more the active ones say than others.",
    )
    platforms: dict[Played, Annotated[float, Field(gt=0, le=1000)]] = Field(
        default={Platform.TIKTOK: 60, Platform.TWITCH: 25, Platform.YOUTUBE: 15},
        min_length=1,
        description="Weights of the platforms.",
    )
    rivals: int = Field(
        default=8, ge=0, le=20, description="Regulars who race for the lead."
    )
    rival_share: Share = Field(default=0.5, description="Gifts that come from a rival.")
    hostile_share: Share = Field(
        default=0.004, description="Names and messages that are hard to show."
    )
    currencies: tuple[str, ...] = Field(
        default=(), description="ISO 4217 codes that people pay in; empty: all."
    )
    likes_heard: float = Field(
        default=0.96,
        gt=0,
        le=1,
        description="Likes heard of those the room's total tells.",
    )
    viewer_count_every_s: float = Field(default=5, ge=0.1, le=3600)
    repeat_from: str = Field(
        default="", description="Phase after the last; empty: the first."
    )
    mix: dict[Happening, Weight] = Field(description="Weights of what happens.")
    faults: Faults = Faults()
    phase: tuple[Phase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_phases(self) -> Self:
        names = [phase.name for phase in self.phase]
        if self.repeat_from and self.repeat_from not in names:
            raise ValueError(
                _("repeat_from: no phase is called “{name}”").format(
                    name=self.repeat_from
                )
            )
        unknown = set(self.currencies) - currency_codes()
        if unknown:
            raise ValueError(
                _("currencies: nobody pays in {code}").format(code=min(unknown))
            )
        for phase in self.phase:
            mix = self.mix_of(phase)
            if not mix:
                raise ValueError(
                    _("phase “{name}”: nothing in its mix has a weight").format(
                        name=phase.name
                    )
                )
            self._check_moments(phase)
            for what in [*mix, *(moment.what for moment in phase.moment)]:
                self._check_platform(what)
        return self

    def _check_moments(self, phase: Phase) -> None:
        for moment in phase.moment:
            if moment.at > phase.seconds:
                raise ValueError(
                    _("phase “{name}”: a moment at {at:g} s is after its end").format(
                        name=phase.name, at=moment.at
                    )
                )
            if moment.gift and moment.gift not in gift_names():
                raise ValueError(
                    _("phase “{name}”: no gift is called “{gift}”").format(
                        name=phase.name, gift=moment.gift
                    )
                )

    def mix_of(self, phase: Phase) -> dict[Happening, float]:
        """Return the weights that hold in `phase`, all above 0."""
        merged = {**self.mix, **phase.mix}
        return {what: weight for what, weight in merged.items() if weight > 0}

    def _check_platform(self, what: str) -> None:
        needed = ONLY_ON.get(what, tuple(Platform))
        if not any(platform in self.platforms for platform in needed):
            raise ValueError(
                _("“{what}” needs {platform} among the platforms").format(
                    what=what, platform=needed[0]
                )
            )
