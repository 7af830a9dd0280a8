"""Later verdicts: a person's, the clock's, a model's; each an entry of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from msgspec import structs

from companion.app.decided import UNDONE, Decided
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
from companion.domain.views import Review
from companion.i18n import _
from companion.pipeline.bus import Bus
from companion.pipeline.pipeline import RETRY_S, Pipeline
from companion.pipeline.review import ReviewQueue

_LOOK_S: Final = 0.25
"""Seconds between two looks for countdowns that have ended."""

_EXPIRED: Final = Reason(rule="expired")
_PERSON: Final = Reason(rule="person")

ALLOWED_BY_HAND: Final = Judgement(reasons=(_PERSON,))

Append = Callable[..., Awaitable[Sequence[Entry]]]
"""Commits the drafts that it is given; raises LedgerError."""


Look = Callable[[int], Awaitable[Decided]]
"""Tells how an entry of the running session stands, by its seq.

Raises CommandError when there is no such entry, or when no Viewer did it.
"""


class Decisions:
    """Decides what the gate holds back, and takes decisions back.

    expired: what becomes of a text or name whose countdown ends, BLOCK or ALLOW; it may
    change. Text and name are judged apart: what does not wait stays as it is.
    """

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        append: Append,
        look: Look,
        review: ReviewQueue,
        bus: Bus,
        clock: Clock,
        expired: Verdict,
    ) -> None:
        self.expired = expired
        self._pipeline = pipeline
        self._append = append
        self._look = look
        self._review = review
        self._bus = bus
        self._clock = clock

    async def allow(self, seq: int, *, who: str = "") -> None:
        """Release an entry, text and name, whether it waits or was blocked.

        Raises CommandError when it is allowed already.
        """

        async def decide() -> Draft:
            review = self._review.get(seq)
            if review is not None:
                return await self._by_person(review, ALLOWED_BY_HAND, who)
            decided = await self._look(seq)
            if Verdict.ALLOW is decided.now.text is decided.now.name:
                raise CommandError(decided.told())
            return self._again(decided, ALLOWED_BY_HAND, by="person", who=who)

        await self._record(decide)

    async def block(
        self, seq: int, *, who: str = "", only_waiting: bool = False
    ) -> None:
        """Refuse a held entry, or retract a shown one; a doubtful name stays hidden.

        only_waiting: not a shown one. Raises CommandError for an entry of ours, and
        when somebody was quicker.
        """

        async def decide() -> Draft:
            review = self._review.get(seq)
            if review is not None:
                return await self._by_person(review, _refused(review.name), who)
            decided = await self._look(seq)
            if only_waiting or decided.now.text is Verdict.BLOCK:
                raise CommandError(decided.told())
            refused = _refused(decided.now.name)
            return self._again(decided, refused, by="person", who=who)

        await self._record(decide)

    async def settle(self, seq: int, judgement: Judgement, *, who: str = "") -> None:
        """Decide what still waits because of what its Viewer was marked with."""

        async def decide() -> Draft | None:
            review = self._review.get(seq)
            if review is None:
                return None
            return await self._by_person(review, judgement, who)

        await self._record(decide)

    async def approve(self, seq: int, *, who: str = "") -> None:
        """Say that a person stands behind an allowed entry; its name stays as it is.

        Raises CommandError while its text is not allowed.
        """

        async def decide() -> Draft:
            decided = await self._look(seq)
            if decided.now.text is not Verdict.ALLOW:
                raise CommandError(_("This message has not been allowed yet."))
            approved = structs.replace(decided.now, reasons=(_PERSON,))
            return self._again(decided, approved, by="person", who=who)

        await self._record(decide)

    async def undo(self, of: int, seq: int, *, who: str = "") -> int:
        """Take back verdict `seq` on entry `of`; returns the seq of the new one.

        What goes back to waiting has its whole countdown again. Raises CommandError
        when the verdict holds no more.
        """

        async def decide() -> Draft:
            decided = await self._look(of)
            before = decided.without(seq)
            return self._again(decided, before, by="undo", who=who, undoes=seq)

        return (await self._record(decide))[0].seq

    async def judge(self, verdicts: Sequence[ModelVerdict]) -> None:
        """Record a model's verdicts in one commit, where nobody has decided before it.

        What the rules hold it never releases. While the record cannot be written it is
        tried again and again.
        """

        async def write() -> Sequence[Entry]:
            drafts = [
                self._pipeline.draft_of_verdict(
                    one.entry,
                    one.judgement,
                    by="model",
                    model=one.model,
                    stood=review.text,
                )
                for one in verdicts
                if (review := self._for_the_model(one)) is not None
            ]
            return await self._append(*drafts) if drafts else ()

        while True:
            try:
                await self._pipeline.record(write)
            except LedgerError:
                await self._clock.sleep(RETRY_S)
            else:
                return

    def _for_the_model(self, verdict: ModelVerdict) -> Review | None:
        """Return how an entry waits for the model, None when it does not."""
        review = self._review.get(verdict.entry.seq)
        if review is None:
            return None
        is_pending = Verdict.PENDING in (review.text, review.name)
        is_more = verdict.judgement.text is not Verdict.ALLOW
        return review if is_pending or is_more else None

    async def expire(self) -> None:
        """Decide what has waited its time; runs for ever, cancel to stop.

        While the record cannot be written, what is due waits on, and the alarm says so.
        """
        is_stopped = False
        while True:
            await self._clock.sleep(_LOOK_S)
            try:
                for review in self._review.expired(self._clock.now()):
                    await self._expire(review.entry.seq)
            except LedgerError as error:
                is_stopped = True
                self._bus.alarm(str(error))
                await self._clock.sleep(RETRY_S)
            else:
                if is_stopped:
                    is_stopped = False
                    self._bus.alarm("")

    async def _expire(self, seq: int) -> None:
        await self._record(lambda: self._expiry(seq))

    async def _expiry(self, seq: int) -> Draft | None:
        review = self._review.get(seq)
        if review is None:
            return None  # somebody was quicker than the clock
        end = self.expired
        judgement = Judgement(
            text=end if review.text is Verdict.HOLD else review.text,
            name=end if review.name is Verdict.HOLD else review.name,
            reasons=(*review.reasons, _EXPIRED),
            scores=review.scores,
        )
        return self._pipeline.draft_of_verdict(
            review.entry,
            judgement,
            by="clock",
            stood=review.text,
            earned_at=await self._earned_at(review),
        )

    async def _by_person(self, review: Review, judgement: Judgement, who: str) -> Draft:
        return self._pipeline.draft_of_verdict(
            review.entry,
            judgement,
            by="person",
            who=who,
            stood=review.text,
            earned_at=await self._earned_at(review),
        )

    async def _earned_at(self, review: Review) -> int | None:
        """Return the seq with which a waiting entry has earned before, if it did.

        What came allowed, and waits because of its name or a later verdict, has; what
        the rules held and nobody touched has not.
        """
        entry = review.entry
        if entry.judgement.text is Verdict.ALLOW:
            return entry.seq
        if UNDONE in review.reasons or entry.judgement.text is Verdict.PENDING:
            return (await self._look(entry.seq)).earned_at
        return None

    def _again(
        self,
        decided: Decided,
        judgement: Judgement,
        *,
        by: str,
        who: str,
        undoes: int | None = None,
    ) -> Draft:
        """Return the draft of a verdict on what has one; the publisher expects it."""
        stood = decided.now
        self._pipeline.expect(decided.entry, stood)
        return self._pipeline.draft_of_verdict(
            decided.entry,
            judgement,
            by=by,
            who=who,
            undoes=undoes,
            stood=stood.text,
            earned_at=decided.earned_at,
        )

    async def _record(
        self, decide: Callable[[], Awaitable[Draft | None]]
    ) -> Sequence[Entry]:
        """Record what `decide` returns, asked when nobody else can decide any more."""

        async def write() -> Sequence[Entry]:
            draft = await decide()
            return () if draft is None else await self._append(draft)

        return await self._pipeline.record(write)


def _refused(name: Verdict) -> Judgement:
    """Return a refusal that does not uncover a doubtful name."""
    return Judgement(
        text=Verdict.BLOCK,
        name=name if name is Verdict.ALLOW else Verdict.BLOCK,
        reasons=(_PERSON,),
    )
