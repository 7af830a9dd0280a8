"""Starting an emulator as its own process, and making sure that it ends.

An emulator prints one line of JSON with its port when it listens, and ends when its
standard input ends, so that it does not outlive a test run that is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]

READY_S = 30.0
"""Seconds that an emulator may take to start; its imports are heavy."""


@contextlib.contextmanager
def running(module: str, *arguments: str) -> Iterator[int]:
    """Run `python -m MODULE` and give the port that it listens on."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    timer = threading.Timer(READY_S, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        timer.cancel()
        if not line:
            raise RuntimeError(f"{module} ended with code {process.wait()}")
        yield int(json.loads(line)["port"])
    finally:
        timer.cancel()
        _end(process)


def say_ready(port: int) -> None:
    """Tell the parent; for the emulator itself."""
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()


def end_with_input() -> None:
    """End this process when its standard input ends; for the emulator itself."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        process.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
