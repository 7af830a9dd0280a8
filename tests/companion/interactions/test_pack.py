"""Packs of the show: their lines, and the pictures of cards, here and elsewhere."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from companion.app.studio.media import MediaDesk
from companion.domain.errors import CommandError
from companion.domain.show.specs import AnySpec, CardSpec, PollSpec
from companion.interactions.pack import NOTE, packed
from companion.interactions.sheet import MOST_ITEMS
from companion.media.library import Library
from tests.companion.interactions.conftest import Playing
from tests.companion.media.samples import gif, wav
from tests.support.fakes import FakeClock
from tests.support.picture_host import png

POLL = PollSpec(question="?", options=("a", "b"))
CARD = CardSpec(title="Pause", picture="cat.png")


class Elsewhere:
    """Somebody's media library, and what lies in it."""

    def __init__(self, folder: Path, **files: bytes) -> None:
        self.library = Library(folder)
        folder.mkdir()
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        self.library.look()
        self.changes = 0
        self.desk = MediaDesk(
            self.library, uses=dict, clock=FakeClock(), on_change=self._changed
        )

    def _changed(self) -> None:
        self.changes += 1

    def names(self) -> list[str]:
        return sorted(one.name for one in self.library.folder.iterdir())


async def saved(
    playing: Playing, target: Path, media: Elsewhere, *specs: AnySpec
) -> Path:
    """Save a pack of these lines with the pictures of a library."""
    playing.show.pictures = media.desk
    await playing.show.keep_sheet("Friday", [("", one) for one in specs])
    await playing.show.save_pack(target)
    await playing.show.keep_sheet("", [])
    return target


def shown(playing: Playing) -> list[AnySpec]:
    return [one.spec for one in playing.show.view().sheet.items]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Elsewhere]:
    yield Elsewhere(tmp_path / "here", cat_png=png(), dog_png=png(3, 1), song_wav=wav())


async def test_a_card_shows_the_same_picture_elsewhere(
    playing: Playing, here: Elsewhere, tmp_path: Path
) -> None:
    pack = await saved(playing, tmp_path / "p", here, POLL, CARD)
    there = Elsewhere(tmp_path / "there")
    playing.show.pictures = there.desk

    assert await playing.show.open_pack(pack) == 2

    assert shown(playing) == [POLL, CARD]
    assert there.names() == ["cat.png"], "only what a card shows"
    assert (there.library.folder / "cat.png").read_bytes() == png()
    assert there.changes == 1


async def test_a_picture_of_the_same_name_is_not_overwritten(
    playing: Playing, here: Elsewhere, tmp_path: Path
) -> None:
    pack = await saved(playing, tmp_path / "p", here, CARD)
    there = Elsewhere(tmp_path / "there", cat_png=png(9, 9), feline_png=png(5, 5))
    playing.show.pictures = there.desk

    await playing.show.open_pack(pack)

    (card,) = shown(playing)
    assert isinstance(card, CardSpec)
    assert card.picture not in {"cat.png", "feline.png"}
    assert (there.library.folder / card.picture).read_bytes() == png()
    assert (there.library.folder / "cat.png").read_bytes() == png(9, 9)


async def test_a_picture_that_is_there_by_another_name_is_shown_by_that(
    playing: Playing, here: Elsewhere, tmp_path: Path
) -> None:
    pack = await saved(playing, tmp_path / "p", here, CARD)
    there = Elsewhere(tmp_path / "there", feline_png=png())
    playing.show.pictures = there.desk

    await playing.show.open_pack(pack)

    assert [getattr(one, "picture", "") for one in shown(playing)] == ["feline.png"]
    assert there.names() == ["feline.png"]


async def test_lines_without_pictures_are_plain_text(
    playing: Playing, here: Elsewhere, tmp_path: Path
) -> None:
    gone = CardSpec(title="x", picture="nobody has it.png")
    sound = CardSpec(title="x", picture="song.wav")

    pack = await saved(playing, tmp_path / "p", here, POLL, gone, sound)

    assert pack.read_bytes().startswith(b"{")
    assert await playing.show.open_pack(pack) == 3
    assert shown(playing) == [POLL, gone, sound]


def zipped(target: Path, *members: tuple[str, bytes], packing: int = 0) -> Path:
    with zipfile.ZipFile(target, "w", packing) as pack:
        for name, content in members:
            pack.writestr(name, content)
    return target


LINES = packed("Friday", [CARD])
BAD: dict[str, tuple[tuple[str, bytes], ...]] = {
    "no lines": (("media/cat.png", png()),),
    "no picture": ((NOTE, LINES),),
    "broken lines": ((NOTE, b"{"), ("media/cat.png", png())),
    "lines that cannot be": (
        (NOTE, packed("", [CARD, PollSpec(question="?", options=("a", "A"))])),
        ("media/cat.png", png()),
    ),
    "lines without end": ((NOTE, b" " * 5_000_000 + LINES), ("media/cat.png", png())),
    "a way out": ((NOTE, LINES), ("media/../../cat.png", png())),
    "an absolute way": ((NOTE, LINES), ("/cat.png", png())),
    "what no card shows": (
        (NOTE, LINES),
        ("media/cat.png", png()),
        ("media/dog.png", png(3, 3)),
    ),
    "a sound": ((NOTE, LINES), ("media/cat.png", wav())),
    "no media at all": ((NOTE, LINES), ("media/cat.png", b"MZ" * 50)),
    "markup": ((NOTE, LINES), ("media/cat.png", b"<svg onload=alert(1)>")),
    "twice": ((NOTE, LINES), ("media/cat.png", png()), ("media/CAT.png", png(3, 3))),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_pack_changes_nothing(
    playing: Playing, tmp_path: Path, bad: str
) -> None:
    there = Elsewhere(tmp_path / "there", dog_png=png(2, 2))
    playing.show.pictures = there.desk
    await playing.show.keep_sheet("mine", [("", POLL)])
    pack = zipped(tmp_path / "p", *BAD[bad], packing=zipfile.ZIP_DEFLATED)

    with pytest.raises(CommandError) as refused:
        await playing.show.open_pack(pack)

    assert str(refused.value)
    assert shown(playing) == [POLL]
    assert there.names() == ["dog.png"]


async def test_lines_that_are_packed_by_another_method_are_no_pack(
    playing: Playing, tmp_path: Path
) -> None:
    pack = zipped(tmp_path / "p", (NOTE, LINES), packing=zipfile.ZIP_LZMA)
    whole = pack.read_bytes()
    start = whole.index(NOTE.encode()) + len(NOTE) + 9  # its header left as it is
    pack.write_bytes(whole[:start] + b"\xff" * 20 + whole[start + 20 :])

    with pytest.raises(CommandError, match="no pack"):
        await playing.show.open_pack(pack)


async def test_pictures_that_nobody_could_read_again_are_not_packed(
    playing: Playing, here: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.app.studio.media._MOST_OF_SHOW", 50)

    with pytest.raises(CommandError, match="too large"):
        await saved(playing, tmp_path / "p", here, CARD)


async def test_a_picture_larger_than_may_be_is_refused(
    playing: Playing, here: Elsewhere, tmp_path: Path
) -> None:
    here.library.caps = type(here.library.caps)(image=10, sound=10, video=10)
    playing.show.pictures = here.desk
    picture = CardSpec(title="x", picture="new.gif")
    members = ((NOTE, packed("", [picture])), ("media/new.gif", gif(10, 10)))

    with pytest.raises(CommandError, match="too large"):
        await playing.show.open_pack(zipped(tmp_path / "p", *members))

    assert shown(playing) == []
    assert "new.gif" not in here.names()


async def test_pictures_of_a_pack_that_finds_no_room_are_given_back(
    playing: Playing, here: Elsewhere, tmp_path: Path
) -> None:
    pack = await saved(playing, tmp_path / "p", here, CARD)
    there = Elsewhere(tmp_path / "there")
    playing.show.pictures = there.desk
    await playing.show.keep_sheet("", [("", POLL)] * MOST_ITEMS)
    with pytest.raises(CommandError, match=str(MOST_ITEMS)):
        await playing.show.open_pack(pack)
    await playing.show.keep_sheet("", [])
    (tmp_path / "run_sheet.json.new").mkdir()  # as a disk that cannot be written

    with pytest.raises(CommandError, match=r"run_sheet\.json"):
        await playing.show.open_pack(pack)

    assert there.names() == []
    assert shown(playing) == []
