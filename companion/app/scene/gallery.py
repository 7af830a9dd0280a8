"""Every component in every state on one sheet, for review beside the design's."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from companion.app.scene.evening import NOW, SECOND, TARGETS
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.banner import Banner, Card
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.empty import EmptyState
from companion.gui.components.field import Field
from companion.gui.components.pill import ConnectionPill
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import label, rule
from companion.gui.components.tile import Tile
from companion.gui.components.toast import Notice, Toast
from companion.gui.components.toggle import Toggle
from companion.gui.theme.theme import Theme
from companion.i18n import _

SIZE = (1120, 760)


class Gallery(QWidget):
    """Pills, buttons, fields, chips, tiles; empty, stopped, degraded; toasts."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedSize(*SIZE)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addLayout(self._left(), 1)
        columns.addWidget(rule("v"))
        columns.addLayout(self._right(), 1)

    def _left(self) -> QVBoxLayout:
        column = _column()
        self._add(column, _("Connection pill"), self._pills())
        self._add(column, _("Buttons"), self._buttons())
        self._add(column, _("Fields"), self._fields())
        self._add(column, _("Chips"), self._chips())
        self._add(column, _("Tiles"), self._tiles())
        column.addStretch(1)
        return column

    def _right(self) -> QVBoxLayout:
        theme = self._theme
        column = _column()
        empty = EmptyState(
            theme=theme,
            icon="broadcast",
            title=_("No stream yet"),
            text=_("Connect a channel and chat, gifts and standings appear here."),
            actions=(
                Button(_("Connect a channel"), theme=theme, look="primary"),
                Button(_("Simulated stream"), theme=theme),
            ),
        )
        self._add(column, _("Empty"), empty)
        stopped = Card(
            _("The disk is full, so new events are not being taken"),
            _("41,908 entries are safe."),
            theme=theme,
            icon="hard-drives-fill",
            actions=(Button(_("Choose another folder"), theme=theme),),
        )
        self._add(column, _("Stopped"), stopped)
        degraded = Banner(
            _("Model restarting"),
            _("rules only for 12 s"),
            theme=theme,
            icon="shield-warning-fill",
            actions=(Button(_("Why"), theme=theme, look="amber", height=24),),
        )
        self._add(column, _("Degraded"), degraded)
        self._add(column, _("Toasts"), self._toasts())
        column.addStretch(1)
        return column

    def _add(self, column: QVBoxLayout, title: str, widget: QWidget) -> None:
        column.addWidget(label(title, size=11, ink="3"))
        column.addWidget(widget)
        column.addSpacing(8)

    def _pills(self) -> QWidget:
        base = ConnectionView(
            target=TARGETS[Platform.TIKTOK],
            platform=Platform.TIKTOK,
            state=ConnectionState.LIVE,
            since=NOW - 60 * SECOND,
            last_event_at=NOW - 400_000,
            viewers=1_284,
            heard_share=0.99,
        )
        pills = []
        for state in ConnectionState:
            view = structs.replace(
                base, state=state, attempt=2, until=NOW + 31 * SECOND
            )
            pill = ConnectionPill(view, theme=self._theme)
            pill.show_view(view, now=NOW)
            pills.append(pill)
        return _grid(pills, 2)

    def _buttons(self) -> QWidget:
        theme = self._theme
        looks = (
            Button(_("Primary"), theme=theme, look="primary"),
            Button(_("Disabled"), theme=theme, look="primary"),
            Button(_("Normal"), theme=theme),
            Button(_("Ghost"), theme=theme, look="ghost"),
            Button(_("Ban…"), theme=theme, look="destructive", icon="prohibit"),
            Button(_("Reset"), theme=theme, look="final"),
            Button(_("Undo"), theme=theme, height=24, key="Ctrl+Z", show_key=True),
            Button(_("Add"), theme=theme, icon="plus"),
        )
        looks[1].setEnabled(False)
        looks[-1].set_busy(True, _("Adding…"))
        return _grid(looks, 5)

    def _fields(self) -> QWidget:
        theme = self._theme
        wrong = Field(_("Port"), theme=theme, text="ten")
        wrong.set_error(_("Whole number, 0 to 1,000,000"))
        choices = [Choice(key="a", name=_("All")), Choice(key="m", name=_("Money"))]
        parts = (
            Field(_("Channel"), theme=theme, placeholder="@mira.plays"),
            wrong,
            Toggle(theme=theme, name=_("On"), on=True),
            Toggle(theme=theme, name=_("Off")),
            Segmented(choices, theme=theme, name=_("Show")),
        )
        return _grid(parts, 5)

    def _chips(self) -> QWidget:
        theme = self._theme
        return _grid(
            (
                Chip(_("first-time chatter"), theme=theme),
                Chip(_("Held · 14 s"), theme=theme, kind="warn", icon="hourglass"),
                Chip(_("blocked"), theme=theme, kind="bad", icon="prohibit"),
                Chip(_("mod"), theme=theme, kind="ok", icon="check-circle-fill"),
                Chip(_("on overlay"), theme=theme, kind="cyan", icon="monitor-play"),
                Chip(_("first correct"), theme=theme, kind="pink"),
            ),
            6,
        )

    def _tiles(self) -> QWidget:
        calm = Tile(_("Diamonds"), theme=self._theme, series="pink")
        calm.show_figure("18,425", _("312 gifts · exact"), values=(1, 3, 2, 5, 4, 7))
        hot = Tile(_("Held"), theme=self._theme, icon="hourglass-medium-fill")
        hot.show_figure("4", _("oldest decides itself in 9 s"), hot=True)
        holder = _grid((calm, hot), 2)
        holder.setMinimumWidth(480)
        return holder

    def _toasts(self) -> QWidget:
        undo = Notice(
            text=_("Blocked BEN10000’s message"),
            detail=_("Also removed from the chat overlay"),
            kind="bad",
            undo=lambda: None,
        )
        back = Notice(text=_("Twitch is back after 31 s"))
        return _grid([Toast(one, theme=self._theme) for one in (undo, back)], 1)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(24, 16, 24, 16)
    column.setSpacing(6)
    return column


def _grid(widgets: Sequence[QWidget], across: int) -> QWidget:
    holder = QFrame()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(8)
    left = Qt.AlignmentFlag.AlignLeft
    for place, widget in enumerate(widgets):
        flexible = isinstance(widget, Tile)
        where = divmod(place, across)
        if flexible:
            grid.addWidget(widget, *where)
        else:
            grid.addWidget(widget, *where, left)
    if not any(isinstance(widget, Tile) for widget in widgets):
        grid.setColumnStretch(across, 1)
    return holder
