"""Draws that anybody can check: the seed is fixed first, and told afterwards.

An interaction has one secret, made before anybody can enter. Its seeds are a chain of
SHA-256, told from the end: the hash of each is the one told before it, and the hash of
the first is published at the start. So one published number binds every later draw,
and none can be drawn again with a seed that suits better. `docs/fair-draws.md` tells
how to check one, what that proves, and what it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import count, islice
from typing import Final

from companion.domain.errors import CommandError
from companion.domain.ports import IdSource
from companion.domain.show.steps import AnyStep, Committed, Drawn, Spun
from companion.i18n import _

ROUNDS: Final = 1000
"""Seeds of one interaction: draws of a giveaway, or turns of a wheel."""

_SPACE: Final = 2**256
"""Numbers that one SHA-256 can be."""

Bowl = Sequence[tuple[int, int]]
"""The number of each entry, in order of entry, and how many lots it has."""


def hash_of(seed: str) -> str:
    """Return what is told of a seed while it is secret."""
    return sha256(seed.encode()).hexdigest()


@lru_cache(maxsize=32)
def seed_of(sealed: str, turn: int) -> str:
    """Return the seed of a round, 1 to ROUNDS; that of round 0 is the hash told first.

    The hash of each round's seed is the seed of the round before.
    """
    seed = sealed
    for _turn in range(ROUNDS - turn):
        seed = hash_of(seed)
    return seed


def list_text(bowl: Bowl, names: Sequence[str]) -> str:
    """Return a bowl as it is published: "lots number name"; nothing reads the names."""
    return "".join(
        f"{lots} {number} {' '.join(name.split())}\n"
        for (number, lots), name in zip(bowl, names, strict=True)
    )


class Urn:
    """A bowl to draw from: each entry put in, and each drawn, in a few steps.

    It is a Fenwick tree of the lots that are left, so that a draw need not walk the
    list; what it draws is what a walk would.
    """

    def __init__(self) -> None:
        self._list: Final = sha256()
        self._places: Final[list[int]] = []
        self._lots: Final[list[int]] = []
        self._sums: Final[list[int]] = [0]
        self._count = 0
        self.lots = 0

    def put(self, bowl: Bowl) -> None:
        """Put entries in, those that were put in before before them."""
        lines = []
        for place, (number, lots) in enumerate(bowl, self._count):
            if lots > 0:
                lines.append(f"{lots} {number}\n")
                self._places.append(place)
                self._append(lots)
        self._count += len(bowl)
        self._list.update("".join(lines).encode())

    def _append(self, lots: int) -> None:
        self._lots.append(lots)
        self.lots += lots
        at, total = len(self._lots), lots
        below, least = at - 1, at & (at - 1)
        while below > least:
            total += self._sums[below]
            below &= below - 1
        self._sums.append(total)

    def order(self, seed: str) -> Iterator[int]:
        """Yield the places in the order in which a seed draws them; once for an urn.

        Each is drawn among the lots of all that are left, exactly evenly.
        """
        digest = self._list.hexdigest()
        for turn in count(1):
            if not self.lots:
                return
            at = self._at(_below(self.lots, f"{seed}:{digest}:{turn}"))
            yield self._places[at]

    def _at(self, lot: int) -> int:
        """Return whose a lot is, and take all of theirs out."""
        at, step = 0, 1 << (len(self._lots).bit_length() - 1)
        while step:
            following = at + step
            if following < len(self._sums) and self._sums[following] <= lot:
                at = following
                lot -= self._sums[at]
            step >>= 1
        lots, touched = self._lots[at], at + 1
        self.lots -= lots
        while touched < len(self._sums):
            self._sums[touched] -= lots
            touched += touched & -touched
        return at


def order_of(seed: str, bowl: Bowl) -> Iterator[int]:
    """Yield the places of a bowl in the order in which a seed draws them."""
    urn = Urn()
    urn.put(bowl)
    return urn.order(seed)


def _below(limit: int, said: str) -> int:
    """Return a number from 0 to limit - 1, each as often as any other.

    What is too large to be shared out evenly is drawn again.
    """
    most = _SPACE - _SPACE % limit
    for again in count():
        number = int(hash_of(f"{said}:{again}"), 16)
        if number < most:
            return number % limit
    raise AssertionError  # `count` does not end


def turn_of(seed: str) -> float:
    """Return where in its slot a wheel stops: 0.1 to 0.9, clear of the borders."""
    return 0.1 + 0.8 * (int(hash_of(f"{seed}:turn"), 16) / _SPACE)


class Seal:
    """The seeds of one interaction: what is fixed, what is told, what comes next."""

    def __init__(self) -> None:
        self._sealed = ""
        self.hash = ""
        self.round = 0
        self.seed = ""

    @property
    def proof(self) -> str:
        """Return what the next seed is checked by: the hash, later the last seed."""
        return self.seed or self.hash

    def commit(self, ids: IdSource) -> Sequence[AnyStep]:
        """Return the step that fixes the seeds, unless they are."""
        if self._sealed:
            return ()
        sealed = (ids.new_salt() + ids.new_salt()).hex()
        return (Committed(hash=seed_of(sealed, 0), sealed=sealed),)

    def next(self) -> tuple[int, str]:
        """Return the next round and its seed. Raises CommandError at the end."""
        if not self._sealed:
            raise CommandError(_("Nothing was prepared for a draw: start it first."))
        if self.round >= ROUNDS:
            raise CommandError(_("So many draws are enough: set up another one."))
        return self.round + 1, seed_of(self._sealed, self.round + 1)

    def take(self, step: AnyStep) -> None:
        """Take a step that was recorded."""
        match step:
            case Committed() if not self._sealed:
                # The first one binds: a later one would be another seed at will.
                self._sealed, self.hash = step.sealed, step.hash
            case Drawn() | Spun() if step.seed:
                self.round, self.seed = max(self.round, step.round), step.seed


def first_of(seed: str, bowl: Bowl, limit: int) -> Sequence[int]:
    """Return the first places of a bowl that a seed draws."""
    return list(islice(order_of(seed, bowl), limit))
