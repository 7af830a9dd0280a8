"""Later verdicts: a person's, the clock's, a model's; each an entry of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from companion.domain.earning import Draft
from companion.domain.entries import (
    Entry,
    Judgement,
    ModelVerdict,
    Reason,
    Verdict,
)
from companion.domain.errors import CommandError, LedgerError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.pipeline.bus import Bus
from companion.pipeline.pipeline import RETRY_S, Pipeline
from companion.pipeline.review import ReviewQueue

_LOOK_S: Final = 0.25
"""Seconds between two looks for countdowns that have ended."""

_EXPIRED: Final = Reason(rule="expired")
_PERSON: Final = Reason(rule="person")

Append = Callable[..., Awaitable[Sequence[Entry]]]
"""Commits the drafts that it is given; raises LedgerError."""


class Decisions:
    """Decides what the gate holds back.

    expired: what becomes of a text or name whose countdown ends, BLOCK or ALLOW.
    Text and name are judged apart: what does not wait stays as it is.
    """

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        append: Append,
        review: ReviewQueue,
        bus: Bus,
        clock: Clock,
        expired: Verdict,
    ) -> None:
        self._pipeline = pipeline
        self._append = append
        self._review = review
        self._bus = bus
        self._clock = clock
        self._expired = expired

    async def allow(self, seq: int) -> None:
        """Release a held entry, text and name. Raises CommandError when none waits."""

        def decide() -> Draft:
            review = self._review.get(seq)
            if review is None:
                raise CommandError(_("Entry {seq} is not waiting.").format(seq=seq))
            allowed = Judgement(reasons=(_PERSON,))
            return self._draft(review.entry, allowed, by="person")

        await self._record(decide)

    async def block(self, entry: Entry) -> None:
        """Refuse a held entry, or retract a shown one; a doubtful name stays hidden.

        Raises CommandError for an entry of ours.
        """
        if entry.event is None:
            text = _("Entry {seq} is nothing that a viewer did.")
            raise CommandError(text.format(seq=entry.seq))

        def decide() -> Draft:
            review = self._review.get(entry.seq)
            name = review.name if review else entry.judgement.name
            refused = Judgement(
                text=Verdict.BLOCK,
                name=name if name is Verdict.ALLOW else Verdict.BLOCK,
                reasons=(_PERSON,),
            )
            return self._draft(entry, refused, by="person")

        await self._record(decide)

    async def judge(self, verdicts: Sequence[ModelVerdict]) -> None:
        """Record a model's verdicts in one commit, where nobody has decided before it.

        What the rules hold it never releases. While the record cannot be written it is
        tried again and again.
        """

        async def write() -> Sequence[Entry]:
            drafts = [
                self._pipeline.draft_of_verdict(
                    one.entry, one.judgement, by="model", model=one.model
                )
                for one in verdicts
                if self._is_for_the_model(one)
            ]
            return await self._append(*drafts) if drafts else ()

        while True:
            try:
                await self._pipeline.record(write)
            except LedgerError:
                await self._clock.sleep(RETRY_S)
            else:
                return

    def _is_for_the_model(self, verdict: ModelVerdict) -> bool:
        review = self._review.get(verdict.entry.seq)
        if review is None:
            return False
        is_pending = Verdict.PENDING in (review.text, review.name)
        return is_pending or verdict.judgement.text is not Verdict.ALLOW

    async def expire(self) -> None:
        """Decide what has waited its time; runs for ever, cancel to stop.

        While the record cannot be written, what is due waits on, and the alarm says so.
        """
        is_stopped = False
        while True:
            await self._clock.sleep(_LOOK_S)
            try:
                for review in self._review.expired(self._clock.now()):
                    await self._record(partial(self._expiry, review.entry.seq))
            except LedgerError as error:
                is_stopped = True
                self._bus.alarm(str(error))
                await self._clock.sleep(RETRY_S)
            else:
                if is_stopped:
                    is_stopped = False
                    self._bus.alarm("")

    def _expiry(self, seq: int) -> Draft | None:
        review = self._review.get(seq)
        if review is None:
            return None  # somebody was quicker than the clock
        end = self._expired
        judgement = Judgement(
            text=end if review.text is Verdict.HOLD else review.text,
            name=end if review.name is Verdict.HOLD else review.name,
            reasons=(_EXPIRED,),
        )
        return self._draft(review.entry, judgement, by="clock")

    def _draft(self, entry: Entry, judgement: Judgement, *, by: str) -> Draft:
        return self._pipeline.draft_of_verdict(entry, judgement, by=by)

    async def _record(self, decide: Callable[[], Draft | None]) -> None:
        """Record what `decide` returns, asked when nobody else can decide any more."""

        async def write() -> Sequence[Entry]:
            draft = decide()
            return () if draft is None else await self._append(draft)

        await self._pipeline.record(write)
