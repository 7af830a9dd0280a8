"""The half hour before the scene, as totals: what the tiles remember of it."""

from __future__ import annotations

import math

from msgspec import structs

from companion.app.scene.engine import TOTALS
from companion.app.scene.evening import MINUTE, NOW, SECOND, SESSION
from companion.domain.values import Timestamp
from companion.domain.views import Totals
from companion.gui.shell.trends import Trends

_PEAK_AT = NOW - 34 * MINUTE - 30 * SECOND
_USUAL = (96, 104, 90, 118, 110, 92, 120, 101, 99, 113)
_LAST_MINUTE = 148


def remember(trends: Trends) -> None:
    """Feed the totals that led to the scene's."""
    start = NOW - 36 * MINUTE
    moments: list[Timestamp] = list(range(start, NOW - 4 * MINUTE, MINUTE))
    moments += range(NOW - 4 * MINUTE, NOW, 5 * SECOND)
    for at in moments:
        trends.take(SESSION, _totals(at, chats=_chats(at)), at=at)


def _chats(at: Timestamp) -> int:
    """Return the chats until `at`, so that the last minute has 148 of them."""
    age = NOW - at
    if age <= MINUTE:
        return TOTALS.chats - round(_LAST_MINUTE * age / MINUTE)
    whole, rest = divmod(age - MINUTE, MINUTE)
    minutes = [_USUAL[minute % len(_USUAL)] for minute in range(whole + 1)]
    before = sum(minutes[:whole]) + round(minutes[whole] * rest / MINUTE)
    return TOTALS.chats - _LAST_MINUTE - before


def _wave(at: Timestamp, *, slow: float, fast: float) -> float:
    seconds = (at - NOW) / SECOND
    return math.sin(seconds / 17) * slow + math.sin(seconds / 4.1) * fast


def _totals(at: Timestamp, *, chats: int) -> Totals:
    age = (NOW - at) / SECOND
    return structs.replace(
        TOTALS,
        chats=chats,
        watching=round(1_792 - age / 9 + _wave(at, slow=14, fast=7)),
        watching_peak=2_104 if at >= _PEAK_AT else 1_980,
        diamonds=round(18_425 - age * 2.4 + _wave(at, slow=30, fast=22)),
        likes_room=round(219_044 - age * 9 + _wave(at, slow=160, fast=90)),
        follows=86 - round(age / 21),
    )
