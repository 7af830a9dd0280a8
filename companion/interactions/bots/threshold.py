"""When enough different people call for it, there is a celebration: a revolution.

People are counted, not accounts and not lines. Who called within the window follows
from the record: after a crash they are counted again. It never fires twice, for what
fired is on record under the call that was the last one needed.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.events import Chat
from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook, ThresholdDef
from companion.domain.show.notes import BotRan
from companion.domain.show.views import ThresholdView
from companion.domain.values import Timestamp
from companion.domain.views import Shown
from companion.i18n import _
from companion.interactions.bots.actions import Actions
from companion.interactions.bots.causes import Cause, Texts, check_text, refusal
from companion.interactions.bots.celebrations import Celebrations
from companion.interactions.bots.guard import Echoes
from companion.interactions.bots.run_fold import Tally
from companion.interactions.bots.runs import Runs, Work
from companion.interactions.bots.words import WordIndex, folded

KIND: Final = "threshold"

MOST_DUE: Final = 100
"""Celebrations that wait to be begun; more are left out, and the log says so."""

_AT_ONCE: Final = 8
_SECOND: Final = 1_000_000


class Callers:
    """Who has called within the window of one bot."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, Timestamp] = OrderedDict()

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self._last)

    def add(self, person: str, at: Timestamp) -> None:
        """Take a call; a late one is put where it belongs."""
        at = max(at, self._last.get(person, at))
        newest = next(reversed(self._last.values()), at)
        self._last[person] = at
        self._last.move_to_end(person)
        if at < newest:
            self._last = OrderedDict(sorted(self._last.items(), key=lambda one: one[1]))

    def leave(self, before: Timestamp) -> None:
        """Forget whose last call is older than that."""
        while self._last and next(iter(self._last.values())) < before:
            self._last.popitem(last=False)

    def clear(self) -> None:
        """Forget everybody."""
        self._last.clear()


class Thresholds:
    """The BotPart of threshold bots. person: the account that stands for a Viewer's."""

    def __init__(
        self,
        *,
        runs: Runs,
        actions: Actions,
        celebrations: Celebrations,
        texts: Texts,
        echoes: Echoes,
        clock: Clock,
        person: Callable[[str], str],
    ) -> None:
        self._runs = runs
        self._actions = actions
        self._celebrations = celebrations
        self._texts = texts
        self._echoes = echoes
        self._clock = clock
        self._person = person
        self._defs: dict[str, ThresholdDef] = {}
        self._index: WordIndex[str] = WordIndex(())
        self._callers: dict[str, Callers] = {}
        self._fired: dict[str, Timestamp] = {}
        self._due: deque[tuple[ThresholdDef, Cause]] = deque()
        self._is_due = asyncio.Event()
        runs.remakes(KIND, self._remade)
        runs.keep_calls(
            lambda text: bool(self._index.found(text)), turned=self._count_again
        )

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the field, for what cannot be in the book."""
        videos = {one.video for one in self._defs.values()}
        ids: set[str] = set()
        for number, one in enumerate(book.thresholds):
            field = f"thresholds[{number}]"
            if one.id in ids:
                raise refusal(f"{field}.id", _("two have the same"))
            ids.add(one.id)
            for place, word in enumerate(one.words):
                if not folded(word):
                    raise refusal(f"{field}.words[{place}]", _("a word is missing"))
            check_text(one.message, f"{field}.message", self._texts)
            check_text(one.title, f"{field}.title", self._texts)
            # A film that is gone for now must not keep another bot from being changed.
            if one.is_on and one.video not in videos:
                self._celebrations.check(one.video, f"{field}.video")

    def use(self, book: BotBook) -> None:
        """Work by another book from now on; who has called stays counted."""
        self._defs = {one.id: one for one in book.thresholds if one.is_on}
        self._index = WordIndex(
            (one.id, word) for one in self._defs.values() for word in one.words
        )
        self._callers = {id_: self._callers.get(id_) or Callers() for id_ in self._defs}

    def hear(self, item: Shown) -> None:
        """Count a call, and note what is due because of it."""
        self._hear(item.entry)

    def _count_again(self) -> None:
        """Count who has called by the record of the session that is at hand now."""
        self._fired.clear()
        self._due.clear()
        for callers in self._callers.values():
            callers.clear()
        for entry in self._runs.fold.calls:
            self._hear(entry)

    def _hear(self, entry: Entry) -> None:
        event = entry.event
        if not isinstance(event, Chat) or event.viewer is None or entry.test:
            return
        found = self._index.found(event.text)
        if not found or self._echoes.is_own(entry):
            return
        person = self._person(event.viewer.id)
        for id_ in found:
            one = self._defs[id_]
            if one.platforms and event.platform not in one.platforms:
                continue
            if self._called(one, person, entry):
                cause = Cause(
                    entry=entry,
                    viewer=event.viewer,
                    values={"callers": str(one.needed), "text": event.text},
                )
                self._put(one, cause)

    def _put(self, one: ThresholdDef, cause: Cause) -> None:
        if len(self._due) >= MOST_DUE:
            self._runs.left_out(
                bot=one.id,
                name=one.name,
                action="celebration",
                of=cause.of,
                why=_("Too many celebrations wait already."),
            )
            return
        self._due.append((one, cause))
        self._is_due.set()

    def _called(self, one: ThresholdDef, person: str, entry: Entry) -> bool:
        """Count a call; returns whether it was the last one needed."""
        now, callers = self._clock.now(), self._callers[one.id]
        if entry.seq <= (self._tally(one).of or 0):
            return False  # it fired since
        if now < self._rests_until(one):
            callers.clear()
            return False
        callers.add(person, entry.at)
        callers.leave(before=now - one.within_s * _SECOND)
        if len(callers) < one.needed:
            return False
        callers.clear()
        self._fired[one.id] = now
        return True

    def _fired_at(self, one: ThresholdDef) -> Timestamp:
        return max(self._tally(one).at, self._fired.get(one.id, 0))

    def _tally(self, one: ThresholdDef) -> Tally:
        return self._runs.fold.runs.tally(f"{KIND}:{one.id}")

    def _rests_until(self, one: ThresholdDef) -> Timestamp:
        fired_at = self._fired_at(one)
        return fired_at + one.rests_s * _SECOND if fired_at else 0

    def views(self) -> Sequence[ThresholdView]:
        """Return how far each is."""
        return [self._view(one) for one in self._defs.values()]

    def _view(self, one: ThresholdDef) -> ThresholdView:
        now, callers = self._clock.now(), self._callers[one.id]
        callers.leave(before=now - one.within_s * _SECOND)
        rests_until = self._rests_until(one)
        return ThresholdView(
            name=one.name,
            callers=len(callers),
            needed=one.needed,
            fired_at=self._fired_at(one) or None,
            rests_until=rests_until if rests_until > now else None,
        )

    async def run(self) -> None:
        """Celebrate what is due, for ever; cancel to stop."""
        at_once = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._is_due.wait()
                self._is_due.clear()
                while self._due:
                    await at_once.acquire()
                    fire = tasks.create_task(self._fire(*self._due.popleft()))
                    fire.add_done_callback(lambda _task: at_once.release())

    async def _fire(self, one: ThresholdDef, cause: Cause) -> None:
        title = self._texts.fill(one.title or one.name, cause)
        message = self._texts.fill(one.message, cause) if one.message else ""
        await self._do(one, cause, "celebration", title)
        if message:
            await self._do(one, cause, "message", message)

    async def _do(
        self, one: ThresholdDef, cause: Cause, action: str, text: str
    ) -> None:
        await self._runs.do(
            f"{KIND}:{one.id}:{cause.of}:{action}",
            bot=one.id,
            name=one.name,
            action=action,
            of=cause.of,
            text=text,
            work=self._work(one, action, text, of=cause.of),
        )

    def _work(
        self, one: ThresholdDef, action: str, text: str, *, of: int | None
    ) -> Work:
        if action == "message":
            return lambda: self._actions.say(text, platforms=one.platforms)
        return lambda: self._celebrations.celebrate(
            bot=one.id, title=text, video=one.video, callers=one.needed, of=of
        )

    def _remade(self, note: BotRan) -> Work:
        one = self._defs.get(note.bot)
        if one is None:
            text = _("“{name}” is not among the bots any more, or is off.")
            raise CommandError(text.format(name=note.name))
        return self._work(one, note.action, note.text, of=note.of)
