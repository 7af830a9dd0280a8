"""Draw the example pictures of overlays that are shipped, into resources/previews.

Run it when an overlay's preview.json, its page or the themes have changed:
`python packaging/previews.py`. It needs a browser of Chromium's family.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from pathlib import Path

from companion.app.chromium import find_chromium
from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.previews import Previews
from companion.app.running import open_app
from companion.gui.overlays.samples import snapshots
from overlays.catalogue import CATALOGUE

OUT = Path(__file__).parent.parent / "resources" / "previews"

WIDTH = 640
"""Widest picture, in pixels: tiles and the preview show it smaller."""

QUALITY = 80


def fingerprint(kind: str) -> str:
    """Return what a shipped picture was drawn from, as a hash."""
    overlay = next(one for one in CATALOGUE if one.kind == kind)
    data = json.dumps(overlay.preview(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()[:16]


async def draw() -> dict[str, bytes]:
    """Return one picture for each kind of overlay."""
    machine = make_machine()
    drawn = {}
    previews = Previews(machine.clock, widest=WIDTH, quality=QUALITY)
    options = RunOptions(purpose="screenshots", port=0)
    async with open_app(options, machine) as app:
        overlays = app.engine.studio.overlays
        try:
            for view in overlays.views():
                told = snapshots(overlays, view.name, sample=True)
                picture = await previews.sample(view, told)
                if picture is None:
                    raise SystemExit(f"{view.name}: {previews.problem}")
                drawn[view.kind] = picture
        finally:
            await previews.close()
    return drawn


def write(drawn: dict[str, bytes], out: Path) -> None:
    """Put the pictures of all kinds in place of those that were there."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.webp"):
        old.unlink()
    for kind, picture in drawn.items():
        (out / f"{kind}.webp").write_bytes(picture)
    told = {kind: fingerprint(kind) for kind in sorted(drawn)}
    text = json.dumps(told, indent=2) + "\n"
    (out / "drawn_from.json").write_text(text, "utf-8")


def main() -> None:
    """Draw all, or say why not."""
    if find_chromium() is None:
        raise SystemExit("No browser of Chromium's family here.")
    drawn = asyncio.run(draw())
    write(drawn, OUT)
    sys.stdout.write(f"{len(drawn)} pictures in {OUT}\n")


if __name__ == "__main__":
    main()
