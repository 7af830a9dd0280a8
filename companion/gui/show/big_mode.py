"""The "on air" mode: big type over the whole window, run from one keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.views import InteractionView, ShowView
from companion.domain.values import Timestamp
from companion.gui.components.button import Button
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.strip import Strip
from companion.gui.components.text import ElidedLabel, label, paragraph, rule
from companion.gui.show.middle import Interaction
from companion.gui.show.on_air_chip import OnAirChip
from companion.gui.show.words import heading, spec_note, spec_title
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

if TYPE_CHECKING:
    from companion.gui.show.page import ShowPage

_ROOMY = 1_280


class BigMode(QWidget):
    """Covers its window. closed: Escape or F11. The page gives its keys their work."""

    closed = Signal()

    def __init__(self, window: QWidget, page: ShowPage, *, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._page = page
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_FOCUS, True)
        self.setAccessibleName(_("On air, big type"))
        self.interaction = Interaction(page.wishes, theme=theme, scale=1.5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        column.addWidget(self.interaction, 1)
        self._nothing = paragraph("", size=28, weight=fonts.SEMIBOLD, ink="2")
        self._nothing.setContentsMargins(64, 0, 64, 0)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._nothing, 1)
        column.addWidget(rule())
        column.addWidget(self._make_foot())
        window.installEventFilter(self)
        page.wishes.busy_changed.connect(self.interaction.steps.set_busy)
        theme.changed.connect(self.update)
        self._fit()
        for button in self.findChildren(Button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _make_head(self) -> QWidget:
        head = Strip(56, left=64, gap=12)
        row = head.row
        self.chip = OnAirChip(theme=self._theme)
        self.title = ElidedLabel(size=16, weight=fonts.SEMIBOLD)
        self.coming = ElidedLabel(size=16, ink="3")
        self.close_button = Button(
            _("Leave"),
            theme=self._theme,
            look="ghost",
            icon="arrows-in",
            key=_("Esc"),
            show_key=True,
            on_click=self.closed.emit,
        )
        row.addWidget(self.chip)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.coming)
        row.addWidget(self.close_button)
        return head

    def _make_foot(self) -> QWidget:
        foot = Strip(40, left=64, right=64)
        row = foot.row
        self.keys = label(
            _(
                "Space next · ← back · R reveal · + − seconds · H hide · "
                "S scoreboard · N next line"
            ),
            size=12,
            ink="3",
        )
        row.addWidget(self.keys)
        row.addStretch(1)
        self.board = label(size=12, ink="2")
        row.addWidget(self.board)
        return foot

    def show_view(
        self, view: ShowView, current: InteractionView | None, now: Timestamp
    ) -> None:
        """Show what is on air."""
        coming = next((one for one in view.sheet.items if one.state == "next"), None)
        told = _("Then nothing")
        if coming is not None:
            told = _("Next: {title}").format(title=spec_title(coming.spec))
        self.coming.setText(told)
        self.board.setText(_("Scoreboard on stream") if view.scoreboard_shown else "")
        self.interaction.setVisible(current is not None)
        self._nothing.setVisible(current is None)
        is_shown = current is not None and current.shown
        self.chip.set_state(is_on=is_shown, is_there=current is not None)
        if current is None:
            self.title.setText(_("Nothing is on air"))
            words = _("Put lines into the run-sheet first.")
            if coming is not None:
                words = f"{spec_title(coming.spec)}\n{spec_note(coming.spec)}"
            self._nothing.setText(words)
            return
        self.title.setText(heading(current, view.sheet))
        self.interaction.show_interaction(current, view, now)

    def _fit(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
        scale = 1.5 if self.width() >= _ROOMY else 1.25
        self.interaction.board.set_scale(scale)
        self.interaction.below.set_scale(1.25 if scale > 1.3 else 1.0)
        self.interaction.fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif not self._page.press(event):
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bg1"))
        painter.end()
