"""A connection from near: the truth meter, what came lately, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.domain.entries import Entry
from companion.domain.values import Platform, Timestamp
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.amounts import age
from companion.gui.components.button import Button, Look
from companion.gui.components.chip import Chip
from companion.gui.components.field import Glyph
from companion.gui.components.floating import FloatingCard, float_card
from companion.gui.components.focus import FocusRing
from companion.gui.components.pill_words import state_words, target_name
from companion.gui.components.text import (
    ElidedLabel,
    Ink,
    Paragraph,
    isolated,
    label,
    paragraph,
    rule,
    set_ink,
)
from companion.gui.shell.event_line import event_line
from companion.gui.shell.truth import Fact, facts
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 424
EVENTS = 6
"""Lines of what came lately."""

_CAPTION_WIDTH = 112
_SLACK = 4
_ROOM = 480
_LOOK_BACK = 10 * 60 * 1_000_000
_LOUD: dict[ConnectionState, Ink] = {
    ConnectionState.LIVE: "ok",
    ConnectionState.SILENT: "warn",
    ConnectionState.RATE_LIMITED: "warn",
    ConnectionState.NEEDS_LOGIN: "cyan",
}


class _FactLine:
    """Caption, words and detail of one fact, in a row of the grid."""

    def __init__(self, grid: QGridLayout, row: int, fact: Fact) -> None:
        caption = label(fact.caption, size=12, ink="3")
        caption.setFixedWidth(_CAPTION_WIDTH)
        self._words = paragraph("", size=12)
        self._detail = paragraph("", size=11, ink="3")
        cell = QVBoxLayout()
        cell.setSpacing(0)
        cell.addWidget(self._words)
        cell.addWidget(self._detail)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(caption, row, 0, top)
        grid.addLayout(cell, row, 1)
        self.show_fact(fact)

    def show_fact(self, fact: Fact) -> None:
        """Say how it stands now."""
        _say(self._words, fact.words, fact.ink)
        detail_ink: Ink = "warn" if fact.key == "gaps" else "3"
        _say(self._detail, fact.detail, detail_ink)
        self._detail.setVisible(bool(fact.detail))


class PillPopover(QWidget):
    """Floats under its pill; closes when anything else is clicked, or on Escape.

    Shows the newest state while it is open: see `show_view`. on_log_in: offered when
    only a login is missing. on_watch: offered when there is a page to watch it on.
    """

    def __init__(
        self,
        parent: QWidget,
        view: ConnectionView,
        recent: Sequence[Entry],
        *,
        theme: Theme,
        now: Timestamp,
        on_reconnect: Callable[[], object],
        on_disconnect: Callable[[], object],
        on_log_in: Callable[[], object],
        on_watch: Callable[[], object] | None,
    ) -> None:
        super().__init__(
            parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(target_name(view.target))
        self.target = view.target
        self._theme = theme
        self._can_watch = on_watch is not None
        self._lines: dict[str, _FactLine] = {}
        self._room = _ROOM
        ground = FloatingCard(theme=theme)
        ground.setFixedWidth(WIDTH)
        self._margin = float_card(self, ground, theme=theme)
        self._column = QVBoxLayout(ground)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._add_head(view)
        self._column.addWidget(rule())
        self._facts = self._add_scrolled()
        self._column.addWidget(rule())
        self._add_foot(on_reconnect, on_disconnect, on_log_in, on_watch)
        self._ring = FocusRing(self, theme=theme, always=True)
        self._add_events(recent, now)
        self.show_view(view, now=now)

    @property
    def facts_shown(self) -> tuple[str, ...]:
        """Return the keys of the facts that stand in it."""
        return tuple(self._lines)

    def show_below(self, pill: QWidget) -> None:
        """Appear under a pill, inside the window."""
        frame = pill.window()
        top = pill.mapTo(frame, QPoint(0, pill.height())).y() - self._margin + 8
        self._room = frame.height() - top - self._margin - 8
        self._fit()
        right = frame.width() - self.width() + self._margin - 8
        left = pill.mapTo(frame, QPoint(0, 0)).x() - self._margin
        self.move(frame.mapToGlobal(QPoint(min(left, right), top)))
        self.show()
        # Only what is shown knows how high its fonts are.
        self._fit()
        first = self.log_in if self.log_in.isVisibleTo(self) else self.reconnect
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_view(self, view: ConnectionView, *, now: Timestamp) -> None:
        """Show the connection as it stands at `now`."""
        ink = _LOUD.get(view.state, "2")
        self._state.setText(state_words(view, now=now))
        set_ink(self._state, ink)
        self._detail.setText(view.detail)
        self._detail.setVisible(bool(view.detail))
        found = facts(view, now=now)
        if tuple(fact.key for fact in found) != tuple(self._lines):
            self._rebuild(found)
        for fact in found:
            self._lines[fact.key].show_fact(fact)
        needs_login = view.state is ConnectionState.NEEDS_LOGIN
        self.log_in.setVisible(needs_login and view.platform is not None)
        # There is room for three; who has to log in does that first.
        self.watch.setVisible(self._can_watch and not needs_login)
        if view.platform is Platform.TIKTOK:
            # Nobody logs in there: its sign server, or the notice, is what is asked.
            self.log_in.setText(_("Settings"))
            self.log_in.set_icon("gear")
        ended = view.state in {ConnectionState.OFFLINE, ConnectionState.ENDED}
        self.reconnect.setText(_("Connect again") if ended else _("Reconnect"))

    # What it consists of

    def _add_head(self, view: ConnectionView) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        ink = view.platform.value if view.platform else "t2"
        head.addWidget(Glyph(platform_icon(view.platform), theme=self._theme, ink=ink))
        name = isolated(target_name(view.target))
        head.addWidget(ElidedLabel(name, weight=fonts.SEMIBOLD), 1)
        if view.unofficial:
            head.addWidget(Chip(_("unofficial"), theme=self._theme))
        self._state = label(size=12, tabular=True)
        head.addWidget(self._state)
        self._column.addLayout(head)
        self._detail = paragraph("", size=12)
        self._column.addWidget(self._detail)

    def _add_scrolled(self) -> QVBoxLayout:
        """Return the column of facts and events; it scrolls when it must."""
        inside = QWidget()
        self._inside = inside
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._area.setHorizontalScrollBarPolicy(never)
        self._area.setWidget(inside)
        self._column.addWidget(self._area)
        self._table = QWidget()
        QVBoxLayout(self._table).setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table)
        return column

    def _add_foot(
        self,
        on_reconnect: Callable[[], object],
        on_disconnect: Callable[[], object],
        on_log_in: Callable[[], object],
        on_watch: Callable[[], object] | None,
    ) -> None:
        self.log_in = self._button(_("Log in"), on_log_in, icon="key", look="primary")
        self.reconnect = self._button(
            _("Reconnect"), on_reconnect, icon="arrows-clockwise"
        )
        self.watch = self._button(
            _("Watch"),
            on_watch or (lambda: None),
            icon="arrow-square-out",
            tip=_("See the stream in your browser, as its viewers do"),
        )
        self.disconnect_button = self._button(
            _("Disconnect"), on_disconnect, look="destructive"
        )
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.log_in)
        foot.addWidget(self.reconnect)
        foot.addWidget(self.watch)
        foot.addStretch(1)
        foot.addWidget(self.disconnect_button)
        self._column.addLayout(foot)

    def _button(
        self,
        text: str,
        act: Callable[[], object],
        *,
        icon: str = "",
        look: Look = "normal",
        tip: str = "",
    ) -> Button:
        """Return a button of the foot, which closes the popover and acts."""
        return Button(
            text,
            theme=self._theme,
            height=24,
            look=look,
            icon=icon,
            tip=tip,
            on_click=self._then_close(act),
        )

    def _add_events(self, recent: Sequence[Entry], now: Timestamp) -> None:
        column = self._facts
        fresh = [entry for entry in recent if now - entry.at <= _LOOK_BACK][:EVENTS]
        column.addWidget(rule())
        if not fresh:
            text = _("Nothing came in the last 10 minutes.")
            column.addWidget(label(text, size=12, ink="3"))
            return
        column.addWidget(label(_("Last 10 minutes"), size=11, ink="3"))
        for entry in fresh:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(ElidedLabel(event_line(entry), size=12, ink="2"), 1)
            row.addWidget(label(age(now - entry.at), size=11, ink="3", tabular=True))
            column.addLayout(row)
            column.addSpacing(-4)

    def _rebuild(self, found: Sequence[Fact]) -> None:
        old = self._table
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._lines = {
            fact.key: _FactLine(grid, row, fact) for row, fact in enumerate(found)
        }
        self._facts.replaceWidget(old, self._table)
        old.deleteLater()
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """Take the height that the facts need, as far as there is room."""
        width = WIDTH - 32
        layout = self._inside.layout()
        wanted = layout.heightForWidth(width) if layout is not None else 0
        chrome = 12 + 20 + 8 + 1 + 8 + 8 + 1 + 8 + 24 + 12
        if self._detail.isVisibleTo(self):
            chrome += 8 + self._detail.heightForWidth(width)
        self._area.setFixedHeight(max(96, min(wanted + _SLACK, self._room - chrome)))
        self.adjustSize()

    def _then_close(self, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.close()
            act()

        return run


def _say(words: Paragraph, text: str, ink: Ink) -> None:
    if words.text() != text:
        words.setText(text)
    set_ink(words, ink)
