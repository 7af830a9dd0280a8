"""Every kind on air, by keys, mouse and chat, with the engine that counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from companion.app.scene.stage import settle as settle_window
from companion.domain.on_air import (
    GiveawayOnAir,
    PredictionOnAir,
    QueueOnAir,
    RatingOnAir,
    TeamsOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    GiveawaySpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
    WordCloudSpec,
)
from companion.domain.values import POINT
from companion.interactions.sheet import FILE_NAME, SheetFile
from tests.companion.gui.show.conftest import Evening

QUIZ = QuizSpec(question="Year?", options=("1978", "1984"), correct=(1,), seconds=30)
WHEEL = WheelSpec(title="Songs", slots=("Creep", "Zombie", "Africa"))
WIN = PredictionSpec(question="Do we win?", options=("Yes", "No"), seconds=60)
PULL = TeamsSpec(
    title="Pull",
    seconds=60,
    unit="points",
    teams=(Team(key="red", name="Red"), Team(key="blue", name="Blue")),
)


def click(evening: Evening, verb: str) -> None:
    """Click one of the buttons beneath what is on air."""
    button = evening.page.middle.interaction.steps.button(verb)
    assert button is not None, verb
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    evening.settle()


def run_to(evening: Evening, spec: AnySpec, phase: str) -> None:
    """Bring a spec on air by Space alone."""
    evening.plan(spec)
    for _press in range(4):
        evening.press(Qt.Key.Key_Space)
        if evening.current.phase == phase:
            return
    pytest.fail(f"never {phase}: {evening.current.phase}")


def told(evening: Evening) -> str:
    """Return what the middle says to a screen reader."""
    return evening.page.middle.interaction.board.accessibleDescription()


def wait(evening: Evening, seconds: float) -> None:
    evening.run(evening.running.clock.advance(seconds))
    evening.settle()


def test_a_quiz_is_answered_closed_revealed_and_scored(evening: Evening) -> None:
    run_to(evening, QUIZ, "ongoing")
    evening.say("A", "nova")
    evening.say("B", "sakura")
    evening.say("B", "kwame")
    assert "A 1978 1" in told(evening)
    wait(evening, 5)
    evening.press(Qt.Key.Key_Space)
    closed = evening.current
    evening.press(Qt.Key.Key_R)
    revealed = evening.current
    evening.press(Qt.Key.Key_Space)

    assert (closed.phase, closed.is_revealed) == ("results", False)
    assert revealed.is_revealed
    assert evening.current.phase == "scoreboard"
    scores = {one.viewer.name: one.points for one in evening.view.scores}
    assert scores == {"sakura": 2 * POINT, "kwame": POINT}
    shown = [row.words() for row in evening.page.stream.scores.model_.rows]
    assert "sakura" in shown[0]


def test_a_word_cloud_counts_what_viewers_write(evening: Evening) -> None:
    spec = WordCloudSpec(title="Tonight", seconds=60)
    run_to(evening, spec, "ongoing")

    evening.say("cozy", "nova")
    evening.say("Cozy!", "kwame")
    evening.say("chaos", "sakura")

    shown = evening.current.on_air
    assert isinstance(shown, WordCloudOnAir)
    assert dict(shown.words) == {"cozy": 2, "chaos": 1}
    assert "cozy 2, chaos 1" in told(evening)
    click(evening, "close")
    assert evening.current.phase == "results"


def test_a_rating_shows_its_mean(evening: Evening) -> None:
    run_to(evening, RatingSpec(title="Rate it", seconds=60), "ongoing")

    evening.say("5", "nova")
    evening.say("4", "kwame")

    shown = evening.current.on_air
    assert isinstance(shown, RatingOnAir)
    assert shown.histogram == (0, 0, 0, 1, 1)
    assert "0, 0, 0, 1, 1" in told(evening)


def test_a_giveaway_is_drawn_and_drawn_again(evening: Evening) -> None:
    run_to(evening, GiveawaySpec(title="Headset", seconds=60), "ongoing")
    for name in ("nova", "kwame", "sakura"):
        evening.say("!enter", name)
    wait(evening, 5)
    evening.press(Qt.Key.Key_Space)
    assert evening.current.phase == "results"

    evening.press(Qt.Key.Key_Space)
    first = evening.current.on_air
    assert isinstance(first, GiveawayOnAir)
    assert len(first.winners) == 1
    assert first.winners[0].name in told(evening)
    acts = evening.page.middle.interaction.acts
    again = acts.items_of(first.winners[0].id)[1]
    assert again.on_pick is not None
    again.on_pick()
    evening.settle()

    second = evening.current.on_air
    assert isinstance(second, GiveawayOnAir)
    assert len(second.winners) == 1
    assert second.winners != first.winners


def test_a_wheel_is_spun_and_says_what_it_is(evening: Evening) -> None:
    run_to(evening, WHEEL, "ongoing")

    click(evening, "spin")

    shown = evening.current.on_air
    assert isinstance(shown, WheelOnAir)
    assert shown.picked is not None
    assert f"It is \u2068{WHEEL.slots[shown.picked]}\u2069" in told(evening)
    assert evening.page.middle.interaction.steps.button("spin") is not None


def test_a_prediction_is_decided_by_its_row(evening: Evening) -> None:
    run_to(evening, WIN, "ongoing")
    coins, show = evening.running.engine.coins, evening.page.middle.interaction
    for name in ("nova", "kwame"):
        evening.say("hello", name)
        evening.run(coins.award(f"tiktok:{name}", 100))
    evening.say("!bet 1 40", "nova")
    evening.say("!bet 2 60", "kwame")
    wait(evening, 5)
    evening.press(Qt.Key.Key_Space)
    assert evening.current.phase == "results"
    before = evening.run(coins.wallet("tiktok:nova")).coins
    assert told(evening).splitlines()[2:4] == ["1 Yes 40", "2 No 60"]

    outcome = show.acts.decide_items()[0]
    assert outcome.on_pick is not None
    outcome.on_pick()
    evening.settle()

    shown = evening.current.on_air
    assert isinstance(shown, PredictionOnAir)
    assert shown.winner == "1"
    assert "came true" in told(evening)

    async def paid() -> None:
        # What is owed is recorded by a task of its own.
        while (await coins.wallet("tiktok:nova")).coins != before + 100:
            await settle_window(1)

    evening.run(paid())


def test_a_queue_is_called_and_somebody_is_taken_out_by_key(evening: Evening) -> None:
    run_to(evening, QueueSpec(title="Play"), "ongoing")
    for name in ("nova", "kwame", "sakura"):
        evening.say("!join", name)

    evening.press(Qt.Key.Key_Space)
    called = evening.current.on_air
    board = evening.page.middle.interaction.board
    at = board.row_box("tiktok:kwame").center().toPoint()
    QTest.mouseClick(board, Qt.MouseButton.LeftButton, pos=QPoint(at))
    evening.press(Qt.Key.Key_Delete, on=board)
    left = evening.current.on_air

    assert isinstance(called, QueueOnAir)
    assert isinstance(left, QueueOnAir)
    assert [one.name for one in called.now] == ["nova"]
    assert [one.name for one in left.waiting] == ["sakura"]


def test_a_queue_is_put_in_another_order_by_key(evening: Evening) -> None:
    run_to(evening, QueueSpec(title="Play"), "ongoing")
    for name in ("nova", "kwame"):
        evening.say("!join", name)
    board = evening.page.middle.interaction.board
    board.choose("tiktok:kwame")

    evening.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, on=board)

    shown = evening.current.on_air
    assert isinstance(shown, QueueOnAir)
    assert [one.name for one in shown.waiting] == ["kwame", "nova"]


def test_a_timer_is_held_let_go_and_made_longer(evening: Evening) -> None:
    run_to(evening, TimerSpec(title="Break", mode="countdown", seconds=60), "ongoing")
    wait(evening, 20)

    click(evening, "hold")
    held = evening.current.on_air
    wait(evening, 30)
    assert "0:40" in told(evening)
    click(evening, "go")
    evening.press(Qt.Key.Key_Plus)
    shown = evening.current.on_air

    assert isinstance(held, TimerOnAir)
    assert isinstance(shown, TimerOnAir)
    assert held.held_us == 40_000_000
    assert shown.held_us is None
    assert shown.at == evening.running.clock.now() + 50_000_000


def test_a_card_is_shown_hidden_and_finished(evening: Evening) -> None:
    spec = CardSpec(title="Welcome", text="Be **kind**")
    run_to(evening, spec, "ongoing")
    assert evening.current.on_air is not None
    assert "Be **kind**" in told(evening)

    evening.press(Qt.Key.Key_H)
    hidden = evening.current
    evening.press(Qt.Key.Key_H)
    evening.press(Qt.Key.Key_Space)

    assert not hidden.shown
    assert not evening.view.on_air or evening.current.phase == "after"


def test_teams_are_joined_and_play_a_round(evening: Evening) -> None:
    run_to(evening, PULL, "ongoing")
    evening.say("!team red", "nova")
    evening.say("!team blue", "kwame")

    click(evening, "round")

    shown = evening.current.on_air
    assert isinstance(shown, TeamsOnAir)
    assert {one.key: one.members for one in shown.teams} == {"red": 1, "blue": 1}
    assert shown.round == 1
    assert "Round 1" in told(evening)


def test_points_of_teams_are_told_in_points(evening: Evening) -> None:
    run_to(evening, PULL, "ongoing")
    evening.say("!team red", "nova")
    evening.say("pull", "nova")

    shown = evening.current.on_air
    assert isinstance(shown, TeamsOnAir)
    assert shown.teams[0].value >= POINT
    pulled = shown.teams[0].value // POINT
    assert f"Red {pulled} points" in told(evening)
    on_stream = evening.page.stream.picture.accessibleDescription()
    assert f"Red  {pulled}," in on_stream


def test_hidden_quiz_answers_stay_hidden_until_r(evening: Evening) -> None:
    run_to(evening, QUIZ, "ongoing")
    evening.say("B")

    evening.press(Qt.Key.Key_R)

    assert not evening.current.is_revealed
    assert "correct, hidden on stream" in told(evening)


@pytest.fixture
def broken_sheet(tmp_path: Path) -> Path:
    """A run-sheet that was cut off in the middle, the second one of its kind."""
    file = tmp_path / FILE_NAME
    file.write_bytes(b'{"name":"Friday","it')
    file.with_name(f"{FILE_NAME}.broken").write_bytes(b"an older one")
    return file


def test_a_broken_run_sheet_is_told_with_the_file_that_keeps_it(
    broken_sheet: Path, evening: Evening
) -> None:
    note = evening.page.file_note

    assert note.isVisible()
    assert (
        "it is kept as run_sheet.json.broken-2." in note.banner.accessibleDescription()
    )
    folder = broken_sheet.parent
    kept = sorted(one.read_bytes() for one in folder.glob(f"{FILE_NAME}.broken*"))
    assert kept == [b"an older one", b'{"name":"Friday","it']


def test_the_note_of_a_broken_run_sheet_goes_and_space_still_runs_the_show(
    broken_sheet: Path, evening: Evening
) -> None:
    note = evening.page.file_note
    QTest.mouseClick(note.done, Qt.MouseButton.LeftButton)
    evening.plan(TimerSpec(seconds=300))
    evening.press(Qt.Key.Key_Space)

    assert not note.isVisible()
    assert evening.current.kind == "timer"
    assert SheetFile(broken_sheet).problem == ""
