"""What stands in the list of each tab, as words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from companion.domain.show.bots import (
    AnnouncementDef,
    CommandDef,
    PeriodicDef,
    RuleDef,
    ThresholdDef,
)
from companion.domain.show.views import BotsView, CommandView
from companion.gui.bots.draft import (
    BookDraft,
    Counter,
    Item,
    Notes,
    Quote,
    Section,
    title_of,
)
from companion.gui.bots.words import (
    periodic_words,
    rule_words,
    seconds_words,
    who_words,
)
from companion.gui.components.amounts import number
from companion.gui.components.chip import ChipKind
from companion.i18n import _

Tab = Literal["commands", "periodic", "thresholds", "rules", "counters"]
TABS: tuple[Tab, ...] = ("commands", "periodic", "thresholds", "rules", "counters")

HELD: dict[Tab, tuple[Section, ...]] = {
    "commands": ("commands",),
    "periodic": ("announcement", "periodic"),
    "thresholds": ("thresholds",),
    "rules": ("rules",),
    "counters": ("notes", "counters", "quotes"),
}
"""Which sections each tab lists, from top to bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """width: in pixels, 0 takes what is left. least: of the list, to be shown."""

    name: str
    width: int = 0
    is_number: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """chip: drawn as one of that kind; "" as words."""

    text: str
    chip: ChipKind | Literal[""] = ""
    is_quiet: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """is_on None: nothing to switch. is_dirty: not all of it is kept."""

    key: str
    title: str
    cells: tuple[Cell, ...]
    is_on: bool | None = None
    is_dirty: bool = False

    @property
    def spoken(self) -> str:
        """Return the row as a sentence for screen readers."""
        words = [self.title, *(cell.text for cell in self.cells if cell.text)]
        if self.is_on is not None:
            words.append(_("on") if self.is_on else _("off"))
        if self.is_dirty:
            words.append(_("not saved"))
        return ", ".join(words)


def tab_of(section: Section) -> Tab:
    """Return the tab that lists a section."""
    return next(tab for tab, held in HELD.items() if section in held)


def columns(tab: Tab) -> tuple[Column, ...]:
    """Return the columns after the first one."""
    match tab:
        case "commands":
            return (
                Column(name=_("Says")),
                Column(name=_("Who"), width=92),
                Column(name=_("Cooldown"), width=72, is_number=True, least=440),
                Column(name=_("Today"), width=62, is_number=True, least=500),
            )
        case "periodic":
            return (
                Column(name=_("Says")),
                Column(name=_("When"), width=184, least=440),
            )
        case "thresholds":
            return (
                Column(name=_("Words")),
                Column(name=_("Needs"), width=112, is_number=True),
                Column(name=_("Now"), width=84, is_number=True),
            )
        case "rules":
            return (
                Column(name=_("When, then")),
                Column(name="", width=84, least=440),
            )
        case "counters":
            return (
                Column(name=_("Says")),
                Column(name=_("Value"), width=92, is_number=True),
            )


def title_column(tab: Tab) -> str:
    """Return the name of the first column."""
    return _("Command") if tab == "commands" else _("Name")


def rows(tab: Tab, draft: BookDraft, view: BotsView) -> list[Row]:
    """Return what a tab lists."""
    today = {one.name.casefold(): one for one in view.commands}
    return [
        _row(item, view, today)
        for section in HELD[tab]
        for item in draft.items(section)
    ]


def _row(item: Item, view: BotsView, today: dict[str, CommandView]) -> Row:
    cells, is_on = _cells(item, view, today)
    return Row(
        key=item.key,
        title=title_of(item),
        cells=cells,
        is_on=is_on,
        is_dirty=item.is_dirty,
    )


def _cells(
    item: Item, view: BotsView, today: dict[str, CommandView]
) -> tuple[tuple[Cell, ...], bool | None]:
    match item.draft:
        case CommandDef() as one:
            return _command(item, one, today), one.is_on
        case PeriodicDef() as one:
            cells = (
                _line(one.texts[0] if one.texts else ""),
                _cell(periodic_words(one)),
            )
            return cells, one.is_on
        case ThresholdDef() as one:
            return _threshold(one, view), one.is_on
        case RuleDef() as one:
            dry = Cell(text=_("dry run"), chip="warn") if one.is_dry else Cell(text="")
            return (_line(rule_words(one)), dry), one.is_on
        case AnnouncementDef() as one:
            when = _("once, at the start") if one.by_itself else _("once, by hand")
            return (_line(one.text), _cell(when)), one.by_itself
        case Notes() as one:
            return (_line(one.text), Cell(text="")), None
        case Counter() as one:
            return (Cell(text=""), _cell(number(one.value))), None
        case Quote() as one:
            return (_line(one.text), Cell(text="")), None


def _command(
    item: Item, one: CommandDef, today: dict[str, CommandView]
) -> tuple[Cell, ...]:
    saved = item.saved if isinstance(item.saved, CommandDef) else one
    view = today.get(saved.name.casefold())
    says = one.reply
    if item.is_built_in and not says:
        what = view.says if view else ""
        says = _("{what}, built in").format(what=what) if what else _("built in")
    kind: ChipKind = "ok" if one.who in {"moderator", "broadcaster"} else "grey"
    chip: ChipKind | Literal[""] = "" if one.who == "everyone" else kind
    return (
        _line(says),
        Cell(text=who_words(one.who), chip=chip),
        Cell(text=seconds_words(one.cooldown_s), is_quiet=False),
        _cell(number(view.today if view else 0)),
    )


def _threshold(one: ThresholdDef, view: BotsView) -> tuple[Cell, ...]:
    stands = (each for each in view.thresholds if each.name in {one.name, one.id})
    state = next(stands, None)
    needs = _("{n} in {time}").format(
        n=number(one.needed), time=seconds_words(one.within_s)
    )
    now = number(state.callers) if state else "0"
    return _line(", ".join(one.words)), Cell(text=needs, is_quiet=False), _cell(now)


def _line(text: str) -> Cell:
    return _cell(" ".join(text.split()))


def _cell(text: str) -> Cell:
    return Cell(text=text)
