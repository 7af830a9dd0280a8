"""The day's units: what is spent, what is left, and how to make them last.

Google counts units per project and day, and says nowhere how many are left: what is
known here is what this program spent, by the table of costs in the settings.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import inf
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from companion.domain.ports import Clock
from companion.domain.values import Timestamp
from companion.platforms.store import SmallStore
from companion.settings import YouTubeCosts

PACE_OVER_S: Final = 600
"""The present pace is that of the last ten minutes."""

LEAST_HORIZON_S: Final = 3_600
"""Units are always spread over an hour at least: a stream may last longer than said."""

VIEWERS_SHARE: Final = 0.25
"""Of what reading may spend, viewers and likes get this much at most."""

_PACIFIC: Final = "America/Los_Angeles"
_HOUR_S: Final = 3_600
_LONGEST_DAY_US: Final = 25 * _HOUR_S * 1_000_000
"""The one on which clocks go back."""


class Call(StrEnum):
    """What costs units; the names are those of YouTubeCosts."""

    LIST = "list_messages"
    STREAM = "stream_messages"
    INSERT = "insert"
    DELETE = "delete"
    BAN = "ban"
    UNBAN = "unban"
    VIDEOS = "videos"
    CHANNELS = "channels"
    PLAYLIST = "playlist_items"
    BROADCASTS = "broadcasts"


_WRITING: Final = frozenset({Call.INSERT, Call.DELETE, Call.BAN, Call.UNBAN})


class Plan(Struct, frozen=True, kw_only=True):
    """What the units are to last for.

    hours: of one stream. reserve: units that reading leaves for writing.
    viewers_every_s: how often viewers and likes are looked up when units allow it.
    """

    units_per_day: int = 10_000
    reserve: int = 1_500
    hours: float = 6.0
    viewers_every_s: float = 25.0
    costs: YouTubeCosts = YouTubeCosts()

    def cost_of(self, call: Call) -> int:
        """Return the units of one call."""
        return int(getattr(self.costs, call.value))


class QuotaView(Struct, frozen=True, kw_only=True):
    """The arithmetic of one key, for the window.

    reserve: what of it is still kept for writing. per_hour: units at the present
    pace. lasts_s: how long `left` lasts at it, None: beyond the reset. chat_every_s,
    viewers_every_s: seconds between two calls that the budget allows, None: no more
    calls today. sources: streams that share the key.
    """

    units_per_day: int
    spent: int
    left: int
    reserve: int
    per_hour: int
    lasts_s: float | None
    chat_every_s: float | None
    viewers_every_s: float | None
    sources: int
    resets_at: Timestamp


class Quota:
    """Counts the units of one key. All streams that use the key share one object.

    name: what the store keeps it under; never the key itself.
    """

    def __init__(
        self, *, plan: Plan, clock: Clock, store: SmallStore, name: str
    ) -> None:
        self.plan = plan
        self._clock = clock
        self._store = store
        self._name = name
        self._recent: deque[tuple[float, int]] = deque()
        self._sources = 0
        self._until: Timestamp = clock.now() + round(plan.hours * _HOUR_S * 1_000_000)
        kept = store.read(name)
        self._day, self._resets_at = _pacific_day(clock.now())
        same = kept.get("day") == self._day
        self._spent = _count(kept, "spent") if same else 0
        self._written = _count(kept, "writing") if same else 0

    @contextmanager
    def source(self) -> Iterator[None]:
        """Count one more stream among those that share the units, for a while."""
        if not self._sources and self._until <= self._clock.now():
            self.began(self._clock.now())
        self._sources += 1
        try:
            yield
        finally:
            self._sources -= 1

    def began(self, at: Timestamp) -> None:
        """Note when a stream began: it ends the planned hours later.

        Of several streams at once the last end counts.
        """
        end = at + round(self.plan.hours * _HOUR_S * 1_000_000)
        self._until = max(self._until, end) if self._sources > 1 else end

    def spend(self, call: Call) -> None:
        """Note that a call is made; it costs also when it fails."""
        self._turn_day()
        units = self.plan.cost_of(call)
        self._spent += units
        if call in _WRITING:
            self._written += units
        self._recent.append((self._clock.monotonic(), units))
        self._keep()

    def refused(self) -> None:
        """Note that Google says the day's units are spent: it knows better."""
        self._turn_day()
        self._spent = max(self._spent, self.plan.units_per_day)
        self._keep()

    @property
    def spent(self) -> int:
        """Units spent since the last midnight in California."""
        self._turn_day()
        return self._spent

    @property
    def left(self) -> int:
        """Units left until the next one."""
        return max(0, self.plan.units_per_day - self.spent)

    @property
    def resets_in_s(self) -> float:
        """Seconds until the units are new, > 0."""
        self._turn_day()
        return max(1.0, (self._resets_at - self._clock.now()) / 1_000_000)

    def affords(self, call: Call) -> bool:
        """Tell whether a call is within what is left; reading leaves the reserve."""
        kept = 0 if call in _WRITING else self._reserve()
        return self.left - kept >= self.plan.cost_of(call)

    def interval_s(self, call: Call) -> float:
        """Return the seconds between two such calls of one source; inf: none today.

        Reading is spread evenly from now to the end of the planned hours or to the
        reset, whichever comes first.
        """
        free = self._free()
        cost = self.plan.cost_of(call)
        horizon = self._horizon_s()
        sources = max(1, self._sources)
        if call is not Call.VIDEOS:
            every = self.interval_s(Call.VIDEOS)
            free -= self.plan.costs.videos * sources * horizon / every
            if not cost:
                return 0.0
            return sources * cost * horizon / free if free >= cost else inf
        free *= VIEWERS_SHARE
        least = self.plan.viewers_every_s
        if not cost:
            return least
        return max(least, sources * cost * horizon / free) if free >= cost else inf

    def view(self) -> QuotaView:
        """Return the arithmetic as it stands."""
        per_hour = self._per_hour()
        lasts = self.left * _HOUR_S / per_hour if per_hour else inf
        return QuotaView(
            units_per_day=self.plan.units_per_day,
            spent=self.spent,
            left=self.left,
            reserve=self._reserve(),
            per_hour=per_hour,
            lasts_s=lasts if lasts < self.resets_in_s else None,
            chat_every_s=_finite(self.interval_s(Call.LIST)),
            viewers_every_s=_finite(self.interval_s(Call.VIDEOS)),
            sources=self._sources,
            resets_at=self._resets_at,
        )

    def _free(self) -> float:
        """Return what reading may still spend today."""
        return max(0.0, self.left - self._reserve())

    def _reserve(self) -> int:
        return max(0, self.plan.reserve - self._written)

    def _horizon_s(self) -> float:
        planned = (self._until - self._clock.now()) / 1_000_000
        return min(max(planned, LEAST_HORIZON_S), self.resets_in_s)

    def _per_hour(self) -> int:
        now = self._clock.monotonic()
        while self._recent and self._recent[0][0] < now - PACE_OVER_S:
            self._recent.popleft()
        return round(sum(units for _at, units in self._recent) * _HOUR_S / PACE_OVER_S)

    def _turn_day(self) -> None:
        # Further away than the longest day: the clock was set back, by days.
        if 0 < self._resets_at - self._clock.now() <= _LONGEST_DAY_US:
            return
        before = self._day
        self._day, self._resets_at = _pacific_day(self._clock.now())
        if self._day > before:
            self._spent = self._written = 0
        self._keep()

    def _keep(self) -> None:
        kept = {"day": self._day, "spent": self._spent, "writing": self._written}
        self._store.write(self._name, kept)


class Quotas:
    """The units of every key in use; whoever uses a key shares its units."""

    def __init__(self, *, plan: Plan, clock: Clock, store: SmallStore) -> None:
        self._plan = plan
        self._clock = clock
        self._store = store
        self._by_name: dict[str, Quota] = {}

    def of(self, name: str) -> Quota:
        """Return the units that are counted under a name."""
        if name not in self._by_name:
            self._by_name[name] = Quota(
                plan=self._plan, clock=self._clock, store=self._store, name=name
            )
        return self._by_name[name]


class Pace:
    """When the next call of one kind may be made, so that the units last.

    Up to `burst` calls may follow one another at once when units were saved before;
    a connection that breaks is then not made to wait.
    """

    def __init__(
        self, quota: Quota, call: Call, *, clock: Clock, burst: int = 1
    ) -> None:
        self._quota = quota
        self._call = call
        self._clock = clock
        self._burst = burst
        self._credit = float(burst)
        self._since = clock.monotonic()

    def wait_s(self) -> float:
        """Return the seconds until a call may be made; inf: not today."""
        every = self._quota.interval_s(self._call)
        if every == inf:
            return inf
        self._gain(every)
        return max(0.0, (1.0 - self._credit) * every)

    def made(self) -> None:
        """Note that a call is made."""
        self._gain(self._quota.interval_s(self._call))
        self._credit -= 1.0

    def _gain(self, every: float) -> None:
        now = self._clock.monotonic()
        if every > 0:
            self._credit += (now - self._since) / every
        self._credit = min(self._credit, float(self._burst))
        self._since = now


def _finite(seconds: float) -> float | None:
    return None if seconds == inf else seconds


def _count(kept: object, name: str) -> int:
    value = kept.get(name, 0) if hasattr(kept, "get") else 0
    return value if isinstance(value, int) and value >= 0 else 0


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo:
    return ZoneInfo(_PACIFIC)


def _pacific_day(now: Timestamp) -> tuple[str, Timestamp]:
    """Return the day in California, and when the next one begins."""
    local = datetime.fromtimestamp(now / 1_000_000, UTC).astimezone(_zone())
    midnight = datetime(local.year, local.month, local.day, tzinfo=_zone())
    following = (midnight + timedelta(days=1)).replace(tzinfo=_zone())
    return local.date().isoformat(), round(following.timestamp() * 1_000_000)
