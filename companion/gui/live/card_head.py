"""The top of a card: whose it is, what can be done, and four figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.values import Viewer
from companion.domain.views import Standing
from companion.gui.components.avatar import paint_avatar
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.field import Glyph
from companion.gui.components.menu import SEPARATOR, menu
from companion.gui.components.text import ElidedLabel, isolated, label, rule
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.display_text import one_line, platform_of
from companion.gui.live.figures import place
from companion.gui.live.gate_actions import GateActions, viewer_actions
from companion.gui.live.mark_row import MarkRow
from companion.gui.live.platform_actions import (
    NO_PLATFORM,
    PlatformActions,
    ban_action,
    time_out_action,
    unban_action,
)
from companion.gui.live.row_actions import RowAction, item_of
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class CardActions:
    """What a card may ask for; undo gets the seq of a correction.

    platform: what is done about the Viewer on their platform. rows: what is done with
    one of their messages; None: nothing.
    """

    award: Callable[[str], object]
    reset: Callable[[str], object]
    undo: Callable[[int], object]
    close: Callable[[], object]
    platform: PlatformActions = NO_PLATFORM
    rows: ChatActions | None = None
    gate: GateActions | None = None
    unmark: Callable[[str, str], object] = lambda _viewer_id, _mark: None


class _Avatar(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._who = ("", "")
        self.setFixedSize(56, 56)
        theme.changed.connect(self.update)

    def show_viewer(self, viewer_id: str, name: str) -> None:
        self._who = (viewer_id, name)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_avatar(painter, QRectF(self.rect()), *self._who)
        painter.end()


class CardHead(QWidget):
    """Avatar, name, rank, handle, close; below it award, undo and reset."""

    def __init__(self, *, theme: Theme, actions: CardActions) -> None:
        super().__init__()
        self._theme = theme
        self._viewer_id = ""
        self._viewer: Viewer | None = None
        self._platform = actions.platform
        self._gate = actions.gate
        self.marks = MarkRow(
            theme=theme, unmark=lambda mark: actions.unmark(self._viewer_id, mark)
        )
        self._undoable = 0
        self.avatar = _Avatar(theme)
        self.name = ElidedLabel(size=20, weight=fonts.SEMIBOLD, natural=300)
        self.rank = Chip("", theme=theme)
        self.platform = Glyph("", theme=theme, size=13)
        self.handle = ElidedLabel(size=12, ink="3", natural=320)
        self.close_button = Button(
            theme=theme,
            icon="x",
            look="ghost",
            name=_("Close the card"),
            key="Esc",
            on_click=actions.close,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_who())
        column.addLayout(self._make_buttons(actions))
        column.addWidget(self.marks)

    def show_who(self, viewer_id: str, name: str, handle: str = "") -> None:
        """Say whose card it is."""
        self._viewer_id = viewer_id
        self.avatar.show_viewer(viewer_id, name)
        self.name.setText(isolated(name))
        platform = platform_of(viewer_id)
        ink = platform.value if platform else "t2"
        self.platform.set_icon(platform_icon(platform), ink)
        self.handle.setText(isolated(one_line(handle)) if handle else "")

    def show_moderation(self, viewer: Viewer | None) -> None:
        """Offer what can be done about a Viewer; None while the card is read."""
        self._viewer = viewer
        actions = self._moderation()
        here = viewer_actions(viewer, "", None, self._gate)
        self.moderate.setEnabled(any(one.is_possible for one in (*actions, *here)))
        self.moderate.set_tip("" if viewer is None else actions[0].tip)

    def moderate_menu(self) -> QMenu:
        """Return the menu of what can be done about the Viewer, here and there."""
        items = [item_of(action) for action in self._moderation()]
        here = viewer_actions(self._viewer, "", None, self._gate)
        if here:
            items = [*(item_of(action) for action in here), SEPARATOR, *items]
        return menu(self, items, theme=self._theme)

    def _moderation(self) -> list[RowAction]:
        viewer, platform = self._viewer, self._platform
        return [
            time_out_action(viewer, platform),
            ban_action(viewer, platform),
            unban_action(viewer, platform),
        ]

    def _open_moderation(self) -> None:
        at = self.moderate.rect().bottomLeft()
        self.moderate_menu().popup(self.moderate.mapToGlobal(at))

    def show_rank(self, standing: Standing | None) -> None:
        """Say where they stand; None: nowhere."""
        self.rank.setVisible(standing is not None)
        if standing is not None:
            words = place(standing.rank)
            self.rank.set_text(f"{words} · {_('tie')}" if standing.tie else words)

    def show_undoable(self, seq: int, words: str) -> None:
        """Offer to take back correction `seq`; 0: there is none."""
        self._undoable = seq
        self.undo.setEnabled(seq > 0)
        self.undo.set_tip(
            _("Take back: {what}").format(what=words)
            if seq
            else _("There is no correction to take back")
        )

    def _make_who(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 16, 16, 12)
        row.setSpacing(12)
        row.addWidget(self.avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.name)
        first.addWidget(self.rank)
        first.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(4)
        second.addWidget(self.platform)
        second.addWidget(self.handle)
        second.addStretch(1)
        words.addLayout(first)
        words.addLayout(second)
        row.addLayout(words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_buttons(self, actions: CardActions) -> QHBoxLayout:
        self.award = Button(
            _("Award…"),
            theme=self._theme,
            height=24,
            icon="plus-circle",
            on_click=lambda: actions.award(self._viewer_id),
        )
        self.undo = Button(
            _("Undo"),
            theme=self._theme,
            height=24,
            icon="arrow-u-up-left",
            on_click=lambda: actions.undo(self._undoable),
        )
        self.moderate = Button(
            _("Moderate"),
            theme=self._theme,
            height=24,
            trailing_icon="caret-down-bold",
            on_click=self._open_moderation,
        )
        self.moderate.setEnabled(False)
        self.reset = Button(
            _("Reset…"),
            theme=self._theme,
            height=24,
            look="destructive",
            on_click=lambda: actions.reset(self._viewer_id),
        )
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(8)
        row.addWidget(self.award)
        row.addWidget(self.undo)
        row.addWidget(self.moderate)
        row.addStretch(1)
        row.addWidget(self.reset)
        return row


class Figures(QWidget):
    """Captions with a number below each, side by side."""

    def __init__(self, captions: tuple[str, ...]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.values = []
        for index, caption in enumerate(captions):
            if index:
                row.addWidget(rule("v"))
            cell = QWidget()
            cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            column = QVBoxLayout(cell)
            column.setContentsMargins(16, 8, 16, 8)
            column.setSpacing(0)
            column.addWidget(label(caption, size=11, weight=fonts.MEDIUM, ink="3"))
            value = label("–", size=16, weight=fonts.SEMIBOLD, tabular=True)
            value.setAccessibleName(caption)
            column.addWidget(value)
            self.values.append(value)
            row.addWidget(cell, 1)

    def show_texts(self, *texts: str) -> None:
        """Show one text under each caption."""
        for value, text in zip(self.values, texts, strict=True):
            value.setText(text)
