"""Builds the server and what overlays need beside the ledger: media and OBS."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from pydantic import BaseModel

from companion.app.beside import beside
from companion.app.engine import CompanionEngine
from companion.app.machine import Machine
from companion.app.platforms import Platforms
from companion.app.studio import AppStudio
from companion.app.studio.media_parts import MediaParts, caches_of, emote_lists
from companion.app.studio.obs import ObsDesk
from companion.app.studio.overlays import OverlayDesk
from companion.app.studio.own_news import OwnNews
from companion.app.studio.preflight import Preflight
from companion.domain.on_air import LogOnAir, ObsLogOnAir
from companion.domain.show.specs import CardSpec
from companion.domain.studio import OverlayView
from companion.i18n import _
from companion.media.cache import Caches
from companion.settings import Settings
from companion.web.fetching import Fetcher
from companion.web.pictures import Pictures
from companion.web.server import Caps, OverlayServer
from companion.web.tokens import Tokens
from overlays.catalogue import overlays_of


@dataclass(frozen=True, kw_only=True)
class Staged:
    """What runs around the engine so that overlays are seen and heard."""

    server: OverlayServer
    tokens: Tokens
    media: MediaParts
    obs: ObsDesk


@asynccontextmanager
async def open_stage(
    engine: CompanionEngine,
    *,
    settings: Settings,
    of_overlays: Mapping[str, BaseModel],
    port: int | None,
    machine: Machine,
    platforms: Platforms,
    folder: Path,
) -> AsyncIterator[Staged]:
    """Serve overlays with media and OBS until the block ends.

    port: None: as the settings say. Raises SettingsError, ServerError.
    """
    caches = caches_of(settings, folder, machine.clock)
    tokens = Tokens(folder, machine.ids)
    async with (
        OverlayServer(
            engine=engine,
            view=engine.view,
            catalogue=overlays_of(of_overlays),
            settings_of=of_overlays.__getitem__,
            tokens=tokens,
            pictures=Pictures(
                caches.part("pictures"), fetcher=Fetcher(), clock=machine.clock
            ),
            clock=machine.clock,
            ids=machine.ids,
            port=settings.server.port if port is None else port,
            caps=Caps(
                sockets=settings.server.max_sockets,
                name_length=settings.server.name_length,
                silence_s=settings.server.silence_s,
            ),
        ) as server,
        _open_media(
            engine,
            server,
            machine=machine,
            settings=settings,
            platforms=platforms,
            folder=folder,
            caches=caches,
        ) as media,
        _open_studio(
            engine,
            server,
            machine=machine,
            settings=settings,
            platforms=platforms,
            folder=folder,
            media=media,
        ) as obs,
    ):
        yield Staged(server=server, tokens=tokens, media=media, obs=obs)


def _used_by_the_show(engine: CompanionEngine) -> Mapping[str, object]:
    """Return what the show and the bots have planned that can name a file."""
    planned = engine.show.planned()
    pictures = [one.picture for one in planned if isinstance(one, CardSpec)]
    return {
        _("the run-sheet"): pictures,
        _("the bots"): msgspec.to_builtins(engine.bots.book()),
    }


@asynccontextmanager
async def _open_media(
    engine: CompanionEngine,
    server: OverlayServer,
    *,
    machine: Machine,
    settings: Settings,
    platforms: Platforms,
    folder: Path,
    caches: Caches,
) -> AsyncIterator[MediaParts]:
    """Let overlays have media, speech and emotes for as long as the block runs."""
    emotes = emote_lists(settings, folder, machine.clock, os.environ)
    media = MediaParts(
        settings,
        folder=folder,
        caches=caches,
        emotes=emotes,
        view=engine.view,
        clock=machine.clock,
        uses=lambda: {**server.chosen(), **_used_by_the_show(engine)},
        on_change=server.touch,
    )
    engine.view.look_up_emotes(media.emote)
    platforms.on_channel = emotes.connected
    stop_listening = engine.listen(media.speech)
    server.serve_media(media)
    try:
        async with emotes, beside(*media.jobs()):
            yield media
    finally:
        stop_listening()


@asynccontextmanager
async def _open_studio(
    engine: CompanionEngine,
    server: OverlayServer,
    *,
    machine: Machine,
    settings: Settings,
    platforms: Platforms,
    folder: Path,
    media: MediaParts,
) -> AsyncIterator[ObsDesk]:
    """Let the engine have overlays, OBS and media for as long as the block runs.

    Raises SettingsError.
    """

    def seen() -> Sequence[OverlayView]:
        return overlays.views()

    def show(news: ObsLogOnAir | LogOnAir) -> None:
        engine.view.put_on_air(news)
        server.touch()

    obs = ObsDesk(
        settings.obs,
        clock=machine.clock,
        secrets=platforms.secrets,
        environment=os.environ,
        views=seen,
        preflight=Preflight(engine, folder=folder),
        show=show,
    )
    overlays = OverlayDesk(
        engine=engine,
        server=server,
        clock=machine.clock,
        ids=machine.ids,
        chance=machine.chance,
        obs=obs,
    )
    engine.serve_studio(
        AppStudio(overlays=overlays, hooks=server.hooks, obs=obs, media=media.desk)
    )
    stop_listening = engine.listen(OwnNews(machine.clock, show))
    try:
        async with beside(*obs.jobs()):
            yield obs
    finally:
        stop_listening()
        engine.serve_studio(None)
