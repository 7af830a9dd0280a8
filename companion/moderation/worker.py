"""The worker process: texts in, scores out, on one thread that stands back.

Models and what they run on are imported here and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import psutil

from companion.domain.errors import ModelError
from companion.moderation.classifiers import Classifier, classifier_of
from companion.moderation.classifiers.http import HttpClassifier, http_manifest
from companion.moderation.messages import (
    ORDERS,
    Load,
    Loaded,
    Order,
    Refused,
    Report,
    Score,
    Scored,
    StandBack,
)
from companion.moderation.models.manifest import (
    check_whole,
    read_manifest,
    version_of,
)
from companion.moderation.second_opinion import SecondOpinion
from companion.workers.child import Channel, Link, serve

T = TypeVar("T")

_SERVER_S: Final = 1.0
"""Seconds that a second opinion may take: the texts behind it have deadlines."""


def main() -> int:
    """Serve standard input and output; return the exit code."""
    return serve(Channel(), work, receives=ORDERS)


async def work(link: Link[Order, Report]) -> None:
    """Load the model that the parent names, and score until it wants no more.

    What is no ModelError ends the worker with its traceback: the parent finds out by
    which text, and starts another one.
    """
    first = await link.receive()
    if not isinstance(first, Load):
        return
    seat = Seat(nice=first.nice)
    try:
        classifier, loaded = await seat.run(partial(load, first))
        await link.send(loaded)
        while (order := await link.receive()) is not None:
            match order:
                case Score(number=number, texts=texts):
                    rows = await seat.run(partial(classifier.score, texts))
                    await link.send(Scored(number=number, rows=rows, rss=rss()))
                case StandBack(nice=nice):
                    seat.close()
                    seat = Seat(nice=nice)
    except MissingModelError as error:
        await link.send(Refused(text=str(error), is_missing=True))
    except ModelError as error:
        await link.send(Refused(text=str(error)))
    finally:
        seat.close()


class MissingModelError(ModelError):
    """A model's files are not there, or not whole."""


def load(order: Load) -> tuple[Classifier, Loaded]:
    """Return a model that can be asked. Raises ModelError."""
    folder = Path(order.folder)
    try:
        manifest = read_manifest(folder)
        if not order.is_checked:
            check_whole(manifest, folder)
    except ModelError as error:
        raise MissingModelError(str(error)) from error
    classifier = classifier_of(manifest, folder)
    if (server := order.second_opinion) is not None:
        other = HttpClassifier(
            http_manifest(server.address), key=server.key, timeout_s=_SERVER_S
        )
        classifier = SecondOpinion(classifier, other, low=server.low, high=server.high)
    classifier.load()
    return classifier, Loaded(
        version=version_of(manifest),
        title=manifest.title,
        labels=list(classifier.labels),
        languages=list(classifier.languages),
        rss=rss(),
    )


def rss() -> int:
    """Return how much memory this process takes, in bytes."""
    return int(psutil.Process().memory_info().rss)


class Seat:
    """The one thread that scores, at a priority of its own.

    On Linux threads have priorities, and what stood back cannot come forward again: the
    thread that everything is started from keeps the usual one, so that another seat can
    be closer. Beats of the heart go on while a text takes long.
    """

    def __init__(self, *, nice: int) -> None:
        self._thread = ThreadPoolExecutor(1, initializer=stand_back, initargs=(nice,))

    async def run(self, call: Callable[[], T]) -> T:
        """Return what `call` returns, on the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def close(self) -> None:
        """Take no more."""
        self._thread.shutdown(wait=False)


def stand_back(nice: int) -> None:
    """Give this thread, or where there is no such thing the process, a priority."""
    with contextlib.suppress(OSError, psutil.Error):  # it works with any priority
        if sys.platform == "win32":
            process = psutil.Process()
            process.nice(
                psutil.BELOW_NORMAL_PRIORITY_CLASS
                if nice
                else psutil.NORMAL_PRIORITY_CLASS
            )
        elif sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
        else:
            os.setpriority(os.PRIO_PROCESS, 0, nice)
