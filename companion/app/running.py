"""Builds the running app: ledger, pipeline, connections, server. Closes in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tzlocal import get_localzone_name

from companion.app.beside import beside
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
from companion.app.show.around import Around
from companion.app.show.parts import Playing
from companion.app.show.playing import open_playing
from companion.app.stage import open_stage
from companion.app.studio.media_parts import MediaParts
from companion.app.studio.obs import ObsDesk
from companion.app.wiring import (
    language_of,
    overlay_settings,
    settings_in,
)
from companion.domain.ports import Clock, Inlet, Secrets
from companion.domain.views import SessionView
from companion.i18n import set_language
from companion.interactions.bots.webhooks import SLOTS
from companion.moderation.people import People
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
from companion.web.server import OverlayServer
from companion.web.tokens import Tokens
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
    playing: Playing


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
        async with (
            await Ledger.open(
                folder, clock=machine.clock, ids=machine.ids, purpose=options.purpose
            ) as ledger,
            beside(ledger.keep_searchable()),
            _open_platforms(settings, options, machine, folder) as platforms,
            _open_engine(
                ledger,
                settings,
                options=options,
                machine=machine,
                platforms=platforms,
                folder=folder,
            ) as begun,
            open_playing(
                begun.around(machine, settings, platforms.secrets, folder)
            ) as playing,
            open_stage(
                begun.engine,
                settings=settings,
                of_overlays=of_overlays,
                port=options.port,
                machine=machine,
                platforms=platforms,
                folder=folder,
            ) as stage,
            AssignedHotkeys(
                partial(hook_of_system, sys.platform, os.environ),
                gate=begun.engine.gate,
                obs=stage.obs,
                show=begun.engine.show,
            ) as hotkeys,
        ):
            await hotkeys.apply(settings)
            playing.show.pictures = stage.media.desk
            yield RunningApp(
                engine=begun.engine,
                server=stage.server,
                settings=settings,
                tokens=stage.tokens,
                folder=folder,
                finished=begun.finished,
                hotkeys=hotkeys,
                obs=stage.obs,
                media=stage.media,
                playing=playing,
            )


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
    secrets = await KeyringSecrets.open((*NAMES, *SLOTS))
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


class _Begun(NamedTuple):
    """The engine at work. finished: as in RunningApp."""

    engine: CompanionEngine
    finished: asyncio.Event
    publisher: Publisher
    bus: Bus
    people: People
    supervisor: Supervisor

    def around(
        self, machine: Machine, settings: Settings, secrets: Secrets, folder: Path
    ) -> Around:
        """Return what the show is opened beside."""
        return Around(
            engine=self.engine,
            publisher=self.publisher,
            bus=self.bus,
            people=self.people,
            writers=self.supervisor.writers,
            machine=machine,
            settings=settings,
            secrets=secrets,
            folder=folder,
        )


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
) -> AsyncIterator[_Begun]:
    clock = machine.clock
    gating = _gating(settings, options, machine, platforms, folder)
    view = LiveView(Faces(gating.parts.people, now=clock.now), now=clock.now)
    bus, rehearsal = Bus(), Rehearsal()
    review = ReviewQueue(hold_us=settings.moderation.hold_seconds * 1_000_000)
    entrance = _entrance(settings, options, machine, platforms)
    publisher = Publisher(view=view, bus=bus, review=review)
    pipeline = _line(
        entrance,
        publisher,
        ledger=ledger,
        settings=settings,
        gating=gating,
        clock=clock,
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
        yield _Begun(
            engine,
            entrance.finished,
            publisher,
            bus,
            gating.parts.people,
            entrance.supervisor,
        )


def _gating(
    settings: Settings,
    options: RunOptions,
    machine: Machine,
    platforms: Platforms,
    folder: Path,
) -> Gating:
    return gating_of(
        settings.moderation,
        folder=folder,
        blocklist=options.blocklist,
        clock=machine.clock,
        secrets=platforms.secrets,
    )


def _line(
    entrance: _Entrance,
    publisher: Publisher,
    *,
    ledger: Ledger,
    settings: Settings,
    gating: Gating,
    clock: Clock,
    is_test: Callable[[str], bool],
) -> Pipeline:
    return Pipeline(
        intake=entrance.intake,
        score=partial(earning_of, table=ScoringTable(settings.scoring)),
        rules=gating.gatekeeper,
        ledger=ledger,
        publisher=publisher,
        clock=clock,
        on_duplicates=entrance.supervisor.count_duplicates,
        is_test=is_test,
    )


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
        beside(
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
