"""The words that what is on hears: each stands for the English one.

Those of other languages are fixed here and no setting changes them; those of the
Broadcaster count from where they are on record. So what was counted once is counted
so in every recount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from companion.domain.show.bots import CommandDef
from companion.domain.show.notes import OwnName, WordsNamed
from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.reading import OURS, folded

Names = Mapping[str, str]
"""The English word that a name stands for, by the name, folded."""


def names_of(named: WordsNamed) -> Names:
    """Return what every name stands for: an own one goes before another language's."""
    heard = [one for one in BUILT_IN.values() if one.is_heard]
    further = {
        folded(name): one.name
        for one in heard
        if one.name not in named.only_english
        for names in one.aliases.values()
        for name in names
    }
    own = {folded(one.name): one.word for one in named.names}
    return {**further, **own, **{one.name: one.name for one in heard}}


NAMES: Final[Names] = names_of(WordsNamed())
"""Where the Broadcaster has named none."""


def named_by(commands: Iterable[CommandDef]) -> WordsNamed:
    """Return what commands of a book call the words that are heard.

    One that is switched off is called by its English name only.
    """
    heard = [one for one in sorted(commands, key=lambda one: one.name) if is_heard(one)]
    return WordsNamed(
        names=tuple(
            OwnName(word=folded(one.name), name=name)
            for one in heard
            if one.is_on
            for name in one.aliases
        ),
        only_english=tuple(folded(one.name) for one in heard if not one.is_on),
    )


def is_heard(one: CommandDef) -> bool:
    """Return whether a command of a book is a word that interactions hear."""
    built_in = BUILT_IN.get(folded(one.name))
    return built_in is not None and built_in.is_heard


def heard_command(word: str, prefix: str = OURS, names: Names = NAMES) -> str | None:
    """Return the English name of the command that a word with its prefix calls.

    Ours are called by "!" as well, whatever the prefix. None: it is none that is heard.
    """
    said = folded(word)
    for sign in (folded(prefix), OURS):
        name = names.get(said.removeprefix(sign)) if said.startswith(sign) else None
        if name is not None:
            return name
    return None


def wordings(text: str, names: Names = NAMES) -> Sequence[str]:
    """Return a text as it was said, then in English where that is another command."""
    if not text.startswith(OURS):
        return (text,)
    word, *rest = text.split(maxsplit=1)
    name = heard_command(word, names=names)
    if name is None or folded(word) == f"{OURS}{name}":
        return (text,)
    return text, " ".join((f"{OURS}{name}", *rest))
