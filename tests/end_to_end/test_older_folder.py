"""A data folder from before some overlays were there brings them without a hand."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import open_app
from companion.app.wiring import overlay_settings
from companion.settings import with_values
from companion.web.tokens import FILE
from overlays.catalogue import CATALOGUE

LATER = {"teams", "gift_menu", "scoreboard", "room", "celebration"}
"""Overlays of which the folder knows nothing."""

SETTINGS = """
[overlays.stage]
canvas = "landscape"

[[overlays.stage.items]]
overlay = "chat_2"
x = 48
y = 540
width = 712
height = 460

[overlays.chat_2]
"""


def older_folder(folder: Path) -> dict[str, str]:
    """Make one as it was kept then; returns the tokens of its links."""
    known = ["chat_2", *(one.kind for one in CATALOGUE if one.kind not in LATER)]
    links = {name: f"{name:_<40}" for name in known}
    api = {word: f"api-{word:_<40}" for word in ("read", "moderate", "control")}
    (folder / FILE).write_text(
        json.dumps({"v": 1, "api": api, "overlays": links}), "utf-8"
    )
    (folder / "settings.toml").write_text(SETTINGS, "utf-8")
    return links


async def test_an_older_folder_has_links_of_later_overlays_and_keeps_its_own(
    tmp_path: Path,
) -> None:
    older = older_folder(tmp_path)
    options = RunOptions(purpose="test", folder=tmp_path, port=0)
    async with open_app(options, make_machine()) as app, aiohttp.ClientSession() as web:
        links = app.server.links()
        seen = {}
        for name in LATER:
            async with web.get(links[name]) as page:
                seen[name] = (page.status, "overlay.js" in await page.text())

    assert links.keys() == older.keys() | LATER
    assert all(f"/o/{token}/{name}/" in links[name] for name, token in older.items())
    assert seen == dict.fromkeys(LATER, (200, True))
    kept = json.loads((tmp_path / FILE).read_text("utf-8"))["overlays"]
    assert kept.keys() == links.keys()


async def test_later_overlays_can_be_put_on_an_older_folders_stage(
    tmp_path: Path,
) -> None:
    older_folder(tmp_path)
    options = RunOptions(purpose="test", folder=tmp_path, port=0)
    async with open_app(options, make_machine()) as app:
        offered = {overlay.name for overlay in app.server.overlays()}
        stage = app.settings.overlays["stage"]
        item = {**stage["items"][0], "overlay": "teams"}
        items = (*stage["items"], item)
        changed = with_values(app.settings, {"overlays.stage.items": items})
        app.server.apply(overlay_settings(changed))
        seen = app.server.seen("stage", sample=True)

    assert offered >= LATER
    assert seen["parts"] == ["chat_2", "teams"]
