"""Where the selected overlay stands, to the pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.text import ElidedLabel, label, paragraph
from companion.gui.stage_editor.arrangement import box_of
from companion.gui.stage_editor.box import FARTHEST, LARGEST, SMALLEST, Box
from companion.gui.stage_editor.plan import Plan
from companion.gui.theme import fonts
from companion.i18n import _

HEIGHT = 112
"""With all fields and no error, in pixels."""

_LIMITS = {
    "x": (-FARTHEST, FARTHEST),
    "y": (-FARTHEST, FARTHEST),
    "width": (SMALLEST, LARGEST),
    "height": (SMALLEST, LARGEST),
}


class PixelEdit(QLineEdit):
    """A whole number of pixels; arrows step by 1, with Shift by 10.

    stepped: gets how far.
    """

    def __init__(self, name: str, *, stepped: Callable[[int], object]) -> None:
        super().__init__()
        self._stepped = stepped
        self.setAccessibleName(name)
        self.setFixedHeight(28)
        self.setMaxLength(6)
        self.setFont(fonts.font(13, tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def set_bad(self, bad: bool) -> None:
        """Mark what is typed as not accepted."""
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            self.style().unpolish(self)
            self.style().polish(self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._stepped(step * (10 if far else 1))
        else:
            super().keyPressEvent(event)


class PlaceFields(QWidget):
    """x, y, width and height of the overlay that is selected alone."""

    def __init__(self, plan: Plan, *, title: Callable[[str], str]) -> None:
        super().__init__()
        self._plan = plan
        self._title = title
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(6)
        self._heading = ElidedLabel(weight=fonts.SEMIBOLD)
        column.addWidget(self._heading)
        self._hint = paragraph("", size=12, ink="3")
        column.addWidget(self._hint)
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        names = {
            "x": ("X", _("X, pixels from the left")),
            "y": ("Y", _("Y, pixels from the top")),
            "width": (_("Width"), _("Width in pixels")),
            "height": (_("Height"), _("Height in pixels")),
        }
        self.edits: dict[str, PixelEdit] = {}
        for place, (key, (caption, name)) in enumerate(names.items()):
            edit = PixelEdit(name, stepped=partial(self._step, key))
            edit.editingFinished.connect(partial(self._take, key))
            edit.textEdited.connect(partial(self._check, key))
            self.edits[key] = edit
            words = label(caption, size=12, ink="2")
            words.setBuddy(edit)
            line, side = divmod(place, 2)
            grid.addWidget(words, line, 2 * side)
            grid.addWidget(edit, line, 2 * side + 1)
            grid.setColumnStretch(2 * side + 1, 1)
        column.addWidget(self._holder)
        self._error = paragraph("", size=12, ink="bad")
        self._error.hide()
        column.addWidget(self._error)
        column.addStretch(1)
        # What stands above must not jump whenever something is selected.
        self.setMinimumHeight(HEIGHT)
        plan.changed.connect(self.show_plan)
        plan.selected_changed.connect(self.show_plan)
        self.show_plan()

    @property
    def heading(self) -> str:
        """Return whose place it is."""
        return self._heading.text()

    @property
    def error(self) -> str:
        """Return what is wrong with a field, "" when all is well."""
        return "" if self._error.isHidden() else self._error.text()

    def show_plan(self) -> None:
        """Show the place of what is selected now; what is being typed stays."""
        selected = self._plan.selected
        item = self._plan.arrangement.item(selected[0]) if len(selected) == 1 else None
        name = item.overlay if item else ""
        is_other, self._name = name != self._name, name
        self._holder.setVisible(item is not None)
        self._hint.setVisible(item is None)
        if item is None:
            self._heading.setText(_("Place"))
            several = _("{n} overlays selected. Arrow keys move them together.")
            none = _("Select an overlay to place it to the pixel.")
            self._hint.setText(several.format(n=len(selected)) if selected else none)
            self._say("")
            return
        self._heading.setText(self._title(name))
        values = {"x": item.x, "y": item.y, "width": item.width, "height": item.height}
        for key, edit in self.edits.items():
            edit.setEnabled(not item.locked)
            typing = edit.hasFocus() and edit.isModified() and not is_other
            if not typing and edit.text() != str(values[key]):
                edit.setText(str(values[key]))
                edit.set_bad(False)
        if is_other:
            self._say("")

    def _box(self) -> Box | None:
        item = self._plan.arrangement.item(self._name)
        return box_of(item) if item is not None else None

    def _value(self, key: str) -> int | None:
        """Return the number that is typed, None when it is not accepted."""
        try:
            value = int(self.edits[key].text().strip().replace("−", "-"))
        except ValueError:
            return None
        least, most = _LIMITS[key]
        return value if least <= value <= most else None

    def _check(self, key: str, _text: str) -> None:
        is_bad = self._value(key) is None
        self.edits[key].set_bad(is_bad)
        least, most = _LIMITS[key]
        text = _("Whole number, {least} to {most}")
        self._say(text.format(least=least, most=most) if is_bad else "")
        self.edits[key].setAccessibleDescription(self.error)

    def _take(self, key: str) -> None:
        value, box = self._value(key), self._box()
        if box is None or value is None or getattr(box, key) == value:
            return
        self.edits[key].setModified(False)
        changed = replace(box, **{key: value})
        self._plan.change(self._plan.arrangement.placed(self._name, changed))

    def _step(self, key: str, by: int) -> None:
        box = self._box()
        if box is None:
            return
        self.edits[key].setModified(False)
        least, most = _LIMITS[key]
        value = max(least, min(getattr(box, key) + by, most))
        changed = replace(box, **{key: value})
        self._plan.nudge(self._plan.arrangement.placed(self._name, changed))

    def _say(self, error: str) -> None:
        self._error.setText(error)
        self._error.setVisible(bool(error))
