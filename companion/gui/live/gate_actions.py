"""What the gate can be asked about a message, or about whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from companion.domain.values import Role, Viewer
from companion.gui.live.chat_row import ChatRow, RowState
from companion.gui.live.display_text import name_of
from companion.gui.live.row_actions import RowAction
from companion.i18n import _

MUTE_SECONDS = 300
"""The one mute that a menu offers; other lengths are timeouts."""

Mark = Literal["trust", "picture", "permit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateActions:
    """What a pane may ask of the gate; names are those shown in the window.

    mute, kick: a Viewer's id and name, and the seq of the entry that it is about, None
    for none. mark: the same, after the mark. wants_approval: whether an overlay shows
    only what a person approved.
    """

    always_allow: Callable[[ChatRow], object]
    approve: Callable[[ChatRow], object]
    mute: Callable[[str, str, int | None], object]
    kick: Callable[[str, str, int | None], object]
    mark: Callable[[Mark, str, str, int | None], object]
    wants_approval: Callable[[], bool]


def text_actions(row: ChatRow, gate: GateActions | None) -> list[RowAction]:
    """Return what can be done about the text itself; nothing without one."""
    if gate is None or not row.text or row.seq <= 0:
        return []
    if row.state is RowState.REMOVED:
        return []
    found = [
        RowAction(
            name=_("Always allow this text"),
            icon="check-square",
            on_pick=lambda: gate.always_allow(row),
        )
    ]
    if row.state is RowState.SHOWN and gate.wants_approval():
        found.append(
            RowAction(
                name=_("Approve for overlays"),
                icon="monitor-play",
                on_pick=lambda: gate.approve(row),
            )
        )
    return found


def viewer_actions(
    viewer: Viewer | None, name: str, of: int | None, gate: GateActions | None
) -> list[RowAction]:
    """Return what can be done about a Viewer here, whatever the platform can do."""
    if gate is None or viewer is None or viewer.anonymous:
        return []
    if Role.BROADCASTER in viewer.roles:
        return []
    who, called = viewer.id, name or name_of(viewer)
    return [
        RowAction(
            name=_("Mute 5 minutes"),
            icon="speaker-slash",
            on_pick=lambda: gate.mute(who, called, of),
        ),
        RowAction(
            name=_("Kick"),
            icon="sign-out",
            tip=_("Takes all they wrote off every screen, and throws them out once"),
            on_pick=lambda: gate.kick(who, called, of),
        ),
        RowAction(
            name=_("Viewer here"),
            icon="user-gear",
            choices=_marks(who, called, of, gate),
        ),
    ]


def _marks(
    who: str, called: str, of: int | None, gate: GateActions
) -> tuple[RowAction, ...]:
    return (
        RowAction(
            name=_("Hide their picture"),
            icon="image-square",
            on_pick=lambda: gate.mark("picture", who, called, of),
        ),
        RowAction(
            name=_("Trust: nothing stops them"),
            icon="shield-check",
            on_pick=lambda: gate.mark("trust", who, called, of),
        ),
        RowAction(
            name=_("Permit links for a while"),
            icon="link",
            on_pick=lambda: gate.mark("permit", who, called, of),
        ),
    )
