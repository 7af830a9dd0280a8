"""Every overlay in every theme with every kind of text, drawn and looked through.

Usage: python -m tests.overlays.sheet [--out FOLDER] [OVERLAY …]

Writes FOLDER/sheet-OVERLAY.webp (docs/images/overlays), one contact sheet each, and
says what is wrong: something beyond the source, paint where no box is, a line cut off
without an ellipsis, a script that ran, an address that is not ours.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.async_api import Browser, Page, async_playwright

from overlays.overlay import Overlay, State
from overlays.themes import THEMES
from tests.overlays.conftest import BY_NAME, CHROMIUM, FLAGS, Shown, watch
from tests.overlays.sampling import frame, rest
from tests.overlays.server import OverlayServer, settings_of

OUT: Final = Path("docs/images/overlays")
CELL: Final = 280
WIDEST: Final = 520
LOWEST: Final = 50
"""Size of one picture on a sheet, in pixels: wider where it would be too low."""

_NAMES: Final = ("name", "label")
_TEXTS: Final = ("text", "message", "title", "question", "comment")


class Kind(NamedTuple):
    """One kind of text: names and longer texts, taken in turn."""

    title: str
    names: tuple[str, ...]
    texts: tuple[str, ...]


KINDS: Final = (
    Kind(
        "Latin",
        ("Nova_Kessler", "Chidi “BigTuna” Okonkwo", "Zoë Ångström", "Nguyễn Thị Mai"),
        ("Is the headset the wired one? Latency on mine is terrible.", "gg, encore!"),
    ),
    Kind(
        "Emoji",
        ("🦊 Fox 🍂", "👨‍👩‍👧‍👦🏳️‍🌈🇫🇷1️⃣", "🔥🔥🔥", "さ🌸kura✨"),
        ("🎤🎤 encore 🙏🏽🙏🏽 see you ❤️ 👩🏽‍🚀 ♥ ☺", "🔥" * 30),
    ),
    Kind(
        "Arabic",
        ("مريم الزهراء", "عبد الرحمن 99", "ليلى_Layla", "نور"),
        ("هل ستلعبين مع المشتركين بعد الكاريوكي؟ (20 دقيقة)", "مساء الخير!"),
    ),
    Kind(
        "Japanese",
        ("さくらもち", "小明同學", "ゲーム実況チャンネル公式", "심야라면"),
        ("こんばんは、今日も配信ありがとうございます。次の曲は何ですか？", "最高！"),
    ),
    Kind("10,000 characters", ("W" * 10_000, "wide " * 2_000), ("M" * 10_000,)),
    Kind(
        "Hostile markup",
        (
            "<img src=x onerror=window.pwned=1>",
            "</bdi></span><script>window.pwned=1</script>",
            "\u202eevil\u2066\u2067{{points}}${window.pwned=1}",
        ),
        (
            "<style>*{display:none!important}</style><svg onload=window.pwned=1>",
            "Z\u0351\u036b\u0343\u036a\u0302" * 12 + "<iframe srcdoc='<script>'>",
        ),
    ),
)


def written(state: Any, kind: Kind) -> Any:  # whatever a state holds
    """Return a state in which people have written texts of one kind."""
    texts = (*kind.texts, *kind.names)
    return _written(state, cycle(kind.names), cycle(texts))


def _written(state: Any, names: Iterator[str], texts: Iterator[str]) -> Any:
    if isinstance(state, list):
        return [_written(one, names, texts) for one in state]
    if not isinstance(state, dict):
        return state
    found = {}
    for key, value in state.items():
        if not isinstance(value, str) or not value:
            found[key] = _written(value, names, texts)
        elif key.endswith(_NAMES):
            found[key] = next(names)
        else:
            found[key] = next(texts) if key.endswith(_TEXTS) else value
    return found


FAULTS: Final = """() => {
  const stage = document.getElementById("stage");
  const faults = [];
  const nameOf = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class")}`;
  const clips = (one) => getComputedStyle(one).overflowX !== "visible";
  const around = (one) => {
    const found = [];
    for (let at = one; at && at !== stage; at = at.parentElement) {
      if (clips(at)) found.push(at);
    }
    return found;
  };
  for (const one of stage.querySelectorAll("*")) {
    const at = one.getBoundingClientRect();
    const isCut = around(one.parentElement).length > 0;
    const isPassing = one.closest("svg, .leaving, .flight") !== null;
    if (!at.width || !at.height || isCut || isPassing) continue;
    if (at.right > innerWidth + 1 || at.bottom > innerHeight + 1 || at.left < -1
        || at.top < -1) faults.push(`${nameOf(one)} reaches beyond the source`);
  }
  // A box around what is turned is larger than what is turned.
  const turnOf = (one) => new DOMMatrix(getComputedStyle(one).transform).b;
  const isTurned = (one) => one !== stage && (turnOf(one) !== 0
    || isTurned(one.parentElement));
  const texts = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const holder = text.parentElement;
    if (!text.data.trim() || holder.closest(".avatar, .leaving")) continue;
    // What rolls past is cut by the edge that it passes.
    if (isTurned(holder) || holder.closest(".track, .roll")) continue;
    const cutters = around(holder);
    const styles = cutters.map((one) => getComputedStyle(one));
    const isElided = styles.some((one) => one.textOverflow === "ellipsis"
      || one.webkitLineClamp !== "none");
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const line of range.getClientRects()) {
      const boxes = [line, ...cutters.map((one) => one.getBoundingClientRect())];
      const from = (side) => Math.max(...boxes.map((one) => one[side]));
      const to = (side) => Math.min(...boxes.map((one) => one[side]));
      const high = to("bottom") - from("top"), wide = to("right") - from("left");
      // A letter is lower than its line: what shows of the next one is empty.
      const share = high / line.height;
      if (share <= 0.25 || wide <= 1) continue;
      if (share < 0.6) faults.push(`${nameOf(holder)} is cut in its height`);
      const isWhole = wide >= line.width - 3;
      if (!isWhole && !isElided) faults.push(`${nameOf(holder)} is cut off`);
    }
  }
  if (window.pwned) faults.push("a script ran");
  const foreign = "script, iframe, object, embed, base, style, [onload], [onerror]";
  if (stage.querySelector(foreign)) faults.push("markup became elements");
  return [...new Set(faults)];
}"""

BOXES: Final = """() => [...document.querySelectorAll("#stage > *, #stage .tag")]
  .map((one) => one.getBoundingClientRect().toJSON())"""

# A small picture of a screenshot, and how many painted pixels no box accounts for.
SHRINK: Final = """async ({ png, boxes, wide }) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const { width, height } = image;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0);
  const near = 16;
  for (const box of boxes) {
    pen.clearRect(Math.floor(box.left) - near, Math.floor(box.top) - near,
      Math.ceil(box.width) + 2 * near, Math.ceil(box.height) + 2 * near);
  }
  const { data } = pen.getImageData(0, 0, width, height);
  let painted = 0;
  for (let at = 3; at < data.length; at += 4) painted += data[at] > 0;
  const small = document.createElement("canvas");
  Object.assign(small, { width: wide, height: Math.round((wide * height) / width) });
  const brush = small.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(image, 0, 0, small.width, small.height);
  return { painted, small: small.toDataURL("image/webp", 0.9) };
}"""


class Cell(NamedTuple):
    """One picture of a sheet, as a data address, and what is wrong with it."""

    theme: str
    kind: Kind
    picture: str
    faults: tuple[str, ...]


class Sheet:
    """One overlay's page, dressed and filled again and again."""

    def __init__(self, browser: Browser, overlay: Overlay[Any], bench: Page) -> None:
        self._browser = browser
        self._overlay = overlay
        self._bench = bench
        self._server = OverlayServer(overlay)

    async def cells(
        self, wanted: Iterable[tuple[str, Kind]], *, pictures: bool = True
    ) -> list[Cell]:
        """Return the wanted cells, by theme and kind of text."""
        self._server.state = self._overlay.preview()
        await self._server.start()
        size = {"width": self._overlay.width, "height": self._overlay.height}
        page = await self._browser.new_page(viewport=size)  # type: ignore[arg-type]  # a dict is what it takes
        shown = Shown(page, self._server)
        watch(shown)
        try:
            await page.goto(self._server.link)
            await shown.arrived('"snapshot"')
            return [
                await self._cell(shown, theme, kind, pictures=pictures)
                for theme, kind in wanted
            ]
        finally:
            await page.close()
            await self._server.stop()

    async def _cell(
        self, shown: Shown, theme: str, kind: Kind, *, pictures: bool
    ) -> Cell:
        await self._show(shown, theme, written(self._overlay.preview(), kind))
        faults: list[str] = await shown.page.evaluate(FAULTS)
        boxes = await shown.page.evaluate(BOXES)
        png = base64.b64encode(await shown.page.screenshot(omit_background=True))
        order = {
            "png": png.decode(),
            "boxes": boxes,
            "wide": _width(self._overlay) if pictures else 1,
        }
        small = await self._bench.evaluate(SHRINK, order)
        if small["painted"]:
            faults.append(f"{small['painted']} pixels are painted where no box is")
        faults += self._of_network(shown)
        return Cell(theme, kind, small["small"], tuple(faults))

    async def _show(self, shown: Shown, theme: str, state: State) -> None:
        chosen = {"theme": theme, "motion": "reduced", "animation": "none"}
        self._server.settings = settings_of(self._overlay, **chosen)
        self._server.state = state
        shown.frames.clear()
        await self._server.resend()
        await shown.arrived('"snapshot"')
        page = shown.page
        await page.locator(f"#stage[data-theme={theme}]").wait_for(state="attached")
        await frame(page)
        await page.evaluate("document.fonts.ready.then(() => true)")
        await rest(page)

    def _of_network(self, shown: Shown) -> list[str]:
        ours = f"http://127.0.0.1:{self._server.port}/"
        asked = {
            url[:80] for url in shown.requests if not url.startswith((ours, "data:"))
        }
        faults = [f"asked for {url}" for url in sorted(asked)]
        faults += [f"complained: {text[:120]}" for text in shown.complaints]
        shown.requests.clear()
        shown.complaints.clear()
        return faults


def _width(overlay: Overlay[Any]) -> int:
    wide = max(CELL, LOWEST * overlay.width // overlay.height)
    return min(wide, WIDEST, overlay.width)


async def compose(bench: Page, overlay: Overlay[Any], cells: Sequence[Cell]) -> bytes:
    """Return a contact sheet as WebP: themes downwards, kinds of text across."""
    wide = _width(overlay)
    heads = "".join(f"<b>{kind.title}</b>" for kind in KINDS)
    rows = "".join(
        f"<b>{theme}</b>"
        + "".join(f"<img src='{c.picture}'>" for c in cells if c.theme == theme)
        for theme in THEMES
    )
    await bench.set_content(
        f"<style>body{{margin:0;padding:12px;display:inline-grid;gap:6px;"
        f"grid-template-columns:90px repeat({len(KINDS)},{wide}px);background:#59666a;"
        "color:#fff;font:600 14px/18px sans-serif}"
        "img{display:block;background:linear-gradient(115deg,#46545a,#dfe3dc)}"
        f"</style><i></i>{heads}{rows}"
    )
    await bench.evaluate("Promise.all([...document.images].map((one) => one.decode()))")
    size = await bench.locator("body").bounding_box()
    assert size is not None
    session = await bench.context.new_cdp_session(bench)
    clip = {
        "x": 0,
        "y": 0,
        "width": size["width"],
        "height": size["height"],
        "scale": 1,
    }
    shot = await session.send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": 64, "clip": clip, "captureBeyondViewport": True},
    )
    await session.detach()
    return base64.b64decode(shot["data"])


def everything() -> list[tuple[str, Kind]]:
    """Return every theme with every kind of text."""
    return [(theme, kind) for theme in THEMES for kind in KINDS]


async def main(names: Sequence[str], out: Path) -> int:
    """Draw the sheets; return how many cells have a fault."""
    faulty = 0
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        bench = await browser.new_page(viewport={"width": 1200, "height": 800})
        # A stage shows pages of others, which have sheets of their own.
        for name in names or [name for name in BY_NAME if name != "stage"]:
            overlay = BY_NAME[name]
            cells = await Sheet(browser, overlay, bench).cells(everything())
            picture = await compose(bench, overlay, cells)
            file = out / f"sheet-{name}.webp"
            await asyncio.to_thread(file.write_bytes, picture)
            bad = [cell for cell in cells if cell.faults]
            faulty += len(bad)
            print(f"{name}: {len(cells)} pictures, {len(bad)} with a fault")  # noqa: T201  # the command speaks here
            for cell in bad:
                told = "; ".join(cell.faults)
                print(f"  {cell.theme}, {cell.kind.title}: {told}")  # noqa: T201  # the command speaks here
        await browser.close()
    return faulty


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("overlays", nargs="*")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sys.exit(1 if asyncio.run(main(options.overlays, options.out)) else 0)
