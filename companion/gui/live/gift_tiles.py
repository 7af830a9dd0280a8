"""What a Viewer gave, gift by gift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.views import GiftTally
from companion.gui.components.amounts import number
from companion.gui.components.floating import paint_card
from companion.gui.components.text import label, rule
from companion.gui.live.display_text import isolated, one_line
from companion.gui.live.event_words import gift_sign
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

COLUMNS: Final = 3
_TILE: Final = 52


class GiftTile(QWidget):
    """Sign, how many, name and Diamonds."""

    def __init__(self, gift: GiftTally, *, theme: Theme) -> None:
        super().__init__()
        self.gift = gift
        self._theme = theme
        self._name = one_line(gift.name)
        self.setFixedHeight(_TILE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        diamonds = ngettext("{n} diamond", "{n} diamonds", gift.diamonds)
        words = f"{self._name} ×{number(gift.count)}"
        self.setAccessibleName(words)
        self.setAccessibleDescription(diamonds.format(n=number(gift.diamonds)))
        theme.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(136, _TILE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        paint_card(painter, box, ground=tokens.bg2, edge=tokens.line, radius=8)
        sign = QRectF(9, (_TILE - 26) / 2, 26, 26)
        known = gift_sign(self.gift.name)
        if known:
            painter.setFont(fonts.font(22))
            painter.setPen(QColor(tokens.t1))
            painter.drawText(sign, int(Qt.AlignmentFlag.AlignCenter), known)
        else:
            paint_icon(
                painter, sign.adjusted(2, 2, -2, -2), "gift-fill", tokens.accent_text
            )
        room = self.width() - 43 - 8
        painter.setFont(fonts.font(12, fonts.SEMIBOLD, tabular=True))
        painter.setPen(QColor(tokens.t1))
        painter.drawText(QRectF(43, 10, room, 16), 0, f"×{number(self.gift.count)}")
        small = fonts.font(11, tabular=True)
        diamonds = number(self.gift.diamonds)
        metrics = QFontMetrics(small)
        rest = room - metrics.horizontalAdvance(f" · {diamonds}")
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, rest)
        painter.setFont(small)
        painter.setPen(QColor(tokens.t3))
        painter.drawText(QRectF(43, 26, room, 16), 0, f"{isolated(name)} · {diamonds}")
        painter.end()


class GiftTiles(QWidget):
    """Rows of three tiles, more by scrolling; hidden when nothing was given."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule("h"))
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 2)
        head.setSpacing(8)
        head.addWidget(label(_("Gifts"), weight=fonts.SEMIBOLD))
        self.count = label("", size=12, ink="3", tabular=True)
        head.addWidget(self.count)
        head.addStretch(1)
        column.addLayout(head)
        self._rows = 2
        self._tiles: list[GiftTile] = []
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area)

    @property
    def tiles(self) -> list[GiftTile]:
        """Return the tiles, the most Diamonds first."""
        return list(self._tiles)

    def show_gifts(self, gifts: Sequence[GiftTally]) -> None:
        """Show other gifts."""
        self.setVisible(bool(gifts))
        pieces = number(sum(gift.count for gift in gifts))
        diamonds = sum(gift.diamonds for gift in gifts)
        words = ngettext("{n} diamond", "{n} diamonds", diamonds)
        self.count.setText(f"{pieces} · {words.format(n=number(diamonds))}")
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 8, 16, 12)
        grid.setSpacing(8)
        self._tiles = [GiftTile(gift, theme=self._theme) for gift in gifts]
        for index, tile in enumerate(self._tiles):
            grid.addWidget(tile, index // COLUMNS, index % COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        self._area.setWidget(inside)
        self._fit()

    def set_rows(self, rows: int) -> None:
        """Show at most this many rows of tiles at once."""
        if rows != self._rows:
            self._rows = rows
            self._fit()

    def _fit(self) -> None:
        rows = min(self._rows, -(-len(self._tiles) // COLUMNS))
        self._area.setFixedHeight(20 + rows * _TILE + max(0, rows - 1) * 8)
