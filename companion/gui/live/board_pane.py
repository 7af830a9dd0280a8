"""The leaderboard: every Viewer of the session in the order of their points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from companion.domain.values import Timestamp
from companion.domain.views import Shown, Standing
from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import label, rule
from companion.gui.live.board_model import BoardModel
from companion.gui.live.board_view import BoardView
from companion.gui.live.pane_head import PaneHead
from companion.gui.live.search_row import SearchRow
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

FOOT_HEIGHT = 49
WIDTH = 320


class BoardPane(QWidget):
    """Head, table, and what of it is on stream.

    on_reset_all: asked from the menu of the scope. The other callables get an id.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        on_open: Callable[[str], object],
        on_award: Callable[[str], object],
        on_reset: Callable[[str], object],
        on_reset_all: Callable[[], object],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._on_reset_all = on_reset_all
        self.setFixedWidth(WIDTH)
        self.model = BoardModel(self)
        self.view = BoardView(
            self.model,
            theme=theme,
            on_open=on_open,
            on_award=on_award,
            on_reset=on_reset,
        )
        self._make_head()
        self._nothing = label("", ink="3")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        self.foot = _foot(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.search)
        column.addLayout(self._stack, 1)
        column.addWidget(self.foot)
        self._refresh()

    def _make_head(self) -> None:
        theme = self._theme
        self.head = PaneHead(_("Leaderboard"), theme=theme)
        self.search = SearchRow(
            theme=theme,
            caption=_("Find a viewer"),
            placeholder=_("Find a viewer by name"),
            icon="magnifying-glass",
            pane=self,
            back_to=self.view,
            on_words=self._search,
        )
        self.scope = Button(
            _("Session"),
            theme=theme,
            look="ghost",
            height=24,
            trailing_icon="caret-down",
            name=_("Scope of the leaderboard"),
            on_click=self._open_scope,
        )
        self.head.add(self.search.button)
        self.head.add(self.scope)

    def take_shown(self, items: Sequence[Shown]) -> None:
        """Take entries that passed the gate."""
        before = self.view.on_screen()
        self.model.take_shown(items)
        self.view.follow(before)
        self._refresh()

    def begin_loading(self) -> None:
        """Expect the engine's standings; see Board.begin_loading."""
        self.model.board.begin_loading()

    def load(self, standings: Sequence[Standing], upto: int) -> None:
        """Take the engine's standings; see Board.load."""
        self.model.load(standings, upto)
        self.view.follow({})
        self._refresh()

    def correct(self, standings: Sequence[Standing], upto: int) -> None:
        """Set the first Viewers right; see Board.correct."""
        before = self.view.on_screen()
        self.model.correct(standings, upto)
        self.view.follow(before)
        self._refresh()

    def clear(self) -> None:
        """Forget everybody, for another session."""
        self.model.clear()
        self._refresh()

    def tick(self, now: Timestamp) -> None:
        """Let moves begin anew once a minute."""
        self.model.mark_moves(now)

    def next_after(self, viewer_id: str) -> str:
        """Return who is selected once `viewer_id` leaves: the next, else the one above.

        "" when nobody else is there.
        """
        position = self.model.position_of(viewer_id)
        if position is None:
            return ""
        below = self.model.id_at(position + 1)
        return below or self.model.id_at(position - 1) or ""

    def set_compact(self, compact: bool) -> None:
        """Lay out for a window below 1200 pixels, or above."""
        self.foot.setVisible(not compact)

    def _search(self, words: str) -> None:
        self.model.search(words)
        self._refresh()

    def _open_scope(self) -> None:
        items = [
            MenuItem(text=_("Session"), checked=True, on_pick=self._refresh),
            MenuItem(text=_("Week · comes with the Viewers page")),
            MenuItem(text=_("All time · comes with the Viewers page")),
            SEPARATOR,
            MenuItem(
                text=_("Reset everybody…"),
                icon="arrow-counter-clockwise",
                destructive=True,
                enabled=len(self.model.board) > 0,
                on_pick=self._on_reset_all,
            ),
        ]
        popup = menu(self, items, theme=self._theme)
        at = self.scope.mapToGlobal(QPoint(0, self.scope.height() + 4))
        popup.popup(at)

    def _refresh(self) -> None:
        count = len(self.model.board)
        words = ngettext("{n} viewer", "{n} viewers", count).format(n=number(count))
        self.head.count.setText(words if count else "")
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            return
        self._nothing.setText(
            _("Nobody by that name")
            if self.model.is_searching
            else _("Points and ranks appear here")
        )
        self._stack.setCurrentWidget(self._nothing)


def _foot(theme: Theme) -> QWidget:
    foot = QWidget()
    foot.setFixedHeight(FOOT_HEIGHT)
    column = QVBoxLayout(foot)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(rule("h"), 0, Qt.AlignmentFlag.AlignTop)
    row = QHBoxLayout()
    row.setContentsMargins(12, 4, 12, 8)
    row.setSpacing(6)
    row.addWidget(Glyph("stack", theme=theme, size=14))
    row.addWidget(label(_("On stream: top 5"), size=12, ink="3"))
    row.addStretch(1)
    hide = Button(
        _("Hide"),
        theme=theme,
        height=24,
        tip=_("Hiding an overlay from here comes with a later version"),
    )
    hide.setEnabled(False)
    row.addWidget(hide)
    column.addLayout(row, 1)
    return foot
