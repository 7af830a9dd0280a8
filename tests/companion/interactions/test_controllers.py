"""One remote controller writes, the others watch; the lease passes on."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.interactions.controllers import LEASE_S, Controllers
from tests.support.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def controllers(clock: FakeClock) -> Controllers:
    return Controllers(clock)


def test_the_first_one_writes_and_the_others_watch(controllers: Controllers) -> None:
    assert controllers.take("Zoë")
    assert not controllers.take("Kwame")

    controllers.check("Zoë")
    controllers.check("")  # the window may always
    with pytest.raises(CommandError, match="Zoë"):
        controllers.check("Kwame")
    view = controllers.view()
    assert (view.name, view.is_window, view.others) == ("Zoë", False, ("Kwame",))


def test_who_leaves_hands_it_over(controllers: Controllers) -> None:
    controllers.take("Zoë")
    controllers.take("Kwame")

    controllers.leave("Zoë")

    assert controllers.holder == "Kwame"
    controllers.check("Kwame")


async def test_who_falls_silent_loses_it(
    controllers: Controllers, clock: FakeClock
) -> None:
    controllers.take("Zoë")
    controllers.take("Kwame")
    for _ in range(3):
        await clock.advance(LEASE_S - 1)
        controllers.take("Kwame")

    assert controllers.holder == "Kwame"
    assert not controllers.take("Zoë")
    await clock.advance(LEASE_S + 1)
    assert controllers.view().is_window


def test_who_never_came_may_write_while_nobody_else_does(
    controllers: Controllers,
) -> None:
    controllers.check("script")


def test_more_than_can_be_are_refused(controllers: Controllers) -> None:
    for n in range(50):
        controllers.take(f"c{n}")

    with pytest.raises(CommandError, match="many"):
        controllers.take("one more")
    assert controllers.take("c0")
