"""A file that holds one struct: written in one step, never lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec import Struct

from companion.domain.errors import CommandError
from companion.kept_file import KeptFile, write_whole


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept here."""

    name: str = ""
    steps: tuple[int, ...] = ()


EVENING = Plan(name="Friday", steps=(1, 2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def names(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


def test_without_a_file_it_is_empty_and_makes_none(path: Path) -> None:
    file = KeptFile(path, Plan())

    assert (file.value, file.problem) == (Plan(), "")
    assert names(path) == []


def test_what_is_kept_is_read_again(path: Path) -> None:
    KeptFile(path, Plan()).keep(EVENING)

    assert KeptFile(path, Plan()).value == EVENING
    assert names(path) == ["plan.json"]


def test_nothing_is_kept_without_a_path() -> None:
    file = KeptFile(None, Plan())
    file.keep(EVENING)

    assert file.value == EVENING


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"name":1}', b'{"steps":' + b"[" * 100_000],
)
def test_a_broken_file_is_put_aside_as_it_is(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    file = KeptFile(path, Plan())

    assert file.value == Plan()
    assert "plan.json cannot be read" in file.problem
    assert "kept as plan.json.broken. Make it anew, or close" in file.problem
    assert (path.parent / "plan.json.broken").read_bytes() == raw


def test_every_break_keeps_a_file_of_its_own(path: Path) -> None:
    for raw in (b"one", b"two", b"three"):
        path.write_bytes(raw)
        KeptFile(path, Plan())

    kept = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    assert kept == {
        "plan.json.broken": b"one",
        "plan.json.broken-2": b"two",
        "plan.json.broken-3": b"three",
    }


def test_the_same_file_is_kept_once_however_often_it_is_met(path: Path) -> None:
    KeptFile(path, Plan()).keep(EVENING)
    for _start in range(3):
        KeptFile(path, Plan()).leave_out(Plan(name="Friday"), "Step 2 clashes.")

    assert names(path) == ["plan.json", "plan.json.broken"]


def test_a_file_of_too_many_bytes_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(9 * 1024 * 1024)

    assert "too large" in KeptFile(path, Plan()).problem


def test_what_cannot_be_read_nor_moved_is_never_written_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"{")

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", refuse)
        file = KeptFile(path, Plan())
    assert "nor moved aside (Permission denied)" in file.problem

    with pytest.raises(CommandError, match="Nothing new is kept"):
        file.keep(EVENING)

    assert path.read_bytes() == b"{"


def test_what_cannot_be_written_leaves_the_old(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = KeptFile(path, Plan())
    file.keep(EVENING)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="No space left"):
        file.keep(Plan())

    assert file.value == KeptFile(path, Plan()).value == EVENING
    assert names(path) == ["plan.json"]


def test_nothing_that_was_there_is_lost_when_no_file_can_be_made(path: Path) -> None:
    path.write_bytes(b"old")
    (path.parent / "plan.json.new").mkdir()

    with pytest.raises(CommandError, match=r"plan\.json"):
        write_whole(path, b"new")

    assert path.read_bytes() == b"old"
