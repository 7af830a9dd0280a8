"""The panes together, over the real engine: ledger on disk, gate, bridge."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion.app.engine import CompanionEngine
from companion.app.engine_thread import EngineSide, EngineThread
from companion.app.machine import Machine, SystemClock, SystemIds
from companion.app.options import RunOptions
from companion.domain.events import AnyEvent, Arrival, Chat
from companion.domain.values import POINT
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Question
from companion.gui.components.toast import Notice
from companion.gui.live.chat_row import RowState
from companion.gui.live.correcting import AwardDialog
from companion.gui.live.page import LivePanes
from tests.support.fakes import FakeClock
from tests.support.line import Heard
from tests.support.live_scene import TIKTOK, TWITCH, Ledger

pytestmark = pytest.mark.qt

SOURCE = "tiktok:@mira.plays"


class Ear(Heard):
    """Knows which entries the window has heard of, shown or kept back."""

    @property
    def seqs(self) -> set[int]:
        shown = {item.entry.seq for item in self.items}
        return shown | {review.entry.seq for review in self.reviews}


class Evening:
    """The whole engine on its thread, and the panes on this one."""

    def __init__(self, side: EngineSide, theme) -> None:
        self.book = Ledger()
        self.notices: list[Notice] = []
        self.began: list[str] = []
        self.bridge = Bridge(side.app.engine, side.loop)
        self.dropped = 0
        self.clock = FakeClock()
        self.panes = LivePanes(
            ask=self.bridge.ask,
            dropped=lambda: self.dropped,
            theme=theme,
            clock=self.clock,
            say=self.notices.append,
            on_connect=lambda: self.began.append("connect"),
            on_simulate=lambda: self.began.append("simulate"),
        )
        self.panes._timer.stop()
        self.bridge.listen(self.panes)
        self.ear = Ear()
        self.bridge.listen(self.ear)
        self.panes.resize(1368, 736)
        self.panes.show()

    async def record(self, *events: AnyEvent) -> None:
        """Have the engine take events; the window hears of them later."""

        def offer(engine: CompanionEngine) -> int:
            before = engine.totals().entries
            for event in events:
                engine.offer(Arrival(event=event, source=SOURCE))
            return before

        before = await self.bridge.call(offer)
        for _ in range(400):
            totals = await self.bridge.call(lambda engine: engine.totals())
            if totals.entries >= before + len(events):
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the engine did not take them")

    async def send(self, *events: AnyEvent) -> None:
        """Have the engine take events and the window hear of each."""
        before = len(self.ear.seqs)
        await self.record(*events)
        await self.until(lambda: len(self.ear.seqs) >= before + len(events))

    async def until(self, holds: Callable[[], object]) -> None:
        """Let everything that was asked come back."""
        for _ in range(400):
            self.bridge.drain()
            if holds():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it never held")

    def press(self, key: Qt.Key) -> None:
        """Press a key on the first chat row, as somebody at the keyboard would."""
        view = self.panes.chat.view
        self.panes.activateWindow()
        view.setFocus()
        view.setCurrentIndex(self.panes.chat.model.index(0))
        QTest.keyClick(view, key)

    async def painted(self) -> None:
        """Let Qt lay out and paint."""
        await asyncio.sleep(0.03)

    def gift(self, name: str, diamonds: int) -> object:
        return self.book.gift(
            name, "Rose", total=1, each=diamonds, group=f"{self.book.event_id(TIKTOK)}"
        )

    def ranks(self) -> list[tuple[str, int]]:
        board = self.panes.board.model.board
        return [
            (board.row(rank).name, board.row(rank).points // POINT)
            for rank in range(1, len(board) + 1)
        ]

    def dialog(self, kind):
        (found,) = [one for one in self.panes.findChildren(kind) if one.isVisible()]
        return found


@asynccontextmanager
async def evening(folder: Path, theme) -> AsyncIterator[Evening]:
    options = RunOptions(
        purpose="test",
        folder=folder,
        port=0,
        overrides=('moderation.holdlist=["badword"]',),
    )
    machine = Machine(clock=SystemClock(), ids=SystemIds(), chance=random.Random(1))
    thread = EngineThread(options, machine)
    thread.start()
    try:
        side = await thread.ready()
        if side.app.engine.unfinished() is None:
            start = side.app.engine.start_session("Friday")
            asyncio.run_coroutine_threadsafe(start, side.loop).result(10)
        made = Evening(side, theme)
        await made.bridge.open()
        made.bridge._timer.stop()
        made.panes.tick()
        await made.until(lambda: not made.panes._reading)
        yield made
        made.panes.deleteLater()
        await made.bridge.close()
    finally:
        await thread.stop()
        # Qt's objects must go on this thread, before another engine's thread collects.
        gc.collect()


Story = Callable[[Evening], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    """Run a story over a fresh evening, on the window's own loop."""
    # As the app does: a closed dialog must not end the loop.
    QApplication.setQuitOnLastWindowClosed(False)

    def tell(story: Story) -> None:
        async def whole() -> None:
            async with evening(tmp_path, theme) as made:
                await story(made)

        run(whole())

    return tell


def test_every_pane_hears_what_happens(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.book.chat(TWITCH, "Ida", "hello"), it.gift("Bo", 5))

        assert [row.name for row in it.panes.chat.model.log.rows.values()] == [
            "Ida",
            "Bo",
        ]
        assert it.panes.activity.model.row(0).name == "Bo"
        assert it.ranks() == [("Bo", 5), ("Ida", 1)]

    play(story)


def test_a_session_from_before_the_window_is_in_the_leaderboard(
    run, tmp_path, theme
) -> None:
    QApplication.setQuitOnLastWindowClosed(False)

    async def whole() -> None:
        async with evening(tmp_path, theme) as it:
            await it.send(
                *(it.book.chat(TIKTOK, f"viewer {n}", "hi") for n in range(50))
            )
        async with evening(tmp_path, theme) as it:
            it.book = Ledger()
            it.book.skip(1_000)
            await it.bridge.call(lambda engine: engine.reopen_session())
            await it.until(lambda: len(it.panes.board.model.board) == 50)
            await it.send(it.gift("viewer 7", 5))
            assert it.ranks()[0] == ("viewer 7", 6)

    run(whole())


def test_featuring_from_chat_marks_the_row_and_again_takes_it_off(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.book.chat(TWITCH, "Ida", "a question?"))
        it.press(Qt.Key.Key_F)
        await it.until(lambda: it.panes.chat.model.row(0).featured)
        shown = await it.bridge.call(lambda engine: engine.view.featured())
        assert shown is not None
        assert isinstance(shown.body, Chat)

        it.press(Qt.Key.Key_F)
        await it.until(lambda: not it.panes.chat.model.row(0).featured)
        assert await it.bridge.call(lambda engine: engine.view.featured()) is None

    play(story)


def test_a_hidden_message_leaves_every_screen_and_stays_grey_here_until_allowed(
    play,
) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.book.chat(TWITCH, "Ida", "please not"))
        it.press(Qt.Key.Key_Delete)
        await it.until(lambda: it.panes.chat.model.row(0).state is RowState.BLOCKED)

        assert await it.bridge.call(lambda engine: engine.view.chat(10)) == []
        assert [notice.kind for notice in it.notices] == ["ok"]
        row = it.panes.chat.model.row(0)
        assert row.masked == ((0, len("please not")),)
        assert row.note == "blocked by you"

        it.press(Qt.Key.Key_A)
        await it.until(lambda: it.panes.chat.model.row(0).state is RowState.SHOWN)
        row = it.panes.chat.model.row(0)
        assert (row.text, row.masked, row.note) == ("please not", (), "")

    play(story)


def test_a_held_message_is_let_through_by_hand(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.book.chat(TWITCH, "Ida", "not a badword at all"))
        row = it.panes.chat.model.row(0)
        assert row.state is RowState.HELD
        assert row.text[slice(*row.masked[0])] == "badword"

        it.press(Qt.Key.Key_A)
        await it.until(lambda: it.panes.chat.model.row(0).state is RowState.SHOWN)
        assert it.panes.chat.model.rowCount() == 1
        await it.until(lambda: it.ranks() == [("Ida", 1)])

    play(story)


def test_a_click_opens_the_card_with_what_the_ledger_knows(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(
            it.gift("Bo", 30), it.book.chat(TIKTOK, "Bo", "hi"), it.gift("Ida", 9)
        )
        it.panes.open_viewer("tiktok:Bo")
        card = it.panes.card
        await it.until(lambda: card.lines.rowCount() == 2)

        assert card.isVisible()
        assert it.panes.board.view.chosen == "tiktok:Bo"
        assert card.sum_title.text() == "Where 31 comes from"
        assert card.sum_mark.isVisible()
        assert [tile.accessibleName() for tile in card.gifts.tiles] == ["Rose ×1"]
        assert card.history.row(0).text == "hi"

    play(story)


def test_the_open_card_follows_its_viewer(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("Bo", 30))
        it.panes.open_viewer("tiktok:Bo")
        await it.until(lambda: it.panes.card.lines.rowCount() == 1)
        await it.send(it.book.chat(TIKTOK, "Bo", "one more"))
        it.panes.tick()
        await it.until(lambda: it.panes.card.lines.rowCount() == 2)

    play(story)


def test_nobody_by_that_id_is_told_and_no_card_is_left_open(play) -> None:
    async def story(it: Evening) -> None:
        it.panes.open_viewer("tiktok:nobody")
        await it.until(lambda: it.notices)

        assert it.notices[0].kind == "bad"
        assert not it.panes.card.isVisible()

    play(story)


async def _reset(it: Evening, name: str) -> None:
    it.panes.corrections.ask_reset(f"tiktok:{name}")
    question = it.dialog(Question)
    QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)
    count = len(it.notices)
    await it.until(lambda: len(it.notices) > count)


def test_after_a_reset_the_next_rank_is_selected_and_undo_restores(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.gift("b", 20), it.gift("c", 10))
        it.panes.board.view.choose("tiktok:b")
        await _reset(it, "b")
        await it.until(lambda: it.ranks()[-1] == ("b", 0))
        assert it.ranks() == [("a", 30), ("c", 10), ("b", 0)]
        assert it.panes.board.view.chosen == "tiktok:c"
        assert it.panes.board.view.currentIndex().row() == 1

        undo = it.notices[-1].undo
        assert undo is not None
        undo()
        await it.until(lambda: it.ranks() == [("a", 30), ("b", 20), ("c", 10)])
        await it.until(lambda: it.panes.board.view.chosen == "tiktok:b")

    play(story)


def test_after_the_last_row_is_reset_the_one_above_is_selected(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.gift("b", 20))
        it.panes.board.view.choose("tiktok:b")
        await _reset(it, "b")
        await it.until(lambda: it.ranks()[-1] == ("b", 0))

        assert it.panes.board.view.chosen == "tiktok:a"

    play(story)


def test_resetting_from_the_card_goes_on_to_the_next_card(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.gift("b", 20))
        it.panes.open_viewer("tiktok:a")
        await it.until(lambda: it.panes.card.lines.rowCount() == 1)
        await _reset(it, "a")
        await it.until(lambda: it.panes.card.viewer_id == "tiktok:b")

    play(story)


def test_history_and_gifts_outlive_a_reset(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.book.chat(TIKTOK, "a", "hi"))
        await _reset(it, "a")
        it.panes.open_viewer("tiktok:a")
        card = it.panes.card
        await it.until(lambda: card.lines.rowCount() == 3)

        assert card.sum_title.text() == "Where 0 comes from"
        assert card.figures.values[3].text() == "31"
        assert len(card.gifts.tiles) == 1
        assert card.history.rowCount() == 1
        assert card.head.undo.isEnabled()

    play(story)


def test_resetting_everybody_and_undoing_it(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.gift("b", 20))
        it.panes.corrections.ask_reset_all()
        QTest.mouseClick(it.dialog(Question).act, Qt.MouseButton.LeftButton)
        await it.until(lambda: it.notices)
        await it.until(lambda: {points for _, points in it.ranks()} == {0})

        undo = it.notices[-1].undo
        assert undo is not None
        undo()
        await it.until(lambda: it.ranks() == [("a", 30), ("b", 20)])

    play(story)


def test_an_award_is_counted_and_told(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.gift("b", 20))
        it.panes.corrections.ask_award("tiktok:b")
        dialog = it.dialog(AwardDialog)
        QTest.keyClicks(dialog.amount.edit, "500")
        QTest.keyClick(dialog.amount.edit, Qt.Key.Key_Return)
        await it.until(lambda: it.ranks()[0] == ("b", 520))
        await it.until(lambda: it.notices)

        assert it.notices[-1].undo is not None

    play(story)


def test_what_the_engine_refuses_is_told(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30))
        await it.bridge.call(lambda engine: engine.end_session())
        it.panes.requests.award("tiktok:a", 5_000, "", "a")
        await it.until(lambda: it.notices)

        assert it.notices[0].kind == "bad"
        assert "ended" in it.notices[0].text

    play(story)


def test_another_session_empties_every_pane(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30), it.book.chat(TIKTOK, "a", "hi"))
        it.panes.open_viewer("tiktok:a")
        await it.bridge.call(lambda engine: engine.start_session("another"))
        await it.until(lambda: it.ranks() == [])
        await it.until(lambda: it.panes.activity.model.rowCount() == 0)

        assert not it.panes.card.isVisible()
        assert [row.note for row in it.panes.chat.model.log.rows.values()] == [
            "Session started"
        ]

    play(story)


def test_after_the_window_was_too_slow_the_leaderboard_is_set_right(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30))
        await it.record(it.gift("b", 50))
        it.bridge._mailbox.take()
        it.bridge.drain()
        assert it.ranks() == [("a", 30)]

        it.dropped = 1
        await it.clock.advance(6)
        it.panes.tick()
        await it.until(lambda: it.ranks() == [("b", 50), ("a", 30)])

    play(story)


# Layout


def test_wide_three_panes_stand_side_by_side(play) -> None:
    async def story(it: Evening) -> None:
        await it.painted()
        assert it.panes.activity.width() == 376
        assert it.panes.board.width() == 320
        assert it.panes.chat.width() == 1368 - 376 - 320 - 2

    play(story)


def test_narrow_activity_is_a_tab_of_chat(play) -> None:
    async def story(it: Evening) -> None:
        it.panes.set_compact(True)
        it.panes.resize(968, 500)
        await it.painted()
        assert it.panes.chat.isVisible()
        assert not it.panes.activity.isVisible()
        QTest.mouseClick(it.panes.chat.head.tab, Qt.MouseButton.LeftButton)
        assert it.panes.activity.isVisible()
        assert not it.panes.chat.isVisible()
        QTest.mouseClick(it.panes.activity.head.tab, Qt.MouseButton.LeftButton)
        assert it.panes.chat.isVisible()

        it.panes.set_compact(False)
        it.panes.resize(1368, 736)
        await it.painted()
        assert it.panes.chat.isVisible()
        assert it.panes.activity.isVisible()
        assert not it.panes.chat.head.tab.isVisible()

    play(story)


def test_wide_the_card_stands_where_activity_was(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30))
        it.panes.open_viewer("tiktok:a")
        await it.painted()
        assert it.panes.card.isVisible()
        assert not it.panes.activity.isVisible()
        assert it.panes.board.isVisible()

        QTest.mouseClick(it.panes.card.head.close_button, Qt.MouseButton.LeftButton)
        await it.painted()
        assert it.panes.activity.isVisible()
        assert not it.panes.card.isVisible()

    play(story)


def test_narrow_the_card_is_a_drawer_at_the_right(play) -> None:
    async def story(it: Evening) -> None:
        it.panes.set_compact(True)
        it.panes.resize(968, 500)
        await it.send(it.gift("a", 30))
        it.panes.open_viewer("tiktok:a")
        await it.painted()

        assert it.panes.card.geometry().right() == 967
        assert it.panes.card.width() == 472
        assert it.panes.chat.isVisible()
        it.panes.close_card()
        assert not it.panes.card.isVisible()

    play(story)


def test_an_open_card_survives_a_change_of_width(play) -> None:
    async def story(it: Evening) -> None:
        await it.send(it.gift("a", 30))
        it.panes.open_viewer("tiktok:a")
        for compact, width in ((True, 968), (False, 1368), (True, 968)):
            it.panes.set_compact(compact)
            it.panes.resize(width, 500)
            await it.painted()
            assert it.panes.card.isVisible()

    play(story)


@pytest.mark.parametrize("compact", [False, True])
def test_nothing_scrolls_sideways(play, compact: bool) -> None:
    async def story(it: Evening) -> None:
        it.panes.set_compact(compact)
        it.panes.resize(968 if compact else 1368, 500)
        await it.send(
            it.book.chat(TIKTOK, "x" * 10_000, "y" * 2_000), it.gift("z" * 300, 9_999)
        )
        await it.painted()
        views = (it.panes.chat.view, it.panes.activity.view, it.panes.board.view)
        assert all(view.horizontalScrollBar().maximum() == 0 for view in views)
        assert it.panes.minimumSizeHint().width() <= (968 if compact else 1368)

    play(story)


def test_the_empty_chat_offers_how_to_begin(play) -> None:
    async def story(it: Evening) -> None:
        it.panes.chat.clear()
        for button in it.panes.chat._empty.actions_shown:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

        assert it.began == ["connect", "simulate"]

    play(story)
