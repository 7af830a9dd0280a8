"""A pack of the show goes from one running app to another, pictures and all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, open_app
from companion.domain.show.specs import CardSpec
from tests.support.picture_host import png


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[RunningApp]:
    options = RunOptions(purpose="test", folder=folder, port=0)
    async with open_app(options, make_machine()) as app:
        await app.engine.start_session()
        yield app


async def test_a_card_of_a_pack_is_on_the_stream_with_its_picture(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "cat.png"
    picture.write_bytes(png(7, 7))
    pack = tmp_path / "friday.companion-show"
    async with running(tmp_path / "one") as app:
        name = (await app.media.desk.add(str(picture))).name
        card = CardSpec(title="Pause", picture=name)
        await app.engine.show.keep_sheet("Friday", [("", card)])
        await app.engine.show.save_pack(pack)

    async with running(tmp_path / "two") as app, aiohttp.ClientSession() as web:
        await app.engine.show.open_pack(pack)
        await app.engine.show.next()
        shown = app.server.seen("card", sample=False)["state"]["card"]
        async with web.get(
            f"http://127.0.0.1:{app.server.port}{shown['picture']}"
        ) as r:
            got = await r.read()

    assert got == png(7, 7)
