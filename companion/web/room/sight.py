"""All that somebody in the room sees at one moment."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import Struct

from companion.domain.on_air import OnAir
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import ScoreView
from companion.domain.views import StreamView
from companion.i18n import _
from companion.web.room.cards import KINDS, Card, Mine, card_of
from companion.web.room.people import Person
from companion.web.wire import Number, decimal_points

SpecOf = Callable[[str], AnySpec | None]
"""Gives what an interaction was made of, by its id."""

ScoreOf = Callable[[str], ScoreView | None]
"""Gives a Viewer's score in the show; None when they have none."""


class Me(Struct, frozen=True, kw_only=True):
    """Whose page it is. rank: 1 is best, None without any score."""

    name: str
    points: Number
    rank: int | None
    people: int


class Sight(Struct, frozen=True, kw_only=True):
    """What a page shows. idle: said while there are no cards."""

    me: Me
    cards: list[Card]
    idle: str


class Sights:
    """Looks at the stream's view for somebody in the room."""

    def __init__(self, view: StreamView, *, spec_of: SpecOf, score_of: ScoreOf) -> None:
        self._view = view
        self._spec_of = spec_of
        self._score_of = score_of

    def shown(self) -> list[tuple[OnAir, AnySpec | None]]:
        """Return what is on air, once for everybody, with what it was made of."""
        found = [self._view.on_air(kind) for kind in KINDS]
        return [
            (one, self._spec_of(one.id))
            for one in found
            if one is not None and one.phase not in {"before", "after", "failed"}
        ]

    def of(self, person: Person, shown: list[tuple[OnAir, AnySpec | None]]) -> Sight:
        """Return what a person sees of that."""
        cards = []
        for one, spec in shown:
            if one.phase in {"before", "waiting"}:
                person.forget(one.id)
            mine = Mine(id=person.viewer.id, said=person.said.get(one.id, ()))
            card = card_of(one, spec, mine)
            if card is not None:
                cards.append(card)
        return Sight(
            me=self._me(person), cards=cards, idle=_("Nothing to answer right now.")
        )

    def takes(self, interaction_id: str) -> bool:
        """Return whether an interaction takes answers now."""
        return any(
            one.id == interaction_id and one.phase in {"ongoing", "results"}
            for one, _spec in self.shown()
        )

    def _me(self, person: Person) -> Me:
        score = self._score_of(person.viewer.id)
        return Me(
            name=person.viewer.name,
            points=decimal_points(score.points if score is not None else 0),
            rank=score.rank if score is not None else None,
            people=score.people if score is not None else 0,
        )


def written(sight: Sight) -> bytes:
    """Return a sight as JSON."""
    return msgspec.json.Encoder(decimal_format="number").encode(sight)
