"""What can be done with a chat row: the same by pointer, by menu and by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from companion.gui.live.chat_row import ChatRow, RowState
from companion.gui.live.gate_actions import GateActions, text_actions, viewer_actions
from companion.gui.live.platform_actions import (
    NO_PLATFORM,
    PlatformActions,
    ban_action,
    delete_action,
    reply_action,
    time_out_action,
    unban_action,
)
from companion.gui.live.row_actions import RowAction
from companion.i18n import _

FEATURE_KEY = "F"
ALLOW_KEY = "A"
HIDE_KEY = "Del"
OPEN_KEY = "Enter"
SHORTLIST_KEY = "Q"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatActions:
    """What a pane may ask for; entries by seq, Viewers by id.

    feature: show a Chat on the question overlay; None takes it off. hide: take the
    row off every overlay. allow: let a held row through. shortlist: put a Chat into the
    queue of questions. platform: what is done on
    the platform itself. gate: what the gate does about texts and Viewers.
    """

    feature: Callable[[int | None], object]
    hide: Callable[[ChatRow], object]
    allow: Callable[[ChatRow], object]
    open_viewer: Callable[[str], object]
    platform: PlatformActions = NO_PLATFORM
    gate: GateActions | None = None
    shortlist: Callable[[int], object] | None = None


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


def shortlist_action(row: ChatRow, actions: ChatActions) -> RowAction | None:
    """Return putting the row into the queue of questions; None where there is none."""
    shortlist = actions.shortlist
    if shortlist is None or not row.featurable:
        return None
    possible = row.state is RowState.SHOWN and row.seq > 0
    return RowAction(
        name=_("Shortlist as question"),
        icon="list-plus",
        tip="" if possible else _("Only messages that were allowed can be a question"),
        key=SHORTLIST_KEY,
        on_pick=(lambda: shortlist(row.seq)) if possible else None,
    )


def allow_action(row: ChatRow, actions: ChatActions) -> RowAction | None:
    """Return letting a row through that the gate keeps back or blocked, or None."""
    if row.state not in {RowState.HELD, RowState.PENDING, RowState.BLOCKED}:
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
        icon="prohibit" if waits else "eye-slash",
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


def reply(row: ChatRow, actions: ChatActions) -> RowAction:
    """Return answering the row."""
    return reply_action(row, actions.platform)


def delete(row: ChatRow, actions: ChatActions) -> RowAction:
    """Return deleting the row on its platform."""
    return delete_action(row, actions.platform)


def all_actions(row: ChatRow, actions: ChatActions) -> list[RowAction | None]:
    """Return everything, in the order of the menu; None parts groups."""
    allow = allow_action(row, actions)
    question = shortlist_action(row, actions)
    viewer, platform = row.viewer, actions.platform
    return [
        feature_action(row, actions),
        *([question] if question else []),
        reply_action(row, platform),
        open_action(row, actions),
        *([allow] if allow else []),
        hide_action(row, actions),
        *text_actions(row, actions.gate),
        None,
        *viewer_actions(viewer, row.name, row.seq, actions.gate),
        delete_action(row, platform),
        time_out_action(viewer, platform, row.name),
        ban_action(viewer, platform, row.name),
        unban_action(viewer, platform, row.name),
    ]


def hover_actions(row: ChatRow, actions: ChatActions) -> list[RowAction]:
    """Return the few that float above a row; the menu has all of them."""
    allow = allow_action(row, actions)
    hide, remove = hide_action(row, actions), delete_action(row, actions.platform)
    return [
        allow or feature_action(row, actions),
        reply_action(row, actions.platform),
        time_out_action(row.viewer, actions.platform, row.name),
        remove if remove.is_possible and not allow else hide,
    ]
