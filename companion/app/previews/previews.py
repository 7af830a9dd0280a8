"""When overlays are drawn, and for how long the browser that draws them lives."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.studio import OverlayView
from companion.i18n import _
from companion.kept_file import replace_whole

if TYPE_CHECKING:
    from companion.app.chromium import Browser
    from companion.app.previews.page import PreviewPage

log = logging.getLogger(__name__)

REST_SECONDS = 30.0
"""How long the browser waits for the next picture before it ends."""

TILE_WIDTH = 800
"""Widest picture of an example, in pixels; tiles show it smaller."""

QUALITY = 90
"""Of the pictures, 0 to 100."""

CALM_AFTER = 4
CALM_EVERY = 4
"""A page that has looked the same for so many pictures is drawn at every fourth look:
clocks run in it by themselves, so it cannot be left alone."""

CALM_TIMES = 6.0
"""A machine that is busy draws slowly: the pause after a picture is so many times as
long as the picture took, which leaves the processor to the game."""

LONGEST_PAUSE = 2.0
"""Seconds."""

_PERSISTENT = 200
"""Pictures kept on disk at most."""

Snapshots = Sequence[Mapping[str, Any]]


class Previews:
    """Draws overlays' pages; every method runs on one loop, one picture at a time.

    folder: where pictures of examples are kept from run to run, None keeps them in
    memory. program: finds the browser, or None; by itself the one that is installed.
    rest: seconds that the browser waits for more to draw. widest, quality: of pictures
    of examples.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        folder: Path | None = None,
        program: Callable[[], str | None] | None = None,
        rest: float = REST_SECONDS,
        widest: int = TILE_WIDTH,
        quality: int = QUALITY,
    ) -> None:
        self._clock = clock
        self._folder = folder
        self._find = program
        self._rest = rest
        self._widest = widest
        self._quality = quality
        self._problem = ""
        self._turn = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._browser: Browser | None = None
        self._pages: dict[str, PreviewPage] = {}
        self._resting: asyncio.Task[None] | None = None
        self._kept: dict[str, bytes] = {}
        self._last: tuple[str, bytes] = ("", b"")
        self._seen: set[int] = set()
        self._same = 0
        self._not_before = 0.0
        self._drawn = ""

    @property
    def problem(self) -> str:
        """Return why there are no pictures, as one sentence; "" when there are."""
        return self._problem

    @property
    def is_running(self) -> bool:
        """Tell whether a browser runs now."""
        return self._browser is not None

    async def sample(self, view: OverlayView, snapshots: Snapshots) -> bytes | None:
        """Return a page with its example, from the cache where it can be."""
        key = _key(view, snapshots)
        kept = self._kept.get(key) or await asyncio.to_thread(self._read, key)
        if kept:
            self._kept[key] = kept
            return kept
        scale = min(1.0, self._widest / view.width)
        picture = await self._draw("sample", view, snapshots, scale=scale)
        if picture:
            self._kept[key] = picture
            await asyncio.to_thread(self._write, key, picture)
        return picture

    async def live(
        self, view: OverlayView, snapshots: Snapshots, *, width: int, height: int
    ) -> bytes | None:
        """Return what a page shows, in at most this size; None: as the last time."""
        scale = min(1.0, width / view.width, height / view.height)
        key = f"{_key(view, snapshots)} {scale:.3f}"
        is_same = key == self._last[0]
        self._same = self._same + 1 if is_same else 0
        if self._same > CALM_AFTER and self._same % CALM_EVERY:
            return None
        began = self._clock.monotonic()
        if began < self._not_before and view.name == self._drawn:
            return None
        # A scale of many digits would load the page again for nothing.
        picture = await self._draw(
            "live", view, () if is_same else snapshots, scale=round(scale, 3)
        )
        ended = self._clock.monotonic()
        pause = min(LONGEST_PAUSE, CALM_TIMES * (ended - began))
        self._not_before, self._drawn = ended + pause, view.name
        if picture is None:
            return None
        before, self._last = self._last, (key, picture)
        if not is_same:
            self._seen = set()
        # Letters that stand aslant are not drawn alike each time: what was seen of
        # this page already does not count as movement.
        digest = hash(picture)
        if digest not in self._seen:
            self._same = 0
            self._seen.add(digest)
        return None if before == self._last else picture

    async def close(self) -> None:
        """End the browser, if one runs."""
        # With the turn in hand: a browser that is just ending must end in peace.
        async with self._turn:
            if self._resting is not None:
                self._resting.cancel()
                await asyncio.gather(self._resting, return_exceptions=True)
            await self._stop()

    # The browser

    async def _draw(
        self, use: str, view: OverlayView, snapshots: Snapshots, *, scale: float
    ) -> bytes | None:
        """Return a picture; no snapshots: of what the page shows already."""
        async with self._turn:
            try:
                page = await self._page(use)
                if page is None:
                    return None
                if snapshots and not await page.show(view, snapshots, scale=scale):
                    return None
                picture = await page.picture(self._quality)
                if use == "sample":
                    await page.clear()
            except (CommandError, TimeoutError, OSError) as error:
                log.info("no picture of %s: %s", view.name, error)
                self._problem = _("The browser does not draw them now.")
                self._last = ("", b"")
                await self._stop()
                return None
            else:
                return picture
            finally:
                self._rest_later()

    async def _page(self, use: str) -> PreviewPage | None:
        # Speaking to a browser needs much that a window without previews does not.
        from companion.app.chromium import find_chromium, open_browser  # noqa: PLC0415  # see above
        from companion.app.previews.page import PreviewPage  # noqa: PLC0415  # see above

        if self._browser is None:
            program = await asyncio.to_thread(self._find or find_chromium)
            if program is None:
                self._problem = _(
                    "Live pictures need Chrome, Edge, Brave or Chromium on this "
                    "computer."
                )
                return None
            self._browser = await self._stack.enter_async_context(
                open_browser(program, is_gentle=True)
            )
        if use not in self._pages:
            page = PreviewPage(await self._browser.open_tab())
            await page.open()
            self._pages[use] = page
            if use == "live":
                self._last = ("", b"")
        self._problem = ""
        return self._pages[use]

    def _rest_later(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.create_task(self._stop_after_rest())

    async def _stop_after_rest(self) -> None:
        await self._clock.sleep(self._rest)
        async with self._turn:
            await self._stop()

    async def _stop(self) -> None:
        self._browser = None
        self._pages = {}
        self._last = ("", b"")
        self._same = 0
        await self._stack.aclose()

    # What is kept

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        file = self._folder / f"{key}.webp"
        try:
            return file.read_bytes()
        except OSError:
            return None

    def _write(self, key: str, picture: bytes) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            files = sorted(
                self._folder.glob("*.webp"), key=lambda one: one.stat().st_mtime
            )
            for old in files[: max(0, len(files) - _PERSISTENT + 1)]:
                old.unlink(missing_ok=True)
            replace_whole(self._folder / f"{key}.webp", picture, lasts=False)
        except OSError as error:
            log.info("a preview was not kept: %s", error)


def _key(view: OverlayView, snapshots: Snapshots) -> str:
    """Return what a picture depends on, as a hash; the time is not part of it."""
    told = [
        {key: value for key, value in one.items() if key != "now"} for one in snapshots
    ]
    text = json.dumps([view.kind, view.width, view.height, told], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
