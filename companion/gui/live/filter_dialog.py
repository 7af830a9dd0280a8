"""Saves a filter as a tab, or changes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.values import Platform, Role
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.components.text import ElidedLabel, label
from companion.gui.components.toggle import Toggle
from companion.gui.live.chat_badges import BADGES, role_word
from companion.gui.live.chat_filter import EVERYTHING, ChatFilter
from companion.gui.live.writable import target_name
from companion.gui.theme.icons import PLATFORM_ICONS
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

LONGEST_NAME: Final = 40
_MOST_CHANNELS: Final = 8
_PER_ROW: Final = 4


class FilterDialog(Dialog):
    """on_save gets name and filter and returns what is wrong, "" when it is saved.

    channels: targets to choose from. name: of the tab that is changed, "" for a new
    one.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        channels: Sequence[str],
        name: str = "",
        chosen: ChatFilter = EVERYTHING,
        on_save: Callable[[str, ChatFilter], str],
    ) -> None:
        title = _("Change this tab") if name else _("Save a filter as a tab")
        super().__init__(parent, theme=theme, title=title)
        self._on_save = on_save
        self.name = Field(
            _("Name of the tab"),
            theme=theme,
            text=name,
            on_edit=lambda _text: self._check(),
            on_enter=self._save,
        )
        self.name.edit.setMaxLength(LONGEST_NAME)
        self.body.addWidget(self.name)
        self.platforms = self._toggles(
            {one.value: (platform_name(one), PLATFORM_ICONS[one]) for one in Platform},
            on={one.value for one in chosen.platforms},
        )
        self.roles = self._toggles(
            {badge.role.value: (role_word(badge.role), badge.icon) for badge in BADGES},
            on={role.value for role in chosen.roles},
        )
        offered = dict.fromkeys([*sorted(chosen.channels), *channels])
        self.channels: dict[str, Toggle] = {}
        self._add(_("Only these platforms"), self.platforms)
        if len(offered) > 1 or chosen.channels:
            self._add_channels(list(offered)[:_MOST_CHANNELS], chosen)
        self._add(_("Only these roles"), self.roles)
        self._add_switches(chosen)
        self._add_foot(is_new=not name)
        self._check()
        self.name.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def filter(self) -> ChatFilter:
        """Return the filter as it is chosen now."""
        return ChatFilter(
            platforms=frozenset(map(Platform, _on(self.platforms))),
            channels=frozenset(
                target for target, one in self.channels.items() if one.isChecked()
            ),
            roles=frozenset(map(Role, _on(self.roles))),
            money_only=self.money.isChecked(),
            mentions_only=self.mentions.isChecked(),
            words=self.words.text,
        )

    # Building

    def _toggles(
        self, choices: dict[str, tuple[str, str]], *, on: set[str]
    ) -> dict[str, Button]:
        result = {}
        for key, (words, icon) in choices.items():
            button = Button(
                words, theme=self._theme, icon=icon, height=24, checkable=True
            )
            button.setChecked(key in on)
            result[key] = button
        return result

    def _add(self, caption: str, buttons: dict[str, Button]) -> None:
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(label(caption, size=12, ink="2"))
        buttons_left = list(buttons.values())
        while buttons_left:
            line = QHBoxLayout()
            line.setSpacing(4)
            for button in buttons_left[:_PER_ROW]:
                line.addWidget(button)
            line.addStretch(1)
            block.addLayout(line)
            del buttons_left[:_PER_ROW]
        self.body.addLayout(block)

    def _add_channels(self, targets: Sequence[str], chosen: ChatFilter) -> None:
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(label(_("Only these channels"), size=12, ink="2"))
        for target in targets:
            name = target_name(target)
            self.channels[target] = self._switch(
                block, name, on=target in chosen.channels
            )
        self.body.addLayout(block)

    def _add_switches(self, chosen: ChatFilter) -> None:
        block = QVBoxLayout()
        block.setSpacing(4)
        self.money = self._switch(
            block, _("Only gifts and other support"), on=chosen.money_only
        )
        self.mentions = self._switch(
            block, _("Only messages that name you"), on=chosen.mentions_only
        )
        self.body.addLayout(block)
        self.words = Field(
            _("Only with these words in name or text"),
            theme=self._theme,
            text=chosen.words,
            on_enter=self._save,
        )
        self.body.addWidget(self.words)

    def _switch(self, block: QVBoxLayout, words: str, *, on: bool) -> Toggle:
        row = QHBoxLayout()
        toggle = Toggle(theme=self._theme, name=words, on=on)
        row.addWidget(ElidedLabel(words, natural=340))
        row.addStretch(1)
        row.addWidget(toggle)
        block.addLayout(row)
        return toggle

    def _add_foot(self, *, is_new: bool) -> None:
        words = _("Save tab") if is_new else _("Save")
        self.cancel = Button(_("Cancel"), theme=self._theme, on_click=self.reject)
        self.act = Button(
            words, theme=self._theme, look="primary", on_click=partial(self._save)
        )
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)

    # Acting

    def _check(self) -> None:
        self.name.set_error("")
        self.act.setEnabled(bool(self.name.text))

    def _save(self) -> None:
        if not self.name.text:
            return
        error = self._on_save(self.name.text, self.filter)
        if error:
            self.name.set_error(error)
        else:
            self.accept()


def _on(buttons: dict[str, Button]) -> list[str]:
    return [key for key, button in buttons.items() if button.isChecked()]
