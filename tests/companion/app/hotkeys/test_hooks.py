"""Keys as pynput names them, on systems that are not at hand here."""

from __future__ import annotations

import pytest
from msgspec import Struct

from companion.app.hotkeys.hooks import name_of


class Key(Struct):
    """A key as pynput gives it: special ones have a name, others a sign or number."""

    name: str = ""
    char: str | None = None
    vk: int | None = None


@pytest.mark.parametrize(
    ("key", "platform", "name"),
    [
        (Key(name="ctrl_l"), "win32", "Ctrl"),
        (Key(name="alt_gr"), "win32", ""),
        (Key(name="cmd"), "darwin", "Meta"),
        (Key(name="f13"), "win32", "F13"),
        (Key(char="r", vk=0x52), "win32", "R"),
        (Key(char="\x12", vk=0x52), "win32", "R"),
        (Key(char="!", vk=0x31), "win32", "1"),
        (Key(vk=0x70), "win32", ""),
        (Key(char="R", vk=15), "darwin", "R"),
        (Key(char="®", vk=15), "darwin", "R"),
        (Key(char="\x12", vk=15), "darwin", "R"),
        (Key(char=None, vk=65), "darwin", ""),
        (Key(char="é"), "darwin", ""),
        (Key(), "win32", ""),
    ],
)
def test_what_a_key_is_called(key: Key, platform: str, name: str) -> None:
    assert name_of(key, platform) == name
