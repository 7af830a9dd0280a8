"""What holds for every test: no screen, no one's own data, English, bounded samples.

`make test-long` sets COMPANION_TEST_LONG=1: the tests marked long run, and hypothesis
takes its full counts. `make coverage` sets COMPANION_TEST_COVERAGE=1: coverage is
measured in every test.
"""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import hypothesis
import pytest
from playwright.async_api import expect
from pytestqt.qtbot import QtBot

from companion.i18n import set_language
from tests.support.patience import PATIENCE_MS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

IS_LONG = os.environ.get("COMPANION_TEST_LONG") == "1"
IS_MEASURED_WHOLE = os.environ.get("COMPANION_TEST_COVERAGE") == "1"

hypothesis.settings.register_profile(
    "bounded",
    max_examples=50,
    deadline=None,
    derandomize=True,  # a check that fails for one and passes for another helps nobody
    database=None,
)
hypothesis.settings.register_profile(
    "long", max_examples=5_000, deadline=None, print_blob=True
)
hypothesis.settings.load_profile("long" if IS_LONG else "bounded")


def pytest_configure(config: pytest.Config) -> None:
    """Leave the long tests out unless they are asked for.

    No test reaches for the OBS of whoever runs it, nor outside this computer.
    """
    os.environ["COMPANION_OBS_URL"] = "ws://127.0.0.1:1"
    for provider in ("7TV", "BTTV", "FFZ"):
        os.environ[f"COMPANION_{provider}_URL"] = "http://127.0.0.1:1"
    expect.set_options(timeout=PATIENCE_MS)
    if not IS_LONG and not config.option.markexpr:
        config.option.markexpr = "not long"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count tests that ask for full counts among the long ones, where they are run.

    Files that mostly wait, for processes or for a browser, come first: meanwhile other
    workers compute, and no long file is left for the end.
    """
    for item in items:
        if IS_LONG and "full_counts" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: not item.nodeid.startswith(_WAITING))
    for _path, of_file in itertools.groupby(items, key=lambda item: item.path):
        for item in itertools.islice(of_file, 0, None, _MEASURED_EVERY):
            item.stash[_IS_MEASURED] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure coverage in a sample of tests: it makes them half as slow again.

    What the sample covers all tests cover, so its figure is the stricter one.
    """
    plugin = item.config.pluginmanager.get_plugin("_cov")
    measure = getattr(plugin, "cov_controller", None)
    if measure is None or IS_MEASURED_WHOLE or item.stash.get(_IS_MEASURED, False):
        return (yield)
    measure.pause()
    try:
        return (yield)
    finally:
        measure.resume()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what was imported out of later collections: it is 0.1 s each time."""
    del session
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_stays_here() -> Iterator[None]:
    """Free Qt objects on this thread only, as companion.gui.collector does.

    One that a worker thread's allocation happens to free keeps its timers here, and
    the next of them that fires brings down the whole run, in whatever test.
    """
    gc.disable()
    yield
    gc.disable()  # a test may have turned it on
    gc.collect(2 if next(_ENDED) % 50 == 0 else 1)  # a full one takes 0.1 s


@pytest.fixture(autouse=True)
def _windows_go(_garbage_stays_here: None) -> Iterator[None]:
    """Take down the windows that a test leaves.

    What hangs on Qt's signals never becomes garbage, and each change of the theme
    would dress every window that there ever was.
    """
    before = _windows()
    yield
    left = _windows() - before
    if left:
        from shiboken6 import delete, isValid  # noqa: PLC0415  # most need no Qt

        for window in left:
            if isValid(window):  # else it went with its parent
                delete(window)


class PatientBot(QtBot):
    """pytest-qt's, which waits as long as every other test does."""

    def waitUntil(  # noqa: N802  # as Qt names
        self, callback: Callable[[], Any], *, timeout: int = PATIENCE_MS
    ) -> None:
        """Wait until it is so. Raises TimeoutError."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802  # as Qt names
        self, signal: Any, *, timeout: int = PATIENCE_MS, **how: Any
    ) -> Any:
        """Wait for a signal. Raises TimeoutError."""
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """Take the place of pytest-qt's own."""
    del qapp  # it has to be there
    return PatientBot(request)


@pytest.fixture(scope="session")
def full_counts() -> bool:
    """Whether this run takes its full counts; else samples that end soon."""
    return IS_LONG


@pytest.fixture(autouse=True)
def _nobodys_data(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the tests away from the data folder of whoever runs them."""
    for name in list(os.environ):
        if name.startswith("COMPANION_") and name not in _OURS:
            monkeypatch.delenv(name)
    monkeypatch.setenv("COMPANION_DATA_DIR", str(_folder(tmp_path_factory)))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin and end every test in English."""
    set_language("en")
    yield
    set_language("en")


_ENDED = itertools.count(1)
_IS_MEASURED = pytest.StashKey[bool]()
_MEASURED_EVERY = 4
_OURS = ("COMPANION_TEST_LONG", "COMPANION_CHROMIUM", "COMPANION_OBS_URL")
_WAITING = (
    "tests/end_to_end/", "tests/companion/platforms/", "tests/overlays/",
)  # fmt: skip


def _windows() -> set[QWidget]:
    """Return all windows, shown or not, of the application when there is one."""
    qt = sys.modules.get("PySide6.QtWidgets")
    return set() if qt is None else set(qt.QApplication.topLevelWidgets())


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.getbasetemp() / "nobodys-data"
