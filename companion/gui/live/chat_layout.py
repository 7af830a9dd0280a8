"""Measuring and composing one chat row: where every word and mark of it stands.

Rows are composed when they come on screen and kept while they look the same, so that
a busy chat costs one layout per row that anybody sees.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from companion.gui.live.chat_badges import badges_of, role_word
from companion.gui.live.chat_row import ChatRow, RowKind, RowState
from companion.gui.live.chat_words import removal_words, streak_words
from companion.gui.live.display_text import isolated
from companion.gui.theme import fonts
from companion.gui.theme.tokens import Colour, Tokens

TIME_LEFT: Final = 16
GLYPH_LEFT: Final = 64
TEXT_LEFT: Final = 88
RIGHT_MARGIN: Final = 6
"""With the scroll bar's 10 pixels, the pane's padding of 16."""

ROW_PADDING: Final = 4
GROUP_MARGIN: Final = 2
"""Free pixels above and below a supporting row."""

QUOTE_HEIGHT: Final = 16
GAP_HEIGHT: Final = 46
MOST_LINES: Final = 6
WHOLE_LINES: Final = 60
"""Lines of a row's text: of any row, and of the chosen one."""

MOST_CHARACTERS: Final = 900
WHOLE_CHARACTERS: Final = 2_000
_KEPT: Final = 500
_ROOM: Final = "\u2003"
"""An em space: the room in which a mark is painted."""

_HIDDEN: Final = "\u2007"
_HIDDEN_MOST: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSize:
    """How large chat is written; pitch: from one line to the next, in pixels."""

    font: int
    pitch: int


SIZES: Final = (
    TextSize(font=13, pitch=20),
    TextSize(font=15, pitch=22),
    TextSize(font=16, pitch=24),
)


@dataclass(slots=True, kw_only=True)
class Mark:
    """An icon inside the text, or the cover of a hidden part when `icon` is "".

    tip: what the icon means, for the pointer.
    """

    box: QRectF
    icon: str = ""
    colour: Colour = ""
    tip: str = ""


@dataclass(slots=True, kw_only=True)
class LaidOut:
    """One composed row. Positions are relative to the row's top left corner."""

    row: ChatRow
    width: int
    right: int
    whole: bool
    height: int
    text: QTextLayout | None = None
    marks: list[Mark] = field(default_factory=list)
    name: QRectF = field(default_factory=QRectF)
    quote: str = ""
    is_cut: bool = False


class ChatLayouts:
    """Composes rows for one theme, size and time zone, and keeps the newest ones."""

    def __init__(self, tokens: Tokens) -> None:
        self.zone = ""
        self._kept: OrderedDict[int, LaidOut] = OrderedDict()
        self._tokens = tokens
        self._size = SIZES[0]

    @property
    def size(self) -> TextSize:
        """Return how large chat is written."""
        return self._size

    def restyle(self, tokens: Tokens, size: TextSize) -> None:
        """Compose everything anew in other colours or another size."""
        self._tokens, self._size = tokens, size
        self._kept.clear()

    def of(
        self, row: ChatRow, width: int, right: int, *, whole: bool = False
    ) -> LaidOut:
        """Return the row composed for `width`, `right` of it taken by chips.

        whole: all of its text, however long, for the row that was chosen.
        """
        kept = self._kept.get(row.uid)
        if (
            kept is not None
            and kept.row is row
            and kept.width == width
            and kept.right == right
            and kept.whole == whole
        ):
            return kept
        blank = LaidOut(row=row, width=width, right=right, whole=whole, height=0)
        fresh = self._compose(blank)
        self._kept[row.uid] = fresh
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return fresh

    def _compose(self, laid: LaidOut) -> LaidOut:
        row, pitch = laid.row, self._size.pitch
        if row.kind is RowKind.GAP:
            laid.height = GAP_HEIGHT
            return laid
        laid.height = pitch + 2 * ROW_PADDING
        if not row.is_message:
            return laid
        room = max(80, laid.width - TEXT_LEFT - RIGHT_MARGIN - laid.right)
        script = _Script(laid, self._tokens, self._size, self.zone, room)
        layout, laid.is_cut = script.laid_out(room)
        margin = GROUP_MARGIN if row.kind is RowKind.MONEY else 0
        above = QUOTE_HEIGHT if row.quote else 0
        top = ROW_PADDING + margin + above
        place_lines(layout, self._size, TEXT_LEFT, top)
        laid.height += (layout.lineCount() - 1) * pitch + 2 * margin + above
        laid.text, laid.quote = layout, row.quote
        laid.marks = script.marks(layout, top)
        laid.name = script.name_box(layout, top)
        return laid


class _Script:
    """A row's words in order, with the format of each, before they are set."""

    def __init__(
        self, laid: LaidOut, tokens: Tokens, size: TextSize, zone: str, room: int
    ) -> None:
        self._most_lines = WHOLE_LINES if laid.whole else MOST_LINES
        self._most = WHOLE_CHARACTERS if laid.whole else MOST_CHARACTERS
        self._tokens, self._size = tokens, size
        self._parts: list[str] = []
        self._length = 0
        self._formats: list[QTextLayout.FormatRange] = []
        self._rooms: list[tuple[int, str, Colour, str]] = []
        self._hidden: list[tuple[int, int]] = []
        self._name = (0, 0)
        self._write(laid.row, zone, room)

    def _write(self, row: ChatRow, zone: str, room: int) -> None:
        tokens = self._tokens
        is_gone = row.state is RowState.REMOVED
        is_dim = row.state is not RowState.SHOWN
        ink = tokens.t1 if tokens.name == "light" else tokens.t2
        weight = fonts.REGULAR if is_gone else fonts.SEMIBOLD
        self._write_name(row, room, tokens.t3 if is_dim else tokens.t1, weight)
        self._add("  ", tokens.t3)
        if row.title:
            self._write_title(row)
        if row.text:
            self._add_text(row, tokens.t3 if is_dim else ink)
            self._add(" ", tokens.t3)
        note = removal_words(row, zone) if is_gone else streak_words(row)
        if row.state is RowState.BLOCKED:
            note = row.note
        if note:
            self._add(note, tokens.t3)

    def _write_name(self, row: ChatRow, room: int, ink: Colour, weight: int) -> None:
        font = fonts.font(self._size.font, weight)
        name = QFontMetricsF(font).elidedText(
            row.name, Qt.TextElideMode.ElideRight, max(120.0, room * 0.6)
        )
        start = self._length
        self._add(isolated(name), ink, weight)
        self._name = (start, self._length)
        for badge in badges_of(row.roles):
            colour = str(getattr(self._tokens, badge.ink))
            self._add_room(badge.icon, colour, role_word(badge.role))

    def _write_title(self, row: ChatRow) -> None:
        tokens = self._tokens
        if row.sign:
            self._add(f"{row.sign} ", tokens.t1)
        elif row.kind is RowKind.MONEY and row.is_streak:
            self._add_room("gift-fill", tokens.accent_text)
        self._add(isolated(row.title), tokens.t1, fonts.SEMIBOLD)
        self._add(" ", tokens.t3)

    def _add_text(self, row: ChatRow, ink: Colour) -> None:
        """Write the text as one isolate; hidden parts become room for their cover."""
        text = row.text[: self._most]
        self._add("\u2068", ink)
        end = 0
        for start, stop, is_hidden in _parts(row):
            self._add(text[end:start], ink)
            if is_hidden:
                first = self._length
                self._add(_HIDDEN * min(stop - start, _HIDDEN_MOST), ink)
                self._hidden.append((first, self._length))
            else:
                self._add(text[start:stop], self._tokens.cyan_text, fonts.SEMIBOLD)
            end = stop
        self._add(text[end:], ink)
        self._add("\u2069", ink)

    def _add(self, text: str, ink: Colour, weight: int = fonts.REGULAR) -> None:
        if not text:
            return
        # Qt counts in UTF-16, where an emoji is two.
        length = len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
        part = QTextLayout.FormatRange()
        part.start, part.length = self._length, length
        part.format = _format(ink, self._size.font, weight)
        self._formats.append(part)
        self._parts.append(text)
        self._length += length

    def _add_room(self, icon: str, colour: Colour, tip: str = "") -> None:
        self._rooms.append((self._length, icon, colour, tip))
        part = QTextLayout.FormatRange()
        part.start, part.length = self._length, 1
        part.format = _room_format(self._size.font)
        self._formats.append(part)
        self._parts.append(_ROOM)
        self._length += 1

    def laid_out(self, room: int) -> tuple[QTextLayout, bool]:
        """Return the words set into lines of `room` pixels, and whether some fell."""
        text = "".join(self._parts)
        layout = self._set(text, room)
        if layout.lineCount() <= self._most_lines:
            return layout, False
        last = layout.lineAt(self._most_lines - 1)
        cut = _cut(text, last.textStart() + last.textLength())
        return self._set(cut, room), True

    def _set(self, text: str, room: int) -> QTextLayout:
        layout = QTextLayout(text, fonts.font(self._size.font))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        layout.setFormats(self._formats_within(text))
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            if layout.lineCount() > self._most_lines:
                break
        layout.endLayout()
        return layout

    def _formats_within(self, text: str) -> list[QTextLayout.FormatRange]:
        length = len(text.encode("utf-16-le")) // 2
        if length >= self._length:
            return self._formats
        return [part for part in self._formats if part.start + part.length <= length]

    def marks(self, layout: QTextLayout, top: int) -> list[Mark]:
        """Return icons and covers where the set words left room for them."""
        marks: list[Mark] = []
        pitch, size = self._size.pitch, self._size.font
        for at, icon, colour, tip in self._rooms:
            for box in _boxes(layout, (at, at + 1), top, pitch):
                y = box.top() + (pitch - size) / 2
                icon_box = QRectF(box.left() + 4, y, size, size)
                marks.append(Mark(box=icon_box, icon=icon, colour=colour, tip=tip))
        for span in self._hidden:
            marks.extend(
                Mark(box=box.adjusted(0, 2, 0, -2))
                for box in _boxes(layout, span, top, pitch)
            )
        return marks

    def name_box(self, layout: QTextLayout, top: int) -> QRectF:
        """Return where the name stands, for the pointer."""
        boxes = _boxes(layout, self._name, top, self._size.pitch)
        return boxes[0] if boxes else QRectF()


def _parts(row: ChatRow) -> list[tuple[int, int, bool]]:
    """Return hidden parts and mentions in order: from, to, hidden. None overlap."""
    parts = [(start, stop, True) for start, stop in row.masked]
    parts += [
        (start, stop, False)
        for start, stop in row.mentions
        if all(stop <= first or last <= start for first, last in row.masked)
    ]
    return sorted(parts)


def _cut(text: str, end: int) -> str:
    """Return `text` up to UTF-16 position `end`, its last words for an ellipsis."""
    head = text.encode("utf-16-le")[: 2 * (end - 4)].decode("utf-16-le", "ignore")
    return head.rstrip() + "…"


def place_lines(layout: QTextLayout, size: TextSize, left: int, top: int) -> None:
    """Set every line on the grid, whatever the height of its fallback fonts."""
    metrics = QFontMetricsF(fonts.font(size.font))
    rest = size.pitch - metrics.ascent() - metrics.descent()
    baseline = rest / 2 + metrics.ascent()
    for index in range(layout.lineCount()):
        line = layout.lineAt(index)
        y = top + index * size.pitch + baseline - line.ascent()
        line.setPosition(QPointF(left, round(y)))


def _boxes(
    layout: QTextLayout, span: tuple[int, int], top: int, pitch: int
) -> list[QRectF]:
    """Return what the characters of `span` cover, one box per line."""
    boxes = []
    for index in range(layout.lineCount()):
        line = layout.lineAt(index)
        first = max(span[0], line.textStart())
        last = min(span[1], line.textStart() + line.textLength())
        if first < last:
            x1, x2 = sorted((_x(line, first), _x(line, last)))
            boxes.append(QRectF(x1, top + index * pitch, x2 - x1, pitch))
    return boxes


def _x(line: QTextLine, position: int) -> float:
    # PySide returns the position it moved to beside the pixel.
    x = cast("tuple[float, int]", line.cursorToX(position))
    return x[0]


@lru_cache(maxsize=64)
def _format(ink: Colour, size: int, weight: int) -> QTextCharFormat:
    result = QTextCharFormat()
    result.setFont(fonts.font(size, weight))
    result.setForeground(QColor(ink))
    return result


@lru_cache(maxsize=8)
def _room_format(size: int) -> QTextCharFormat:
    """Return the format of an em space as wide as an icon and its margins."""
    font = QFont(fonts.font(size))
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 6)
    result = QTextCharFormat()
    result.setFont(font)
    return result
