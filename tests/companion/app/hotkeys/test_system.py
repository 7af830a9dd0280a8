"""Which systems tell their keys; where none does, that is said."""

from __future__ import annotations

import pytest

from companion.app.hotkeys.hooks import HookedKeys
from companion.app.hotkeys.key_state import HotkeysUnavailable
from companion.app.hotkeys.system import hook_of_system, why_no_hotkeys
from companion.app.hotkeys.x11 import XKeys

X11 = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({}, "display"),
        ({**X11, "WAYLAND_DISPLAY": "wayland-0"}, "Wayland"),
        ({**X11, "XDG_SESSION_TYPE": "wayland"}, "Wayland"),
    ],
)
def test_where_keys_are_not_told_nothing_pretends(
    environment: dict[str, str], word: str
) -> None:
    assert word in why_no_hotkeys("linux", environment)
    with pytest.raises(HotkeysUnavailable, match=word):
        hook_of_system("linux", environment)


def test_each_system_has_its_way() -> None:
    assert isinstance(hook_of_system("linux", X11), XKeys)
    assert isinstance(hook_of_system("win32", {}), HookedKeys)
    assert isinstance(hook_of_system("darwin", {}), HookedKeys)
