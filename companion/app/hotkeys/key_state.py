"""What is held down, told key by key, and which combinations that makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from companion.settings.combo import MODIFIERS, Combo

OnCombo = Callable[[Combo], None]
"""Called on the hook's own thread, once for each time a combination is pressed."""


class KeyHook(Protocol):
    """Hears every key of the system without taking it from whoever has the focus."""

    def open(self, on_combo: OnCombo) -> None:
        """Begin to listen, on a thread of its own. Raises HotkeysUnavailable."""

    def close(self) -> None:
        """Stop listening, and wait for the thread."""


class HotkeysUnavailable(Exception):
    """The system does not tell its keys; the text says what a person can do."""


class KeyState:
    """Tells a press from the repeats of a key that is held."""

    def __init__(self, on_combo: OnCombo) -> None:
        self._on_combo = on_combo
        self._down: set[str] = set()

    def pressed(self, key: str, modifiers: frozenset[str] | None = None) -> None:
        """Take a key by its name; modifiers: None where the system does not tell."""
        is_repeat = key in self._down
        self._down.add(key)
        if is_repeat or key in MODIFIERS:
            return
        held = frozenset(self._down & set(MODIFIERS))
        self._on_combo(Combo(key, held if modifiers is None else modifiers))

    def released(self, key: str) -> None:
        """Take the end of a press."""
        self._down.discard(key)
