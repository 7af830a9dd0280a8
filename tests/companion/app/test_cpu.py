"""The processor's use is measured over all our processes."""

from __future__ import annotations

import subprocess
import sys

from companion.app.cpu import CpuMeter


def test_a_busy_child_counts() -> None:
    meter = CpuMeter()
    with subprocess.Popen(
        [sys.executable, "-c", "print('up', flush=True)\nwhile True: pass"],
        stdout=subprocess.PIPE,
    ) as child:
        try:
            assert child.stdout is not None
            child.stdout.readline()
            meter()
            while (percent := meter()) < 5:
                pass
        finally:
            child.kill()

    assert percent >= 5


def test_a_child_that_has_ended_harms_nothing() -> None:
    meter = CpuMeter()
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    meter()
    child.wait()

    assert meter() >= 0
