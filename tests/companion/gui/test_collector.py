"""Garbage that holds Qt objects is freed on the window's thread, never elsewhere."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from companion.garbage import Collector
from companion.gui.collector import collecting_here


class Knot(QObject):
    """A Qt object in a reference cycle: only the collector can free it."""

    def __init__(self, freed_on: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda: freed_on.append(threading.get_ident()))


def allocate_elsewhere() -> None:
    """Allocate so much on another thread that the automatic collector would run."""

    def work() -> None:
        kept = [[number] for number in range(50_000)]
        assert kept

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.fixture
def freed_on(qapp: object) -> Iterator[list[int]]:
    gc.collect()
    yield []
    gc.collect()


def test_another_threads_work_frees_nothing_of_ours(freed_on: list[int]) -> None:
    with collecting_here():
        for _ in range(50):
            Knot(freed_on)
        allocate_elsewhere()
        assert freed_on == []

        Collector().look()

    assert set(freed_on) == {threading.get_ident()}


def test_the_collector_is_given_back_as_it_was(qapp: object) -> None:
    before = gc.isenabled()
    with collecting_here():
        assert not gc.isenabled()
    assert gc.isenabled() == before
