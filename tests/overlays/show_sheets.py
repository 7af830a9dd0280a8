"""Every phase of every kind of interaction, in the window and as viewers see it.

Usage: python -m tests.overlays.show_sheets [--out FOLDER] [KIND …]

Writes FOLDER/window-KIND.webp and FOLDER/overlay-KIND.webp (docs/images/show): the
middle of the Show page, and the overlay in the theme Studio.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import structs
from playwright.async_api import Browser, Page, async_playwright
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from companion.app.scene.evening import NOW, SECOND
from companion.app.scene.show import CLOCKS, show_view
from companion.app.scene.show_kinds import STATES, UNSEEN, in_phase, quiz
from companion.app.scene.stage import open_stage, settle
from companion.domain.on_air import OnAir, QuizOnAir
from companion.domain.show.views import InteractionView
from companion.gui.show.page import ShowPage
from companion.gui.theme.theme import Theme, apply
from overlays.overlay import Overlay
from tests.overlays.conftest import BY_NAME, CHROMIUM, FLAGS, Shown, watch
from tests.overlays.on_air import EXAMPLES
from tests.overlays.sampling import frame, rest
from tests.overlays.server import OverlayServer, settings_of
from tests.overlays.stream import Stream

OUT: Final = Path("docs/images/show")
WINDOW: Final = (1440, 900)
MOST_BYTES: Final = 400_000
_WIDE: Final = {"window": 520, "overlay": 380}
_COLUMNS: Final = 3

Cells = list[tuple[str, bytes]]
"""What a picture shows, and the picture as PNG."""


def states() -> Mapping[str, Mapping[str, InteractionView]]:
    """Return by kind what can be seen of it: its phases in order, then what is more."""
    caught: dict[str, dict[str, InteractionView]] = {}
    more = {"quiz-ongoing": quiz("ongoing"), "quiz-revealed": _revealed()}
    for name, view in {**more, **STATES}.items():
        words = name.partition("-")[2]
        caught.setdefault(view.kind, {})[words] = view
    return {kind: _in_order(found) for kind, found in caught.items()}


def _revealed() -> InteractionView:
    """Return the quiz when its answer was revealed and the scores are to come."""
    view = in_phase(quiz("scoreboard"), "results")
    return structs.replace(view, next="scoreboard", may=("scoreboard", *view.may))


def _in_order(found: Mapping[str, InteractionView]) -> dict[str, InteractionView]:
    first = next(one for one in found.values() if one.phase == "ongoing")
    known = [one for one in found.values() if one.phase in first.steps]
    views = sorted(known, key=lambda one: first.steps.index(one.phase))
    by_phase: dict[str, InteractionView] = {}
    for phase in (*first.steps, "failed"):
        # What comes at the end goes on from what was caught last.
        near = views[-1] if phase in {"results", "after"} else first
        near = found.get(phase) or in_phase(near, phase)
        if phase == "failed":
            why = "The record could not be written: the disk is full."
            near = structs.replace(near, why=why)
        by_phase[phase] = near
        more = {key: one for key, one in found.items() if one.phase == phase}
        by_phase.update({key: one for key, one in more.items() if key != phase})
    return by_phase


def on_stream(kind: str) -> Mapping[str, OnAir]:
    """Return by phase what viewers see of a kind; nothing where it is not shown."""
    found: dict[str, OnAir] = {}
    for words, view in states().get(kind, {}).items():
        if view.phase not in UNSEEN and view.on_air is not None:
            found[words] = _told(view.on_air, view)
    if kind == "poll":
        open_votes = structs.replace(EXAMPLES["poll"], closes_at=NOW + 18 * SECOND)
        found["ongoing, votes shown"] = open_votes
    if kind in {"gift_menu", "scoreboard", "room"}:
        found["on the stream"] = EXAMPLES[kind]
    return found


def _told(shown: OnAir, view: InteractionView) -> OnAir:
    """Return what the scene leaves out of it."""
    match shown:
        case QuizOnAir() if view.phase == "scoreboard":
            told = show_view(view)
            return structs.replace(shown, scores=told.scores, rule=told.rule)
        case QuizOnAir() if view.waiting_for:
            delays = {one.platform: one.delay_us for one in CLOCKS}
            return structs.replace(
                shown,
                closes_at=view.closes_at,
                waiting_for=view.waiting_for,
                waits={one: delays[one] for one in view.waiting_for},
            )
        case _:
            return shown


async def draw_window(kinds: Sequence[str], theme: Theme) -> dict[str, Cells]:
    """Return the middle of the Show page in every phase of these kinds."""
    stage = await open_stage(theme, WINDOW)
    stage.window.go("show")
    page = stage.window.page("show")
    assert isinstance(page, ShowPage)
    page.show_watch.stop()  # it would ask the engine while we draw
    await settle()
    drawn: dict[str, Cells] = {}
    for kind, views in states().items():
        if kind not in kinds:
            continue
        for words, view in views.items():
            stage.engine.own_show.shown = show_view(view)
            page.show_watch.take(stage.engine.own_show.view())
            await settle()
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            page.middle.grab().save(buffer, "PNG")
            picture = bytes(buffer.data().data())
            drawn.setdefault(kind, []).append((words, picture))
    await stage.close()
    return drawn


async def draw_overlay(browser: Browser, overlay: Overlay[Any]) -> Cells:
    """Return an overlay in every phase in which it shows something."""
    server = OverlayServer(overlay)
    chosen = {"theme": "studio", "motion": "reduced", "animation": "none"}
    server.settings = settings_of(overlay, **chosen)
    settings = overlay.settings_type(**chosen)
    await server.start()
    size = {"width": overlay.width, "height": overlay.height}
    cells: Cells = []
    try:
        for words, shown_one in on_stream(overlay.kind).items():
            stream = Stream(airing=(shown_one,), now=NOW)
            server.state = overlay.project(stream, settings)
            page = await browser.new_page(viewport=size)  # type: ignore[arg-type]  # a dict is what it takes
            shown = Shown(page, server)
            watch(shown)
            await page.clock.set_fixed_time(NOW / SECOND)
            await page.add_init_script("performance.now = () => 0")
            await page.goto(server.link)
            await shown.arrived('"snapshot"')
            await frame(page)
            await page.evaluate("document.fonts.ready.then(() => true)")
            await rest(page)
            cells.append((words, await page.screenshot(omit_background=True)))
            await page.close()
    finally:
        await server.stop()
    return cells


async def compose(bench: Page, cells: Cells, wide: int) -> bytes:
    """Return one sheet as WebP, each picture under what it shows."""
    columns = min(_COLUMNS, len(cells))
    figures = "".join(
        f"<figure><b>{words}</b>"
        f"<img src='data:image/png;base64,{base64.b64encode(png).decode()}'></figure>"
        for words, png in cells
    )
    await bench.set_content(
        "<style>body{margin:0;padding:16px;display:inline-grid;gap:16px;"
        f"grid-template-columns:repeat({columns},{wide}px);background:#59666a;"
        "color:#fff;font:600 16px/20px sans-serif}figure{margin:0}"
        "b{display:block;margin-bottom:6px}img{display:block;width:100%;"
        "background:linear-gradient(115deg,#46545a,#dfe3dc)}</style>" + figures
    )
    await bench.evaluate("Promise.all([...document.images].map((one) => one.decode()))")
    box = await bench.locator("body").bounding_box()
    assert box is not None
    clip = {"x": 0, "y": 0, "width": box["width"], "height": box["height"], "scale": 1}
    session = await bench.context.new_cdp_session(bench)
    shot: dict[str, str] = {}
    for quality in (84, 70, 56):
        shot = await session.send(
            "Page.captureScreenshot",
            {
                "format": "webp",
                "quality": quality,
                "clip": clip,
                "captureBeyondViewport": True,
            },
        )
        if len(shot["data"]) * 3 // 4 <= MOST_BYTES:
            break
    await session.detach()
    return base64.b64decode(shot["data"])


async def main(kinds: Sequence[str], windows: Mapping[str, Cells], out: Path) -> None:
    """Draw the overlays, and write every sheet."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        bench = await browser.new_page(viewport={"width": 1200, "height": 800})
        for kind in kinds:
            sheets = {"window": windows.get(kind, [])}
            sheets["overlay"] = await draw_overlay(browser, BY_NAME[kind])
            for name, cells in sheets.items():
                if cells:
                    picture = await compose(bench, cells, _WIDE[name])
                    file = out / f"{name}-{kind}.webp"
                    await asyncio.to_thread(file.write_bytes, picture)
                    print(f"{file}: {len(cells)} pictures, {len(picture)} bytes")  # noqa: T201  # the command speaks here
        await browser.close()


def run(kinds: Sequence[str], out: Path) -> None:
    """Draw the window on no screen, then the overlays in Chromium."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    theme = Theme("dark", reduced_motion=True)
    apply(app, theme)
    with QEventLoop(app) as loop:
        windows = loop.run_until_complete(draw_window(kinds, theme))
    asyncio.run(main(kinds, windows, out))


ALL: Final = (*states(), "gift_menu", "scoreboard", "room")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    run(options.kinds or ALL, options.out)
