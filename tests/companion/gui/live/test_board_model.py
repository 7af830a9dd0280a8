"""The leaderboard as a table: any row in microseconds, updates without reading."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from companion.domain.events import Share
from companion.domain.views import Standing
from companion.gui.live.board_model import MOST_FOUND, STANDING, BoardModel
from tests.support.live_scene import TIKTOK, TWITCH, Ledger, Scene, viewer

pytestmark = pytest.mark.qt


@pytest.fixture
def model(qapp) -> BoardModel:
    made = BoardModel()
    made.checker = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def _names(model: BoardModel) -> list[str]:
    return [model.row(one).name for one in range(model.rowCount())]


def crowd(count: int) -> list[Standing]:
    return [
        Standing(
            rank=rank,
            viewer=viewer(TIKTOK, f"viewer {rank}"),
            points=(count - rank) * 1000,
        )
        for rank in range(1, count + 1)
    ]


def test_rows_are_ranks(model: BoardModel) -> None:
    model.take_shown(list(Scene().standings()))

    assert _names(model)[:2] == ["Nova_Kessler", "さくらもち🌸"]
    assert model.row(3).tie
    assert model.data(model.index(0, 0), STANDING) == model.row(0)


def test_a_row_is_read_out(model: BoardModel) -> None:
    model.take_shown(list(Scene().standings()))

    said = model.data(model.index(3, 0))
    assert said == "4th, Луна, 4,210 points, tie"


def test_a_batch_of_updates_reads_no_row(model: BoardModel) -> None:
    model.load(crowd(2_000), upto=0)
    read = []
    plain = model.board.row
    model.board.row = lambda rank: read.append(rank) or plain(rank)
    book = Ledger()
    shares = [book.plain(Share, TIKTOK, f"viewer {n + 1}") for n in range(100)]
    model.take_shown([book.shown(share, points=5) for share in shares])

    assert read == []


def test_newcomers_are_one_insertion_at_the_end(model: BoardModel) -> None:
    model.load(crowd(100), upto=0)
    inserted = []
    model.rowsInserted.connect(lambda _in, one, two: inserted.append((one, two)))
    book = Ledger()
    model.take_shown(
        book.shown(book.plain(Share, TWITCH, f"new {n}"), points=5_000)
        for n in range(28)
    )

    assert inserted == [(100, 127)]
    assert model.row(0).name == "new 0"


def test_searching_finds_names_best_ranks_first(model: BoardModel) -> None:
    model.take_shown(list(Scene().standings()))
    model.search("  OLD ")

    assert _names(model) == ["old_man_river"]
    assert model.row(0).rank == 14

    model.search("")
    assert model.rowCount() == 20


def test_what_is_found_keeps_its_order_by_rank(model: BoardModel) -> None:
    model.take_shown(list(Scene().standings()))
    model.search("e")
    before = _names(model)
    book = Ledger()
    book.at += 1
    model.take_shown([book.shown(book.plain(Share, TIKTOK, before[-1]), points=90_000)])

    ranks = [model.row(one).rank for one in range(model.rowCount())]
    assert ranks == sorted(ranks)


def test_a_search_in_a_crowd_never_takes_long_at_once(model: BoardModel, qtbot) -> None:
    model.load(crowd(30_000), upto=0)
    model.search("viewer 299")
    assert model._search.isActive()

    qtbot.waitUntil(lambda: not model._search.isActive())
    assert model.rowCount() == 111


def test_a_search_that_fits_many_shows_the_best(model: BoardModel) -> None:
    model.load(crowd(1_000), upto=0)
    model.search("viewer")

    assert model.rowCount() == MOST_FOUND
    assert model.row(0).rank == 1


def test_another_session_starts_empty(model: BoardModel) -> None:
    model.load(crowd(10), upto=0)
    model.clear()

    assert model.rowCount() == 0
    assert model.id_at(0) is None
