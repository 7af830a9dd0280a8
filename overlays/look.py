"""What all overlays let a Broadcaster choose, and which colours stay readable."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from companion.i18n import N_, _
from overlays.themes import THEMES, Pair, Theme, ThemeName

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Background = Annotated[
    str, Field(pattern=r"^(transparent|chroma|#[0-9a-fA-F]{6})$", max_length=11)
]
Align = Literal[
    "top-left",
    "top",
    "top-right",
    "left",
    "center",
    "right",
    "bottom-left",
    "bottom",
    "bottom-right",
]

RANK_SHARE = 0.09
"""How much of the text's colour is in the block behind a place; as in look.js."""


Font = Literal["theme", "archivo", "inter", "serif", "mono", "pixel", "system"]
Animation = Literal["slide", "fade", "pop", "none"]
Connection = Annotated[
    str,
    Field(max_length=200, pattern=r"^(tiktok|twitch|youtube|room|simulator)(:.+)?$"),
]


class OverlaySettings(BaseModel):
    """The choices that every overlay has.

    An unset colour is the theme's own. Raises ValidationError, at the field that was
    set, when text would be unreadable.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    themes: ClassVar[dict[str, Theme]] = THEMES

    theme: ThemeName = Field(
        default="studio", description=N_("How it is built, set and coloured")
    )
    font: Font = Field(
        default="theme", description=N_("Typeface; theme: the one of the theme")
    )
    animation: Animation = Field(
        default="slide", description=N_("How things come and go")
    )
    connections: tuple[Connection, ...] = Field(
        default=(),
        max_length=20,
        description=N_(
            "Whose events show: platforms (twitch) or channels (tiktok:@name). Empty:"
            " all"
        ),
    )
    platform_marks: bool = Field(
        default=False, description=N_("The platform's mark at each name")
    )
    css: str = Field(
        default="",
        max_length=20_000,
        description=N_("CSS of your own, as OBS would add it; loads nothing from afar"),
    )
    language: str = Field(
        default="",
        max_length=35,
        pattern=r"^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*)?$",
        description=N_(
            "How numbers are written, as a code like en-GB or fr. Empty: as in the app"
        ),
    )
    background: Background = Field(
        default="transparent",
        description=N_(
            "transparent, chroma (pure green, to be keyed out) or a colour like #20242b"
        ),
    )
    align: Align = Field(
        default="top-left",
        description=N_("Where in the browser source it stands"),
    )
    margin_x: int = Field(
        default=16, ge=0, le=400, description=N_("Free pixels at the sides")
    )
    margin_y: int = Field(
        default=16, ge=0, le=400, description=N_("Free pixels above and below")
    )
    scale: int = Field(
        default=100,
        ge=100,
        le=200,
        description=N_("Size in per cent. Below 100 nobody can read it on a phone"),
    )
    motion: Literal["full", "reduced"] = Field(
        default="full", description=N_("reduced: things fade instead of moving")
    )
    opacity: int = Field(
        default=100,
        ge=80,
        le=100,
        description=N_("How much the slabs behind the text cover, in per cent"),
    )
    delay_s: int = Field(
        default=0,
        ge=0,
        le=30,
        description=N_(
            "Seconds until a message, support or a new name shows. What is deleted or"
            " blocked within them never does"
        ),
    )
    approval: bool = Field(
        default=False,
        description=N_(
            "Nothing that viewers write, and no name, shows until a person allows it"
        ),
    )
    slab: Colour | None = Field(
        default=None, description=N_("Colour behind text. Empty: the theme's")
    )
    ink: Colour | None = Field(
        default=None, description=N_("Colour of names and numbers. Empty: the theme's")
    )
    mute: Colour | None = Field(
        default=None, description=N_("Colour of lesser text. Empty: the theme's")
    )
    accent: Colour | None = Field(
        default=None,
        description=N_("Colour of the first place and of support. Empty: the theme's"),
    )
    on_accent: Colour | None = Field(
        default=None, description=N_("Colour of text on the accent. Empty: the theme's")
    )
    moved: Colour | None = Field(
        default=None,
        description=N_("Colour of what has just moved. Empty: the theme's"),
    )

    @property
    def chosen_theme(self) -> Theme:
        """The theme in use."""
        return self.themes[self.theme]

    def colour(self, name: str) -> str:
        """Return the colour in use for a setting's name: the set one or the theme's.

        "rank", behind the places, is no setting: it follows slab and ink.
        """
        if name == "rank" and (self.slab or self.ink):
            return _blend(self.colour("ink"), self.colour("slab"), RANK_SHARE)
        chosen: str | None = getattr(self, name, None)
        return chosen or self.chosen_theme.colours[name]

    @model_validator(mode="after")
    def _readable(self) -> Self:
        errors = [
            self._unreadable(pair)
            for pair in self.chosen_theme.pairs
            if self._contrast_of(pair) < pair.least
        ]
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self

    def _contrast_of(self, pair: Pair) -> float:
        text, ground = self.colour(pair.text), self.colour(pair.ground)
        share = self.opacity / 100 if pair.ground == "slab" else 1.0
        # A slab that lets the game through is judged on the worst game.
        behind = (_blend(ground, over, share) for over in ("#000000", "#ffffff"))
        return min(contrast(text, mixed) for mixed in behind)

    def _cause(self, pair: Pair) -> str:
        """Return the field that the Broadcaster has set; a colour comes first."""
        ground = "slab" if pair.ground == "rank" else pair.ground
        chosen = [name for name in (pair.text, ground) if getattr(self, name, None)]
        return chosen[0] if chosen else "opacity"

    def _unreadable(self, pair: Pair) -> InitErrorDetails:
        text = _(
            "{text} on {ground} has a contrast of {ratio}; it needs {least} to be read"
        ).format(
            text=self.colour(pair.text),
            ground=self.colour(pair.ground),
            ratio=f"{self._contrast_of(pair):.1f}",
            least=f"{pair.least:.1f}",
        )
        at = self._cause(pair)
        return InitErrorDetails(
            type=PydanticCustomError("contrast", "{text}", {"text": text}),
            loc=(at,),
            input=getattr(self, at),
        )


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours "#rrggbb", 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255


def _blend(colour: str, over: str, share: float) -> str:
    mixed = (
        round(top * share + below * (1 - share))
        for top, below in zip(_channels(colour), _channels(over), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
