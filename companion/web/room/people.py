"""Who is in: people with a name, and a token by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import regex
from msgspec import Struct

from companion.domain.ports import Clock, IdSource
from companion.domain.text import clean_name
from companion.domain.values import Platform, Viewer
from companion.i18n import _
from companion.web.problems import Problem
from companion.web.room.register import Guest, key_of
from companion.web.throttle import Bucket

MOST: Final = 500
"""People at most; whoever has been away for a while makes place for others."""

NAME_LENGTH: Final = 30

_AWAY: Final = 600.0

# A name of nothing that is seen could be anybody's.
_SEEN: Final = regex.compile(r"[\p{L}\p{N}\p{S}\p{P}]")

# They would turn round the words that stand beside the name.
_TURNING: Final = regex.compile(r"\p{Bidi_Control}")

# Every script is written with three marks on a letter; more grow over other lines.
_HEAPED: Final = regex.compile(r"(\p{M}{3})\p{M}+")


class Person(Struct, eq=False):
    """Somebody in the room.

    key: of their token. is_in: they know the code of now. open: sockets. seen_at:
    seconds of the clock when they were last heard.
    """

    viewer: Viewer
    key: str
    pace: Bucket
    seen_at: float
    is_in: bool = True
    open: int = 0

    def guest(self) -> Guest:
        """Return them as they are kept."""
        return Guest(key=self.key, id=self.viewer.id, name=self.viewer.name)


class People:
    """Those who have joined; they stay who they are when the page opens again.

    room: what they are in, by chance; a telephone keeps it beside its token, and shows
    that to no other room that it meets at the same address. keep: called with whoever
    comes in, before they are told that they are.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        ids: IdSource,
        keep: Callable[[Guest], None] = lambda _guest: None,
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._keep = keep
        self._by_key: dict[str, Person] = {}
        self.room = ids.new_id()

    @property
    def here(self) -> int:
        """Return how many have the page open."""
        return sum(1 for one in self._by_key.values() if one.open)

    def guests(self) -> Iterable[Guest]:
        """Yield all as they are kept, oldest first."""
        return (one.guest() for one in self._by_key.values())

    def take_up(self, guests: Iterable[Guest], room: str = "") -> None:
        """Take in those of before a restart: they were in, and know the code."""
        self.room = room or self.room
        for guest in list(guests)[-MOST:]:
            if guest.key not in self._by_key:
                self._add(Viewer(id=guest.id, name=guest.name), guest.key)

    def shut_out(self) -> None:
        """Ask everybody for the code again; they stay who they are."""
        for one in self._by_key.values():
            one.is_in = False

    def forget(self) -> None:
        """Forget everybody."""
        self.shut_out()
        self._by_key.clear()
        self.room = self._ids.new_id()

    def join(self, name: str, *, token: str = "") -> tuple[Person, str]:
        """Take somebody in; returns them with their token.

        token: of an earlier time, "" for who is new.

        Raises Problem 422 when the name cannot be one, 503 when the room is full.
        """
        name = checked_name(name)
        person = self._by_key.get(key_of(token)) if token else None
        if person is not None:
            person.viewer = Viewer(id=person.viewer.id, name=name)
            person.seen_at = self._clock.monotonic()
            person.is_in = True
        else:
            self._make_place()
            token = self._ids.new_token()
            viewer = Viewer(id=f"{Platform.ROOM}:{self._ids.new_id()}", name=name)
            person = self._add(viewer, key_of(token))
        self._keep(person.guest())
        return person, token

    def _add(self, viewer: Viewer, key: str) -> Person:
        person = Person(
            viewer=viewer,
            key=key,
            pace=Bucket(self._clock, per_second=1, burst=1),
            seen_at=self._clock.monotonic(),
        )
        self._by_key[key] = person
        return person

    def of(self, token: str) -> Person | None:
        """Return whose token it is, also of who must tell the code again."""
        person = self._by_key.get(key_of(token))
        if person is not None:
            person.seen_at = self._clock.monotonic()
        return person

    def _make_place(self) -> None:
        if len(self._by_key) < MOST:
            return
        before = self._clock.monotonic() - _AWAY
        away = [
            one
            for one in self._by_key.values()
            if not one.open and one.seen_at <= before
        ]
        if not away:
            text = _("The room is full. Try again when somebody has left.")
            raise Problem(503, text, headers={"Retry-After": "60"})
        del self._by_key[min(away, key=lambda one: one.seen_at).key]


def checked_name(name: str) -> str:
    """Return a name as it is kept; raises Problem 422 when it cannot be one."""
    found = _HEAPED.sub(r"\1", _TURNING.sub("", clean_name(name))).strip()
    if not _SEEN.search(found):
        raise Problem(422, _("Write a name that can be seen."), field="name")
    if len(found) > NAME_LENGTH:
        text = _("The name may have {n} characters at most.").format(n=NAME_LENGTH)
        raise Problem(422, text, field="name")
    return found
