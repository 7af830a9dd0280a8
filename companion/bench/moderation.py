"""What judging a text costs: rules, the model, and the way between them.

Models have weights of chance and their true size, so that nothing has to be loaded from
anywhere. Seconds are those of one core, which change little on a busy computer; waits
are those of the clock. Baseline: `Detoxify.predict`, text by text, on the same texts.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from companion.bench.moderation_flow import (
    Flow,
    chat,
    measure_flow,
    shares_of_cache,
    words_of_chat,
)
from companion.bench.moderation_nets import (
    BASE,
    FEW_WORDS,
    SMALL,
    VOCABULARY,
    NetSize,
    make_model,
)
from companion.bench.moderation_score import Scoring
from companion.bench.result import Result, faster, percentile, shorter
from companion.domain.errors import WorkerError
from companion.i18n import _
from companion.moderation.prepared import prepared
from companion.moderation.rules import RuleSet
from companion.settings.moderation import ModerationSettings

_RATES: Final = (50, 200, 600)
"""Texts a second: a good evening, a large chat, a raid."""

_BLOCKED: Final = 2_000
_PATIENCE_S: Final = 300.0
_MEGABYTE: Final = 1_000_000


class _Extent(NamedTuple):
    """How much is measured; scored, slow: texts for us and for the baseline."""

    texts: int
    scored: int
    slow: int
    seconds: float
    rates: Sequence[int]
    words: int


_QUICK: Final = _Extent(
    texts=400, scored=160, slow=0, seconds=0.3, rates=(200,), words=FEW_WORDS
)
_WHOLE: Final = _Extent(
    texts=10_000, scored=1_920, slow=100, seconds=6.0, rates=_RATES, words=VOCABULARY
)


def measure(is_quick: bool) -> Sequence[Result]:
    """Return speed by model, waits by pace, memory, cache, lag, and cost of rules.

    Raises WorkerError when a process that measures does not end well.
    """
    extent = _QUICK if is_quick else _WHOLE
    texts = chat(extent.texts)
    with tempfile.TemporaryDirectory(prefix="companion-bench-") as scratch:
        folder = Path(scratch)
        why, naive = _naive(folder, texts[: extent.slow])
        found = [*_speed(SMALL, folder, texts, extent, baseline=(why, naive))]
        if not is_quick:
            found += _speed(BASE, folder, texts, extent, baseline=(why, naive))
        found += _waits(folder / SMALL.name, texts, extent, naive=naive)
        if not is_quick:
            found.append(_lag(folder / SMALL.name, seconds=extent.seconds))
    found += [_cache(texts), _rules(texts)]
    return found


def _naive(folder: Path, texts: Sequence[str]) -> tuple[str, Scoring | None]:
    """Return what the baseline is, and what it took; None: the text says why not."""
    if not texts:
        return _("loading Detoxify takes longer than a quick run may"), None
    if find_spec("detoxify") is None or find_spec("torch") is None:
        return _(
            "Detoxify is not installed: pip install companion-live[detoxify]"
        ), None
    place = folder / "detoxify"
    place.mkdir()
    found = _score("detoxify", place, texts)
    return _("Detoxify.predict, text by text, BERT-base, one core"), found


def _speed(
    size: NetSize,
    folder: Path,
    texts: Sequence[str],
    extent: _Extent,
    *,
    baseline: tuple[str, Scoring | None],
) -> Sequence[Result]:
    """Return how many texts one core scores a second, and the memory it takes."""
    place = folder / size.name
    make_model(size, place, words_of_chat(texts), most=extent.words)
    few = extent.scored if size is SMALL else extent.scored // 4
    ours = _score("ours", place, texts[:few])
    why, naive = baseline
    goal = _("20 times Detoxify") if size is SMALL else _("8 times Detoxify")
    return [
        faster(
            size.name,
            1 / ours.seconds,
            "texts/s",
            baseline=(why, None if naive is None else 1 / naive.seconds),
            goal=goal,
        ),
        shorter(
            _("{name}: memory").format(name=size.name),
            ours.rss / _MEGABYTE,
            "MB",
            baseline=(why, None if naive is None else naive.rss / _MEGABYTE),
        ),
    ]


def _waits(
    model: Path, texts: Sequence[str], extent: _Extent, *, naive: Scoring | None
) -> Sequence[Result]:
    """Return how long 99 of 100 texts wait at most for their verdict."""
    found: list[Result] = []
    for rate in extent.rates:
        flow = asyncio.run(
            measure_flow(model, texts, rate=rate, seconds=extent.seconds)
        )
        found.append(
            shorter(
                _("p99 verdict at {rate}/s").format(rate=rate),
                percentile(flow.seconds, 0.99) * 1000,
                "ms",
                baseline=(_beside(flow, naive), None),
                goal=_("1500 ms (deadline)"),
            )
        )
    return found


def _beside(flow: Flow, naive: Scoring | None) -> str:
    late = _("{late} of {all} too late").format(
        late=flow.unanswered, all=len(flow.seconds)
    )
    if naive is None:
        return late
    text = _("{late}; Detoxify.predict keeps up with {most} texts/s at most")
    return text.format(late=late, most=int(1 / naive.seconds))


def _lag(model: Path, *, seconds: float) -> Result:
    """Return how late the window's timer is while the model is busy."""
    with_model, without = (
        percentile(_ticks(which, model, seconds), 0.99) * 1000
        for which in ("model", "rules")
    )
    return shorter(
        _("window lag p99 at 200/s"),
        with_model,
        "ms",
        baseline=(_("the same window and chat without the model"), without),
    )


def _ticks(which: str, model: Path, seconds: float) -> Sequence[float]:
    return msgspec.json.decode(
        _run("companion.bench.moderation_lag", which, str(model), str(seconds)),
        type=list[float],
    )


def _cache(texts: Sequence[str]) -> Result:
    ours, plain = shares_of_cache(texts)
    return faster(
        _("cache hits, simulator's chat"),
        ours,
        "%",
        baseline=(_("by the text as it was sent"), plain or None),
    )


def _rules(texts: Sequence[str]) -> Result:
    """Return what rules cost with 2,000 blocked words."""
    words = tuple(f"{left}zq{right}" for left, right in _pairs(_BLOCKED))
    rules = RuleSet(ModerationSettings(blocklist=words))
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return shorter(
        _("rules, 2,000 blocked words"),
        _microseconds(lambda text: rules.opinion_of(prepared(text)), texts),
        "µs",
        baseline=(
            _("one plain regular expression of the same words"),
            _microseconds(pattern.search, texts),
        ),
        goal=_("about 10 µs"),
    )


def _pairs(count: int) -> Sequence[tuple[str, str]]:
    """Return pairs of made-up syllables, no two alike."""
    parts = [f"{one}{two}" for one in "bcdfgklmnprst" for two in "aeiou"]
    return [(one, other) for one in parts for other in parts][:count]


def _microseconds(judge: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the time of one core for one text; the best of three rounds."""
    best = float("inf")
    for _round in range(3):
        began = time.process_time()
        for text in texts:
            judge(text)
        best = min(best, time.process_time() - began)
    return best / len(texts) * 1_000_000


def _score(which: str, folder: Path, texts: Sequence[str]) -> Scoring:
    answer = _run(
        "companion.bench.moderation_score", which, str(folder), said=json.dumps(texts)
    )
    return msgspec.json.decode(answer, type=Scoring)


def _run(module: str, *arguments: str, said: str = "") -> bytes:
    """Return what a process of ours prints; raises WorkerError when it fails."""
    try:
        ended = subprocess.run(  # noqa: S603  # ourselves, with names of our own
            [sys.executable, "-m", module, *arguments],
            input=said.encode(),
            capture_output=True,
            timeout=_PATIENCE_S,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        text = _("{module} did not end in time.")
        raise WorkerError(text.format(module=module)) from error
    except subprocess.CalledProcessError as error:
        text = _("{module} failed: {cause}")
        lines = error.stderr.decode("utf-8", "replace").strip().split("\n")
        raise WorkerError(text.format(module=module, cause=lines[-1])) from error
    return ended.stdout
