"""Links that somebody has planted in our folders: nothing is written through them."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from companion.app.commands.record import put_out
from companion.app.machine import SystemClock
from companion.domain.errors import CommandError, LedgerError
from companion.kept_file import KeptFile, write_whole
from companion.media.cache import Caches
from companion.media.library import FORMER, Library
from companion.media.pack import write_pack
from companion.moderation.people import People
from companion.platforms.store import FolderStore
from companion.settings import Settings, file
from companion.web.room.register import Guest, Register
from sessions.lock import FolderLock
from tests.companion.test_kept_file import Plan
from tests.support.picture_host import png

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="links need a privilege there"
)

KEY: Final = "a" * 32


def kept(folder: Path) -> None:
    write_whole(folder / "plan.json", b"{}")


def left_out(folder: Path) -> None:
    (folder / "plan.json").write_text("{}")
    KeptFile(folder / "plan.json", Plan()).leave_out(Plan(), "It is wrong.")


def settings(folder: Path) -> None:
    path = folder / "settings.toml"
    path.write_text("[")
    file.save(path, Settings())
    file.save(path, Settings.model_validate({"coins": {"is_on": True}}))


def people(folder: Path) -> None:
    People(folder / "people.json", now=0).save(b"{}")


def told(folder: Path) -> None:
    FolderStore(folder).write("twitch", {"a": 1})


def cached(folder: Path) -> None:
    part = Caches(folder, clock=SystemClock()).part("speech", suffix=".wav")
    asyncio.run(part.put(KEY, b"sound"))


def renamed(folder: Path) -> None:
    library = library_with(folder, "a.png")
    library.rename("a.png", "b.png")


def packed(folder: Path) -> None:
    library = library_with(folder / "media", "a.png")
    write_pack(list(library.files.values()), folder / "pack.zip")


def exported(folder: Path) -> None:
    put_out([b"line"], folder / "out.jsonl")


def locked(folder: Path) -> None:
    FolderLock(folder, purpose="test").release()


def joined(folder: Path) -> None:
    guests = Register(folder / "room.jsonl")
    guests.add(Guest(key="k", id="room:1", name="Luna"))


def library_with(folder: Path, name: str) -> Library:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(png())
    library = Library(folder)
    library.look()
    return library


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize(
    ("planted", "write"),
    [
        ("plan.json.new", kept),
        ("plan.json", kept),
        ("plan.json.broken", left_out),
        ("settings.toml.new", settings),
        ("settings.toml.broken", settings),
        ("settings.toml.1", settings),
        ("settings.toml.1.new", settings),
        ("settings.toml.2", settings),
        ("people.new", people),
        ("people.json.new", people),
        ("twitch.new", told),
        ("twitch.json.new", told),
        (f"speech/{KEY}.wav", cached),
        (f"speech/{KEY}.wav.new", cached),
        (f"{FORMER}.new", renamed),
        (FORMER, renamed),
        ("pack.zip", packed),
        ("pack.zip.{pid}.part", packed),
        ("out.jsonl.part", exported),
        ("writer.json", locked),
        ("room.jsonl", joined),
    ],
)
def test_nothing_is_written_through_a_link(
    tmp_path: Path, planted: str, write: Callable[[Path], None], *, is_there: bool
) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "theirs"
    planted = planted.format(pid=os.getpid())
    (folder / planted).parent.mkdir(parents=True)
    if is_there:
        outside.write_bytes(b"theirs")
    (folder / planted).symlink_to(outside)

    write(folder)

    assert outside.exists() is is_there
    assert not is_there or outside.read_bytes() == b"theirs"


def test_what_is_taken_is_not_written_through_a_link(tmp_path: Path) -> None:
    library, picture = library_with(tmp_path / "media", "a.png"), png()
    outside = tmp_path / "theirs.png"
    outside.write_bytes(b"theirs")
    # The library takes away what lay there when it began.
    (library.folder / f".incoming-{os.getpid()}-1").symlink_to(outside)

    with pytest.raises(CommandError, match="cannot be written"):
        library.take(io.BytesIO(picture), "b.png", size=len(picture))
    assert outside.read_bytes() == b"theirs"
    assert library.take(io.BytesIO(picture), "b.png", size=len(picture))


def test_a_pack_holds_nothing_that_a_link_leads_to(tmp_path: Path) -> None:
    library = library_with(tmp_path / "media", "a.png")
    outside = tmp_path / "theirs.png"
    outside.write_bytes(png() + b"theirs")
    (library.folder / "a.png").unlink()
    (library.folder / "a.png").symlink_to(outside)

    with pytest.raises(CommandError, match="cannot be written"):
        write_pack(list(library.files.values()), tmp_path / "pack.zip")
    assert not (tmp_path / "pack.zip").exists()


def test_nothing_is_read_through_a_link_of_the_media_folder(tmp_path: Path) -> None:
    library = library_with(tmp_path / "media", "a.png")
    outside = tmp_path / "theirs.json"
    outside.write_text('{"old.png": "a.png"}')
    (library.folder / FORMER).symlink_to(outside)
    os.mkfifo(library.folder / "pipe.png")
    library.look()

    assert library.file("old.png") is None
    assert list(library.files) == ["a.png"]


def test_the_folder_of_the_ledger_is_not_locked_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "theirs"
    outside.write_bytes(b"theirs")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "writer.lock").symlink_to(outside)

    with pytest.raises(LedgerError, match="cannot be written"):
        FolderLock(folder, purpose="test")

    assert outside.read_bytes() == b"theirs"
