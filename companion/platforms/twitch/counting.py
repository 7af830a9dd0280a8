"""What counts, when Twitch tells the same money in several ways.

One source per channel and kind: bits arrive as channel.bits.use, channel.cheer and in
the chat message itself; gifted subscriptions as a total and as singles. Only one of
these ways counts at any moment, and each gift bomb once.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping, Set
from typing import Any, Final, Literal, TypeVar

from msgspec import Struct, field, structs

from companion.domain.events import (
    AnyEvent,
    ChatDeleted,
    ChatMode,
    Cheer,
    MoneySource,
    Raid,
    Subscription,
    ViewerRemoved,
)
from companion.domain.ports import Clock
from companion.domain.values import Platform, Timestamp
from companion.platforms.store import MemoryStore, SmallStore
from companion.platforms.twitch.told import IRC, Told

K = TypeVar("K")
V = TypeVar("V")
Kind = Literal["bits", "subscriptions", "raids", "removals"]

PREFERRED: Final[dict[Kind, tuple[str, ...]]] = {
    "bits": ("channel.bits.use", "channel.cheer", "channel.chat.message", IRC),
    "subscriptions": ("channel.chat.notification", "channel.subscribe", IRC),
    "raids": ("channel.chat.notification", "channel.raid", IRC),
    # A ban arrives as itself and as “all messages of this Viewer are gone”.
    "removals": ("channel.ban", "channel.chat.clear_user_messages", IRC),
}
"""The best source first. channel.subscribe stands for its whole family."""

_FAMILY: Final = {
    "channel.subscription.message": "channel.subscribe",
    "channel.subscription.gift": "channel.subscribe",
    "channel.unban": "channel.ban",
}
_MONEY: Final[tuple[Literal["bits", "subscriptions"], ...]] = ("bits", "subscriptions")
_SPOKEN: Final = frozenset({"channel.chat.message", IRC})
"""Sources that tell a cheer as the chat message that it is."""

_OVERLAP_US: Final = 30_000_000
"""While one source of bits takes over from another, both may tell the same cheer."""

_SAME_CHEER_US: Final = 3_000_000
"""By so much may two sources differ about when the same cheer was."""

_KEPT_RUNS: Final = 500
_KEPT_CHEERS: Final = 1_000


_STORED_RUNS: Final = 50
"""Gift bombs that a restart knows: their gifts come within seconds."""


class _Run(Struct):
    """One gift bomb. singles: ids of those counted before the total was told.

    total: as it counted; None in a run that is known from before a restart.
    """

    singles: set[str] = field(default_factory=set)
    is_told: bool = False
    total: AnyEvent | None = None


class Counting:
    """Decides for one channel which of the things told become events.

    It outlives attempts and changes of the way of reading, so that a gift bomb that
    begins in one and goes on in the next is counted once. store: what of it outlives
    the program.
    """

    def __init__(
        self, channel: str, *, clock: Clock, store: SmallStore | None = None
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._sources: dict[Kind, str] = {}
        self._store = store or MemoryStore()
        self._name = f"twitch-bombs-{channel.lower().replace('_', '-')}"
        self._runs = _restored(self._store.read(self._name))
        self._modes: dict[str, bool] = {}
        self._spoken: OrderedDict[str, tuple[str, int, str]] = OrderedDict()
        self._cheers: OrderedDict[tuple[str, int, str], str] = OrderedDict()
        self._recent: deque[Cheer] = deque(maxlen=_KEPT_CHEERS)
        self._before: list[Cheer] = []
        self._overlap_ends: Timestamp = 0
        self._repeated: OrderedDict[str, str] = OrderedDict()

    @property
    def sources(self) -> dict[Kind, str]:
        """Where each kind is counted from now."""
        return dict(self._sources)

    def listen_to(self, available: Set[str]) -> tuple[MoneySource, ...]:
        """Choose the sources out of what tells now; returns the changes as events.

        available: "irc", or the types of the subscriptions that are in force. A kind
        that nothing tells keeps its source, should that come back.
        """
        changes = []
        for kind, preferred in PREFERRED.items():
            new = next((name for name in preferred if name in available), None)
            old = self._sources.get(kind)
            if new is None or new == old:
                continue
            self._sources[kind] = new
            if old is not None and kind == "bits":
                self._overlap(old, new)
            if old is not None and kind in _MONEY:
                changes.append(self._change(kind, old, new))
        return tuple(changes)

    def _change(
        self, kind: Literal["bits", "subscriptions"], old: str, new: str
    ) -> MoneySource:
        now = self._clock.now()
        return MoneySource(
            id=f"twitch:source/{kind}/{now}",
            platform=Platform.TWITCH,
            channel=self._channel,
            platform_at=None,
            money=kind,
            old=old,
            new=new,
        )

    def counted(self, told: Told) -> AnyEvent | None:
        """Return the event when it counts, None when another source tells it.

        The same thing told twice returns the same event twice: the ledger knows it by
        its id, and counts it as a duplicate.
        """
        match told.event:
            case Cheer() as cheer:
                return self._bits(cheer, told.via)
            case Subscription() as subscription:
                if not self._is_source("subscriptions", told.via):
                    return None
                return self._gift(told, subscription) if told.run else subscription
            case Raid() as raid:
                return raid if self._is_source("raids", told.via) else None
            case ViewerRemoved() as removed:
                return removed if self._is_source("removals", told.via) else None
            case ChatMode() as mode:
                return self._changed_mode(mode, told.via)
            case ChatDeleted() as deleted:
                return self._with_cheers(deleted)
        return told.event

    def _changed_mode(self, mode: ChatMode, via: str) -> ChatMode | None:
        """Leave out the modes that a change of another one tells along with it."""
        is_new = self._modes.get(mode.mode, False) != mode.is_on
        self._modes[mode.mode] = mode.is_on
        return mode if is_new or via == IRC else None

    def _is_source(self, kind: Kind, via: str) -> bool:
        return self._sources.get(kind) == _FAMILY.get(via, via)

    def _bits(self, cheer: Cheer, via: str) -> Cheer | None:
        """Count a cheer, and keep which chat message it belongs to."""
        key = _words(cheer)
        if via in _SPOKEN:
            _keep(self._spoken, cheer.id, key, _KEPT_CHEERS)
        if not self._is_source("bits", via) or self._is_repeated(cheer):
            return None
        _keep(self._cheers, key, cheer.id, _KEPT_CHEERS)
        self._recent.append(cheer)
        return cheer

    def _overlap(self, old: str, new: str) -> None:
        """Remember what the source before has told, should the new one tell it too."""
        # Two that tell the chat message itself give the same cheer the same id.
        self._before = [] if {old, new} <= _SPOKEN else list(self._recent)
        self._recent.clear()
        self._overlap_ends = self._clock.now() + _OVERLAP_US

    def _is_repeated(self, cheer: Cheer) -> bool:
        """Tell whether the source before counted this cheer, under an id of its own."""
        if cheer.id in self._repeated:
            return True
        if not self._before or self._clock.now() > self._overlap_ends:
            return False
        for number, one in enumerate(self._before):
            if _is_same(one, cheer):
                del self._before[number]
                _keep(self._repeated, cheer.id, one.id, _KEPT_CHEERS)
                return True
        return False

    def _with_cheers(self, deleted: ChatDeleted) -> ChatDeleted:
        """Add the cheers whose texts were deleted: they have ids of their own."""
        cheers = (
            self._cheers.get(key)
            for target in deleted.targets
            if (key := self._spoken.get(target)) is not None
        )
        known = dict.fromkeys([*deleted.targets, *(one for one in cheers if one)])
        return structs.replace(deleted, targets=tuple(known))

    def _gift(self, told: Told, gift: Subscription) -> AnyEvent | None:
        """Count a gift bomb once, whichever of its notifications come, in any order."""
        run = self._runs.get(told.run)
        if run is None:
            run = _keep(self._runs, told.run, _Run(), _KEPT_RUNS)
        if not told.is_total:
            if run.is_told and gift.id not in run.singles:
                return None
            if gift.id not in run.singles:
                run.singles.add(gift.id)
                self._remember_runs()
            return gift
        left = gift.count - len(run.singles)
        if run.total is None:
            # Singles that came before the total were counted already.
            run.total = structs.replace(gift, count=max(left, 1))
        if not run.is_told:
            run.is_told = True
            self._remember_runs()
        return run.total if left > 0 else None

    def _remember_runs(self) -> None:
        """Keep the newest runs: a restart in mid-bomb counts none of it again."""
        newest = list(self._runs.items())[-_STORED_RUNS:]
        self._store.write(
            self._name,
            {
                key: {"told": run.is_told, "singles": sorted(run.singles)}
                for key, run in newest
            },
        )


def _restored(kept: Mapping[str, Any]) -> OrderedDict[str, _Run]:
    """Return the runs that are kept, whatever somebody wrote into the file."""
    runs: OrderedDict[str, _Run] = OrderedDict()
    for key, run in kept.items():
        singles = run.get("singles") if isinstance(run, dict) else None
        if isinstance(singles, list):
            known = {one for one in singles if isinstance(one, str)}
            runs[key] = _Run(singles=known, is_told=run.get("told") is True)
    return runs


def _is_same(one: Cheer, other: Cheer) -> bool:
    """Tell whether two sources mean the same cheer."""
    if one.platform_at is None or other.platform_at is None:
        return False
    is_near = abs(one.platform_at - other.platform_at) <= _SAME_CHEER_US
    return is_near and _words(one) == _words(other)


def _words(cheer: Cheer) -> tuple[str, int, str]:
    """Return who cheered, how much, and with what words."""
    return (cheer.viewer.id if cheer.viewer else "", cheer.bits, cheer.text)


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> V:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
    return value
