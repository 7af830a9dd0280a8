"""The caches together stay within one bound, and what was used last stays longest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from companion.media.cache import NOTED_S, CachePart, Caches
from tests.support.fakes import FakeClock

A, B, C, D = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
TEN = b"0123456789"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def parts_of(
    folder: Path, clock: FakeClock, *, most: int = 30
) -> tuple[Caches, CachePart, CachePart]:
    caches = Caches(folder, clock=clock, most=most)
    return caches, caches.part("pictures"), caches.part("speech")


def on_disk(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


async def test_all_parts_share_one_bound(tmp_path: Path, clock: FakeClock) -> None:
    caches, pictures, speech = parts_of(tmp_path, clock)
    for part, key in ((pictures, A), (speech, B), (pictures, C)):
        await part.put(key, TEN)
        await clock.advance(1)

    await speech.put(D, TEN)

    assert on_disk(tmp_path) == {B, C, D}
    assert caches.total == 30
    assert A not in pictures
    assert await pictures.get(A) is None
    assert await speech.get(B) == TEN


async def test_what_was_used_stays(tmp_path: Path, clock: FakeClock) -> None:
    _caches, pictures, speech = parts_of(tmp_path, clock)
    for part, key in ((pictures, A), (speech, B), (pictures, C)):
        await part.put(key, TEN)
    await pictures.get(A)
    await speech.use(B)

    await speech.put(D, TEN)

    assert on_disk(tmp_path) == {A, B, D}


async def test_the_order_survives_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    _caches, pictures, speech = parts_of(tmp_path, clock)
    for part, key in ((pictures, A), (speech, B), (pictures, C)):
        await part.put(key, TEN)
        await clock.advance(NOTED_S)
    await pictures.get(A)

    again, pictures, speech = parts_of(tmp_path, clock)
    assert again.total == 30
    await speech.put(D, TEN)

    assert on_disk(tmp_path) == {A, C, D}
    assert await pictures.get(A) == TEN


async def test_a_use_is_not_written_each_time(tmp_path: Path, clock: FakeClock) -> None:
    _caches, pictures, _speech = parts_of(tmp_path, clock)
    await pictures.put(A, TEN)
    before = pictures.path(A).stat().st_mtime
    await clock.advance(NOTED_S - 1)
    await pictures.get(A)
    assert pictures.path(A).stat().st_mtime == before

    await clock.advance(1)
    await pictures.get(A)

    assert pictures.path(A).stat().st_mtime == before + NOTED_S


async def test_a_new_content_takes_the_place_of_the_old(
    tmp_path: Path, clock: FakeClock
) -> None:
    caches, pictures, _speech = parts_of(tmp_path, clock)
    await pictures.put(A, TEN)
    await pictures.put(A, b"12")

    assert caches.total == 2
    assert await pictures.get(A) == b"12"


async def test_what_is_larger_than_all_room_is_not_kept(
    tmp_path: Path, clock: FakeClock
) -> None:
    caches, pictures, speech = parts_of(tmp_path, clock)
    await pictures.put(A, TEN)

    await speech.put(B, b"x" * 31)

    assert on_disk(tmp_path) == {A}
    assert caches.total == 10


async def test_a_smaller_bound_holds_after_the_next_content(
    tmp_path: Path, clock: FakeClock
) -> None:
    _caches, pictures, _speech = parts_of(tmp_path, clock)
    for key in (A, B, C):
        await pictures.put(key, TEN)
        await clock.advance(1)

    _again, pictures, _speech = parts_of(tmp_path, clock, most=20)
    await pictures.put(D, TEN)

    assert on_disk(tmp_path) == {C, D}


async def test_files_of_others_are_left_alone(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "notes.txt").write_bytes(b"mine")
    (folder / ("e" * 32)).mkdir()
    (folder / A).write_bytes(b"old")
    os.utime(folder / A, (1, 1))

    caches, pictures, _speech = parts_of(tmp_path, clock, most=4)
    assert caches.total == 3
    await pictures.put(B, b"new")

    assert on_disk(tmp_path) == {"notes.txt", "e" * 32, B}


async def test_a_file_that_went_away_is_forgotten(
    tmp_path: Path, clock: FakeClock
) -> None:
    caches, pictures, _speech = parts_of(tmp_path, clock)
    await pictures.put(A, TEN)
    pictures.path(A).unlink()

    assert await pictures.get(A) is None
    assert caches.total == 0


async def test_a_disk_that_takes_nothing_costs_only_the_cache(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "pictures").write_text("in the way")
    caches, pictures, _speech = parts_of(tmp_path, clock)

    await pictures.put(A, TEN)

    assert caches.total == 0
    assert await pictures.get(A) is None


@pytest.mark.parametrize("key", ["../../x", "a", A + "0", A.upper(), ""])
async def test_a_key_that_is_none_is_refused(
    tmp_path: Path, clock: FakeClock, key: str
) -> None:
    _caches, pictures, _speech = parts_of(tmp_path, clock)

    with pytest.raises(ValueError, match=f"^{key}$"):
        await pictures.put(key, TEN)
