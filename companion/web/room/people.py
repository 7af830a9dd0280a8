"""Who is in: people with a name and a token, by chance and in memory alone."""

from __future__ import annotations

from typing import Final

import regex
from msgspec import Struct, field

from companion.domain.ports import Clock, IdSource
from companion.domain.text import clean_name
from companion.domain.values import Platform, Viewer
from companion.i18n import _
from companion.web.problems import Problem
from companion.web.throttle import Bucket

MOST: Final = 500
"""People at most; whoever has been away for a while makes place for others."""

NAME_LENGTH: Final = 30

_AWAY: Final = 600.0

# A name of nothing that is seen could be anybody's.
_SEEN: Final = regex.compile(r"[\p{L}\p{N}\p{S}\p{P}]")


class Person(Struct, eq=False):
    """Somebody in the room.

    said: by interaction, what they have answered, oldest first. open: sockets. seen_at:
    seconds of the clock when they were last heard.
    """

    viewer: Viewer
    token: str
    pace: Bucket
    seen_at: float
    said: dict[str, list[str]] = field(default_factory=dict)
    open: int = 0

    def forget(self, interaction_id: str) -> None:
        """Forget what was answered: it is asked anew."""
        self.said.pop(interaction_id, None)


class People:
    """Those who have joined; they stay who they are when the page opens again."""

    def __init__(self, *, clock: Clock, ids: IdSource) -> None:
        self._clock = clock
        self._ids = ids
        self._by_token: dict[str, Person] = {}

    @property
    def here(self) -> int:
        """Return how many have the page open."""
        return sum(1 for one in self._by_token.values() if one.open)

    def join(self, name: str, *, token: str = "") -> Person:
        """Take somebody in; token: of an earlier time, "" for who is new.

        Raises Problem 422 when the name cannot be one, 503 when the room is full.
        """
        name = checked_name(name)
        known = self._by_token.get(token)
        if known is not None:
            known.viewer = Viewer(id=known.viewer.id, name=name)
            known.seen_at = self._clock.monotonic()
            return known
        self._make_place()
        person = Person(
            viewer=Viewer(id=f"{Platform.ROOM}:{self._ids.new_id()}", name=name),
            token=self._ids.new_token(),
            pace=Bucket(self._clock, per_second=1, burst=1),
            seen_at=self._clock.monotonic(),
        )
        self._by_token[person.token] = person
        return person

    def of(self, token: str) -> Person | None:
        """Return whose token it is."""
        person = self._by_token.get(token)
        if person is not None:
            person.seen_at = self._clock.monotonic()
        return person

    def _make_place(self) -> None:
        if len(self._by_token) < MOST:
            return
        before = self._clock.monotonic() - _AWAY
        away = [
            one
            for one in self._by_token.values()
            if not one.open and one.seen_at <= before
        ]
        if not away:
            text = _("The room is full. Try again when somebody has left.")
            raise Problem(503, text, headers={"Retry-After": "60"})
        del self._by_token[min(away, key=lambda one: one.seen_at).token]


def checked_name(name: str) -> str:
    """Return a name as it is kept; raises Problem 422 when it cannot be one."""
    found = clean_name(name)
    if not _SEEN.search(found):
        raise Problem(422, _("Write a name that can be seen."), field="name")
    if len(found) > NAME_LENGTH:
        text = _("The name may have {n} characters at most.").format(n=NAME_LENGTH)
        raise Problem(422, text, field="name")
    return found
