"""The engine runs on a thread of its own, and ends in order."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from companion.app.engine_thread import EngineThread
from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.domain.errors import Locked, SettingsError


def options(folder: Path | None, **more: object) -> RunOptions:
    return RunOptions(purpose="window", folder=folder, port=0, **more)


async def test_it_answers_from_another_thread_and_stops(tmp_path: Path) -> None:
    engine = EngineThread(options(tmp_path / "data"), make_machine())
    engine.start()

    side = await engine.ready()

    assert side.app.engine.session() is None
    assert "engine" in {thread.name for thread in threading.enumerate()}
    await engine.stop()
    await engine.ended()
    assert "engine" not in {thread.name for thread in threading.enumerate()}


async def test_what_keeps_it_from_starting_is_raised_where_it_is_waited_for(
    tmp_path: Path,
) -> None:
    first = EngineThread(options(tmp_path / "data"), make_machine())
    first.start()
    await first.ready()
    second = EngineThread(options(tmp_path / "data"), make_machine())
    second.start()

    with pytest.raises(Locked):
        await second.ready()

    await second.stop()
    await first.stop()


async def test_wrong_settings_are_raised_too(tmp_path: Path) -> None:
    wrong = options(tmp_path / "data", overrides=("server.port=ten",))
    engine = EngineThread(wrong, make_machine())
    engine.start()

    with pytest.raises(SettingsError, match=r"server\.port"):
        await engine.ready()

    await engine.stop()


async def test_a_stop_before_it_is_ready_is_a_stop(tmp_path: Path) -> None:
    engine = EngineThread(options(tmp_path / "data"), make_machine())
    engine.start()

    await engine.stop()

    await engine.ended()
