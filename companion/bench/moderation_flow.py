"""Texts at a steady pace through rules, queue, cache and the real worker."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

from companion.app.machine import SystemClock
from companion.bench.orm_baseline import demo_events
from companion.domain.events import Chat
from companion.moderation.model_queue import Answer
from companion.moderation.model_text import model_text, needs_model
from companion.moderation.prepared import prepared
from companion.moderation.rules import RuleSet
from companion.moderation.scorer import CACHED, Scorer
from companion.settings.moderation import ModelSettings, ModerationSettings

_WORD: Final = re.compile(r"\w+")

_CALM_S: Final = 0.3
"""Seconds in which a worker that has just been loaded comes to rest."""


class Flow(NamedTuple):
    """What a stretch of texts took: seconds from due to verdict; bytes of the worker.

    unanswered: those that got the rules' verdict, because the model was too slow.
    """

    seconds: Sequence[float]
    rss: int
    unanswered: int


def chat(most: int) -> Sequence[str]:
    """Return texts of the simulator's chat, in its order."""
    texts: list[str] = []
    for event in demo_events(12 * most):
        if isinstance(event, Chat) and event.text:
            texts.append(event.text)
            if len(texts) == most:
                break
    return texts


def words_of_chat(texts: Iterable[str]) -> Sequence[str]:
    """Return the words of texts, each once, as a tokenizer takes them apart."""
    found = (word for text in texts for word in _WORD.findall(text.lower()))
    return [*dict.fromkeys(found)]


async def measure_flow(
    folder: Path, texts: Sequence[str], *, rate: int, seconds: float
) -> Flow:
    """Offer texts at `rate` a second; return how long verdicts took."""
    clock = SystemClock()
    rules = RuleSet(ModerationSettings())
    async with running_scorer(folder) as scorer:
        await clock.sleep(_CALM_S)
        count = int(rate * seconds)
        took: list[float] = []
        unanswered = 0
        has_all = asyncio.Event()

        def told(due: float, *, is_answered: bool) -> None:
            nonlocal unanswered
            took.append(clock.monotonic() - due)
            unanswered += not is_answered
            if len(took) == count:
                has_all.set()

        began = clock.monotonic()
        for number in range(count):
            due = began + number / rate
            ahead = due - clock.monotonic()
            if ahead > 0 or number % 64 == 0:
                await clock.sleep(max(0.0, ahead))
            text = texts[number % len(texts)]
            rules.opinion_of(prepared(text))
            if needs_model(text):
                scorer.ask(text, _teller(told, due))
            else:
                told(due, is_answered=True)
        await has_all.wait()
        return Flow(took, scorer.view().rss or 0, unanswered)


def _teller(told: Callable[..., None], due: float) -> Callable[[Answer], None]:
    return lambda answer: told(due, is_answered=bool(answer.scores))


@asynccontextmanager
async def running_scorer(folder: Path) -> AsyncIterator[Scorer]:
    """Run a model until the end of the block; it is ready at the beginning."""
    scorer = Scorer(folder_of=lambda _id: folder, clock=SystemClock())
    is_ready = asyncio.Event()
    scorer.on_change = lambda: (
        is_ready.set() if scorer.view().state == "ready" else None
    )
    scorer.choose(ModelSettings(id=folder.name))
    running = asyncio.create_task(scorer.run())
    try:
        async with asyncio.timeout(60):
            await is_ready.wait()
        yield scorer
    finally:
        running.cancel()
        await asyncio.wait({running})


def cache_hits(texts: Sequence[str], key: Callable[[str], str]) -> float:
    """Return the share of texts, 0..1, that a cache of the scorer's size answers."""
    cache: OrderedDict[str, None] = OrderedDict()
    asked = hits = 0
    for text in texts:
        if not needs_model(text):
            continue
        asked += 1
        known = key(text)
        if known in cache:
            hits += 1
            cache.move_to_end(known)
        else:
            cache[known] = None
            if len(cache) > CACHED:
                cache.popitem(last=False)
    return hits / asked if asked else 0.0


def shares_of_cache(texts: Sequence[str]) -> tuple[float, float]:
    """Return percent of texts that a cache answers: as the model sees them, as sent."""
    return (
        100 * cache_hits(texts, model_text),
        100 * cache_hits(texts, lambda text: text),
    )
