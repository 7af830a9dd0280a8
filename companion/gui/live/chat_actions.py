"""What can be done with a chat row: the same by pointer, by menu and by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from companion.gui.live.chat_row import ChatRow, RowState
from companion.gui.live.row_actions import RowAction
from companion.i18n import _

FEATURE_KEY = "F"
ALLOW_KEY = "A"
HIDE_KEY = "Del"
OPEN_KEY = "Enter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatActions:
    """What a pane may ask for; entries by seq, Viewers by id.

    feature: show a Chat on the question overlay; None takes it off. hide: take the
    row off every overlay. allow: let a held row through.
    """

    feature: Callable[[int | None], object]
    hide: Callable[[ChatRow], object]
    allow: Callable[[ChatRow], object]
    open_viewer: Callable[[str], object]


def feature_action(row: ChatRow, actions: ChatActions) -> RowAction:
    """Return the action that puts the row on the overlay or takes it off again."""
    if row.featured:
        return RowAction(
            name=_("Take off overlay"),
            icon="push-pin-simple-slash",
            key=FEATURE_KEY,
            on_pick=lambda: actions.feature(None),
            on=True,
        )
    possible = row.featurable and row.state is RowState.SHOWN and row.seq > 0
    if possible:
        tip = ""
    elif row.featurable:
        tip = _("Only messages that were allowed can be shown on the overlay")
    else:
        tip = _("Only chat messages can be shown on the question overlay")
    return RowAction(
        name=_("Feature on overlay"),
        icon="push-pin-simple",
        tip=tip,
        key=FEATURE_KEY,
        on_pick=(lambda: actions.feature(row.seq)) if possible else None,
    )


def reply_action() -> RowAction:
    """Return replying, which is not possible yet."""
    return RowAction(
        name=_("Reply"),
        icon="arrow-bend-up-left",
        tip=_("Replying needs a login, which a later version brings"),
    )


def time_out_action() -> RowAction:
    """Return a timeout on the platform, which is not possible yet."""
    return RowAction(
        name=_("Time out"),
        icon="clock",
        tip=_("Timing out needs a login, which a later version brings"),
    )


def allow_action(row: ChatRow, actions: ChatActions) -> RowAction | None:
    """Return letting a row through that the gate keeps back, or None."""
    if row.state not in {RowState.HELD, RowState.PENDING}:
        return None
    return RowAction(
        name=_("Allow"),
        icon="check",
        key=ALLOW_KEY,
        on_pick=lambda: actions.allow(row),
    )


def hide_action(row: ChatRow, actions: ChatActions) -> RowAction:
    """Return refusing a held row, or hiding a shown one everywhere."""
    waits = row.state in {RowState.HELD, RowState.PENDING}
    possible = row.seq > 0 and bool(row.text) and row.state is not RowState.REMOVED
    if row.state is RowState.BLOCKED:
        possible = False
    return RowAction(
        name=_("Block") if waits else _("Hide message"),
        icon="prohibit" if waits else "trash",
        tip="" if possible else _("There is no text to hide"),
        key=HIDE_KEY,
        on_pick=(lambda: actions.hide(row)) if possible else None,
        destructive=True,
    )


def open_action(row: ChatRow, actions: ChatActions) -> RowAction:
    """Return opening the card of whoever wrote or gave."""
    viewer = row.viewer
    known = viewer is not None and not viewer.anonymous
    return RowAction(
        name=_("Open viewer"),
        icon="user",
        tip="" if known else _("The platform does not say who it was"),
        key=OPEN_KEY,
        on_pick=(lambda: actions.open_viewer(viewer.id)) if viewer and known else None,
    )


def all_actions(row: ChatRow, actions: ChatActions) -> list[RowAction]:
    """Return everything, in the order of the menu."""
    allow = allow_action(row, actions)
    return [
        feature_action(row, actions),
        reply_action(),
        open_action(row, actions),
        *([allow] if allow else []),
        time_out_action(),
        hide_action(row, actions),
    ]


def hover_actions(row: ChatRow, actions: ChatActions) -> list[RowAction]:
    """Return the few that float above a row; the menu has all of them."""
    allow = allow_action(row, actions)
    return [
        allow or feature_action(row, actions),
        reply_action(),
        time_out_action(),
        hide_action(row, actions),
    ]
