"""Pre-flight: everything a stream needs, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from companion.domain.studio import Check
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Glyph
from companion.gui.components.text import isolated, label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

_WIDTH = 560
_HIGHEST = 420
_MARKS = {
    "good": ("check-circle-fill", "ok"),
    "look": ("warning-fill", "warn"),
    "bad": ("warning-circle-fill", "bad"),
}
_ORDER = {"bad": 0, "look": 1, "good": 2}


class PreflightDialog(Dialog):
    """What is wrong comes first. on_again: check once more."""

    def __init__(
        self, parent: QWidget, *, theme: Theme, on_again: Callable[[], object]
    ) -> None:
        super().__init__(parent, theme=theme, title=_("Pre-flight"), width=_WIDTH)
        self._theme = theme
        self.verdict = paragraph("", ink="2")
        self.body.addWidget(self.verdict)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Checks"))
        self._area.hide()
        self.body.addWidget(self._area)
        self.lines: tuple[str, ...] = ()
        self.again = Button(
            _("Check again"), theme=theme, icon="arrows-clockwise", on_click=on_again
        )
        close = Button(_("Close"), theme=theme, on_click=self.reject)
        self.foot.addWidget(self.again)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        close.setDefault(True)
        close.setFocus(Qt.FocusReason.TabFocusReason)

    def show_working(self) -> None:
        """Show that it is being checked."""
        self.verdict.setText(_("Checking sources, connections, gate, disk, budgets…"))
        self.again.set_busy(True)

    def show_problem(self, text: str) -> None:
        """Say why nothing could be checked."""
        self.again.set_busy(False)
        self.verdict.setText(text)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show what was found, what is wrong first."""
        self.again.set_busy(False)
        found = sorted(checks, key=lambda one: _ORDER[one.state])
        self.verdict.setText(_verdict(found))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for check in found:
            column.addWidget(self._row(check))
        column.addStretch(1)
        self.lines = tuple(f"{one.state}: {one.name}" for one in found)
        self._area.setWidget(inside)
        height = column.heightForWidth(_WIDTH - 48)
        self._area.setFixedHeight(min(_HIGHEST, height + 4))
        self._area.show()

    def _row(self, check: Check) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        icon, ink = _MARKS[check.state]
        glyph = Glyph(icon, theme=self._theme, ink=ink)
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(isolated(check.name), weight=fonts.MEDIUM))
        if check.detail:
            words.addWidget(paragraph(check.detail, size=12))
        if check.fix:
            words.addWidget(paragraph(check.fix, size=12, ink="1"))
        row.addLayout(words, 1)
        holder.setAccessibleName(f"{_state_word(check.state)}: {check.name}")
        holder.setAccessibleDescription(f"{check.detail} {check.fix}".strip())
        return holder


def _verdict(checks: Sequence[Check]) -> str:
    bad = sum(one.state == "bad" for one in checks)
    look = sum(one.state == "look" for one in checks)
    if bad:
        text = ngettext("{n} thing must be mended", "{n} things must be mended", bad)
        return text.format(n=bad)
    if look:
        text = ngettext(
            "Ready; {n} thing deserves a look", "Ready; {n} things deserve a look", look
        )
        return text.format(n=look)
    return _("All is ready.")


def _state_word(state: str) -> str:
    return {"good": _("good"), "look": _("needs a look"), "bad": _("bad")}[state]
