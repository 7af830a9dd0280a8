"""Settings: each one with its words, its control and, beside it, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_origin

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import SettingsError
from companion.domain.values import Platform
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.text import label, paragraph, rule
from companion.gui.moderation.gate_settings import PREFIX, GateSettings
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.pages.logins import Logins
from companion.gui.pages.page import CONTENT_WIDTH, Page
from companion.gui.pages.section_nav import WIDTH as NAV_WIDTH
from companion.gui.pages.section_nav import SectionNav
from companion.gui.pages.setting_line import NUMBERS, Line, value_at
from companion.gui.pages.tiers import TierTable
from companion.gui.preferences import Preferences
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import Setting, catalogue

AT_ONCE = {"appearance.theme", "appearance.reduced_motion"}
"""Settings that need no new start."""

TIERS = "scoring.gift.tiers"
"""The one list that has a table of its own."""

NAV_FROM = CONTENT_WIDTH + NAV_WIDTH
"""Pixels of width from which the sections stand at the left."""

_ICONS = {
    "scoring": "trophy",
    "general": "globe",
    "server": "hard-drives",
    "connections": "broadcast",
    "chat": "chat-text",
    "moderation": "shield-check",
    "appearance": "palette",
}

_HIDDEN = {"tiktok.notice_accepted_at", "twitch.client_id", "general.is_set_up"}
"""What the login cards and the first run ask for in their own way."""

_ELSEWHERE = tuple(
    f"moderation.{one}." for one in ("rules", "model", "policy", "ladder", "modes")
)
"""Beginnings of settings that have a page of their own, with what belongs to them."""

_ON_CARDS = {"tiktok": Platform.TIKTOK, "youtube": Platform.YOUTUBE}
"""Sections whose settings stand on a platform's card."""

_FIRST = "scoring"
"""The section that follows the logins."""


class SettingsPage(Page):
    """Logins first, then every section of the catalogue, so that none is forgotten.

    What is chosen is saved at once; what cannot be saved is said beside it.
    show_dialog: opens a dialog over the window. go: opens another page, by its key.
    set_up: opens the first run.
    """

    def __init__(
        self,
        preferences: Preferences,
        *,
        theme: Theme,
        desk: LoginDesk,
        show_dialog: Callable[[Dialog], object],
        go: Callable[[str], object] = lambda _page: None,
        set_up: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(_("Settings"), widest=CONTENT_WIDTH)
        self._preferences = preferences
        self._gate = GateSettings(desk.watch.bridge, preferences, self)
        self._gate.changed.connect(self._refresh_gate)
        self._go = go
        self._theme = theme
        self.lines: dict[str, Line] = {}
        self.nav = SectionNav(self.area, theme=theme)
        self.add_beside(self.nav)
        sections: dict[str, list[Setting]] = {}
        for setting in catalogue():
            sections.setdefault(setting.field.partition(".")[0], []).append(setting)
        self._add_logins(desk, sections, show_dialog)
        self.add_channel = Button(
            _("Add a channel"), theme=theme, icon="plus", on_click=desk.add_channel
        )
        self.set_up = Button(_("Set up"), theme=theme, icon="path", on_click=set_up)
        self.set_up.set_tip(_("From nothing to an overlay in OBS, in three steps"))
        self.head.addWidget(self.set_up)
        self.head.addWidget(self.add_channel)
        for name in sorted(sections, key=lambda name: name != _FIRST):
            if name not in _ON_CARDS:
                self._add_section(sections[name])
        more = _(
            "Word lists and the overlays' looks are edited in settings.toml in the "
            "data folder; the documentation names every one."
        )
        self.body.addWidget(paragraph(more, size=12, ink="3"))
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Look again at what may have changed on another page."""
        self.logins.refresh()
        self._refresh_gate()

    def _refresh_gate(self) -> None:
        for field, line in self.lines.items():
            if field.startswith(PREFIX):
                line.show_value(value_at(self._preferences.current, field))

    def _add_logins(
        self,
        desk: LoginDesk,
        sections: Mapping[str, Sequence[Setting]],
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        self._new_heading(_("Platforms and logins"), "key")
        self.logins = Logins(
            desk,
            theme=self._theme,
            settings={
                platform: [self._line(one) for one in sections[name] if _is_simple(one)]
                for name, platform in _ON_CARDS.items()
            },
            change=self.change,
            show_dialog=show_dialog,
        )
        self.body.addWidget(self.logins)
        self.body.addSpacing(8)

    def _add_section(self, settings: Sequence[Setting]) -> None:
        parts: list[QWidget] = []
        for setting in settings:
            if setting.field == TIERS:
                self.tiers = self._tier_table(setting)
                parts.append(self.tiers)
            elif _is_simple(setting):
                parts.append(self._line(setting))
        if not parts:
            return
        if settings[0].field.startswith(PREFIX):
            parts.append(self._moderation_link())
        name = settings[0].field.partition(".")[0]
        card = self._new_section(settings[0].section, _ICONS.get(name, "sliders"))
        for place, part in enumerate(parts):
            if place:
                card.addWidget(rule())
            card.addWidget(part)

    def _moderation_link(self) -> QWidget:
        """Return the way to the rest, which would be forty lines here."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(24)
        words = _("Rules, lists and the model stand on the Moderation page.")
        row.addWidget(paragraph(words), 1)
        self.open_moderation = Button(
            _("Open Moderation"),
            theme=self._theme,
            icon="shield-check",
            on_click=lambda: self._go("moderation"),
        )
        row.addWidget(self.open_moderation)
        return holder

    def _line(self, setting: Setting) -> Line:
        if setting.field.startswith(PREFIX):
            return self._gate_line(setting)
        later = _("Saved. It takes effect when Companion starts again.")
        line = Line(
            setting,
            value_at(self._preferences.current, setting.field),
            theme=self._theme,
            change=lambda field, value, told: told(self.change(field, value)),
            saved="" if setting.field in AT_ONCE else later,
        )
        self.lines[setting.field] = line
        return line

    def _gate_line(self, setting: Setting) -> Line:
        """Return a line whose change is in force at once."""
        name = setting.field.removeprefix(PREFIX)
        line = Line(
            setting,
            self._gate.value(name),
            theme=self._theme,
            change=lambda _field, value, told: self._gate.change({name: value}, told),
        )
        self.lines[setting.field] = line
        return line

    def change(self, field: str, value: object) -> str:
        """Change one setting and save; return what is wrong, "" when all is well."""
        try:
            changed = self._preferences.change({field: value})
        except SettingsError as error:
            return str(error).removeprefix(f"{field}: ")
        self._theme.set_mode(changed.appearance.theme)
        self._theme.set_reduced_motion(changed.appearance.reduced_motion)
        return ""

    def _tier_table(self, setting: Setting) -> TierTable:
        return TierTable(
            setting,
            self._preferences.current.scoring.gift.tiers,
            theme=self._theme,
            change=lambda tiers: self.change(TIERS, tiers),
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.nav.setVisible(self.width() >= NAV_FROM)

    def _new_heading(self, title: str, icon: str) -> None:
        heading = label(title, size=13, weight=fonts.SEMIBOLD)
        self.body.addWidget(heading)
        self.nav.add(heading, title, icon)

    def _new_section(self, title: str, icon: str) -> QVBoxLayout:
        self._new_heading(title, icon)
        card = QFrame()
        card.setProperty("card", "plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(0)
        self.body.addWidget(card)
        self.body.addSpacing(8)
        return column


def _is_simple(setting: Setting) -> bool:
    """Return whether one control can change it; lists and tables need a page."""
    if setting.field in _HIDDEN or "[]" in setting.field:
        return False
    if setting.field.startswith(_ELSEWHERE):
        return False
    kind = setting.kind.type
    return get_origin(kind) is Literal or kind in {*NUMBERS, bool, str}
