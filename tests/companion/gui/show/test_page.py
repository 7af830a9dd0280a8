"""The Show page on a real engine, by mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from companion.app.scene.studio import SceneStudio
from companion.domain.show.specs import PollSpec, QueueSpec, TimerSpec
from companion.gui.components.offered_line import OfferedLine
from companion.gui.show.editor import SpecEditor
from tests.companion.gui.show.conftest import Evening

MAP = PollSpec(question="Which map?", options=("Forest", "City"), seconds=45)
HELLO = QueueSpec(title="Hello")
THANKS = QueueSpec(title="Thanks")


def drag(evening: Evening, place: int, to: int) -> None:
    """Drag a line onto the upper part of another's place."""
    rows = evening.page.sheet.rows
    start = rows.visualRect(rows.model_.index(place)).center()
    box = rows.visualRect(rows.model_.index(to))
    end = QPoint(box.center().x(), box.top() + 4)
    view, left = rows.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=start)
    QTest.mouseMove(view, start + QPoint(0, -20 if to < place else 20))
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, left, pos=end)
    evening.settle()


def test_nothing_yet_offers_templates_and_the_simulator(evening: Evening) -> None:
    page = evening.page

    assert page.template_button.isVisible()
    assert page.simulate_button.isVisible()


def test_a_template_fills_the_run_sheet(evening: Evening) -> None:
    name, specs = "An evening", (HELLO, MAP)
    items = evening.page.sheet.template_items([(name, specs)])

    assert items[0].on_pick is not None
    items[0].on_pick()
    evening.settle()

    assert len(evening.titles) == len(specs)
    assert evening.view.sheet.name == name


def test_a_filled_run_sheet_offers_to_start_it(evening: Evening) -> None:
    page = evening.page
    before = page.begin_button.isVisible()
    evening.plan(MAP)

    assert not before
    assert not page.template_button.isVisible()
    QTest.mouseClick(page.begin_button, Qt.MouseButton.LeftButton)
    evening.settle()

    assert evening.current.phase == "waiting"


def test_space_runs_a_poll_from_its_line_to_its_end(evening: Evening) -> None:
    evening.plan(MAP, THANKS)

    phases = []
    for _press in range(3):
        evening.press(Qt.Key.Key_Space)
        phases.append(evening.current.phase)

    assert phases == ["waiting", "ongoing", "results"]
    evening.press(Qt.Key.Key_Space)
    assert evening.current.kind == "queue"


def test_left_goes_back_one_step(evening: Evening) -> None:
    evening.plan(MAP)
    evening.press(Qt.Key.Key_Space)
    evening.press(Qt.Key.Key_Space)

    evening.press(Qt.Key.Key_Left)

    assert evening.current.phase == "waiting"


@pytest.mark.parametrize(
    ("key", "seconds"), [(Qt.Key.Key_Plus, 10), (Qt.Key.Key_Minus, -10)]
)
def test_plus_and_minus_change_the_time(
    evening: Evening, key: Qt.Key, seconds: int
) -> None:
    evening.plan(MAP)
    evening.press(Qt.Key.Key_Space)
    evening.press(Qt.Key.Key_Space)
    before = evening.current.closes_at or 0

    evening.press(key)

    assert evening.current.closes_at == before + seconds * 1_000_000


def test_h_hides_what_is_on_and_shows_it_again(evening: Evening) -> None:
    evening.plan(MAP)
    evening.press(Qt.Key.Key_Space)

    evening.press(Qt.Key.Key_H)
    hidden = evening.current.shown
    chip = evening.page.middle.chip.text
    evening.press(Qt.Key.Key_H)

    assert (hidden, chip) == (False, "OFF STREAM")
    assert evening.current.shown


def test_s_shows_the_scoreboard_on_stream(evening: Evening) -> None:
    evening.press(Qt.Key.Key_S)

    assert evening.view.scoreboard_shown
    assert evening.page.stream.scoreboard.isChecked()


def test_n_goes_to_the_next_line_whatever_is_on(evening: Evening) -> None:
    evening.plan(MAP, THANKS)
    evening.press(Qt.Key.Key_Space)

    evening.press(Qt.Key.Key_N)

    assert evening.current.kind == "queue"


def test_a_line_is_dragged_to_another_place(evening: Evening) -> None:
    evening.plan(HELLO, MAP, THANKS)

    drag(evening, 2, 0)

    assert evening.titles == ["Thanks", "Hello", "Which map?"]


def test_alt_down_moves_the_chosen_line(evening: Evening) -> None:
    evening.plan(HELLO, MAP, THANKS)
    rows = evening.page.sheet.rows
    rows.choose(evening.view.sheet.items[0].id)

    evening.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, on=rows)

    assert evening.titles == ["Which map?", "Hello", "Thanks"]
    assert rows.current_key == evening.view.sheet.items[1].id


def test_a_removed_line_comes_back_with_undo(evening: Evening) -> None:
    evening.plan(HELLO, MAP)
    rows = evening.page.sheet.rows
    rows.choose(evening.view.sheet.items[0].id)

    evening.press(Qt.Key.Key_Delete, on=rows)
    without = evening.titles
    undo = evening.notices[0].undo
    assert undo is not None
    undo()
    evening.settle()

    assert without == ["Which map?"]
    assert evening.titles == ["Hello", "Which map?"]


def test_a_duplicate_stands_behind_its_line(evening: Evening) -> None:
    evening.plan(HELLO, MAP)

    evening.page.wishes.duplicate(evening.view.sheet.items[0])
    evening.settle()

    assert evening.titles == ["Hello", "Hello", "Which map?"]


def test_skip_leaves_out_the_next_line(evening: Evening) -> None:
    evening.plan(HELLO, MAP)

    evening.page.sheet.skip_next()
    evening.settle()
    evening.press(Qt.Key.Key_Space)

    assert evening.current.kind == "poll"


def test_a_pack_is_saved_and_taken_again(evening: Evening, tmp_path: Path) -> None:
    evening.plan(HELLO, MAP)
    file = tmp_path / "evening"

    evening.page.wishes.save_pack(file)
    evening.settle()
    evening.page.wishes.open_pack(tmp_path / "evening.companion-show")
    evening.settle()

    assert evening.titles == ["Hello", "Which map?"] * 2


def test_a_broken_pack_says_so_and_changes_nothing(
    evening: Evening, tmp_path: Path
) -> None:
    evening.plan(HELLO)
    file = tmp_path / "broken.companion-show"
    file.write_text("no pack", "utf-8")

    evening.page.wishes.open_pack(file)
    evening.settle()

    assert evening.notices[-1].kind == "bad"
    assert evening.titles == ["Hello"]


def test_votes_are_counted_in_the_middle(evening: Evening) -> None:
    evening.plan(MAP)
    evening.press(Qt.Key.Key_Space)
    evening.press(Qt.Key.Key_Space)

    evening.say("2")

    said = evening.page.middle.interaction.board.accessibleDescription()
    assert "2 City 1" in said


def test_a_new_line_is_made_in_the_editor(evening: Evening) -> None:
    evening.page.add("timer")
    editor = evening.dialogs[0]
    assert isinstance(editor, SpecEditor)

    editor.submit()
    evening.settle()

    kept = evening.view.sheet.items[0].spec
    assert isinstance(kept, TimerSpec)
    assert kept.seconds == 300


def test_what_the_engine_refuses_stands_beside_its_field(evening: Evening) -> None:
    evening.page.add("timer")
    editor = evening.dialogs[0]
    assert isinstance(editor, SpecEditor)
    editor.rows["seconds"].control.clear()  # type: ignore[attr-defined]  # a QLineEdit

    editor.submit()
    evening.settle()

    assert editor.rows["seconds"].error == "Say how long it runs."
    assert not evening.view.sheet.items


def test_f11_gives_the_window_to_what_is_on_and_keys_go_on(evening: Evening) -> None:
    evening.plan(MAP)
    evening.press(Qt.Key.Key_F11)
    big = evening.page.big
    assert big is not None

    evening.press(Qt.Key.Key_Space, on=big)
    phase = evening.current.phase
    evening.press(Qt.Key.Key_Escape, on=big)

    assert phase == "waiting"
    assert evening.page.big is None


def test_a_question_is_listed_shown_and_used(evening: Evening) -> None:
    seq = evening.say("when is the next stream?")
    wishes, stream = evening.page.wishes, evening.page.stream

    wishes.mark_question(seq, "listed")
    evening.settle()
    stream.show_next_question()
    evening.settle()
    shown = [one.state for one in evening.view.questions]
    stream.mark_used()
    evening.settle()

    assert shown == ["shown"]
    assert [one.state for one in evening.view.questions] == ["used"]


def test_a_step_pressed_twice_at_once_is_taken_once(evening: Evening) -> None:
    evening.plan(MAP)

    QTest.keyClick(evening.page, Qt.Key.Key_Space)
    QTest.keyClick(evening.page, Qt.Key.Key_Space)
    evening.settle()

    assert evening.current.phase == "waiting"


def test_a_new_card_is_offered_the_pictures_of_the_library(evening: Evening) -> None:
    studio = SceneStudio()
    evening.running.engine.serve_studio(studio)
    evening.page.add("card")
    evening.settle()

    editor = evening.stand.dialogs[-1]
    assert isinstance(editor, SpecEditor)
    (line,) = editor.findChildren(OfferedLine)
    pictures = [one.name for one in studio.media.items() if one.kind == "image"]
    assert pictures
    assert [one.text for one in line.items()] == pictures
