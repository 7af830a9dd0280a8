"""What can be done about a held message: words, keys, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import Qt

from companion.gui.components.button import Look
from companion.i18n import _

ActName = Literal[
    "block",
    "allow",
    "always",
    "trust",
    "timeout",
    "mute",
    "ban",
    "delete",
    "picture",
    "hide",
    "permit",
    "kick",
]

MUTE_S: Final = 300
TIME_OUT_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to do; key: a letter or key's name, "" for none."""

    name: ActName
    text: str
    key: str
    icon: str = ""
    ink: str = ""
    look: Look = "normal"
    tip: str = ""


def main_acts() -> Sequence[Act]:
    """Return what stands on an open row, from left to right."""
    return (
        Act(name="block", text=_("Block"), key="B", icon="prohibit-bold", ink="bad"),
        Act(name="allow", text=_("Allow"), key="A", icon="check-bold", ink="ok"),
        Act(
            name="always",
            text=_("Always allow text"),
            key="W",
            tip=_("Allow it, and this text from now on, whoever writes it"),
        ),
        Act(
            name="trust",
            text=_("Trust viewer"),
            key="T",
            tip=_("No rule and no model stops this viewer from now on"),
        ),
        Act(
            name="timeout",
            text=_("Time out 60 s"),
            key="O",
            icon="clock",
            look="ghost",
            tip=_("Block it, and hide the viewer for 60 s"),
        ),
        Act(
            name="ban",
            text=_("Ban…"),
            key="X",
            icon="user-minus",
            look="destructive",
            tip=_("Ban the viewer, after asking"),
        ),
    )


def more_acts() -> Sequence[Act]:
    """Return what the menu of an open row offers beside."""
    return (
        Act(name="mute", text=_("Mute 5 min"), key="M", icon="speaker-slash"),
        Act(name="kick", text=_("Throw out once"), key="", icon="sign-out"),
        Act(name="permit", text=_("Let them post links"), key="", icon="link"),
        Act(name="picture", text=_("Hide their picture"), key="P", icon="image"),
        Act(name="hide", text=_("Ban in Companion only"), key="", icon="eye-slash"),
        Act(
            name="delete",
            text=_("Block and delete on its platform"),
            key="Del",
            icon="trash",
        ),
    )


_KEYS: Final[dict[Qt.Key, ActName]] = {
    Qt.Key.Key_B: "block",
    Qt.Key.Key_A: "allow",
    Qt.Key.Key_W: "always",
    Qt.Key.Key_T: "trust",
    Qt.Key.Key_O: "timeout",
    Qt.Key.Key_M: "mute",
    Qt.Key.Key_X: "ban",
    Qt.Key.Key_P: "picture",
    Qt.Key.Key_Delete: "delete",
}


def act_of(key: int) -> ActName | None:
    """Return what a key does, None for nothing."""
    try:
        return _KEYS.get(Qt.Key(key))
    except ValueError:
        return None


def act_named(name: str) -> ActName | None:
    """Return an action by its name, None when there is none."""
    acts = {act.name: act.name for act in (*main_acts(), *more_acts())}
    return {str(one): one for one in acts}.get(name)


def all_keys() -> Sequence[tuple[str, str]]:
    """Return every key of the queue with what it does, for the list of keys."""
    acts = [(act.key, act.text) for act in (*main_acts(), *more_acts()) if act.key]
    return (
        ("J", _("Next message")),
        ("K", _("Message before")),
        *acts,
        (".", _("More")),
        ("Ctrl+Z", _("Undo")),
        ("?", _("All keys")),
    )
