"""The library in the running app: uploads, who uses what, and our own sounds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from companion.app.studio.media import LOOK_S, MediaDesk, library_folder
from companion.domain.errors import CommandError
from companion.media.library import Library
from companion.media.sounds import sound_kind
from companion.settings.media import MediaSettings
from overlays.sounds import BUILT_IN
from tests.companion.media import samples
from tests.support.fakes import FakeClock
from tests.support.picture_host import png


class Stage:
    """A desk, what names files, and how often it said that something changed."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.uses: dict[str, Mapping[str, Any]] = {}
        self.changes = 0
        self.folder = folder / "media"
        self.outside = folder
        self.desk = MediaDesk(
            Library(self.folder),
            uses=lambda: self.uses,
            clock=self.clock,
            on_change=self._changed,
        )

    def _changed(self) -> None:
        self.changes += 1

    def file(self, name: str, content: bytes) -> str:
        path = self.outside / name
        path.write_bytes(content)
        return str(path)

    def names(self) -> list[str]:
        return [item.name for item in self.desk.items()]


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path)
    await stage.desk.look()
    stage.changes = 0
    return stage


async def test_a_file_is_told_with_all_that_is_known(stage: Stage) -> None:
    item = await stage.desk.add(stage.file("a.webm", samples.webm(alpha=True)))

    assert (item.name, item.kind, item.media_type) == ("a.webm", "video", "video/webm")
    assert (item.width, item.height, item.seconds) == (640, 360, 4.0)
    assert item.has_alpha
    assert item.used_by == ()
    assert stage.desk.items() == [item]
    assert stage.changes == 1


async def test_who_uses_a_file_is_told_wherever_its_name_stands(stage: Stage) -> None:
    await stage.desk.add(stage.file("a.png", png()))
    await stage.desk.add(stage.file("b.png", png(3, 3)))
    stage.uses = {
        "alerts": {
            "sound": "x",
            "tiers": [{"picture": "a.png"}],
            "deep": {"y": "a.png"},
        },
        "card": {"picture": "a.png", "title": "b.png and more"},
        "goal": {"picture": "", "number": 3},
    }

    assert [item.used_by for item in stage.desk.items()] == [("alerts", "card"), ()]


async def test_what_is_used_is_not_removed(stage: Stage) -> None:
    await stage.desk.add(stage.file("a.png", png()))
    stage.uses = {"alerts": {"picture": "a.png"}, "card": {"picture": "a.png"}}

    with pytest.raises(CommandError, match="used by alerts, card"):
        await stage.desk.remove("a.png")
    assert stage.names() == ["a.png"]

    stage.uses = {}
    await stage.desk.remove("a.png")
    assert stage.names() == []


async def test_what_uses_a_renamed_file_uses_it_still(stage: Stage) -> None:
    await stage.desk.add(stage.file("a.png", png()))
    stage.uses = {"card": {"picture": "a.png"}}

    item = await stage.desk.rename("a.png", "Logo")

    assert (item.name, item.used_by) == ("Logo.png", ("card",))
    assert stage.desk.path_of("a.png") == stage.folder / "Logo.png"
    with pytest.raises(CommandError, match="used by card"):
        await stage.desk.remove("Logo.png")


async def test_another_computers_change_is_noticed(stage: Stage) -> None:
    running = asyncio.create_task(stage.desk.run())
    await _until_resting(stage)
    (stage.folder / "synced.png").write_bytes(png())
    assert stage.names() == []

    await stage.clock.advance(LOOK_S)
    await _until_resting(stage)

    assert stage.names() == ["synced.png"]
    assert stage.changes == 1
    running.cancel()


async def _until_resting(stage: Stage) -> None:
    async with asyncio.timeout(10):
        while not stage.clock.sleeping:  # noqa: ASYNC110  # a thread tells nobody
            await asyncio.sleep(0.001)


async def test_a_pack_goes_to_another_computer(stage: Stage, tmp_path: Path) -> None:
    await stage.desk.add(stage.file("a.png", png()))
    await stage.desk.add(stage.file("b.wav", samples.wav()))
    (tmp_path / "other").mkdir()
    other = Stage(tmp_path / "other")

    assert await stage.desk.export_pack(str(tmp_path / "p.zip"), ["a.png"]) == 1
    assert await stage.desk.export_pack(str(tmp_path / "p.zip")) == 2
    items = await other.desk.import_pack(str(tmp_path / "p.zip"))

    assert [item.name for item in items] == other.names() == ["a.png", "b.wav"]
    with pytest.raises(CommandError, match=r"no file “x\.png”"):
        await stage.desk.export_pack(str(tmp_path / "q.zip"), ["x.png"])


async def test_an_empty_library_has_no_pack(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is empty"):
        await stage.desk.export_pack(str(tmp_path / "p.zip"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_our_own_sounds_are_there_and_short(tmp_path: Path, name: str) -> None:
    path = Stage(tmp_path).desk.path_of(f"builtin:{name}")

    assert path is not None
    found = sound_kind(path.read_bytes())
    assert found is not None
    assert 0.04 < found.seconds < 2
    assert path.stat().st_size < 60_000


@pytest.mark.parametrize("name", ["builtin:", "builtin:../chime", "chime", "", "x.png"])
def test_nothing_else_is_there(tmp_path: Path, name: str) -> None:
    assert Stage(tmp_path).desk.path_of(name) is None


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("", "data/media"), ("/elsewhere/sync", "/elsewhere/sync"), ("pics", "data/pics")],
)
def test_where_the_library_lies(folder: str, expected: str) -> None:
    found = library_folder(MediaSettings(folder=folder), Path("data"))

    assert found == Path(expected)
