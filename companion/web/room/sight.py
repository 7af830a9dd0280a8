"""All that somebody in the room sees at one moment."""

from __future__ import annotations

from functools import cache, partial
from typing import Final, Protocol

import msgspec
from msgspec import Struct, structs

from companion.domain.on_air import OnAir, WheelOnAir
from companion.domain.ports import Clock
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import AnswerView, ScoreView
from companion.domain.values import Timestamp
from companion.domain.views import StreamView
from companion.i18n import _
from companion.web.room.card import Card, Mine
from companion.web.room.cards import KINDS, card_of
from companion.web.room.people import Person
from companion.web.room.sent import Post
from companion.web.wire import Number, decimal_points


class Board(Protocol):
    """What the show tells of its interactions, by id, and of people, by Viewer."""

    def spec(self, interaction_id: str) -> AnySpec | None:
        """Return what one was made of, None when there is none."""

    def takes(self, interaction_id: str) -> bool:
        """Return whether one hears what people say now."""

    def answer(self, interaction_id: str, viewer_id: str) -> AnswerView:
        """Return what counts of somebody's answers to it."""

    def score(self, viewer_id: str) -> ScoreView | None:
        """Return somebody's score, None when they have none."""

    def coins(self, viewer_id: str) -> int:
        """Return somebody's coins."""

    def coin_name(self) -> str:
        """Return what the Broadcaster calls coins, in the plural."""


class Me(Struct, frozen=True, kw_only=True):
    """Whose page it is. rank: 1 is best, None without any score."""

    name: str
    points: Number
    rank: int | None
    people: int


class Sight(Struct, frozen=True, kw_only=True):
    """What a page shows. idle: said while nothing asks for an answer, else ""."""

    me: Me
    cards: list[Card]
    idle: str


OnNow = list[tuple[OnAir, AnySpec | None]]
"""What is on air, with what it was made of."""

_TO_LOOK_AT: Final = {"card", "timer", "goal"}


class Sights:
    """Looks at the stream's view for somebody in the room. post: what was sent."""

    def __init__(
        self, view: StreamView, *, board: Board, post: Post, clock: Clock
    ) -> None:
        self._view = view
        self._board = board
        self._post = post
        self._clock = clock

    def shown(self) -> OnNow:
        """Return what is on air, once for everybody."""
        found, now = [self._view.on_air(kind) for kind in KINDS], self._clock.now()
        return [
            (_as_seen(one, now), self._board.spec(one.id))
            for one in found
            if one is not None and one.phase not in {"before", "after", "failed"}
        ]

    def rests_at(self) -> Timestamp | None:
        """Return when the wheel that turned last is at rest; None while none did."""
        wheel = self._view.on_air(WheelOnAir)
        return None if wheel is None else wheel.rests_at

    def of(self, person: Person, shown: OnNow) -> Sight:
        """Return what a person sees of that."""
        found = (card_of(one, spec, self._mine(person, one)) for one, spec in shown)
        cards = [one for one in found if one is not None]
        is_idle = all(one.kind in _TO_LOOK_AT for one in cards)
        return Sight(
            me=self._me(person),
            cards=cards,
            idle=_("Nothing to answer right now.") if is_idle else "",
        )

    def takes(self, interaction_id: str) -> bool:
        """Return whether an interaction takes answers now."""
        return self._board.takes(interaction_id)

    def _mine(self, person: Person, one: OnAir) -> Mine:
        viewer_id = person.viewer.id
        if one.phase == "waiting" and not self._board.takes(one.id):
            self._post.forget(viewer_id, one.id)  # it is asked anew
        answer = self._board.answer(one.id, viewer_id)
        sent = self._post.last(viewer_id, one.id)
        now = self._clock.monotonic()
        return Mine(
            id=viewer_id,
            answer=answer,
            sent=sent,
            fate="" if sent is None else sent.fate(answer, one.phase, now),
            coins=cache(partial(self._board.coins, viewer_id)),
            coin_name=self._board.coin_name(),
        )

    def _me(self, person: Person) -> Me:
        score = self._board.score(person.viewer.id)
        return Me(
            name=person.viewer.name,
            points=decimal_points(score.points if score is not None else 0),
            rank=score.rank if score is not None else None,
            people=score.people if score is not None else 0,
        )


def _as_seen(one: OnAir, now: Timestamp) -> OnAir:
    """Return it without what the screen has not shown yet: where the wheel stops."""
    if isinstance(one, WheelOnAir) and one.rests_at is not None and now < one.rests_at:
        return structs.replace(one, picked=None)
    return one


def written(sight: Sight) -> bytes:
    """Return a sight as JSON."""
    return _ENCODER.encode(sight)


_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
