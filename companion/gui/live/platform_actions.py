"""What can be done on the platform about a message or whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from companion.domain.values import Role, Viewer
from companion.gui.live.action_words import platform_name, stretch_words
from companion.gui.live.chat_row import ChatRow, RowKind, RowState
from companion.gui.live.display_text import isolated, name_of
from companion.gui.live.row_actions import RowAction
from companion.gui.live.timeout_dialog import PRESETS
from companion.i18n import _

REPLY_KEY = "R"
DELETE_KEY = "Shift+Del"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformActions:
    """What a pane may ask of the platforms; names are those shown in the window.

    time_out: seconds None asks for how long. why_not: why nothing can be written
    through a connection, by target; why_not_viewer: nor done about a Viewer, by id;
    "" when it can.
    """

    reply: Callable[[ChatRow], object]
    delete: Callable[[ChatRow], object]
    time_out: Callable[[str, str, int | None], object]
    ban: Callable[[str, str], object]
    unban: Callable[[str, str], object]
    why_not: Callable[[str], str]
    why_not_viewer: Callable[[str], str]


def _never(*_all: object) -> None:
    """Do nothing: it is never offered."""


NO_PLATFORM = PlatformActions(
    reply=_never,
    delete=_never,
    time_out=_never,
    ban=_never,
    unban=_never,
    why_not=lambda _target: _("No connection can be written to"),
    why_not_viewer=lambda _viewer: _("No connection can be written to"),
)
"""For panes that stand alone."""


def reply_action(row: ChatRow, platform: PlatformActions) -> RowAction:
    """Return answering a message through its own connection."""
    why = _why_not_message(row, platform)
    if not why and row.state is not RowState.SHOWN:
        why = _("Only messages that were allowed can be answered")
    return RowAction(
        name=_("Reply"),
        icon="arrow-bend-up-left",
        tip=why,
        key=REPLY_KEY,
        on_pick=None if why else lambda: platform.reply(row),
    )


def delete_action(row: ChatRow, platform: PlatformActions) -> RowAction:
    """Return deleting a message on its platform; asks nothing, tells the outcome."""
    why = _why_not_message(row, platform)
    if not why and row.state is RowState.REMOVED:
        why = _("It is removed already")
    where = _("Delete on its platform")
    if row.platform is not None:
        where = _("Delete on {platform}").format(platform=platform_name(row.source))
    return RowAction(
        name=where,
        icon="trash",
        tip=why,
        key=DELETE_KEY,
        on_pick=None if why else lambda: platform.delete(row),
        destructive=True,
    )


def time_out_action(
    viewer: Viewer | None, platform: PlatformActions, name: str = ""
) -> RowAction:
    """Return a timeout, with its lengths to choose from."""
    why = _why_not_viewer(viewer, platform)
    words = _("Time out"), "clock"
    if why or viewer is None:
        return RowAction(name=words[0], icon=words[1], tip=why)
    who, called = viewer.id, name or name_of(viewer)
    lengths = [
        RowAction(
            name=stretch_words(seconds),
            icon="clock",
            on_pick=partial(platform.time_out, who, called, seconds),
        )
        for seconds in PRESETS
    ]
    other = RowAction(
        name=_("Another length…"),
        icon="timer",
        on_pick=lambda: platform.time_out(who, called, None),
    )
    return RowAction(name=words[0], icon=words[1], choices=(*lengths, other))


def ban_action(
    viewer: Viewer | None, platform: PlatformActions, name: str = ""
) -> RowAction:
    """Return a ban, which asks where it stands: its choices are the question."""
    why = _why_not_viewer(viewer, platform)
    if why or viewer is None:
        return RowAction(name=_("Ban"), icon="prohibit", tip=why)
    who, called = viewer.id, name or name_of(viewer)
    question = _("Ban {name} on {platform}?").format(
        name=isolated(called), platform=platform_name(who)
    )
    return RowAction(
        name=_("Ban…"),
        icon="prohibit",
        destructive=True,
        choices=(
            RowAction(name=question, icon=""),
            RowAction(
                name=_("Ban until unbanned"),
                icon="prohibit",
                on_pick=lambda: platform.ban(who, called),
                destructive=True,
            ),
        ),
    )


def unban_action(
    viewer: Viewer | None, platform: PlatformActions, name: str = ""
) -> RowAction:
    """Return letting somebody write again, also before a timeout is over."""
    why = _why_not_viewer(viewer, platform)
    if why or viewer is None:
        return RowAction(name=_("Unban"), icon="lock-open", tip=why)
    who, called = viewer.id, name or name_of(viewer)
    return RowAction(
        name=_("Unban or end timeout"),
        icon="lock-open",
        on_pick=lambda: platform.unban(who, called),
    )


def _why_not_message(row: ChatRow, platform: PlatformActions) -> str:
    """Return why a row is nothing that a platform could be asked about; "" if it is."""
    if row.test:
        return _("This is a test; no platform knows of it")
    if row.kind is not RowKind.CHAT or not row.featurable or row.seq <= 0:
        return _("Only chat messages can be answered or deleted")
    return platform.why_not(row.source)


def _why_not_viewer(viewer: Viewer | None, platform: PlatformActions) -> str:
    if viewer is None or viewer.anonymous:
        return _("The platform does not say who it was")
    if Role.BROADCASTER in viewer.roles:
        return _("This is your own channel")
    return platform.why_not_viewer(viewer.id)
