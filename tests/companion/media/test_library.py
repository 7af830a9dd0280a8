"""The library: taken by content, once, under a safe name; the folder may be synced."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from companion.domain.errors import CommandError
from companion.media.kinds import Caps
from companion.media.library import Library
from tests.companion.media import samples
from tests.support.picture_host import png


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "media")
    library.look()
    return library


def file_in(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def names(library: Library) -> list[str]:
    return list(library.files)


def left_in(library: Library) -> set[str]:
    return {path.name for path in library.folder.iterdir()}


def test_a_file_is_copied_and_told(library: Library, tmp_path: Path) -> None:
    source = file_in(tmp_path, "Party.mp4.webm", samples.webm(alpha=True))

    file = library.add(source)

    assert file.name == "Party.mp4.webm"
    assert file.kind.has_alpha
    assert (library.folder / file.name).read_bytes() == source.read_bytes()
    assert names(library) == [file.name]
    assert not library.look()


def test_the_same_content_is_there_once(library: Library, tmp_path: Path) -> None:
    first = library.add(file_in(tmp_path, "a.png", png()))

    again = library.add(file_in(tmp_path, "b.png", png()))

    assert again == first
    assert left_in(library) == {"a.png"}


def test_two_files_of_one_name_are_numbered(library: Library, tmp_path: Path) -> None:
    library.add(file_in(tmp_path, "Bell.png", png(1, 1)))
    library.add(file_in(tmp_path, "bell.PNG", png(2, 2)))
    library.add(file_in(tmp_path, "BELL.png", png(3, 3)))

    assert names(library) == ["BELL (3).png", "Bell.png", "bell (2).png"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        ("fake.png", b"<script>alert(1)</script>", "WebM with VP8 or VP9"),
        ("empty.png", b"", "empty.png"),
        ("video.mp4", b"\x00\x00\x00\x20ftypisom" + b"\x00" * 50, "MP3, Ogg, WAV"),
        ("half.png", png()[:-3], "not whole"),
    ],
)
def test_what_is_no_media_is_refused_with_what_is(
    library: Library, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        library.add(file_in(tmp_path, name, content))

    assert left_in(library) == set()


def test_what_is_too_large_is_refused(library: Library, tmp_path: Path) -> None:
    library.caps = Caps(image=1_000, sound=2_000, video=3_000)

    for name, content in (
        ("a.gif", samples.gif(*[1] * 100)),
        ("b.wav", samples.wav(1.0)),
        ("c.webm", samples.webm(padding=5_000)),
    ):
        with pytest.raises(CommandError, match=f"“{name}” is too large"):
            library.add(file_in(tmp_path, name, content))

    assert left_in(library) == set()


def test_a_folder_or_a_pipe_cannot_be_added(library: Library, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"media"):
        library.add(library.folder)
    with pytest.raises(CommandError, match=r"nowhere"):
        library.add(tmp_path / "nowhere.png")


def test_two_hundred_megabytes_of_video_are_taken(
    library: Library, tmp_path: Path
) -> None:
    source = tmp_path / "long.webm"
    head = samples.webm(padding=0)
    with source.open("wb") as file:
        file.write(head)
        # What follows the headers is one more element: a Void of the rest.
        file.write(b"\xec" + (0x0100_0000_0000_0000 | 199_000_000).to_bytes(8, "big"))
        file.seek(199_000_000 - 1, os.SEEK_CUR)
        file.write(b"\x00")

    assert library.add(source).size > 199_000_000


def test_two_gigabytes_of_video_are_refused_without_being_read(
    library: Library, tmp_path: Path
) -> None:
    source = tmp_path / "huge.webm"
    head = samples.webm(padding=0, alpha=True)
    with source.open("wb") as file:
        file.write(head)
        file.write(b"\xec" + (0x0100_0000_0000_0000 | 2_000_000_000).to_bytes(8, "big"))
        file.truncate(file.tell() + 2_000_000_000)  # a hole: there is nothing to read
    began = time.process_time()

    with pytest.raises(CommandError, match=r"“huge.webm” is too large.*200 MB"):
        library.add(source)
    os.link(source, library.folder / "huge.webm")
    library.look()

    assert library.file("huge.webm") is None
    assert "huge.webm" in library.passed_over
    # Reading it would take a second and more.
    assert time.process_time() - began < 0.2


# The folder changes while the program runs


def test_files_that_come_change_and_go_are_noticed(library: Library) -> None:
    file_in(library.folder, "a.png", png(1, 1))
    assert library.look()
    assert names(library) == ["a.png"]

    file_in(library.folder, "a.png", png(300, 1))
    assert library.file("a.png") is None  # it has changed, and may be anything
    assert library.look()
    assert library.files["a.png"].kind.width == 300

    (library.folder / "a.png").unlink()
    assert library.file("a.png") is None
    assert library.look()
    assert names(library) == []


def test_a_half_synced_file_is_passed_over_until_it_is_whole(library: Library) -> None:
    whole = samples.webm()
    file_in(library.folder, "a.webm", whole[:-50])
    library.look()
    assert names(library) == []
    assert list(library.passed_over) == ["a.webm"]

    file_in(library.folder, "a.webm", whole)
    library.look()

    assert names(library) == ["a.webm"]
    assert library.passed_over == {}


def test_what_synchronising_leaves_beside_is_passed_over(library: Library) -> None:
    library_files = {
        ".syncthing.a.png.tmp", "~syncthing~a.png.tmp", ".a.png", "~$a.png",
        "a.png.part", "a.png.crdownload", "a.png.tmp", "desktop.ini", "notes.txt",
    }  # fmt: skip
    for name in library_files:
        file_in(library.folder, name, png())
    (library.folder / "folder.png").mkdir()
    file_in(library.folder, "a (conflicted copy).png", png(2, 1))
    file_in(library.folder, "a.sync-conflict-20261120-181500-ABC.png", png(3, 1))

    library.look()

    assert names(library) == [
        "a (conflicted copy).png",
        "a.sync-conflict-20261120-181500-ABC.png",
    ]
    assert library_files < left_in(library)


def test_a_name_that_says_something_else_is_passed_over(library: Library) -> None:
    file_in(library.folder, "song.mp3", png())
    file_in(library.folder, "evil.png", b"<svg/>")
    file_in(library.folder, "fine.JPEG", samples.JPEG)

    library.look()

    assert names(library) == ["fine.JPEG"]
    assert set(library.passed_over) == {"song.mp3", "evil.png"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_that_cannot_stand_everywhere_are_passed_over(library: Library) -> None:
    for name in ("a:b.png", "con.png", "a\\b.png", "x\n.png"):
        file_in(library.folder, name, png())

    library.look()

    assert names(library) == []
    assert len(library.passed_over) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_is_not_followed(library: Library, tmp_path: Path) -> None:
    outside = file_in(tmp_path, "secret.png", png())
    (library.folder / "a.png").symlink_to(outside)
    library.look()
    assert names(library) == []

    file_in(library.folder, "b.png", png())
    library.look()
    (library.folder / "b.png").unlink()
    (library.folder / "b.png").symlink_to(outside)

    assert library.file("b.png") is None


def test_a_name_in_another_form_of_unicode_is_the_same(library: Library) -> None:
    file_in(library.folder, "cafe\u0301.png", png())
    library.look()

    found = library.file("café.png")

    assert found is not None
    assert found == library.file("cafe\u0301.png")
    assert found.path.read_bytes() == png()


def test_a_folder_that_is_gone_is_told_and_may_come_back(tmp_path: Path) -> None:
    blocked = file_in(tmp_path, "disk", b"")
    library = Library(blocked / "media")
    library.look()
    assert "cannot be read" in library.trouble
    with pytest.raises(CommandError, match="cannot be written"):
        library.add(file_in(tmp_path, "a.png", png()))

    blocked.unlink()
    library.look()

    assert library.trouble == ""
    assert library.add(tmp_path / "a.png").name == "a.png"


def test_what_a_crash_left_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    file_in(folder, ".incoming-1-1", png())

    Library(folder)

    assert list(folder.iterdir()) == []


def test_a_file_is_read_only_when_it_has_changed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_in(library.folder, "a.png", png())
    file_in(library.folder, "b.png", b"nothing")
    library.look()
    monkeypatch.setattr(
        "companion.media.library.media_kind", lambda *_: pytest.fail("read again")
    )

    assert not library.look()
    assert names(library) == ["a.png"]


# Names


def test_a_renamed_file_is_found_by_its_former_name(
    library: Library, tmp_path: Path
) -> None:
    library.add(file_in(tmp_path, "a.png", png()))

    library.rename("a.png", "Crown")
    library.rename("Crown.png", "King.png")
    again = Library(library.folder)
    again.look()

    for one in (library, again):
        assert names(one) == ["King.png"]
        assert one.present_name("a.png") == "King.png"
        assert one.file("a.png") == one.file("King.png") is not None


def test_a_new_file_does_not_take_a_former_name(
    library: Library, tmp_path: Path
) -> None:
    library.add(file_in(tmp_path, "a.png", png(1, 1)))
    library.rename("a.png", "b")

    assert library.add(file_in(tmp_path, "a.png", png(2, 2))).name == "a (2).png"


def test_a_file_may_have_its_former_name_again(
    library: Library, tmp_path: Path
) -> None:
    library.add(file_in(tmp_path, "a.png", png()))
    library.rename("a.png", "b.png")

    library.rename("b.png", "A.png")
    library.rename("A.png", "a.png")

    assert names(library) == ["a.png"]
    assert library.present_name("b.png") == "a.png"


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "CON", "x:y", "\u202ex", "", "a" * 200]
)
def test_a_name_that_cannot_stand_everywhere_is_refused(
    library: Library, tmp_path: Path, name: str
) -> None:
    library.add(file_in(tmp_path, "a.png", png()))

    with pytest.raises(CommandError, match=r"can\."):
        library.rename("a.png", name)

    assert names(library) == ["a.png"]


def test_a_name_that_is_taken_is_refused(library: Library, tmp_path: Path) -> None:
    library.add(file_in(tmp_path, "a.png", png(1, 1)))
    library.add(file_in(tmp_path, "b.png", png(2, 2)))

    with pytest.raises(CommandError, match=r"“A.png” already"):
        library.rename("b.png", "A")


def test_a_removed_file_is_gone_with_its_former_names(
    library: Library, tmp_path: Path
) -> None:
    library.add(file_in(tmp_path, "a.png", png()))
    library.rename("a.png", "b.png")

    library.remove("a.png")

    assert names(library) == []
    assert library.present_name("a.png") == "a.png"
    with pytest.raises(CommandError, match=r"no file “a.png”"):
        library.remove("a.png")


def test_a_broken_list_of_former_names_breaks_nothing(library: Library) -> None:
    for text in ("{", "[]", '{"a.png": 3}', '{"a.png": "a.png"}', "\xff"):
        (library.folder / ".former-names.json").write_text(text, encoding="latin-1")
        library.look()
        assert library.file("a.png") is None
