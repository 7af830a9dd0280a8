"""What rules about conduct remember, within bounds, however many Viewers come."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final, Generic, TypeVar

from companion.domain.values import Timestamp

T = TypeVar("T")

_MOST_VIEWERS: Final = 20_000
_MOST_TEXTS: Final = 4096


class Recent(Generic[T]):
    """The values of the keys used last; the one unused for longest gives way.

    most: keys kept at most, >= 1.
    """

    def __init__(self, most: int) -> None:
        self._most: Final = most
        self._values: Final[OrderedDict[str, T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> T | None:
        """Return the key's value, None when it is not kept."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: str, value: T) -> None:
        """Keep a value."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        self._values.clear()


class LatePatterns:
    """How often regular expressions ran out of time, and whether they rest.

    number: texts that were held for it so far. After 0.2 s of waiting they rest for
    100 texts, unless most texts are in time; shorter texts than ever were late are
    tried all the same, as those take less.
    """

    _BORNE_S: Final = 0.2
    _FORGIVEN_S: Final = 0.0004
    _REST: Final = 100

    def __init__(self) -> None:
        self.number = 0
        self._waited_s = 0.0
        self._rest = 0
        self._shortest = 0

    def rests(self, length: int) -> bool:
        """Tell whether a text of this length is to be held untried."""
        if self._rest == 0 or length < self._shortest:
            return False
        self._rest -= 1
        self.number += 1
        return True

    def in_time(self) -> None:
        """Count a text that was tried in time."""
        self._waited_s = max(0.0, self._waited_s - self._FORGIVEN_S)

    def late(self, seconds: float, length: int) -> None:
        """Count a text of this length that took `seconds` and was not done."""
        self.number += 1
        self._waited_s += seconds
        self._shortest = min(self._shortest or length, length)
        if self._waited_s > self._BORNE_S:
            self._waited_s = 0.0
            self._rest = self._REST


class RuleMemory:
    """Handed from one RuleSet to the next when settings change.

    messages: when each Viewer wrote lately. copies: who posted a text lately, and
    when. writers: who wrote at all. passed: when a message of each Viewer last passed
    raid mode. strangers: whom raid mode stopped because nobody knew them. patterns:
    which ran late.
    """

    def __init__(self) -> None:
        self.messages: Final = Recent[deque[Timestamp]](_MOST_VIEWERS)
        self.copies: Final = Recent[OrderedDict[str, Timestamp]](_MOST_TEXTS)
        self.writers: Final = Recent[bool](_MOST_VIEWERS)
        self.passed: Final = Recent[Timestamp](_MOST_VIEWERS)
        self.strangers: Final = Recent[bool](_MOST_VIEWERS)
        self.patterns: Final = LatePatterns()
