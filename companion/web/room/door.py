"""The door: a code to come in with, and how often somebody may try one."""

from __future__ import annotations

import hmac
import math
from collections import OrderedDict
from typing import Final

from msgspec import Struct

from companion.domain.ports import Clock, IdSource
from companion.i18n import _
from companion.web.problems import Problem
from companion.web.throttle import Bucket

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits of a code: none that can be read as another."""

LENGTH: Final = 6

LONGEST_WAIT: Final = 300.0
"""Seconds that an address waits at most after many wrong codes."""

_ADDRESSES: Final = 2000
_FREE_TRIES: Final = 3

_READ_AS: Final = str.maketrans("", "", " -\t\n")


def new_code(ids: IdSource) -> str:
    """Return a fresh code of LENGTH characters."""
    number = int.from_bytes(ids.new_salt(), "big")
    letters = []
    for _place in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


class _Tries(Struct):
    """What an address has tried. wrong: in a row. until: when it may try again."""

    joins: Bucket
    wrong: int = 0
    until: float = 0.0


class Door:
    """Lets in who knows the code; slows down who guesses.

    After _FREE_TRIES wrong codes an address waits 1 s, 2 s, 4 s and so on; all of
    them together have 60 wrong ones at once and two a second after that. Nobody who is
    in is hindered by it.
    """

    def __init__(self, code: str, clock: Clock) -> None:
        self.code: Final = code
        self._clock = clock
        self._wrong = Bucket(clock, per_second=2, burst=60)
        self._shut_until = 0.0
        self._of_address: OrderedDict[str, _Tries] = OrderedDict()

    def check(self, code: str, address: str) -> None:
        """Return when the code is right; raises Problem 403, or 429 to wait."""
        now = self._clock.monotonic()
        tries = self._tries(address)
        wait = max(tries.until, self._shut_until) - now
        if wait > 0:
            raise slow(wait)
        if not hmac.compare_digest(_read(code), self.code.encode()):
            self._refuse(tries, now)
        if not tries.joins.take():
            raise slow(30)
        tries.wrong = 0

    def _refuse(self, tries: _Tries, now: float) -> None:
        tries.wrong += 1
        if tries.wrong >= _FREE_TRIES:
            wait = min(2.0 ** min(tries.wrong - _FREE_TRIES, 20), LONGEST_WAIT)
            tries.until = now + wait
        if not self._wrong.take():
            self._shut_until = now + 1
        raise Problem(
            403, _("This is not the code. It is on the screen."), field="code"
        )

    def _tries(self, address: str) -> _Tries:
        tries = self._of_address.pop(address, None)
        if tries is None:
            joins = Bucket(self._clock, per_second=1 / 30, burst=20)
            tries = _Tries(joins=joins)
        self._of_address[address] = tries
        if len(self._of_address) > _ADDRESSES:
            self._of_address.popitem(last=False)
        return tries


def slow(seconds: float) -> Problem:
    """Return the Problem of who must wait so long."""
    return Problem(
        429,
        _("Too many tries. Wait a moment, then try again."),
        headers={"Retry-After": str(max(1, math.ceil(seconds)))},
    )


def _read(code: str) -> bytes:
    """Return a code as it was meant: case, spaces and dashes aside."""
    return code.translate(_READ_AS).upper().encode("utf-8", "replace")
