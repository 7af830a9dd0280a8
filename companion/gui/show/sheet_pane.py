"""The run-sheet: the evening in order, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from companion.domain.show.specs import AnySpec, Kind, kind_of
from companion.domain.show.views import ItemView, ShowView
from companion.domain.values import Timestamp
from companion.gui.components.amounts import countdown
from companion.gui.components.button import Button, icon_button
from companion.gui.components.flow import Flow
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.strip import Strip
from companion.gui.components.text import ElidedLabel, label, rule
from companion.gui.show.files import ask_where_to, ask_which
from companion.gui.show.room_strip import RoomStrip
from companion.gui.show.rows import RowList
from companion.gui.show.sheet_row import HEIGHT, SheetRow
from companion.gui.show.watch import interaction
from companion.gui.show.wishes import ShowWishes
from companion.gui.show.words import (
    KIND_ICONS,
    SECOND,
    kind_icon,
    kind_name,
    place_of,
    spec_title,
)
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 296


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEdits:
    """What opens a dialog. add: of a kind. edit: a line. rename: the run-sheet.

    room: how people join the room.
    """

    add: Callable[[Kind], object]
    edit: Callable[[ItemView], object]
    rename: Callable[[], object]
    room: Callable[[], object]


class SheetPane(QWidget):
    """Lines in order, with Back, Skip and Next beneath.

    chosen: another line is looked at, by its id.
    """

    chosen = Signal(str)

    def __init__(self, wishes: ShowWishes, edits: SheetEdits, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wishes = wishes
        self._edits = edits
        self._view = ShowView()
        self._templates: Sequence[tuple[str, Sequence[AnySpec]]] = ()
        self.setAccessibleName(_("Run-sheet"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        self.rows = RowList(theme=theme, name=_("Run-sheet"), height=HEIGHT)
        self.rows.setViewportMargins(0, 4, 0, 4)
        self.rows.opened.connect(self._open)
        self.rows.moved.connect(wishes.move)
        self.rows.removed.connect(self._remove)
        self.rows.menu_asked.connect(self._open_menu)
        self.rows.selectionModel().currentChanged.connect(
            lambda _now, _before: self.chosen.emit(self.rows.current_key)
        )
        column.addWidget(self.rows, 1)
        column.addWidget(self._make_end())
        column.addWidget(rule())
        self.room = RoomStrip(theme=theme, on_open=edits.room)
        column.addWidget(self.room)
        column.addWidget(rule())
        column.addWidget(self._make_foot())

    def _make_head(self) -> QWidget:
        theme = self._theme
        head = Strip(40, right=8)
        row = head.row
        self.title = ElidedLabel(_("Run-sheet"), weight=fonts.SEMIBOLD)
        self.count = label(size=12, ink="3", tabular=True)
        self.add = icon_button(
            "plus-bold",
            _("Add to the run-sheet"),
            theme=theme,
            on_click=self._open_kinds,
        )
        self.more = icon_button(
            "dots-three-bold",
            _("Templates and packs"),
            theme=theme,
            on_click=self._open_more,
        )
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.add)
        row.addWidget(self.more)
        return head

    def _make_end(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(16, 4, 8, 8)
        row.setSpacing(4)
        self.end = label(_("Then nothing."), size=12, ink="3")
        row.addWidget(self.end)
        self.templates = Button(
            _("Start from a template"),
            theme=self._theme,
            look="ghost",
            height=24,
            on_click=self.open_templates,
        )
        row.addWidget(self.templates)
        row.addStretch(1)
        return holder

    def _make_foot(self) -> QWidget:
        theme, wishes = self._theme, self._wishes
        foot = QWidget()
        frame = QVBoxLayout(foot)
        frame.setContentsMargins(12, 8, 12, 8)
        row = Flow(gap=6)
        row.push = 2
        frame.addLayout(row)
        self.back = Button(
            _("Back"),
            theme=theme,
            icon="caret-left-bold",
            tip=_("One step back: of what is on air, else to the line before"),
            key="B",
            on_click=wishes.back,
        )
        self.skip = Button(
            _("Skip"),
            theme=theme,
            tip=_("Leave out the next line; press again on it to take it up"),
            on_click=self.skip_next,
        )
        self.next = Button(
            _("Next"),
            theme=theme,
            trailing_icon="caret-right-bold",
            key="N",
            show_key=True,
            tip=_("Finish what is on air and go to the next line"),
            on_click=self.go_next,
        )
        for button in (self.back, self.skip, self.next):
            row.addWidget(button)
        return foot

    # What there is

    def show_view(self, view: ShowView, now: Timestamp) -> None:
        """Show how the run-sheet stands."""
        self._view = view
        sheet = view.sheet
        self.title.setText(sheet.name or _("Run-sheet"))
        self.title.setToolTip(sheet.name)
        place = None if sheet.place is None else sheet.place + 1
        text = _("{n} of {all}").format(n=place, all=len(sheet.items)) if place else ""
        self.count.setText(text or (str(len(sheet.items)) if sheet.items else ""))
        self.rows.show_rows(
            [
                SheetRow(
                    one, place=place_of(sheet, one.id), clock=self._clock(one, now)
                )
                for one in sheet.items
            ]
        )
        self.end.setVisible(bool(sheet.items))
        coming = self.coming
        self.skip.setEnabled(coming is not None)
        self.next.setEnabled(coming is not None)
        self.back.setEnabled(bool(view.on_air) or bool(sheet.place))

    def _clock(self, item: ItemView, now: Timestamp) -> str:
        one = interaction(self._view, item.interaction)
        if one is None or one.phase != "ongoing" or one.closes_at is None:
            return ""
        return countdown(max(0, one.closes_at - now) + SECOND - 1)

    @property
    def coming(self) -> ItemView | None:
        """Return the line that is next."""
        found = (one for one in self._view.sheet.items if one.state == "next")
        return next(found, None)

    def item(self, item_id: str) -> ItemView | None:
        """Return a line by its id."""
        found = (one for one in self._view.sheet.items if one.id == item_id)
        return next(found, None)

    # What is done

    def go_next(self) -> None:
        """Go to the line that is next."""
        if self.coming is not None:
            self._wishes.go(self.coming.id)

    def skip_next(self) -> None:
        """Leave out the chosen line, or the next one."""
        chosen = self.item(self.rows.current_key)
        target = chosen if chosen and chosen.state == "skipped" else self.coming
        if target is not None:
            self._wishes.skip(target.id)

    def _open(self, item_id: str) -> None:
        item = self.item(item_id)
        if item is not None:
            self._edits.edit(item)

    def _remove(self, item_id: str) -> None:
        item = self.item(item_id)
        if item is not None and item.state != "on air":
            self._wishes.remove(item)

    def items_of(self, item: ItemView) -> list[MenuItem]:
        """Return what can be done with a line."""
        wishes, place = self._wishes, self._place(item)
        is_on = item.state == "on air"
        skip = _("Take up again") if item.state == "skipped" else _("Skip")
        last = len(self._view.sheet.items) - 1
        return [
            MenuItem(
                text=_("Go to it now"),
                icon="play",
                enabled=not is_on,
                on_pick=partial(wishes.go, item.id),
            ),
            MenuItem(
                text=_("Edit…"),
                icon="pencil-simple",
                key=_("Enter"),
                on_pick=partial(self._edits.edit, item),
            ),
            MenuItem(
                text=skip,
                icon="skip-forward",
                enabled=not is_on,
                on_pick=partial(wishes.skip, item.id),
            ),
            MenuItem(
                text=_("Duplicate"),
                icon="copy",
                on_pick=partial(wishes.duplicate, item),
            ),
            MenuItem(
                text=_("Move up"),
                icon="arrow-up",
                key="Alt+↑",
                enabled=place > 0,
                on_pick=partial(wishes.move, item.id, place - 1),
            ),
            MenuItem(
                text=_("Move down"),
                icon="arrow-down",
                key="Alt+↓",
                enabled=place < last,
                on_pick=partial(wishes.move, item.id, place + 1),
            ),
            MenuItem(
                text=_("Save as pack…"),
                icon="package",
                on_pick=partial(self.save_pack, item),
            ),
            SEPARATOR,
            MenuItem(
                text=_("Remove"),
                icon="trash",
                key=_("Del"),
                enabled=not is_on,
                destructive=True,
                on_pick=partial(wishes.remove, item),
            ),
        ]

    def _place(self, item: ItemView) -> int:
        return [one.id for one in self._view.sheet.items].index(item.id)

    def save_pack(self, item: ItemView | None = None) -> None:
        """Ask where to, and save one line or the whole run-sheet there."""
        named = spec_title(item.spec) if item else self._view.sheet.name
        file = ask_where_to(self, named or _("Run-sheet"))
        if file is not None:
            self._wishes.save_pack(file, (item.id,) if item else ())

    def open_pack(self) -> None:
        """Ask for a file, and append what it holds."""
        file = ask_which(self)
        if file is not None:
            self._wishes.open_pack(file)

    # Menus

    def kind_items(self) -> list[MenuItem]:
        """Return every kind that can be added."""
        return [
            MenuItem(
                text=kind_name(kind),
                icon=kind_icon(kind),
                on_pick=partial(self._edits.add, kind),
            )
            for kind in KIND_ICONS
        ]

    def _open_menu(self, item_id: str, at: QPoint) -> None:
        item = self.item(item_id)
        if item is not None:
            self._popup(self.items_of(item)).popup(at)

    def _open_kinds(self) -> None:
        self.popup_at(self.add, self.kind_items())

    def _open_more(self) -> None:
        items = [
            MenuItem(
                text=_("Rename…"), icon="pencil-simple", on_pick=self._edits.rename
            ),
            MenuItem(
                text=_("Start from a template"),
                icon="list-plus",
                on_pick=self.open_templates,
            ),
            SEPARATOR,
            MenuItem(
                text=_("Save as pack…"),
                icon="package",
                enabled=bool(self._view.sheet.items),
                on_pick=self.save_pack,
            ),
            MenuItem(
                text=_("Import a pack…"),
                icon="download-simple",
                on_pick=self.open_pack,
            ),
        ]
        self.popup_at(self.more, items)

    def open_templates(self, at: Button | None = None) -> None:
        """Offer the run-sheets to start from, beneath a button."""

        def show(found: Sequence[tuple[str, Sequence[AnySpec]]]) -> None:
            self.popup_at(at or self.templates, self.template_items(found))

        self._wishes.templates(show)

    def template_items(
        self, found: Sequence[tuple[str, Sequence[AnySpec]]]
    ) -> list[MenuItem]:
        """Return the templates, each with what is in it."""
        return [
            MenuItem(
                text=name,
                icon="list-plus",
                tip=", ".join(kind_name(kind_of(spec)) for spec in specs),
                on_pick=partial(self._wishes.take_template, name, specs),
            )
            for name, specs in found
        ]

    def popup_at(self, button: Button, items: Sequence[MenuItem]) -> None:
        """Show a menu beneath a button."""
        below = button.mapToGlobal(QPoint(0, button.height() + 4))
        self._popup(items).popup(below)

    def _popup(self, items: Sequence[MenuItem]) -> QMenu:
        result = menu(self.window(), items, theme=self._theme)
        result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return result
