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


class RuleMemory:
    """Handed from one RuleSet to the next when settings change.

    messages: when each Viewer wrote lately. copies: who posted a text lately, and
    when. writers: who wrote at all. passed: when a message of each Viewer last passed
    raid mode. strangers: whom raid mode stopped because nobody knew them.
    pattern_time: the second in which patterns were last tried, and the seconds that
    it took.
    """

    def __init__(self) -> None:
        self.messages: Final = Recent[deque[Timestamp]](_MOST_VIEWERS)
        self.copies: Final = Recent[OrderedDict[str, Timestamp]](_MOST_TEXTS)
        self.writers: Final = Recent[bool](_MOST_VIEWERS)
        self.passed: Final = Recent[Timestamp](_MOST_VIEWERS)
        self.strangers: Final = Recent[bool](_MOST_VIEWERS)
        self.pattern_time: tuple[int, float] = (0, 0.0)
        self.late_patterns = 0
