"""Reading an answer: an option's key, its text or its keyword."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Final

from companion.domain.errors import CommandError
from companion.domain.show.specs import Keys
from companion.i18n import _

VOTE: Final = "!vote "
"""What may stand before an answer."""


def keys_of(count: int, keys: Keys) -> Sequence[str]:
    """Return what is typed for each of so many options: 1, 2 or A, B."""
    if keys == "letters":
        return ascii_uppercase[:count]
    return [str(number) for number in range(1, count + 1)]


def folded(text: str) -> str:
    """Return a text as answers are compared: case, and spaces too many, aside."""
    return " ".join(text.casefold().split())


class AnswerKey:
    """Tells which option a text names, if it names one exactly.

    Numbers and letters both name options, whichever are shown, unless an option's own
    text or keyword is that number or letter. Raises CommandError when two options
    cannot be told apart.
    """

    def __init__(
        self, options: Sequence[str], keys: Keys, keywords: Sequence[str] = ()
    ) -> None:
        self.keys: Final = keys_of(len(options), keys)
        named: dict[str, int] = {}
        for index, text in enumerate((*options, *keywords)):
            name, option = folded(text), index % len(options)
            if name and named.setdefault(name, option) != option:
                raise CommandError(
                    _("options: “{text}” stands for two of them.").format(text=text)
                )
        for index, key in enumerate(keys_of(len(options), "letters")):
            named.setdefault(folded(key), index)
        for index, key in enumerate(keys_of(len(options), "numbers")):
            named.setdefault(key, index)
        self._named: Final[Mapping[str, int]] = named

    def option(self, text: str) -> int | None:
        """Return the index of the option that a text names, or None."""
        said = folded(text)
        return self._named.get(said.removeprefix(VOTE).strip())
