"""What the three cards are made of: frame, marks, tiles, a password field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QDrag,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.button import Button, paint_arc
from companion.gui.components.field import Field
from companion.gui.components.floating import paint_card
from companion.gui.components.text import label, paragraph, rule
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

EDGE = 24
"""Between a card's edge and what stands in it, in pixels."""

_TURN_MS = 60


class StepBars(QWidget):
    """How far it has got: one bar a card, and the number in words."""

    def __init__(self, count: int, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._count = count
        self._step = 1
        self.setFixedHeight(20)
        self._words = label(size=11, ink="3", tabular=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._words)
        theme.changed.connect(self.update)
        self.set_step(1)

    @property
    def words(self) -> str:
        """Return how far it has got, in words."""
        return self._words.text()

    def set_step(self, step: int) -> None:
        """Show that this card is on, from 1."""
        self._step = step
        self._words.setText(_("{step} of {n}").format(step=step, n=self._count))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self._theme.tokens
        room = self._words.x() - 16
        wide = (room - 8 * (self._count - 1)) / self._count
        for place in range(self._count):
            done = place < self._step
            painter.setBrush(QColor(tokens.accent if done else tokens.bg4))
            left = place * (wide + 8)
            painter.drawRoundedRect(QRectF(left, 8.5, wide, 3), 1.5, 1.5)
        painter.end()


class _Body(QWidget):
    """Is as high as its wrapped texts need, which a scroll area does not ask about."""

    @override
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return handled

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.setMinimumHeight(layout.heightForWidth(self.width()))


class StepCard(QWidget):
    """One card: title and lead above, a body that scrolls when it must, a foot.

    primary: the one next step, at the right of the foot.
    """

    def __init__(self, title: str, *, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.title = title
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(EDGE, 12, EDGE, 0)
        head.setSpacing(4)
        head.addWidget(label(title, size=24, weight=fonts.SEMIBOLD))
        self.lead = paragraph("", size=14)
        head.addWidget(self.lead)
        column.addLayout(head)
        inside = _Body()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(EDGE, 16, EDGE, 12)
        self.body.setSpacing(8)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        column.addWidget(area, 1)
        column.addWidget(rule())
        foot = QWidget()
        foot.setFixedHeight(72)
        self.foot = QHBoxLayout(foot)
        self.foot.setContentsMargins(EDGE, 0, EDGE, 0)
        self.foot.setSpacing(8)
        column.addWidget(foot)

    def set_lead(self, text: str) -> None:
        """Say under the title what this card is about."""
        self.lead.setText(text)

    def enter(self) -> None:
        """Put the focus where the next step begins; the card has just come."""

    def leave(self) -> None:
        """Do nothing by itself any more; another card has come."""


class Mark(QWidget):
    """An icon that says how something stands, or a turning arc while it is looked for.

    With reduced motion the arc stands still.
    """

    def __init__(self, *, theme: Theme, size: int = 18) -> None:
        super().__init__()
        self._theme = theme
        self._icon = ""
        self._ink = "t3"
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self._turn)
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    @property
    def is_turning(self) -> bool:
        """Tell whether it says that something is being looked for."""
        return not self._icon

    def show_icon(self, icon: str, ink: str = "t3") -> None:
        """Show an icon; "" for the turning arc."""
        self._icon, self._ink = icon, ink
        if icon or self._theme.reduced_motion:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        colour = self._theme.colour(self._ink)
        if self._icon:
            paint_icon(painter, box, self._icon, colour)
        else:
            paint_arc(painter, box.adjusted(1, 1, -1, -1), colour, self._angle)
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle + 24) % 360
        self.update()


class Panel(QFrame):
    """A surface with an edge; kind: "plain", or "ok" for what is proved."""

    def __init__(self, kind: str = "plain") -> None:
        super().__init__()
        self.setProperty("card", kind)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_kind(self, kind: str) -> None:
        """Dress it otherwise; does nothing when it is so already."""
        if self.property("card") != kind:
            self.setProperty("card", kind)
            self.style().unpolish(self)
            self.style().polish(self)


class WayTile(QAbstractButton):
    """Another way to do the same: an icon, what it is, and what it is for.

    mime_data: what is dragged off it, None for nothing; on_click: what a click does.
    """

    def __init__(
        self,
        title: str,
        detail: str,
        *,
        theme: Theme,
        icon: str,
        on_click: Callable[[], object],
        mime_data: Callable[[], QMimeData | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._detail = detail
        self._mime_data = mime_data
        self._pressed: QPoint | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setToolTip(detail)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(60)
        self.clicked.connect(lambda _on: on_click())
        theme.changed.connect(self.update)

    @property
    def detail(self) -> str:
        """Return what it says under its title."""
        return self._detail

    def set_detail(self, text: str) -> None:
        """Say something else under the title."""
        self._detail = text
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, 60)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start, far = self._pressed, QApplication.startDragDistance()
        way = event.position().toPoint() - start if start is not None else QPoint()
        data = self._mime_data() if way.manhattanLength() >= far else None
        if data is None:
            super().mouseMoveEvent(event)
            return
        self._pressed = None
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.LinkAction)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        is_over = self.underMouse() or self.isDown()
        ground = tokens.bg4 if is_over else tokens.bg3
        box = QRectF(self.rect())
        paint_card(painter, box, ground=ground, edge=tokens.line2, radius=8)
        paint_icon(painter, QRectF(12, 20, 20, 20), self._icon, QColor(tokens.t2))
        room = self.width() - 44 - 10
        lines = (
            (self.text(), fonts.font(13, fonts.SEMIBOLD), tokens.t1, 11, 20),
            (self._detail, fonts.font(12), tokens.t3, 31, 16),
        )
        for text, font, ink, top, height in lines:
            painter.setFont(font)
            painter.setPen(QColor(ink))
            elide = Qt.TextElideMode.ElideRight
            shown = painter.fontMetrics().elidedText(text, elide, room)
            words = QRectF(44, top, room, height)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class PasswordField(Field):
    """A field whose text is covered until the eye is pressed."""

    def __init__(
        self, caption: str, *, theme: Theme, on_enter: Callable[[], object]
    ) -> None:
        super().__init__(caption, theme=theme, on_enter=on_enter)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setTextMargins(0, 0, 28, 0)
        self.eye = Button(
            theme=theme,
            icon="eye",
            look="ghost",
            height=24,
            name=_("Show the password"),
            checkable=True,
            on_click=self._show,
        )
        row = QHBoxLayout(self.edit)
        row.setContentsMargins(0, 0, 4, 0)
        row.addStretch(1)
        row.addWidget(self.eye)

    def _show(self) -> None:
        is_open = self.eye.isChecked()
        self.eye.set_icon("eye-slash" if is_open else "eye")
        mode = QLineEdit.EchoMode
        self.edit.setEchoMode(mode.Normal if is_open else mode.Password)


class Painted(QWidget):
    """A picture that is as large as its place, with what `paint` draws into it."""

    def __init__(self, *, theme: Theme, height: int) -> None:
        super().__init__()
        self.theme = theme
        self.picture = QPixmap()
        self.setFixedHeight(height)
        theme.changed.connect(self.update)

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture."""
        self.picture = picture
        self.update()


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout, and away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            emptied(inner)
