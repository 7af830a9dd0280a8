"""Starting the desktop app, and ending it: everything closes in reverse order."""

from __future__ import annotations

import asyncio
import linecache
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLoggingCategory, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

# After PySide6, so that it finds that binding.
from qasync import QEventLoop  # isort: skip

from companion.app.cpu import CpuMeter
from companion.app.engine_thread import EngineSide, EngineThread
from companion.app.first_paint import FirstPaint
from companion.app.handover import Handover, hand_over
from companion.app.log import log_to_stderr
from companion.app.machine import Machine, make_machine
from companion.app.obs_program import is_obs_running
from companion.app.options import RunOptions
from companion.app.panes import make_panes
from companion.app.previews import Previews
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Platform
from companion.gui.bridge import Bridge
from companion.gui.collector import collecting_here
from companion.gui.preferences import Preferences
from companion.gui.services import Services
from companion.gui.shell.connect import Scenario
from companion.gui.theme.icons import window_icon
from companion.gui.theme.theme import Theme, apply
from companion.gui.window import Window
from companion.i18n import _, set_language, system_language
from companion.platforms.simulator.library import Library
from companion.platforms.tiktok.notice import is_accepted, notice
from companion.settings import FILE_NAME, Settings, apply_overrides, load, save

log = logging.getLogger(__name__)

SWITCH_SECONDS = 0.0005
"""How soon Python lets the other thread run: with the default 5 ms a busy window costs
overlays 56 ms at the 99th percentile, with this 8."""

PAINT_SECONDS = 0.5
"""How long the engine waits for the window; one that starts hidden is never painted."""

AVAILABLE = frozenset(Platform)
"""Platforms that this version reads."""


def run_window(
    options: RunOptions, *, on_visible: Callable[[], object] | None = None
) -> int:
    """Show the window until it is closed; returns the exit code.

    A second start on the same data folder brings the first to the front instead.
    on_visible: called once, when the window has been painted. Raises SettingsError
    before anything is shown.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    log_to_stderr()
    settings = _settings(options)
    set_language(_language(settings))
    _scale(settings)
    app = _application()
    folder = options.folder
    if folder is not None and hand_over(folder):
        return 0
    machine = make_machine()
    engine = EngineThread(options, machine)
    theme = Theme(
        settings.appearance.theme,
        scale=settings.appearance.scale / 100,
        reduced_motion=settings.appearance.reduced_motion,
    )
    apply(app, theme)
    desktop = Desktop(options, machine=machine, theme=theme, engine=engine)
    if on_visible is not None:
        FirstPaint(desktop.window, then=on_visible)
    try:
        with QEventLoop(app) as loop:
            return _run(loop, desktop)
    finally:
        engine.halt()


def _run(loop: QEventLoop, desktop: Desktop) -> int:
    running = loop.create_task(desktop.run())
    try:
        return int(loop.run_until_complete(running))
    except RuntimeError:
        if running.done():
            raise
        # Qt's own loop has ended beneath ours: its display is gone.
        log.error("The display is gone. What was shown is on record.")  # noqa: TRY400  # no bug of ours
        return 1


class Desktop:
    """One run of the window beside one run of the engine."""

    def __init__(
        self,
        options: RunOptions,
        *,
        machine: Machine,
        theme: Theme,
        engine: EngineThread,
    ) -> None:
        self._options = options
        self._write = _saver(options)
        self._engine = engine
        self._side: EngineSide | None = None
        self._stop = asyncio.Event()
        self.bridge = Bridge()
        self._previews = Previews(machine.clock, folder=_previews_folder(options))
        self.preferences = Preferences(
            _saved(options),
            save=self._save,
            of_run=lambda settings: apply_overrides(settings, options.overrides),
        )
        services = Services(
            clock=machine.clock,
            cpu=CpuMeter(),
            preferences=self.preferences,
            scenarios=_scenarios(),
            available=AVAILABLE,
            tiktok_notice=notice,
            is_notice_accepted=is_accepted,
            open_page=_open_page,
            on_close=self._stop.set,
            is_kept=options.folder is not None,
            offers_first_run=options.folder is not None and not options.connect,
            is_obs_running=is_obs_running,
            painter=self._previews,
        )
        self.window = Window(
            self.bridge,
            theme=theme,
            services=services,
            make_panes=make_panes(self.bridge, theme=theme, clock=machine.clock),
        )

    async def run(self) -> int:
        """Show the window, wait for its end, close everything; return the exit code."""
        painted = asyncio.Event()
        FirstPaint(self.window, then=painted.set)
        self.window.fit_into(self.window.screen().availableSize())
        self.window.show()
        with ExitStack() as stack:
            stack.enter_context(_stopping_on_signals(self._stop))
            stack.enter_context(collecting_here())
            if self._options.folder is not None:
                handover = Handover(self._options.folder, on_asked=self._come_forward)
                stack.callback(handover.close)
            # The engine's imports would take half the processor from the window's.
            with suppress(TimeoutError):
                await asyncio.wait_for(painted.wait(), PAINT_SECONDS)
            _forget_sources()
            self._engine.start()
            try:
                self._side = await self._engine.ready()
                _forget_sources()
            except CompanionError as error:
                return await self._refuse(str(error))
            except Exception:  # a bug of ours: the log has it, the person a way out
                log.exception("The engine did not start")
                return await self._refuse(
                    _("An error in Companion. The log tells more.")
                )
            return await self._live(self._side)

    async def _live(self, side: EngineSide) -> int:
        """Work with the engine until the person leaves, then close in reverse."""
        self.bridge.attach(side.app.engine, side.loop)
        await self.bridge.open()
        self.window.start()
        code = 0
        try:
            await self._begin()
            code = await self._until_stopped()
        finally:
            self.window.stop()
            await self._end_session()
            with suppress(CompanionError):
                await self.bridge.call(lambda _engine: self._previews.close())
            await self.bridge.close()
            self.window.hide()
            await self._stop_engine()
        return code

    async def _begin(self) -> None:
        """Connect what the command line named, as `serve` does."""
        if not self._options.connect:
            return
        from companion.app.running import begin  # noqa: PLC0415  # loaded by now

        options = self._options
        side = self._side
        if side is None:
            return
        try:
            await self.bridge.call(lambda _engine: begin(side.app.engine, options))
        except CompanionError as error:
            self.window.say_failure(error)

    async def _until_stopped(self) -> int:
        """Wait for the wish to leave; an engine that breaks is told in the window."""
        ended = asyncio.ensure_future(self._engine.ended())
        stopped = asyncio.ensure_future(self._stop.wait())
        waits = {ended, stopped}
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            ended.cancel()
            return 0
        error = ended.exception()
        cause = _cause(error)
        # What a person can act on needs no traceback; a bug of ours does.
        log.error("The engine stopped: %s", error, exc_info=None if cause else error)
        text = _("Companion has stopped taking events. {reason}")
        self.window.watch.alarm(text.format(reason=cause or "").strip())
        await stopped
        return 1

    async def _stop_engine(self) -> None:
        """Wait until the engine has closed; what goes wrong now is for the log."""
        try:
            await self._engine.stop()
        except Exception as error:  # noqa: BLE001  # told already, or nobody is left to tell
            log.warning("The engine did not close well: %s", _cause(error) or error)

    async def _end_session(self) -> None:
        """End what still runs: a signal, or a demo, asked no question."""
        with suppress(CompanionError, asyncio.TimeoutError):
            await asyncio.wait_for(self.bridge.call(_end_if_open), timeout=5)

    async def _refuse(self, text: str) -> int:
        """Say why there is no engine, and wait until that was read."""
        self.window.refuse(text)
        print(_("companion: {problem}").format(problem=text), file=sys.stderr)  # noqa: T201  # who started it from a terminal
        await self._stop.wait()
        await self.bridge.close()
        self.window.hide()
        await self._stop_engine()
        return 2

    def _save(self, settings: Settings) -> None:
        """Keep the settings; overlays, OBS, media, the show and hotkeys follow.

        Raises SettingsError; nothing is kept then.
        """
        from companion.app.wiring import overlay_settings  # noqa: PLC0415  # half the engine

        of_this_run = apply_overrides(settings, self._options.overrides)
        chosen = overlay_settings(of_this_run)
        self._write(settings)
        if self._side is not None:
            app, loop = self._side.app, self._side.loop
            loop.call_soon_threadsafe(app.server.apply, chosen)
            loop.call_soon_threadsafe(app.obs.apply, of_this_run.obs)
            loop.call_soon_threadsafe(app.media.apply, of_this_run)
            loop.call_soon_threadsafe(app.playing.apply, of_this_run)
            asyncio.run_coroutine_threadsafe(app.hotkeys.apply(of_this_run), loop)

    def _come_forward(self) -> None:
        self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()


def _cause(error: BaseException | None) -> CompanionError | None:
    """Return what a person can act on, out of the groups that tasks raise."""
    if isinstance(error, BaseExceptionGroup):
        causes = (_cause(inner) for inner in error.exceptions)
        return next((cause for cause in causes if cause is not None), None)
    return error if isinstance(error, CompanionError) else None


async def _end_if_open(engine: Engine) -> None:
    session = engine.session()
    if session is not None and session.state != "ended":
        await engine.end_session()


def _settings(options: RunOptions) -> Settings:
    """Return the settings of this run, with its overrides."""
    return apply_overrides(_saved(options), options.overrides)


def _language(settings: Settings) -> str:
    # As companion.app.wiring.language_of; importing that loads half the engine, which
    # the engine's thread does while the window is drawn.
    chosen = settings.general.language
    return system_language(os.environ) if chosen == "system" else chosen


def _saved(options: RunOptions) -> Settings:
    """Return the settings as they are on disk: what a change is added to."""
    return load(options.folder / FILE_NAME) if options.folder else Settings()


def _saver(options: RunOptions) -> Callable[[Settings], None]:
    folder = options.folder
    if folder is None:
        return lambda _settings: None
    return partial(save, folder / FILE_NAME)


def _previews_folder(options: RunOptions) -> Path | None:
    folder = options.folder
    return None if folder is None else folder / "cache" / "previews"


def _open_page(address: str) -> None:
    """Show a page in the browser; only the web, whatever was answered to us."""
    url = QUrl(address)
    if url.scheme() in {"https", "http"}:
        QDesktopServices.openUrl(url)


def _scenarios() -> tuple[Scenario, ...]:
    return tuple(
        Scenario(target=card.target, title=card.title, description=card.description)
        for card in Library().cards()
        if not card.problem
    )


def _forget_sources() -> None:
    """Free the source text of every module that was imported since Qt was.

    PySide6 looks into each for a switch of its own, and Python keeps what it read:
    25 MB. Tracebacks read again what they need.
    """
    linecache.clearcache()


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # Qt tells of each font that lacks a script before it takes the one that has it.
        QLoggingCategory.setFilterRules("qt.text.font.db=false")
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Companion")
    app.setDesktopFileName("companion")
    app.setWindowIcon(window_icon())
    # The stop event ends the program, in order; a closed window must not.
    app.setQuitOnLastWindowClosed(False)
    return app


def _scale(settings: Settings) -> None:
    """Have Qt draw everything larger; must come before the application exists."""
    if settings.appearance.scale != 100:
        os.environ["QT_SCALE_FACTOR"] = f"{settings.appearance.scale / 100:g}"


@contextmanager
def _stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Have SIGINT and SIGTERM set `stop`; the window's timers let Python hear them."""
    loop = asyncio.get_running_loop()

    def ask(_signal: int, _frame: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    before = {one: signal.signal(one, ask) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
