"""One evening with bots, its session begun."""

from __future__ import annotations

import pytest

from tests.companion.interactions.bots.evening import Evening
from tests.support.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def evening(clock: FakeClock) -> Evening:
    made = Evening(clock)
    made.start()
    return made
