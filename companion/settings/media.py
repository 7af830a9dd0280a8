"""The media library, what is read aloud, and whose emotes are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from companion.i18n import N_, _
from companion.settings.sections import Flag, Section, Text, Whole, Worth

SpokenKind = Literal["superchat", "cheer", "subscription", "redemption", "highlighted"]
"""What can be read aloud; a membership counts as a subscription."""


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError(_("a text on one line"))
    return text


class MediaSettings(Section):
    """Pictures, sounds and videos of the Broadcaster, and what is kept of platforms'.

    Sizes in megabytes of 1,000,000 bytes.
    """

    folder: Annotated[Text, AfterValidator(_one_line)] = Field(
        default="",
        max_length=1000,
        title=N_("Folder"),
        description=N_(
            "Where the media library lies; it may be one that is synced with other "
            "computers. Empty: in the data folder. Counts from the next start on."
        ),
    )
    image_mb: Whole = Field(
        default=10,
        ge=1,
        le=100,
        title=N_("Largest picture"),
        description=N_("Megabytes that a picture of the library may have."),
    )
    sound_mb: Whole = Field(
        default=20,
        ge=1,
        le=200,
        title=N_("Largest sound"),
        description=N_("Megabytes that a sound of the library may have."),
    )
    video_mb: Whole = Field(
        default=200,
        ge=1,
        le=2000,
        title=N_("Largest video"),
        description=N_("Megabytes that a video of the library may have."),
    )
    caches_mb: Whole = Field(
        default=500,
        ge=10,
        le=100_000,
        title=N_("Kept pictures"),
        description=N_(
            "Megabytes of avatars, gift icons, emotes and speech that are kept; what "
            "was not used for longest goes first. Counts from the next start on."
        ),
    )


class SpeechSettings(Section):
    """Reading aloud by the voices of the computer."""

    enabled: Flag = Field(
        default=False,
        title=N_("Read aloud"),
        description=N_(
            "Overlays with sound read texts aloud. Only what a moderation model or a "
            "person has allowed is read."
        ),
    )
    voice: Annotated[Text, AfterValidator(_one_line)] = Field(
        default="",
        max_length=100,
        title=N_("Voice"),
        description=N_("As the computer names it; empty: its own for the language."),
    )
    language: Text = Field(
        default="",
        max_length=35,
        pattern=r"^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*)?$",
        title=N_("Language"),
        description=N_("Of the voice, as a code like en or fr; empty: the app's."),
    )
    rate: Whole = Field(
        default=170,
        ge=80,
        le=400,
        title=N_("Speed"),
        description=N_("Words a minute."),
    )
    volume: Whole = Field(
        default=80,
        ge=0,
        le=100,
        title=N_("Volume"),
        description=N_("In per cent."),
    )
    kinds: tuple[SpokenKind, ...] = Field(
        default=("superchat", "cheer"),
        max_length=5,
        title=N_("What is read"),
        description=N_("The texts of these; highlighted: what a person put on screen."),
    )
    least_bits: Whole = Field(
        default=100,
        ge=1,
        le=1_000_000,
        title=N_("From bits"),
        description=N_("A cheer with fewer bits is not read."),
    )
    least_amount: Worth = Field(
        default=Decimal(2),
        title=N_("From amount"),
        description=N_("A Super Chat of less is not read, whatever its currency."),
    )
    longest: Whole = Field(
        default=200,
        ge=20,
        le=500,
        title=N_("Longest text"),
        description=N_("Characters that are read; the rest is left out."),
    )


class EmoteListSettings(Section):
    """Emotes that are no platform's own; their pictures are fetched and kept."""

    seventv: Flag = Field(
        default=True,
        title=N_("7TV"),
        description=N_("Show 7TV's emotes in chat."),
    )
    bttv: Flag = Field(
        default=True,
        title=N_("BetterTTV"),
        description=N_("Show BetterTTV's emotes in chat."),
    )
    ffz: Flag = Field(
        default=True,
        title=N_("FrankerFaceZ"),
        description=N_("Show FrankerFaceZ's emotes in chat."),
    )
