"""Draw the example pictures of overlays that are shipped, into resources/previews.

Run it when an overlay's preview.json, its page or the themes have changed:
`python packaging/previews.py`. It needs a browser of Chromium's family.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

from companion.app.chromium import find_chromium
from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.previews import Previews
from companion.app.running import open_app
from companion.gui.overlays.pictures import snapshots
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


async def draw(out: Path) -> int:
    """Draw one picture for each kind of overlay; returns how many."""
    machine = make_machine()
    out.mkdir(parents=True, exist_ok=True)
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
                (out / f"{view.kind}.webp").write_bytes(picture)
                drawn[view.kind] = fingerprint(view.kind)
        finally:
            await previews.close()
    for old in out.glob("*.webp"):
        if old.stem not in drawn:
            old.unlink()
    text = json.dumps(drawn, indent=2, sort_keys=True) + "\n"
    (out / "drawn_from.json").write_text(text, "utf-8")
    return len(drawn)


def main() -> None:
    """Draw all, or say why not."""
    if find_chromium() is None:
        raise SystemExit("No browser of Chromium's family here.")
    print(f"{asyncio.run(draw(OUT))} pictures in {OUT}")


if __name__ == "__main__":
    main()
