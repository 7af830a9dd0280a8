"""Why something is not kept: which of its fields, and what would be accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from companion.domain.show.bots import BotBook, CommandDef
from companion.gui.bots.draft import (
    LISTS,
    Counter,
    Def,
    Item,
    Notes,
    Quote,
    identity,
    listed,
)
from companion.gui.components.amounts import number
from companion.i18n import _

_LISTED = re.compile(
    r"^\$?\.?(?P<section>[a-z]+)\[(?P<place>\d+)\]\.?(?P<field>\S*?): "
)
_SINGLE = re.compile(r"^\$?\.?(?:announcement\.(?P<field>[a-z_]+(?:\[\d+\])?)|notes): ")
_BOUND = re.compile(r"length (?P<sign>>=|<=) (?P<bound>\d+)")
_PATH = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")
_BORDERS = re.compile(r"(?P<sign>>=|<=) (?P<bound>-?[\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """field: of the item, "" for all of it. text: what is wrong, as a sentence."""

    field: str
    text: str


def problem_of(item: Item, others: Iterable[Item]) -> Problem | None:
    """Return what is plainly wrong with an item, None when nothing is.

    The engine knows more, and is asked when this finds nothing.
    """
    one = item.draft
    if isinstance(one, Notes):
        return _too_long(one.text, 20_000)
    if isinstance(one, Quote):
        if not one.text.strip():
            return Problem(field="text", text=_("What was said is missing."))
        return _too_long(one.text, 500)
    if isinstance(one, Counter):
        name = one.name.strip()
        missing = Problem(field="name", text=_("A name, such as “deaths”."))
        return None if name and len(name) <= 50 else missing
    if isinstance(one, CommandDef):
        found = _command_problem(one, item, others)
        if found is not None:
            return found
    return _by_type(one)


def _too_long(text: str, most: int) -> Problem | None:
    if len(text) <= most:
        return None
    told = _("At most {n} characters.").format(n=number(most))
    return Problem(field="text", text=told)


def _command_problem(
    one: CommandDef, item: Item, others: Iterable[Item]
) -> Problem | None:
    if not one.name:
        text = _("A name, such as “{prefix}song”.").format(prefix=item.prefix)
        return Problem(field="name", text=text)
    for name in (one.name, *one.aliases):
        if any(letter.isspace() for letter in name):
            text = _("One word: “{name}” has a space in it.")
            return _named(one, name, text.format(name=name))
    if not one.reply.strip() and not one.counter and not item.is_built_in:
        return Problem(field="reply", text=_("What it answers is missing."))
    taken = {
        name.casefold(): other.draft.name
        for other in others
        if isinstance(other.draft, CommandDef) and other.key != item.key
        for name in (other.draft.name, *other.draft.aliases)
    }
    for name in (one.name, *one.aliases):
        holder = taken.get(name.casefold())
        if holder:
            text = _("“{name}” is taken: {holder} answers to it.")
            told = text.format(name=item.prefix + name, holder=item.prefix + holder)
            return _named(one, name, told)
    return None


def _named(one: CommandDef, name: str, text: str) -> Problem:
    return Problem(field="name" if name == one.name else "aliases", text=text)


def _by_type(one: Def) -> Problem | None:
    try:
        msgspec.convert(msgspec.to_builtins(one), type=type(one))
    except msgspec.ValidationError as error:
        return _read(str(error))
    return None


def _read(error: str) -> Problem:
    path = _PATH.search(error)
    field = path["field"] if path else ""
    length = _BOUND.search(error)
    if length is not None:
        bound = int(length["bound"])
        if length["sign"] == ">=":
            return Problem(field=field, text=_("Something is missing here."))
        if "array" in error:
            text = _("At most {n} of them.").format(n=number(bound))
        else:
            text = _("At most {n} characters.").format(n=number(bound))
        return Problem(field=field, text=text)
    border = _BORDERS.search(error)
    if border is not None:
        words = _("At least {n}.") if border["sign"] == ">=" else _("At most {n}.")
        return Problem(field=field, text=words.format(n=border["bound"]))
    return Problem(field=field, text=error)


def refused(error: str, item: Item, book: BotBook) -> Problem:
    """Return an error of the engine as one about an item.

    book: as it was to be kept. An error about something else names that.
    """
    found = _LISTED.match(error)
    if found is not None and found["section"] in LISTS:
        text = _sentence(error[found.end() :])
        held = listed(book, item.section)
        place = int(found["place"])
        is_own = (
            found["section"] == item.section
            and place < len(held)
            and identity(held[place]) == identity(item.draft)
        )
        if is_own:
            return Problem(field=found["field"], text=text)
        return Problem(field="", text=_other(book, found["section"], place, text))
    if isinstance(item.draft, CommandDef):
        own = f"commands: {item.draft.name}: "
        if error.startswith(own):
            field, _colon, text = error.removeprefix(own).partition(": ")
            return Problem(field=field, text=_sentence(text))
    single = _SINGLE.match(error)
    if single is not None:
        text = _sentence(error[single.end() :])
        return Problem(field=single["field"] or "text", text=text)
    return Problem(field="", text=error)


def _other(book: BotBook, section: str, place: int, text: str) -> str:
    held = getattr(book, section)
    name = held[place].name if place < len(held) else ""
    return _("{name}: {problem}").format(name=name or section, problem=text)


def _sentence(text: str) -> str:
    """Return a text that begins with a capital and ends with a full stop."""
    text = text.strip()
    ends = text.endswith((".", "!", "?", "…"))
    return text[:1].upper() + text[1:] + ("" if ends or not text else ".")
