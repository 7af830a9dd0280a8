"""What each overlay costs in a real browser while 500 things a second change.

The app runs as it does on air; one page at a time is open. Baseline: a page that gets
every change as a message of its own and writes its rows anew each time. A stage of
eight overlays is compared with the dearest of the eight alone.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from companion.app.chromium import Tab, find_chromium, open_tab
from companion.app.machine import SystemClock
from companion.app.options import RunOptions
from companion.app.running import RunningApp
from companion.bench.naive_page import naive_page
from companion.bench.overlay_load import feed
from companion.bench.result import Baseline, Result, faster, shorter
from companion.bench.serving import serving
from companion.domain.errors import WorkerError
from companion.i18n import _
from overlays.catalogue import CATALOGUE

ON_STAGE: Final = (
    "leaderboard", "chat", "alerts", "goal", "timer", "poll", "viewers", "ticker",
)  # fmt: skip
"""Eight overlays that stand on one stage."""

_QUICK: Final = ("leaderboard",)
_SETTLE_SHARE: Final = 0.25
"""How long a page settles before it is looked at, of the time it is measured."""

_PATIENCE_S: Final = 15.0
_LOOK_S: Final = 0.05

_COUNT_FRAMES: Final = """
window.bench = { frames: 0, isCounting: false };
window.bench.count = () => {
  if (!window.bench.isCounting) return;
  window.bench.frames += 1;
  requestAnimationFrame(window.bench.count);
};
"""
_START: Final = (
    "(() => { bench.frames = 0; bench.isCounting = true;"
    " requestAnimationFrame(bench.count); return performance.now(); })()"
)
_STOP: Final = (
    "(() => { bench.isCounting = false; return [bench.frames, performance.now()]; })()"
)
_LOADED: Final = """
(() => {
  const files = performance.getEntriesByType("resource");
  const own = files.filter((one) => !one.name.includes("/fonts/"));
  const page = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const size = (sum, one) => sum + one.encodedBodySize;
  return [own.reduce(size, page.encodedBodySize), paint ? paint.startTime : null];
})()
"""


class Cost(NamedTuple):
    """What a page costs.

    frames: a second, while everything changes. busy, idle: per cent of one core that
    the whole browser takes then, and while nothing happens. heap: megabytes after a
    collection. painted: milliseconds from its request to the first thing on screen,
    None when it shows nothing by itself. loaded: kilobytes of page, scripts and styles.
    """

    frames: float
    busy: float
    idle: float
    heap: float
    painted: float | None
    loaded: float


def measure(is_quick: bool) -> Sequence[Result]:
    """Return what every overlay costs beside the naive page.

    Raises WorkerError when there is no browser, or a page does not come up.
    """
    program = find_chromium()
    if program is None:
        raise WorkerError(_("No browser of Chromium's family was found."))
    seconds = 0.3 if is_quick else 4.0
    return asyncio.run(_measure(program, seconds=seconds, is_quick=is_quick))


async def _measure(program: str, *, seconds: float, is_quick: bool) -> list[Result]:
    clock = SystemClock()
    names = _QUICK if is_quick else tuple(one.name for one in CATALOGUE)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        app = await stack.enter_async_context(_app(Path(folder)))
        tab = await stack.enter_async_context(open_tab(program))
        await tab.begin_with(_COUNT_FRAMES)
        await app.engine.start_session()
        link = await stack.enter_async_context(naive_page(clock))
        naive = await _cost(tab, link, app, seconds=seconds, is_fed=False)
        costs = {}
        for name in names:
            overlay = next(one for one in CATALOGUE if one.name == name)
            await tab.resize(overlay.width, overlay.height)
            address = app.engine.overlay_links()[name]
            costs[name] = await _cost(tab, address, app, seconds=seconds)
    found = [one for name, cost in costs.items() for one in _told(name, cost, naive)]
    return found if is_quick else [*found, _stage(costs)]


def _app(folder: Path) -> AbstractAsyncContextManager[RunningApp]:
    items = ", ".join(
        f'{{overlay="{name}", x={240 * (at % 8)}, y={20 + 60 * at}, width=640,'
        " height=400}"
        for at, name in enumerate(ON_STAGE)
    )
    (folder / "settings.toml").write_text(
        f'[overlays.stage]\nitems = [{items}]\n[overlays.card]\ntext = "Tonight"\n',
        encoding="utf-8",
    )
    options = RunOptions(purpose="bench", folder=folder, port=0)
    return serving(options)


async def _cost(
    tab: Tab, link: str, app: RunningApp, *, seconds: float, is_fed: bool = True
) -> Cost:
    clock, settle = SystemClock(), seconds * _SETTLE_SHARE
    await tab.go("about:blank")
    await tab.go(link)
    await _drawn(tab, clock)
    feeding = asyncio.ensure_future(
        feed(app, clock, seconds + settle) if is_fed else clock.sleep(seconds)
    )
    await clock.sleep(settle)
    before, began = _browser_seconds(), await tab.run(_START)
    await clock.sleep(seconds)
    frames, ended = await tab.run(_STOP)
    lasted = (ended - began) / 1_000
    busy = (_browser_seconds() - before) / lasted
    await feeding
    loaded, painted = await tab.run(_LOADED)
    heap = await tab.heap()
    await clock.sleep(settle * 2)
    rest = seconds / 2
    before = _browser_seconds()
    await clock.sleep(rest)
    idle = (_browser_seconds() - before) / rest
    return Cost(
        frames=frames / lasted,
        busy=busy * 100,
        idle=idle * 100,
        heap=heap / 1_000_000,
        painted=painted,
        loaded=loaded / 1_000,
    )


async def _drawn(tab: Tab, clock: SystemClock) -> None:
    """Wait until the page stands; raises WorkerError when it does not."""
    waited = 0.0
    while waited < _PATIENCE_S:
        if await tab.run('document.readyState === "complete" && "bench" in window'):
            return
        await clock.sleep(_LOOK_S)
        waited += _LOOK_S
    raise WorkerError(_("A page did not come up; `companion doctor` helps."))


def _browser_seconds() -> float:
    """Return the processor time that the browser and all its parts have taken."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            spent = process.cpu_times()
        except psutil.Error:  # it has just ended
            continue
        total += spent.user + spent.system
    return total


def _told(name: str, cost: Cost, naive: Cost) -> list[Result]:
    text = _("a page that writes {n} rows per message").format(n=10)

    def beside(value: float | None) -> Baseline:
        return text, value

    found = [
        faster(
            f"{name}: frames a second",
            cost.frames,
            "1/s",
            baseline=beside(naive.frames),
            goal="60",
        ),
        shorter(
            f"{name}: processor while it changes",
            cost.busy,
            "%",
            baseline=beside(naive.busy),
        ),
        shorter(f"{name}: heap", cost.heap, "MB", baseline=beside(naive.heap)),
        shorter(
            f"{name}: page without fonts",
            cost.loaded,
            "kB",
            baseline=(_("the page itself is one small file"), None),
            goal="60 kB",
        ),
        shorter(
            f"{name}: processor at rest",
            cost.idle,
            "%",
            baseline=(_("nothing else rests"), None),
            goal="1 %",
        ),
    ]
    if cost.painted is not None:
        found.append(
            shorter(
                f"{name}: first paint",
                cost.painted,
                "ms",
                baseline=beside(naive.painted),
            )
        )
    return found


def _stage(costs: dict[str, Cost]) -> Result:
    """Return what a stage of eight costs beside the dearest of the eight alone."""
    dearest = max(ON_STAGE, key=lambda name: costs[name].busy if name in costs else 0)
    return shorter(
        "stage of eight: processor while it changes",
        costs["stage"].busy,
        "%",
        baseline=(_("{overlay} alone").format(overlay=dearest), costs[dearest].busy),
        goal=_("at most 1.5 times the dearest"),
    )
