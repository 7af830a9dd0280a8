"""The rules engine: when something happens, if all holds, then do.

What is heard waits in a queue and is looked at in order; what fires is done beside it,
a bounded number at a time. Every action is a run, so that one entry sets off one rule
at most once, whatever happens. A test sets off nothing: the log says what it would have
done. What a bot said or a rule moved sets off no rule.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.events import Chat, Like
from companion.domain.on_air import GiftMenuOnAir
from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook, RuleDef
from companion.domain.show.notes import BotRan
from companion.domain.values import Timestamp
from companion.domain.views import Shown
from companion.i18n import _
from companion.interactions.bots.actions import Actions
from companion.interactions.bots.causes import TIME, Cause, Entries
from companion.interactions.bots.conditions import Conditions
from companion.interactions.bots.guard import MOST_A_MINUTE, Echoes, RateGuard
from companion.interactions.bots.menu import gift_menu
from companion.interactions.bots.redeeming import Redeeming, family
from companion.interactions.bots.rule_check import RuleCheck
from companion.interactions.bots.runs import Outcome, Runs, Work
from companion.interactions.bots.triggers import Happened, events_of, happened
from companion.interactions.commands.english import NAMES, named_by, names_of

MOST_WAITING: Final = 10_000
"""Entries that wait to be looked at; of more, Chats and likes are left out."""

KINDS: Final = ("rule", "redeem")

LOOK_S: Final = 1.0
"""Seconds between two looks at what is done every so often."""

_AT_ONCE: Final = 32
_IN_ONE_GO: Final = 300
_SAME_WHY_US: Final = 10_000_000
_SECOND: Final = 1_000_000

log = logging.getLogger(__name__)


class Rules:
    """The BotPart of rules.

    prefix: of chat commands. entries: of the session, by seq.
    """

    def __init__(
        self,
        *,
        runs: Runs,
        actions: Actions,
        conditions: Conditions,
        redeeming: Redeeming,
        check: RuleCheck,
        echoes: Echoes,
        entries: Entries,
        clock: Clock,
        prefix: Callable[[], str],
    ) -> None:
        self._runs = runs
        self._actions = actions
        self._conditions = conditions
        self._redeeming = redeeming
        self._check = check
        self._echoes = echoes
        self._entries = entries
        self._clock = clock
        self._prefix = prefix
        self._names = NAMES
        self._rules: dict[str, RuleDef] = {}
        self._by_event: dict[str, list[RuleDef]] = {}
        self._guards: dict[str, RateGuard] = {}
        self._fired: dict[str, Timestamp] = {}
        self._slots: dict[str, int] = {}
        self._told: dict[tuple[str, str], Timestamp] = {}
        self._waiting: deque[Entry] = deque()
        self._is_waiting = asyncio.Event()
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        for kind in KINDS:
            runs.remakes(kind, self._remade)

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the field, for what cannot be in the book."""
        self._check.check(book, known=self._rules)

    def use(self, book: BotBook) -> None:
        """Work by another book from now on; what rests goes on resting."""
        self._names = names_of(named_by(book.commands))
        self._rules = {one.id: one for one in book.rules if one.is_on}
        self._by_event = {}
        for one in self._rules.values():
            self._by_event.setdefault(one.when.event, []).append(one)
        self._guards = {
            id_: self._guards.get(id_) or RateGuard() for id_ in self._rules
        }
        self._slots = {
            one.id: self._slots.get(one.id, self._slot(one))
            for one in self._by_event.get("every", ())
        }

    def menu(self) -> GiftMenuOnAir:
        """Return what gifts do, for the overlay."""
        return gift_menu(
            self._rules.values(), fold=self._runs.fold, prefix=self._prefix()
        )

    # What is heard.

    def hear(self, item: Shown) -> None:
        """Put an entry that may set off a rule into the queue."""
        entry = item.entry
        if not any(event in self._by_event for event in events_of(entry.body)):
            return
        if len(self._waiting) >= MOST_WAITING and isinstance(entry.body, Chat | Like):
            self._leave_out_unseen(entry)
            return
        self._waiting.append(entry)
        self._is_waiting.set()

    @property
    def waits(self) -> int:
        """Return how many entries wait to be looked at."""
        return len(self._waiting)

    def _leave_out_unseen(self, entry: Entry) -> None:
        for one in self._by_event.get("chat", ()):
            why = _("Too much happened at once: this was not looked at.")
            self._tell_once(one, why, of=entry.seq)

    async def run(self) -> None:
        """Do what is due, for ever; cancel to stop."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_time(tasks))
            while True:
                await self._is_waiting.wait()
                self._is_waiting.clear()
                await self._look_at_all(tasks)

    async def _look_at_all(self, tasks: asyncio.TaskGroup) -> None:
        looks = 0
        while self._waiting:
            looks += await self._look_at(self._waiting.popleft(), tasks)
            if looks >= _IN_ONE_GO:
                looks = 0
                await self._clock.sleep(0)  # others have their turn

    async def _look_at(self, entry: Entry, tasks: asyncio.TaskGroup) -> int:
        """Have the rules look at an entry; returns how many looks it took."""
        found = happened(
            entry,
            prefix=self._prefix(),
            names=self._names,
            kind_of=self._runs.fold.kinds.get,
        )
        if not found or self._echoes.is_own(entry):
            return 1
        for one in found:
            for rule in self._by_event.get(one.event, ()):
                if one.is_about(rule.when):
                    await self._consider(rule, one, f"{entry.seq}", tasks)
        return 1 + sum(len(self._by_event.get(one.event, ())) for one in found)

    async def _consider(
        self, rule: RuleDef, what: Happened, key: str, tasks: asyncio.TaskGroup
    ) -> None:
        try:
            may_fire = self._may_fire(rule, what, key)
        except Exception:  # ours: other rules go on
            log.exception("Rule %r could not be looked at", rule.id)
            return
        if may_fire:
            await self._start(rule, what.cause, key, tasks)

    def _may_fire(self, rule: RuleDef, what: Happened, key: str) -> bool:
        """Return whether a rule fires; when it does not, the log says why."""
        why = self._why_not(rule, what)
        if why:
            self._tell_once(rule, why, of=what.cause.of)
            return False
        if _is_dry(rule, what.cause):
            self._tell_dry(rule, what.cause)
            return False
        if self._runs.has(f"{_kind(rule)}:{rule.id}:{key}:0"):
            return False
        return self._is_admitted(rule, of=what.cause.of)

    def _why_not(self, rule: RuleDef, what: Happened) -> str:
        if not what.is_enough(rule.when):
            return _("Not enough: it waits for {n}.").format(n=rule.when.least)
        now = self._clock.now()
        if now < self._rests_until(rule):
            return _("It rests since it last fired.")
        at = now if what.cause.entry is None else what.cause.entry.at
        return self._conditions.unmet(rule.conditions, what.cause, now=at)

    def _is_admitted(self, rule: RuleDef, *, of: int | None) -> bool:
        now = self._clock.now()
        if not self._guards[rule.id].admits(now):
            why = _("It fired {n} times within a minute, and rests for a minute.")
            self._tell_once(rule, why.format(n=MOST_A_MINUTE), of=of)
            return False
        self._fired[rule.id] = now
        return True

    def _rests_until(self, rule: RuleDef) -> Timestamp:
        recorded = self._runs.fold.runs.tally(f"{_kind(rule)}:{rule.id}").at
        fired = max(recorded, self._fired.get(rule.id, 0))
        return fired + rule.rests_s * _SECOND if fired else 0

    # What is done.

    async def _start(
        self, rule: RuleDef, cause: Cause, key: str, tasks: asyncio.TaskGroup
    ) -> None:
        await self._at_once.acquire()
        firing = tasks.create_task(self._fire(rule, cause, key))
        firing.add_done_callback(lambda _task: self._at_once.release())

    async def _fire(self, rule: RuleDef, cause: Cause, key: str) -> None:
        try:
            if rule.when.event == "redeem" and rule.when.price:
                await self._redeem(rule, cause, key)
            else:
                await self._act(rule, cause, key)
        except Exception:  # ours: other rules go on
            log.exception("Rule %r failed", rule.id)

    async def _redeem(self, rule: RuleDef, cause: Cause, key: str) -> None:
        self._redeeming.begin(rule, cause)
        try:
            if await self._redeeming.pay(rule, cause):
                outcomes = await self._act(rule, cause, key)
                if "failed" in outcomes:
                    await self._redeeming.refund(family(rule, cause))
        finally:
            self._redeeming.end(rule, cause)

    async def _act(self, rule: RuleDef, cause: Cause, key: str) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for number, then in enumerate(rule.actions):
            run = f"{_kind(rule)}:{rule.id}:{key}:{number}"
            text = self._actions.text(then, cause)
            outcome = await self._runs.do(
                run,
                bot=rule.id,
                name=rule.name,
                action=then.do,
                of=cause.of,
                text=text or then.name,
                work=self._actions.work(then, cause, rule=rule, run=run, text=text),
                # The end of a session is the one thing that is heard after it.
                between=rule.when.event == "session",
            )
            outcomes.append(outcome)
        return outcomes

    def _remade(self, note: BotRan) -> Work:
        """Return what does an action again, with the text that it had."""
        rule = self._rules.get(note.bot)
        number = int(note.run.rpartition(":")[2])
        if rule is None or number >= len(rule.actions):
            text = _("“{name}” is not among the bots any more, or is off.")
            raise CommandError(text.format(name=note.name))
        then = rule.actions[number]
        if then.do != note.action:
            text = _("“{name}” does something else now.")
            raise CommandError(text.format(name=note.name))
        said = note.text if then.text else ""

        async def again() -> str:
            entry = None if note.of is None else await self._entries(note.of)
            event = None if entry is None else entry.event
            viewer = None if event is None else event.viewer
            cause = Cause(entry=entry, viewer=viewer)
            work = self._actions.work(then, cause, rule=rule, run=note.run, text=said)
            return await work()

        return again

    # What is due by time.

    async def _keep_time(self, tasks: asyncio.TaskGroup) -> None:
        fold = None
        while True:
            if fold is not self._runs.fold:
                fold = self._runs.fold
                self._slots = {
                    one.id: self._slot(one) for one in self._by_event.get("every", ())
                }
                await self._redeeming.refund_owed()
            if fold.is_live:
                for rule in self._by_event.get("every", ()):
                    await self._look_at_time(rule, tasks)
            await self._clock.sleep(LOOK_S)

    async def _look_at_time(self, rule: RuleDef, tasks: asyncio.TaskGroup) -> None:
        slot = self._slot(rule)
        if slot <= self._slots.get(rule.id, slot):
            return
        self._slots[rule.id] = slot
        what = Happened(event="every", cause=TIME)
        await self._consider(rule, what, f"every-{slot}", tasks)

    def _slot(self, rule: RuleDef) -> int:
        """Return how many times it was due since the session began."""
        began_at = self._runs.fold.began_at
        if began_at is None:
            return 0
        return (self._clock.now() - began_at) // (rule.when.every_s * _SECOND)

    # What the log says.

    def _tell_once(self, rule: RuleDef, why: str, *, of: int | None) -> None:
        """Say why a rule did not fire; the same again only after a while."""
        now = self._clock.now()
        told = self._told.get((rule.id, why))
        if told is not None and now - told < _SAME_WHY_US:
            return
        self._told[rule.id, why] = now
        self._runs.left_out(
            bot=rule.id, name=rule.name, action=rule.actions[0].do, of=of, why=why
        )

    def _tell_dry(self, rule: RuleDef, cause: Cause) -> None:
        is_test = cause.entry is not None and cause.entry.test
        why = _("It was a test.") if is_test else _("The rule is only tried out.")
        for then in rule.actions:
            text = self._actions.text(then, cause) or then.name
            self._runs.left_out(
                bot=rule.id,
                name=rule.name,
                action=then.do,
                of=cause.of,
                text=text or str(then.amount),
                why=why,
                is_dry=True,
            )


def _kind(rule: RuleDef) -> str:
    return "redeem" if rule.when.event == "redeem" else "rule"


def _is_dry(rule: RuleDef, cause: Cause) -> bool:
    return rule.is_dry or (cause.entry is not None and cause.entry.test)
