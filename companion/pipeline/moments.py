"""Joins entries into Moments: what viewers see as one thing that happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sortedcontainers import SortedDict

from companion.domain.entries import Entry
from companion.domain.moments import Moment, MomentKind
from companion.domain.values import Platform
from companion.pipeline.moment_parts import JOINED_US, Key, Part, join, part_of

MOMENTS: Final = 2_000
"""Moments kept: a thousand gifts of one second, and some minutes before them."""

PARTS: Final = 20_000
"""Entries that the kept Moments have together, at most."""

_LONGEST_US: Final = 60_000_000
"""What is no Streak is joined no longer; a Streak that says nothing ends by itself."""

_MOST_PARTS: Final = 5_000
"""Entries of one Moment, at most; what goes on is another one."""

_LATEST: Final = 10
"""Newest Moments of each kind that are kept whatever else comes."""

_GREATEST: Final = 20
"""Greatest Gifts that are kept; more than one, because some may be taken off."""


class Group:
    """A Moment that may still grow. parts: in order, never empty."""

    __slots__ = ("_whole", "parts")

    def __init__(self, part: Part) -> None:
        self.parts = [part]
        self._whole: Moment | None = part.moment

    @property
    def id(self) -> int:
        """Seq of the first entry."""
        return self.parts[0].moment.id

    @property
    def whole(self) -> Moment:
        """All of it as one Moment."""
        if self._whole is None:
            self._whole = join(self.moments())
        return self._whole

    def moments(self) -> Sequence[Moment]:
        """Return each entry's own Moment, in order."""
        return [one.moment for one in self.parts]

    def takes(self, part: Part) -> bool:
        """Return whether a part with the same key, newer than all, belongs to it."""
        last = self.parts[-1]
        if len(self.parts) >= _MOST_PARTS:
            return False
        pause = part.moment.began - last.moment.grew
        if part.run and part.run == last.run and last.moment.is_running:
            return pause <= _LONGEST_US
        since = part.moment.began - self.parts[0].moment.began
        return pause <= JOINED_US and since <= _LONGEST_US

    def add(self, part: Part) -> None:
        """Grow by what `takes` has said belongs to it."""
        self.parts.append(part)
        self._whole = None


def grouped(parts: Iterable[Part]) -> list[Group]:
    """Return the Moments of parts with one key, in order."""
    groups: list[Group] = []
    for part in parts:
        if groups and groups[-1].takes(part):
            groups[-1].add(part)
        else:
            groups.append(Group(part))
    return groups


class Moments:
    """The newest Moments of a session, kept up to date entry by entry.

    What it holds follows from the entries that are shown, in the order of the ledger,
    in whatever order they are added, shown again or removed. Kept are the newest, the
    newest of each kind and the greatest Gifts; tests are among the newest only.
    """

    def __init__(self) -> None:
        self._kept = MOMENTS
        self._parts = 0
        self._newest: SortedDict[int, Group] = SortedDict()
        self._of_kind: dict[MomentKind, SortedDict[int, Group]] = {}
        self._great: dict[int, Group] = {}
        self._by_seq: dict[int, Group] = {}
        self._by_key: dict[Key, list[Group]] = {}

    def __len__(self) -> int:
        return len(self._newest)

    def keep(self, moments: int) -> None:
        """Keep so many of the newest from now on, at least MOMENTS."""
        self._kept = max(moments, MOMENTS)
        self._trim()

    def newest(self, kind: MomentKind | None = None) -> Iterator[Group]:
        """Yield what is kept, of one kind or of all, newest first."""
        shelf = self._newest if kind is None else self._of_kind.get(kind, {})
        return map(shelf.__getitem__, reversed(shelf))

    def greatest(self) -> Sequence[Group]:
        """Return the Gifts with the most Diamonds, greatest first; the first to be."""
        return sorted(self._great.values(), key=lambda one: (-one.whole.worth, one.id))

    def add(self, entry: Entry) -> None:
        """Take an entry that passed the gate, as it may be shown; also once more."""
        part = part_of(entry)
        if part is None:
            return
        if entry.seq in self._by_seq:
            self._replace(part)
            return
        groups = self._by_key.get(part.key)
        last = groups[-1] if groups else None
        if last is None or groups is None:
            self._enter(Group(part))
        elif part.moment.id < last.parts[-1].moment.id:
            self._fold_again(part.key, [part])
        elif last.takes(part):
            last.add(part)
            self._by_seq[entry.seq] = last
            if last.id in self._newest:
                self._parts += 1
            self._weigh(last)
        else:
            self._enter(Group(part))
        self._trim()

    def remove(self, seqs: Iterable[int]) -> None:
        """Forget entries that leave every screen."""
        gone = {seq for seq in seqs if seq in self._by_seq}
        keys = dict.fromkeys(self._by_seq[seq].parts[0].key for seq in gone)
        for key in keys:
            self._fold_again(key, (), gone)

    def _replace(self, part: Part) -> None:
        seq = part.moment.id
        before = self._by_seq[seq].parts[0].key
        self._fold_again(before, (), {seq})
        self._fold_again(part.key, [part])

    def _fold_again(
        self,
        key: Key,
        more: Sequence[Part],
        gone: set[int] | frozenset[int] = frozenset(),
    ) -> None:
        """Join the entries of one key anew, with more of them or without some."""
        groups = self._by_key.get(key, [])
        parts = [part for group in groups for part in group.parts]
        for group in list(groups):
            self._leave(group)
        kept = [part for part in parts if part.moment.id not in gone]
        for group in grouped(sorted([*kept, *more], key=lambda one: one.moment.id)):
            self._enter(group)
        self._trim()

    def _enter(self, group: Group) -> None:
        moment = group.parts[0].moment
        self._newest[group.id] = group
        self._parts += len(group.parts)
        for part in group.parts:
            self._by_seq[part.moment.id] = group
        groups = self._by_key.setdefault(group.parts[0].key, [])
        groups.append(group)
        groups.sort(key=lambda one: one.id)
        if not moment.test:
            self._of_kind.setdefault(moment.kind, SortedDict())[group.id] = group
        self._weigh(group)

    def _leave(self, group: Group) -> None:
        """Take a group out of everything."""
        if self._newest.pop(group.id, None) is not None:
            self._parts -= len(group.parts)
        self._of_kind.get(group.parts[0].moment.kind, {}).pop(group.id, None)
        self._great.pop(group.id, None)
        self._let_go(group)

    def _weigh(self, group: Group) -> None:
        """Keep a Gift that is among the greatest now; jewels are no Diamonds."""
        moment = group.parts[0].moment
        is_other = moment.kind != "gift" or moment.platform is Platform.YOUTUBE
        if is_other or moment.test:
            return
        self._great[group.id] = group
        if len(self._great) > _GREATEST:
            least = min(
                self._great.values(), key=lambda one: (one.whole.worth, -one.id)
            )
            del self._great[least.id]
            self._let_go(least)

    def _trim(self) -> None:
        while len(self._newest) > self._kept or (
            self._parts > PARTS and len(self._newest) > 1
        ):
            _id, group = self._newest.popitem(0)
            self._parts -= len(group.parts)
            self._trim_kind(group.parts[0].moment.kind)
            self._let_go(group)

    def _trim_kind(self, kind: MomentKind) -> None:
        shelf = self._of_kind.get(kind, SortedDict())
        while len(shelf) > _LATEST and shelf.peekitem(0)[0] not in self._newest:
            _id, group = shelf.popitem(0)
            self._let_go(group)

    def _let_go(self, group: Group) -> None:
        """Forget what nothing holds any more."""
        first = group.parts[0]
        shelf = self._of_kind.get(first.moment.kind, {})
        if any(group.id in one for one in (self._newest, self._great, shelf)):
            return
        for part in group.parts:
            self._by_seq.pop(part.moment.id, None)
        groups = self._by_key.get(first.key, [])
        if group in groups:
            groups.remove(group)
        if not groups:
            self._by_key.pop(first.key, None)
