"""Moderation: what waits for a person, what was decided, and by what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.dialog import Dialog
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.moderation.approval_queue import wants_approval
from companion.gui.moderation.asked_people import AskedPeople
from companion.gui.moderation.audit_tab import AuditTab
from companion.gui.moderation.deciding import Deciding
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.gate_watch import GateWatch
from companion.gui.moderation.held_tab import HeldTab
from companion.gui.moderation.model_tab import ModelTab
from companion.gui.moderation.page_head import PageHead
from companion.gui.moderation.rules_tab import RulesTab
from companion.gui.moderation.side_pane import WIDTH as PANE_WIDTH
from companion.gui.moderation.side_pane import SidePane
from companion.gui.moderation.verdicts_tab import VerdictsTab
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings.moderation import ModerationSettings, RuleSettings

ROOMY = 1_100
"""Width of the page from which on the right-hand pane stands beside the queue."""


def active_rules(settings: ModerationSettings) -> int:
    """Return how many rules and entries of lists are in force."""
    lists = (
        settings.blocklist,
        settings.holdlist,
        settings.permitlist,
        settings.starter_lists,
        settings.rules.patterns,
    )
    return sum(map(len, lists)) + _actions(settings.rules)


def _actions(rules: RuleSettings) -> int:
    newcomers = rules.newcomers.hold != "nothing"
    actions = (
        rules.links.action,
        rules.caps.action,
        rules.symbols.action,
        rules.emotes.action,
        rules.repetition.action,
        rules.unreadable.zalgo,
        rules.unreadable.bidi,
        rules.flood.action,
        rules.copy_paste.action,
    )
    return sum(action != "off" for action in actions) + int(newcomers)


class ModerationPage(QWidget):
    """Tabs at the left, the last hour at the right; the queue owns the keyboard.

    say: shows a notice. show_dialog: opens a dialog over the window. open_viewer: shows
    a Viewer's card, by id. deciding: asks the engine. asked: about whom it asks back.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        theme: Theme,
        preferences: Preferences,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
        open_viewer: Callable[[str], object],
        deciding: Deciding,
        asked: AskedPeople,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Moderation"))
        self._watch = watch
        self._theme = theme
        self._preferences = preferences
        self._say = say
        self._open_viewer = open_viewer
        self._is_drawn = False
        self._telling = False
        self._settings: list[GateSettings] = []
        self.gate = GateWatch(watch.bridge, parent=self)
        self.settings = GateSettings(watch.bridge, preferences, self)
        self.held = HeldTab(
            watch,
            self.gate,
            self.settings,
            deciding,
            theme=theme,
            show_dialog=show_dialog,
            wants_approval=lambda: wants_approval(preferences.current.overlays),
            say=say,
            asked=asked,
        )
        self.side = SidePane(watch, self.gate, self.settings, theme=theme)
        self._build(theme)
        self._wire()
        self.open_tab("held")

    def _build(self, theme: Theme) -> None:
        names = {
            "held": _("Held"),
            "verdicts": _("Verdicts"),
            "rules": _("Rules"),
            "model": _("Model"),
            "audit": _("Audit log"),
        }
        self.head = PageHead(
            names, self._watch.bridge, self.settings, theme=theme, say=self._say
        )
        self.stack = QStackedWidget()
        self._tabs: dict[str, QWidget] = {"held": self.held}
        self.stack.addWidget(self.held)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(rule())
        column.addWidget(self.stack, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.side)
        self.side.setFixedWidth(PANE_WIDTH)

    def _wire(self) -> None:
        self.head.picked.connect(self.open_tab)
        self.head.pane_asked.connect(self._toggle_pane)
        self.held.count_changed.connect(self.head.tabs["held"].set_count)
        self.held.try_asked.connect(self.try_text)
        self.side.opened.connect(lambda _seq: self.open_tab("verdicts"))
        self.gate.view_changed.connect(self._on_view)
        self._watch.totals_changed.connect(self._on_view)
        self._join(self.settings)
        self.head.tabs["held"].set_count(self.held.queue.count)
        self._count_rules()

    # Tabs

    @property
    def current(self) -> str:
        """Return the key of the tab that is open."""
        shown = self.stack.currentWidget()
        return next(key for key, tab in self._tabs.items() if tab is shown)

    def open_tab(self, key: str) -> None:
        """Open a tab; it is just there, nothing slides."""
        self.stack.setCurrentWidget(self.tab(key))
        self.head.tabs[key].setChecked(True)
        if key == "held":
            self.held.take_focus()

    def tab(self, key: str) -> QWidget:
        """Return a tab, built when it is first opened. Raises KeyError."""
        if key not in self._tabs:
            self._tabs[key] = self._make_tab(key)
            self.stack.addWidget(self._tabs[key])
        return self._tabs[key]

    def _make_tab(self, key: str) -> QWidget:
        watch, theme = self._watch, self._theme
        match key:
            case "verdicts":
                verdicts = VerdictsTab(watch, theme=theme)
                verdicts.viewer_opened.connect(self._open_viewer)
                verdicts.said.connect(self._say)
                return verdicts
            case "rules":
                rules = RulesTab(watch, preferences=self._preferences, theme=theme)
                rules.viewer_opened.connect(self._open_viewer)
                self._join(rules.gate)
                return rules
            case "model":
                model = ModelTab(watch, preferences=self._preferences, theme=theme)
                self._join(model.gate)
                return model
            case "audit":
                audit = AuditTab(watch, theme=theme)
                audit.viewer_opened.connect(self._open_viewer)
                audit.said.connect(self._say)
                return audit
        raise KeyError(key)

    def _join(self, settings: GateSettings) -> None:
        """Have every part of the page see what another part has changed."""
        self._settings.append(settings)
        settings.changed.connect(partial(self._on_changed, settings))

    def _on_changed(self, source: GateSettings) -> None:
        if self._telling:
            return
        self._telling = True
        for settings in self._settings:
            if settings is not source:
                settings.changed.emit()
        self._telling = False
        self._count_rules()

    def _count_rules(self) -> None:
        self.head.tabs["rules"].set_count(active_rules(self.settings.current))

    def _on_view(self) -> None:
        if self.gate.view is not None:
            self.head.show_view(self.gate.view, now=self._watch.now)

    # The pane at the right

    def try_text(self) -> None:
        """Put the keyboard into *Try a text*, wherever that is now."""
        if not self.side.isVisibleTo(self):
            self._show_pane(True)
        self.side.trial.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle_pane(self) -> None:
        self._show_pane(not self.side.isVisibleTo(self))

    def _show_pane(self, shown: bool) -> None:
        self.side.setVisible(shown)
        self.head.pane.setChecked(shown)
        if self._is_drawn and shown:
            self._place_drawer()
            self.side.raise_()
            self.side.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._is_drawn:
            self.held.take_focus()

    def _place_drawer(self) -> None:
        top = self.head.height() + 1
        width = min(PANE_WIDTH, self.width() - 80)
        self.side.setFixedWidth(width)
        self.side.setGeometry(self.width() - width, top, width, self.height() - top)

    def _set_drawer(self, is_drawn: bool) -> None:
        if is_drawn == self._is_drawn:
            return
        self._is_drawn = is_drawn
        self.head.set_compact(is_drawn)
        self.side.set_drawer(is_drawn)
        if is_drawn:
            self._row.removeWidget(self.side)
        else:
            self.side.setFixedWidth(PANE_WIDTH)
            self._row.addWidget(self.side)
        self.side.setVisible(not is_drawn)
        self.head.pane.setChecked(False)

    # Being there

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_drawer(self.width() < ROOMY)
        if self._is_drawn and self.side.isVisibleTo(self):
            self._place_drawer()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_drawn:
            self._show_pane(False)
        elif self.current == "held":
            # The queue's keys work wherever on its page the focus is; a text field
            # has taken its letters before they come here.
            self.held.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.gate.start()
        QTimer.singleShot(0, self, self._take_focus)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gate.stop()

    def _take_focus(self) -> None:
        focused = QApplication.focusWidget()
        typing = isinstance(focused, QLineEdit)
        if self.isVisible() and self.current == "held" and not typing:
            self.held.take_focus()
