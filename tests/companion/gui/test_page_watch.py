"""A page's watch: one question at a time, and why it has no answer told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge
from companion.gui.page_watch import PageWatch


class Counting(PageWatch[int]):
    """Asks how often it has asked; waits for `gate` while that is shut."""

    def __init__(self, bridge: Bridge, *, parent: QObject | None = None) -> None:
        super().__init__(bridge, every_ms=60_000, parent=parent)
        self.asked = 0
        self.kept: list[int] = []
        self.refusal = ""
        self.gate = asyncio.Event()
        self.gate.set()

    @override
    def question(self) -> Callable[[Engine], Any]:
        async def ask(_engine: Engine) -> int:
            self.asked += 1
            mine = self.asked
            await self.gate.wait()
            if self.refusal:
                raise CommandError(self.refusal)
            return mine

        return ask

    @override
    def keep(self, reading: int) -> None:
        self.kept.append(reading)


@pytest.fixture
def bridge(qt_loop: Any, run: Any) -> Iterator[Bridge]:
    made = Bridge(SceneEngine(), qt_loop)
    yield made
    run(made.close())


@pytest.fixture
def watch(bridge: Bridge) -> Counting:
    return Counting(bridge)


def test_what_is_not_answered_yet_is_not_asked_again(
    watch: Counting, bridge: Bridge, run: Any
) -> None:
    watch.gate.clear()
    watch.look()
    watch.look()
    watch.gate.set()
    run(bridge.answered())

    assert (watch.asked, watch.kept) == (1, [1])


def test_an_answer_older_than_a_change_is_asked_anew_and_never_kept(
    watch: Counting, bridge: Bridge, run: Any
) -> None:
    watch.gate.clear()
    watch.look()
    watch.look_again()
    watch.gate.set()
    run(bridge.answered())

    assert watch.kept == [2]


def test_what_is_read_is_kept_before_it_is_told(
    watch: Counting, bridge: Bridge, run: Any
) -> None:
    told: list[list[int]] = []
    watch.changed.connect(lambda: told.append(list(watch.kept)))

    watch.look()
    run(bridge.answered())

    assert told == [[1]]


def test_one_refusal_is_told_once_and_its_end_too(
    watch: Counting, bridge: Bridge, run: Any
) -> None:
    told: list[str] = []
    watch.failed.connect(told.append)

    for refusal in ("The disk is full.", "The disk is full.", ""):
        watch.refusal = refusal
        watch.look()
        run(bridge.answered())

    assert told == ["The disk is full.", ""]
    assert watch.kept == [3]


def test_it_reads_by_itself_until_it_is_stopped(
    watch: Counting, bridge: Bridge, run: Any
) -> None:
    watch.start()
    run(bridge.answered())
    began = (watch.is_running, watch.kept)
    watch.stop()

    assert began == (True, [1])
    assert not watch.is_running
