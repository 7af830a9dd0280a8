"""Answering calls: each begins on record, what it does follows, then it is said.

What only tells something is worked out before it begins, so that the record has what
was to be said; what acts (a counter, coins, a quote) acts after it has begun. So
neither a crash nor a backlog does or says anything twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from msgspec import structs

from companion.domain.errors import CommandError
from companion.domain.show.notes import BotRan
from companion.i18n import _
from companion.interactions.bots.runs import Runs
from companion.interactions.commands.asked import Asked, alone, packed
from companion.interactions.commands.command import Answer, Around, Call
from companion.interactions.commands.harmless import fitting, harmless
from companion.interactions.commands.keepsakes import KeptInMemory
from companion.interactions.commands.pretence import Pretence
from companion.interactions.commands.reading import Found
from companion.interactions.commands.replies import Outlet, Replies, require_done
from companion.interactions.commands.variables import Scene

MOST_MESSAGES: Final = 3
"""Texts that answer one question of many."""

SHORTEST_LIMIT: Final = 200
"""What every platform takes in one text."""

_REMEMBERED: Final = 1_000
"""Calls that can be answered again by hand."""

LeaveOut = Callable[[Asked, str], None]
"""Tells the log why a call is not answered."""

log = logging.getLogger(__name__)


class Answering:
    """Answers what was asked. around: what commands work with.

    mute: why nothing can be said where a call came from, "" when it can. prefix: of
    commands. leave_out: tells the log why a call is not answered.
    """

    def __init__(
        self,
        *,
        runs: Runs,
        around: Around,
        replies: Replies,
        outlet: Outlet,
        now: Callable[[], int],
        mute: Callable[[Asked], str],
        prefix: Callable[[], str],
        leave_out: LeaveOut,
    ) -> None:
        self._runs = runs
        self._around = around
        self._replies = replies
        self._outlet = outlet
        self._now = now
        self._mute = mute
        self._prefix = prefix
        self._leave_out = leave_out
        self._numbered: dict[str, set[str]] = {}
        self._remembered: OrderedDict[str, Asked] = OrderedDict()
        runs.remakes("command", self._remade)

    def pretended(self) -> Around:
        """Return what the sandbox works with: nothing of it leaves or is recorded."""
        pretence = Pretence()
        kept = KeptInMemory(self._around.kept)
        return structs.replace(
            self._around, deeds=pretence, linking=pretence, kept=kept
        )

    def times(self, name: str) -> int:
        """Return how often a command was answered in this session."""
        return self._runs.fold.runs.tally(f"command:{name}").count

    async def all_of(self, asked: Sequence[Asked]) -> None:
        """Answer calls of one command in one chat together; never raises."""
        new = [one for one in asked if not self._runs.has(one.run)]
        batch = _Batch(len(new))
        numbers = [self._number(one) for one in new]
        try:
            await asyncio.gather(
                self._send(batch),
                *(
                    self._answer_one(one, batch, nth)
                    for one, nth in zip(new, numbers, strict=True)
                ),
            )
        except Exception:
            log.exception("Calls of a command were not answered")

    def _number(self, asked: Asked) -> int:
        """Return the how manieth answer of the session this one is."""
        if asked.entry.test:
            return self.times(asked.name) + 1
        numbered = self._numbered.setdefault(asked.name, set())
        numbered.difference_update([run for run in numbered if self._runs.has(run)])
        numbered.add(asked.run)
        return self.times(asked.name) + len(numbered)

    async def _answer_one(self, asked: Asked, batch: _Batch, nth: int) -> None:
        try:
            if asked.entry.test:
                await self._try_out(asked, nth)
            elif asked.acts:
                await self._act(asked, batch, nth)
            else:
                await self._tell(asked, batch, nth)
        except Exception:
            log.exception("Command %r failed for entry %s", asked.name, asked.entry.seq)
            why = _("Companion itself made a mistake; its log says which.")
            self._leave_out(asked, why)
        finally:
            self._numbered.get(asked.name, set()).discard(asked.run)
            batch.leave(asked)

    async def _tell(self, asked: Asked, batch: _Batch, nth: int) -> None:
        answer = await self._said_to(asked, nth)
        if not answer.text:
            return
        if why := self._mute(asked):
            self._leave_out(asked, why)
            return
        await self._do(asked, alone(asked, answer), lambda: batch.said(asked, answer))

    async def _act(self, asked: Asked, batch: _Batch, nth: int) -> None:
        async def work() -> str:
            answer = await self._said_to(asked, nth)
            if not answer.text:
                return ""
            if why := self._mute(asked):
                self._leave_out(asked, why)
                return ""
            return await batch.said(asked, answer)

        await self._do(asked, "", work)

    async def _said_to(self, asked: Asked, nth: int) -> Answer:
        call = asked.call(self._now())
        return await self.answer(asked.found, call, around=self._around, nth=nth)

    async def _try_out(self, asked: Asked, nth: int) -> None:
        call, around = asked.call(self._now()), self.pretended()
        answer = await self.answer(asked.found, call, around=around, nth=nth)
        self._runs.left_out(
            bot=asked.name,
            name=f"{self._prefix()}{asked.name}",
            action="reply",
            of=asked.entry.seq,
            text=answer.text,
            why=_("A test is answered nowhere."),
            is_dry=True,
        )

    async def answer(
        self, found: Found, call: Call, *, around: Around, nth: int | None = None
    ) -> Answer:
        """Return what is said to a call; nth: answer of the session, None: the next.

        Raises LedgerError when what it does cannot be recorded.
        """
        told = found.told
        try:
            count = self.times(told.definition.name) + 1 if nth is None else nth
            if told.definition.counter:
                count = await around.kept.count(told.definition.counter, of=call.seq)
            if told.template is None:
                work = told.built_in.work if told.built_in else None
                return await work(call, around) if work else Answer()
            filled = told.template.fill(
                Scene(
                    facts=around.facts,
                    chance=around.chance,
                    now=call.now,
                    counter=around.kept.counter,
                    viewer=call.viewer,
                    platform=call.platform,
                    args=call.args,
                    count=count,
                )
            )
        except CommandError as error:
            return Answer(text=str(error))
        return Answer(
            text=filled.text,
            empty=filled.empty,
            is_for_all=not told.template.is_personal,
            names_viewer=told.template.names_viewer,
        )

    async def _send(self, batch: _Batch) -> None:
        answered = await batch.complete()
        if not answered:
            return
        limit = self._outlet.limit(answered[0][0].entry.source) or SHORTEST_LIMIT
        messages = packed(answered, limit)
        for text, members in messages[:MOST_MESSAGES]:
            lead, *others = members
            try:
                said = await self._replies.say(
                    text,
                    source=lead.entry.source,
                    platform=lead.chat.platform,
                    reply_to=None if others else lead.entry.seq,
                )
            except Exception as error:  # noqa: BLE001  # its runs say what was wrong
                batch.failed(members, error)
            else:
                batch.done(members, said)
        for _text, members in messages[MOST_MESSAGES:]:
            batch.failed(members, CommandError(_("Too many asked at once.")))

    async def _do(
        self, asked: Asked, text: str, work: Callable[[], Awaitable[str]]
    ) -> None:
        self._remembered[asked.run] = asked
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        await self._runs.do(
            asked.run,
            bot=asked.name,
            name=f"{self._prefix()}{asked.name}",
            action="reply",
            of=asked.entry.seq,
            text=text,
            work=work,
        )

    # By hand.

    def _remade(self, note: BotRan) -> Callable[[], Awaitable[str]]:
        asked = self._remembered.get(note.run)
        if asked is None and not note.text:
            text = _("It cannot be done again: what was asked is not known any more.")
            raise CommandError(text)

        async def again() -> str:
            text = note.text
            if asked is not None and not text:
                # What acts is done once for each entry, however often it is asked for.
                answer = await self._said_to(asked, self.times(asked.name))
                text = alone(asked, answer) if answer.text else ""
            if not text:
                return ""
            said = fitting(harmless(text, prefix=self._prefix()), SHORTEST_LIMIT)
            require_done(await self._outlet.say(said, source="", reply_to=note.of))
            return said

        return again


class _Batch:
    """Answers that are said together, once all that may come have come."""

    def __init__(self, expected: int) -> None:
        self._left = expected
        self._come: set[int] = set()
        self._complete = asyncio.Event()
        self._answers: dict[int, tuple[Asked, Answer, asyncio.Future[str]]] = {}
        if not expected:
            self._complete.set()

    def leave(self, asked: Asked) -> None:
        """Expect no answer to this one any more."""
        if asked.entry.seq in self._come:
            return
        self._come.add(asked.entry.seq)
        self._left -= 1
        if self._left == 0:
            self._complete.set()

    async def said(self, asked: Asked, answer: Answer) -> str:
        """Wait until it is said; returns what, "" when another's answer tells."""
        said: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answers[asked.entry.seq] = asked, answer, said
        self.leave(asked)
        return await said

    async def complete(self) -> Sequence[tuple[Asked, Answer]]:
        """Wait for all answers; returns them in the order of the calls."""
        await self._complete.wait()
        found = sorted(self._answers.items())
        return [(asked, answer) for _seq, (asked, answer, _said) in found]

    def done(self, members: Sequence[Asked], said: str) -> None:
        """Tell calls that they were answered; the first bears what was said."""
        for place, one in enumerate(members):
            _asked, answer, waits = self._answers[one.entry.seq]
            if not waits.done():
                waits.set_result(alone(one, answer) if place else said)

    def failed(self, members: Sequence[Asked], error: Exception) -> None:
        """Tell calls why they were not answered."""
        for one in members:
            waits = self._answers[one.entry.seq][2]
            if not waits.done():
                waits.set_exception(error)
