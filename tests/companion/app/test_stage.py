"""The media library knows what the show and the bots have planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import open_app
from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook, ThresholdDef
from companion.domain.show.specs import CardSpec
from tests.companion.media import samples
from tests.support.picture_host import png


async def test_what_a_card_or_a_bot_names_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(png(7, 7))
    (tmp_path / "party.webm").write_bytes(samples.webm())
    options = RunOptions(purpose="test", folder=tmp_path / "data", port=0)
    async with open_app(options, make_machine()) as app:
        media, engine = app.media.desk, app.engine
        cat = (await media.add(str(tmp_path / "cat.png"))).name
        party = (await media.add(str(tmp_path / "party.webm"))).name
        await engine.show.keep_sheet("Friday", [("", CardSpec(picture=cat))])
        threshold = ThresholdDef(id="t", name="Party", words=("party",), video=party)
        await engine.bots.keep(BotBook(thresholds=(threshold,)))

        assert {one.name: one.used_by for one in media.items()} == {
            cat: ("the run-sheet",),
            party: ("the bots",),
        }
        for name, users in ((cat, "run-sheet"), (party, "bots")):
            with pytest.raises(CommandError, match=users):
                await media.remove(name)

        await engine.show.keep_sheet("Friday", [])
        await engine.bots.keep(BotBook())
        for name in (cat, party):
            await media.remove(name)
        assert media.items() == []
