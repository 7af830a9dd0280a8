"""The chat's filters together: the platform, the search, the saved tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs
from PySide6.QtWidgets import QWidget

from companion.domain.values import Platform
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.toast import Notice
from companion.gui.live.chat_filter import ChatFilter, filter_of
from companion.gui.live.chat_model import ChatModel
from companion.gui.live.chat_row import ChatRow
from companion.gui.live.chat_tabs import ALL, TabStrip, TabWishes
from companion.gui.live.filter_dialog import FilterDialog
from companion.gui.live.quick_filter import QuickFilter
from companion.gui.live.search_row import SearchRow
from companion.gui.live.tab_store import TabStore
from companion.gui.theme.icons import PLATFORM_ICONS
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

_ALL = "all"


class ChatFilters:
    """Owns the controls and puts what they choose into force.

    pane: over which the dialog opens. back_to: takes the focus when a search ends.
    say: shows a notice, such as that a tab was deleted.
    """

    def __init__(
        self,
        pane: QWidget,
        model: ChatModel,
        *,
        theme: Theme,
        back_to: QWidget,
        store: TabStore,
        say: Callable[[Notice], object],
    ) -> None:
        self._pane = pane
        self._model = model
        self._theme = theme
        self._store = store
        self._say = say
        self._channels: tuple[str, ...] = ()
        self._saved: tuple[ChatFilter, ...] = ()
        self.platform = Segmented(
            [Choice(key=_ALL, name=_("All")), *_platform_choices()],
            theme=theme,
            name=_("Show one platform"),
        )
        self.platform.chosen.connect(lambda _key: self.apply())
        self.quick = QuickFilter(theme=theme, on_change=self.apply, on_save=self.ask)
        self.search = SearchRow(
            theme=theme,
            caption=_("Find in chat"),
            placeholder=_("Find a name or words in chat"),
            icon="funnel",
            pane=pane,
            back_to=back_to,
            on_words=lambda _words: self.apply(),
        )
        self.search.add(self.quick)
        wishes = TabWishes(
            add=self.ask, edit=self.ask, move=self._move, delete=self._delete
        )
        self.strip = TabStrip(theme=theme, wishes=wishes)
        self.strip.chosen.connect(lambda _place: self.apply())
        model.appended.connect(self._count)
        self._show(ALL)

    @property
    def chosen(self) -> ChatFilter:
        """Return what platform and search choose, without the tab."""
        key = self.platform.current
        platforms = frozenset() if key == _ALL else frozenset((Platform(key),))
        if not self.search.is_open:
            return ChatFilter(platforms=platforms)
        return structs.replace(
            self.quick.chosen, platforms=platforms, words=self.search.words
        )

    def set_channels(self, targets: Sequence[str]) -> None:
        """Take the connections that a tab can be about."""
        self._channels = tuple(targets)

    def apply(self) -> None:
        """Put what is chosen into force."""
        place = self.strip.current
        saved = () if place == ALL else (self._saved[place],)
        self._model.set_filters((*saved, self.chosen))

    def forget_unseen(self) -> None:
        """Count anew, for another session."""
        self.strip.forget_unseen()

    def ask(self, place: int = ALL) -> FilterDialog:
        """Ask for a filter to save; place: of the tab that is changed."""
        is_new = place == ALL

        def save(name: str, chosen: ChatFilter) -> str:
            if is_new:
                error = self._store.add(name, chosen)
                if not error:
                    self._reset()
                return self._after(error, ALL - 1)
            return self._after(self._store.change(place, name, chosen), place)

        dialog = FilterDialog(
            self._pane,
            theme=self._theme,
            channels=self._channels,
            name="" if is_new else self._store.tabs[place].name,
            chosen=self.chosen if is_new else self._saved[place],
            on_save=save,
        )
        dialog.open()
        return dialog

    def _reset(self) -> None:
        """Leave the choosing to the tab that it was saved as."""
        self.platform.set_current(_ALL)
        if self.search.is_open:
            self.search.toggle()
        self.search.field.set_text("")
        self.quick.clear()

    def _move(self, place: int, way: int) -> None:
        current = self.strip.current
        swapped = {place: place + way, place + way: place}
        self._tell(
            self._after(self._store.move(place, way), swapped.get(current, current))
        )

    def _delete(self, place: int) -> None:
        tab, current = self._store.tabs[place], self.strip.current
        stays = ALL if current == place else current - (current > place)
        error = self._after(self._store.delete(place), stays)
        self._tell(error)
        if not error:
            text = _("Deleted the tab {name}").format(name=tab.name)

            def restore() -> None:
                self._tell(self._after(self._store.restore(place, tab), place))

            self._say(Notice(text=text, undo=restore))

    def _after(self, error: str, current: int) -> str:
        """Show the tabs as they are now; current below ALL: the last one."""
        if not error:
            self._show(len(self._store.tabs) - 1 if current < ALL else current)
        return error

    def _show(self, current: int) -> None:
        tabs = self._store.tabs
        self._saved = tuple(map(filter_of, tabs))
        self.strip.show_tabs([tab.name for tab in tabs], current)
        self.apply()

    def _tell(self, error: str) -> None:
        if error:
            self._say(Notice(text=error, kind="bad"))

    def _count(self, rows: Sequence[ChatRow]) -> None:
        """Count for each tab what came while another one is shown."""
        if not self._saved:
            return
        said = [row for row in rows if row.is_message]
        counts = [sum(map(saved.passes, said)) for saved in self._saved]
        self.strip.count([len(said), *counts])


def _platform_choices() -> list[Choice]:
    return [
        Choice(
            key=platform.value,
            name=platform_name(platform),
            icon=PLATFORM_ICONS[platform],
            ink=platform.value,
        )
        for platform in Platform
    ]
