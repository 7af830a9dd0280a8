"""Keys that work while a game has the focus."""

from companion.app.hotkeys.assigned import AssignedHotkeys
from companion.app.hotkeys.global_hotkeys import GlobalHotkeys, Hotkey
from companion.app.hotkeys.key_state import HotkeysUnavailable, KeyHook
from companion.app.hotkeys.system import hook_of_system, why_no_hotkeys

__all__ = [
    "AssignedHotkeys",
    "GlobalHotkeys",
    "Hotkey",
    "HotkeysUnavailable",
    "KeyHook",
    "hook_of_system",
    "why_no_hotkeys",
]
