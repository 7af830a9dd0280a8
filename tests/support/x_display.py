"""A real X server without a screen, a window that has its focus, and real keys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import X, display


class Game:
    """A program's window that has the focus, and the keys that reach it."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        root = self._display.screen().root
        self._window = root.create_window(
            0, 0, 100, 100, 0, X.CopyFromParent, event_mask=X.KeyPressMask
        )
        self._window.map()
        self._display.sync()
        self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._display.sync()

    def keys(self) -> list[int]:
        """Return the keycodes that were pressed since the last time."""
        self._display.sync()
        waiting: int = self._display.pending_events()
        events: list[Any] = [self._display.next_event() for _ in range(waiting)]
        return [event.detail for event in events if event.type == X.KeyPress]

    def close(self) -> None:
        self._display.close()


class XDisplay:
    """A running X server."""

    def __init__(self, name: str) -> None:
        self.name = name

    def press(self, *combos: str) -> None:
        """Press and release combinations, as xdotool writes them: "ctrl+alt+r"."""
        self._xdotool("key", *combos)

    def hold(self, key: str) -> None:
        self._xdotool("keydown", key)

    def let_go(self, key: str) -> None:
        self._xdotool("keyup", key)

    def wait_for_window(self, title: str, *, seconds: int = 60) -> None:
        """Wait until a window whose title has these words is mapped."""
        environment = {**os.environ, "DISPLAY": self.name}
        words = ["xdotool", "search", "--sync", "--onlyvisible", "--name", title]
        subprocess.run(
            words,
            env=environment,
            check=True,
            timeout=seconds,
            stdout=subprocess.DEVNULL,
        )

    def _xdotool(self, *words: str) -> None:
        environment = {**os.environ, "DISPLAY": self.name}
        subprocess.run(["xdotool", *words], env=environment, check=True, timeout=20)


@contextmanager
def x_display(size: str = "320x240x24") -> Iterator[XDisplay]:
    """Run Xvfb on a display number of its own choice; size: with its bits of colour."""
    program = shutil.which("Xvfb")
    assert program, "Xvfb is missing: sh packaging/setup.sh dev installs it"
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", size,
         "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield XDisplay(f":{number}")
    finally:
        server.terminate()
        server.wait(10)
