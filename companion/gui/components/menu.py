"""Menus: icon, words, key; the same order everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from companion.gui.components.floating import make_translucent
from companion.gui.theme import fonts
from companion.gui.theme.icons import icon
from companion.gui.theme.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One line; key is only shown, the widget that owns the shortcut handles it.

    on_pick None: a heading that cannot be chosen. checked None: not a choice.
    children: lines of a menu that opens beside this one. tip: shown under the pointer.
    """

    text: str
    on_pick: Callable[[], object] | None = None
    icon: str = ""
    key: str = ""
    enabled: bool = True
    destructive: bool = False
    checked: bool | None = None
    children: Sequence[MenuItem] = ()
    tip: str = ""


SEPARATOR = MenuItem(text="")


def menu(parent: QWidget, items: Sequence[MenuItem], *, theme: Theme) -> QMenu:
    """Return a menu; show it with `popup`, it deletes itself when it closes."""
    result = QMenu(parent)
    result.setFont(fonts.font(13))
    result.setToolTipsVisible(True)
    make_translucent(result)
    result.aboutToHide.connect(result.deleteLater)
    _fill(result, items, theme)
    return result


def _fill(target: QMenu, items: Sequence[MenuItem], theme: Theme) -> None:
    for item in items:
        if item is SEPARATOR:
            target.addSeparator()
            continue
        action = _action(target, item, theme)
        target.addAction(action)
        if item.children:
            beside = QMenu(target)
            beside.setFont(target.font())
            beside.setToolTipsVisible(True)
            make_translucent(beside)
            _fill(beside, item.children, theme)
            action.setMenu(beside)


def _action(parent: QMenu, item: MenuItem, theme: Theme) -> QAction:
    text = item.text.replace("&", "&&")
    action = QAction(f"{text}\t{item.key}" if item.key else text, parent)
    if item.icon:
        tokens = theme.tokens
        action.setIcon(icon(item.icon, tokens.bad if item.destructive else tokens.t2))
    possible = item.on_pick is not None or bool(item.children)
    action.setEnabled(item.enabled and possible)
    if item.tip:
        action.setToolTip(item.tip)
    if item.checked is not None:
        action.setCheckable(True)
        action.setChecked(item.checked)
    on_pick = item.on_pick
    if on_pick is not None:
        action.triggered.connect(lambda _checked: on_pick())
    return action
