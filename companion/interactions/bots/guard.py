"""What keeps bots from setting each other off, and from doing too much.

What a bot says comes back from the platform as a Chat: it must set nothing off. The
platform's id tells it, once the record knows that; until then the text does. What a
rule does to an interaction bears the rule's name in the record.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

from companion.domain.entries import Entry
from companion.domain.events import Chat
from companion.domain.values import Role, Timestamp
from companion.interactions.bots.state import BotFold

ECHO_US: Final = 60_000_000
"""For how long a text that was sent is known again, in microseconds."""

MOST_A_MINUTE: Final = 60
"""How often one rule may fire within a minute."""

REST_US: Final = 60_000_000
"""For how long a rule rests that would have fired more often, in microseconds."""

_MOST_SAID: Final = 500
_MINUTE_US: Final = 60_000_000
_ACTOR: Final = "rule: "


def actor(name: str) -> str:
    """Return who did something in the record, when a rule of that name did."""
    return f"{_ACTOR}{name}"


def is_actor(who: str) -> bool:
    """Return whether it was a rule that did something."""
    return who.startswith(_ACTOR)


class Echoes:
    """Knows our own texts again when a platform tells of them.

    fold: what is on record of bots now.
    """

    def __init__(self, fold: Callable[[], BotFold]) -> None:
        self._fold = fold
        self._said: OrderedDict[str, Timestamp] = OrderedDict()

    def expect(self, text: str, *, now: Timestamp) -> None:
        """Take note of a text that is sent next."""
        said = _compared(text)
        self._said.pop(said, None)
        self._said[said] = now
        if len(self._said) > _MOST_SAID:
            self._said.popitem(last=False)

    def is_own(self, entry: Entry) -> bool:
        """Return whether an entry is a Chat that Companion itself has sent."""
        event = entry.event
        if not isinstance(event, Chat):
            return False
        if self._fold().is_ours(event):
            return True
        is_broadcaster = event.viewer is not None and (
            Role.BROADCASTER in event.viewer.roles
        )
        at = self._said.get(_compared(event.text)) if is_broadcaster else None
        return at is not None and entry.at - at <= ECHO_US


def _compared(text: str) -> str:
    # Platforms cut spaces, and Twitch adds a mark to a text that is said twice.
    return " ".join(text.replace("\U000e0000", "").split())


class RateGuard:
    """Lets something happen so often within a minute; then it rests."""

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self._most = most
        self._times: deque[Timestamp] = deque()
        self._rests_until: Timestamp = 0

    def rests(self, now: Timestamp) -> bool:
        """Return whether it rests."""
        return now < self._rests_until

    def admits(self, now: Timestamp) -> bool:
        """Return whether it may happen now; if so it counts as happened."""
        if self.rests(now):
            return False
        while self._times and now - self._times[0] >= _MINUTE_US:
            self._times.popleft()
        if len(self._times) >= self._most:
            self._rests_until = now + REST_US
            self._times.clear()
            return False
        self._times.append(now)
        return True
