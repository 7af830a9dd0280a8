"""Parts of the line to write with: where to, and whom a text is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override

from companion.domain.values import Platform
from companion.gui.components.floating import paint_card
from companion.gui.live.action_words import platform_name
from companion.gui.live.chat_row import ChatRow
from companion.gui.live.display_text import one_line
from companion.gui.live.writable import target_name
from companion.gui.theme.icons import paint_icon, platform_colour, platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

LONGEST_ADDRESS: Final = 60


def address(row: ChatRow) -> str:
    """Return how a text names whom it answers: "@Ida "."""
    viewer = row.viewer
    name = one_line(viewer.handle if viewer and viewer.handle else row.name)
    return f"@{name.strip().removeprefix('@')[:LONGEST_ADDRESS]} "


def platform_names(targets: Iterable[str]) -> list[str]:
    """Return the platforms of connections, each once, in their order."""
    return list(dict.fromkeys(platform_name(target) for target in targets))


class TargetChooser(QAbstractButton):
    """The marks of the platforms that are written to."""

    def __init__(self, theme: Theme, *, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._theme = theme
        self._platforms: tuple[Platform, ...] = ()
        self.setFixedHeight(32)
        self.clicked.connect(lambda _on: on_click())
        theme.changed.connect(self.update)

    def show_targets(self, targets: Sequence[str]) -> None:
        """Show where Enter sends to."""
        names = {one.partition(":")[0] for one in targets}
        self._platforms = tuple(one for one in Platform if one.value in names)
        where = ", ".join(target_name(one) for one in targets)
        self.setAccessibleName(_("Where to write: {targets}").format(targets=where))
        self.setToolTip(where)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(10 + 22 * max(1, len(self._platforms)) + 22, 32)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        edge = tokens.ctl if self.isDown() or self.underMouse() else tokens.line2
        box = QRectF(self.rect())
        paint_card(painter, box, ground=tokens.bg3, edge=edge, radius=6)
        left = 10
        for platform in self._platforms:
            icon = QRectF(left, 9, 14, 14)
            colour = platform_colour(platform, tokens)
            if not self.isEnabled():
                colour = tokens.t3
            paint_icon(painter, icon, platform_icon(platform), colour)
            left += 22
        caret = QRectF(self.width() - 22, 10, 12, 12)
        paint_icon(painter, caret, "caret-down-bold", tokens.t3)
        painter.end()
