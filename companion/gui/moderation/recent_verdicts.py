"""The newest verdicts in one line each, with a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from companion.domain.entries import Verdict, ViewerMarked
from companion.domain.views import VerdictLine
from companion.gui.components.amounts import clock_time
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.live.display_text import isolated, one_line
from companion.gui.live.masking import masked_spans
from companion.gui.moderation.decision_words import (
    by_name,
    score_text,
    top_score,
    verdict_icon,
    what_happened,
    why,
)
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

ROW = 35
_LINE: Final = int(Qt.ItemDataRole.UserRole)
_TIME_LEFT, _ICON_LEFT, _TEXT_LEFT, _RIGHT = 16, 68, 96, 16
_BAR, _COVER = "▇", 8
"""What covers hidden words, and how many of them cover a whole text."""


Index = QModelIndex | QPersistentModelIndex


def filters() -> dict[str, str]:
    """Return what the list can be narrowed to, by key."""
    return {
        "all": _("All"),
        "held": _("Held"),
        "blocked": _("Blocked"),
        "allowed": _("Allowed"),
        "people": _("By people"),
    }


def verdict_of(line: VerdictLine) -> Verdict | None:
    """Return what became of a line: a name that waits keeps all of it waiting."""
    if line.verdict is Verdict.ALLOW and line.name is Verdict.HOLD:
        return Verdict.HOLD
    return line.verdict


def passes(line: VerdictLine, wanted: str) -> bool:
    """Return whether a filter lets a decision through."""
    match wanted:
        case "held":
            return verdict_of(line) is Verdict.HOLD
        case "blocked":
            return line.verdict is Verdict.BLOCK
        case "allowed":
            return verdict_of(line) is Verdict.ALLOW
        case "people":
            return line.by in {"person", "undo"}
        case _:
            return line.kind in {"verdict", "text_permit", "viewer_mark"}


def once(lines: Sequence[VerdictLine]) -> Sequence[VerdictLine]:
    """Return decisions without what rules had said already of what the model agrees to.

    A message that rules hold is scored as well: that is one thing that happened, and
    the model's line has the reasons of both.
    """
    by_model = {(one.of, verdict_of(one)) for one in lines if one.by == "model"}
    return tuple(
        one
        for one in lines
        if one.by != "rules" or (one.of, verdict_of(one)) not in by_model
    )


def words_of(line: VerdictLine) -> tuple[str, str]:
    """Return who a line is about, and what is said of them."""
    text = _quoted(line)
    viewer = isolated(one_line(line.viewer.name)) if line.viewer else ""
    if line.by in {"person", "undo"} or line.kind != "verdict":
        who = by_name(line.by, line.who)
        what = what_happened(line)
        done = f"{what} {viewer}"
        if text and not isinstance(line.what, ViewerMarked):
            done = _("{what} “{text}”").format(what=what, text=text)
        return who[:1].upper() + who[1:], done
    if line.by == "clock":
        shown = line.verdict is Verdict.ALLOW
        return viewer, _("let expire, shown") if shown else _(
            "let expire, stayed hidden"
        )
    if line.verdict is Verdict.BLOCK and not line.scores:
        return viewer, why(line) or text
    return viewer, text


def _quoted(line: VerdictLine) -> str:
    """Return the text, what a verdict keeps from the stream covered here too."""
    text = one_line(line.text)
    if line.verdict is not Verdict.BLOCK or line.by in {"person", "undo"}:
        return text
    spans = masked_spans(text, line.reasons)
    if spans == ((0, len(text)),):
        return _BAR * _COVER
    covered = list(text)
    for start, end in spans:
        covered[start:end] = _BAR * (end - start)
    return "".join(covered)


def source_of(line: VerdictLine) -> str:
    """Return what stands at the right: a score, or what decided in its place."""
    if line.by == "undo" or line.undone_by is not None:
        return _("undone") if line.undone_by is not None else _("undo")
    if line.by == "person":
        return ""
    score = top_score(line)
    if score is not None:
        return score_text(score)
    if any(reason.rule.startswith("model-") for reason in line.reasons):
        return _("rules only")
    return _("rule") if line.by == "rules" and line.reasons else ""


class VerdictModel(QAbstractListModel):
    """The newest decisions that the filter lets through."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[VerdictLine, ...] = ()
        self._lines: tuple[VerdictLine, ...] = ()
        self._wanted = "all"
        self.zone = ""

    @property
    def lines(self) -> Sequence[VerdictLine]:
        """Return what is shown, newest first."""
        return self._lines

    def take(self, lines: Sequence[VerdictLine]) -> None:
        """Show other decisions."""
        self._all = tuple(lines)
        self._show()

    def narrow(self, wanted: str) -> None:
        """Use another filter."""
        self._wanted = wanted
        self._show()

    def _show(self) -> None:
        known = once(self._all)
        found = tuple(line for line in known if passes(line, self._wanted))
        if found != self._lines:
            self.beginResetModel()
            self._lines = found
            self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: Index, role: int = _LINE) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == _LINE:
            return line
        if role in (
            int(Qt.ItemDataRole.AccessibleTextRole),
            int(Qt.ItemDataRole.ToolTipRole),
        ):
            who, what = words_of(line)
            time = clock_time(line.at, zone=self.zone)
            because = why(line)
            said = f"{time} {who} {what}"
            return f"{said} ({because})" if because else said
        return None


class VerdictRows(QStyledItemDelegate):
    """Time, sign, who, what, and score or source at the right."""

    def __init__(self, *, theme: Theme, model: VerdictModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), ROW)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line = index.data(_LINE)
        if not isinstance(line, VerdictLine):
            return
        tokens, box = self._theme.tokens, option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.bg3))
            edge = QRect(box.left(), box.top(), 2, box.height())
            painter.fillRect(edge, QColor(tokens.cyan))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(tokens.bg2))
        self._paint_line(painter, box, line)
        painter.restore()

    def _paint_line(self, painter: QPainter, box: QRect, line: VerdictLine) -> None:
        tokens = self._theme.tokens
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        small = fonts.font(11, tabular=True)
        painter.setFont(small)
        painter.setPen(QColor(tokens.t3))
        time = clock_time(line.at, zone=self._model.zone)
        painter.drawText(box.adjusted(_TIME_LEFT, 0, 0, 0), middle, time)
        icon, ink = _icon(line)
        sign = QRectF(box.left() + _ICON_LEFT, box.center().y() - 6, 14, 14)
        paint_icon(painter, sign, icon, self._theme.colour(ink))
        source = source_of(line)
        right = box.right() - _RIGHT
        if source:
            far = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(box.adjusted(0, 0, -_RIGHT, 0), far, source)
            right -= QFontMetrics(small).horizontalAdvance(source) + 8
        who, what = words_of(line)
        bold, plain = fonts.font(13, fonts.MEDIUM), fonts.font(13)
        left = box.left() + _TEXT_LEFT
        who = QFontMetrics(bold).elidedText(
            who, Qt.TextElideMode.ElideRight, (right - left) * 6 // 10
        )
        painter.setFont(bold)
        painter.setPen(QColor(tokens.t1))
        painter.drawText(QRect(left, box.top(), right - left, ROW), middle, who)
        left += QFontMetrics(bold).horizontalAdvance(who) + 5
        painter.setFont(plain)
        painter.setPen(QColor(tokens.t3))
        what = QFontMetrics(plain).elidedText(
            what, Qt.TextElideMode.ElideRight, right - left
        )
        painter.drawText(QRect(left, box.top(), right - left, ROW), middle, what)


def _icon(line: VerdictLine) -> tuple[str, str]:
    if line.by == "undo":
        return "arrow-u-up-left-bold", "t2"
    if line.by == "clock":
        return "hourglass-medium-fill", "warn"
    if line.kind == "viewer_mark":
        return "user-minus-bold", "t2"
    if line.kind == "text_permit":
        return "check-circle-fill", "ok"
    return verdict_icon(verdict_of(line))


class RecentVerdicts(QListView):
    """opened: a decision's seq, by Enter or a double click."""

    opened = Signal(int)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines = VerdictModel(self)
        self.setModel(self.lines)
        self._rows = VerdictRows(theme=theme, model=self.lines)
        self.setItemDelegate(self._rows)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty(OWN_FOCUS, True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Recent verdicts"))
        self.activated.connect(self._open)
        theme.changed.connect(self.viewport().update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.lines.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setFont(fonts.font(12))
        painter.setPen(QColor(self._theme.tokens.t3))
        room = QRect(_TIME_LEFT, 12, self.viewport().width() - 2 * _TIME_LEFT, 48)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        words = _("What the gate and people decide appears here, newest first.")
        painter.drawText(room, int(flags), words)
        painter.end()

    def _open(self, index: QModelIndex) -> None:
        line = index.data(_LINE)
        if isinstance(line, VerdictLine):
            self.opened.emit(line.seq)
