"""Builds the running app: ledger, pipeline, connections, server. Closes in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tzlocal import get_localzone_name

from companion.app.counted import CountedInlet
from companion.app.engine import CompanionEngine
from companion.app.gating import Gating, gating_of
from companion.app.hotkeys import AssignedHotkeys, hook_of_system
from companion.app.keyring_secrets import KeyringSecrets
from companion.app.logins import NAMES
from companion.app.machine import Machine
from companion.app.options import RunOptions
from companion.app.platforms import Platforms
from companion.app.rehearsal import Rehearsal, is_simulated
from companion.app.studio import AppStudio
from companion.app.studio.media_parts import MediaParts, caches_of, emote_lists
from companion.app.studio.obs import ObsDesk
from companion.app.studio.overlays import OverlayDesk
from companion.app.studio.own_news import OwnNews
from companion.app.studio.preflight import Preflight
from companion.app.wiring import (
    language_of,
    overlay_settings,
    settings_in,
)
from companion.domain.on_air import LogOnAir, ObsLogOnAir
from companion.domain.ports import Clock, Inlet
from companion.domain.studio import OverlayView
from companion.domain.views import SessionView
from companion.i18n import set_language
from companion.media.cache import Caches
from companion.pipeline.bus import Bus
from companion.pipeline.faces import Faces
from companion.pipeline.intake import Intake
from companion.pipeline.live_view import LiveView
from companion.pipeline.model import ModelDesk
from companion.pipeline.pipeline import Pipeline
from companion.pipeline.publisher import Publisher
from companion.pipeline.review import ReviewQueue
from companion.platforms.supervisor import Supervisor
from companion.scoring.rules import earning_of
from companion.scoring.table import ScoringTable
from companion.settings import Settings
from companion.web.fetching import Fetcher
from companion.web.pictures import Pictures
from companion.web.server import Caps, OverlayServer
from companion.web.tokens import Tokens
from overlays.catalogue import overlays_of
from sessions.ledger import Ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RunningApp:
    """What is running: handed to the window or to `serve`.

    finished: set when a run of a fixed number of events has let in its last one.
    """

    engine: CompanionEngine
    server: OverlayServer
    settings: Settings
    tokens: Tokens
    folder: Path
    finished: asyncio.Event
    hotkeys: AssignedHotkeys
    obs: ObsDesk
    media: MediaParts


@asynccontextmanager
async def open_app(options: RunOptions, machine: Machine) -> AsyncIterator[RunningApp]:
    """Run the engine on this loop until the block ends.

    Opens no session and makes no connection yet. Raises SettingsError, LedgerError,
    ServerError before anything was changed.
    """
    with _data_folder(options.folder) as folder:
        settings = settings_in(folder, options.overrides)
        set_language(language_of(settings, os.environ))
        of_overlays = overlay_settings(settings)
        clock, ids = machine.clock, machine.ids
        async with (
            await Ledger.open(
                folder, clock=clock, ids=ids, purpose=options.purpose
            ) as ledger,
            _beside(ledger.keep_searchable()),
            _open_platforms(settings, options, machine, folder) as platforms,
            _open_engine(
                ledger,
                settings,
                options=options,
                machine=machine,
                platforms=platforms,
                folder=folder,
            ) as (
                engine,
                finished,
            ),
            OverlayServer(
                engine=engine,
                view=engine.view,
                catalogue=overlays_of(of_overlays),
                settings_of=of_overlays.__getitem__,
                tokens=(tokens := Tokens(folder, ids)),
                pictures=Pictures(
                    (caches := caches_of(settings, folder, clock)).part("pictures"),
                    fetcher=Fetcher(),
                    clock=clock,
                ),
                clock=clock,
                ids=ids,
                port=settings.server.port if options.port is None else options.port,
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
            AssignedHotkeys(
                partial(hook_of_system, sys.platform, os.environ),
                gate=engine.gate,
                obs=obs,
            ) as hotkeys,
        ):
            await hotkeys.apply(settings)
            yield RunningApp(
                engine=engine,
                server=server,
                settings=settings,
                tokens=tokens,
                folder=folder,
                finished=finished,
                hotkeys=hotkeys,
                obs=obs,
                media=media,
            )


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
        uses=server.chosen,
        on_change=server.touch,
    )
    engine.view.look_up_emotes(media.emote)
    platforms.on_channel = emotes.connected
    stop_listening = engine.listen(media.speech)
    server.serve_media(media)
    try:
        async with media.at_work():
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
    engine.serve_studio(AppStudio(overlays=overlays, obs=obs, media=media.desk))
    stop_listening = engine.listen(OwnNews(machine.clock, show))
    try:
        async with obs.at_work():
            yield obs
    finally:
        stop_listening()
        engine.serve_studio(None)


async def begin(engine: CompanionEngine, options: RunOptions) -> SessionView:
    """Open or continue a session, as asked, and start the connections.

    A target that is named twice is connected once. Raises TargetUnknown for one that
    cannot be a target, before anything is started.
    """
    targets = {engine.check_target(target): target for target in options.connect}
    unfinished = engine.unfinished() if options.resume else None
    if unfinished is not None:
        session = await engine.reopen_session(unfinished.id)
    else:
        session = await engine.start_session()
    # Platforms first: beside one, what is simulated is a test from the beginning.
    for target in sorted(targets.values(), key=is_simulated):
        await engine.connect(target)
    # A platform beside what is resumed of a simulator has opened one of its own.
    return engine.session() or session


@asynccontextmanager
async def _open_platforms(
    settings: Settings, options: RunOptions, machine: Machine, folder: Path
) -> AsyncIterator[Platforms]:
    """Yield the platforms with the logins in the keyring, which is written at the end.

    Raises SettingsError.
    """
    secrets = await KeyringSecrets.open(NAMES)
    try:
        yield Platforms(
            settings,
            machine=machine,
            rate=options.rate,
            folder=folder,
            secrets=secrets,
        )
    finally:
        await asyncio.to_thread(secrets.close)


@dataclass(frozen=True, kw_only=True)
class _Entrance:
    """Where events come in.

    finished: set when a run of a fixed number of events has let in its last one.
    changed: set when a connection stands otherwise.
    """

    intake: Intake
    supervisor: Supervisor
    finished: asyncio.Event
    changed: asyncio.Event


def _entrance(
    settings: Settings, options: RunOptions, machine: Machine, platforms: Platforms
) -> _Entrance:
    intake = Intake(on_shed=lambda source: supervisor.count_shed(source, 1))
    inlet, finished = _door(intake, options.events)
    changed = asyncio.Event()
    supervisor = Supervisor(
        clock=machine.clock,
        random=machine.chance,
        factories=platforms.factories(),
        inlet=inlet,
        on_change=changed.set,
        settings=settings.connections,
    )
    return _Entrance(
        intake=intake, supervisor=supervisor, finished=finished, changed=changed
    )


@asynccontextmanager
async def _open_engine(
    ledger: Ledger,
    settings: Settings,
    *,
    options: RunOptions,
    machine: Machine,
    platforms: Platforms,
    folder: Path,
) -> AsyncIterator[tuple[CompanionEngine, asyncio.Event]]:
    clock = machine.clock
    gating = gating_of(
        settings.moderation,
        folder=folder,
        blocklist=options.blocklist,
        clock=clock,
        secrets=platforms.secrets,
    )
    view = LiveView(Faces(gating.parts.people, now=clock.now), now=clock.now)
    bus, rehearsal = Bus(), Rehearsal()
    review = ReviewQueue(hold_us=settings.moderation.hold_seconds * 1_000_000)
    entrance = _entrance(settings, options, machine, platforms)
    pipeline = Pipeline(
        intake=entrance.intake,
        score=partial(earning_of, table=ScoringTable(settings.scoring)),
        rules=gating.gatekeeper,
        ledger=ledger,
        publisher=Publisher(view=view, bus=bus, review=review),
        clock=clock,
        on_duplicates=entrance.supervisor.count_duplicates,
        is_test=rehearsal.is_test,
    )
    engine = CompanionEngine(
        ledger=ledger,
        pipeline=pipeline,
        intake=entrance.intake,
        supervisor=entrance.supervisor,
        view=view,
        review=review,
        bus=bus,
        clock=clock,
        timezone=settings.general.timezone or get_localzone_name(),
        gate=gating.parts,
        unfinished=await _unfinished(ledger),
        rehearsal=rehearsal,
        logins=platforms.accounts,
    )
    view.faces.show_pictures(lambda: engine.gate.settings.pictures)
    platforms.accounts.on_login = entrance.supervisor.retry
    async with _at_work(
        engine,
        entrance,
        pipeline=pipeline,
        gating=gating,
        bus=bus,
        telling=_tell_connections(engine, bus, entrance.changed, clock),
    ):
        yield engine, entrance.finished


@asynccontextmanager
async def _at_work(
    engine: CompanionEngine,
    entrance: _Entrance,
    *,
    pipeline: Pipeline,
    gating: Gating,
    bus: Bus,
    telling: Coroutine[Any, Any, None],
) -> AsyncIterator[None]:
    """Run the engine's jobs beside the block; what was heard is recorded after it."""
    desk = ModelDesk(gating.gatekeeper, decide=engine.judge)
    bus.listen(desk)
    engine.await_verdicts(desk.settled)
    async with (
        _beside(
            pipeline.run(),
            gating.scorer.run(),
            desk.run(),
            engine.expire_holds(),
            engine.gate.run(),
            telling,
        ),
        _recorded_at_the_end(engine, entrance.intake),
        entrance.supervisor,
    ):
        yield


@asynccontextmanager
async def _recorded_at_the_end(
    engine: CompanionEngine, intake: Intake
) -> AsyncIterator[None]:
    """Record after the block what was heard in it; say so when something is not."""
    try:
        yield
        await engine.settle()
    finally:
        if intake.unsettled:
            log.error("Heard and not recorded: %d events", intake.unsettled)


@asynccontextmanager
async def _beside(*jobs: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run jobs beside the block; they end with it. A job that fails ends the block.

    What one of them or the block raises comes out as it is, not in a group: whoever
    started the app asks whether the port or the folder was the reason.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(job) for job in jobs]
            try:
                yield
            finally:
                for task in running:
                    task.cancel()
    except BaseExceptionGroup as group:
        if len(group.exceptions) > 1:
            raise
        raise group.exceptions[0] from None


async def _tell_connections(
    engine: CompanionEngine, bus: Bus, changed: asyncio.Event, clock: Clock
) -> None:
    """Tell of changed connections, at most four times a second."""
    while True:
        await changed.wait()
        changed.clear()
        bus.connections(engine.connections())
        await clock.sleep(0.25)


async def _unfinished(ledger: Ledger) -> SessionView | None:
    """Return the newest session that was never ended: a crash left it so."""
    sessions = await ledger.read(lambda history: history.sessions())
    return next((one for one in sessions if one.state != "ended"), None)


def _door(intake: Intake, events: int | None) -> tuple[Inlet, asyncio.Event]:
    """Return the door to the pipeline, and what is set when it has closed for good."""
    if events is None:
        return intake, asyncio.Event()
    counted = CountedInlet(intake, limit=events)
    return counted, counted.closed


@contextmanager
def _data_folder(folder: Path | None) -> Iterator[Path]:
    """Yield the data folder; a throw-away one is gone after the block."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="companion-demo-") as thrown_away:
        yield Path(thrown_away)
