"""A desk of its own for a test of logins, with a keyring in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import keyring
import pytest

from companion.gui.theme.theme import Theme
from tests.companion.app.test_keyring_secrets import Drawer
from tests.companion.gui.desk import at_desk
from tests.companion.gui.pages.login_scene import Act
from tests.support.twitch_fixtures import twitch, twitch_name
from tests.support.youtube_fixtures import youtube, youtube_key, youtube_video

__all__ = ["twitch", "twitch_name", "youtube", "youtube_key", "youtube_video"]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """A keyring in memory, in place of whatever this machine has."""
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def at_the_desk(
    theme: Theme, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawer: Drawer
) -> Callable[..., None]:
    """Run a scene at a desk of its own, with these variables set.

    Without a client id or a key but in `more`: they are what these tests type.
    """

    def go(act: Act, environment: Mapping[str, str], **more: str) -> None:
        typed = {"COMPANION_TWITCH_CLIENT_ID", "COMPANION_YOUTUBE_API_KEY"}
        for name, value in {**environment, **more}.items():
            if name in more or name not in typed:
                monkeypatch.setenv(name, value)

        async def scene() -> None:
            async with at_desk(theme, tmp_path / "data") as desk:
                desk.window.accounts.refresh()
                await desk.settle()
                await act(desk)

        run(scene())

    return go
