"""What can be done with a row of the middle: a winner, somebody in a queue, an end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from companion.domain.on_air import QueueOnAir
from companion.domain.show.desk import Verb
from companion.domain.show.views import InteractionView
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.text import isolated
from companion.gui.show.bodies import seen, viewer_in
from companion.gui.show.part import Board
from companion.gui.show.wishes import ShowWishes
from companion.gui.theme.theme import Theme
from companion.i18n import _

NOTHING = "-"
"""What "decide" takes when none of it came true."""


class RowActs:
    """Menus and keys of the rows."""

    def __init__(self, board: Board, wishes: ShowWishes, *, theme: Theme) -> None:
        self._board = board
        self._wishes = wishes
        self._theme = theme
        self.view: InteractionView | None = None
        board.menu_asked.connect(self._open)
        board.placed.connect(self._place)
        board.removed.connect(self._remove)

    def items_of(self, key: str) -> list[MenuItem]:
        """Return what can be done with a row."""
        view = self.view
        if view is None:
            return []
        if view.kind == "prediction":
            return [self._came_true(key)]
        viewer = viewer_in(view, key)
        if viewer is None:
            return []
        name = isolated(viewer.name)
        found: list[MenuItem] = [MenuItem(text=name)]
        found += self._placings(key)
        if "draw" in view.may:
            text = _("Draw another one in place of {name}").format(name=name)
            found.append(
                MenuItem(text=text, icon="shuffle", on_pick=self._act("draw", key))
            )
        if "remove" in view.may:
            found += [
                SEPARATOR,
                MenuItem(
                    text=_("Take out"),
                    icon="trash",
                    key=_("Del"),
                    destructive=True,
                    on_pick=self._act("remove", key),
                ),
            ]
        return found

    def _placings(self, key: str) -> list[MenuItem]:
        waiting = self._waiting()
        if self.view is None or "place" not in self.view.may or key not in waiting:
            return []
        place = waiting.index(key)
        return [
            MenuItem(
                text=_("Next in line"),
                icon="arrow-line-up",
                enabled=place > 0,
                on_pick=self._act("place", f"{key} 0"),
            ),
            MenuItem(
                text=_("Move up"),
                icon="arrow-up",
                key="Alt+↑",
                enabled=place > 0,
                on_pick=partial(self._place, key, -1),
            ),
            MenuItem(
                text=_("Move down"),
                icon="arrow-down",
                key="Alt+↓",
                on_pick=partial(self._place, key, 1),
            ),
        ]

    def decide_items(self) -> list[MenuItem]:
        """Return every outcome of a prediction."""
        if self.view is None:
            return []
        ends = [self._came_true(one.key) for one in self.view.options]
        refund = MenuItem(
            text=_("None of it: everybody gets their coins back"),
            icon="arrow-u-up-left",
            on_pick=self._act("decide", NOTHING),
        )
        return [*ends, SEPARATOR, refund]

    def open_decide(self, at: QWidget | None) -> None:
        """Ask what came true."""
        below = at.mapToGlobal(QPoint(0, at.height() + 4)) if at else QPoint()
        self._popup(self.decide_items(), below)

    def _came_true(self, key: str) -> MenuItem:
        view = self.view
        options = view.options if view is not None else ()
        text = next((one.text for one in options if one.key == key), key)
        words = _("“{option}” came true").format(option=isolated(text))
        return MenuItem(text=words, icon="check", on_pick=self._act("decide", key))

    def _act(self, verb: Verb, value: str) -> partial[None]:
        view = self.view
        return partial(self._wishes.act_on, view.id if view else "", verb, value)

    def _waiting(self) -> Sequence[str]:
        shown = seen(self.view) if self.view is not None else None
        return (
            [one.id for one in shown.waiting] if isinstance(shown, QueueOnAir) else ()
        )

    def _place(self, key: str, step: int) -> None:
        waiting = self._waiting()
        if self.view is None or key not in waiting or "place" not in self.view.may:
            return
        place = waiting.index(key) + step
        if 0 <= place < len(waiting):
            self._act("place", f"{key} {place}")()

    def _remove(self, key: str) -> None:
        view = self.view
        if view is not None and "remove" in view.may and viewer_in(view, key):
            self._act("remove", key)()

    def _open(self, key: str) -> None:
        box = self._board.row_box(key).toRect()
        self._popup(self.items_of(key), self._board.mapToGlobal(box.bottomLeft()))

    def _popup(self, items: Sequence[MenuItem], at: QPoint) -> None:
        if items:
            menu(self._board.window(), items, theme=self._theme).popup(at)
