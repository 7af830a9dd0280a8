"""What a correct ledger must hold after the simulator's first N emissions.

Counted another way than a ledger can: the simulator knows which run each gift message
belongs to, whatever its group id, order and repeats pretend.
"""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from companion.domain.earning import earner_of
from companion.domain.events import (
    AnyEvent,
    Chat,
    Cheer,
    Follow,
    Gift,
    Join,
    Like,
    Membership,
    Share,
    StreamEvent,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.platforms.simulator.giving import run_of
from companion.platforms.simulator.scenario import Scenario
from companion.platforms.simulator.sequence import generate


class Tally(Struct):
    """Sums in their own units; micros by ISO 4217 currency.

    subscriptions: of both kinds, memberships included, as often as they count.
    """

    chats: int = 0
    likes: int = 0
    gifts: int = 0
    diamonds: int = 0
    bits: int = 0
    subscriptions: int = 0
    follows: int = 0
    shares: int = 0
    joins: int = 0
    micros: dict[str, int] = {}


class Truth:
    """The exact totals of what was emitted, each event and each gift counted once.

    total: everybody's. viewers: by Viewer id, for those who are not anonymous; the
    giver of a Subscription has it. events: different events.
    """

    def __init__(self) -> None:
        self.total = Tally()
        self.viewers: dict[str, Tally] = {}
        self._seen: set[tuple[str, str]] = set()
        self._runs: dict[tuple[str, str], int] = {}

    @property
    def events(self) -> int:
        """How many different events were emitted."""
        return len(self._seen)

    def feed(self, event: AnyEvent) -> None:
        """Count one emission; a repeat changes nothing."""
        key = (event.channel, event.id)
        if key in self._seen:
            return
        self._seen.add(key)
        increase = self._increase(event)
        self._add(self.total, event, increase)
        earner = earner_of(event)
        if earner is not None and not earner.anonymous:
            self._add(self.viewers.setdefault(earner.id, Tally()), event, increase)

    def _increase(self, event: AnyEvent) -> int:
        """Return how many gifts this message adds to its run."""
        if not isinstance(event, Gift):
            return 0
        if event.streak is None:
            return event.count
        run = (event.channel, run_of(event))
        before = self._runs.get(run, 0)
        self._runs[run] = max(before, event.streak.total)
        return self._runs[run] - before

    def _add(self, tally: Tally, event: AnyEvent, increase: int) -> None:
        match event:
            case Chat():
                tally.chats += 1
            case Like():
                tally.likes += event.count
            case Gift():
                tally.gifts += increase
                tally.diamonds += increase * event.diamonds_each
            case Cheer():
                tally.bits += event.bits
            case Subscription() | Membership():
                tally.subscriptions += event.count
            case SuperChat() | SuperSticker():
                before = tally.micros.get(event.currency, 0)
                tally.micros[event.currency] = before + event.amount_micros
            case Follow():
                tally.follows += 1
            case Share():
                tally.shares += 1
            case Join():
                tally.joins += 1


def truth(scenario: Scenario, seed: int | None, emissions: int) -> Truth:
    """Return the exact totals after the first `emissions` events.

    Faults are no emissions. seed None: the scenario's own.
    """
    counted = Truth()
    told = (item for item in generate(scenario, seed) if isinstance(item, StreamEvent))
    for event in islice(told, emissions):
        counted.feed(event)
    return counted
