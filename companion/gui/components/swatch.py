"""A small square of a colour, and the dialog that chooses another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QWidget
from typing_extensions import override

from companion.gui.theme.theme import Theme
from companion.i18n import _

SIDE = 24


class Swatch(QAbstractButton):
    """colour: "#rrggbb", "" where none is set. is_own: it is not the theme's."""

    def __init__(
        self, name: str, *, theme: Theme, on_click: Callable[[], object]
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.colour = ""
        self.is_own = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(name)
        self.clicked.connect(lambda _on: on_click())
        theme.changed.connect(self.update)

    def set_colour(self, colour: str, *, is_own: bool = True) -> None:
        """Show another colour."""
        self.colour, self.is_own = colour, is_own
        of_theme = _("{name}, {colour}, the theme’s")
        words = _("{name}, {colour}") if is_own else of_theme
        told = words.format(name=self._name, colour=colour or _("none"))
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(QColor(tokens.ctl if self.underMouse() else tokens.line2))
        painter.setBrush(QColor(self.colour) if self.colour else QColor(tokens.bg1))
        painter.drawRoundedRect(QRectF(0.5, 0.5, SIDE - 1, SIDE - 1), 6, 6)
        if not self.colour:
            painter.drawLine(5, SIDE - 5, SIDE - 5, 5)
        painter.end()


def pick_colour(
    parent: QWidget,
    start: QColor,
    *,
    title: str,
    moved: Callable[[str], object],
    done: Callable[[str], object],
) -> QColorDialog:
    """Open Qt's colour dialog; it never blocks and deletes itself.

    moved gets every colour that is tried; done the one that is taken, or the first
    again when the dialog is left without one.
    """
    dialog = QColorDialog(start, parent.window())
    dialog.setWindowTitle(title)
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.currentColorChanged.connect(lambda colour: moved(colour.name()))
    dialog.colorSelected.connect(lambda colour: done(colour.name()))
    dialog.rejected.connect(lambda: done(start.name()))
    dialog.open()
    return dialog
