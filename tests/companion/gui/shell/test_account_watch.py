"""Logins are read by themselves, and told when they have changed."""

from __future__ import annotations

import pytest

from companion.app.scene.engine import SceneEngine
from companion.domain.values import Platform
from companion.domain.views import LoginView
from companion.gui.bridge import Bridge
from companion.gui.shell.account_watch import AccountWatch


class Watched:
    """A watch over the scene's accounts, and how often it told of a change."""

    def __init__(self, loop) -> None:
        self.engine = SceneEngine()
        self.bridge = Bridge(self.engine, loop)
        self.watch = AccountWatch(self.bridge)
        self.told = 0
        self.watch.changed.connect(self._tell)

    def _tell(self) -> None:
        self.told += 1

    def refresh(self, run) -> None:
        async def once() -> None:
            self.watch.refresh()
            await self.bridge.answered()

        run(once())


@pytest.fixture
def watched(qt_loop) -> Watched:
    return Watched(qt_loop)


def test_before_the_first_reading_nothing_is_known(watched: Watched) -> None:
    assert watched.watch.views == ()
    assert watched.watch.view(Platform.TWITCH) is None


def test_a_reading_is_told_once(watched: Watched, run) -> None:
    watched.refresh(run)
    watched.refresh(run)

    twitch = watched.watch.view(Platform.TWITCH)
    assert twitch is not None
    assert twitch.account == "miraplays"
    assert watched.told == 1


def test_a_login_that_breaks_is_told(watched: Watched, run) -> None:
    watched.refresh(run)
    broken = LoginView(platform=Platform.TWITCH, detail="Log in again.")
    watched.engine.logins.shown = (broken,)
    watched.refresh(run)

    assert watched.watch.view(Platform.TWITCH) == broken
    assert watched.told == 2


def test_what_a_card_was_answered_counts_at_once(watched: Watched) -> None:
    view = LoginView(platform=Platform.YOUTUBE, way="key")
    watched.watch.take(view)

    assert watched.watch.views == (view,)
    assert watched.told == 1
