"""An overlay's page in a browser, told what to show without a line to the server.

The page is the server's own, but its socket is ours: it counts as nobody who watches,
and it can be told an example, or a look that is only being tried.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from companion.domain.studio import OverlayView

if TYPE_CHECKING:
    from companion.app.chromium import Tab

READY_MS = 6_000
"""How long a page may take to open its line and draw."""

_SCRIPT = """
(() => {
  const lines = [];
  let told = [];
  let opened;
  const ready = new Promise((resolve) => { opened = resolve; });
  class Line {
    constructor() {
      this.readyState = Line.OPEN;
      lines.push(this);
      setTimeout(() => {
        if (this.onopen) this.onopen({});
        for (const text of told) this.onmessage({ data: text });
        opened(true);
      });
    }
    send() {}
    close() {}
  }
  Line.CONNECTING = 0;
  Line.OPEN = 1;
  Line.CLOSING = 2;
  Line.CLOSED = 3;
  window.WebSocket = Line;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const later = (ms) => new Promise((resolve) => setTimeout(() => resolve(false), ms));
  // Two pictures a second show no movement, only where it leads to.
  const settle = () => {
    for (const one of document.getAnimations()) {
      if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
    }
  };
  // The parts of a stage load by themselves; a new frame begins as an empty page.
  const loaded = (part) => {
    const { document: inner, location } = part.contentWindow;
    if (location.href !== "about:blank" && inner.readyState === "complete") return true;
    return new Promise((resolve) => {
      part.addEventListener("load", resolve, { once: true });
    });
  };
  const parts = async () => {
    const all = [...document.querySelectorAll("iframe")];
    await Promise.all(all.map(loaded));
    await frame();
    await Promise.all(all.map((part) => part.contentDocument?.fonts.ready));
  };
  const drawn = async () => {
    await ready;
    await parts();
    await document.fonts.ready;
    await frame();
    await frame();
    await document.fonts.ready;
    settle();
    await frame();
    return true;
  };
  window.companionPreview = {
    tell(messages) {
      told = messages.map((message) => JSON.stringify(message));
      for (const line of lines) {
        for (const text of told) if (line.onmessage) line.onmessage({ data: text });
      }
    },
    drawn: (ms) => Promise.race([drawn(), later(ms)]),
  };
})();
"""


class PreviewPage:
    """One tab for overlays' pages; loads a page only when it is another one."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._loaded: tuple[object, ...] = ()
        self._seq = 0

    async def open(self) -> None:
        """Get ready for the first page."""
        await self._tab.begin_with(_SCRIPT)
        await self._tab.calm()

    async def show(
        self, view: OverlayView, snapshots: Sequence[Mapping[str, Any]], *, scale: float
    ) -> bool:
        """Show what a page gets first; tells whether it was drawn.

        snapshots: of the page, then of its parts, which name themselves as `overlay`.
        scale: of pictures, above 0.
        """
        size = (view.width, view.height, scale)
        if (view.link, size) != self._loaded:
            await self._tab.resize(view.width, view.height, scale=scale)
            await self._tab.go(view.link)
            self._loaded = (view.link, size)
        messages = json.dumps([self._message(one) for one in snapshots])
        # Unknown while a page is an error page: then it draws nothing.
        tell = f"window.companionPreview?.tell({messages})"
        await self._tab.run(tell)
        ready = f"window.companionPreview?.drawn({READY_MS}) ?? false"
        is_drawn = bool(await self._tab.run(ready))
        if not is_drawn:
            self._loaded = ()
        return is_drawn

    async def clear(self) -> None:
        """Leave the page: what moves on it would keep the processor busy."""
        self._loaded = ()
        await self._tab.go("about:blank")

    async def picture(self, quality: int) -> bytes:
        """Return what is shown, as WebP; quality: 0 to 100."""
        return await self._tab.picture("webp", quality=quality)

    def _message(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        self._seq += 1
        message = {"v": 1, "seq": self._seq, "kind": "snapshot", "data": snapshot}
        part = snapshot.get("part")
        return {**message, "part": part} if part else message
