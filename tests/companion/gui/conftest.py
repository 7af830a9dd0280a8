"""Real Qt without a screen; a theme and an event loop for every test of the window."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false;qt.qpa.*=false")

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from companion.gui.theme.theme import Theme, apply
from tests.companion.gui.page_stand import Stands
from tests.support.patience import PATIENCE_S

T = TypeVar("T")

SCENE_S = 3 * PATIENCE_S
"""Seconds that a scene may take, in which several things are waited for."""


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> Theme:
    theme = Theme("dark")
    apply(qapp, theme)
    return theme


@pytest.fixture
def theme(_dressed: Theme) -> Theme:
    """The application's theme, dark and moving, whatever a test before chose."""
    _dressed.set_mode("dark")
    _dressed.set_reduced_motion(False)
    return _dressed


@pytest.fixture(autouse=True)
def _pointer_elsewhere(qapp: QApplication) -> None:
    """Put the pointer where no window opens: what is under it keeps its place."""
    QCursor.setPos(5_000, 5_000)


@pytest.fixture
def qt_loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """The window's own event loop, as companion.app.window runs it."""
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def run(qt_loop: QEventLoop) -> Callable[[Coroutine[Any, Any, T]], T]:
    """Run a coroutine on the window's loop to its end."""

    def until_done(coroutine: Coroutine[Any, Any, T]) -> T:
        # Not run_until_complete: that goes on with tasks when no loop runs any more,
        # and what asks for the running loop fails then.
        task = asyncio.ensure_future(asyncio.wait_for(coroutine, SCENE_S), loop=qt_loop)
        task.add_done_callback(lambda _done: qt_loop.stop())
        qt_loop.run_forever()
        qt_loop.call_soon(qt_loop.stop)
        qt_loop.run_forever()
        return task.result()

    return until_done


@pytest.fixture
def engine_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A running event loop on a thread of its own, as the engine has."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def stands(qt_loop: QEventLoop, run: Callable[[Coroutine[Any, Any, T]], T]) -> Stands:
    """What opens a window for one page, over an engine."""
    return Stands(qt_loop, run)
