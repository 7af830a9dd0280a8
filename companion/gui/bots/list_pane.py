"""The left-hand pane: tabs, the list of one of them, and how many replies are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.views import PaceView
from companion.gui.bots.rows import TABS, Row, Tab, columns, title_column
from companion.gui.bots.table import Table
from companion.gui.bots.words import REPLY_ORDER
from companion.gui.components.amounts import number
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.file_note import FileNote
from companion.gui.components.strip import Strip
from companion.gui.components.text import ElidedLabel, rule
from companion.gui.live.card_tabs import HEIGHT
from companion.gui.live.card_tabs import Tab as TabButton
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

FOOT = 40


class ListPane(QWidget):
    """tab_picked: by key."""

    tab_picked = Signal(str)

    def __init__(self, *, theme: Theme, on_new: Callable[[], object]) -> None:
        super().__init__()
        self._theme = theme
        self.tab: Tab = "commands"
        self.tabs: dict[Tab, TabButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_tabs(on_new))
        column.addWidget(rule())
        self.failure = Banner(_("No bots"), "", theme=theme, icon="link-break")
        self.failure.hide()
        column.addWidget(self.failure)
        self.file_note = FileNote(_("Bots not as they were"), theme=theme)
        column.addWidget(self.file_note)
        self.stack = QStackedWidget()
        self.table = Table(_names()["commands"], theme=theme)
        self.stack.addWidget(self.table)
        self._empty: dict[Tab, EmptyState] = {}
        self._on_new = on_new
        column.addWidget(self.stack, 1)
        column.addWidget(rule())
        foot = Strip(FOOT)
        line = foot.row
        self.pace = ElidedLabel(size=12, ink="3", tabular=True)
        line.addWidget(self.pace)
        column.addWidget(foot)

    def _make_tabs(self, on_new: Callable[[], object]) -> QWidget:
        head = Strip(HEIGHT, left=8, gap=0)
        line = head.row
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for key, name in _names().items():
            tab = TabButton(
                name, theme=self._theme, on_pick=partial(self.tab_picked.emit, key)
            )
            tab.setAccessibleName(name)
            self.tabs[key] = tab
            inside.addWidget(tab)
        line.addWidget(holder)
        line.addStretch(1)
        self.new = Button(
            _("New"),
            theme=self._theme,
            icon="plus-bold",
            height=24,
            key="N",
            tip=_("New on this tab"),
            on_click=on_new,
        )
        line.addWidget(self.new)
        return head

    # Showing

    def set_compact(self, compact: bool) -> None:
        """Use fewer words."""
        short = _("Counters") if compact else _names()["counters"]
        self.tabs["counters"].setText(short)
        self.tabs["counters"].updateGeometry()
        self.new.setText("" if compact else _("New"))
        self.new.updateGeometry()
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Move the tabs together where their words need the room."""
        for tab in self.tabs.values():
            tab.set_tight(False)
        words = sum(tab.sizeHint().width() for tab in self.tabs.values())
        room = self.width() - 24 - self.new.sizeHint().width() - 8
        if words > room:
            for tab in self.tabs.values():
                tab.set_tight(True)

    def show_tab(self, tab: Tab) -> None:
        """Turn to a tab; its rows come with `show_rows`."""
        self.tab = tab
        self.tabs[tab].setChecked(True)
        self.table.setAccessibleName(_names()[tab])

    def show_rows(
        self, rows: Sequence[Row], counts: Mapping[Tab, int], *, is_read: bool
    ) -> None:
        """Show the tab's rows. is_read: it is known that there are no others."""
        for tab, count in counts.items():
            self.tabs[tab].set_count(count)
        self.table.show_rows(
            title_column(self.tab),
            columns(self.tab),
            rows,
            title_width=104 if self.tab == "commands" else 148,
        )
        if rows or not is_read:
            self.stack.setCurrentWidget(self.table)
        else:
            self.stack.setCurrentWidget(self._empty_state())

    def show_pace(self, pace: Sequence[PaceView]) -> None:
        """Say how many replies platforms take now."""
        words = [_pace_words(one) for one in _in_order(pace)]
        text = _("Replies left this minute: {each}").format(each=" · ".join(words))
        self.pace.setText(text if words else _("No platform takes replies now."))
        self.pace.setToolTip("\n".join(one.why for one in pace if one.why))

    def show_failure(self, problem: str) -> None:
        """Say that bots cannot be read, and why; "" takes it away."""
        self.failure.set_words(_("No bots"), problem)
        self.failure.setVisible(bool(problem))

    def _empty_state(self) -> EmptyState:
        if self.tab not in self._empty:
            icon, title, text = _empty_words(self.tab)
            new = Button(
                _("New"), theme=self._theme, icon="plus", on_click=self._on_new
            )
            state = EmptyState(
                theme=self._theme, icon=icon, title=title, text=text, actions=(new,)
            )
            self._empty[self.tab] = state
            self.stack.addWidget(state)
        return self._empty[self.tab]


def _names() -> dict[Tab, str]:
    names = (
        _("Commands"),
        _("Periodic"),
        _("Threshold"),
        _("Rules"),
        _("Counters, quotes"),
    )
    return dict(zip(TABS, names, strict=True))


def _empty_words(tab: Tab) -> tuple[str, str, str]:
    """Return icon, title and text of a tab that lists nothing."""
    match tab:
        case "thresholds":
            return (
                "users-three",
                _("No threshold bots yet"),
                _(
                    "When so many different viewers say a word within seconds, "
                    "something is said or celebrated on the stream."
                ),
            )
        case "rules":
            return (
                "tree-structure",
                _("No rules yet"),
                _(
                    "When something happens, if all holds, then do: a big gift plays a "
                    "sound, a raid gets a welcome. Try one as a dry run first."
                ),
            )
        case _:
            return (
                "robot",
                _("No commands yet"),
                _("What viewers call with ! and what is answered stands here."),
            )


def _in_order(pace: Sequence[PaceView]) -> list[PaceView]:
    places = {one: place for place, one in enumerate(REPLY_ORDER)}
    return sorted(pace, key=lambda one: (bool(one.why), places.get(one.platform, 9)))


def _pace_words(one: PaceView) -> str:
    name = platform_name(one.platform)
    if one.why:
        return _("{platform} is read-only").format(platform=name)
    return _("{platform} {n} of {most}").format(
        platform=name, n=number(one.left), most=number(one.per_minute)
    )
