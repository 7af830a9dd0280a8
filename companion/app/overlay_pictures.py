"""Pictures of every overlay with its own example, as OBS would show it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from companion.app.chromium import find_chromium, open_tab
from companion.app.machine import Machine, make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, open_app
from overlays.catalogue import CATALOGUE, AnyOverlay

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 15.0
SETTLED_SECONDS = 1.0
"""Longer than the longest movement of an overlay."""

ASKED_SECONDS = 0.3

_TYPEFACES_ARE_THERE = """
Promise.all(
  [window, ...Array.from(window.frames)].map((one) => one.document.fonts.ready)
).then(() => true)
"""


async def draw_overlays(out: Path, overlays: Sequence[AnyOverlay] = CATALOGUE) -> int:
    """Draw `overlay-NAME.png` for each overlay; return how many were drawn.

    Returns 0 when there is no Chromium. Raises CommandError when it does not work.
    """
    program = find_chromium()
    if program is None:
        return 0
    machine = make_machine()
    options = RunOptions(purpose="screenshots", port=0)
    drawn = 0
    async with open_app(options, machine) as app, open_tab(program) as tab:
        links = app.engine.overlay_links()
        for overlay in overlays:
            await tab.resize(overlay.width, overlay.height)
            await tab.go(links[overlay.name])
            await _until_connected(app, overlay.name, machine)
            app.server.show_test(overlay.name)
            # A page asks for a typeface when it has something to write with it.
            await machine.clock.sleep(ASKED_SECONDS)
            await tab.run(_TYPEFACES_ARE_THERE)
            await machine.clock.sleep(SETTLED_SECONDS)
            file = out / f"overlay-{overlay.name}.png"
            await asyncio.to_thread(file.write_bytes, await tab.picture())
            drawn += 1
    return drawn


async def _until_connected(app: RunningApp, name: str, machine: Machine) -> None:
    """Wait until the page has opened its socket; a picture shows if it never does."""
    waited = 0.0
    while not app.server.connected().get(name) and waited < PATIENCE_SECONDS:
        await machine.clock.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
