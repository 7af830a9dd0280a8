"""The worker that runs the model, from its start to the next: batches, crashes, hangs.

It asks one batch after another, as soon as the one before is answered: the busier the
chat, the larger the batches, and a quiet chat waits for no timer.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from companion.domain.errors import ModelError, WorkerError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.moderation.messages import (
    REPORTS,
    Load,
    Loaded,
    Order,
    OtherServer,
    Refused,
    Report,
    Score,
    Scored,
    StandBack,
)
from companion.moderation.model_queue import ModelQueue, Question
from companion.moderation.models.manifest import FILE
from companion.workers.process import Patience, WorkerProcess

log = logging.getLogger(__name__)

BATCH: Final = 32
"""Texts in one order; more gain nothing and make the others wait."""

BATCH_S: Final = 0.3
"""Seconds that a batch should not take longer: what is urgent waits behind it. A slow
model gets smaller ones, of 4 at least."""

_FEWEST: Final = 4

IDLE_S: Final = 600.0
"""Seconds without a text after which the model is unloaded."""

LOAD_S: Final = 120.0
HANG_S: Final = 10.0
"""Seconds that loading, and one batch, may take."""

LONGEST_PAUSE_S: Final = 60.0
"""Between two starts of a worker: 1, 2, 4 … and at most this."""

LOOK_S: Final = 5.0
"""The same while its files are missing: somebody may be putting them there."""

PATIENCE: Final = Patience(start=60.0, silence=15.0, end=1.0)

SLOW_S: Final = 0.25
"""When one text of twenty waits longer for its turn, the worker stands back less."""

_NICENESS: Final = {10: 5, 5: 0}
_FEWEST_WAITS: Final = 100

State = Literal["off", "missing", "loading", "ready", "failed"]
Reading = asyncio.Task[Report | None]


class ModelMissingError(ModelError):
    """The model's files are not there, or not whole."""


class ModelRunner:
    """Keeps a worker for the model that is chosen, and asks it what the queue holds.

    on_scores(question, scores): it was answered. on_given_up(question, why): it never
    will be, why as in Answer. on_state: state, detail or version are others now.

    The batch in which a worker ends is asked once more, then text by text; the one
    over which a worker ends twice is given up as "model-poison". What cannot run starts
    again after 1, 2, 4 … 60 seconds; one answer begins the count anew.
    """

    def __init__(
        self,
        queue: ModelQueue,
        *,
        clock: Clock,
        on_scores: Callable[[Question, dict[str, float]], None],
        on_given_up: Callable[[Question, str], None],
        on_state: Callable[[], None],
        command: Sequence[str] | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._on_scores = on_scores
        self._on_given_up = on_given_up
        self._on_state = on_state
        self._command = command
        self._patience = patience
        self._folder: Path | None = None
        self._second_opinion: OtherServer | None = None
        self._has_changed = asyncio.Event()
        self._has_work = asyncio.Event()
        self._in_flight: list[Question] = []
        self._suspects: deque[list[Question]] = deque()
        self._waits: deque[float] = deque(maxlen=256)
        self._text_s = 0.0
        self._nice = 10
        self._number = 0
        self._failures = 0
        self._checked = ""
        self.state: State = "off"
        self.detail = ""
        self.version = ""
        self.title = ""
        self.languages: tuple[str, ...] = ()
        self.labels: list[str] = []
        self.rss: int | None = None
        self.pid: int | None = None
        self.restarts = 0

    def choose(
        self,
        folder: Path | None,
        second_opinion: OtherServer | None = None,
        *,
        why: str = "",
    ) -> None:
        """Run the model in another folder, or what is new in the same; None: none.

        What waits is asked of the new one. why: what keeps the one that is wanted from
        being there, "" when none is wanted.
        """
        self._folder, self._second_opinion = folder, second_opinion
        self.version = self.title = self._checked = ""
        self._text_s = 0.0
        self.languages = ()
        self._failures = 0
        if folder is None:
            self._set("missing" if why else "off", why)
        elif _is_there(folder):
            self._set("loading")
        else:
            self._set("missing", _missing(folder))
        self._has_changed.set()

    def wake(self) -> None:
        """Look at the queue: something was added."""
        self._has_work.set()

    async def run(self) -> None:
        """Keep the model running for ever; cancel to stop."""
        while True:
            self._has_changed.clear()
            if self._folder is None:
                await self._has_changed.wait()
                continue
            try:
                await self._serve(self._folder)
                await _first_of(self._has_work.wait(), self._has_changed.wait())
            except (WorkerError, ModelError) as error:
                self._take_note(error)
                await self._pause()
            if self._has_changed.is_set():
                self._start_over()

    async def _serve(self, folder: Path) -> None:
        """Run one worker until nobody needs it, or another model is chosen.

        Raises WorkerError and ModelError.
        """
        if not _is_there(folder):
            raise ModelMissingError(_missing(folder))
        self._set("loading")
        self._nice = 10
        async with WorkerProcess[Order, Report](
            "moderation",
            receives=REPORTS,
            command=self._command,
            patience=self._patience,
        ) as worker:
            reading = asyncio.create_task(worker.receive())
            try:
                self.pid = worker.pid
                reading = await self._load(worker, reading, folder)
                while not self._has_changed.is_set():
                    batch = self._next_batch()
                    if batch:
                        reading = await self._score(worker, reading, batch)
                    elif not await self._comes_work(reading):
                        return
            finally:
                self.pid = self.rss = None
                await _ended(reading)

    async def _load(
        self, worker: WorkerProcess[Order, Report], reading: Reading, folder: Path
    ) -> Reading:
        load = Load(
            folder=str(folder),
            nice=self._nice,
            is_checked=bool(self._checked),
            second_opinion=self._second_opinion,
        )
        await worker.send(load)
        loaded = await self._report(reading, LOAD_S)
        if loaded is None:
            return reading
        if not isinstance(loaded, Loaded):
            raise WorkerError(_("The model's worker answers nonsense."))
        self.version = self._checked = loaded.version
        self.title, self.labels = loaded.title, loaded.labels
        self.languages, self.rss = tuple(loaded.languages), loaded.rss
        self._set("ready")
        return asyncio.create_task(worker.receive())

    async def _score(
        self,
        worker: WorkerProcess[Order, Report],
        reading: Reading,
        batch: list[Question],
    ) -> Reading:
        """Have one batch scored; returns the task that reads the report after it."""
        self._in_flight = batch
        self._number += 1
        self._note_waits(batch)
        texts = [question.text for question in batch]
        began = self._clock.monotonic()
        await worker.send(Score(number=self._number, texts=texts))
        scored = await self._report(reading, HANG_S)
        if scored is None:
            return reading
        if not isinstance(scored, Scored) or not self._is_sound(scored, len(batch)):
            raise WorkerError(_("The model's worker answers nonsense."))
        self._in_flight, self._failures, self.rss = [], 0, scored.rss
        self._note_pace((self._clock.monotonic() - began) / len(batch))
        for question, row in zip(batch, scored.rows, strict=True):
            self._on_scores(question, dict(zip(self.labels, row, strict=True)))
        await self._come_closer(worker)
        return asyncio.create_task(worker.receive())

    def _is_sound(self, scored: Scored, texts: int) -> bool:
        """Return whether it answers the last order, with shares of a whole."""
        return (
            scored.number == self._number
            and [len(row) for row in scored.rows] == [len(self.labels)] * texts
            and all(0 <= score <= 1 for row in scored.rows for score in row)
        )

    async def _report(self, reading: Reading, seconds: float) -> Report | None:
        """Return the next report; None when another model was chosen meanwhile.

        Raises WorkerError when the worker ends or takes longer, ModelError when it
        says that the model does not work.
        """
        await _first_of(self._has_changed.wait(), self._clock.sleep(seconds), reading)
        if self._has_changed.is_set():
            return None
        if not reading.done():
            raise WorkerError(_("The model does not answer and was stopped."))
        report = reading.result()
        if isinstance(report, Refused):
            kind = ModelMissingError if report.is_missing else ModelError
            raise kind(report.text)
        if report is None:
            raise WorkerError(_("The model's worker ended."))
        return report

    def _next_batch(self) -> list[Question]:
        if self._suspects:
            return self._suspects.popleft()
        limit = int(BATCH_S / self._text_s) if self._text_s else BATCH
        return self._queue.take(max(_FEWEST, min(BATCH, limit)))

    def _note_pace(self, seconds: float) -> None:
        """Learn how long one text takes; the newest batches count most."""
        known = self._text_s or seconds
        self._text_s = known + 0.2 * (seconds - known)

    async def _comes_work(self, reading: Reading) -> bool:
        """Wait for a text; returns False when none came for long, or all changed.

        Raises WorkerError when the worker ends meanwhile.
        """
        self._has_work.clear()
        await _first_of(
            self._has_work.wait(),
            self._has_changed.wait(),
            self._clock.sleep(IDLE_S),
            reading,
        )
        if reading.done():
            reading.result()
            raise WorkerError(_("The model's worker ended."))
        return self._has_work.is_set()

    def _take_note(self, error: Exception) -> None:
        """Say that rules decide alone, and why; keep the batch to be asked again."""
        is_missing = isinstance(error, ModelMissingError)
        self._checked = ""
        if not self._failures:
            log.warning("Rules decide alone: %s", error)
        self._set("missing" if is_missing else "failed", str(error))
        batch, self._in_flight = self._in_flight, []
        if isinstance(error, ModelError):
            for question in batch:
                self._on_given_up(question, "model-late")
        elif batch:
            self._suspect(batch)

    def _suspect(self, batch: list[Question]) -> None:
        for question in batch:
            question.tries += 1
        if batch[0].tries == 1:
            self._suspects.append(batch)
        elif len(batch) == 1:
            self._on_given_up(batch[0], "model-poison")
        else:
            self._suspects.extend([question] for question in batch)

    async def _pause(self) -> None:
        longest = LOOK_S if self.state == "missing" else LONGEST_PAUSE_S
        seconds = min(longest, 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)
        self.restarts += self.state != "missing"
        await _first_of(self._clock.sleep(seconds), self._has_changed.wait())

    def _start_over(self) -> None:
        """Have all that another model was asked asked again."""
        groups = [self._in_flight, *self._suspects]
        self._in_flight = []
        self._suspects.clear()
        for question in (one for group in groups for one in group):
            question.tries = 0
            if not question.is_wanted:
                self._on_given_up(question, "model-late")
            elif (shed := self._queue.add(question)) is not None:
                self._on_given_up(shed, "model-shed")

    def _note_waits(self, batch: Sequence[Question]) -> None:
        now = self._clock.monotonic()
        for question in batch:
            if question.waiters:
                self._waits.append(now - question.waiters[0].asked)

    async def _come_closer(self, worker: WorkerProcess[Order, Report]) -> None:
        """Let the worker stand back less when texts wait long for their turn."""
        if self._nice not in _NICENESS or len(self._waits) < _FEWEST_WAITS:
            return
        if sorted(self._waits)[len(self._waits) * 95 // 100] > SLOW_S:
            self._nice = _NICENESS[self._nice]
            self._waits.clear()
            await worker.send(StandBack(nice=self._nice))

    def _set(self, state: State, detail: str = "") -> None:
        if (state, detail) != (self.state, self.detail) or state == "ready":
            self.state, self.detail = state, detail
            self._on_state()


async def _first_of(*waits: Coroutine[Any, Any, object] | Reading) -> None:
    """Wait until one of them is over; tasks go on, coroutines are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task, wait in zip(tasks, waits, strict=True):
            if task is not wait:
                task.cancel()


async def _ended(reading: Reading) -> None:
    """Stop reading; what it would have raised is known already, or nobody's concern."""
    reading.cancel()
    await asyncio.wait({reading})
    if not reading.cancelled():
        reading.exception()


def _is_there(folder: Path) -> bool:
    try:
        return (folder / FILE).is_file()
    except OSError:  # a folder that may not be looked into
        return False


def _missing(folder: Path) -> str:
    text = _("The model “{name}” is not on this computer. Get it on the Model tab.")
    return text.format(name=folder.name)
