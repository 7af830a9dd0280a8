"""Every setting there is: the sections of settings.toml, field by field.

The dialog, the documentation and the texts of errors are made from these fields.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import ip_address
from math import isfinite
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field

from companion.i18n import N_, _
from companion.settings.bots import BotsSettings
from companion.settings.chat import ChatSettings
from companion.settings.coins import CoinsSettings
from companion.settings.media import (
    EmoteListSettings,
    MediaSettings,
    SpeechSettings,
)
from companion.settings.moderation import ModerationSettings
from companion.settings.obs import ObsSettings
from companion.settings.room import RoomSettings
from companion.settings.scoring import ScoringSettings
from companion.settings.sections import Flag, Seconds, Section, Text, Whole
from companion.settings.show import ShowSettings

_YEARS: Final = range(2000, 3000)


def _known_timezone(name: str) -> str:
    if name:
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(
                _("a time zone such as Europe/Paris; empty: the computer's")
            ) from error
    return name


def _in_utc(at: datetime) -> datetime:
    """Return a time such that every reader of the file understands it."""
    if at.year not in _YEARS:
        raise ValueError(_("a date from the year 2000 on"))
    return at.astimezone(UTC)


def _web_address(address: str) -> str:
    """Return an address of a server, or raise ValueError; "" stays ""."""
    if not address:
        return address
    refused = ValueError(_("an address that begins with https:// and names a server"))
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError as error:
        raise refused from error
    if not host or parts.username is not None or parts.scheme not in {"http", "https"}:
        raise refused
    if parts.scheme == "http" and not _is_near(host):
        raise refused
    return address


def _is_near(host: str) -> bool:
    """Tell whether plain http to this host stays within the own network."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


class GeneralSettings(Section):
    """Language and time."""

    language: Literal["system", "en", "fr"] = Field(
        default="system",
        title=N_("Language"),
        description=N_("Language of the window, the overlays and the commands."),
    )
    timezone: Annotated[Text, AfterValidator(_known_timezone)] = Field(
        default="",
        max_length=64,
        title=N_("Time zone"),
        description=N_(
            "Where days and weeks begin, such as Europe/Paris; empty: the computer's."
        ),
    )
    is_set_up: Flag = Field(
        default=False,
        title=N_("Set up"),
        description=N_(
            "The first run was done or skipped. Until then it is offered while nothing "
            "is on record."
        ),
    )


class ServerSettings(Section):
    """The local server of overlays and API; it listens on 127.0.0.1 only."""

    port: Whole = Field(
        default=7717,
        ge=1024,
        le=65535,
        title=N_("Port"),
        description=N_(
            "Port of overlays and API. After a change the links in OBS must change too."
        ),
    )
    max_sockets: Whole = Field(
        default=1000,
        ge=10,
        le=10_000,
        title=N_("Connections"),
        description=N_(
            "Overlay pages and programs that may be connected at once; more are"
            " refused."
        ),
    )
    name_length: Whole = Field(
        default=50,
        ge=10,
        le=100,
        title=N_("Length of names"),
        description=N_("Characters of a name that overlays get; the rest is cut off."),
    )
    silence_s: Seconds = Field(
        default=30.0,
        ge=15,
        le=600,
        title=N_("Dead after"),
        description=N_(
            "Seconds without a sign of life after which an overlay's page counts as"
            " dead. One that is only idle answers all the time."
        ),
    )


class ConnectionSettings(Section):
    """How patient connections are; in seconds."""

    silent_after_s: Seconds = Field(
        default=30.0,
        ge=1,
        le=3600,
        title=N_("Silent after"),
        description=N_(
            "Seconds without an event, while people watch, after which a connection "
            "counts as silent and is tried again."
        ),
    )
    waiting_poll_s: Seconds = Field(
        default=30.0,
        ge=1,
        le=3600,
        title=N_("Look for a stream every"),
        description=N_("Seconds between two looks whether a channel is live yet."),
    )
    backoff_first_s: Seconds = Field(
        default=1.0,
        ge=0.01,
        le=60,
        title=N_("First pause"),
        description=N_(
            "Seconds before the first new try after a connection broke; the pause "
            "doubles from try to try."
        ),
    )
    backoff_max_s: Seconds = Field(
        default=60.0,
        ge=0.01,
        le=3600,
        title=N_("Longest pause"),
        description=N_("Seconds that a pause between two tries lasts at most."),
    )


class TikTokSettings(Section):
    """TikTok; keys and cookies never stand in the file."""

    notice_accepted_at: Annotated[AwareDatetime, AfterValidator(_in_utc)] | None = (
        Field(
            default=None,
            title=N_("Notice read"),
            description=N_(
                "When you accepted that TikTok connections go through a sign server of "
                "somebody else; none: not yet."
            ),
        )
    )
    sign_url: Annotated[Text, AfterValidator(_web_address)] = Field(
        default="",
        max_length=500,
        title=N_("Sign server"),
        description=N_("Address of your own sign server; empty: the shared one."),
    )


def _client_id(text: str) -> str:
    if text and not (text.isascii() and text.isalnum()):
        raise ValueError(_("a client id has only letters and digits"))
    return text


class TwitchSettings(Section):
    """Twitch; logins stand in the keyring, never in the file."""

    client_id: Annotated[Text, AfterValidator(_client_id)] = Field(
        default="",
        max_length=64,
        title=N_("Client id"),
        description=N_(
            "Of the application that you registered with Twitch, of the type “public”. "
            "Without one, chat can be read and nothing can be written."
        ),
    )


Units = Annotated[Whole, Field(ge=0, le=10_000)]


class YouTubeCosts(Section):
    """Units that each kind of call costs, as Google's documents say.

    Google's console is the only authority, and prices have changed before.
    """

    list_messages: Units = Field(
        default=5,
        title=N_("Polling the chat"),
        description=N_("Units of one look at the chat."),
    )
    stream_messages: Units = Field(
        default=5,
        title=N_("Streaming the chat"),
        description=N_("Units of opening the chat's stream once."),
    )
    insert: Units = Field(
        default=20,
        title=N_("Sending"),
        description=N_("Units of sending one text."),
    )
    delete: Units = Field(
        default=20,
        title=N_("Deleting"),
        description=N_("Units of deleting one message."),
    )
    ban: Units = Field(
        default=50,
        title=N_("Banning"),
        description=N_("Units of one ban or timeout."),
    )
    unban: Units = Field(
        default=50,
        title=N_("Unbanning"),
        description=N_("Units of lifting one ban."),
    )
    videos: Units = Field(
        default=1,
        title=N_("Viewers and likes"),
        description=N_("Units of one look at a video."),
    )
    channels: Units = Field(
        default=1,
        title=N_("Finding a channel"),
        description=N_("Units of finding a channel by its name."),
    )
    playlist_items: Units = Field(
        default=1,
        title=N_("Finding a stream"),
        description=N_("Units of one look at a channel's videos."),
    )
    broadcasts: Units = Field(
        default=1,
        title=N_("Your own streams"),
        description=N_("Units of one look at your own streams."),
    )


class YouTubeSettings(Section):
    """YouTube; keys and logins stand in the keyring, never in the file."""

    planned_hours: Seconds = Field(
        default=6.0,
        ge=0.5,
        le=24,
        title=N_("Hours of a stream"),
        description=N_(
            "How long a stream lasts at most: the day's units are spread over it."
        ),
    )
    units_per_day: Whole = Field(
        default=10_000,
        ge=100,
        le=100_000_000,
        title=N_("Units a day"),
        description=N_(
            "What Google allows your key or client in a day; Google's console shows it."
        ),
    )
    reserve_units: Whole = Field(
        default=1_500,
        ge=0,
        le=100_000_000,
        title=N_("Units kept for writing"),
        description=N_("Reading leaves these for sending, deleting and banning."),
    )
    viewers_every_s: Seconds = Field(
        default=25.0,
        ge=5,
        le=3600,
        title=N_("Viewers and likes every"),
        description=N_("Seconds between two looks at the number of viewers."),
    )
    costs: YouTubeCosts = Field(default=YouTubeCosts(), title=N_("Costs"))


class AppearanceSettings(Section):
    """How the window looks."""

    theme: Literal["dark", "light", "system"] = Field(
        default="dark", title=N_("Theme"), description=N_("Colours of the window.")
    )
    scale: Whole = Field(
        default=100,
        ge=100,
        le=200,
        title=N_("Size"),
        description=N_("Size of texts and controls, in percent."),
    )
    reduced_motion: Flag = Field(
        default=False,
        title=N_("No motion"),
        description=N_("Nothing in the window moves or fades."),
    )


def _of_toml(value: object) -> Any:  # noqa: ANN401  # whatever TOML can say
    """Return a value as TOML gives it back, or raise ValueError."""
    match value:
        case bool() | str():
            return value
        case int() if abs(value) < 2**63:
            return value
        case Decimal() | float() if isfinite(value):
            return float(value)
        case list() | tuple():
            return [_of_toml(inner) for inner in value]
        case dict():
            return {str(key): _of_toml(inner) for key, inner in value.items()}
    raise ValueError(_("numbers, texts, true, false, and lists and tables of these"))


OverlayName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class Settings(Section):
    """All settings; each section is a table of settings.toml."""

    general: GeneralSettings = Field(default=GeneralSettings(), title=N_("General"))
    server: ServerSettings = Field(default=ServerSettings(), title=N_("Server"))
    connections: ConnectionSettings = Field(
        default=ConnectionSettings(), title=N_("Connections")
    )
    tiktok: TikTokSettings = Field(default=TikTokSettings(), title=N_("TikTok"))
    twitch: TwitchSettings = Field(default=TwitchSettings(), title=N_("Twitch"))
    youtube: YouTubeSettings = Field(default=YouTubeSettings(), title=N_("YouTube"))
    scoring: ScoringSettings = Field(default=ScoringSettings(), title=N_("Scoring"))
    moderation: ModerationSettings = Field(
        default=ModerationSettings(), title=N_("Moderation")
    )
    chat: ChatSettings = Field(default=ChatSettings(), title=N_("Chat"))
    coins: CoinsSettings = Field(default=CoinsSettings(), title=N_("Coins"))
    show: ShowSettings = Field(default=ShowSettings(), title=N_("Show"))
    room: RoomSettings = Field(default=RoomSettings(), title=N_("Room"))
    bots: BotsSettings = Field(default=BotsSettings(), title=N_("Bots"))
    obs: ObsSettings = Field(default=ObsSettings(), title=N_("OBS"))
    media: MediaSettings = Field(default=MediaSettings(), title=N_("Media"))
    speech: SpeechSettings = Field(default=SpeechSettings(), title=N_("Speech"))
    emotes: EmoteListSettings = Field(default=EmoteListSettings(), title=N_("Emotes"))
    appearance: AppearanceSettings = Field(
        default=AppearanceSettings(), title=N_("Appearance")
    )
    overlays: Annotated[dict[OverlayName, dict[str, Any]], AfterValidator(_of_toml)] = (
        Field(
            default={},
            max_length=100,
            title=N_("Overlays"),
            description=N_(
                "A table for each overlay; what it may hold stands with the overlay."
            ),
        )
    )
