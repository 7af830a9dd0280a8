"""Small facts on disk: kept over a restart, and never a reason to stop."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from companion.platforms.store import FolderStore, MemoryStore, SmallStore


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SmallStore:
    return MemoryStore() if request.param == "memory" else FolderStore(tmp_path / "new")


def test_what_is_written_is_read(store: SmallStore) -> None:
    store.write("youtube-units-1", {"spent": 5})
    store.write("youtube-units-1", {"spent": 6})

    assert store.read("youtube-units-1") == {"spent": 6}
    assert store.read("youtube-units-2") == {}


def test_another_start_reads_it_too(tmp_path: Path) -> None:
    FolderStore(tmp_path).write("a", {"b": "c"})

    assert FolderStore(tmp_path).read("a") == {"b": "c"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "\x00"])
def test_a_file_that_is_none_counts_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text)

    assert FolderStore(tmp_path).read("a") == {}


def test_a_folder_that_cannot_be_written_is_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    store = FolderStore(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        store.write("a", {"b": 1})
        store.write("a", {"b": 2})

    assert len(caplog.records) == 1


@pytest.mark.parametrize("name", ["../a", "a/b", "", "A", "a.b"])
def test_a_name_is_never_a_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="^" + name.replace(".", r"\.") + "$"):
        FolderStore(tmp_path).read(name)
