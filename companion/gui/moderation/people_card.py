"""Who is trusted, banned or muted here, and which texts are always allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import ViewerMarks
from companion.gui.bridge import Bridge
from companion.gui.components.amounts import clock_time
from companion.gui.components.button import Button
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.text import label, paragraph, set_ink
from companion.gui.live.display_text import isolated, one_line, shown_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_HEIGHT = 128

MarkKey = tuple[str, str, str]
"""Viewer id, mark, and the line that tells of it."""


def marks_of(viewer: ViewerMarks) -> list[MarkKey]:
    """Return every mark of a Viewer that a person can take back, in words."""
    name = isolated(shown_name(viewer.name or viewer.viewer_id))
    found = []
    if viewer.is_banned:
        found.append(("ban", _("{name} · banned here")))
    if viewer.muted_until is not None:
        found.append(("mute", _("{name} · muted until {time}")))
    if viewer.is_trusted:
        found.append(("trust", _("{name} · trusted, nothing stops them")))
    if viewer.is_picture_hidden:
        found.append(("picture", _("{name} · picture hidden")))
    if viewer.permit_until is not None:
        found.append(("permit", _("{name} · may post links until {time}")))
    until = viewer.muted_until
    times = {
        "mute": "" if until is None else clock_time(until),
        "permit": (
            "" if viewer.permit_until is None else clock_time(viewer.permit_until)
        ),
    }
    return [
        (viewer.viewer_id, mark, words.format(name=name, time=times.get(mark, "")))
        for mark, words in found
    ]


class TakeBackList(QWidget):
    """Lines of which one can be taken back."""

    asked = Signal(int)
    opened = Signal(int)

    def __init__(
        self, *, theme: Theme, title: str, empty: str, can_open: bool = False
    ) -> None:
        super().__init__()
        self._empty = empty
        self._model = QStringListModel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        column.addWidget(label(title, weight=fonts.MEDIUM))
        self.view = QListView()
        self.view.setProperty("well", True)
        self.view.setProperty(OWN_FOCUS, True)
        self.view.setModel(self._model)
        self.view.setFont(fonts.font(13))
        self.view.setUniformItemSizes(True)
        self.view.setMaximumHeight(_HEIGHT)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAccessibleName(title)
        column.addWidget(self.view)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.note = paragraph(empty, size=12, ink="3")
        foot.addWidget(self.note, 1)
        self.open_button = Button(
            _("Open viewer"),
            theme=theme,
            height=24,
            icon="user",
            on_click=lambda: self.opened.emit(self.view.currentIndex().row()),
        )
        self.open_button.setVisible(can_open)
        self.back = Button(
            _("Take back"),
            theme=theme,
            height=24,
            icon="arrow-u-up-left",
            on_click=lambda: self.asked.emit(self.view.currentIndex().row()),
        )
        foot.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(foot)
        self.view.selectionModel().currentChanged.connect(lambda *_a: self._refresh())
        self.show_lines([])

    @property
    def lines(self) -> list[str]:
        """Return what is shown."""
        return self._model.stringList()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines; the same ones keep what is selected."""
        if list(lines) != self._model.stringList():
            self._model.setStringList(list(lines))
        self.view.setVisible(bool(lines))
        self.say("" if lines else self._empty)
        self._refresh()

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Say something beneath the lines."""
        set_ink(self.note, "bad" if is_error else "3")
        self.note.setText(text)

    def _refresh(self) -> None:
        is_chosen = self.view.currentIndex().isValid()
        self.back.setEnabled(is_chosen)
        self.open_button.setEnabled(is_chosen)


class PeopleCard(QWidget):
    """Marks of Viewers, and texts that are always allowed. viewer_opened: an id."""

    viewer_opened = Signal(str)

    def __init__(self, bridge: Bridge, *, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._marks: list[MarkKey] = []
        self._texts: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.viewers = TakeBackList(
            theme=theme,
            title=_("Viewers with a mark"),
            empty=_("Nobody is banned, muted or trusted here."),
            can_open=True,
        )
        self.texts = TakeBackList(
            theme=theme,
            title=_("Texts that are always allowed"),
            empty=_("None. “Always allow this text” in the queue adds one."),
        )
        column.addWidget(self.viewers)
        column.addWidget(self.texts)
        self.viewers.asked.connect(self._take_mark_back)
        self.viewers.opened.connect(
            lambda row: self.viewer_opened.emit(self._marks[row][0])
        )
        self.texts.asked.connect(self._take_text_back)

    def refresh(self) -> None:
        """Read again who is marked and what is permitted."""

        async def read(engine: Engine) -> tuple[list[ViewerMarks], tuple[str, ...]]:
            return list(engine.gate.marks()), tuple(engine.gate.permitted_texts())

        def then(found: tuple[list[ViewerMarks], tuple[str, ...]]) -> None:
            marks, texts = found
            self._marks = [key for viewer in marks for key in marks_of(viewer)]
            self._texts = texts
            self.viewers.show_lines([words for _id, _mark, words in self._marks])
            self.texts.show_lines([isolated(one_line(text)) for text in texts])

        self._bridge.ask(read, then=then)

    def _take_mark_back(self, row: int) -> None:
        if 0 <= row < len(self._marks):
            viewer_id, mark, _words = self._marks[row]
            self._do(lambda e: e.gate.unmark(viewer_id, mark), self.viewers)

    def _take_text_back(self, row: int) -> None:
        if 0 <= row < len(self._texts):
            text = self._texts[row]
            self._do(lambda e: e.gate.withdraw_text(text), self.texts)

    def _do(
        self, work: Callable[[Engine], Awaitable[int]], where: TakeBackList
    ) -> None:
        def then(_seq: int) -> None:
            self.refresh()

        def failed(error: CompanionError) -> None:
            where.say(str(error), is_error=True)

        self._bridge.ask(work, then=then, failed=failed)
