"""The layers of the stage from the foremost to the rearmost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.text import paragraph
from companion.gui.stage_editor.layer_row import HEIGHT, LayerRow, LayerWishes
from companion.gui.stage_editor.plan import Plan
from companion.gui.theme.theme import Theme
from companion.i18n import _


class _Slot(QWidget):
    """The line between two layers where a row would go."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.cyan))
        painter.end()


class LayerList(QScrollArea):
    """One row for each overlay on the stage; arrows walk among them.

    title: what an overlay is called. is_known: whether there is one of that name.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        theme: Theme,
        title: Callable[[str], str],
        is_known: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self._plan = plan
        self._theme = theme
        self._title = title
        self._is_known = is_known
        self._current = ""
        self.rows: dict[str, LayerRow] = {}
        self._wishes = LayerWishes(
            pick=self._pick,
            show=self._show,
            lock=self._lock,
            bring_back=self._bring_back,
            drag=self._drag,
            drop=self._drop,
            entered=lambda name: plan.select((name,)),
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Layers, the foremost first"))
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self._none = paragraph(
            _("Nothing is on the stage. Add an overlay."), size=12, ink="3"
        )
        self._none.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self._none)
        column.addStretch(1)
        self.setWidget(self._inside)
        self._line = _Slot(self._inside, theme=theme)
        plan.changed.connect(self.show_plan)
        plan.selected_changed.connect(self.show_selected)
        self.show_plan()

    # Showing

    def show_plan(self) -> None:
        """Show how everything stands now; rows that stay are kept."""
        arrangement = self._plan.arrangement
        wanted = list(reversed(arrangement.names))
        if wanted != list(self.rows):
            self._rebuild(wanted)
        for item in arrangement.items:
            name = item.overlay
            row = self.rows[name]
            row.show_item(item, self._title(name), self._trouble(name))
        self._none.setVisible(not wanted)
        self.show_selected()

    def show_selected(self) -> None:
        """Mark the rows of what is selected."""
        selected = self._plan.selected
        if selected and selected[-1] != self._current:
            self._current = selected[-1]
            if self._current in self.rows:
                self.ensureWidgetVisible(self.rows[self._current], 0, HEIGHT // 2)
        if self._current not in self.rows:
            self._current = next(iter(self.rows), "")
        for name, row in self.rows.items():
            row.set_selected(name in selected)
            row.set_reachable(name == self._current)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = list(self.rows)
        places = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -len(names),
            Qt.Key.Key_End: len(names),
        }
        step = places.get(Qt.Key(event.key()), 0)
        if not step or not names:
            event.ignore()
            return
        place = names.index(self._current) + step
        name = names[max(0, min(place, len(names) - 1))]
        self._plan.select((name,))
        self.rows[name].setFocus(Qt.FocusReason.TabFocusReason)

    # How

    def _trouble(self, name: str) -> str:
        if not self._is_known(name):
            text = _("There is no overlay “{name}”. Viewers see nothing of it.")
            return text.format(name=name)
        if self._plan.arrangement.is_outside(name):
            text = _("{overlay} is outside the canvas. Click to bring it back.")
            return text.format(overlay=self._title(name))
        return ""

    def _rebuild(self, wanted: list[str]) -> None:
        kept, self.rows = self.rows, {}
        for name in wanted:
            row = kept.pop(name, None)
            if row is None:
                row = LayerRow(name, theme=self._theme, wishes=self._wishes)
                row.setParent(self._inside)
                row.show()
            self.rows[name] = row
        for gone in kept.values():
            gone.hide()
            gone.deleteLater()
        while self._rows.count():
            self._rows.takeAt(0)
        for row in self.rows.values():
            self._rows.addWidget(row)
        # Tab follows the eye.
        for one, following in pairwise(self.rows.values()):
            QWidget.setTabOrder(one.lock, following)

    def _pick(self, name: str, more: bool) -> None:
        selected = self._plan.selected
        if not more:
            self._plan.select((name,))
        elif name in selected:
            self._plan.select([one for one in selected if one != name])
        else:
            self._plan.select((*selected, name))

    def _show(self, name: str, visible: bool) -> None:
        self._plan.change(self._plan.arrangement.shown(name, visible=visible))

    def _lock(self, name: str, locked: bool) -> None:
        self._plan.change(self._plan.arrangement.locked(name, locked=locked))

    def _bring_back(self, name: str) -> None:
        self._plan.select((name,))
        if self._plan.arrangement.is_outside(name):
            self._plan.change(self._plan.arrangement.brought_back(name))

    # A row in the hand

    def _slot(self, at: QPoint) -> int:
        """Return before which row, from above, a place of the screen is."""
        if not self.rows:
            return 0
        top = next(iter(self.rows.values())).y()
        place = self._inside.mapFromGlobal(at).y() - top
        return max(0, min(int(place / HEIGHT + 0.5), len(self.rows)))

    def _drag(self, _name: str, at: QPoint) -> None:
        top = next(iter(self.rows.values())).y()
        y = top + self._slot(at) * HEIGHT
        self._line.setGeometry(8, y - 1, self._inside.width() - 16, 2)
        self._line.raise_()
        self._line.show()
        inside = self._inside.mapFromGlobal(at)
        self.ensureVisible(0, inside.y(), 0, HEIGHT)

    def _drop(self, name: str, at: QPoint) -> None:
        self._line.hide()
        names = list(self.rows)
        slot, before = self._slot(at), names.index(name)
        # What is taken out above moves the others up.
        slot -= slot > before
        self._plan.change(self._plan.arrangement.put(name, len(names) - 1 - slot))
