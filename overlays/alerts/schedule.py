"""When which alert is on the screen: computed from what happened and the time.

Nothing is remembered, so a page that comes back, a second page and the app after a
restart all show the same, and nothing is shown twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from msgspec import Struct

from companion.domain.moments import Moment
from companion.domain.values import Timestamp

Size = Literal["", "small", "medium", "large"]
"""How an alert is shown; "": not at all."""

SECOND: Final = 1_000_000
ROWS: Final = 3
"""Small alerts at the same time."""

LOOKBACK_US: Final = 120 * SECOND
"""What happened earlier is over, whatever it was."""

_QUIET_US: Final = 20 * SECOND
"""After so long without anything, nothing before it is on the screen or waits."""

_MINUTE_US: Final = 60 * SECOND
_WAIT_US: Final = 6 * SECOND
"""What would wait longer for the large place joins the small ones."""

_GROWS_US: Final = 3 * SECOND
"""How long what has just grown stays."""

_LONGEST_US: Final = 60 * SECOND
_ROW_US: Final = 4 * SECOND
_SHORT_ROW_US: Final = 2_500_000
_LONGEST_ROW_US: Final = 12 * SECOND

Kin = tuple[object, ...]


class Wishes(Protocol):
    """What a Broadcaster has chosen, as far as the schedule asks."""

    def size_of(self, moment: Moment) -> Size:
        """Return how a Moment is shown."""

    def seconds_of(self, moment: Moment) -> float:
        """Return how long a Moment has the large place."""


class Alert(Struct, frozen=True, kw_only=True):
    """One alert: the Moments that it stands for, the first one first.

    begins, ends: when it is on the screen.
    """

    size: Size
    moments: tuple[Moment, ...]
    begins: Timestamp
    ends: Timestamp

    @property
    def id(self) -> int:
        """Id of its first Moment: it stays while others join."""
        return self.moments[0].id

    @property
    def lead(self) -> Moment:
        """The Moment that it is told by: of the one who gave most."""
        return max(self.moments, key=lambda one: (weight_of(one), -one.id))


class Schedule(Struct, frozen=True, kw_only=True):
    """What is on the screen, and when that changes by time alone."""

    main: Alert | None = None
    rows: tuple[Alert, ...] = ()
    next_at: Timestamp | None = None


@dataclass
class Row:
    """A small alert while it is put together."""

    moments: dict[int, Moment]
    begins: Timestamp
    ends: Timestamp


@dataclass
class Rows:
    """The small alerts of a time, in the order of their beginning."""

    done: list[Row] = field(default_factory=list)
    running: dict[Kin, Row] = field(default_factory=dict)
    waiting: dict[Kin, dict[int, Moment]] = field(default_factory=dict)


_UNCOUNTED: Final = frozenset(("JPY", "KRW", "CLP", "VND", "ISK", "PYG", "UGX", "XAF"))
"""Currencies whose smallest amount is one whole unit."""

_WEIGHTS: Final[Mapping[str, int]] = {"follow": 1, "share": 1, "redemption": 5}


def weight_of(moment: Moment) -> int:
    """Return how much a Moment weighs against others, roughly what it cost in cents.

    Currencies are not converted: their hundredths weigh the same.
    """
    match moment.kind:
        case "gift" | "cheer":
            return moment.worth
        case "superchat" | "supersticker":
            least = 1_000_000 if moment.currency in _UNCOUNTED else 10_000
            return moment.amount_micros // least
        case "subscription" | "membership":
            return 500
        case "gifted_subscription" | "gifted_membership":
            return 500 * moment.count
        case "raid":
            return 5 * moment.viewers
    return _WEIGHTS.get(moment.kind, 1)


def kin_of(moment: Moment) -> Kin:
    """Return what Moments have in common that may be told as one."""
    title = moment.title if moment.kind in ("gift", "redemption") else ""
    # Diamonds and jewels do not add up; followers of all platforms do.
    where = moment.platform if moment.kind == "gift" else ""
    return (moment.kind, title, where, moment.currency, moment.test)


def schedule(moments: Sequence[Moment], now: Timestamp, wishes: Wishes) -> Schedule:
    """Return what is on the screen at `now`, of what has happened by then. Pure."""
    # A moment may lie a little ahead: a delay that is over is told by another clock.
    soon = now + SECOND
    known = [one for one in moments if one.began <= soon and wishes.size_of(one)]
    large: list[tuple[Timestamp, Moment]] = []
    small: list[tuple[Timestamp, Moment]] = []
    for at, moment in _arrivals(known, now):
        is_small = wishes.size_of(moment) == "small"
        (small if is_small else large).append((at, moment))
    turns, late = _turns(large, wishes)
    small = sorted([*small, *late], key=lambda one: (one[0], one[1].id))
    rows = [_as_alert(one) for one in _rows(small)]
    times = [at for one in (*turns, *rows) for at in (one.begins, one.ends)]
    shown = [one for one in rows if one.begins <= now < one.ends]
    return Schedule(
        main=next((one for one in turns if one.begins <= now < one.ends), None),
        rows=tuple(shown[-ROWS:]),
        next_at=min((at for at in times if at > now), default=None),
    )


def _arrivals(
    moments: Iterable[Moment], now: Timestamp
) -> list[tuple[Timestamp, Moment]]:
    """Return when Moments want to be shown, since nothing was on the screen.

    What grows long after it began wants it once more. On a stream that never rests it
    begins at a full minute, so that every look at the same minute begins alike.
    """
    recent = sorted(
        (one for one in moments if one.grew > now - LOOKBACK_US),
        key=lambda one: (one.began, one.id),
    )
    start = (now - _MINUTE_US) // _MINUTE_US * _MINUTE_US
    busy_until = 0
    for one in recent:
        if busy_until and one.began - busy_until >= _QUIET_US:
            start = max(start, one.began)
        busy_until = max(busy_until, one.grew)
    found = [(one.began, one) for one in recent if one.began >= start]
    for one in recent:
        again = one.grew - _GROWS_US + SECOND
        if again > max(one.began + _GROWS_US, start):
            found.append((again, one))
    return sorted(found, key=lambda one: (one[0], one[1].id))


def _turns(
    arrivals: Sequence[tuple[Timestamp, Moment]], wishes: Wishes
) -> tuple[list[Alert], list[tuple[Timestamp, Moment]]]:
    """Return who has the large place when, and who is told small instead, since when.

    The heaviest comes first, and what is told alike comes along. Somebody who waits
    lets the one before have half their time, and a Streak no longer than that.
    """
    turns: list[Alert] = []
    late: list[tuple[Timestamp, Moment]] = []
    waiting: list[tuple[Timestamp, Moment]] = []
    shown: dict[int, Timestamp] = {}
    coming, free = list(arrivals)[::-1], 0
    while coming or waiting:
        start = free if waiting else max(free, coming[-1][0])
        while coming and coming[-1][0] <= start:
            waiting.append(coming.pop())
        # What grows has just been shown with what it has grown to.
        waiting = [one for one in waiting if shown.get(one[1].id, -1) < one[0]]
        if not waiting:
            continue
        lead = max((one for _at, one in waiting), key=lambda m: (weight_of(m), -m.id))
        joined = {m.id: m for _at, m in waiting if kin_of(m) == kin_of(lead)}
        joined = {lead.id: lead, **joined}
        waiting = [(at, one) for at, one in waiting if one.id not in joined]
        full, least = _times_of(lead, start, wishes)
        late += [(start, one) for at, one in waiting if least - at > _WAIT_US]
        waiting = [(at, one) for at, one in waiting if least - at <= _WAIT_US]
        following = next((at for at, m in reversed(coming) if m.id not in joined), None)
        if waiting:
            free = least
        elif following is not None:
            free = min(full, max(least, following))
        else:
            free = full
        shown.update(dict.fromkeys(joined, free))
        size = wishes.size_of(lead)
        alike = tuple(joined.values())
        turns.append(Alert(size=size, moments=alike, begins=start, ends=free))
    return turns, late


def _times_of(
    lead: Moment, start: Timestamp, wishes: Wishes
) -> tuple[Timestamp, Timestamp]:
    """Return when an alert ends by itself, and when it may at the earliest."""
    full = start + round(wishes.seconds_of(lead) * SECOND)
    least = start + max(3 * SECOND, (full - start) // 2)
    return max(full, min(lead.grew + _GROWS_US, start + _LONGEST_US)), least


def _rows(arrivals: Sequence[tuple[Timestamp, Moment]]) -> list[Row]:
    """Return the small alerts; what is told alike joins what is on the screen."""
    rows = Rows()
    for at, moment in arrivals:
        _let_in(rows, at)
        kin = kin_of(moment)
        row = rows.running.get(kin) or rows.running.get(_any_gift(moment))
        if row is not None:
            row.moments[moment.id] = moment
            longest = row.begins + _LONGEST_ROW_US
            row.ends = min(max(row.ends, _row_ends(at, [moment])), longest)
        elif kin in rows.waiting or len(rows.running) == ROWS:
            _queue(rows, kin, moment, at)
        else:
            _begin(rows, kin, {moment.id: moment}, at)
    _let_in(rows, None)
    return rows.done


def _queue(rows: Rows, kin: Kin, moment: Moment, at: Timestamp) -> None:
    """Let a Moment wait; who is on the screen makes room sooner."""
    together = _any_gift(moment)
    rows.waiting.setdefault(together if together in rows.waiting else kin, {})[
        moment.id
    ] = moment
    alike = [one for one in rows.waiting if _any_gift_of(one) == together]
    if len(alike) > 1 and moment.kind == "gift":
        merged: dict[int, Moment] = {}
        for one in alike:
            merged.update(rows.waiting.pop(one))
        rows.waiting[together] = merged
    for row in rows.running.values():
        row.ends = min(row.ends, max(at, row.begins + _SHORT_ROW_US))


def _let_in(rows: Rows, until: Timestamp | None) -> None:
    """End what is over by a time (None: all), and begin what has waited for it."""
    while rows.running:
        kin, first = min(rows.running.items(), key=lambda one: one[1].ends)
        if until is not None and first.ends > until:
            return
        del rows.running[kin]
        if not rows.waiting:
            continue
        heaviest = max(
            rows.waiting, key=lambda k: sum(map(weight_of, rows.waiting[k].values()))
        )
        _begin(rows, heaviest, rows.waiting.pop(heaviest), first.ends)


def _begin(rows: Rows, kin: Kin, moments: dict[int, Moment], at: Timestamp) -> None:
    ends = min(_row_ends(at, moments.values()), at + _LONGEST_ROW_US)
    if rows.waiting:
        ends = at + _SHORT_ROW_US
    rows.running[kin] = row = Row(moments=moments, begins=at, ends=ends)
    rows.done.append(row)


def _row_ends(at: Timestamp, moments: Iterable[Moment]) -> Timestamp:
    grown = max(one.grew for one in moments) + _GROWS_US
    return max(at + _ROW_US, grown)


def _any_gift(moment: Moment) -> Kin:
    """Return what all gifts of a platform have in common: their worth adds up."""
    return _any_gift_of(kin_of(moment))


def _any_gift_of(kin: Kin) -> Kin:
    kind, _title, *others = kin
    return (kind, None, *others)


def _as_alert(row: Row) -> Alert:
    return Alert(
        size="small",
        moments=tuple(row.moments.values()),
        begins=row.begins,
        ends=row.ends,
    )


def people_of(moments: Sequence[Moment]) -> Iterator[str]:
    """Yield the ids of those who are told of, each once."""
    yield from dict.fromkeys(one.viewer.id for one in moments if one.viewer is not None)
