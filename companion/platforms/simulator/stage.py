"""What all acts of a story share: chance, people, its clock, ids, what is to come."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from hashlib import blake2b
from itertools import count
from math import inf
from typing import Final, Literal, TypedDict

from msgspec import Struct

from companion.domain.events import AnyEvent
from companion.domain.values import Platform, Timestamp, Viewer
from companion.platforms.simulator.cast import Person, broadcaster, crowd
from companion.platforms.simulator.chance import Dice, Urn
from companion.platforms.simulator.scenario import ONLY_ON, Scenario

BEGINNING: Final[Timestamp] = 1_767_297_600_000_000
"""2026-01-01T20:00:00Z: every simulated evening begins here."""

MESSAGE_BASE: Final = 7_450_000_000_000_000_000
"""TikTok's message ids have 19 digits, more than JavaScript counts exactly."""


class Fault(Struct, frozen=True, kw_only=True):
    """Something that happens to the connection, told among the events.

    disconnect: the connection breaks; what was missed follows, until "caught-up".
    silence: nothing comes for `seconds` on an open connection; `events` would have.
    """

    kind: Literal["disconnect", "silence", "caught-up"]
    seconds: float = 0
    events: int = 0


Told = AnyEvent | Fault | None
Act = Callable[[], Told]


class Common(TypedDict):
    """The fields that every StreamEvent has."""

    id: str
    platform: Platform
    channel: str
    platform_at: Timestamp | None
    viewer: Viewer | None


class Stage:
    """One evening in progress.

    now: the story's own clock. given: roughly what each rival has given so far, in
    points. spotlight: who the chat talks about.
    """

    def __init__(self, scenario: Scenario, *, seed: int) -> None:
        name = scenario.name
        self.dice = Dice(f"{name}:{seed}:story")
        self.scenario = scenario
        self.now: Timestamp = BEGINNING
        self.given: dict[str, float] = {}
        self.mood = "hello"
        self.mood_until: Timestamp = 0
        self.spotlight = ""
        self._run = blake2b(f"{name}:{seed}".encode(), digest_size=3).hexdigest()
        self._prefixes = {one: f"{one}:sim-{self._run}-" for one in Platform}
        self._numbers = count(1)
        self._order = count()
        self._coming: list[tuple[Timestamp, int, Act]] = []
        self.number = 0
        self._prepare_platforms(name, seed)

    def _prepare_platforms(self, name: str, seed: int) -> None:
        weights = self.scenario.platforms
        total = sum(weights.values())
        self.platforms = tuple(weights)
        self._urns: dict[str, Urn[Platform]] = {}
        self.channels = {
            Platform.TIKTOK: f"@sim.{name}.{seed}",
            Platform.TWITCH: f"sim_{name}_{seed}",
            Platform.YOUTUBE: f"sim-{name}-{seed}",
        }
        self.broadcasters = {one: broadcaster(one) for one in weights}
        self.crowds = {
            one: crowd(
                one,
                max(1, round(self.scenario.viewers * weight / total)),
                exponent=self.scenario.zipf,
                rivals=self.scenario.rivals,
                dice=self.dice,
            )
            for one, weight in weights.items()
        }
        self._rivals = {
            rival.viewer.id for crowd in self.crowds.values() for rival in crowd.rivals
        }

    def platform_for(self, what: str) -> Platform:
        """Return a platform on which `what` can happen, by the scenario's weights."""
        urn = self._urns.get(what)
        if urn is None:
            able = [
                platform
                for platform in self.scenario.platforms
                if platform in ONLY_ON.get(what, tuple(Platform))
            ]
            weights = [self.scenario.platforms[platform] for platform in able]
            urn = self._urns[what] = Urn(able, weights)
        return urn.draw(self.dice)

    def somebody(self, platform: Platform) -> Person:
        """Return one of the crowd; rarely one whose name is hard to show."""
        crowd = self.crowds[platform]
        if self.dice.random() < self.scenario.hostile_share:
            return self.dice.pick(crowd.hostile)
        return crowd.somebody(self.dice)

    def giver(self, platform: Platform) -> Person:
        """Return who pays next: often a rival, unless that one is far ahead.

        Of two rivals it is the one who is behind, so that the lead changes.
        """
        rivals = self.crowds[platform].rivals
        if rivals and self.dice.happens(self.scenario.rival_share):
            one, other = self.dice.pick(rivals), self.dice.pick(rivals)
            if self._given_by(other) < self._given_by(one):
                one = other
            if self._given_by(one) <= self._lead_elsewhere(platform):
                return one
        return self.somebody(platform)

    def _lead_elsewhere(self, platform: Platform) -> float:
        """Return what a rival may have given to be no more than a little ahead."""
        elsewhere = [
            self._given_by(rival)
            for other, crowd in self.crowds.items()
            if other is not platform
            for rival in crowd.rivals
        ]
        return 500 + 1.1 * max(elsewhere) if elsewhere else inf

    def is_rival(self, viewer: Viewer) -> bool:
        """Tell whether somebody races for the lead."""
        return viewer.id in self._rivals

    def _given_by(self, person: Person) -> float:
        return self.given.get(person.viewer.id, 0)

    def note_gift(self, viewer: Viewer, worth: float) -> None:
        """Remember what somebody gave, and let the chat notice when it is much."""
        self.given[viewer.id] = self.given.get(viewer.id, 0) + worth
        if worth >= 199:
            self.set_mood("thanks", seconds=6, about=viewer.name)

    def set_mood(self, mood: str, *, seconds: float, about: str = "") -> None:
        """Let the chat talk about something for a while."""
        self.mood = mood
        self.mood_until = self.now + round(seconds * 1_000_000)
        self.spotlight = about or self.spotlight

    def common(self, platform: Platform, viewer: Viewer | None) -> Common:
        """Return the fields every event has; its number is new and rises."""
        self.number = number = next(self._numbers)
        return {
            "id": self._prefixes[platform] + str(number),
            "platform": platform,
            "channel": self.channels[platform],
            "platform_at": self.now,
            "viewer": viewer,
        }

    def later(self, seconds: float, act: Act) -> None:
        """Perform `act` when the story's clock has moved on by `seconds`."""
        when = self.now + round(seconds * 1_000_000)
        heapq.heappush(self._coming, (when, next(self._order), act))

    def next_act(self, until: Timestamp) -> Act | None:
        """Return what is due by `until`, with the clock moved to it; else None."""
        if not self._coming or self._coming[0][0] > until:
            return None
        self.now, _order, act = heapq.heappop(self._coming)
        return act
