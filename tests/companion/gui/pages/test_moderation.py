"""The Moderation page over the real engine: what a person decides is what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.events import Chat
from companion.domain.values import Platform, Viewer
from companion.gui.components.dialog import Question
from companion.gui.moderation.keys_dialog import KeysDialog
from companion.gui.pages.moderation import ModerationPage, active_rules
from companion.gui.theme.theme import Theme
from companion.settings import ModerationSettings, Settings
from tests.companion.gui.desk import Desk, at_desk
from tests.companion.gui.inspection import tab_order

HELD = "held word"


def chat(number: int, text: str = HELD, *, who: str = "7", name: str = "Ben") -> Chat:
    return Chat(
        id=f"tiktok:{number}",
        platform=Platform.TIKTOK,
        channel="c",
        viewer=Viewer(id=f"tiktok:{who}", name=name),
        text=text,
    )


class Scene:
    """A desk with its Moderation page open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.engine = desk.app.engine

    @property
    def page(self) -> ModerationPage:
        page = self.desk.window.page("moderation")
        assert isinstance(page, ModerationPage)
        return page

    async def hold(self, *events: Chat) -> list[Entry]:
        """Let messages come that are held, and be looked at for a second."""
        entries = [await self.engine.inject(event) for event in events]
        await self.settle()
        await self.desk.clock.advance(1)
        return entries

    async def settle(self) -> None:
        await self.desk.settle()
        self.page.gate.look()
        await self.desk.settle()

    async def press(self, keys: str | Qt.Key) -> None:
        """Press keys in the queue, each when the one before was answered."""
        for key in [keys] if isinstance(keys, Qt.Key) else keys:
            if isinstance(key, Qt.Key):
                QTest.keyClick(self.page.held.list, key)
            else:
                QTest.keyClicks(self.page.held.list, key)
            await self.settle()

    async def verdicts(self, seq: int) -> list[VerdictGiven]:
        entries = await self.engine.entries(after=0)
        bodies = [entry.body for entry in entries]
        return [b for b in bodies if isinstance(b, VerdictGiven) and b.of == seq]

    async def answered(self, seq: int) -> list[VerdictGiven]:
        """Wait until a message has a verdict, which is written beside the window."""
        async with asyncio.timeout(20):
            while not (given := await self.verdicts(seq)):
                await self.settle()
        return given

    def seqs(self) -> list[int]:
        return [row.seq for row in self.page.held.shown]


Act = Callable[[Scene], Awaitable[None]]


@pytest.fixture
def on_page(theme: Theme, run, tmp_path: Path) -> Callable[..., None]:
    """Run a scene on the page, with nothing moving."""
    theme.set_reduced_motion(True)

    def go(act: Act, *, holds: str = HELD) -> None:
        async def scene() -> None:
            async with at_desk(theme, tmp_path / "data", holds=holds) as desk:
                await desk.app.engine.start_session()
                desk.window.go("moderation")
                await desk.settle()
                await act(Scene(desk))

        run(scene())

    return go


def words(widget: QWidget) -> list[str]:
    return [
        label.text()
        for label in widget.findChildren(QLabel)
        if label.isVisibleTo(widget)
    ]


def test_nothing_held_says_what_will_be_here_and_offers_to_try_a_text(on_page) -> None:
    async def act(scene: Scene) -> None:
        assert "Nothing is held" in words(scene.page)

        scene.page.held.try_button.click()
        assert scene.page.side.trial.field.edit.hasFocus()

    on_page(act)


def test_what_is_held_waits_with_its_countdown_and_both_answers_weigh_the_same(
    on_page,
) -> None:
    async def act(scene: Scene) -> None:
        first, second = await scene.hold(chat(1), chat(2))

        assert scene.seqs() == [first.seq, second.seq]
        cards = scene.page.held.list.cards
        assert cards[first.seq].ring.text == "30"
        looks = {button.look for button in cards[second.seq].buttons.values()}
        assert looks == {"normal"}
        assert scene.desk.window.rail.button("moderation").badge == 2
        assert scene.page.head.tabs["held"].accessibleName() == "Held 2"

    on_page(act)


@pytest.mark.parametrize(
    ("key", "verdict"), [("a", Verdict.ALLOW), ("b", Verdict.BLOCK)]
)
def test_a_key_decides_the_selected_one_and_the_next_is_selected(
    on_page, key: str, verdict: Verdict
) -> None:
    async def act(scene: Scene) -> None:
        first, second = await scene.hold(chat(1), chat(2))

        await scene.press(key)

        assert [given.text for given in await scene.verdicts(first.seq)] == [verdict]
        assert scene.seqs() == [second.seq]
        assert scene.page.held.queue.selected == second.seq

    on_page(act)


def test_the_buttons_of_a_closed_row_decide_it_and_leave_the_selection(on_page) -> None:
    async def act(scene: Scene) -> None:
        first, second = await scene.hold(chat(1), chat(2))

        scene.page.held.list.cards[second.seq].buttons["allow"].click()
        await scene.settle()

        given = await scene.verdicts(second.seq)
        assert [one.text for one in given] == [Verdict.ALLOW]
        assert scene.page.held.queue.selected == first.seq

    on_page(act)


def test_a_decision_is_undone_by_its_key_and_waits_again(on_page) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        await scene.press("b")
        assert [row.line.of for row in scene.page.held.decided.rows] == [first.seq]

        scene.page.held.undo_newest()
        await scene.settle()

        assert scene.seqs() == [first.seq]
        assert scene.page.held.decided.rows == []

    on_page(act)


def test_always_allowing_a_text_lets_it_through_from_now_on(on_page) -> None:
    async def act(scene: Scene) -> None:
        await scene.hold(chat(1))
        await scene.press("w")
        assert scene.seqs() == []

        await scene.hold(chat(2))

        assert scene.seqs() == []
        assert list(scene.engine.gate.permitted_texts()) == [HELD]

    on_page(act)


def test_trusting_somebody_releases_what_waits_and_all_that_follows(on_page) -> None:
    async def act(scene: Scene) -> None:
        await scene.hold(chat(1), chat(2, who="8", name="Ann"))
        await scene.press("t")
        await scene.hold(chat(3))

        left = [row.review.entry.event.viewer.name for row in scene.page.held.shown]
        assert left == ["Ann"]

    on_page(act)


@pytest.mark.parametrize(("key", "seconds"), [("o", 60), ("m", 300)])
def test_a_time_out_and_a_mute_block_it_and_hide_the_viewer(
    on_page, key: str, seconds: int
) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        now = scene.desk.clock.now()

        await scene.press(key)

        [marks] = scene.engine.gate.marks()
        assert marks.viewer_id == "tiktok:7"
        assert marks.muted_until is not None
        assert abs(marks.muted_until - now - seconds * 1_000_000) < 1_000_000
        assert (await scene.verdicts(first.seq))[-1].text is Verdict.BLOCK
        assert scene.seqs() == []

    on_page(act)


def test_a_ban_asks_first_and_enter_is_safe(on_page) -> None:
    async def act(scene: Scene) -> None:
        await scene.hold(chat(1))
        await scene.press("x")
        question = scene.desk.dialog(Question)
        assert "Ben" in question.windowTitle()
        assert question.safe.isDefault()
        assert list(scene.engine.gate.marks()) == []

        question.accept()
        await scene.settle()

        assert [one.is_banned for one in scene.engine.gate.marks()] == [True]
        assert scene.seqs() == []

    on_page(act)


def test_hiding_a_picture_decides_nothing(on_page) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        await scene.press("p")

        assert [one.is_picture_hidden for one in scene.engine.gate.marks()] == [True]
        assert scene.seqs() == [first.seq]

    on_page(act)


def test_what_somebody_else_decided_says_by_whom_and_stays_under_the_hand(
    on_page,
) -> None:
    async def act(scene: Scene) -> None:
        first, second = await scene.hold(chat(1), chat(2))

        await scene.engine.allow(first.seq, who="Zoë")
        await scene.settle()

        row = scene.page.held.queue.row(first.seq)
        assert row is not None
        assert row.outcome == "\u2068Zoë\u2069 allowed it"
        assert scene.page.held.queue.selected == first.seq
        assert len(await scene.verdicts(first.seq)) == 1

        await scene.press("b")
        assert len(await scene.verdicts(first.seq)) == 1
        assert await scene.verdicts(second.seq) == []
        assert scene.seqs() == [second.seq]

    on_page(act)


def test_two_people_at_once_do_not_conflict_and_the_later_one_is_told(
    on_page,
) -> None:
    async def act(scene: Scene) -> None:
        first, second = await scene.hold(chat(1), chat(2))

        await scene.engine.allow(first.seq, who="Zoë")
        QTest.keyClicks(scene.page.held.list, "b")
        await scene.settle()

        given = await scene.verdicts(first.seq)
        assert [(one.text, one.who) for one in given] == [(Verdict.ALLOW, "Zoë")]
        row = scene.page.held.queue.row(first.seq)
        assert row is not None
        assert "Zoë" in row.error or "Zoë" in row.outcome
        assert scene.page.held.queue.selected == second.seq

    on_page(act)


def test_ctrl_z_in_the_queue_takes_back_the_newest_decision(on_page) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        await scene.press("a")
        assert scene.seqs() == []

        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(scene.page.held.list, Qt.Key.Key_Z, control)
        await scene.settle()

        assert scene.seqs() == [first.seq]

    on_page(act)


def test_what_the_countdown_decided_below_the_hand_goes_when_it_was_said(
    on_page,
) -> None:
    async def act(scene: Scene) -> None:
        first, second = await scene.hold(chat(1), chat(2))
        await scene.engine.block(second.seq, who="Zoë")
        await scene.settle()
        assert scene.seqs() == [first.seq, second.seq]

        await scene.desk.clock.advance(2)
        scene.page.held.tick()

        assert scene.seqs() == [first.seq]

    on_page(act)


def test_what_happens_at_zero_is_chosen_beneath_saved_and_in_force(on_page) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        scene.page.held.foot.choice.chosen.emit("allow")
        await scene.settle()
        assert scene.desk.saved[-1].moderation.expired == "allow"

        await scene.desk.clock.advance(31)
        given = await scene.answered(first.seq)
        assert [(one.text, one.by) for one in given] == [(Verdict.ALLOW, "clock")]

    on_page(act)


def test_raid_mode_is_switched_at_the_gate(on_page) -> None:
    async def act(scene: Scene) -> None:
        scene.page.head.raid.click()
        await scene.settle()
        assert scene.engine.gate.view().mode == "raid"

        scene.page.head.raid.click()
        await scene.settle()
        assert scene.engine.gate.view().mode == "normal"

    on_page(act)


def test_the_dry_run_is_ended_from_its_menu(on_page) -> None:
    async def act(scene: Scene) -> None:
        off = scene.page.head.dry_run_items()[0]
        assert off.on_pick is not None
        off.on_pick()
        await scene.settle()

        assert scene.desk.saved[-1].moderation.ladder.dry_run == "off"
        assert scene.engine.gate.view().dry_run_until is None
        assert not scene.page.head.dry_run.isVisibleTo(scene.page)

    on_page(act)


def test_a_text_is_tried_and_nothing_is_stored(on_page) -> None:
    async def act(scene: Scene) -> None:
        before = len(await scene.engine.entries(after=0))
        trial = scene.page.side.trial
        trial.field.set_text("a HELD word, friends")
        trial.ask()
        await scene.settle()

        assert trial.verdict.text() == "Hold"
        assert "µs" in trial.time.text()
        assert len(await scene.engine.entries(after=0)) == before

    on_page(act)


def test_without_a_model_the_page_says_that_rules_decide_alone(on_page) -> None:
    async def act(scene: Scene) -> None:
        assert scene.page.head.rules_only.isVisibleTo(scene.page)

    on_page(act)


def test_typing_a_text_decides_nothing(on_page) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        QTest.keyClicks(scene.page.side.trial.field.edit, "abtwo")
        await scene.settle()

        assert await scene.verdicts(first.seq) == []
        assert scene.page.side.trial.field.text == "abtwo"

    on_page(act)


def test_a_question_mark_shows_every_key(on_page) -> None:
    async def act(scene: Scene) -> None:
        await scene.hold(chat(1))
        await scene.press("?")
        dialog = scene.desk.dialog(KeysDialog)

        for word in ("Block", "Allow", "Trust viewer", "Undo", "Next message"):
            assert word in words(dialog)

    on_page(act)


def test_the_count_of_rules_is_what_is_in_force() -> None:
    usual = active_rules(ModerationSettings())
    more = ModerationSettings(blocklist=("one", "two"), starter_lists=())

    assert active_rules(more) == usual + 2 - len(ModerationSettings().starter_lists)


def test_lines_that_overlays_wait_for_are_let_through_with_a_key(
    theme: Theme, run, tmp_path: Path
) -> None:
    theme.set_reduced_motion(True)
    settings = Settings(overlays={"chat": {"approval": True}})

    async def act() -> None:
        async with at_desk(theme, tmp_path / "data", settings=settings) as desk:
            await desk.app.engine.start_session()
            scene = Scene(desk)
            desk.window.go("moderation")
            await desk.settle()
            first = await desk.app.engine.inject(chat(1, "hello there"))
            second = await desk.app.engine.inject(chat(2, "hello again"))
            await scene.settle()
            group = scene.page.held.approvals
            assert group.isVisibleTo(scene.page)
            assert [row.entry.seq for row in group.rows] == [first.seq, second.seq]

            group.setFocus()
            QTest.keyClicks(group, "a")
            await scene.settle()
            given = await scene.verdicts(first.seq)
            assert [(one.text, one.by) for one in given] == [(Verdict.ALLOW, "person")]
            assert [row.entry.seq for row in group.rows] == [second.seq]

            QTest.keyClicks(group, "b")
            await scene.settle()
            given = await scene.verdicts(second.seq)
            assert [one.text for one in given] == [Verdict.BLOCK]
            assert group.rows == []

    run(act())


def test_two_hundred_held_by_the_real_gate_are_shown_and_decided_one_by_one(
    on_page,
) -> None:
    async def act(scene: Scene) -> None:
        entries = await scene.hold(*(chat(number) for number in range(1, 201)))
        assert len(scene.seqs()) == 200

        await scene.press("bab")

        left = [entry.seq for entry in entries[3:]]
        assert scene.seqs() == left
        verdicts = [(await scene.verdicts(one.seq))[0].text for one in entries[:3]]
        assert verdicts == [Verdict.BLOCK, Verdict.ALLOW, Verdict.BLOCK]

    on_page(act)


def test_an_engine_that_is_gone_is_said_above_the_queue(on_page) -> None:
    async def act(scene: Scene) -> None:
        await scene.hold(chat(1))
        scene.page.gate.failed.emit("Companion is closing.")

        banner = scene.page.held.banner
        assert banner.isVisibleTo(scene.page)
        assert banner.accessibleName() == "The gate does not answer"
        assert banner.accessibleDescription() == "Companion is closing."

        scene.page.gate.failed.emit("")
        assert not banner.isVisibleTo(scene.page)

    on_page(act)


@pytest.mark.parametrize("tab", ["verdicts", "rules", "model", "audit"])
def test_every_tab_opens_and_leaves_the_queue_alone(on_page, tab: str) -> None:
    async def act(scene: Scene) -> None:
        [first] = await scene.hold(chat(1))
        scene.page.head.tabs[tab].click()
        await scene.settle()
        assert scene.page.current == tab

        QTest.keyClicks(scene.page, "b")
        await scene.settle()
        assert await scene.verdicts(first.seq) == []

    on_page(act)


def test_in_a_narrow_window_the_right_hand_pane_is_a_drawer(on_page) -> None:
    async def act(scene: Scene) -> None:
        scene.desk.window.resize(1024, 640)
        await scene.settle()
        page = scene.page
        assert not page.side.isVisibleTo(page)

        page.head.pane.click()
        assert page.side.isVisibleTo(page)
        assert page.side.geometry().right() == page.rect().right()
        QTest.keyClick(page.side.filter, Qt.Key.Key_Escape)
        assert not page.side.isVisibleTo(page)

        page.try_text()
        assert page.side.isVisibleTo(page)
        scene.desk.window.resize(1440, 900)
        await scene.settle()
        assert page.side.isVisibleTo(page)
        assert not page.head.pane.isVisibleTo(page)

    on_page(act)


def test_tab_goes_from_the_queue_to_its_answers_to_undo_to_the_foot(on_page) -> None:
    async def act(scene: Scene) -> None:
        await scene.hold(chat(1), chat(2))
        await scene.press("b")

        held = scene.page.held
        card = held.list.cards[held.queue.selected]
        stops = [button.accessibleName() for button in card.stops]
        undo = held.decided.rows[0].undo.accessibleName()
        reached = tab_order(scene.desk.window)

        begin = reached.index("Held messages")
        assert reached[begin + 1 : begin + 1 + len(stops)] == stops
        later = [reached.index(name) for name in (undo, "All keys")]
        assert later == sorted(later)
        assert later[0] == begin + 1 + len(stops)

    on_page(act)


def test_a_change_beneath_the_queue_shows_on_the_tab_of_rules(on_page) -> None:
    async def act(scene: Scene) -> None:
        rules = scene.page.tab("rules")
        told: list[str] = []
        rules.gate.changed.connect(lambda: told.append("rules"))

        scene.page.held.foot.choice.chosen.emit("allow")
        await scene.settle()

        assert told == ["rules"]
        assert rules.gate.current.expired == "allow"

    on_page(act)
