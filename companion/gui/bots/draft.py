"""What is being edited: the book as it is kept, and beside it what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from msgspec import Struct, structs

from companion.domain.show.bots import (
    AnnouncementDef,
    BotBook,
    CommandDef,
    PeriodicDef,
    RuleDef,
    Then,
    ThresholdDef,
    When,
)
from companion.i18n import _

Section = Literal[
    "commands",
    "periodic",
    "thresholds",
    "rules",
    "announcement",
    "notes",
    "counters",
    "quotes",
]

ANNOUNCEMENT = "announcement:"
NOTES = "notes:"
"""Keys of the two that there is one of."""


class Notes(Struct, frozen=True, kw_only=True):
    """The note board for the evening."""

    text: str = ""


class Counter(Struct, frozen=True, kw_only=True):
    """A counter of the bots."""

    name: str = ""
    value: int = 0


class Quote(Struct, frozen=True, kw_only=True):
    """A quote; number 0: it has none yet."""

    number: int = 0
    text: str = ""


Listed = CommandDef | PeriodicDef | ThresholdDef | RuleDef
Def = Listed | AnnouncementDef | Notes | Counter | Quote

LISTS: tuple[Section, ...] = ("commands", "periodic", "thresholds", "rules")
"""Sections of the book that hold several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that can be edited.

    key: for as long as it is on the page. saved: as it is kept, None of what is new.
    draft: as it was typed. wrong: texts that are no value, by field. prefix: what
    commands are called with.
    """

    key: str
    section: Section
    saved: Def | None
    draft: Def
    is_built_in: bool = False
    wrong: tuple[tuple[str, str], ...] = ()
    prefix: str = "!"

    @property
    def is_dirty(self) -> bool:
        """Tell whether something of it is not kept yet."""
        return self.draft != self.saved or bool(self.wrong)


def identity(one: Def) -> str:
    """Return what tells one from the others of its section."""
    match one:
        case CommandDef():
            return one.name.casefold()
        case PeriodicDef() | ThresholdDef() | RuleDef():
            return one.id
        case Counter():
            return one.name
        case Quote():
            return str(one.number)
        case _:
            return ""


def key_of(section: Section, one: Def) -> str:
    """Return the key of something that is kept."""
    return f"{section}:{identity(one)}"


def listed(book: BotBook, section: Section) -> tuple[Listed, ...]:
    """Return what a section of the book holds; () of one that is no list."""
    return getattr(book, section) if section in LISTS else ()


def with_item(book: BotBook, item: Item) -> BotBook:
    """Return a book in which an item stands as it was typed."""
    match item.draft:
        case AnnouncementDef():
            return structs.replace(book, announcement=item.draft)
        case Notes():
            return structs.replace(book, notes=item.draft.text)
        case Counter() | Quote():
            return book
        case one:
            before = identity(item.saved) if item.saved else None
            held = listed(book, item.section)
            kept = [identity(other) for other in held]
            if before is None or before not in kept:
                changed = (*held, one)
            else:
                place = kept.index(before)
                changed = (*held[:place], one, *held[place + 1 :])
            return structs.replace(book, **{item.section: changed})


def without_item(book: BotBook, item: Item) -> BotBook:
    """Return a book without an item."""
    if item.saved is None or item.section not in LISTS:
        return book
    gone = identity(item.saved)
    rest = tuple(one for one in listed(book, item.section) if identity(one) != gone)
    return structs.replace(book, **{item.section: rest})


def put_back(book: BotBook, item: Item, place: int) -> BotBook:
    """Return a book in which what was taken out stands where it stood."""
    held = listed(book, item.section)
    if item.saved is None or item.section not in LISTS:
        return book
    names = {identity(one) for one in held}
    if identity(item.saved) in names:
        return book
    changed = (*held[:place], item.saved, *held[place:])
    return structs.replace(book, **{item.section: changed})


class BookDraft:
    """The book as it is kept, our own commands, and drafts on top of both.

    What was typed is forgotten only when it is kept, discarded or deleted. prefix: what
    commands are called with, taken by the next `load`.
    """

    def __init__(self) -> None:
        self.prefix = "!"
        self.book = BotBook()
        self._built_in: dict[str, CommandDef] = {}
        self._others: dict[Section, tuple[Def, ...]] = {}
        self._drafts: dict[str, Def] = {}
        self._wrong: dict[str, dict[str, str]] = {}
        self._new: dict[str, Section] = {}
        self._count = 0
        self._listed: dict[Section, list[Item]] | None = None

    def load(
        self,
        book: BotBook,
        built_in: Sequence[CommandDef] = (),
        *,
        counters: Iterable[tuple[str, int]] = (),
        quotes: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Take what is kept now; drafts stay, also of what is gone meanwhile."""
        self._listed = None
        self.book = book
        self._built_in = {one.name.casefold(): one for one in built_in}
        self._others = {
            "counters": tuple(Counter(name=name, value=n) for name, n in counters),
            "quotes": tuple(Quote(number=n, text=text) for n, text in quotes),
        }
        kept = {item.key: item for item in self._kept_items()}
        for key, draft in tuple(self._drafts.items()):
            if key in kept and kept[key].saved == draft:
                del self._drafts[key]
            elif key not in kept and key not in self._new:
                self._new[key] = _section_of(key)
        self._listed = None

    # Reading

    def items(self, section: Section) -> list[Item]:
        """Return what a section holds, what is new last."""
        # Asked many times for each letter that is typed.
        if self._listed is None:
            self._listed = self._list()
        return self._listed[section]

    def item(self, key: str) -> Item | None:
        """Return one by its key, None when there is none."""
        section = self._new.get(key) or _section_of(key)
        return next((one for one in self.items(section) if one.key == key), None)

    def _list(self) -> dict[Section, list[Item]]:
        result: dict[Section, list[Item]] = {section: [] for section in _EMPTY}
        keys = set()
        for item in self._kept_items():
            result[item.section].append(item)
            keys.add(item.key)
        for key, section in self._new.items():
            if key not in keys:
                result[section].append(self._item(key, section, None))
        return result

    def dirty(self) -> list[Item]:
        """Return everything that is not kept yet."""
        found = [item for section in _EMPTY for item in self.items(section)]
        return [item for item in found if item.is_dirty]

    def whole(self) -> BotBook:
        """Return the book as it would be with every draft kept."""
        result = self.book
        for item in self.dirty():
            result = with_item(result, item)
        return result

    # Writing

    def edit(self, key: str, draft: Def) -> None:
        """Remember what was typed."""
        self._drafts[key] = draft
        self._listed = None
        item = self.item(key)
        if item is not None and item.saved == draft:
            del self._drafts[key]
            self._listed = None

    def type_wrong(self, key: str, field: str, text: str | None) -> None:
        """Remember a text that is no value of its field; None: it is one now."""
        self._listed = None
        wrong = self._wrong.setdefault(key, {})
        wrong.pop(field, None)
        if text is not None:
            wrong[field] = text
        if not wrong:
            del self._wrong[key]

    def discard(self, key: str) -> None:
        """Forget what was typed; what is new is gone then."""
        self._listed = None
        self._drafts.pop(key, None)
        self._wrong.pop(key, None)
        self._new.pop(key, None)

    def restore(self, item: Item) -> None:
        """Take up again what was forgotten of an item."""
        self._listed = None
        if item.saved is None:
            self._new[item.key] = item.section
        if item.saved != item.draft:
            self._drafts[item.key] = item.draft
        if item.wrong:
            self._wrong[item.key] = dict(item.wrong)

    def add(self, section: Section, like: Def | None = None) -> str:
        """Begin something new, or a copy; returns its key."""
        self._listed = None
        self._count += 1
        key = f"{section}:new {self._count}"
        self._new[key] = section
        self._drafts[key] = self._named_anew(section, like)
        self._listed = None
        return key

    def fresh_id(self, section: Section) -> str:
        """Return an id that nothing of a section has."""
        taken = {identity(one) for one in listed(self.book, section)}
        taken |= {
            identity(draft)
            for key, draft in self._drafts.items()
            if _section_of(key) == section
        }
        prefix = section.removesuffix("s")
        numbers = (
            int(one.removeprefix(f"{prefix}-"))
            for one in taken
            if one.removeprefix(f"{prefix}-").isdecimal()
        )
        return f"{prefix}-{max(numbers, default=0) + 1}"

    def _named_anew(self, section: Section, like: Def | None) -> Def:
        one = like if like is not None else _EMPTY[section]()
        match one:
            case CommandDef():
                names = [item.draft for item in self.items("commands")]
                taken = {
                    each.name.casefold()
                    for each in names
                    if isinstance(each, CommandDef)
                }
                name = _copied(one.name, taken) if like is not None else ""
                return structs.replace(one, name=name, aliases=())
            case PeriodicDef() | ThresholdDef() | RuleDef():
                return structs.replace(one, id=self.fresh_id(section))
            case _:
                return one

    # Items

    def _kept_items(self) -> list[Item]:
        result = []
        overridden = {one.name.casefold(): one for one in self.book.commands}
        for name, ours in self._built_in.items():
            saved = overridden.get(name, ours)
            result.append(self._kept("commands", saved, is_built_in=True))
        for section in LISTS:
            for one in listed(self.book, section):
                name = identity(one)
                if section != "commands" or name not in self._built_in:
                    result.append(self._kept(section, one))
        result.append(self._kept("announcement", self.book.announcement))
        result.append(self._kept("notes", Notes(text=self.book.notes)))
        for section, held in self._others.items():
            result += [self._kept(section, one) for one in held]
        return result

    def _kept(self, section: Section, saved: Def, *, is_built_in: bool = False) -> Item:
        item = self._item(key_of(section, saved), section, saved)
        return replace(item, is_built_in=is_built_in)

    def _item(self, key: str, section: Section, saved: Def | None) -> Item:
        draft = self._drafts.get(key)
        if draft is None:
            draft = saved if saved is not None else _EMPTY[section]()
        wrong = tuple(self._wrong.get(key, {}).items())
        return Item(
            key=key,
            section=section,
            saved=saved,
            draft=draft,
            wrong=wrong,
            prefix=self.prefix,
        )


_EMPTY: dict[Section, Callable[[], Def]] = {
    "commands": lambda: CommandDef(name=""),
    "periodic": lambda: PeriodicDef(id="", name="", texts=("",)),
    "thresholds": lambda: ThresholdDef(id="", name="", words=()),
    "rules": lambda: RuleDef(
        id="", name="", when=When(event="gift"), actions=(Then(do="reply"),)
    ),
    "announcement": AnnouncementDef,
    "notes": Notes,
    "counters": Counter,
    "quotes": Quote,
}


def _section_of(key: str) -> Section:
    name = key.partition(":")[0]
    return next(section for section in _EMPTY if section == name)


def _copied(name: str, taken: set[str]) -> str:
    """Return a name for a copy: song2, song3 and so on."""
    base = name.rstrip("0123456789") or name
    number = 2
    while f"{base}{number}".casefold() in taken:
        number += 1
    return f"{base}{number}"


def title_of(item: Item) -> str:
    """Return what a person calls it, as it is typed now."""
    match item.draft:
        case CommandDef(name=name):
            return f"{item.prefix}{name}" if name else _("New command")
        case PeriodicDef(name=name):
            return name or _("New message")
        case ThresholdDef(name=name):
            return name or _("New threshold bot")
        case RuleDef(name=name):
            return name or _("New rule")
        case Counter(name=name):
            return name or _("New counter")
        case Quote(number=number):
            return _("Quote {n}").format(n=number) if number else _("New quote")
        case AnnouncementDef():
            return _("Going-live post")
        case Notes():
            return _("Note board")
