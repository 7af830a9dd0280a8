"""A second start brings the first window to the front, and starts nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion.app.handover import Handover, hand_over, server_name

pytestmark = pytest.mark.qt

SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from companion.app.handover import hand_over
app = QCoreApplication([])
sys.exit(0 if hand_over(Path(sys.argv[1])) else 3)
"""


def second_start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SECOND_START, str(folder)])


def test_nobody_answers_for_a_folder_without_a_window(qapp, tmp_path: Path) -> None:
    assert not hand_over(tmp_path)


def test_a_second_start_is_heard_by_the_first(qtbot, tmp_path: Path) -> None:
    asked: list[bool] = []
    first = Handover(tmp_path, on_asked=lambda: asked.append(True))

    other = second_start(tmp_path)
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    first.close()

    assert other.wait(20) == 0
    assert asked == [True]


def test_another_folder_is_another_window(qtbot, tmp_path: Path) -> None:
    asked: list[bool] = []
    first = Handover(tmp_path / "one", on_asked=lambda: asked.append(True))

    assert second_start(tmp_path / "two").wait(20) == 3
    first.close()

    assert asked == []


def test_after_the_first_has_closed_a_new_one_can_listen(qtbot, tmp_path: Path) -> None:
    Handover(tmp_path, on_asked=lambda: None).close()
    asked: list[bool] = []
    again = Handover(tmp_path, on_asked=lambda: asked.append(True))

    other = second_start(tmp_path)
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    again.close()

    assert other.wait(20) == 0


def test_what_a_crash_left_does_not_keep_a_new_one_from_listening(
    qtbot, tmp_path: Path
) -> None:
    crashed = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, sys; from pathlib import Path\n"
            "from PySide6.QtCore import QCoreApplication\n"
            "from companion.app.handover import Handover\n"
            "app = QCoreApplication([])\n"
            "Handover(Path(sys.argv[1]), on_asked=lambda: None); os._exit(9)",
            str(tmp_path),
        ],
        check=False,
    )
    assert crashed.returncode == 9
    assert not hand_over(tmp_path)
    asked: list[bool] = []

    first = Handover(tmp_path, on_asked=lambda: asked.append(True))
    other = second_start(tmp_path)
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    first.close()

    assert other.wait(20) == 0


MANY_STARTS = """
import gc, socket, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from companion.app.handover import Handover
app = QCoreApplication([])
gc.disable()
for turn in range(200):
    asked = []
    first = Handover(Path(sys.argv[1]), on_asked=lambda: asked.append(True))
    callers = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    for caller in callers:
        caller.connect(first.address)
        caller.send(b"show\\n")
        if turn % 2 == 0:
            caller.close()
    while turn % 2 and len(asked) < 3:
        app.processEvents()
    first.close()
    for caller in callers:
        caller.close()
    if turn % 3 == 0:
        del first
    app.processEvents()
    if turn % 7 == 0:
        gc.collect()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="speaks to a socket of Unix")
def test_callers_that_come_and_go_bring_nothing_down(tmp_path: Path) -> None:
    # In a process of its own: what went wrong here once ended the interpreter.
    done = subprocess.run(
        [sys.executable, "-c", MANY_STARTS, str(tmp_path)], check=False, timeout=60
    )

    assert done.returncode == 0


def test_only_the_user_can_reach_it(qtbot, tmp_path: Path) -> None:
    first = Handover(tmp_path, on_asked=lambda: None)
    path = Path(first.address)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o700
    first.close()

    assert mode & 0o077 == 0


def test_the_name_says_nothing_of_the_folder(tmp_path: Path) -> None:
    assert str(tmp_path) not in server_name(tmp_path)
    assert server_name(tmp_path) == server_name(tmp_path)
