"""The run-sheet's file: kept in one step, and a broken one is set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.specs import PollSpec
from companion.interactions.sheet import (
    FILE_NAME,
    MOST_ITEMS,
    Sheet,
    SheetFile,
    sheet_of,
)
from tests.support.fakes import FakeIds

POLL = PollSpec(question="?", options=("a", "b"))


def test_what_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    kept = sheet_of("Friday", [("", POLL), ("", POLL)], Sheet(), FakeIds())
    SheetFile(tmp_path / FILE_NAME).keep(kept)

    assert SheetFile(tmp_path / FILE_NAME).sheet == kept
    assert len({one.id for one in kept.items}) == 2


def test_ids_and_what_is_skipped_stay(tmp_path: Path) -> None:
    ids = FakeIds()
    before = sheet_of("", [("", POLL), ("", POLL)], Sheet(), ids)
    first, second = before.items

    again = sheet_of("", [(second.id, POLL), (first.id, POLL)], before, ids)

    assert [one.id for one in again.items] == [second.id, first.id]


def test_a_broken_file_is_set_aside_and_all_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b'{"items":[{"id":1}]}')

    file = SheetFile(path)

    assert file.sheet == Sheet()
    assert f"{FILE_NAME}.broken" in file.problem


def test_what_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    file = SheetFile(path)
    file.keep(sheet_of("one", [("", POLL)], Sheet(), FakeIds()))
    (tmp_path / (FILE_NAME + ".new")).mkdir()

    with pytest.raises(CommandError, match=FILE_NAME):
        file.keep(Sheet(name="two"))

    assert file.sheet.name == "one"
    assert SheetFile(path).sheet.name == "one"


def test_too_many_lines_and_a_line_twice_are_refused() -> None:
    ids = FakeIds()
    one = sheet_of("", [("", POLL)], Sheet(), ids)
    item = one.items[0].id

    with pytest.raises(CommandError, match=str(MOST_ITEMS)):
        sheet_of("", [("", POLL)] * (MOST_ITEMS + 1), Sheet(), ids)
    with pytest.raises(CommandError, match="twice"):
        sheet_of("", [(item, POLL), (item, POLL)], one, ids)
