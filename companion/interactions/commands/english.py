"""The words that what is on hears, in every language: each stands for the English one.

They are fixed here and no setting changes them: what was counted once is counted so in
every recount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.reading import OURS, folded

_NAMES: Final[Mapping[str, str]] = {
    folded(word): one.name
    for one in BUILT_IN.values()
    if one.is_heard
    for words in ((one.name,), *one.aliases.values())
    for word in words
}


def heard_command(word: str, prefix: str = OURS) -> str | None:
    """Return the English name of the command that a word with its prefix calls.

    Ours are called by "!" as well, whatever the prefix. None: it is none that is heard.
    """
    said = folded(word)
    for sign in (folded(prefix), OURS):
        name = _NAMES.get(said.removeprefix(sign)) if said.startswith(sign) else None
        if name is not None:
            return name
    return None


def wordings(text: str) -> Sequence[str]:
    """Return a text as it was said, then in English where that is another command."""
    if not text.startswith(OURS):
        return (text,)
    word, *rest = text.split(maxsplit=1)
    name = heard_command(word)
    if name is None or folded(word) == f"{OURS}{name}":
        return (text,)
    return text, " ".join((f"{OURS}{name}", *rest))
