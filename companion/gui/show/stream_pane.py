"""At the right: what viewers see, the scoreboard, and the questions that wait."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.specs import kind_of
from companion.domain.show.views import InteractionView, QuestionView, ShowView
from companion.domain.values import Timestamp
from companion.gui.components.button import Button, icon_button
from companion.gui.components.empty import EmptyState
from companion.gui.components.field import Glyph
from companion.gui.components.flow import Flow
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.strip import Foot, Strip
from companion.gui.components.text import ElidedLabel, label, paragraph, rule, set_ink
from companion.gui.components.toggle import Toggle
from companion.gui.show.bodies import people_of
from companion.gui.show.presence_line import presence_words, telling
from companion.gui.show.rows import RowList
from companion.gui.show.small_rows import (
    QUESTION_HEIGHT,
    SCORE_HEIGHT,
    QuestionRow,
    ScoreRow,
)
from companion.gui.show.stream_picture import StreamPicture
from companion.gui.show.watch import ShowWatch
from companion.gui.show.wishes import ShowWishes
from companion.gui.show.words import kind_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 392
MOST_SCORES = 100

_LOW = 640
_SMALL = 232
"""Below that height the picture is so wide: there is a list to be read as well."""


class StreamPane(QWidget):
    """duplicate, save_pack: of what is on air. closed: as a drawer, it is to go."""

    closed = Signal()

    def __init__(
        self,
        watch: ShowWatch,
        wishes: ShowWishes,
        *,
        theme: Theme,
        duplicate: Callable[[], object],
        save_pack: Callable[[], object],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._watch = watch
        self._wishes = wishes
        self._overlay = ""
        self._questions: dict[str, QuestionView] = {}
        self.setAccessibleName(_("On stream now"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        column.addWidget(self._make_picture())
        column.addWidget(rule())
        column.addWidget(self._make_tabs())
        column.addWidget(rule())
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_scores())
        self.stack.addWidget(self._make_questions())
        column.addWidget(self.stack, 1)
        column.addWidget(rule())
        column.addWidget(self._make_foot(duplicate, save_pack))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # As a drawer it lies over the middle.
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bg1"))
        painter.fillRect(QRect(0, 0, 1, self.height()), self._theme.colour("line"))
        painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = self.height() < _LOW
        self.picture.setMaximumWidth(_SMALL if is_low else WIDTH)

    # Building

    def _make_head(self) -> QWidget:
        head = Strip(40, gap=6)
        row = head.row
        row.addWidget(label(_("On stream now"), weight=fonts.SEMIBOLD))
        row.addStretch(1)
        self._mark = Glyph("circle-dashed", theme=self._theme, size=13)
        self.presence = ElidedLabel(size=11, ink="3", tabular=True)
        self.close_button = icon_button(
            "x", _("Close"), theme=self._theme, on_click=self.closed.emit
        )
        self.close_button.hide()
        row.addWidget(self._mark)
        row.addWidget(self.presence)
        row.addWidget(self.close_button)
        return head

    def _make_picture(self) -> QWidget:
        theme = self._theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.picture = StreamPicture(theme=theme)
        column.addWidget(self.picture)
        buttons = QWidget()
        row = Flow(gap=8, parent=buttons)
        self.hide_button = Button(
            _("Hide from stream"),
            theme=theme,
            icon="eye-slash",
            height=24,
            key="H",
            tip=_("Takes it off the stream; it goes on counting"),
            on_click=self.hide_or_show,
        )
        self.reload = Button(
            _("Reload page"),
            theme=theme,
            icon="arrows-clockwise",
            height=24,
            tip=_("Has OBS load the overlay's page again"),
            on_click=lambda: self._wishes.reload(self._overlay),
        )
        row.addWidget(self.hide_button)
        row.addWidget(self.reload)
        column.addWidget(buttons)
        return holder

    def _make_tabs(self) -> QWidget:
        head = Strip(44)
        row = head.row
        self.tabs = Segmented(
            [
                Choice(key="scores", name=_("Scoreboard")),
                Choice(key="questions", name=_("Questions")),
            ],
            theme=self._theme,
            name=_("What is listed"),
        )
        self.tabs.chosen.connect(self.open_tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self._side = label(size=11, ink="3")
        self.scoreboard = Toggle(
            theme=self._theme,
            name=_("Show the scoreboard on stream (S)"),
            on_change=self._wishes.show_scoreboard,
        )
        self._side.setBuddy(self.scoreboard)
        row.addWidget(self._side)
        row.addWidget(self.scoreboard)
        return head

    def _make_scores(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        self.scores = RowList(
            theme=self._theme, name=_("Scoreboard"), height=SCORE_HEIGHT
        )
        self.no_scores = EmptyState(
            theme=self._theme,
            icon="trophy",
            title=_("No score yet"),
            text=_("Correct answers and found flags of this session add up here."),
        )
        self.rule = paragraph("", size=11, ink="3")
        self.rule.setContentsMargins(16, 8, 16, 8)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(16, 6, 16, 8)
        inside.addWidget(self.rule)
        column.addWidget(self.scores, 1)
        column.addWidget(self.no_scores, 1)
        column.addWidget(holder)
        return page

    def _make_questions(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        self.questions = RowList(
            theme=self._theme, name=_("Questions"), height=QUESTION_HEIGHT
        )
        self.questions.opened.connect(self.show_question)
        self.questions.moved.connect(self._move_question)
        self.questions.removed.connect(self._drop_question)
        self.questions.menu_asked.connect(self._open_menu)
        self.no_questions = EmptyState(
            theme=self._theme,
            icon="chat-centered-text",
            title=_("No question is waiting"),
            text=_(
                "Point at a message in the chat of the Live page and press Q, or let "
                "viewers write !ask."
            ),
        )
        buttons = Foot(40)
        row = buttons.row
        self.show_next = Button(
            _("Show next"),
            theme=self._theme,
            icon="push-pin-simple",
            height=24,
            on_click=self.show_next_question,
        )
        self.used = Button(
            _("Mark used"),
            theme=self._theme,
            icon="check",
            height=24,
            on_click=self.mark_used,
        )
        row.addWidget(self.show_next)
        row.addWidget(self.used)
        row.addStretch(1)
        self.questions.selectionModel().currentChanged.connect(
            lambda _now, _before: self._show_question_buttons()
        )
        column.addWidget(self.questions, 1)
        column.addWidget(self.no_questions, 1)
        column.addWidget(buttons)
        return page

    def _make_foot(
        self, duplicate: Callable[[], object], save_pack: Callable[[], object]
    ) -> QWidget:
        foot = Foot(48, left=12, right=12)
        row = foot.row
        self.duplicate = Button(
            _("Duplicate"), theme=self._theme, icon="copy", on_click=duplicate
        )
        self.save = Button(
            _("Save as pack"), theme=self._theme, icon="package", on_click=save_pack
        )
        row.addStretch(1)
        row.addWidget(self.duplicate)
        row.addWidget(self.save)
        row.addStretch(1)
        return foot

    # What there is

    def show_view(self, view: ShowView, now: Timestamp) -> None:
        """Show what viewers see, and what is listed."""
        current = self._watch.current
        scores = view.scores if view.scoreboard_shown else ()
        self.picture.show_view(current, now, scores)
        self._show_presence(current, now)
        self._show_buttons(view, current)
        is_board = self.tabs.current == "scores"
        self.scoreboard.show_on(view.scoreboard_shown)
        self.scoreboard.setVisible(is_board)
        waiting = sum(one.state == "listed" for one in view.questions)
        on_stream = _("on stream") if view.scoreboard_shown else _("not on stream")
        self._side.setText(
            on_stream if is_board else _("{n} waiting").format(n=waiting)
        )
        people = people_of(view.scores, MOST_SCORES)
        self.scores.show_rows([ScoreRow(one) for one in people])
        self.scores.setVisible(bool(people))
        self.no_scores.setVisible(not people)
        self.rule.setText(view.rule if people else "")
        self._questions = {str(one.seq): one for one in view.questions}
        self.questions.show_rows([QuestionRow(one) for one in view.questions])
        self.questions.setVisible(bool(view.questions))
        self.no_questions.setVisible(not view.questions)
        self._show_question_buttons()

    def _show_presence(self, current: InteractionView | None, now: Timestamp) -> None:
        reading = self._watch.reading
        kind = current.kind if current is not None else ""
        found = telling(reading.overlays, reading.obs, kind, now=now) if kind else None
        self._overlay = found[0].name if found is not None else ""
        words, ink, icon = presence_words(found[1] if found else None)
        if not kind:
            words, ink, icon = "", "3", ""
        self.presence.setText(words)
        self.presence.setToolTip(words)
        set_ink(self.presence, ink)
        self._mark.set_icon(icon, "t3" if ink == "3" else ink)
        self.reload.setEnabled(found is not None and found[1].is_in_obs)

    def _show_buttons(self, view: ShowView, current: InteractionView | None) -> None:
        is_shown = current is not None and current.shown
        can = current is not None and bool({"hide", "show"} & set(current.may))
        words = _("Show on stream") if can and not is_shown else _("Hide from stream")
        if self.hide_button.text() != words:
            self.hide_button.setText(words)
            self.hide_button.setAccessibleName(words)
            self.hide_button.set_icon("eye" if can and not is_shown else "eye-slash")
        self.hide_button.setEnabled(can)
        text = _("Duplicate")
        if current is not None:
            kind = kind_name(kind_of(current.spec)).lower()
            text = _("Duplicate {kind}").format(kind=kind)
        if self.duplicate.text() != text:
            self.duplicate.setText(text)
            self.duplicate.setAccessibleName(text)
            self.duplicate.updateGeometry()
        self.duplicate.setEnabled(current is not None)
        self.save.setEnabled(bool(view.sheet.items))

    def _show_question_buttons(self) -> None:
        chosen = self._chosen_question()
        on_stream = self._on_stream()
        self.show_next.setEnabled(self._next_question() is not None)
        self.used.setEnabled(chosen is not None or on_stream is not None)
        is_used = chosen is not None and chosen.state == "used"
        words = _("Mark unused") if is_used else _("Mark used")
        if self.used.text() != words:
            self.used.setText(words)
            self.used.setAccessibleName(words)
            self.used.updateGeometry()

    def open_tab(self, key: str) -> None:
        """Show the scoreboard or the questions."""
        self.tabs.set_current(key)
        self.stack.setCurrentIndex(0 if key == "scores" else 1)
        self.show_view(self._watch.view, self._watch.now)

    # What is done

    def hide_or_show(self) -> None:
        """Take what is on off the stream, or put it there again."""
        current = self._watch.current
        if current is not None and "hide" in current.may:
            self._wishes.act("hide")
        elif current is not None and "show" in current.may:
            self._wishes.act("show")

    def toggle_scoreboard(self) -> None:
        """Show the scoreboard on the stream, or take it off."""
        self._wishes.show_scoreboard(not self._watch.view.scoreboard_shown)

    def _chosen_question(self) -> QuestionView | None:
        return self._questions.get(self.questions.current_key)

    def _next_question(self) -> QuestionView | None:
        found = (one for one in self._questions.values() if one.state == "listed")
        return next(found, None)

    def _on_stream(self) -> QuestionView | None:
        found = (one for one in self._questions.values() if one.state == "shown")
        return next(found, None)

    def show_next_question(self) -> None:
        """Put the next question on the stream; the one that is there is used."""
        before, coming = self._on_stream(), self._next_question()
        if coming is None:
            return
        if before is not None:
            self._wishes.mark_question(before.seq, "used")
        self._wishes.mark_question(coming.seq, "shown")

    def show_question(self, key: str) -> None:
        """Put a question on the stream, or take it off."""
        one = self._questions.get(key)
        if one is None:
            return
        before = self._on_stream()
        if before is not None and before.seq != one.seq:
            self._wishes.mark_question(before.seq, "used")
        state = "used" if one.state == "shown" else "shown"
        self._wishes.mark_question(one.seq, "used" if state == "used" else "shown")

    def mark_used(self) -> None:
        """Mark the chosen question, or the one on stream, used; or unused again."""
        one = self._chosen_question() or self._on_stream()
        if one is not None:
            self._wishes.mark_question(
                one.seq, "listed" if one.state == "used" else "used"
            )

    def _move_question(self, key: str, to: int) -> None:
        one = self._questions.get(key)
        if one is None or one.state != "listed":
            return
        before = [each.state for each in self._questions.values()][:to]
        place = sum(state == "listed" for state in before)
        self._wishes.mark_question(one.seq, "listed", place)

    def _drop_question(self, key: str) -> None:
        one = self._questions.get(key)
        if one is not None:
            self._wishes.mark_question(one.seq, "dropped")

    def question_items(self, key: str) -> list[MenuItem]:
        """Return what can be done with a question."""
        one = self._questions.get(key)
        if one is None:
            return []
        is_shown, is_used = one.state == "shown", one.state == "used"
        mark = partial(self._wishes.mark_question, one.seq)
        return [
            MenuItem(
                text=_("Take off stream") if is_shown else _("Show on stream"),
                icon="push-pin-simple",
                key=_("Enter"),
                on_pick=partial(self.show_question, key),
            ),
            MenuItem(
                text=_("Mark unused") if is_used else _("Mark used"),
                icon="check",
                on_pick=partial(mark, "listed" if is_used else "used"),
            ),
            MenuItem(
                text=_("Next in line"),
                icon="arrow-line-up",
                enabled=one.state == "listed",
                on_pick=partial(mark, "listed", 0),
            ),
            SEPARATOR,
            MenuItem(
                text=_("Drop"),
                icon="trash",
                key=_("Del"),
                destructive=True,
                on_pick=partial(mark, "dropped"),
            ),
        ]

    def _open_menu(self, key: str, at: QPoint) -> None:
        items = self.question_items(key)
        if items:
            menu(self.window(), items, theme=self._theme).popup(at)
