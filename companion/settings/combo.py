"""Combinations of keys, as people write them: "Ctrl+Alt+R"."""

from __future__ import annotations

from typing import Final, Self

from msgspec import Struct

from companion.i18n import _

MODIFIERS: Final = ("Ctrl", "Alt", "Shift", "Meta")
"""In the order in which they are written; Meta is the Windows or Command key."""

_ALIASES: Final = {
    "control": "Ctrl",
    "strg": "Ctrl",
    "option": "Alt",
    "win": "Meta",
    "super": "Meta",
    "cmd": "Meta",
    "command": "Meta",
    "return": "Enter",
    "del": "Delete",
    "ins": "Insert",
    "esc": "Escape",
    "pgup": "PageUp",
    "pgdown": "PageDown",
}
_LONE: Final = (
    *(f"F{number}" for number in range(1, 25)),
    *("Pause", "ScrollLock", "Insert"),
)
"""Keys that write nothing, so that they may stand alone."""

_WRITING: Final = (
    *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    *("Space", "Enter", "Tab", "Backspace", "Delete", "Escape"),
    *("Home", "End", "PageUp", "PageDown", "Up", "Down", "Left", "Right"),
)

KEYS: Final = (*_WRITING, *_LONE)
"""Every key that can be part of a combination, beside the modifiers."""

_BY_WORD: Final = {name.lower(): name for name in (*MODIFIERS, *KEYS)}


class Combo(Struct, frozen=True, order=True):
    """One key and the modifiers held with it; `str` gives its one spelling."""

    key: str
    modifiers: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what a text names. Raises ValueError, whose text is for a person."""
        words = [_known(word) for word in text.split("+")]
        modifiers = frozenset(word for word in words if word in MODIFIERS)
        keys = [word for word in words if word not in MODIFIERS]
        if len(keys) != 1 or len(words) != len(modifiers) + 1:
            raise ValueError(
                _("one key with Ctrl, Alt, Shift or Meta, such as Ctrl+Alt+R")
            )
        if keys[0] in _WRITING and not modifiers - {"Shift"}:
            raise ValueError(_("a key that writes needs Ctrl, Alt or Meta with it"))
        return cls(keys[0], modifiers)

    def __str__(self) -> str:
        held = [name for name in MODIFIERS if name in self.modifiers]
        return "+".join([*held, self.key])


def spelled(text: str) -> str:
    """Return a combination in its one spelling; "" for none. Raises ValueError."""
    return str(Combo.parse(text)) if text.strip() else ""


def _known(word: str) -> str:
    bare = word.strip().lower()
    known = _ALIASES.get(bare) or _BY_WORD.get(bare)
    if known is None:
        raise ValueError(_("“{key}” is no key that is known").format(key=word.strip()))
    return known
