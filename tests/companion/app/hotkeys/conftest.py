"""An X server for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.x_display import Game, XDisplay, x_display


@pytest.fixture(scope="module")
def screen() -> Iterator[XDisplay]:
    with x_display() as display:
        yield display


@pytest.fixture
def game(screen: XDisplay) -> Iterator[Game]:
    window = Game(screen.name)
    yield window
    window.close()
