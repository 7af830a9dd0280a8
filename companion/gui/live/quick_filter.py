"""The controls beside the search: who may have written, and what about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from companion.domain.values import Role
from companion.gui.components.button import Button
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.live.chat_badges import BADGES, role_word
from companion.gui.live.chat_filter import ChatFilter
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext


class QuickFilter(QWidget):
    """Roles, support, mentions, and saving it all as a tab."""

    def __init__(
        self,
        *,
        theme: Theme,
        on_change: Callable[[], object],
        on_save: Callable[[], object],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._on_change = on_change
        self._roles: frozenset[Role] = frozenset()
        self.roles = Button(
            _("All roles"),
            theme=theme,
            height=24,
            trailing_icon="caret-down-bold",
            on_click=self._open_roles,
        )
        self.money = self._switch("gift", _("Only gifts and other support"))
        self.mentions = self._switch("at-bold", _("Only messages that name you"))
        self.save = Button(
            theme=theme,
            look="ghost",
            height=24,
            icon="bookmark-simple",
            name=_("Save as a tab…"),
            on_click=on_save,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for control in (self.roles, self.money, self.mentions, self.save):
            row.addWidget(control)

    def _switch(self, icon: str, name: str) -> Button:
        button = Button(
            theme=self._theme,
            look="ghost",
            height=24,
            icon=icon,
            name=name,
            checkable=True,
        )
        button.toggled.connect(lambda _on: self._on_change())
        return button

    @property
    def chosen(self) -> ChatFilter:
        """Return what is chosen here; words and platform are chosen elsewhere."""
        return ChatFilter(
            roles=self._roles,
            money_only=self.money.isChecked(),
            mentions_only=self.mentions.isChecked(),
        )

    def choose_roles(self, roles: frozenset[Role]) -> None:
        """Let only these roles through; none: everybody."""
        self._roles = roles
        words = _("All roles")
        if len(roles) == 1:
            (role,) = roles
            words = role_word(role)
        elif roles:
            count = len(roles)
            words = ngettext("{n} role", "{n} roles", count).format(n=count)
        self.roles.setText(words)
        self.roles.setAccessibleName(_("Only these roles: {roles}").format(roles=words))
        self.roles.updateGeometry()
        self._on_change()

    def clear(self) -> None:
        """Let everything through again."""
        for button in (self.money, self.mentions):
            button.setChecked(False)
        self.choose_roles(frozenset())

    def roles_menu(self) -> QMenu:
        """Return the roles to choose from; each pick adds or takes away one."""
        items = [
            MenuItem(
                text=_("All roles"),
                checked=not self._roles,
                on_pick=lambda: self.choose_roles(frozenset()),
            ),
            SEPARATOR,
        ]
        for badge in BADGES:
            role = badge.role
            items.append(
                MenuItem(
                    text=role_word(role),
                    checked=role in self._roles,
                    on_pick=partial(self.choose_roles, self._roles ^ {role}),
                )
            )
        return menu(self, items, theme=self._theme)

    def _open_roles(self) -> None:
        below = QPoint(0, self.roles.height() + 2)
        self.roles_menu().popup(self.roles.mapToGlobal(below))
