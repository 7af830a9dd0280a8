"""The leaderboard's memory equals what the ledger says."""

from __future__ import annotations

from msgspec import structs

from companion.domain.entries import PointsChange, Verdict, VerdictGiven
from companion.domain.events import Share
from companion.domain.values import Viewer
from companion.domain.views import Shown, Standing
from companion.gui.live.board import MARKED, Board
from sessions.tally import Tally
from tests.support.fakes import EPOCH
from tests.support.live_scene import SECOND, TIKTOK, Ledger, Scene, viewer


def _share(book: Ledger, name: str, points: int) -> Shown:
    return book.shown(book.plain(Share, TIKTOK, name), points=points)


def _order(board: Board) -> list[tuple[str, int]]:
    return [
        (board.row(rank).name, board.row(rank).points // 1000)
        for rank in range(1, len(board) + 1)
    ]


def test_points_add_up_and_order() -> None:
    book, board = Ledger(), Board()
    board.take_shown([_share(book, "a", 5), _share(book, "b", 7), _share(book, "a", 3)])

    assert _order(board) == [("a", 8), ("b", 7)]


def test_equal_points_are_a_tie_in_the_order_they_were_reached() -> None:
    book, board = Ledger(), Board()
    board.take_shown([_share(book, "late", 1), _share(book, "early", 5)])
    board.take_shown([_share(book, "late", 4)])

    assert _order(board) == [("early", 5), ("late", 5)]
    assert board.row(1).tie
    assert board.row(2).tie


def test_it_agrees_with_the_ledgers_own_fold() -> None:
    scene, board, tally = Scene(), Board(), Tally()
    for items in (scene.standings(), scene.activity()):
        batch = list(items)
        board.take_shown(batch)
        tally.take(item.entry for item in batch)

    assert len(board) == len(tally.standings)
    for rank in range(1, len(board) + 1):
        assert board.id_at(rank) == tally.standing_at(rank).viewer.id
        assert board.row(rank).points == tally.standing_at(rank).points
        assert board.row(rank).tie == tally.standing_at(rank).tie


def test_a_late_release_counts_nothing_twice() -> None:
    book, board = Ledger(), Board()
    entry = book.entry(book.superchat("Ida", 5_000_000), points=500)
    board.take_shown([Shown(entry=entry), Shown(entry=entry, late=True)])

    assert _order(board) == [("Ida", 500)]


def test_a_held_chat_earns_by_its_verdict() -> None:
    book, board = Ledger(), Board()
    chat = book.entry(book.chat(TIKTOK, "Ida", "hi"))
    given = structs.replace(
        book.entry(VerdictGiven(of=chat.seq, text=Verdict.ALLOW)),
        earner=chat.earner,
        change=PointsChange(viewer_id="tiktok:Ida", points=1_000),
    )
    board.take_shown([Shown(entry=given), Shown(entry=chat, late=True)])

    assert _order(board) == [("Ida", 1)]


def test_the_newest_name_is_shown() -> None:
    book, board = Ledger(), Board()
    first = _share(book, "Ida", 1)
    renamed = structs.replace(
        book.entry(book.plain(Share, TIKTOK, "Ida"), points=1),
        earner=Viewer(id="tiktok:Ida", name="Ida the Great"),
    )
    board.take_shown([first, Shown(entry=renamed)])

    assert _order(board) == [("Ida the Great", 2)]


def test_anonymous_givers_are_not_in_it() -> None:
    book, board = Ledger(), Board()
    entry = book.entry(book.gifted("Nova", 5), points=50)
    hidden = Viewer(id="twitch:anonymous", name="", anonymous=True)
    board.take_shown([Shown(entry=structs.replace(entry, earner=hidden, change=None))])

    assert len(board) == 0


def test_a_viewer_without_a_name_has_an_alias() -> None:
    book, board = Ledger(), Board()
    entry = structs.replace(
        book.entry(book.plain(Share, TIKTOK, "x"), points=1), earner=None
    )
    board.take_shown([Shown(entry=entry)])

    assert board.row(1).name.startswith("Viewer ")


def _standings(*people: tuple[str, int]) -> list[Standing]:
    return [
        Standing(rank=rank, viewer=viewer(TIKTOK, name), points=points * 1000)
        for rank, (name, points) in enumerate(people, 1)
    ]


def test_loading_brings_what_was_before_this_window() -> None:
    board = Board()
    board.begin_loading()
    board.load(_standings(("a", 9), ("b", 9), ("c", 1)), upto=50)

    assert _order(board) == [("a", 9), ("b", 9), ("c", 1)]
    assert board.row(1).tie


def test_what_comes_while_loading_counts_once() -> None:
    book, board = Ledger(), Board()
    old = [_share(book, "a", 1) for _ in range(10)]
    board.begin_loading()
    # Entries 9 and 10 are in the engine's answer and on their way here as well.
    board.take_shown(old[8:])
    new = _share(book, "a", 5)
    board.take_shown([new])
    board.load(_standings(("a", 10)), upto=10)

    assert _order(board) == [("a", 15)]


def test_after_events_were_missed_the_first_are_set_right() -> None:
    book, board = Ledger(), Board()
    board.take_shown([_share(book, "a", 5), _share(book, "b", 3)])
    missed = [_share(book, "b", 4), _share(book, "c", 1)]
    board.begin_loading()
    board.take_shown([_share(book, "b", 1)])
    board.correct(_standings(("b", 7), ("a", 5), ("c", 1)), upto=4)

    assert len(missed) == 2
    assert _order(board) == [("b", 8), ("a", 5), ("c", 1)]


def test_a_failed_reading_leaves_what_was_heard() -> None:
    book, board = Ledger(), Board()
    board.begin_loading()
    board.take_shown([_share(book, "a", 5)])
    board.stop_loading()

    assert _order(board) == [("a", 5)]


def test_moves_are_told_over_a_minute() -> None:
    book, board = Ledger(), Board()
    board.take_shown([_share(book, "a", 5), _share(book, "b", 3), _share(book, "c", 1)])
    assert board.mark_moves(EPOCH)
    board.take_shown([_share(book, "c", 9)])

    moves = {board.row(rank).name: board.row(rank).move for rank in (1, 2, 3)}
    assert moves == {"c": 2, "a": -1, "b": -1}

    assert not board.mark_moves(EPOCH + 59 * SECOND)
    assert board.mark_moves(EPOCH + 60 * SECOND)
    assert [board.row(rank).move for rank in (1, 2, 3)] == [0, 0, 0]


def test_only_the_first_ranks_are_marked() -> None:
    book, board = Ledger(), Board()
    board.take_shown(_share(book, f"v{n}", 1000 - n) for n in range(MARKED + 10))
    board.mark_moves(EPOCH)
    board.take_shown([_share(book, "last", 1)])
    board.take_shown([_share(book, "last", 5_000)])

    assert board.row(1).move == 0
    assert board.row(2).move == -1
