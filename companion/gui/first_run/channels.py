"""The channels that were added, each with how it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.values import Platform
from companion.domain.views import ConnectionView
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, isolated, paragraph, set_ink
from companion.gui.first_run.desk import FirstRunDesk
from companion.gui.first_run.parts import Mark, Panel
from companion.gui.first_run.words import ChannelWords, channel_words
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.i18n import _

_MARKS = {
    "turning": ("", "t2"),
    "good": ("check-circle-fill", "ok"),
    "waiting": ("moon-fill", "t3"),
    "slow": ("hourglass-medium-fill", "warn"),
    "key": ("key-fill", "cyan_text"),
    "bad": ("warning-circle-fill", "bad"),
    "over": ("flag-fill", "t3"),
}


class ChannelRow(Panel):
    """One channel: name, state in words and as a shape, and a way to take it off.

    on_help: leads to where a key or a login is given; only offered when it is needed.
    """

    def __init__(
        self,
        view: ConnectionView,
        *,
        desk: FirstRunDesk,
        on_help: Callable[[], object],
    ) -> None:
        super().__init__()
        theme = desk.theme
        self._desk = desk
        self.words: ChannelWords | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        ink = view.platform.value if view.platform else "t2"
        row.addWidget(
            Glyph(platform_icon(view.platform), theme=theme, size=20, ink=ink)
        )
        column = QVBoxLayout()
        column.setSpacing(0)
        self._name = ElidedLabel(weight=fonts.SEMIBOLD)
        self._text = paragraph("", size=12, ink="3")
        column.addWidget(self._name)
        column.addWidget(self._text)
        row.addLayout(column, 1)
        self.help = Button(
            _("Show how"), theme=theme, height=24, icon="key", on_click=on_help
        )
        row.addWidget(self.help)
        self.mark = Mark(theme=theme)
        row.addWidget(self.mark)
        self.remove = Button(theme=theme, look="ghost", icon="x", height=24, name="-")
        self.remove.clicked.connect(lambda _on: desk.removing(view.target)())
        row.addWidget(self.remove)
        self.show_view(view)

    def show_view(self, view: ConnectionView) -> None:
        """Show the channel as it stands now."""
        words = channel_words(view, now=self._desk.now)
        needs_help = view.platform is not None and words.mark == "key"
        self.help.setVisible(needs_help)
        if words == self.words:
            return
        self.words = words
        self._name.setText(isolated(words.name))
        self._text.setText(words.text)
        set_ink(self._text, words.ink)
        self.mark.show_icon(*_MARKS[words.mark])
        self.setAccessibleName(words.spoken)
        take_off = _("Take {name} off").format(name=words.name)
        self.remove.setAccessibleName(take_off)
        self.remove.setToolTip(take_off)


class ChannelList(QWidget):
    """Every channel, in the order in which they were added."""

    def __init__(self, desk: FirstRunDesk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: dict[str, ChannelRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def refresh(self) -> None:
        """Bring every row up to date."""
        views = {view.target: view for view in self._desk.watch.connections_now}
        for target in [one for one in self.rows if one not in views]:
            row = self.rows.pop(target)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for target, view in views.items():
            if target in self.rows:
                self.rows[target].show_view(view)
            else:
                self.rows[target] = self._new_row(view)
                self._column.addWidget(self.rows[target])

    def _new_row(self, view: ConnectionView) -> ChannelRow:
        platform = view.platform or Platform.YOUTUBE
        return ChannelRow(
            view,
            desk=self._desk,
            on_help=lambda: self._desk.wishes.open_login(platform, view.target),
        )
