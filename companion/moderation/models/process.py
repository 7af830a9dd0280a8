"""Asking a model in a process of its own: for commands, and to measure it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec
import psutil

from companion.domain.errors import ModelError, WorkerError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.moderation.messages import (
    REPORTS,
    Load,
    Loaded,
    Order,
    Refused,
    Report,
    Score,
    Scored,
)
from companion.workers.process import WorkerProcess

WORKER: Final = "moderation"
"""Its name in companion.__main__."""

MOST_TEXTS: Final = 256
"""In one order."""

_SAMPLE: Final = (
    "gg",
    "hello everyone",
    "that was so close, well played",
    "what game is this? looks fun",
    "first time here, love the stream",
    "no way he survived that with one heart left lol",
    "can you play that song again please",
    "good night all, thanks for the great evening",
)
"""Chat as it usually is: 1 to 12 words."""

_ROUNDS: Final = 12


class ModelProcess:
    """A model that answers; made by `model_process`."""

    def __init__(self, process: WorkerProcess[Order, Report], loaded: Loaded) -> None:
        self._process = process
        self._number = 0
        self.loaded = loaded
        """What the worker said about the model."""

    async def ask(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the scores of each text, in the order of `loaded.labels`.

        Raises ModelError when the model does not answer.
        """
        found: list[list[float]] = []
        for start in range(0, len(texts), MOST_TEXTS):
            self._number += 1
            part = list(texts[start : start + MOST_TEXTS])
            try:
                await self._process.send(Score(number=self._number, texts=part))
                report = await self._process.receive()
            except WorkerError as error:
                raise ModelError(str(error)) from error
            match report:
                case Scored(number=number, rows=rows) if number == self._number:
                    found += rows
                case Refused(text=text):
                    raise ModelError(text)
                case _:
                    raise ModelError(_("The model does not answer."))
        return found

    async def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return the scores of each text by label; raises ModelError."""
        labels = self.loaded.labels
        return [dict(zip(labels, row, strict=True)) for row in await self.ask(texts)]

    def cpu_seconds(self) -> float:
        """Return how long cores have worked for the model's process."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)


@asynccontextmanager
async def model_process(folder: Path, *, nice: int = 0) -> AsyncIterator[ModelProcess]:
    """Run the model in `folder`; its process is gone after the block.

    nice: how far it stands back, 0 to 10. Raises ModelError.
    """
    decoder: msgspec.msgpack.Decoder[Report] = REPORTS
    process: WorkerProcess[Order, Report] = WorkerProcess(WORKER, receives=decoder)
    try:
        await process.__aenter__()
    except WorkerError as error:
        raise ModelError(str(error)) from error
    try:
        yield ModelProcess(process, await _loaded(process, folder, nice=nice))
    finally:
        await process.close()


async def _loaded(
    process: WorkerProcess[Order, Report], folder: Path, *, nice: int
) -> Loaded:
    try:
        await process.send(Load(folder=str(folder), nice=nice))
        report = await process.receive()
    except WorkerError as error:
        raise ModelError(str(error)) from error
    match report:
        case Loaded():
            return report
        case Refused(text=text):
            raise ModelError(text)
        case _:
            raise ModelError(_("The model does not answer."))


async def measure(folder: Path, *, clock: Clock) -> float:
    """Return milliseconds that one text of chat takes here, one at a time, one core.

    The best of several rounds: whatever else the computer does only makes them slower.
    Takes some seconds. Raises ModelError.
    """
    async with model_process(folder) as model:
        await model.ask(_SAMPLE)  # the first texts are slower
        best = float("inf")
        for _round in range(_ROUNDS):
            began = clock.monotonic()
            for text in _SAMPLE:
                await model.ask([text])
            best = min(best, (clock.monotonic() - began) / len(_SAMPLE))
    return best * 1000
