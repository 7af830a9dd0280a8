"""One event, in a straight line: score, rules, append, judge, publish.

The functions read like the diagram in the architecture page. Nothing is shown that is
not on disk; nothing reaches a sink that the gate did not allow.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import FIRST_COMPLETED
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

from msgspec import structs

from companion.domain.earning import Draft, Earning
from companion.domain.entries import (
    AnyBody,
    Entry,
    Judgement,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError, LedgerError
from companion.domain.events import AnyEvent, Arrival, Chat, StreamEvent
from companion.domain.ports import Clock, Judge
from companion.domain.values import Timestamp
from companion.domain.views import SessionView
from companion.pipeline.intake import Intake, Ticket
from companion.pipeline.publisher import Publisher
from companion.pipeline.resumed import Resumed
from companion.pipeline.storable import storable
from sessions.ledger import Ledger

log = logging.getLogger(__name__)

BATCH: Final = 2_000
"""Events in one commit at most: some 60 ms of work, and only in a flood."""

RETRY_S: Final = 2.0
"""Seconds between tries while the ledger cannot be written."""

_LATEST: Final = 253_402_300_799_999_999
"""The end of the year 9999: no calendar can show what a platform claims beyond."""

T = TypeVar("T")

Score = Callable[[AnyEvent], Earning | None]


def _never(_source: str) -> bool:
    return False


class Pipeline:
    """Takes arrivals from the intake to the ledger and on to the publisher.

    on_duplicates(source, n): called when repeats fell out. is_test(source): whether
    what comes from there is shown and never scored.
    """

    def __init__(
        self,
        *,
        intake: Intake,
        score: Score,
        rules: Judge,
        ledger: Ledger,
        publisher: Publisher,
        clock: Clock,
        on_duplicates: Callable[[str, int], None],
        is_test: Callable[[str], bool] = _never,
    ) -> None:
        self._intake = intake
        self._score = score
        self._rules = rules
        self._ledger = ledger
        self._publisher = publisher
        self._clock = clock
        self._on_duplicates = on_duplicates
        self._is_test = is_test
        self._in_order = asyncio.Lock()
        self._hoping: set[asyncio.Future[LedgerError]] = set()
        self._recording: set[asyncio.Future[Sequence[Entry]]] = set()

    async def run(self) -> None:
        """Work for ever; cancel to stop, after `drain`."""
        while True:
            batch = await self._intake.take(BATCH)
            await self.accept(batch)
            self._intake.settle(len(batch))

    async def drain(self) -> None:
        """Wait until what was left at the door so far is on disk and published.

        So is what was being recorded. Raises LedgerError when the record refuses it;
        it may be tried again.
        """
        await self.unless_refused(self._intake.passed())
        if self._recording:
            await asyncio.wait(self._recording)

    async def unless_refused(self, work: Awaitable[T]) -> T:
        """Return what `work` gives, which waits for the ledger.

        Raises LedgerError when the ledger refuses to write meanwhile: what waits for
        it in turn would wait for as long as the disk is full.
        """
        refused: asyncio.Future[LedgerError]
        refused = asyncio.get_running_loop().create_future()
        working = asyncio.ensure_future(work)
        self._hoping.add(refused)
        either: set[asyncio.Future[Any]] = {working, refused}
        try:
            await asyncio.wait(either, return_when=FIRST_COMPLETED)
            if not working.done():
                raise refused.result()
            return working.result()
        finally:
            self._hoping.discard(refused)
            working.cancel()

    async def accept(self, tickets: Sequence[Ticket]) -> None:
        """Take one batch down the line; a bug of ours costs only the event it is in."""
        try:
            await self._accept(tickets)
        except CommandError as error:
            _refuse(tickets, error)
        except Exception as error:
            if len(tickets) > 1:
                for ticket in tickets:
                    await self.accept([ticket])
                return
            if not await self._accept_cleaned(tickets[0]):
                log.exception("An event could not be recorded and was left out")
                _fail(tickets, error)

    async def _accept_cleaned(self, ticket: Ticket) -> bool:
        """Record an event that cannot be stored as it came with its texts cleaned.

        Returns whether it could be.
        """
        arrival = ticket.item
        if not isinstance(arrival, Arrival):
            return False
        try:
            event = storable(arrival.event)
            if event == arrival.event:
                return False
            cleaned = structs.replace(arrival, event=event)
            await self._accept([Ticket(cleaned, ticket.done)])
        except CommandError as error:
            _refuse([ticket], error)
        except Exception:  # noqa: BLE001  # the first error is the one to be told
            return False
        return True

    async def _accept(self, tickets: Sequence[Ticket]) -> None:
        at = self._clock.now()
        drafts = [self._draft(ticket.item, at) for ticket in tickets]
        async with self._in_order:
            fresh = await self._append(drafts)
            self.publish(fresh)
        _resolve(tickets, drafts, fresh)

    def turn_to(self, session: SessionView, resumed: Resumed | None = None) -> None:
        """Turn to another session; called by what `record` runs, after its commit."""
        self._publisher.turn_to(session, resumed)

    def publish(self, entries: Sequence[Entry]) -> None:
        """Show what is on disk; what cannot be shown for a bug of ours stays there."""
        try:
            self._publisher.publish(entries)
        except Exception:
            log.exception("Recorded and not shown: %d entries", len(entries))

    async def record(
        self, write: Callable[[], Awaitable[Sequence[Entry]]]
    ) -> Sequence[Entry]:
        """Publish what `write` commits, in order with everything else.

        Raises LedgerError when the record cannot be written; nothing happened then.
        Whoever asked may be cancelled: what has begun is committed and published, or
        the view would not know of it.
        """
        turn = asyncio.ensure_future(self._in_order.acquire())
        try:
            await self.unless_refused(turn)
        except BaseException:
            if turn.done() and not turn.cancelled():
                self._in_order.release()
            raise
        recording = asyncio.ensure_future(self._recorded(write))
        self._recording.add(recording)
        recording.add_done_callback(self._forget_recording)
        return await asyncio.shield(recording)

    async def _recorded(
        self, write: Callable[[], Awaitable[Sequence[Entry]]]
    ) -> Sequence[Entry]:
        try:
            entries = await write()
            self.publish(entries)
            return entries
        finally:
            self._in_order.release()

    def _forget_recording(self, recording: asyncio.Future[Sequence[Entry]]) -> None:
        self._recording.discard(recording)
        if not recording.cancelled():
            recording.exception()  # taken note of, though nobody may wait any more

    def expect(self, entry: Entry, stood: Judgement) -> None:
        """Have at hand an entry that waits no more and is decided again right now."""
        self._publisher.expect(entry, stood)

    def draft_of_verdict(
        self,
        of: Entry,
        judgement: Judgement,
        *,
        by: str,
        who: str = "",
        model: str = "",
        undoes: int | None = None,
        stood: Verdict | None = None,
        earned_at: int | None = None,
    ) -> Draft:
        """Return the draft of a later verdict.

        A Chat that is allowed now earns, one that no longer is gives that back. by,
        who, model, undoes: as in VerdictGiven. stood: the text before, as it came when
        not given. earned_at: seq of the entry with which it first earned, if it did.
        """
        event, earning = of.event, None
        is_allowed = judgement.text is Verdict.ALLOW
        was_allowed = (stood or of.judgement.text) is Verdict.ALLOW
        if isinstance(event, Chat) and of.earns and is_allowed is not was_allowed:
            earning = self._score(event)
        if earning is not None:
            sign = 1 if is_allowed else -1
            since = of.seq if was_allowed and earned_at is None else earned_at
            earning = structs.replace(earning, units=sign * earning.units, since=since)
        body = VerdictGiven(
            of=of.seq,
            text=judgement.text,
            name=judgement.name,
            reasons=judgement.reasons,
            by=by,
            scores=judgement.scores,
            who=who,
            model=model,
            undoes=undoes,
        )
        return Draft(body=body, at=self._clock.now(), earning=earning)

    def _draft(self, item: object, at: Timestamp) -> Draft:
        """Score and judge what arrived."""
        if not isinstance(item, Arrival):
            return Draft(body=item, at=at)  # type: ignore[arg-type]  # a Ticket holds arrivals and notes only
        event = item.event
        if event.platform_at is not None and not 0 <= event.platform_at <= _LATEST:
            event = structs.replace(event, platform_at=None)
        judgement = self._rules.judge(event, at=at)
        earning = self._score(event)
        if isinstance(event, Chat) and judgement.text is not Verdict.ALLOW:
            earning = None
        return Draft(
            body=event,
            at=at,
            source=item.source,
            earning=earning,
            judgement=judgement,
            test=item.test or self._is_test(item.source),
        )

    async def _append(self, drafts: Sequence[Draft]) -> Sequence[Entry]:
        """Commit; while the ledger refuses, say so loudly and try again."""
        is_stopped = False
        while True:
            try:
                appended = await self._ledger.append(drafts)
            except LedgerError as error:
                if not is_stopped:
                    log.error("The ledger refuses: %s", error)  # noqa: TRY400  # no bug of ours: no traceback
                is_stopped = True
                self._tell_refused(error)
                await self._clock.sleep(RETRY_S)
                continue
            if is_stopped:
                log.info("The ledger takes entries again")
                self._publisher.alarm("")
            for source, count in appended.duplicates.items():
                self._on_duplicates(source, count)
            return appended.entries

    def _tell_refused(self, error: LedgerError) -> None:
        self._publisher.alarm(str(error))
        for waiting in self._hoping:
            if not waiting.done():
                waiting.set_result(error)


def _refuse(tickets: Sequence[Ticket], error: CommandError) -> None:
    """Nobody listens between sessions: tell who waits, and say what was left out."""
    log.warning("%d events came while no session was open", len(tickets))
    _fail(tickets, error)


def _fail(tickets: Sequence[Ticket], error: Exception) -> None:
    for ticket in tickets:
        if ticket.done is not None and not ticket.done.done():
            ticket.done.set_exception(error)


def _resolve(
    tickets: Sequence[Ticket], drafts: Sequence[Draft], fresh: Sequence[Entry]
) -> None:
    """Tell whoever waits for an Entry which one it became."""
    waiting = [
        (ticket.done, draft)
        for ticket, draft in zip(tickets, drafts, strict=True)
        if ticket.done is not None and not ticket.done.done()
    ]
    if not waiting:
        return
    entries = {_identity(entry.body): entry for entry in fresh}
    for done, draft in waiting:
        done.set_result(entries.pop(_identity(draft.body), None))


def _identity(body: AnyBody) -> object:
    """Return what stays the same while the ledger makes an entry of a body."""
    if isinstance(body, StreamEvent):
        return body.platform, body.channel, body.id
    return id(body)
