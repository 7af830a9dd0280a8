"""The evening itself: an endless sequence of events, before anything goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Literal

from companion.domain.events import AnyEvent
from companion.domain.values import Platform
from companion.platforms.simulator.chance import Urn
from companion.platforms.simulator.chatter import Chatter
from companion.platforms.simulator.giving import Giving
from companion.platforms.simulator.room import Room
from companion.platforms.simulator.scenario import Happening, Moment, Phase, Scenario
from companion.platforms.simulator.stage import Act, Fault, Stage, Told

_SECOND = 1_000_000


class Story:
    """One evening: phases one after another, then again from `repeat_from`.

    Between happenings, which come at random, what they set off comes in its time.
    """

    def __init__(self, scenario: Scenario, *, seed: int) -> None:
        self.stage = Stage(scenario, seed=seed)
        self._scenario = scenario
        self._chatter = Chatter(self.stage)
        self._giving = Giving(self.stage, self._chatter.line)
        self._room = Room(self.stage)
        self._acts = self._list_acts()
        self._base = 0.0
        self._watching = (0, 0)
        self._phase_began = self._phase_ends = self.stage.now
        self.events_per_s = 0.0

    def _list_acts(self) -> dict[Happening, Act]:
        chatter, giving, room = self._chatter, self._giving, self._room
        return {
            "announcement": chatter.announcement,
            "chat": chatter.chat,
            "chat_cleared": chatter.clear,
            "chat_mode": chatter.mode,
            "cheer": giving.cheer,
            "follow": room.follow,
            "gift": giving.gift,
            "gift_subscription": giving.gift_subscription,
            "hype_train": room.hype_train,
            "jewel_gift": giving.jewel_gift,
            "join": room.join,
            "like": room.like,
            "membership": giving.membership,
            "platform_poll": room.poll,
            "platform_question": chatter.question,
            "raid": room.raid,
            "redemption": chatter.redemption,
            "rename": chatter.rename,
            "share": room.share,
            "spam": chatter.spam,
            "subscription": giving.subscription,
            "superchat": giving.superchat,
            "supersticker": giving.supersticker,
            "unknown": room.unknown,
        }

    def tell(self) -> Iterator[AnyEvent | Fault]:
        """Yield events in the order in which they happen, for ever.

        `stage.now` is when the event just yielded happened; scripted faults stand
        among the events.
        """
        self.stage.set_mood("hello", seconds=45)
        for index, platform in enumerate(self.stage.platforms):
            yield self._room.status(platform, "live")
            self.stage.later(0.5 + index, self._counting(platform))
        for phase in self._phases():
            yield from self._play(phase)

    def _phases(self) -> Iterator[Phase]:
        phases = self._scenario.phase
        names = [phase.name for phase in phases]
        again = self._scenario.repeat_from
        tail = phases[names.index(again) if again else 0 :]
        return chain(phases, chain.from_iterable(repeat(tail)))

    def _play(self, phase: Phase) -> Iterator[AnyEvent | Fault]:
        stage = self.stage
        mix = self._scenario.mix_of(phase)
        urn = Urn([self._acts[what] for what in mix], list(mix.values()))
        self._begin(phase)
        while stage.now < self._phase_ends:
            pause = stage.dice.waiting(self.events_per_s)
            arrival = stage.now + round(pause * _SECOND)
            until = min(arrival, self._phase_ends)
            speed = self.events_per_s
            while (act := stage.next_act(until)) is not None:
                if (told := act()) is not None:
                    yield told
                if self.events_per_s != speed:
                    break
            if act is not None:
                continue  # The speed changed: draw the next arrival at the new one.
            stage.now = until
            if arrival <= until and (told := urn.draw(stage.dice)()) is not None:
                yield told

    def _begin(self, phase: Phase) -> None:
        self._phase_began = self.stage.now
        self._phase_ends = self.stage.now + round(phase.seconds * _SECOND)
        self._watching = phase.watching
        self._base = phase.events_per_s
        self._set_factor(1.0)
        for moment in phase.moment:
            self.stage.later(moment.at, self._moment(moment))

    def _set_factor(self, factor: float) -> None:
        self.events_per_s = self._base * factor

    def _moment(self, moment: Moment) -> Act:
        """Return what a moment of the script does when its time has come."""
        match moment.what:
            case "burst":
                return lambda: self._burst(moment)
            case "mood":
                return lambda: self._mood(moment)
            case "break":
                return lambda: self._break(moment)
            case "disconnect" | "silence" as kind:
                events = round(moment.seconds * self._base)
                return lambda: Fault(kind=kind, seconds=moment.seconds, events=events)
            case "gift":
                return lambda: self._gift(moment)
            case "raid":
                return self._repeated(moment, lambda: self._room.raid(moment.viewers))
            case what:
                return self._repeated(moment, self._acts[what])

    def _repeated(self, moment: Moment, act: Act) -> Act:
        """Return an act that performs `act` now, and the other times soon after."""

        def perform() -> Told:
            for number in range(1, moment.count):
                self.stage.later(number * moment.seconds / moment.count, act)
            return act()

        return perform

    def _burst(self, moment: Moment) -> Told:
        self._set_factor(moment.factor)
        self.stage.later(moment.seconds, self._calm_down)
        return None

    def _calm_down(self) -> Told:
        self._set_factor(1.0)
        return None

    def _mood(self, moment: Moment) -> Told:
        self.stage.set_mood(moment.mood, seconds=moment.seconds)
        return None

    def _break(self, moment: Moment) -> Told:
        for platform in self.stage.platforms:
            self.stage.later(0, self._status(platform, "paused"))
            self.stage.later(moment.seconds, self._status(platform, "resumed"))
        return None

    def _status(self, platform: Platform, status: Literal["paused", "resumed"]) -> Act:
        return lambda: self._room.status(platform, status)

    def _gift(self, moment: Moment) -> Told:
        crowd = self.stage.crowds[Platform.TIKTOK]
        rivals = crowd.rivals
        giver = None
        if moment.rival and rivals:
            giver = rivals[(moment.rival - 1) % len(rivals)].viewer
        if not moment.gift:
            return self._giving.gift()
        return self._giving.gift_of(moment.gift, count=moment.count, giver=giver)

    def _counting(self, platform: Platform) -> Act:
        """Return an act that tells the viewers of a platform, again and again."""
        share = self._scenario.platforms[platform] / sum(
            self._scenario.platforms.values()
        )

        def perform() -> Told:
            self.stage.later(self._scenario.viewer_count_every_s, perform)
            return self._room.watching(platform, round(self._present() * share))

        return perform

    def _present(self) -> float:
        """Return how many watch now, over all platforms."""
        began, ends = self._phase_began, self._phase_ends
        progress = (self.stage.now - began) / (ends - began)
        first, last = self._watching
        return (first + (last - first) * progress) * self.stage.dice.span(0.97, 1.03)
