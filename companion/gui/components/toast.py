"""Short messages at the bottom right: what was just done, with its Undo.

They stand above whatever acts there, such as Save: see `kept_clear`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.floating import FloatingCard, shadow
from companion.gui.components.kept_clear import kept_clear
from companion.gui.components.text import paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

LIFETIME_MS = 6_000
"""How long a toast stays when the pointer is not on it."""

READ_MS = 500
"""How long a question stands before it takes an answer: a click may be on its way."""

MOST = 3
"""Toasts on screen at once; more wait."""

WIDTH = 352
_TICK_MS = 100
_TYPING_MS = 1_500
_EDGE = 16
_GAP = 8

ToastKind = Literal["ok", "bad", "info"]
_ICONS = {
    "ok": ("check-circle-fill", "ok"),
    "bad": ("warning-circle-fill", "bad"),
    "info": ("info-fill", "t2"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a toast says; undo None: nothing to take back.

    answers: buttons by what they say, for a notice that asks; each also ends it. Such
    a one keeps its place, and is alone: no other may come beneath the pointer. is_over:
    asked again and again; the notice goes, or never comes, when it is. stays_ms: how
    long it stays when the pointer is not on it.
    """

    text: str
    detail: str = ""
    kind: ToastKind = "ok"
    undo: Callable[[], object] | None = None
    answers: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    is_over: Callable[[], bool] = lambda: False
    stays_ms: int = LIFETIME_MS


class Toast(FloatingCard):
    """One message; counts its own time down in `pass_time`."""

    def __init__(self, notice: Notice, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.notice = notice
        self.left_ms = notice.stays_ms
        self._age_ms = 0
        self.setFixedWidth(WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(10)
        icon, ink = _ICONS[notice.kind]
        glyph = Glyph(icon, theme=theme, ink=ink)
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = paragraph(notice.text, weight=fonts.SEMIBOLD, ink="1")
        words.addWidget(title)
        if notice.detail:
            words.addWidget(paragraph(notice.detail, size=12, ink="3"))
        row.addLayout(words, 1)
        self.answers = {
            text: Button(text, theme=theme, height=24, on_click=act)
            for text, act in notice.answers.items()
        }
        if self.answers:
            words.addSpacing(8)
            answers = QHBoxLayout()
            answers.setSpacing(8)
            for button in self.answers.values():
                answers.addWidget(button)
            answers.addStretch(1)
            words.addLayout(answers)
        self._let_answer(False)
        self.undo: Button | None = None
        if notice.undo is not None:
            self.undo = Button(
                _("Undo"), theme=theme, height=24, key="Ctrl+Z", show_key=True
            )
            row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        self.setGraphicsEffect(shadow(theme, self))
        self.setAccessibleName(notice.text)
        self.setAccessibleDescription(notice.detail)

    def pass_time(self, milliseconds: int) -> bool:
        """Let time pass, but not under the pointer; returns whether it is over."""
        self._age_ms += milliseconds
        self._let_answer(self._age_ms >= READ_MS)
        if not self.underMouse():
            self.left_ms -= milliseconds
        return self.left_ms <= 0 or self.notice.is_over()

    def _let_answer(self, can: bool) -> None:  # a setter
        for button in self.answers.values():
            button.setEnabled(can)

    def fit(self) -> None:
        """Take the height that the words need at this width."""
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))


class Toasts(QObject):
    """The stack of toasts of one window; Ctrl+Z undoes the newest that can be.

    bottom: height of what stands at the window's foot, in pixels.
    """

    def __init__(self, window: QWidget, *, theme: Theme, bottom: int = 28) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._bottom = bottom
        self._shown: list[Toast] = []
        self._waiting: deque[Notice] = deque()
        self._typed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(lambda: self.pass_time(_TICK_MS))
        window.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """Return the toasts on screen, oldest first."""
        return tuple(self._shown)

    def say(self, notice: Notice) -> None:
        """Show a notice now, or when there is room and nobody types."""
        self._waiting.append(notice)
        self._timer.start()
        self._fill()

    def undo_newest(self) -> bool:
        """Take back what the newest undoable toast says; returns whether one did."""
        for toast in reversed(self._shown):
            if toast.notice.undo is not None:
                self._undo(toast)
                return True
        return False

    def pass_time(self, milliseconds: int) -> None:
        """Let time pass for the toasts on screen."""
        for toast in self.shown:
            if toast.pass_time(milliseconds):
                self._remove(toast)
        self._fill()
        self._place()  # a drawer may have come beneath them
        if not self._shown and not self._waiting:
            self._timer.stop()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(watched, QWindow):
            typing = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
            if kind == QEvent.Type.KeyPress and typing:
                self._typed.start()
        elif kind == QEvent.Type.Resize:
            self._place()
        elif kind == QEvent.Type.Show:
            self._window.windowHandle().installEventFilter(self)
        return False

    def _is_typing(self) -> bool:
        return self._typed.isValid() and self._typed.elapsed() < _TYPING_MS

    def _fill(self) -> None:
        while len(self._shown) < MOST and not self._is_typing():
            notice = self._next()
            if notice is None:
                return
            toast = Toast(notice, theme=self._theme)
            toast.setParent(self._window)
            if toast.undo is not None:
                toast.undo.clicked.connect(lambda _on, t=toast: self._undo(t))
            for button in toast.answers.values():
                button.clicked.connect(lambda _on, t=toast: self._remove(t))
            self._shown.append(toast)
            # In its place before it shows: what appears under the pointer and then
            # moves would count as pointed at.
            self._place()
            toast.show()

    def _next(self) -> Notice | None:
        """Take the oldest that may be shown now; one question at a time."""
        asking = any(toast.answers for toast in self._shown)
        for notice in tuple(self._waiting):
            if notice.is_over():
                self._waiting.remove(notice)
            elif not (asking and notice.answers):
                self._waiting.remove(notice)
                return notice
        return None

    def _undo(self, toast: Toast) -> None:
        undo = toast.notice.undo
        self._remove(toast)
        if undo is not None:
            undo()

    def _remove(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.hide()
            toast.deleteLater()
        self._place()

    def _place(self) -> None:
        if not self._shown:
            return
        rows = kept_clear(self._window)
        bottom = self._window.height() - self._bottom - _EDGE
        # What asks stands lowest, where no other moves it.
        newest_first = self._shown[::-1]
        for toast in sorted(newest_first, key=lambda one: not one.answers):
            toast.fit()
            left = self._window.width() - toast.width() - _EDGE
            at = QRect(left, bottom - toast.height(), toast.width(), toast.height())
            at = _beside(at, rows)
            toast.move(at.topLeft())
            toast.raise_()
            bottom = at.top() - _GAP


def _beside(wanted: QRect, rows: Sequence[QRect]) -> QRect:
    """Return where it covers none of the rows: above them, as low as can be.

    Where the window has no such room it stays.
    """
    at = QRect(wanted)
    for row in sorted(rows, key=QRect.bottom, reverse=True):
        if at.intersects(row):
            at.moveBottom(row.top() - _GAP)
    return at if at.top() >= 0 else wanted
