"""The desktop app starts, shows what happens, and ends in order, whatever ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from companion.app.engine_thread import EngineThread
from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.window import Desktop
from companion.domain.errors import SettingsError
from companion.domain.ports import Engine
from companion.gui.components.empty import EmptyState
from companion.gui.first_run.dialog import FirstRun
from companion.gui.theme.theme import Theme, apply
from companion.settings import load
from sessions.ledger import Record

pytestmark = pytest.mark.qt


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    made = QEventLoop(qapp)
    asyncio.set_event_loop(made)
    yield made
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def desktop(qapp: QApplication, loop: QEventLoop) -> Callable[..., Desktop]:
    theme = Theme("dark", reduced_motion=True)
    apply(qapp, theme)

    def make(folder: Path | None, **more: object) -> Desktop:
        options = RunOptions(purpose="window", folder=folder, port=0, **more)
        machine = make_machine()
        engine = EngineThread(options, machine)
        return Desktop(options, machine=machine, theme=theme, engine=engine)

    return make


def run(loop: QEventLoop, desktop: Desktop, act) -> int:
    """Run the desktop; `act` is awaited beside it and may close the window."""

    async def both() -> int:
        async with asyncio.timeout(60):
            code = asyncio.ensure_future(desktop.run())
            await act()
            return await code

    return int(loop.run_until_complete(both()))


async def until(desktop: Desktop, is_so: Callable[[], bool]) -> None:
    """Wait for the window's next looks at the engine until something is so."""
    while not is_so():
        changed = asyncio.Event()
        connection = desktop.window.watch.totals_changed.connect(changed.set)
        await changed.wait()
        desktop.window.watch.totals_changed.disconnect(connection)


def test_a_demo_fills_the_window_and_ends_when_it_is_closed(loop, desktop) -> None:
    made = desktop(None, connect=("simulator:1",), rate=200)

    async def act() -> None:
        await until(made, lambda: made.window.watch.totals.entries > 20)
        assert made.window.bar.sign.text == "LIVE"
        assert len(made.window.bar.pills.pills) == 1
        made.window.close()

    assert run(loop, made, act) == 0
    assert not made.window.isVisible()


def test_a_first_run_that_is_left_is_offered_again(
    loop, desktop, tmp_path: Path
) -> None:
    made = desktop(tmp_path / "data")

    async def act() -> None:
        await until(
            made, lambda: isinstance(made.window.requests.open_dialog, FirstRun)
        )
        made.window.services.on_close()

    assert run(loop, made, act) == 0
    assert not made.preferences.current.general.is_set_up
    assert not made.window.isVisible()


def test_leaving_ends_the_session_on_disk(loop, desktop, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = desktop(folder, connect=("simulator:1",), rate=200)

    async def act() -> None:
        await until(made, lambda: made.window.watch.totals.entries > 20)
        made.window.close()
        made.window.requests.open_dialog.act.click()

    assert run(loop, made, act) == 0
    with Record(folder) as record:
        [session] = record.history.sessions()
    assert session.state == "ended"
    assert session.totals.entries > 20


def test_an_overlays_settings_hold_as_soon_as_they_are_kept(
    loop, desktop, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    made = desktop(folder, connect=("simulator:1",), rate=50)

    async def act() -> None:
        await until(made, lambda: made.window.watch.totals.entries > 5)
        link = made.window.watch.links["chat"].replace("http", "ws", 1) + "ws"
        async with aiohttp.ClientSession() as http, http.ws_connect(link) as page:
            assert (await page.receive_json())["data"]["settings"]["delay_s"] == 0
            keep = made.preferences.change
            with pytest.raises(SettingsError, match="delay_s"):
                keep({"overlays.chat.delay_s": 31})
            assert not (folder / "settings.toml").exists()
            keep({"overlays.chat.delay_s": 30})
            while (message := await page.receive_json())["kind"] != "snapshot":
                pass
        assert message["data"]["settings"]["delay_s"] == 30
        made.window.close()
        made.window.requests.open_dialog.act.click()

    assert run(loop, made, act) == 0
    assert load(folder / "settings.toml").overlays["chat"] == {"delay_s": 30}


def test_a_target_that_is_none_is_told_in_the_window(loop, desktop) -> None:
    made = desktop(None, connect=("simulator:no-such",))

    async def act() -> None:
        await until(made, lambda: bool(made.window.toasts.shown))
        assert "no-such" in made.window.toasts.shown[0].notice.text
        made.window.close()

    assert run(loop, made, act) == 0


def test_a_taken_port_is_told_and_the_window_can_be_closed(
    loop, desktop, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        folder = tmp_path / "data"
        options = RunOptions(purpose="window", folder=folder, port=port)
        machine = make_machine()
        engine = EngineThread(options, machine)
        theme = Theme("dark", reduced_motion=True)
        made = Desktop(options, machine=machine, theme=theme, engine=engine)

        async def act() -> None:
            with pytest.raises(Exception, match=str(port)):
                await engine.ready()
            shown = asyncio.Event()
            made.window.stack.currentChanged.connect(lambda _index: shown.set())
            if not isinstance(made.window.stack.currentWidget(), EmptyState):
                await shown.wait()
            page = made.window.stack.currentWidget()
            assert str(port) in page.accessibleDescription()
            page.actions_shown[0].click()

        assert run(loop, made, act) == 2


def start(folder: Path | None, *more: str) -> subprocess.Popen[str]:
    where = ["--data-dir", str(folder)] if folder else ["--demo"]
    return subprocess.Popen(
        [sys.executable, "-m", "companion", *where, "--port", "0", *more],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


LISTENING = """
import sys
from PySide6.QtCore import QCoreApplication
from pathlib import Path
from companion.app.handover import hand_over
app = QCoreApplication([])
while not hand_over(Path(sys.argv[1])):
    pass
"""


def wait_until_up(folder: Path) -> None:
    """Return once the window on this folder answers a second start."""
    subprocess.run(
        [sys.executable, "-c", LISTENING, str(folder)], check=True, timeout=60
    )


def test_settings_of_bots_hold_as_soon_as_they_are_kept(
    loop, desktop, tmp_path: Path
) -> None:
    made = desktop(tmp_path / "data", connect=("simulator:1",), rate=50)

    async def pace(engine: Engine) -> int:
        (twitch, *_others) = engine.bots.view().pace
        return twitch.per_minute

    async def act() -> None:
        await until(made, lambda: made.window.watch.totals.entries > 5)
        before = await made.bridge.call(pace)
        made.preferences.change({"bots.twitch_per_minute": 7})
        assert (before, await made.bridge.call(pace)) == (20, 7)
        made.window.services.on_close()

    assert run(loop, made, act) == 0


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(tmp_path: Path, one: signal.Signals) -> None:
    folder = tmp_path / "data"
    process = start(folder)
    wait_until_up(folder)

    process.send_signal(one)
    _out, err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "Traceback" not in err


WITHOUT_DISPLAY = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from companion.app.options import RunOptions
from companion.app.window import run_window

def lose_it():
    QTimer.singleShot(int(sys.argv[2]), lambda: QApplication.exit(1))

options = RunOptions(purpose="window", folder=Path(sys.argv[1]), port=0)
sys.exit(run_window(options, on_visible=lose_it))
"""


@pytest.mark.parametrize("after_ms", [0, 3_000])
def test_a_display_that_ends_leaves_nothing_behind(
    tmp_path: Path, after_ms: int
) -> None:
    # What Qt does when the server of its display dies.
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DISPLAY, str(tmp_path), str(after_ms)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "The display is gone" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_start_hands_over_and_exits(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = start(folder)
    wait_until_up(folder)

    second = start(folder)
    second.communicate(timeout=60)

    assert second.returncode == 0
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=60)
    assert first.returncode == 0


def test_wrong_settings_are_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "settings.toml").write_text("[server]\nport = 'ten'\n", "utf-8")

    process = start(folder)
    _out, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "port" in err
    assert "Traceback" not in err
