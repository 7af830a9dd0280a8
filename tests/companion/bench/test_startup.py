"""`bench startup`: real windows in processes of their own."""

from __future__ import annotations

import asyncio

import psutil
import pytest

from companion.bench import startup
from companion.bench.startup import measure
from companion.domain.errors import WorkerError


@pytest.mark.long
@pytest.mark.qt
def test_a_quick_run_starts_both_windows_and_leaves_none_behind() -> None:
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    seconds, memory = measure(is_quick=True)

    assert (seconds.name, seconds.unit, seconds.goal) == (
        "time to visible window",
        "s",
        "1.0 s",
    )
    assert (memory.name, memory.unit, memory.goal) == (
        "memory of the main process",
        "MB",
        "180 MB",
    )
    assert seconds.baseline_value is not None
    assert memory.baseline_value is not None
    assert seconds.value > seconds.baseline_value > 0
    assert 400 > memory.value > memory.baseline_value > 10
    after = {one.pid for one in psutil.Process().children(recursive=True)}
    assert after <= before


@pytest.mark.qt
def test_a_window_that_cannot_come_up_is_an_error_with_a_fix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    with pytest.raises(WorkerError, match="companion doctor"):
        measure(is_quick=True)


@pytest.mark.qt
def test_an_empty_window_that_cannot_come_up_is_null_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    text, bare = asyncio.run(startup.empty_window(starts=1))
    assert bare is None
    assert "did not come up" in text
