"""What overlays show and play beside words, as one part of the running app."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from companion.app.studio.media import MediaDesk, caps_of, library_folder
from companion.app.studio.speech import PREFIX, Featuring, SpeechDesk
from companion.domain.entries import Entry
from companion.domain.ports import Clock
from companion.domain.values import Fragment, FragmentKind, Platform
from companion.media.cache import Caches
from companion.media.emote_lists import APIS, EmoteLists
from companion.media.emotes import Provider
from companion.media.library import Library
from companion.media.speech import Speaker, speaker_of_system
from companion.pipeline.platform_emotes import platform_emote
from companion.settings import Settings
from companion.settings.media import EmoteListSettings

API_VARIABLES: Mapping[Provider, str] = {
    "7tv": "COMPANION_7TV_URL",
    "bttv": "COMPANION_BTTV_URL",
    "ffz": "COMPANION_FFZ_URL",
}
"""Environment variables that name another server for a provider's emotes."""


def caches_of(settings: Settings, folder: Path, clock: Clock) -> Caches:
    """Return what is kept of platforms' pictures and of speech."""
    most = settings.media.caches_mb * 1_000_000
    return Caches(folder / "cache", clock=clock, most=most)


def providers_of(settings: EmoteListSettings) -> Collection[Provider]:
    """Return whose emotes are shown."""
    chosen: Mapping[Provider, bool] = {
        "7tv": settings.seventv,
        "bttv": settings.bttv,
        "ffz": settings.ffz,
    }
    return tuple(name for name, is_on in chosen.items() if is_on)


def emote_apis(environment: Mapping[str, str]) -> Mapping[Provider, str]:
    """Return where each provider's emotes are asked for."""
    return {
        name: environment.get(API_VARIABLES[name], "").strip().rstrip("/") or address
        for name, address in APIS.items()
    }


def emote_lists(
    settings: Settings, folder: Path, clock: Clock, environment: Mapping[str, str]
) -> EmoteLists:
    """Return the emotes of others than the platforms; nothing is asked yet."""
    return EmoteLists(
        folder / "cache" / "emotes",
        clock=clock,
        providers=providers_of(settings.emotes),
        apis=emote_apis(environment),
    )


class MediaParts:
    """The library, speech and emotes of the running app; `jobs` must run.

    uses: see MediaDesk. on_change: overlays are to be looked at again.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        folder: Path,
        caches: Caches,
        emotes: EmoteLists,
        view: Featuring,
        clock: Clock,
        uses: Callable[[], Mapping[str, object]],
        on_change: Callable[[], None],
        speaker: Speaker | None = None,
    ) -> None:
        media = settings.media
        self.emotes = emotes
        self.desk = MediaDesk(
            Library(library_folder(media, folder), caps=caps_of(media)),
            uses=uses,
            clock=clock,
            on_change=on_change,
        )
        self.speech = SpeechDesk(
            settings.speech,
            speaker=speaker or speaker_of_system(),
            kept=caches.part("speech", suffix=".wav"),
            view=view,
            clock=clock,
            on_ready=on_change,
        )

    def path_of(self, name: str) -> Path | None:
        """Return where a page finds a file of the library, a sound of ours, speech."""
        part = self.speech if name.startswith(PREFIX) else self.desk
        return part.path_of(name)

    def emote(self, entry: Entry, fragment: Fragment) -> str | None:
        """Return the address of an emote's picture; None where there is none."""
        event = entry.event
        if event is None or fragment.kind is not FragmentKind.TEXT:
            return platform_emote(entry, fragment)
        if event.platform is Platform.YOUTUBE:  # its events name the channel by its id
            self.emotes.connected(event.platform, event.channel, event.channel)
        emote = self.emotes.find(event.platform, event.channel, fragment.text)
        return None if emote is None else emote.address

    def apply(self, settings: Settings) -> None:
        """Go by other settings from now on; folder and caches from the next start."""
        self.desk.apply(settings.media)
        self.speech.apply(settings.speech)
        self.emotes.use(providers_of(settings.emotes))

    def jobs(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Return what looks at the folder and speaks; each runs until cancelled."""
        return (self.desk.run(), self.speech.run())
