"""Bots: the list at the left, one editor, and a sandbox that answers beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from typing_extensions import override

from companion.domain.show.bots import BotBook
from companion.gui.bots.draft import BookDraft, Section, with_item
from companion.gui.bots.editor_pane import EditorPane
from companion.gui.bots.hook_wishes import HookWishes
from companion.gui.bots.list_pane import ListPane
from companion.gui.bots.problems import Problem, problem_of
from companion.gui.bots.rows import HELD, Tab, rows, tab_of
from companion.gui.bots.side_pane import WIDTH as SIDE_WIDTH
from companion.gui.bots.side_pane import SidePane
from companion.gui.bots.watch import BotsWatch
from companion.gui.bots.wishes import BotsWishes
from companion.gui.components.dialog import Dialog
from companion.gui.components.drawer import Drawer
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _

EDITOR_WIDTH, SMALL_EDITOR_WIDTH = 424, 400
SMALL = 940
"""Width of the page below which the editor is narrower too."""

_MADE: dict[Tab, Section] = {
    "commands": "commands",
    "periodic": "periodic",
    "thresholds": "thresholds",
    "rules": "rules",
}


class BotsPage(QWidget):
    """What is typed stays until it is saved or discarded, also while one is elsewhere.

    say: shows a notice. show_dialog: opens a dialog over the window.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        preferences: Preferences,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Bots"))
        self._preferences = preferences
        self._theme = theme
        self._selected: dict[Tab, str] = {}
        self.draft = BookDraft()
        self.bots = BotsWatch(watch.bridge, parent=self)
        self.wishes = BotsWishes(
            self.window,
            watch.bridge,
            self.draft,
            theme=theme,
            say=say,
            show_dialog=show_dialog,
            parent=self,
        )
        self.hooks = HookWishes(
            self.window,
            watch.bridge,
            theme=theme,
            say=say,
            show_dialog=show_dialog,
            parent=self,
        )
        self.list = ListPane(theme=theme, on_new=self.new)
        self.editor = EditorPane(self.draft, theme=theme)
        self.side = SidePane(watch.bridge, theme=theme, draft=self._to_try)
        self._lay_out()
        self._wire()
        self.open_tab("commands")

    def _lay_out(self) -> None:
        self.editor.setFixedWidth(EDITOR_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list, 1)
        row.addWidget(rule("v"))
        row.addWidget(self.editor)
        self.drawer = Drawer(self, row, self.side, width=SIDE_WIDTH)
        self.drawer.turned.connect(self._on_turned)

    def _wire(self) -> None:
        lines, editor, wishes = self.list, self.editor, self.wishes
        lines.tab_picked.connect(self.open_tab)
        lines.table.chosen.connect(self.select)
        lines.table.opened.connect(editor.take_focus)
        lines.table.switched.connect(self.switch)
        lines.table.delete_asked.connect(self.delete)
        editor.edited.connect(self._on_edited)
        editor.wrong.connect(self._on_wrong)
        editor.save_asked.connect(self.save)
        editor.discard_asked.connect(self.discard)
        editor.duplicate_asked.connect(self.duplicate)
        editor.delete_asked.connect(self.delete)
        editor.switched.connect(self.switch)
        editor.side_asked.connect(self._toggle_side)
        editor.announced.connect(self._announce)
        editor.webhook_kept.connect(wishes.keep_webhook)
        editor.hook_asked.connect(self.hooks.ask)
        self.hooks.changed.connect(self._on_changed)
        self.side.closed.connect(partial(self._show_side, False))
        self.side.log.repeat_asked.connect(wishes.repeat)
        wishes.saved.connect(self._on_saved)
        wishes.refused.connect(self._on_refused)
        wishes.changed.connect(self._on_changed)
        wishes.gone.connect(self._on_gone)
        wishes.told.connect(editor.show_webhook)
        wishes.again.connect(self.side.log.show_asked)
        self.bots.changed.connect(self._on_read)
        self.bots.failed.connect(lines.show_failure)
        self._theme.changed.connect(self.update)
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+D", self.duplicate)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # What is selected

    @property
    def tab(self) -> Tab:
        """Return the tab that is open."""
        return self.list.tab

    @property
    def selected(self) -> str:
        """Return the key of what the editor shows, "" for nothing."""
        return self.editor.key

    def open_tab(self, tab: Tab) -> None:
        """Open a tab, with what was selected there last; it is just there."""
        self.list.show_tab(tab)
        self._fill()
        kept = self._selected.get(tab, "")
        first = next((row.key for row in self.list.table.rows), "")
        known = {row.key for row in self.list.table.rows}
        self.select(kept if kept in known else first)

    def select(self, key: str) -> None:
        """Show something in the editor, and mark it in the list."""
        self._selected[self.tab] = key
        self.list.table.select(key)
        self.editor.show_key(key)

    def _fill(self) -> None:
        counts: dict[Tab, int] = {
            tab: len(self.draft.items(section)) for tab, section in _MADE.items()
        }
        found = rows(self.tab, self.draft, self.bots.view)
        self.list.show_rows(found, counts, is_read=self.bots.now is not None)

    # Acting

    def new(self, section: Section | None = None) -> None:
        """Begin something new on this tab; of counters and quotes one is chosen."""
        made = section or _MADE.get(self.tab)
        if made is None:
            self._choose_new()
            return
        key = self.draft.add(made)
        self._fill()
        self.select(key)
        self.editor.take_focus()

    def new_items(self) -> list[MenuItem]:
        """Return what can be made where there is a choice."""
        return [
            MenuItem(text=_("Counter"), on_pick=partial(self.new, "counters")),
            MenuItem(text=_("Quote"), on_pick=partial(self.new, "quotes")),
        ]

    def _choose_new(self) -> None:
        button = self.list.new
        popup = menu(self.window(), self.new_items(), theme=self._theme)
        popup.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def save(self) -> None:
        """Keep what the editor shows."""
        item = self.draft.item(self.selected)
        if item is not None and item.is_dirty and not item.wrong:
            self.editor.set_busy(True)
            self.wishes.save(item)

    def discard(self) -> None:
        """Forget what was typed."""
        item = self.draft.item(self.selected)
        if item is None or not item.is_dirty:
            return
        if item.saved is None:
            self.wishes.delete(item)
            return
        self.draft.discard(item.key)
        self.editor.forget_problem(item.key)
        self._on_changed()

    def duplicate(self) -> None:
        """Begin a copy of what the editor shows."""
        item = self.draft.item(self.selected)
        if item is None or item.is_built_in or item.section not in _MADE.values():
            return
        key = self.draft.add(item.section, item.draft)
        self._fill()
        self.select(key)
        self.editor.take_focus()

    def delete(self) -> None:
        """Delete what the editor shows, or have our own be as it was made."""
        item = self.draft.item(self.selected)
        if item is None:
            return
        if item.is_built_in:
            self.wishes.reset(item)
        elif item.saved is None or item.section in {*_MADE.values(), "quotes"}:
            self.wishes.delete(item)

    def switch(self, key: str) -> None:
        """Turn the switch of a line."""
        item = self.draft.item(key)
        if item is not None:
            self.wishes.switch(item)
            self._on_changed(look=False)

    def _announce(self) -> None:
        read = self.bots.now.announcement if self.bots.now else ""
        self.wishes.announce(read)

    def _to_try(self) -> BotBook:
        """Return the book with those drafts that can be."""
        book = self.draft.book
        for item in self.draft.dirty():
            if problem_of(item, self.draft.items(item.section)) is None:
                book = with_item(book, item)
        return book

    # What has changed

    def _on_read(self) -> None:
        now = self.bots.now
        if now is None:
            return
        view = now.view
        self.draft.prefix = self._preferences.current.bots.prefix
        self.draft.load(
            now.book, now.built_in, counters=view.counters, quotes=view.quotes
        )
        self._fill()
        if not self.selected:
            self.open_tab(self.tab)
        self.editor.refresh(now)
        self.list.show_pace(view.pace)
        self.list.file_note.show_problem(view.problem)
        self.side.log.show_lines(view.log)

    def _on_changed(self, *, look: bool = True) -> None:
        self._fill()
        self.editor.refresh(self.bots.now)
        if look:
            self.bots.look()

    def _on_edited(self, key: str, one: object) -> None:
        self.draft.edit(key, one)  # type: ignore[arg-type]  # editors tell what they edit
        self._fill()
        self.editor.refresh(self.bots.now)

    def _on_wrong(self, key: str, field: str, text: str | None) -> None:
        self.draft.type_wrong(key, field, text)
        self._fill()
        self.editor.refresh(self.bots.now)

    def _on_saved(self, before: str, key: str) -> None:
        self.editor.set_busy(False)
        self.editor.forget_problem(before)
        for tab, chosen in self._selected.items():
            if chosen == before:
                self._selected[tab] = key
        was_shown = self.selected in {before, ""}

        def once() -> None:
            self.bots.changed.disconnect(once)
            if was_shown and tab_of(_section(key)) == self.tab:
                self.select(key)

        self.bots.changed.connect(once)
        self.bots.look_again()

    def _on_refused(self, key: str, problem: Problem) -> None:
        self.editor.set_busy(False)
        self.editor.show_problem(key, problem)

    def _on_gone(self, key: str) -> None:
        keys = [row.key for row in self.list.table.rows]
        place = keys.index(key) if key in keys else 0
        rest = [one for one in keys if one != key]
        self._fill()
        if self.selected == key:
            self.select(rest[min(place, len(rest) - 1)] if rest else "")
        self.bots.look_again()

    # The sandbox as a drawer

    def open_sandbox(self) -> None:
        """Put the keyboard into the sandbox, wherever that is now."""
        self._show_side(True)
        self.side.sandbox.take_focus()

    def _toggle_side(self) -> None:
        self._show_side(not self.drawer.is_open)

    def _show_side(self, shown: bool) -> None:
        self.drawer.set_open(shown)
        if self.drawer.is_drawn and shown:
            self.side.sandbox.take_focus()
        elif self.drawer.is_drawn:
            self.editor.side.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_turned(self, is_drawn: bool) -> None:
        self.side.set_drawer(is_drawn)
        self.editor.side.setVisible(is_drawn)
        self.list.set_compact(is_drawn)

    # Being there

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_small = self.width() < SMALL
        self.editor.setFixedWidth(SMALL_EDITOR_WIDTH if is_small else EDITOR_WIDTH)
        self.drawer.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget()
        typing = isinstance(focused, QLineEdit | QPlainTextEdit)
        if event.key() == Qt.Key.Key_Escape and self.drawer.is_drawn:
            self._show_side(False)
        elif event.key() == Qt.Key.Key_N and not event.modifiers() and not typing:
            self.new()
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.bots.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.bots.stop()


def _section(key: str) -> Section:
    name = key.partition(":")[0]
    return next(one for held in HELD.values() for one in held if one == name)
