"""What of the interactions is on the stream now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar, cast

from msgspec import Struct, structs

from companion.domain.entries import Entry
from companion.domain.events import HypeTrain
from companion.domain.on_air import (
    HypeTrainOnAir,
    OnAir,
    OnAirT,
    QuizOnAir,
    ScoreboardOnAir,
)
from companion.domain.values import Timestamp, Viewer

_TRAIN_US: Final = 360_000_000
"""Twitch gives each level of a train five minutes: a silent one has lost its end."""

_TEST_US: Final = 30_000_000

T = TypeVar("T")


class Airing:
    """What each kind of interaction shows, put there by whoever runs it.

    Twitch runs its hype trains itself: they are put on and taken off by its events.
    """

    def __init__(self) -> None:
        self._shown: dict[type[OnAir], OnAir] = {}
        self._train_until: Timestamp = 0

    def put(self, shown: OnAir) -> None:
        """Show an interaction as it stands now, in place of another of its kind."""
        self._shown[type(shown)] = shown

    def take_off(self, kind: type[OnAir]) -> None:
        """Show nothing of a kind any more."""
        self._shown.pop(kind, None)

    def get(self, kind: type[OnAirT], now: Timestamp) -> OnAirT | None:
        """Return what is shown of a kind at a time."""
        if kind is HypeTrainOnAir and now > self._train_until:
            return None
        return cast("OnAirT | None", self._shown.get(kind))

    def go_on(self, before: Airing) -> None:
        """Turn to another session: its train, if one runs, in place of this one's."""
        self.take_off(HypeTrainOnAir)
        self._train_until = before._train_until
        train = before._shown.get(HypeTrainOnAir)
        if train is not None:
            self.put(train)

    def note(self, entry: Entry) -> None:
        """Take an entry that passed the gate; a hype train begins, moves or ends."""
        train = entry.body
        if not isinstance(train, HypeTrain):
            return
        if train.phase == "end":
            self.take_off(HypeTrainOnAir)
            return
        self._train_until = entry.at + (_TEST_US if entry.test else _TRAIN_US)
        self.put(
            HypeTrainOnAir(
                id=train.id,
                phase="ongoing",
                level=train.level,
                total=train.total,
                progress=train.progress,
                goal=train.goal,
            )
        )


def without_scores(shown: T, is_out: Callable[[str], bool]) -> T:
    """Return what is on air without the scores of who is out; others move up."""
    if not isinstance(shown, ScoreboardOnAir | QuizOnAir):
        return shown
    scores = tuple(one for one in shown.scores if not is_out(one.viewer.id))
    if len(scores) == len(shown.scores):
        return shown
    return cast("T", structs.replace(shown, scores=scores))


def with_viewers(shown: T, seen: Callable[[Viewer], Viewer]) -> T:
    """Return what is on air with each Viewer in it as `seen` gives them."""

    def of(value: object) -> object:
        if isinstance(value, Viewer):
            return seen(value)
        if isinstance(value, tuple):
            return tuple(map(of, value))
        if not isinstance(value, Struct):
            return value
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {
            name: now
            for name, before in fields.items()
            if isinstance(before, tuple | Struct) and (now := of(before)) != before
        }
        return structs.replace(value, **changed) if changed else value

    return cast("T", of(shown))
