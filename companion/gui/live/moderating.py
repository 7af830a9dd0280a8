"""Asking the platforms to act, and telling what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.gui.components.toast import Notice
from companion.gui.live.action_words import action_title, outcome_words
from companion.gui.live.actions import Ask
from companion.gui.live.chat_row import ChatRow
from companion.gui.live.platform_actions import PlatformActions
from companion.gui.live.timeout_dialog import TimeOutDialog
from companion.gui.live.writable import Writable
from companion.gui.theme.theme import Theme
from companion.i18n import _

_UNDONE_BY_UNBAN: Final = ("ban", "timeout")

Sent = Callable[[Sequence[PlatformAction]], object]
"""Gets what became of a text, one for each connection."""


class Moderating:
    """Each method is one wish; every outcome becomes a notice. parent: for dialogs.

    writable: the connections as they stand.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        ask: Ask,
        say: Callable[[Notice], object],
    ) -> None:
        self.writable = Writable()
        self._parent = parent
        self._theme = theme
        self._ask = ask
        self._say = say

    def actions(self, *, reply: Callable[[ChatRow], object]) -> PlatformActions:
        """Return what rows and cards offer; `reply` begins an answer."""
        return PlatformActions(
            reply=reply,
            delete=self.delete,
            time_out=self.time_out,
            ban=self.ban,
            unban=self.unban,
            why_not=self._why_not,
            why_not_viewer=self._why_not_viewer,
        )

    def send(
        self,
        text: str,
        *,
        targets: Sequence[str],
        reply_to: int | None,
        then: Sent,
        failed: Callable[[CompanionError], object],
    ) -> None:
        """Send a text; what was not sent is told here, the rest by `then`."""

        def told(entries: Sequence[Entry]) -> None:
            notes = _notes(entries)
            then(notes)
            for note in notes:
                if note.outcome != "done":
                    self._say(_notice(note, ""))

        def refused(error: CompanionError) -> None:
            failed(error)
            self._tell(error)

        whose = None if reply_to is not None else tuple(targets)
        self._ask(
            lambda engine: engine.send(text, targets=whose, reply_to=reply_to),
            then=told,
            failed=refused,
        )

    def delete(self, row: ChatRow) -> None:
        """Delete a message; it leaves the screens at once, whatever comes of it."""

        async def work(engine: Engine) -> Sequence[Entry]:
            return [await engine.delete_chat(row.seq)]

        self._moderate(work, row.name)

    def time_out(self, viewer_id: str, name: str, seconds: int | None) -> None:
        """Time somebody out; seconds None asks for how long."""
        if seconds is None:
            TimeOutDialog(
                self._parent,
                theme=self._theme,
                name=name,
                on_yes=lambda chosen: self.time_out(viewer_id, name, chosen),
            ).open()
            return
        self._moderate(lambda engine: engine.time_out(viewer_id, seconds=seconds), name)

    def ban(self, viewer_id: str, name: str) -> None:
        """Ban somebody; the notice offers to take it back."""
        self._moderate(lambda engine: engine.ban(viewer_id), name)

    def unban(self, viewer_id: str, name: str) -> None:
        """Let somebody write again."""
        self._moderate(lambda engine: engine.unban(viewer_id), name)

    def _why_not(self, target: str) -> str:
        return self.writable.why_not_target(target)

    def _why_not_viewer(self, viewer_id: str) -> str:
        return self.writable.why_not_viewer(viewer_id)

    def _moderate(
        self, work: Callable[[Engine], Awaitable[Sequence[Entry]]], name: str
    ) -> None:
        def told(entries: Sequence[Entry]) -> None:
            done = False
            for note in _notes(entries):
                # Two channels of one platform: done is said once, refused each time.
                if note.outcome != "done" or not done:
                    self._say(_notice(note, name, undo=self._undo(note, name)))
                done = done or note.outcome == "done"

        self._ask(work, then=told, failed=self._tell)

    def _undo(self, note: PlatformAction, name: str) -> Callable[[], object] | None:
        viewer_id = note.subject
        if note.action not in _UNDONE_BY_UNBAN or viewer_id is None:
            return None
        return lambda: self.unban(viewer_id, name)

    def _tell(self, error: CompanionError) -> None:
        self._say(Notice(text=str(error), kind="bad"))


def _notes(entries: Sequence[Entry]) -> list[PlatformAction]:
    return [entry.body for entry in entries if isinstance(entry.body, PlatformAction)]


def _notice(
    note: PlatformAction, name: str, *, undo: Callable[[], object] | None = None
) -> Notice:
    is_done = note.outcome == "done"
    detail = outcome_words(note)
    if note.action == "delete" and not is_done:
        gone = _("It left chat and overlays here all the same")
        detail = f"{detail}\n{gone}"
    return Notice(
        text=action_title(note, name),
        detail=detail,
        kind="ok" if is_done else "bad",
        undo=undo if is_done else None,
    )
