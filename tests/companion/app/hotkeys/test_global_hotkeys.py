"""Combinations reach whoever they belong to, on the loop, from a real X server."""

from __future__ import annotations

import asyncio
import gc
import threading
from functools import partial

import pytest

from companion.app.hotkeys import GlobalHotkeys, Hotkey, hook_of_system
from companion.app.hotkeys.x11 import XKeys
from companion.domain.errors import SettingsError
from tests.support.x_display import Game, XDisplay


def hotkey(text: str, act: object = print, field: str = "moderation.one") -> Hotkey:
    return Hotkey(field=field, text=text, act=act)


async def test_it_acts_on_the_loop_while_another_window_has_the_focus(
    screen: XDisplay, game: Game
) -> None:
    acted: asyncio.Queue[tuple[str, int]] = asyncio.Queue()

    def act(name: str) -> None:
        acted.put_nowait((name, threading.get_ident()))

    async with (
        GlobalHotkeys(lambda: XKeys(screen.name)) as hotkeys,
        asyncio.timeout(20),
    ):
        await hotkeys.assign(
            [
                hotkey("Ctrl+Alt+R", partial(act, "raid")),
                hotkey("F9", partial(act, "x")),
            ]
        )
        await asyncio.to_thread(screen.press, "ctrl+r", "ctrl+alt+r", "F9")
        here = threading.get_ident()
        assert [await acted.get() for _ in range(2)] == [("raid", here), ("x", here)]

        await hotkeys.assign([hotkey("F10", partial(act, "other"))])
        await asyncio.to_thread(screen.press, "F9", "F10")
        assert await acted.get() == ("other", here)
    assert acted.empty()


async def test_without_a_combination_no_key_is_listened_to(screen: XDisplay) -> None:
    async with GlobalHotkeys(lambda: XKeys(screen.name)) as hotkeys:
        await hotkeys.assign([hotkey("")])
        assert not _listening()
        await hotkeys.assign([hotkey("F9")])
        assert _listening()
        await hotkeys.assign([])
        assert not _listening()


def _listening() -> bool:
    return any(thread.name == "hotkeys" for thread in threading.enumerate())


async def test_what_is_taken_names_its_field_and_changes_nothing(
    screen: XDisplay, game: Game
) -> None:
    acted = asyncio.Event()
    async with (
        GlobalHotkeys(lambda: XKeys(screen.name)) as hotkeys,
        asyncio.timeout(20),
    ):
        await hotkeys.assign([hotkey("F9", acted.set)])
        with pytest.raises(SettingsError, match="Ctrl") as caught:
            await hotkeys.assign(
                [hotkey("Ctrl+A"), hotkey("control+a", field="moderation.two")]
            )
        assert caught.value.field == "moderation.two"
        with pytest.raises(SettingsError) as caught:
            await hotkeys.assign([hotkey("nonsense")])
        assert caught.value.field == "moderation.one"
        await asyncio.to_thread(screen.press, "F9")
        await acted.wait()


# python-xlib 0.33 forgets the sockets with which it tried.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_where_keys_cannot_be_heard_that_is_said() -> None:
    async with GlobalHotkeys(lambda: XKeys(":987")) as hotkeys:
        await hotkeys.assign([hotkey("F9")])
        assert ":987" in hotkeys.problem
    gc.collect()
    async with GlobalHotkeys(partial(hook_of_system, "linux", {})) as hotkeys:
        await hotkeys.assign([hotkey("F9")])
        assert "display" in hotkeys.problem
        await hotkeys.assign([])
        assert hotkeys.problem == ""
