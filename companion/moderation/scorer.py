"""Asking the model about texts: cache, queue, deadlines, and how it stands."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from companion.domain.errors import ModelError
from companion.domain.ports import Clock
from companion.domain.views import ModelView
from companion.i18n import _
from companion.moderation.messages import OtherServer
from companion.moderation.model_queue import (
    Answer,
    ModelQueue,
    Question,
    Urgency,
    Waiter,
)
from companion.moderation.model_runner import PATIENCE, ModelRunner
from companion.moderation.model_text import model_text
from companion.settings.moderation import ModelSettings
from companion.workers.process import Patience

CACHED: Final = 4096
"""Texts whose scores are remembered; of all models together."""

_POISONS: Final = 256
_MEASURED: Final = 512
_DIGITS: Final = 4

LATE: Final = "model-late"
SHED: Final = "model-shed"
POISON: Final = "model-poison"


class Scorer:
    """The model as the app asks it. `run` keeps it going, for ever.

    folder_of: where a model of an id is, whether it is there or not; raises ModelError
    when none can be. key: what the
    server of a second opinion wants to see.

    Equal texts are scored once: those of the last 4096 from a cache, those that are
    just being asked about together. Scores of one model are never told as another's.
    """

    def __init__(
        self,
        *,
        folder_of: Callable[[str], Path],
        clock: Clock,
        key: Callable[[], str] = str,
        command: Sequence[str] | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._folder_of = folder_of
        self._clock = clock
        self._key = key
        self._settings = ModelSettings()
        self._queue = ModelQueue()
        self._questions: dict[str, Question] = {}
        self._cache: OrderedDict[tuple[str, str], dict[str, float]] = OrderedDict()
        self._poisons: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._deadlines: list[tuple[float, int, Waiter, Question]] = []
        self._order = itertools.count()
        self._has_deadline = asyncio.Event()
        self._took_ms: deque[float] = deque(maxlen=_MEASURED)
        self._judged = self._cached = self._late = self._shed = 0
        self.on_change: Callable[[], None] = lambda: None
        """Called when the model's state or version is another."""
        self._runner = ModelRunner(
            self._queue,
            clock=clock,
            on_scores=self._take,
            on_given_up=self._give_up,
            on_state=self._tell_change,
            command=command,
            patience=patience,
        )

    def choose(self, settings: ModelSettings) -> None:
        """Ask by these settings from now on; starts another model if need be."""
        before, self._settings = self._settings, settings
        if (before.id, before.second_opinion) != (settings.id, settings.second_opinion):
            self.reload()

    def reload(self) -> None:
        """Look at the model's files again: they may be others, or there at last."""
        opinion = self._settings.second_opinion
        second = None
        if opinion.address:
            second = OtherServer(
                address=opinion.address,
                key=self._key(),
                low=opinion.low,
                high=opinion.high,
            )
        try:
            folder = self._folder_of(self._settings.id) if self._settings.id else None
        except ModelError as error:
            self._runner.choose(None, why=str(error))
        else:
            self._runner.choose(folder, second)
        if not self.is_asked:
            for question in tuple(self._questions.values()):
                self._queue.drop(question)
                self._give_up(question, LATE)

    async def run(self) -> None:
        """Keep worker and deadlines going; cancel to stop."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._runner.run())
            tasks.create_task(self._expire())

    @property
    def is_chosen(self) -> bool:
        """Whether a model should be asked."""
        return bool(self._settings.id)

    @property
    def is_asked(self) -> bool:
        """Whether it can be: it is ready, or about to be."""
        return self._runner.state in ("ready", "loading")

    @property
    def is_strict(self) -> bool:
        """Whether what the model was too late for is held."""
        return self._settings.strict

    @property
    def pid(self) -> int | None:
        """The worker's process, None while there is none."""
        return self._runner.pid

    def view(self) -> ModelView:
        """Return how the model stands; cheap."""
        runner = self._runner
        took = sorted(self._took_ms)
        return ModelView(
            state=runner.state,
            id=self._settings.id,
            title=_(runner.title) if runner.title else self._settings.id,
            detail=runner.detail,
            version=runner.version,
            judged=self._judged,
            cached=self._cached,
            late=self._late,
            shed=self._shed,
            p95_ms=took[len(took) * 95 // 100] if took else None,
            rss=runner.rss,
            restarts=runner.restarts,
            languages=runner.languages,
        )

    def count_late(self) -> None:
        """Note a text that the model would have been asked about, and could not be."""
        self._late += 1

    def ask(
        self,
        text: str,
        answered: Callable[[Answer], object],
        *,
        urgency: Urgency = Urgency.USUAL,
    ) -> None:
        """Have a text scored; `answered` is called once, at once or by the deadline."""
        key = model_text(text)
        known = self._known(key)
        if known is not None:
            answered(known)
            return
        waiter = Waiter(answered, self._clock.monotonic())
        question = self._questions.get(key)
        if question is not None:
            question.waiters.append(waiter)
            self._queue.hasten(question, urgency)
        else:
            question = self._questions[key] = Question(key, urgency)
            question.waiters.append(waiter)
            shed = self._queue.add(question)
            if shed is not None:
                self._give_up(shed, SHED)
        deadline = waiter.asked + self._settings.deadline_s
        heapq.heappush(self._deadlines, (deadline, next(self._order), waiter, question))
        self._has_deadline.set()
        self._runner.wake()

    async def score(self, text: str, *, urgency: Urgency = Urgency.FIRST) -> Answer:
        """Return what the model says about a text, or that it says nothing."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def tell(said: Answer) -> None:
            if not answer.done():  # whoever asked may have been cancelled
                answer.set_result(said)

        self.ask(text, tell, urgency=urgency)
        return await answer

    def _known(self, key: str) -> Answer | None:
        """Return the answer that needs no asking; None when there is none."""
        if not self.is_asked:
            self._late += 1
            return Answer({}, why=LATE)
        version = self._runner.version
        scores = self._cache.get((version, key))
        if scores is not None:
            self._cache.move_to_end((version, key))
            self._judged += 1
            self._cached += 1
            return Answer(scores, version)
        if (version, key) in self._poisons:
            self._late += 1
            return Answer({}, version, POISON)
        return None

    def _take(self, question: Question, scores: dict[str, float]) -> None:
        """Tell everybody who waits for a text what the model said, and keep it."""
        version = self._runner.version
        told = {label: round(score, _DIGITS) for label, score in scores.items()}
        self._cache[version, question.text] = told
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)
        self._forget(question)
        now = self._clock.monotonic()
        is_first = True
        for waiter in question.waiters:
            if waiter.tell(Answer(told, version)):
                self._took_ms.append((now - waiter.asked) * 1000)
                self._judged += 1
                self._cached += not is_first
                is_first = False

    def _give_up(self, question: Question, why: str) -> None:
        version = self._runner.version
        if why == POISON:
            self._poisons[version, question.text] = None
            if len(self._poisons) > _POISONS:
                self._poisons.popitem(last=False)
        self._forget(question)
        for waiter in question.waiters:
            self._tell_none(waiter, why)

    def _forget(self, question: Question) -> None:
        if self._questions.get(question.text) is question:
            del self._questions[question.text]

    def _tell_none(self, waiter: Waiter, why: str) -> None:
        if waiter.tell(Answer({}, self._runner.version, why)):
            if why == SHED:
                self._shed += 1
            else:
                self._late += 1

    async def _expire(self) -> None:
        """Answer at the deadline whatever is not answered by then."""
        while True:
            while self._deadlines and self._deadlines[0][2].is_done:
                heapq.heappop(self._deadlines)
            if not self._deadlines:
                self._has_deadline.clear()
                await self._has_deadline.wait()
                continue
            left = self._deadlines[0][0] - self._clock.monotonic()
            if left > 0:
                await self._clock.sleep(left)
                continue
            _deadline, _order, waiter, question = heapq.heappop(self._deadlines)
            self._tell_none(waiter, LATE)
            # What nobody waits for any more makes room; in a batch it goes on.
            if not question.is_wanted and self._queue.drop(question):
                self._forget(question)

    def _tell_change(self) -> None:
        self.on_change()
