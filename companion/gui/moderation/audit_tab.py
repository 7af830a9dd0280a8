"""The audit log: who did what, when and why, and by what it was taken back."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import CommandError, CompanionError
from companion.domain.ports import Engine
from companion.domain.views import VerdictFilter
from companion.gui.components.button import Button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.empty import EmptyState
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.live.display_text import one_line
from companion.gui.live.row_actions import RowAction
from companion.gui.moderation.audit_delegate import LOW, AuditDelegate, spoken
from companion.gui.moderation.line_model import LineModel, LineRow
from companion.gui.moderation.line_view import LineView
from companion.gui.moderation.paged_list import PagedList
from companion.gui.moderation.pages_of_lines import PagesOfLines
from companion.gui.moderation.verdict_actions import (
    REVEAL_KEY,
    UNDO_KEY,
    Done,
    VerdictDesk,
    can_undo,
)
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _

LOOK_MS: Final = 2_000
"""How often new lines are looked for while the tab is open."""

_PERSON: Final = "who:"


class AuditTab(QWidget):
    """Every decision of this session and what became of it.

    viewer_opened: the id of a Viewer whose card is wanted. said: a Notice.
    """

    viewer_opened = Signal(str)
    said = Signal(object)

    def __init__(self, watch: Watch, *, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_("Audit log"))
        self._watch = watch
        self._theme = theme
        self._entries = -1
        self._people: list[str] = []
        self.model = LineModel(spoken, self)
        self.pages = PagesOfLines(watch.bridge, self.model, self)
        self.desk = VerdictDesk(watch.bridge, self)
        self.delegate = AuditDelegate(theme=theme)
        self.view = LineView(
            self.model,
            self.delegate,
            theme=theme,
            name=_("Audit log, newest first"),
            estimate=LOW,
            hover=self._hover,
            everything=self._everything,
            keys=(UNDO_KEY, REVEAL_KEY),
        )
        empty = EmptyState(
            theme=theme,
            icon="notebook",
            title=_("No decisions yet"),
            text=_(
                "Who blocked, allowed, muted or changed a rule is kept here, with the "
                "reason and by what it was taken back."
            ),
        )
        self.list = PagedList(
            self.view, self.pages, theme=theme, empty=empty, row_height=LOW
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_filters())
        column.addWidget(rule())
        column.addWidget(self.list, 1)
        self._wire()

    def _make_filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.by = DropDown(self._by_choices(), theme=self._theme, name=_("Who decided"))
        self.kind = DropDown(
            {
                "": _("Everything"),
                "verdict": _("Messages"),
                "viewer_mark": _("Viewers"),
                "text_permit": _("Allowed texts"),
                "platform_action": _("Platforms"),
                "gate": _("Rules and modes"),
            },
            theme=self._theme,
            name=_("About what"),
        )
        for one in (self.by, self.kind):
            one.chosen.connect(lambda _key: self.show_filtered())
            row.addWidget(one)
        row.addStretch(1)
        self.export_button = Button(
            _("Export corrections…"),
            theme=self._theme,
            height=24,
            icon="upload-simple",
            tip=_("What people decided against the gate, as a table (CSV)"),
            on_click=self._ask_export,
        )
        row.addWidget(self.export_button)
        return row

    def _wire(self) -> None:
        self.pages.changed.connect(self._learn_people)
        self.desk.changed.connect(self.pages.look)
        self.desk.done.connect(self._tell)
        self.desk.refused.connect(self._refuse)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._watch.session_changed.connect(self._on_session)
        self._on_session()

    @property
    def wanted(self) -> VerdictFilter:
        """Return what the controls ask for."""
        by = self.by.current
        who = by.removeprefix(_PERSON) if by.startswith(_PERSON) else None
        return VerdictFilter(
            by="" if who is not None else by,
            who=who,
            kind=self.kind.current,
            decisions_only=True,
        )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.pages.state == "loading":
            self.show_filtered()
        else:
            self.pages.look()

    def show_filtered(self) -> None:
        """Read what the filters let through."""
        self.pages.show(self.wanted)

    def look(self) -> None:
        """Look for new lines, when something was recorded since the last look."""
        entries = self._watch.totals.entries
        if self.isVisible() and entries != self._entries:
            self._entries = entries
            self.pages.look()

    def export_file(self, path: Path) -> None:
        """Write the corrections of all sessions as CSV."""

        async def write(engine: Engine) -> None:
            table = await engine.gate.corrections()
            try:
                await asyncio.to_thread(path.write_bytes, table.encode("utf-8"))
            except OSError as error:
                cause = error.strerror or str(error)
                words = _("{file} cannot be written: {cause}")
                raise CommandError(words.format(file=path, cause=cause)) from error

        def then(_none: None) -> None:
            self.export_button.set_busy(False)
            text = _("Corrections written to {file}").format(file=path.name)
            self.said.emit(Notice(text=text))

        def failed(error: CompanionError) -> None:
            self.export_button.set_busy(False)
            self._refuse(str(error))

        self.export_button.set_busy(True)
        self._watch.bridge.ask(write, then=then, failed=failed)

    def _ask_export(self) -> None:
        dialog = QFileDialog(self.window(), _("Export corrections"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("corrections.csv")
        dialog.fileSelected.connect(lambda name: self.export_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _by_choices(self) -> dict[str, str]:
        return {
            "": _("By anybody"),
            _PERSON: _("by you"),
            **{f"{_PERSON}{one}": _by_person(one) for one in self._people},
            "rules": _("by rules"),
            "model": _("by the model"),
            "ladder": _("by escalation"),
            "clock": _("by the countdown"),
        }

    def _learn_people(self) -> None:
        """Offer everybody by name who has decided something that was read."""
        rows = (self.model.row(place) for place in range(self.model.rowCount()))
        names = {row.line.who for row in rows if row.line.who} | set(self._people)
        if names != set(self._people):
            self._people = sorted(names, key=str.casefold)
            self.by.set_choices(self._by_choices())

    def _on_session(self) -> None:
        session = self._watch.last_session
        self.delegate.zone = session.timezone if session is not None else ""
        if self.isVisible():
            self.show_filtered()

    def _hover(self, row: LineRow) -> list[RowAction]:
        line = row.line
        if not can_undo(line):
            return []
        return [
            RowAction(
                name=_("Undo"),
                icon="arrow-u-up-left",
                key=UNDO_KEY,
                on_pick=lambda: self.desk.undo(line),
            )
        ]

    def _everything(self, row: LineRow) -> list[RowAction | None]:
        found: list[RowAction | None] = [*self._hover(row)]
        revealed = self.model.is_revealed(row.line.seq)
        if row.is_hidden or revealed:
            found.append(
                RowAction(
                    name=_("Hide the text") if revealed else _("Show the text"),
                    icon="eye-slash" if revealed else "eye",
                    key=REVEAL_KEY,
                    on_pick=lambda: self.model.reveal(
                        row.line.seq, revealed=not revealed
                    ),
                )
            )
        viewer = row.line.viewer
        if viewer is not None and not viewer.anonymous:
            found.append(
                RowAction(
                    name=_("Open viewer"),
                    icon="user",
                    key="Enter",
                    on_pick=lambda: self.viewer_opened.emit(viewer.id),
                )
            )
        return found

    def _tell(self, done: Done) -> None:
        undo = None if done.seq is None else partial(self.desk.take_back, done.seq)
        self.said.emit(Notice(text=done.text, undo=undo))

    def _refuse(self, text: str) -> None:
        self.said.emit(Notice(text=text, kind="bad"))


def _by_person(name: str) -> str:
    name = one_line(name)
    shown = name if len(name) <= 24 else name[:23] + "…"
    return _("by {who}").format(who=shown)
