"""Hearing keys on Windows and macOS, through pynput's hooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from companion.app.hotkeys.key_state import HotkeysUnavailable, KeyState, OnCombo
from companion.i18n import _
from companion.settings.combo import KEYS

_SPECIAL: Final = {
    "ctrl": "Ctrl", "ctrl_l": "Ctrl", "ctrl_r": "Ctrl",
    "alt": "Alt", "alt_l": "Alt", "alt_r": "Alt",
    "shift": "Shift", "shift_l": "Shift", "shift_r": "Shift",
    "cmd": "Meta", "cmd_l": "Meta", "cmd_r": "Meta",
    "space": "Space", "enter": "Enter", "tab": "Tab", "backspace": "Backspace",
    "delete": "Delete", "esc": "Escape", "home": "Home", "end": "End",
    "page_up": "PageUp", "page_down": "PageDown", "up": "Up", "down": "Down",
    "left": "Left", "right": "Right", "pause": "Pause", "scroll_lock": "ScrollLock",
    "insert": "Insert", **{f"f{n}": f"F{n}" for n in range(1, 25)},
}  # fmt: skip
"""pynput's names of keys that write nothing."""

_SIGNS: Final = frozenset(key for key in KEYS if len(key) == 1)

_ON_A_MAC: Final[Mapping[object, str]] = {
    0: "A", 1: "S", 2: "D", 3: "F", 4: "H", 5: "G", 6: "Z", 7: "X", 8: "C", 9: "V",
    11: "B", 12: "Q", 13: "W", 14: "E", 15: "R", 16: "Y", 17: "T", 18: "1", 19: "2",
    20: "3", 21: "4", 22: "6", 23: "5", 25: "9", 26: "7", 28: "8", 29: "0", 31: "O",
    32: "U", 34: "I", 35: "P", 37: "L", 38: "J", 40: "K", 45: "N", 46: "M",
}  # fmt: skip
"""kVK_ANSI_… of Carbon's Events.h: where a key is, whatever it writes."""

_END_S: Final = 2.0


class HookedKeys:
    """Implements KeyHook; nothing is kept from other programs.

    platform: as sys.platform.
    """

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._listener: Any = None

    def open(self, on_combo: OnCombo) -> None:
        """Begin to listen. Raises HotkeysUnavailable."""
        try:
            from pynput import keyboard  # noqa: PLC0415  # only where it is installed
        except ImportError as problem:
            text = _("The keys of this system cannot be heard: {reason}")
            raise HotkeysUnavailable(text.format(reason=problem)) from problem
        state = KeyState(on_combo)

        def pressed(key: object) -> None:
            if name := name_of(key, self._platform):
                state.pressed(name)

        def released(key: object) -> None:
            if name := name_of(key, self._platform):
                state.released(name)

        self._listener = keyboard.Listener(on_press=pressed, on_release=released)
        self._listener.start()

    def close(self) -> None:
        """Stop listening, and wait for the thread."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()
            listener.join(_END_S)


def name_of(key: object, platform: str) -> str:
    """Return the name of a key as pynput gives it, "" for one that nothing uses.

    With a modifier held, systems tell another sign or none: then the key's own number
    says which letter or digit it is. platform: as sys.platform.
    """
    special = _SPECIAL.get(getattr(key, "name", ""))
    if special:
        return special
    number = getattr(key, "vk", None)
    if platform == "win32" and isinstance(number, int) and chr(number) in _SIGNS:
        return chr(number)
    char = getattr(key, "char", None)
    if isinstance(char, str) and char.upper() in _SIGNS:
        return char.upper()
    return _ON_A_MAC.get(number, "") if platform == "darwin" else ""
