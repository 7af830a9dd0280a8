"""Settings: each one with its words, its control and, beside it, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import SettingsError
from companion.domain.values import Platform
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import Ink, label, paragraph, rule, set_ink
from companion.gui.components.toggle import Toggle
from companion.gui.pages.login_desk import LoginDesk
from companion.gui.pages.logins import Logins
from companion.gui.pages.page import CONTENT_WIDTH, Page
from companion.gui.pages.section_nav import WIDTH as NAV_WIDTH
from companion.gui.pages.section_nav import SectionNav
from companion.gui.pages.tiers import TierTable
from companion.gui.preferences import Preferences
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import Setting, Settings, catalogue

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

_NUMBERS = {int, float, Decimal}
_HIDDEN = {"tiktok.notice_accepted_at", "twitch.client_id"}
"""What the login cards ask for in their own way."""

_ON_CARDS = {"tiktok": Platform.TIKTOK, "youtube": Platform.YOUTUBE}
"""Sections whose settings stand on a platform's card."""

_FIRST = "scoring"
"""The section that follows the logins."""


class Line(QWidget):
    """One setting: title and description on the left, its control on the right."""

    def __init__(
        self,
        setting: Setting,
        value: object,
        *,
        theme: Theme,
        change: Callable[[str, object], str],
    ) -> None:
        super().__init__()
        self.setting = setting
        self._change = change
        self.control: QWidget
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(setting.title, weight=fonts.MEDIUM))
        words.addWidget(paragraph(setting.description, size=12, ink="3"))
        self._note = paragraph("", size=12, ink="3")
        self._note.hide()
        words.addWidget(self._note)
        row.addLayout(words, 1)
        self.control = self._make_control(value, theme)
        self.control.setAccessibleDescription(setting.description)
        row.addWidget(
            self.control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        )

    def _make_control(self, value: object, theme: Theme) -> QWidget:
        setting = self.setting
        if get_origin(setting.kind.type) is Literal:
            segmented = Segmented(
                [
                    Choice(key=str(key), name=_choice_name(str(key)))
                    for key in get_args(setting.kind.type)
                ],
                theme=theme,
                name=setting.title,
                current=str(value),
            )
            segmented.chosen.connect(self._on_choice)
            return segmented
        if setting.kind.type is bool:
            return Toggle(
                theme=theme,
                name=setting.title,
                on=bool(value),
                on_change=self._on_choice,
            )
        field = Field(
            setting.title, theme=theme, text=_written(value), show_caption=False
        )
        field.setFixedWidth(120 if setting.kind.type in _NUMBERS else 240)
        field.edit.editingFinished.connect(lambda: self._on_text(field))
        return field

    def _on_choice(self, value: object) -> None:
        self._tell(self._change(self.setting.field, value))

    def _on_text(self, field: Field) -> None:
        value = _read(field.text, self.setting.kind.type)
        error = self._change(self.setting.field, value)
        field.set_error("")
        if error:
            field.edit.setProperty("bad", True)
            field.edit.style().polish(field.edit)
        self._tell(error)

    def _tell(self, error: str) -> None:
        """Say beside the setting what is wrong, or when the change takes effect."""
        ink: Ink = "bad" if error else "3"
        text = error
        if not error and self.setting.field not in AT_ONCE:
            text = _("Saved. It takes effect when Companion starts again.")
        set_ink(self._note, ink)
        self._note.setText(text)
        self._note.setVisible(bool(text))


class SettingsPage(Page):
    """Logins first, then every section of the catalogue, so that none is forgotten.

    What is chosen is saved at once; what cannot be saved is said beside it.
    show_dialog: opens a dialog over the window.
    """

    def __init__(
        self,
        preferences: Preferences,
        *,
        theme: Theme,
        desk: LoginDesk,
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        super().__init__(_("Settings"), widest=CONTENT_WIDTH)
        self._preferences = preferences
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
        name = settings[0].field.partition(".")[0]
        card = self._new_section(settings[0].section, _ICONS.get(name, "sliders"))
        for place, part in enumerate(parts):
            if place:
                card.addWidget(rule())
            card.addWidget(part)

    def _line(self, setting: Setting) -> Line:
        line = Line(
            setting,
            _value(self._preferences.current, setting.field),
            theme=self._theme,
            change=self.change,
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
    kind = setting.kind.type
    return get_origin(kind) is Literal or kind in {*_NUMBERS, bool, str}


def _value(settings: Settings, field: str) -> object:
    value: object = settings
    for part in field.split("."):
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part)
    return value


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _read(text: str, kind: object) -> Any:  # noqa: ANN401  # whatever was typed
    """Return a number where one was typed, else the text for the check to refuse."""
    if kind is str:
        return text
    try:
        return int(text) if kind is int else Decimal(text.replace(",", "."))
    except (ValueError, ArithmeticError):
        return text


def _choice_name(key: str) -> str:
    """Return what a choice is called; names of languages are their own."""
    names = {
        "system": _("System"),
        "dark": _("Dark"),
        "light": _("Light"),
        "en": "English",
        "fr": "Français",
        "default": _("Standard"),
        "classic": _("Classic"),
        "block": _("Block"),
        "allow": _("Allow"),
    }
    return names.get(key, key)
