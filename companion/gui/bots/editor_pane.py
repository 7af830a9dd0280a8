"""The middle pane: the editor of what is selected, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from companion.domain.show.bots import CommandDef, ThresholdDef
from companion.gui.bots.announcement_editor import AnnouncementEditor
from companion.gui.bots.command_editor import CommandEditor
from companion.gui.bots.draft import (
    BookDraft,
    Item,
    Section,
    identity,
    title_of,
)
from companion.gui.bots.editor import Editor
from companion.gui.bots.form import Scroll
from companion.gui.bots.periodic_editor import PeriodicEditor
from companion.gui.bots.problems import Problem
from companion.gui.bots.rule_editor import RuleEditor
from companion.gui.bots.small_editors import CounterEditor, NotesEditor, QuoteEditor
from companion.gui.bots.threshold_editor import (
    ThresholdEditor,
    ThresholdState,
    threshold_view,
)
from companion.gui.bots.watch import Reading
from companion.gui.components.amounts import number
from companion.gui.components.button import Button, icon_button
from companion.gui.components.empty import EmptyState
from companion.gui.components.strip import Foot, Strip
from companion.gui.components.text import ElidedLabel, label, rule, set_ink
from companion.gui.components.toggle import Toggle
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

HEAD, FOOT = 40, 48

_EDITORS: dict[Section, Callable[..., Editor]] = {
    "commands": CommandEditor,
    "periodic": PeriodicEditor,
    "thresholds": ThresholdEditor,
    "rules": RuleEditor,
    "announcement": AnnouncementEditor,
    "notes": NotesEditor,
    "counters": CounterEditor,
    "quotes": QuoteEditor,
}
_DOUBLED = frozenset({"commands", "periodic", "thresholds", "rules"})
_DELETED = _DOUBLED | {"quotes"}


class Glance(QFrame):
    """How the threshold bot stands that is nearest to firing, under a command."""

    switched = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._key = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        head = Strip(HEAD)
        line = head.row
        self._title = ElidedLabel(weight=fonts.SEMIBOLD)
        self.toggle = Toggle(
            theme=theme,
            name=_("Threshold bot"),
            on_change=lambda _on: self.switched.emit(self._key),
        )
        line.addWidget(self._title, 1)
        line.addWidget(self.toggle)
        column.addWidget(head)
        column.addWidget(rule())
        self.state = ThresholdState(theme=theme)
        column.addWidget(self.state)

    def show_nearest(self, items: list[Item], reading: Reading | None) -> None:
        """Show the bot that is nearest to firing; hidden when none is on."""
        found: list[tuple[float, Item, ThresholdDef]] = []
        for item in items:
            one = item.saved
            if not isinstance(one, ThresholdDef) or not one.is_on:
                continue
            view = threshold_view(one, reading)
            share = view.callers / max(1, view.needed) if view else 0.0
            found.append((share, item, one))
        self.setVisible(bool(found))
        if not found:
            return
        _share, item, one = max(found, key=lambda each: each[0])
        self._key = item.key
        title = _("Threshold bot: “{name}”").format(name=one.name)
        self._title.setText(title)
        self.toggle.setAccessibleName(title)
        self.toggle.show_on(one.is_on)
        media = reading.media if reading else ()
        self.state.show_bot(one, threshold_view(one, reading), media)


class EditorPane(QFrame):
    """edited: key, and what it is now. wrong: key, field, text. The rest: asked for."""

    edited = Signal(str, object)
    wrong = Signal(str, str, object)
    save_asked = Signal()
    discard_asked = Signal()
    duplicate_asked = Signal()
    delete_asked = Signal()
    side_asked = Signal()
    switched = Signal(str)
    announced = Signal()
    webhook_kept = Signal(str, str)
    hook_asked = Signal(str, str)

    def __init__(self, draft: BookDraft, *, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_("Editor"))
        self._draft = draft
        self._theme = theme
        self._reading: Reading | None = None
        self._problem: Problem | None = None
        self._problem_of = ""
        self.key = ""
        self.editors: dict[Section, Editor] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        self.area = Scroll()
        self.area.setAccessibleName(_("Editor"))
        column.addWidget(self.area, 1)
        self.empty = EmptyState(
            theme=theme,
            icon="robot",
            title=_("Nothing selected"),
            text=_("Choose a line at the left, or make a new one."),
        )
        self.area.column.addWidget(self.empty, 1)
        self.glance = Glance(theme=theme)
        self.glance.switched.connect(self.switched.emit)
        self.glance.hide()
        self.area.column.addWidget(self.glance)
        self.area.column.addStretch(1)
        self._rule = rule()
        column.addWidget(self._rule)
        column.addWidget(self._make_foot())

    def _make_head(self) -> QWidget:
        head = Strip(HEAD, right=12)
        line = head.row
        self.title = ElidedLabel(weight=fonts.SEMIBOLD)
        self.today = label(size=12, ink="3", tabular=True)
        line.addWidget(self.title)
        line.addWidget(self.today)
        line.addStretch(1)
        theme = self._theme
        self.copy = icon_button(
            "copy",
            _("Duplicate"),
            theme=theme,
            key="Ctrl+D",
            on_click=self.duplicate_asked.emit,
        )
        self.trash = icon_button(
            "trash", _("Delete"), theme=theme, on_click=self.delete_asked.emit
        )
        self.side = icon_button(
            "chat-circle-dots",
            _("Sandbox chat, and what fired"),
            theme=theme,
            on_click=self.side_asked.emit,
        )
        self.side.hide()
        for button in (self.copy, self.trash, self.side):
            line.addWidget(button)
        return head

    def _make_foot(self) -> QWidget:
        theme = self._theme
        self.foot = Foot(FOOT)
        line = self.foot.row
        self.status = ElidedLabel(size=12, ink="3")
        self.discard = Button(
            _("Discard"), theme=theme, look="ghost", on_click=self.discard_asked.emit
        )
        self.duplicate = Button(
            _("Duplicate"), theme=theme, on_click=self.duplicate_asked.emit
        )
        self.save = Button(
            _("Save"),
            theme=theme,
            look="primary",
            key="Ctrl+S",
            on_click=self.save_asked.emit,
        )
        line.addWidget(self.status, 1)
        for button in (self.discard, self.duplicate, self.save):
            line.addWidget(button)
        return self.foot

    # Showing

    @property
    def editor(self) -> Editor | None:
        """Return the editor that is shown, None when nothing is selected."""
        item = self._draft.item(self.key) if self.key else None
        return self.editors.get(item.section) if item else None

    def show_key(self, key: str) -> None:
        """Show something else; "" shows nothing."""
        if key != self.key:
            for editor in self.editors.values():
                editor.clear_problems()
            self.area.verticalScrollBar().setValue(0)
        self.key = key
        self.refresh(self._reading)
        item, shown = self._draft.item(key) if key else None, self.editor
        if item is not None and shown is not None:
            shown.show_wrong(item)

    def refresh(self, reading: Reading | None) -> None:
        """Show what is selected as it stands now; typed text stays."""
        self._reading = reading
        item = self._draft.item(self.key) if self.key else None
        self.empty.setVisible(item is None)
        for section, editor in self.editors.items():
            editor.setVisible(item is not None and section == item.section)
        self._show_head(item)
        self._show_foot(item)
        if item is None:
            self.glance.hide()
            return
        self._editor_of(item.section).show_item(item, reading)
        if item.section == "commands":
            self.glance.show_nearest(self._draft.items("thresholds"), reading)
        else:
            self.glance.hide()

    def _editor_of(self, section: Section) -> Editor:
        if section not in self.editors:
            editor = _EDITORS[section](theme=self._theme)
            editor.edited.connect(self._on_edited)
            editor.typed_wrong.connect(self._on_wrong)
            if isinstance(editor, AnnouncementEditor):
                editor.sent.connect(self.announced.emit)
                editor.kept.connect(self.webhook_kept.emit)
            if isinstance(editor, RuleEditor):
                editor.hook.asked.connect(self.hook_asked.emit)
            self.editors[section] = editor
            self.area.column.insertWidget(1, editor)
        return self.editors[section]

    def _show_head(self, item: Item | None) -> None:
        self.title.setText(title_of(item) if item else "")
        self.today.setText(self._today(item))
        self.today.setVisible(bool(self.today.text()))
        section = item.section if item else ""
        self.copy.setVisible(section in _DOUBLED)
        self.copy.setEnabled(item is not None and not item.is_built_in)
        self.trash.setVisible(
            section in _DELETED or (item is not None and item.saved is None)
        )
        can_delete = item is not None and not item.is_built_in
        is_changed = item is not None and item.is_built_in and self._is_own(item)
        self.trash.setEnabled(can_delete or is_changed)
        words = _("Delete")
        if item is not None and item.is_built_in:
            words = _("Back to how it was made")
        self.trash.set_icon(
            "arrow-counter-clockwise" if words != _("Delete") else "trash"
        )
        self.trash.set_tip(words)
        self.trash.setAccessibleName(words)

    def _is_own(self, item: Item) -> bool:
        """Tell whether one of our commands is other than it was made."""
        names = {identity(one) for one in self._draft.book.commands}
        return item.saved is not None and identity(item.saved) in names

    def _today(self, item: Item | None) -> str:
        if item is None or not isinstance(item.saved, CommandDef):
            return ""
        name = item.saved.name.casefold()
        views = self._reading.view.commands if self._reading else ()
        counts = (one.today for one in views if one.name.casefold() == name)
        today = next(counts, None)
        return "" if today is None else _("{n} today").format(n=number(today))

    def _show_foot(self, item: Item | None) -> None:
        self.foot.setVisible(item is not None)
        self._rule.setVisible(item is not None)
        if item is None:
            return
        dirty = item.is_dirty
        self.discard.setEnabled(dirty)
        self.save.setVisible(dirty)
        self.save.setEnabled(not item.wrong)
        self.duplicate.setVisible(not dirty and item.section in _DOUBLED)
        self.duplicate.setEnabled(not item.is_built_in)
        bad = self._problem if self._problem_of == item.key else None
        words = _("Not saved") if dirty else _("Saved")
        if item.wrong or (bad is not None and bad.field):
            words = _("Not saved: see what is marked")
        elif bad is not None:
            words = bad.text
        self.status.setText(words)
        self.status.setToolTip(words)
        set_ink(self.status, "bad" if bad or item.wrong else "3")

    def set_busy(self, busy: bool) -> None:
        """Show that it is being kept."""
        self.save.set_busy(busy)

    # Problems

    def show_problem(self, key: str, problem: Problem) -> None:
        """Say why an item is not kept, beside the field that it is about."""
        self._problem, self._problem_of = problem, key
        editor = self.editor
        if key != self.key or editor is None:
            return
        editor.clear_problems()
        shown = bool(problem.field) and editor.show_problem(problem.field, problem.text)
        if not shown:
            self._problem = Problem(field="", text=problem.text)
        self._show_foot(self._draft.item(key))

    def forget_problem(self, key: str) -> None:
        """Take an item's error away: it is kept, discarded, or being changed."""
        if self._problem_of == key:
            self._problem, self._problem_of = None, ""
        editor, item = self.editor, self._draft.item(key)
        if key == self.key and editor is not None:
            editor.clear_problems()
            if item is not None:
                editor.show_wrong(item)

    def _on_edited(self, one: object) -> None:
        if self._problem_of == self.key:
            self.forget_problem(self.key)
        self.edited.emit(self.key, one)

    def _on_wrong(self, field: str, text: object) -> None:
        self.wrong.emit(self.key, field, text)

    def show_webhook(self, error: str) -> None:
        """Say that a webhook's address is kept, or why it is not."""
        editor = self.editors.get("announcement")
        if isinstance(editor, AnnouncementEditor):
            editor.webhooks.show_kept(error)

    def take_focus(self) -> None:
        """Put the keyboard into the editor's first control."""
        editor = self.editor
        if editor is None or not editor.form.rows:
            return
        body = editor.form.rows[0].body
        (body.focusProxy() or body).setFocus(Qt.FocusReason.TabFocusReason)
