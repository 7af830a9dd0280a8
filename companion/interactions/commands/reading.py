"""Reading a Chat: which command it calls, and with what."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, structs

from companion.domain.errors import CommandError
from companion.domain.events import Chat
from companion.domain.show.bots import BotBook, CommandDef
from companion.i18n import _
from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.command import BuiltIn
from companion.interactions.commands.harmless import plain
from companion.interactions.commands.variables import Template

_LONGEST_WORD: Final = 60
_MOST_WORDS: Final = 100
_MOST_ARGS: Final = 30
OURS: Final = "!"
"""What our own commands are called by, whatever the prefix is."""


class Told(Struct, frozen=True, kw_only=True):
    """A command as the book has it. template: None where our own words answer."""

    definition: CommandDef
    built_in: BuiltIn | None = None
    template: Template | None = None


class Found(Struct, frozen=True, kw_only=True):
    """A command that a text calls, with what follows it."""

    told: Told
    args: Sequence[str] = ()
    rest: str = ""


def folded(word: str) -> str:
    """Return a word as names are compared."""
    return unicodedata.normalize("NFKC", word[:_LONGEST_WORD]).casefold()


class CallBook:
    """Every command by every word that calls it. Raises CommandError, naming it."""

    def __init__(
        self, book: BotBook, *, prefix: str = "!", language: str = "all"
    ) -> None:
        self._prefix: Final = folded(prefix)
        self._words: dict[str, Told] = {}
        self._anywhere: dict[str, Told] = {}
        self.all: Final[list[Told]] = []
        own = {folded(one.name): one for one in book.commands}
        for name, built_in in BUILT_IN.items():
            self._add(_told(own.pop(name, standard(built_in)), built_in))
        for one in own.values():
            self._add(_told(one, None))
        for told in self.all:
            for alias in _aliases(told.built_in, language):
                self._words.setdefault(folded(alias), told)

    def _add(self, told: Told) -> None:
        one = told.definition
        self.all.append(told)
        for word in (one.name, *one.aliases):
            if self._words.setdefault(folded(word), told) is not told:
                why = _("“{word}” calls two commands").format(word=word)
                raise _refused(one, _field_of(one, word), why)
            if one.anywhere:
                self._anywhere[folded(word)] = told

    def find(self, text: str) -> Found | None:
        """Return what a text calls, or None; the work does not grow with the text."""
        first, _space, rest = text.strip().partition(" ")
        word = folded(first)
        told = None
        if word.startswith(self._prefix):
            told = self._words.get(word.removeprefix(self._prefix))
        if told is None and word.startswith(OURS):
            named = self._words.get(word.removeprefix(OURS))
            told = named if named is not None and named.built_in else None
        if told is None:
            told = self._standing_alone(text) if self._anywhere else None
            return None if told is None else Found(told=told)
        rest = plain(rest)
        return Found(told=told, rest=rest, args=rest.split()[:_MOST_ARGS])

    def _standing_alone(self, text: str) -> Told | None:
        for word in text.split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]:
            told = self._anywhere.get(folded(word.strip(".,;:!?…\"'()")))
            if told is not None:
                return told
        return None


def standard(built_in: BuiltIn) -> CommandDef:
    """Return one of our own commands as it is when the book says nothing of it."""
    return CommandDef(
        name=built_in.name,
        who=built_in.who,
        cooldown_s=built_in.cooldown_s,
        cooldown_each_s=built_in.cooldown_each_s,
    )


def said(chat: Chat) -> str:
    """Return a Chat's text, without the name that an answer begins with."""
    text = chat.text.strip()
    if chat.reply_to is not None and text.startswith("@"):
        return text.partition(" ")[2].strip()
    return text


def check_commands(book: BotBook, *, prefix: str = "!", language: str = "all") -> None:
    """Raise CommandError, naming the command, for what cannot be in the book."""
    seen: set[str] = set()
    for one in book.commands:
        for word in (one.name, *one.aliases):
            if word.split() != [word] or not word.isprintable():
                raise _refused(one, _field_of(one, word), _("a name is one word"))
            if folded(word).startswith(folded(prefix)):
                why = _("its name is written without prefix")
                raise _refused(one, _field_of(one, word), why)
        if folded(one.name) in seen:
            raise _refused(one, "name", _("there are two of this name"))
        seen.add(folded(one.name))
        if not one.reply.strip() and not one.counter and one.name not in BUILT_IN:
            raise _refused(one, "reply", _("a reply is missing"))
        for name in Template(one.reply).unknown:
            text = _("{{{{{name}}}}} is no variable")
            raise _refused(one, "reply", text.format(name=name))
    CallBook(book, prefix=prefix, language=language)


def usable(
    book: BotBook, whys: list[str], *, prefix: str = "!", language: str = "all"
) -> list[CommandDef]:
    """Return the commands of a book that can be; adds to `whys` why others cannot.

    Of two that clash the first is kept.
    """

    def added(kept: list[CommandDef], more: Sequence[CommandDef]) -> list[CommandDef]:
        tried = structs.replace(book, commands=(*kept, *more))
        try:
            check_commands(tried, prefix=prefix, language=language)
        except CommandError as error:
            if len(more) == 1:
                whys.append(str(error))
                return kept
            half = len(more) // 2
            return added(added(kept, more[:half]), more[half:])
        return [*kept, *more]

    return added([], book.commands)


def _refused(one: CommandDef, field: str, why: str) -> CommandError:
    return CommandError(
        _("commands: {name}: {field}: {why}.").format(
            name=one.name, field=field, why=why
        )
    )


def _field_of(one: CommandDef, word: str) -> str:
    return "name" if word == one.name else "aliases"


def _told(one: CommandDef, built_in: BuiltIn | None) -> Told:
    reply = one.reply.strip()
    template = Template(reply) if reply or built_in is None else None
    return Told(definition=one, built_in=built_in, template=template)


def _aliases(built_in: BuiltIn | None, language: str) -> Iterator[str]:
    if built_in is None:
        return
    for code, words in built_in.aliases.items():
        # What is on hears its words in every language: they are taken in all of them.
        if built_in.is_heard or language in {"all", code}:
            yield from words
