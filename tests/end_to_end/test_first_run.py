"""A newcomer's way: the real window by mouse and keys, a real OBS, and its picture."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from companion.app.engine_thread import EngineThread
from companion.app.logins import OBS_PASSWORD
from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.studio.obs import ADDRESS_VARIABLE
from companion.app.window import Desktop
from companion.gui.first_run.dialog import FirstRun
from companion.gui.theme.theme import Theme, apply
from companion.settings import load
from tests.companion.app.test_keyring_secrets import Drawer
from tests.support.emulators.twitch_control import TwitchEmulator
from tests.support.obs.obs_process import PASSWORD, RealObs
from tests.support.obs.rig import PATIENCE_S, obs_with_browser, screenshot
from tests.support.twitch_fixtures import twitch

__all__ = ["twitch"]

pytestmark = [pytest.mark.browser, pytest.mark.qt]

T = TypeVar("T")
CHANNEL = "first_run"
BRIGHT = 0x60
"""Of red, green and blue: what no empty canvas has."""

AGAIN_S = 8.0
"""A small alert is seen for 4 s, and the rig's browser gives OBS a picture only now and
then: on a busy machine it may have missed the only one."""


class Beside:
    """An event loop on a thread of its own, for what is no part of the window."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(90)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """A keyring in memory, in place of whatever this machine has."""
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def beside() -> Iterator[Beside]:
    made = Beside()
    yield made
    made.close()


@pytest.fixture
def obs(beside: Beside, tmp_path: Path) -> Iterator[RealObs]:
    """A real OBS that asks for its password, with a browser for its sources."""
    stack = AsyncExitStack()
    folder = tmp_path / "obs"
    folder.mkdir()
    yield beside.do(stack.enter_async_context(obs_with_browser(folder)))
    beside.do(stack.aclose())


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    made = QEventLoop(qapp)
    asyncio.set_event_loop(made)
    yield made
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def said() -> Callable[[str], None]:
    """Say a figure, which `pytest -s` shows."""
    return lambda text: print(text, file=sys.stderr)  # noqa: T201  # see above


class Person:
    """Types and clicks as somebody would, and counts what that took."""

    def __init__(self, loop: QEventLoop, desktop: Desktop) -> None:
        self.actions: list[tuple[str, float]] = []
        self.began = time.monotonic()
        self._loop = loop
        self._desktop = desktop

    def until(self, is_so: Callable[[], Any]) -> None:
        """Look at the window until something is so."""

        async def wait() -> None:
            async with asyncio.timeout(PATIENCE_S):
                while not is_so():  # noqa: ASYNC110  # other processes do it
                    await asyncio.sleep(0.02)

        self._loop.run_until_complete(wait())

    def type_text(self, into: QWidget, text: str, *, what: str) -> None:
        QTest.keyClicks(into, text)
        self._done(what)

    def click(self, on: QWidget, *, what: str) -> None:
        assert on.isVisible()
        assert on.isEnabled()
        QTest.mouseClick(on, Qt.MouseButton.LeftButton)
        self._done(what)

    @property
    def passed(self) -> float:
        return time.monotonic() - self.began

    def _done(self, what: str) -> None:
        self.actions.append((what, self.passed))

    def first_run(self) -> FirstRun:
        """Wait for the first run, which comes by itself."""
        requests = self._desktop.window.requests
        self.until(lambda: isinstance(requests.open_dialog, FirstRun))
        found = requests.open_dialog
        assert isinstance(found, FirstRun)
        return found


class Newcomer:
    """The real window on an empty data folder, and a person before it."""

    def __init__(self, qapp: QApplication, loop: QEventLoop, folder: Path) -> None:
        theme = Theme("dark", reduced_motion=True)
        apply(qapp, theme)
        options = RunOptions(purpose="window", folder=folder, port=0)
        machine = make_machine()
        self.desktop = Desktop(
            options, machine=machine, theme=theme, engine=EngineThread(options, machine)
        )
        self.person = Person(loop, self.desktop)
        self._loop = loop

    @contextmanager
    def at_work(self) -> Iterator[FirstRun]:
        """Open the app, wait for its first run, and close it at the end.

        Not in a fixture: between those Qt works on, and no loop of Python's runs.
        """
        running = self._loop.create_task(self.desktop.run())
        try:
            yield self.person.first_run()
        finally:
            self.desktop.window.services.on_close()
            ended = asyncio.wait_for(running, 30)
            assert self._loop.run_until_complete(ended) == 0


@pytest.fixture
def newcomer(
    qapp: QApplication,
    loop: QEventLoop,
    obs: RealObs,
    drawer: Drawer,
    twitch: TwitchEmulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Newcomer:
    monkeypatch.setenv(ADDRESS_VARIABLE, obs.address)
    for name, value in twitch.environment(CHANNEL).items():
        monkeypatch.setenv(name, value)
    return Newcomer(qapp, loop, tmp_path / "data")


def test_four_actions_to_an_overlay_that_obs_shows(
    newcomer: Newcomer,
    obs: RealObs,
    beside: Beside,
    drawer: Drawer,
    tmp_path: Path,
    said: Callable[[str], None],
) -> None:
    """Type a name, Continue, type OBS's password, Add to OBS: the gift comes."""
    with newcomer.at_work() as cards:
        seen = _follow(newcomer.person, cards, obs, beside)
        sources = newcomer.desktop.window.watch.obs.sources
        newcomer.person.click(cards.see.primary, what="Go live with this")
        settings = tmp_path / "data" / "settings.toml"
        newcomer.person.until(lambda: load(settings).general.is_set_up)

    assert len(seen.actions) <= 4
    assert seen.seen_s < 120
    assert [one.overlay for one in sources] == ["stage"]
    assert drawer.get_password("Companion", OBS_PASSWORD) == PASSWORD
    for what, at in seen.actions:
        said(f"{at:5.1f} s  {what}")
    said(f"{seen.proved_s:5.1f} s  the page says that OBS shows it ({seen.told})")
    said(f"{seen.seen_s:5.1f} s  the gift is visible in OBS's own picture")


@dataclass(frozen=True)
class Seen:
    """What it took: actions with their times, and when it was proved and seen."""

    actions: tuple[tuple[str, float], ...]
    proved_s: float
    seen_s: float
    told: str


def _follow(person: Person, cards: FirstRun, obs: RealObs, beside: Beside) -> Seen:
    """Go from the first card to a gift in OBS's own picture."""
    person.type_text(cards.stream.field.edit, f"twitch.tv/{CHANNEL}", what="the name")
    person.click(cards.stream.primary, what="Continue")
    person.until(cards.obs.password.isVisible)
    person.type_text(cards.obs.password.edit, PASSWORD, what="OBS's password")
    person.click(cards.obs.primary, what="Add to OBS")
    person.until(lambda: cards.see.proof is not None and cards.see.proof.is_proved)
    proved_s = sent_at = person.passed

    def is_seen() -> bool:
        nonlocal sent_at
        if person.passed - sent_at > AGAIN_S:
            sent_at = person.passed
            cards.see.test("gift")
        return _is_drawn(beside.do(screenshot(obs)))

    person.until(is_seen)
    seen_s = person.passed
    person.until(lambda: "after" in _told(cards))
    return Seen(tuple(person.actions), proved_s, seen_s, _told(cards))


def _told(cards: FirstRun) -> str:
    proof = cards.see.proof
    return proof.detail if proof is not None and proof.is_proved else ""


def _is_drawn(image: Any) -> bool:
    """Tell whether anything but the empty, black canvas is in a picture."""
    points = ((x, y) for x in range(420, 890, 4) for y in range(24, 350, 4))
    bright = sum(
        all(image.pixel(x, y) >> shift & 0xFF > BRIGHT for shift in (0, 8, 16))
        for x, y in points
    )
    return bright > 20
