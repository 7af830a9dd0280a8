"""The texts of bots: templates of the book, filled in from what caused them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from companion.domain.ports import Random
from companion.domain.values import Timestamp
from companion.interactions.bots.causes import Cause, Facts
from companion.interactions.commands.harmless import harmless
from companion.interactions.commands.variables import Scene, Template

_template = lru_cache(maxsize=1_000)(Template)


class BookTexts:
    """Implements causes.Texts over the variables of replies.

    counter: value of a counter by its name. prefix: of chat commands.
    """

    def __init__(
        self,
        *,
        facts: Facts,
        chance: Random,
        counter: Callable[[str], int],
        now: Callable[[], Timestamp],
        prefix: Callable[[], str],
    ) -> None:
        self._facts = facts
        self._chance = chance
        self._counter = counter
        self._now = now
        self._prefix = prefix

    def fill(self, template: str, cause: Cause) -> str:
        """Return a text with its variables filled in; it starts no command."""
        scene = Scene(
            facts=self._facts,
            chance=self._chance,
            now=self._now(),
            counter=self._counter,
            viewer=cause.viewer,
            platform=cause.platform,
            args=tuple(cause.values.get("text", "").split()[1:]),
            values=cause.values,
        )
        return harmless(_template(template).fill(scene).text, prefix=self._prefix())

    def unknown(self, template: str) -> Sequence[str]:
        """Return the names between {{ and }} that are no variables."""
        return _template(template).unknown
