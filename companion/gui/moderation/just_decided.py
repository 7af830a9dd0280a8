"""What people have just decided, each with its Undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.entries import (
    GateChanged,
    PlatformAction,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.values import Timestamp
from companion.domain.views import VerdictLine
from companion.gui.components.amounts import age
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, isolated, label
from companion.gui.live.display_text import one_line
from companion.gui.moderation.decision_words import what_happened
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

MOST = 5
_ROW = 36


def just_decided(lines: Sequence[VerdictLine]) -> tuple[VerdictLine, ...]:
    """Return what people decided last and can take back, newest first."""
    found = [
        line
        for line in lines
        if line.by == "person" and line.undone_by is None and _can_be_undone(line)
    ]
    return tuple(found[:MOST])


def _can_be_undone(line: VerdictLine) -> bool:
    match line.what:
        case GateChanged() | PlatformAction():
            return False
        case ViewerMarked() | TextPermitted():
            return not line.what.is_lifted
        case VerdictGiven():
            return True
        case _:
            return line.kind == "verdict"


def did(line: VerdictLine) -> str:
    """Return what was decided about which text of whom."""
    text = isolated(one_line(line.text)) if line.text else ""
    name = isolated(one_line(line.viewer.name)) if line.viewer else ""
    if line.what is None or isinstance(line.what, VerdictGiven):
        allowed = line.verdict is Verdict.ALLOW
        words = _("allowed “{text}”") if allowed else _("blocked “{text}”")
        done = words.format(text=text)
    elif isinstance(line.what, TextPermitted):
        done = _("always allows “{text}”").format(text=text or line.what.text)
    else:
        return f"{what_happened(line)} {name}".strip()
    return f"{done} · {name}" if name else done


class DecidedRow(QWidget):
    """Icon, who, what, how long ago, Undo."""

    def __init__(
        self, line: VerdictLine, *, theme: Theme, on_undo: Callable[[], object]
    ) -> None:
        super().__init__()
        self.line = line
        self.setFixedHeight(_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(68, 0, 16, 0)
        row.setSpacing(8)
        icon, ink = _icon(line)
        row.addWidget(Glyph(icon, theme=theme, size=14, ink=ink))
        who = isolated(one_line(line.who)) if line.who else _("You")
        row.addWidget(label(who, size=12, weight=fonts.MEDIUM))
        self.what = ElidedLabel(did(line), size=12, ink="3")
        row.addWidget(self.what, 1)
        self._age = label(size=11, ink="3", tabular=True)
        row.addWidget(self._age, 0, Qt.AlignmentFlag.AlignRight)
        self.undo = Button(
            _("Undo"),
            theme=theme,
            look="ghost",
            height=24,
            name=_("Undo: {what}").format(what=did(line)),
            on_click=on_undo,
        )
        row.addWidget(self.undo)
        self.setAccessibleName(f"{who} {did(line)}")

    def tick(self, now: Timestamp) -> None:
        """Say how long ago it was."""
        self._age.setText(_("{age} ago").format(age=age(now - self.line.at)))


def _icon(line: VerdictLine) -> tuple[str, str]:
    match line.what:
        case ViewerMarked(mark="trust"):
            return "user-circle-plus-bold", "ok"
        case ViewerMarked(mark="permit"):
            return "link-bold", "ok"
        case ViewerMarked(mark="picture"):
            return "image-bold", "t2"
        case ViewerMarked():
            return "user-minus-bold", "bad"
        case TextPermitted():
            return "check-bold", "ok"
    if line.verdict is Verdict.ALLOW:
        return "check-bold", "ok"
    return "prohibit-bold", "bad"


class JustDecided(QWidget):
    """At most five, newest first; hidden while there are none.

    follows: what the keyboard reaches before the newest Undo.
    """

    def __init__(self, *, theme: Theme, undo: Callable[[int], object]) -> None:
        super().__init__()
        self._theme = theme
        self._undo = undo
        self.follows: QWidget | None = None
        self.rows: list[DecidedRow] = []
        self._shown: tuple[VerdictLine, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 8)
        self._column.setSpacing(0)
        caption = label(_("Just decided"), size=11, ink="3")
        caption.setContentsMargins(16, 4, 16, 4)
        self._column.addWidget(caption)
        self.hide()

    @property
    def newest(self) -> VerdictLine | None:
        """Return the newest decision that can be taken back."""
        return self._shown[0] if self._shown else None

    def take(self, lines: Sequence[VerdictLine], *, now: Timestamp) -> None:
        """Show the newest decisions among `lines`."""
        found = just_decided(lines)
        if found != self._shown:
            self._shown = found
            self._fill()
        self.tick(now)

    def tick(self, now: Timestamp) -> None:
        """Say how long ago everything was."""
        for row in self.rows:
            row.tick(now)

    def _fill(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [
            DecidedRow(line, theme=self._theme, on_undo=partial(self._undo, line.seq))
            for line in self._shown
        ]
        before = self.follows
        for row in self.rows:
            self._column.addWidget(row)
            if before is not None:
                QWidget.setTabOrder(before, row.undo)
            before = row.undo
        self.setVisible(bool(self.rows))
