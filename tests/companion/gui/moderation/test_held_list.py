"""The queue under the hand: what moves, what stays, what is built, how fast."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion.domain.entries import Verdict
from companion.domain.errors import CommandError, DiskFull
from companion.gui.theme.theme import Theme
from tests.companion.gui.inspection import nameless
from tests.companion.gui.moderation.held_scene import HeldScene, held


@pytest.fixture
def scene(theme: Theme, qtbot, qt_loop, run) -> Iterator[HeldScene]:
    theme.set_reduced_motion(True)
    made = HeldScene(theme, qt_loop)
    qtbot.addWidget(made.page)
    made.page.show()
    run(made.bridge.answered())
    yield made
    made.page.hide()
    run(made.bridge.close())


@pytest.fixture
def settle(scene: HeldScene, run) -> Callable[[], None]:
    def go() -> None:
        run(scene.bridge.answered())
        scene.look()

    return go


def press(scene: HeldScene, keys: str) -> None:
    QTest.keyClicks(scene.list, keys)


def test_arrivals_append_below_and_move_nothing(scene: HeldScene) -> None:
    scene.hold(*(held(seq) for seq in range(1, 4)))
    before = scene.tops()

    scene.hold(*(held(seq) for seq in range(10, 40)))

    assert scene.seqs()[:4] == [1, 2, 3, 10]
    after = scene.tops()
    assert {seq: after[seq] for seq in before} == before
    assert scene.page.held.queue.selected == 1


def test_what_a_model_is_asked_about_is_not_in_the_queue(scene: HeldScene) -> None:
    scene.hold(held(1, verdict=Verdict.PENDING, left=None), held(2))

    assert scene.seqs() == [2]


def test_only_rows_in_sight_are_built(scene: HeldScene) -> None:
    scene.hold(*(held(seq) for seq in range(1, 1_001)))
    assert len(scene.seqs()) == 1_000

    def most() -> int:
        view = scene.page.held.area.viewport().height()
        return view // 60 + 2

    built = [len(scene.page.held.list.cards)]
    for key in (Qt.Key.Key_J, Qt.Key.Key_End, Qt.Key.Key_K, Qt.Key.Key_Home):
        QTest.keyClick(scene.list, key)
        built.append(len(scene.page.held.list.cards))

    assert max(built) <= most()
    assert scene.page.held.queue.selected == 1


def test_a_thousand_rows_answer_a_key_as_ten_do(scene: HeldScene) -> None:
    def per_key() -> float:
        took = []
        for key in "jjjjjjkkkkkk" * 2:
            began = time.thread_time()
            press(scene, key)
            scene.page.held.area.viewport().repaint()
            took.append(time.thread_time() - began)
        return statistics.median(took)

    scene.hold(*(held(seq) for seq in range(1, 11)))
    few = per_key()
    scene.hold(*(held(seq) for seq in range(11, 1_001)))
    many = per_key()

    print(f"10 rows {few * 1000:.1f} ms, 1,000 rows {many * 1000:.1f} ms a key")  # noqa: T201  # a figure for people
    assert many / few < 3


def test_the_selected_row_stays_where_it_is_when_one_above_it_is_decided(
    scene: HeldScene,
) -> None:
    scene.hold(*(held(seq) for seq in range(1, 5)))
    press(scene, "j")
    press(scene, "j")
    assert scene.page.held.queue.selected == 3
    before = scene.tops()

    del scene.engine.held[1]
    scene.look()
    scene.clock.passed += 5
    scene.page.held.tick()

    assert scene.tops()[3] == before[3]
    assert scene.seqs() == [1, 2, 3, 4]

    press(scene, "j")
    assert scene.seqs() == [2, 3, 4]


def test_the_row_under_the_pointer_stays_where_it_is(scene: HeldScene) -> None:
    scene.hold(*(held(seq) for seq in range(1, 6)))
    queue = scene.page.held.queue
    card = scene.page.held.list.cards[4]
    scene.page.held.list.point(card.geometry().center())
    assert queue.pointed == 4

    del scene.engine.held[3]
    del scene.engine.held[5]
    scene.look()
    queue.pointed = 4
    gone = [row.seq for row in queue.leaving(now=scene.clock.monotonic() + 5)]

    assert gone == [5]


def test_scrolled_rows_stay_in_sight_when_one_above_them_goes(
    scene: HeldScene,
) -> None:
    scene.hold(*(held(seq) for seq in range(1, 101)))
    bar = scene.page.held.area.verticalScrollBar()
    scene.page.held.list.select(None)
    bar.setValue(3_000)
    assert bar.value() == 3_000
    before = scene.tops()

    del scene.engine.held[2]
    scene.look()
    scene.clock.passed += 5
    scene.page.held.tick()

    after = scene.tops()
    assert 2 not in scene.seqs()
    both = set(before) & set(after)
    assert len(both) >= 5
    assert {seq: after[seq] for seq in both} == {seq: before[seq] for seq in both}


def test_a_key_decides_and_the_next_row_is_selected_at_once(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.hold(held(1), held(2), held(3))

    press(scene, "b")
    assert scene.page.held.queue.selected == 2
    press(scene, "a")
    settle()

    assert scene.engine.decided == [("block", 1), ("allow", 2)]
    assert scene.seqs() == [3]


def test_a_key_on_its_way_does_not_decide_a_newcomer(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.engine.held[1] = held(1)
    scene.look()
    press(scene, "b")
    settle()
    assert scene.engine.decided == []

    scene.clock.passed += 1
    press(scene, "b")
    settle()
    assert scene.engine.decided == [("block", 1)]


def test_a_second_click_does_not_decide_the_row_that_moved_up(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.hold(held(1), held(2), held(3))
    cards = scene.page.held.list.cards

    cards[2].buttons["allow"].click()
    cards[3].buttons["allow"].click()
    settle()
    assert scene.engine.decided == [("allow", 2)]

    scene.clock.passed += 1
    scene.page.held.list.cards[3].buttons["allow"].click()
    settle()
    assert scene.engine.decided == [("allow", 2), ("allow", 3)]


def test_while_the_record_is_stopped_the_row_stays_and_says_why(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.hold(held(1), held(2))
    scene.engine.failure = DiskFull("The disk is full. Free 200 MB on it.")

    press(scene, "b")
    settle()

    assert scene.seqs() == [1, 2]
    card = scene.page.held.list.cards[1]
    assert "The disk is full" in card.accessibleDescription()
    assert card.buttons["block"].isEnabled()

    scene.engine.failure = None
    scene.clock.passed += 1
    press(scene, "k")
    press(scene, "b")
    settle()
    assert scene.engine.decided == [("block", 1)]


def test_what_somebody_else_was_quicker_with_is_told_on_its_row(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.hold(held(1), held(2))
    scene.engine.failure = CommandError("Zoë has allowed it already.")

    press(scene, "b")
    settle()

    row = scene.page.held.queue.row(1)
    assert row is not None
    assert row.error == "Not decided: Zoë has allowed it already."


def test_a_decided_row_collapses_in_120_ms_and_at_once_without_motion(
    scene: HeldScene, settle: Callable[[], None], theme: Theme, qtbot
) -> None:
    theme.set_reduced_motion(False)
    scene.hold(held(1), held(2))
    press(scene, "b")
    settle()
    assert scene.seqs() == [1, 2]
    qtbot.waitUntil(lambda: scene.seqs() == [2])

    theme.set_reduced_motion(True)
    press(scene, "b")
    settle()
    assert scene.seqs() == []


def test_a_key_that_is_held_down_decides_once(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.hold(held(1), held(2), held(3))
    QTest.keyPress(scene.list, Qt.Key.Key_B)
    for _again in range(3):
        event = _repeated(Qt.Key.Key_B, "b")
        QApplication.sendEvent(scene.list, event)
    settle()

    assert scene.engine.decided == [("block", 1)]


def _repeated(key: Qt.Key, text: str) -> QKeyEvent:
    return QKeyEvent(
        QEvent.Type.KeyPress,
        key,
        Qt.KeyboardModifier.NoModifier,
        text,
        autorep=True,
    )


def test_the_open_row_has_all_answers_with_their_keys_and_names(
    scene: HeldScene,
) -> None:
    scene.hold(held(1))
    card = scene.page.held.list.cards[1]

    assert [*card.buttons] == ["block", "allow", "always", "trust", "timeout", "ban"]
    keys = [button.accessibleDescription() for button in card.buttons.values()]
    assert keys == ["B", "A", "W", "T", "O", "X"]
    assert nameless(card) == []
    assert "viewer 1" in scene.list.accessibleDescription()
    assert "you are actual garbage" in scene.list.accessibleDescription()


def test_tab_leads_into_the_open_row_and_its_keys_work_there_too(
    scene: HeldScene, settle: Callable[[], None]
) -> None:
    scene.hold(held(1), held(2))
    scene.page.activateWindow()
    scene.list.setFocus()
    QTest.keyClick(scene.list, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is scene.page.held.list.cards[1].buttons["block"]

    QTest.keyClick(focused, Qt.Key.Key_A)
    settle()

    assert scene.engine.decided == [("allow", 1)]
    assert scene.page.focusWidget() is scene.list


def test_the_ring_counts_down_and_the_number_is_the_truth(scene: HeldScene) -> None:
    scene.hold(held(1, left=9.5))
    scene.page.held.tick()
    assert scene.page.held.list.cards[1].ring.text == "8"

    scene.clock.passed += 4
    scene.page.held.tick()
    assert scene.page.held.list.cards[1].ring.text == "4"


def test_the_matched_part_is_marked_in_the_text(scene: HeldScene) -> None:
    scene.hold(held(1, "you are actual g a r b a g e lol"))

    text = scene.page.held.list.cards[1].text
    [(start, end)] = text.spans
    assert text.text[start:end] == "g a r b a g e"


def test_a_click_selects_a_row_and_no_other(scene: HeldScene) -> None:
    scene.hold(held(1), held(2), held(3))
    card = scene.page.held.list.cards[3]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))

    assert scene.page.held.queue.selected == 3
    assert [seq for seq, one in scene.page.held.list.cards.items() if one.is_open] == [
        3
    ]
