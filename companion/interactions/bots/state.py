"""All that bots go by, as a fold of the session's entries: what a restart must keep."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Final

from companion.domain.entries import (
    Entry,
    PlatformAction,
    SessionChange,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import (
    AnyEvent,
    Chat,
    Membership,
    StreamEvent,
    Subscription,
)
from companion.domain.show.notes import (
    BotRan,
    Celebrated,
    CoinsMoved,
    HookCalled,
    InteractionMade,
)
from companion.domain.show.specs import kind_of
from companion.domain.show.views import HookAnswer
from companion.domain.values import Platform, Role, Timestamp, Viewer
from companion.interactions.bots.run_fold import (
    REDEEM,
    RunFold,
    kind_of_run,
    series_of,
)

_KEPT: Final = 20_000
"""Chats that wait for a verdict; older ones are no longer anybody's first."""

CALLS_US: Final = 3_600_000_000
"""For how long a call is kept, in microseconds: the longest window of a threshold."""

_CALLS: Final = 100_000
"""Calls that are kept at most: as many as a threshold may need."""

_GIVERS: Final = 20_000
"""Entries whose Viewer is still known when a rule says that they set it off."""

_DELIVERED: Final = 20_000
"""Deliveries to hooks that are known again."""

_SENT: Final = 1_000
"""Ids of our own messages that are known again when a platform tells of them."""


class BotFold:
    """What bots did, and what of the session decides what they do next.

    runs: what was done. lines: allowed Chats by platform, without tests and without the
    Broadcaster's. celebrated: the last celebration, None before the first. kinds: of
    interactions, by id. moved: runs of bots by which coins have moved. calls: allowed
    Chats of the last hour that `is_call` finds to be one. lit: by rule, who set it off
    last.
    """

    def __init__(self, is_call: Callable[[str], bool] = lambda _text: False) -> None:
        self.runs: Final = RunFold()
        self.lines: Final[Counter[str]] = Counter()
        self.celebrated: tuple[int, Celebrated] | None = None
        self.kinds: Final[dict[str, str]] = {}
        self.moved: Final[set[str]] = set()
        self.calls: Final[deque[Entry]] = deque(maxlen=_CALLS)
        self.lit: Final[dict[str, Viewer]] = {}
        self.began_at: Timestamp | None = None
        self.is_live = False
        self._lines_at: Final[dict[str, int]] = {}
        self._firsts: Final[dict[str, dict[str, int]]] = {}
        self._is_call = is_call
        self._givers: Final[OrderedDict[int, Viewer]] = OrderedDict()
        self._waiting: Final[OrderedDict[int, Entry]] = OrderedDict()
        self._delivered: Final[OrderedDict[tuple[str, str], HookAnswer]] = OrderedDict()
        self._sent: Final[OrderedDict[str, None]] = OrderedDict()

    def take(self, entry: Entry) -> None:
        """Take the next committed entry."""
        body = entry.body
        if isinstance(body, StreamEvent):
            self._event(entry, body)
        elif isinstance(body, VerdictGiven):
            self._verdict(body)
        elif isinstance(body, BotRan):
            self._ran(entry, body)
        elif isinstance(body, PlatformAction):
            self._act(body)
        elif isinstance(body, SessionChange):
            self._change(entry, body)
        elif isinstance(body, Celebrated):
            self.celebrated = entry.seq, body
        elif isinstance(body, CoinsMoved):
            if kind_of_run(body.run) in REDEEM:
                self.moved.add(body.run)
        elif isinstance(body, HookCalled):
            self._deliver(entry.seq, body)
        elif isinstance(body, InteractionMade):
            self.kinds[body.id] = kind_of(body.spec)

    def is_first(self, kind: str, viewer_id: str, seq: int) -> bool:
        """Return whether an entry is its Viewer's first allowed one of its kind."""
        return self._firsts.get(kind, {}).get(viewer_id) == seq

    def is_ours(self, event: Chat) -> bool:
        """Return whether a Chat is one that Companion itself has sent."""
        return event.id in self._sent

    def delivered(self, note: HookCalled) -> HookAnswer | None:
        """Return what became of the same delivery to a hook, None of a new one."""
        return self._delivered.get((note.name, note.key)) if note.key else None

    def lines_since(self, series: str, platform: Platform) -> int:
        """Return how many allowed Chats came since a periodic message there."""
        return self.lines[platform] - self._lines_at.get(series, 0)

    def _event(self, entry: Entry, event: AnyEvent) -> None:
        giver = giver_of(event)
        if entry.test or giver is None:
            return
        self._givers[entry.seq] = giver
        if len(self._givers) > _GIVERS:
            self._givers.popitem(last=False)
        if isinstance(event, Chat) and entry.judgement.text is not Verdict.ALLOW:
            self._waiting[entry.seq] = entry
            if len(self._waiting) > _KEPT:
                self._waiting.popitem(last=False)
            return
        self._allowed(entry, event)

    def _verdict(self, given: VerdictGiven) -> None:
        if given.text is Verdict.ALLOW:
            entry = self._waiting.pop(given.of, None)
            if entry is not None and entry.event is not None:
                self._allowed(entry, entry.event)

    def _allowed(self, entry: Entry, event: AnyEvent) -> None:
        viewer = event.viewer
        if viewer is None:
            return
        self._firsts.setdefault(kind_of_event(event), {}).setdefault(
            viewer.id, entry.seq
        )
        if not isinstance(event, Chat):
            return
        if Role.BROADCASTER not in viewer.roles:
            self.lines[event.platform] += 1
        if self._is_call(event.text):
            self._called(entry)

    def _called(self, entry: Entry) -> None:
        self.calls.append(entry)
        while self.calls[0].at < entry.at - CALLS_US:
            self.calls.popleft()

    def _ran(self, entry: Entry, note: BotRan) -> None:
        self.runs.take(entry)
        giver = None if note.of is None else self._givers.get(note.of)
        if giver is not None and self.runs.tally(series_of(note)).of == note.of:
            self.lit[note.bot] = giver
        if note.outcome == "begun" and kind_of_run(note.run) == "periodic":
            series = series_of(note)
            self._lines_at[series] = self.lines[series.rpartition(":")[2]]

    def _deliver(self, seq: int, note: HookCalled) -> None:
        self._delivered[note.name, note.key] = HookAnswer(
            seq=seq, is_again=True, is_withheld=note.is_withheld
        )
        if len(self._delivered) > _DELIVERED:
            self._delivered.popitem(last=False)

    def _act(self, note: PlatformAction) -> None:
        if note.made is not None:
            self._sent[note.made] = None
            if len(self._sent) > _SENT:
                self._sent.popitem(last=False)

    def _change(self, entry: Entry, note: SessionChange) -> None:
        if note.change == "started":
            self.began_at = entry.at
        if note.change != "renamed":
            self.is_live = note.change in {"started", "resumed", "reopened"}


def giver_of(event: AnyEvent) -> Viewer | None:
    """Return whose an event is: of what was given to another, the giver."""
    if isinstance(event, Subscription | Membership) and event.gifted_by is not None:
        return event.gifted_by
    return event.viewer


def kind_of_event(event: AnyEvent) -> str:
    """Return the name of an event's kind, as the ledger and rules write it."""
    return str(event.__struct_config__.tag)
