"""Rules: lists of words, the other rules, people, escalation and modes, in one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.gui.components.text import label, paragraph, rule
from companion.gui.moderation.gate_settings import PREFIX, GateSettings
from companion.gui.moderation.list_editor import ListEditor, Told
from companion.gui.moderation.pattern_list import PatternList
from companion.gui.moderation.people_card import PeopleCard
from companion.gui.moderation.rule_card import RuleCard
from companion.gui.moderation.small_settings import NumbersLine, SomeOf
from companion.gui.moderation.word_lists import WordLists
from companion.gui.pages.section_nav import SectionNav
from companion.gui.pages.setting_line import Line
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import catalogue

NAV_FROM = 800
"""Pixels of width from which the sections stand at the left."""

_WIDEST = 760

_CARDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rules.caps.action", ("rules.caps.share", "rules.caps.letters")),
    ("rules.symbols.action", ("rules.symbols.share", "rules.symbols.signs")),
    ("rules.emotes.action", ("rules.emotes.most",)),
    ("rules.repetition.action", ("rules.repetition.signs", "rules.repetition.words")),
    ("rules.unreadable.zalgo", ()),
    ("rules.unreadable.bidi", ()),
)
_CROWD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rules.flood.action", ("rules.flood.messages", "rules.flood.seconds")),
    (
        "rules.copy_paste.action",
        (
            "rules.copy_paste.viewers",
            "rules.copy_paste.seconds",
            "rules.copy_paste.letters",
        ),
    ),
    ("rules.newcomers.hold", ()),
)


class RulesTab(QWidget):
    """Every change is saved and in force at once. viewer_opened: a Viewer's id."""

    viewer_opened = Signal(str)

    def __init__(self, watch: Watch, *, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(_("Rules"))
        self._theme = theme
        self.gate = GateSettings(watch.bridge, preferences, self)
        self._settings = {
            one.field.removeprefix(PREFIX): one
            for one in catalogue()
            if one.field.startswith(PREFIX)
        }
        self.lines: dict[str, Line] = {}
        self.cards: dict[str, RuleCard] = {}
        self._make_frame()
        self._add_words(watch)
        self._add_links()
        self._add_rules(_("Form"), "text-aa", _CARDS)
        self._add_rules(_("Floods and raids"), "waves", _CROWD)
        self._add_patterns(watch)
        self._add_people(watch)
        self._add_escalation()
        self._add_modes()
        self.body.addStretch(1)
        self.gate.changed.connect(self._refresh_lines)

    def _make_frame(self) -> None:
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(16, 16, 16, 16)
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        self.body = QVBoxLayout(holder)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        outer.addWidget(holder, 1)
        outer.addStretch(0)
        self.area.setWidget(inside)
        self.nav = SectionNav(self.area, theme=self._theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addWidget(self.area, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.nav.setVisible(self.width() >= NAV_FROM)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.gate.look()
        self.people.refresh()

    # The sections

    def _add_words(self, watch: Watch) -> None:
        self.words = WordLists(watch.bridge, self.gate, theme=self._theme)
        self._section(_("Words"), "list-bullets", [self.words])

    def _add_links(self) -> None:
        card = self._card("rules.links.action", ("rules.links.permit_seconds",))
        self.hosts = ListEditor(
            theme=self._theme,
            name=self._settings["rules.links.permitted_hosts"].title,
            placeholder=_("Find or add a host: example.com"),
            save=self._save_hosts,
            check=_host_problem,
            height=112,
        )
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        setting = self._settings["rules.links.permitted_hosts"]
        column.addWidget(label(setting.title, weight=fonts.MEDIUM))
        column.addWidget(paragraph(setting.description, size=12, ink="3"))
        column.addWidget(self.hosts)
        self._section(_("Links"), "link", [card, holder])
        self._refresh_lines()

    def _save_hosts(self, entries: Sequence[str], told: Told) -> None:
        self.gate.change({"rules.links.permitted_hosts": list(entries)}, told)

    def _add_rules(
        self, title: str, icon: str, cards: Sequence[tuple[str, tuple[str, ...]]]
    ) -> None:
        parts = [self._card(action, numbers) for action, numbers in cards]
        self._section(title, icon, parts)

    def _add_patterns(self, watch: Watch) -> None:
        self.patterns = PatternList(
            watch.bridge,
            self.gate,
            self._settings["rules.patterns"],
            theme=self._theme,
        )
        self._section(_("Patterns"), "asterisk", [self.patterns])

    def _add_people(self, watch: Watch) -> None:
        roles = SomeOf(
            self.gate,
            self._settings["exempt_roles"],
            "exempt_roles",
            theme=self._theme,
        )
        self.roles = roles
        self.people = PeopleCard(watch.bridge, theme=self._theme)
        self.people.viewer_opened.connect(self.viewer_opened)
        parts = [roles, self._line("pictures"), self.people]
        self._section(_("People"), "users", parts)

    def _add_escalation(self) -> None:
        self.steps = NumbersLine(
            self.gate, self._settings["ladder.steps"], "ladder.steps", theme=self._theme
        )
        parts = [
            self._line("ladder.is_on"),
            self.steps,
            self._line("ladder.decay_minutes"),
            self._line("ladder.dry_run"),
        ]
        self._section(_("Escalation"), "trend-up", parts)

    def _add_modes(self) -> None:
        names = (
            "hold_seconds",
            "expired",
            "pending",
            "modes.raid_level",
            "modes.followers_only",
            "modes.slow_seconds",
            "modes.hotkey",
            "modes.quiet_from",
            "modes.quiet_to",
            "modes.quiet_level",
            "modes.quiet_hotkey",
        )
        self._section(
            _("Waiting and modes"), "hourglass", [self._line(name) for name in names]
        )

    # Parts

    def _section(self, title: str, icon: str, parts: Sequence[QWidget]) -> None:
        heading = label(title, size=13, weight=fonts.SEMIBOLD)
        self.body.addWidget(heading)
        self.nav.add(heading, title, icon)
        card = QFrame()
        card.setProperty("card", "plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(0)
        for place, part in enumerate(parts):
            if place:
                column.addWidget(rule())
            column.addWidget(part)
        self.body.addWidget(card)
        self.body.addSpacing(8)

    def _card(self, action: str, numbers: Sequence[str]) -> RuleCard:
        found = RuleCard(
            self.gate,
            self._settings,
            theme=self._theme,
            action=action,
            numbers=numbers,
        )
        self.cards[action] = found
        return found

    def _line(self, name: str) -> Line:
        line = Line(
            self._settings[name],
            self.gate.value(name),
            theme=self._theme,
            change=lambda _field, value, told: self.gate.change({name: value}, told),
        )
        self.lines[name] = line
        return line

    def _refresh_lines(self) -> None:
        """Show what is saved, whoever changed it."""
        for name, line in self.lines.items():
            line.show_value(self.gate.value(name))
        hosts: Any = self.gate.wanted("rules.links.permitted_hosts")
        self.hosts.show_entries(hosts)


def _host_problem(text: str) -> str:
    """Return why a text is no host, "" when it is one."""
    host = text.rstrip(".")
    labels = host.split(".")
    is_host = len(labels) > 1 and all(labels) and not set(host) & set("/:@?#* ")
    return "" if is_host else _("A host such as example.com, without https://")
