"""A pack is taken whole or not at all, whatever its maker meant by it."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from companion.domain.errors import CommandError
from companion.media.kinds import Caps
from companion.media.library import Library
from companion.media.pack import read_pack, write_pack
from tests.companion.media import samples
from tests.support.picture_host import png


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "deep" / "down" / "media")
    library.look()
    return library


def filled(folder: Path) -> Library:
    library = Library(folder)
    for name, content in (
        ("a.png", png()), ("é 🎉.webm", samples.webm()), ("s.wav", samples.wav()),
    ):  # fmt: skip
        source = folder.parent / name
        source.write_bytes(content)
        library.add(source)
    return library


def pack_of(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members:
            pack.writestr(name, content)
    return path


def ids_in(library: Library) -> list[str]:
    return [file.id for file in library.files.values()]


def left_in(library: Library) -> set[str]:
    return {path.name for path in library.folder.iterdir()}


def test_a_pack_brings_everything_elsewhere(library: Library, tmp_path: Path) -> None:
    other = filled(tmp_path / "other")
    target = tmp_path / "all.zip"

    write_pack(list(other.files.values()), target)
    taken = read_pack(library, target)

    assert [file.name for file in taken.values()] == list(other.files)
    assert [f.id for f in library.files.values()] == [
        f.id for f in other.files.values()
    ]
    assert left_in(library) == set(other.files)
    library.look()
    assert list(library.files) == list(other.files)


def test_a_pack_brings_what_is_there_not_twice(
    library: Library, tmp_path: Path
) -> None:
    write_pack(list(filled(tmp_path / "other").files.values()), tmp_path / "all.zip")

    first = read_pack(library, tmp_path / "all.zip")
    again = read_pack(library, tmp_path / "all.zip")

    assert [one.id for one in first.values()] == [one.id for one in again.values()]
    assert len(left_in(library)) == 3


def test_the_same_files_make_the_same_pack(tmp_path: Path) -> None:
    files = list(filled(tmp_path / "other").files.values())
    for name in ("1.zip", "2.zip"):
        write_pack(files, tmp_path / name)

    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


NAMES = [
    "../evil.png", "media/../../evil.png", "/evil.png", "C:\\evil.png", "m\\..\\e.png",
    "media//evil.png", "media/sub/evil.png", "..", "media/..", "evil.png/", "CON.png",
    "media/nul.png", "a.png:stream", "a.png::$DATA", "media/a.png.", "media/a.png ",
    "media/.hidden.png", "media/a\x00.png", "media/\u202egnp.png", "a",
    "x" * 300 + ".png",
    "cafe\u0301.png", "media/a.svg", "media/run.exe",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_not_safe_refuses_the_pack(
    library: Library, tmp_path: Path, name: str
) -> None:
    before = set(tmp_path.rglob("*"))
    pack = pack_of(tmp_path / "p.zip", ("media/good.png", png(3, 3)), (name, png()))

    with pytest.raises(CommandError):
        read_pack(library, pack)

    assert set(tmp_path.rglob("*")) == before | {pack}


@pytest.mark.parametrize("other", ["media/a.png", "media/A.PNG", "a.png"])
def test_two_files_of_one_name_refuse_the_pack(
    library: Library, tmp_path: Path, other: str
) -> None:
    is_same = other == "media/a.png"
    with pytest.warns(UserWarning) if is_same else nullcontext():
        pack = pack_of(
            tmp_path / "p.zip", ("media/a.png", png(1, 1)), (other, png(2, 2))
        )

    with pytest.raises(CommandError, match="not accepted in a pack"):
        read_pack(library, pack)

    assert left_in(library) == set()


def special(mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("media/a.png")
    info.create_system = 3
    info.external_attr = (mode | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR]
)
def test_links_and_devices_refuse_the_pack(
    library: Library, tmp_path: Path, mode: int
) -> None:
    pack = pack_of(tmp_path / "p.zip", (special(mode), b"/etc/passwd"))

    with pytest.raises(CommandError, match="not accepted in a pack"):
        read_pack(library, pack)

    assert left_in(library) == set()


def test_one_file_that_is_no_media_refuses_the_pack(
    library: Library, tmp_path: Path
) -> None:
    pack = pack_of(
        tmp_path / "p.zip", ("media/a.png", png()), ("media/b.png", b"<svg/>")
    )

    with pytest.raises(CommandError, match=r"“b\.png” is not accepted"):
        read_pack(library, pack)

    assert left_in(library) == set()


def test_a_bomb_is_not_unpacked(library: Library, tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "p.zip", ("media/a.png", png() + b"\x00" * 50_000_000))
    assert pack.stat().st_size < 100_000
    library.caps = Caps(image=1_000_000, sound=1_000_000, video=1_000_000)

    with pytest.raises(CommandError, match=r"“a\.png” is too large"):
        read_pack(library, pack)

    assert left_in(library) == set()


def changed(
    offset_of: Callable[[bytes], int], value: bytes
) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        at = offset_of(data)
        return data[:at] + value + data[at + len(value) :]

    return change


def central(field: int) -> Callable[[bytes], int]:
    return lambda data: data.index(b"PK\x01\x02") + field


LIES = {
    "a name that is no name": lambda z: z.replace(b"media/a.png", b"\0edia/a.png"),
    "smaller than it is": changed(central(24), struct.pack("<I", 10)),
    "larger than it is": changed(central(24), struct.pack("<I", 10_000)),
    "another checksum": changed(central(16), b"\x00\x00\x00\x00"),
    "encrypted": changed(central(8), b"\x01\x00"),
    "an unknown way": changed(central(10), b"\x63\x00"),
    "another name inside": changed(lambda data: data.index(b"media/a.png"), b"media/b"),
    "cut off": lambda data: data[:-10],
    "no zip": lambda _data: b"GIF89a nothing",
    "empty": lambda _data: b"",
}


@pytest.mark.parametrize("lie", LIES)
def test_a_zip_that_lies_is_refused(library: Library, tmp_path: Path, lie: str) -> None:
    pack = pack_of(tmp_path / "p.zip", ("media/a.png", png()))
    pack.write_bytes(LIES[lie](pack.read_bytes()))

    with pytest.raises(CommandError):
        read_pack(library, pack)

    assert left_in(library) == set()


def test_too_many_files_refuse_the_pack(library: Library, tmp_path: Path) -> None:
    members = [(f"media/{n}.png", png(n + 1, 1)) for n in range(503)]

    with pytest.raises(CommandError, match="more than 500"):
        read_pack(library, pack_of(tmp_path / "p.zip", *members))


def test_a_pack_without_media_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no pictures"):
        read_pack(library, pack_of(tmp_path / "p.zip", ("companion-media.json", b"{}")))


def test_a_pack_that_cannot_be_placed_leaves_nothing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(list(filled(tmp_path / "other").files.values()), tmp_path / "all.zip")
    place = library.place
    full = iter((False, False, True))

    def until_full(fresh: Path, name: str):
        if next(full):
            raise OSError(28, "No space left on device")
        return place(fresh, name)

    monkeypatch.setattr(library, "place", until_full)

    with pytest.raises(CommandError, match="No space left"):
        read_pack(library, tmp_path / "all.zip")

    assert left_in(library) == set()
    assert library.files == {}


def test_a_pack_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    library = filled(tmp_path / "other")
    target = tmp_path / "all.zip"
    target.write_bytes(b"before")
    (library.folder / "a.png").unlink()

    with pytest.raises(CommandError, match="cannot be written"):
        write_pack(list(library.files.values()), target)

    assert target.read_bytes() == b"before"
    assert list(tmp_path.glob("*.part")) == []
