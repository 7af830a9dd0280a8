"""Earning coins: once a minute everybody is paid who earned some in it.

What a minute pays is a fold of the entries up to its end, and is recorded with the
minute as its `run`: after a crash each minute is paid once, and none is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, Protocol

from companion.domain.earning import earner_of
from companion.domain.entries import Entry, SessionChange, Verdict
from companion.domain.errors import CompanionError
from companion.domain.events import (
    AnyEvent,
    Chat,
    Cheer,
    Gift,
    Join,
    Like,
    Membership,
    StreamEvent,
    Subscription,
)
from companion.domain.ports import Clock
from companion.domain.show.notes import CoinsMoved, Posting
from companion.domain.values import Role, Timestamp, Viewer
from companion.interactions.record import Fold, Record

_MINUTE: Final = 60_000_000
_MINT: Final = "mint"
_SUBSCRIBED: Final = frozenset({Role.SUBSCRIBER, Role.MEMBER})
_TICK_S: Final = 5.0

_OFF: Final = "off"
"""The reason of what is recorded when coins are switched off: it moves none."""


class Rates(Protocol):
    """What earns how much: settings.coins."""

    is_on: bool
    per_minute: Decimal
    heard_within: int
    per_chat: Decimal
    chats_per_hour: int
    per_diamond: Decimal
    per_bit: Decimal
    per_sub: Decimal
    most_per_hour: int
    subscriber_factor: Decimal


class Minutes:
    """The fold of a session's entries that tells what each minute pays.

    rates: those of the minutes that close from now on. What is on record was paid, by
    whatever rates; the fold takes it as it is. Switched off is on record, too: another
    run of the app, and another session, would know nothing of it.
    """

    def __init__(self, rates: Rates, person: Callable[[str], str]) -> None:
        self.rates = rates
        self._person = person
        self._session = ""
        self._open: int | None = None
        self._last_paid: int | None = None
        self._is_off = False
        self._is_on_record = False
        self._heard: dict[str, tuple[int, bool]] = {}
        self._earned: dict[str, Decimal] = {}
        self._rest: dict[str, Decimal] = {}
        self._hour = 0
        self._chats: dict[str, int] = {}
        self._paid_in_hour: dict[str, int] = {}
        self._owed: dict[str, CoinsMoved] = {}

    def take(self, entry: Entry) -> None:
        """Take the next committed entry."""
        self._session = entry.session
        self.advance(entry.at)
        body = entry.body
        if isinstance(body, SessionChange):
            if body.change in {"paused", "ended"}:
                self._heard.clear()
        elif isinstance(body, CoinsMoved):
            self._coins(entry.session, body)
        elif isinstance(body, StreamEvent) and entry.earns and not entry.test:
            self._event(entry, body)

    def _coins(self, session: str, body: CoinsMoved) -> None:
        if body.run.startswith(f"minute:{session}:"):
            self._last_paid = _minute_of(body)
            self._is_off, self._is_on_record = False, True
            self._forget(self._owed.pop(body.run, None))
            self._count_paid(body, 1)
        elif body.reason == _OFF and not body.postings:
            self._is_off, self._is_on_record = True, False

    def _event(self, entry: Entry, event: AnyEvent) -> None:
        viewer = earner_of(event)
        if viewer is None or viewer.anonymous:
            return
        is_said = isinstance(event, Chat)
        if is_said and entry.judgement.text is not Verdict.ALLOW:
            return
        worth = self._worth(event, self._person(viewer.id))
        if worth or isinstance(event, Chat | Gift | Like | Join):
            self._note(viewer, worth, entry.at // _MINUTE)

    def _note(self, viewer: Viewer, worth: Decimal, minute: int) -> None:
        person = self._person(viewer.id)
        is_subscribed = bool(viewer.roles & _SUBSCRIBED)
        self._heard[person] = (minute, is_subscribed)
        if worth:
            worth *= self._factor(is_subscribed=is_subscribed)
            self._earned[person] = self._earned.get(person, Decimal(0)) + worth

    def _worth(self, event: AnyEvent, person: str) -> Decimal:
        rates = self.rates
        match event:
            case Chat():
                said = self._chats[person] = self._chats.get(person, 0) + 1
                return rates.per_chat if said <= rates.chats_per_hour else Decimal(0)
            case Gift():
                return rates.per_diamond * max(0, event.diamonds_each * event.count)
            case Cheer():
                return rates.per_bit * max(0, event.bits)
            case Subscription() | Membership():
                return rates.per_sub * max(0, event.count)
        return Decimal(0)

    def _factor(self, *, is_subscribed: bool) -> Decimal:
        return self.rates.subscriber_factor if is_subscribed else Decimal(1)

    def advance(self, now: Timestamp) -> None:
        """Close the minutes that are over; nothing more can come in them."""
        minute = now // _MINUTE
        if self._open is None:
            self._open, self._hour = minute, minute // 60
        while self._open < minute:
            if not self._heard and not self._earned:
                self._open = minute  # nobody is there: a long gap costs nothing
                break
            self._close(self._open)
            self._open += 1
        if self._open // 60 != self._hour:
            self._hour = self._open // 60
            self._chats.clear()
            self._paid_in_hour.clear()

    def _close(self, minute: int) -> None:
        if minute // 60 != self._hour:
            self._hour = minute // 60
            self._chats.clear()
            self._paid_in_hour.clear()
        since = minute - self.rates.heard_within
        self._heard = {one: at for one, at in self._heard.items() if at[0] > since}
        for person, (_at, is_subscribed) in self._heard.items():
            worth = self.rates.per_minute * self._factor(is_subscribed=is_subscribed)
            self._earned[person] = self._earned.get(person, Decimal(0)) + worth
        earned, self._earned = self._earned, {}
        if self._is_off or not self.rates.is_on:
            return
        paid = {one: self._whole(one, worth) for one, worth in earned.items()}
        postings = [
            Posting(account=one, coins=coins) for one, coins in paid.items() if coins
        ]
        if postings:
            mint = Posting(account=_MINT, coins=-sum(one.coins for one in postings))
            self._owe(minute, (mint, *postings))

    def _owe(self, minute: int, postings: tuple[Posting, ...]) -> None:
        run = self._run(minute)
        self._owed[run] = CoinsMoved(postings=postings, reason="watched", run=run)
        self._count_paid(self._owed[run], 1)

    def _run(self, minute: int) -> str:
        return f"minute:{self._session}:{minute}"

    def _forget(self, note: CoinsMoved | None) -> None:
        if note is not None:
            self._count_paid(note, -1)

    def _count_paid(self, note: CoinsMoved, sign: int) -> None:
        """Count what a minute of this hour pays towards the hour's limit."""
        if _minute_of(note) // 60 != self._hour:
            return
        for one in note.postings:
            if one.account != _MINT:
                before = self._paid_in_hour.get(one.account, 0)
                self._paid_in_hour[one.account] = before + sign * one.coins

    def _whole(self, person: str, worth: Decimal) -> int:
        """Return whole coins within the hour's limit; what is less waits."""
        worth += self._rest.pop(person, Decimal(0))
        coins = int(worth)
        if worth - coins:
            self._rest[person] = worth - coins
        if self.rates.most_per_hour:
            left = self.rates.most_per_hour - self._paid_in_hour.get(person, 0)
            coins = min(coins, max(0, left))
        return coins

    def begin_paying(self, now: Timestamp) -> None:
        """Owe nothing for the minutes before this one, also after a crash."""
        self.advance(now)
        self._is_off = False
        before = now // _MINUTE - 1
        is_paid = self._last_paid is not None and self._last_paid >= before
        if self._session and not is_paid and self._run(before) not in self._owed:
            self._owe(before, ())

    def continue_paying(self, now: Timestamp) -> None:
        """Owe only what came after the last minute that was paid.

        What came before it was not to be paid when it was due; where none was paid yet,
        nobody had been promised anything. Nor had they while it was switched off.
        """
        last = self._last_paid
        for run, note in list(self._owed.items()):
            if last is None or _minute_of(note) <= last:
                self._forget(self._owed.pop(run))
        if self._is_off and self.rates.is_on:
            self.begin_paying(now)

    def owed(self) -> Sequence[CoinsMoved]:
        """Return what closed minutes pay and is not on record, oldest first.

        At last that it was switched off, once.
        """
        is_news = self._is_on_record and not self.rates.is_on
        off = (CoinsMoved(postings=(), reason=_OFF),) if is_news else ()
        return (*self._owed.values(), *off)


class Earning:
    """Pays what Minutes owes. Implements interactions.record.Follower."""

    def __init__(
        self,
        *,
        record: Record,
        clock: Clock,
        rates: Rates,
        person: Callable[[str], str],
    ) -> None:
        self._record = record
        self._clock = clock
        self._rates = rates
        self._person = person
        self._minutes = self.fresh()

    def fresh(self) -> Minutes:
        """Return the fold of no entries."""
        return Minutes(self._rates, self._person)

    def turn_to(self, fold: Fold | None) -> None:
        """Turn to another session: a new one, or one continued from its fold."""
        self._minutes = fold if isinstance(fold, Minutes) else self.fresh()
        self._minutes.continue_paying(self._record.now())

    def go_by(self, rates: Rates) -> None:
        """Pay by other rates from now on; the minutes that are over by those before."""
        now = self._record.now()
        self._minutes.advance(now)
        if rates.is_on and not self._rates.is_on:
            self._minutes.begin_paying(now)
        self._rates = self._minutes.rates = rates

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        for entry in entries:
            self._minutes.take(entry)

    async def run(self) -> None:
        """Pay every minute when it is over; for ever, cancel to stop."""
        while True:
            await self._clock.sleep(_TICK_S)
            await self.pay()

    async def pay(self) -> None:
        """Pay what is due now; what cannot be recorded is paid next time."""
        if not self._record.is_open():
            return
        if not self._rates.is_on and not self._minutes.owed():
            return

        def decide() -> Sequence[CoinsMoved]:
            self._minutes.advance(self._record.now())
            return self._minutes.owed()

        try:
            await self._record.put(decide)
        except CompanionError:
            return


def _minute_of(note: CoinsMoved) -> int:
    """Return which minute a note pays, of all since 1970."""
    return int(note.run.rpartition(":")[2])
