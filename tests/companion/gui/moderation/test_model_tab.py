"""The Model tab: chosen, downloaded, measured; and thresholds seen before they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from companion.domain.errors import ModelError, SettingsError
from companion.domain.views import GateView, ModelView
from companion.moderation.policy import LEVELS, Limits
from companion.settings import ModerationSettings, Settings
from tests.companion.gui.moderation.model_scene import ModelDesk

pytestmark = pytest.mark.qt


@pytest.fixture
def make(theme, qt_loop, qtbot) -> Iterator[Callable[..., ModelDesk]]:
    desks: list[ModelDesk] = []

    def made(**settings: object) -> ModelDesk:
        desks.append(ModelDesk(theme, qt_loop, **settings))
        qtbot.addWidget(desks[-1].tab)
        return desks[-1]

    yield made
    # What is still asked would be asked of a loop that is gone.
    for desk in desks:
        qt_loop.run_until_complete(desk.bridge.close())


# The choice


def test_a_download_shows_how_far_it_is_and_can_be_resumed(make, run) -> None:
    async def story() -> None:
        desk = make()
        choice = desk.tab.choice
        await desk.answered()
        row = choice.rows["small"]
        assert row.main.text() == "Download"
        assert row.facts.text() == "en · 23.4 MB · Apache-2.0"

        row.main.click()
        await desk.answered()
        assert (row.main.text(), row.progress.isHidden()) == ("Cancel", False)
        assert row.progress.value() == round(1000 * 10_000_000 / 23_400_000)
        assert row.note.text().startswith("10.0 of 23.4 MB")

        row.main.click()
        await desk.answered()
        assert desk.gate.cancelled == 1
        choice.refresh()
        await desk.answered()
        assert row.main.text() == "Resume"
        assert "10.0 MB are here already" in row.note.text()

        desk.gate.go_on.set()
        row.main.click()
        await desk.bridge.answered()
        assert row.main.text() == "Use"

    run(story())


def test_only_what_is_installed_is_used_and_none_is_a_choice_too(make, run) -> None:
    async def story() -> None:
        desk = make()
        desk.gate.offer(state="ready")
        desk.tab.choice.refresh()
        await desk.bridge.answered()
        assert desk.tab.choice.none.chosen.isHidden()
        desk.gate.shown = GateView()
        desk.tab.choice.refresh()
        await desk.bridge.answered()
        row, none = desk.tab.choice.rows["small"], desk.tab.choice.none
        assert not none.chosen.isHidden()
        assert not none.main.isEnabled()

        row.main.click()
        await desk.bridge.answered()
        assert desk.preferences.current.moderation.model.id == "small"
        assert desk.gate.tables[-1]["model"]["id"] == "small"
        assert not row.chosen.isHidden()

        none.main.click()
        await desk.bridge.answered()
        assert desk.preferences.current.moderation.model.id == ""

    run(story())


def test_a_download_that_fails_says_why_beside_the_model(make, run) -> None:
    async def story() -> None:
        desk = make()
        await desk.answered()
        desk.gate.failure = ModelError("The checksum is another one. Try again.")
        desk.tab.choice.rows["small"].main.click()
        await desk.bridge.answered()

        note = desk.tab.choice.rows["small"].note
        assert note.text() == "The checksum is another one. Try again."
        assert note.property("ink") == "bad"

    run(story())


def test_a_mirror_must_be_an_https_address_and_is_then_asked(make, run) -> None:
    async def story() -> None:
        desk = make()
        await desk.answered()
        choice = desk.tab.choice
        choice.mirror.set_text("ftp://mirror.example")
        choice.rows["small"].main.click()
        await desk.answered()
        assert "https://" in choice.mirror.error
        assert desk.gate.fetched == []

        desk.gate.go_on.set()
        choice.mirror.set_text("https://mirror.example/")
        choice.rows["small"].main.click()
        await desk.bridge.answered()
        choice.fetch("small", file="/tmp/model.onnx")
        await desk.bridge.answered()
        assert desk.gate.fetched == [
            ("small", None, "https://mirror.example/"),
            ("small", "/tmp/model.onnx", "https://mirror.example/"),
        ]

    run(story())


def test_speed_is_told_only_as_it_was_measured_here(make, run) -> None:
    async def story() -> None:
        desk = make()
        desk.gate.offer(state="ready")
        desk.tab.choice.refresh()
        await desk.bridge.answered()
        row = desk.tab.choice.rows["small"]
        assert "not measured on this computer" in row.facts.text()

        row.measure.click()
        assert row.measure.is_busy
        await desk.bridge.answered()
        assert not row.measure.is_busy
        assert "0.6 ms a message here · about 1,600 a second" in row.facts.text()

    run(story())


# The state


def test_the_state_tells_what_the_model_has_done(make) -> None:
    desk = make()

    assert desk.tab.state.figures == {
        "95 % within": "11 ms",
        "Judged": "9,102",
        "From memory": "21 %",
        "Too late": "3",
        "Shed": "0",
        "Restarts": "0",
        "Memory": "110 MB",
    }
    assert not desk.tab.state.is_degraded


@pytest.mark.parametrize("state", ["missing", "loading", "failed"])
def test_what_is_missing_is_an_amber_line_until_it_is_back(make, state) -> None:
    desk = make()
    whole = desk.gate.shown
    away = ModelView(state=state, id="small", detail="model.onnx is not there.")
    desk.gate.shown = GateView(model=away)
    desk.look()
    assert desk.tab.state.is_degraded
    assert desk.tab.state.banner.accessibleDescription() == "model.onnx is not there."

    desk.gate.shown = whole
    desk.look()
    assert not desk.tab.state.is_degraded


# Thresholds


def test_what_would_change_shows_before_it_is_in_force(make, run, qtbot) -> None:
    desk = make()
    policy = desk.tab.policy
    assert policy.apply_button.isHidden()

    policy.bars["toxicity"].marks["hold"].setValue(40)
    assert policy.level.current == "custom"
    assert desk.gate.tables == []
    run(_until(lambda: desk.gate.compared, desk))

    (table,) = desk.gate.compared
    assert table["policy"]["level"] == "custom"
    assert table["policy"]["toxicity"] == {"flag": 0.4, "hold": 0.4, "block": 0.95}
    ModerationSettings.model_validate(table)
    assert policy.outcome.text() == "1 of the last 500 messages would change: 1 held"
    assert policy.changes.rowCount() == 1
    assert desk.gate.tables == []

    async def apply() -> None:
        policy.apply_button.click()
        await desk.bridge.answered()

    run(apply())
    saved = desk.preferences.current.moderation.policy
    assert (saved.level, saved.toxicity.hold) == ("custom", 0.4)
    assert saved.threat.hold == LEVELS["2"]["threat"].hold
    assert desk.gate.tables[-1]["policy"]["toxicity"]["hold"] == 0.4
    assert policy.apply_button.isHidden()
    assert policy.changes.rowCount() == 0


def test_discard_puts_every_mark_back(make) -> None:
    desk = make()
    policy = desk.tab.policy
    before = {name: bar.limits for name, bar in policy.bars.items()}

    policy.level.chosen.emit("4")
    assert policy.bars["insult"].limits == Limits(0.35, 0.5, 0.9)
    policy.discard_button.click()

    assert {name: bar.limits for name, bar in policy.bars.items()} == before
    assert policy.level.current == "2"
    assert desk.gate.tables == []


def test_while_one_question_is_out_the_marks_move_on(make, run) -> None:
    desk = make()
    desk.gate.answering.clear()
    bar = desk.tab.policy.bars["insult"]
    bar.marks["hold"].setValue(80)
    run(_until(lambda: desk.gate.compared, desk))
    for value in (70, 60, 50):
        bar.marks["hold"].setValue(value)
        run(_rested(desk))
    assert len(desk.gate.compared) == 1

    desk.gate.answering.set()
    run(_until(lambda: len(desk.gate.compared) == 2, desk))
    assert desk.gate.compared[-1]["policy"]["insult"]["hold"] == 0.5


def test_a_level_that_the_gate_refuses_stays_a_draft(make, run) -> None:
    desk = make()
    desk.gate.failure = ModelError("Not now.")

    async def story() -> None:
        desk.tab.policy.level.chosen.emit("3")
        desk.tab.policy.apply_button.click()
        await desk.bridge.answered()

    run(story())

    assert desk.tab.policy.outcome.text() == "Not now."
    assert desk.tab.policy.draft.level == "3"
    assert desk.preferences.current.moderation.policy.level == "2"


def test_texts_that_leave_the_computer_are_warned_of(make, run) -> None:
    desk = make()
    assert desk.tab.warning.isHidden()

    async def story() -> None:
        line = desk.tab.lines["model.second_opinion.address"]
        line.control.set_text("https://judge.example/score")
        line.control.edit.editingFinished.emit()
        await desk.bridge.answered()

    run(story())

    assert not desk.tab.warning.isHidden()


def test_a_key_is_typed_hidden_kept_and_forgotten(make, run) -> None:
    desk = make()
    line = desk.tab.key

    async def story() -> None:
        assert line.field.edit.echoMode() is QLineEdit.EchoMode.Password
        assert (line.keep_button.isEnabled(), line.forget_button.isHidden()) == (
            False,
            True,
        )
        QTest.keyClicks(line.field.edit, " key-1 ")
        line.keep_button.click()
        await desk.bridge.answered()
        assert (line.field.edit.text(), desk.gate.keys) == ("", ["key-1"])
        desk.look()
        assert "in the keyring" in line.state.text()

        line.forget_button.click()
        await desk.bridge.answered()
        desk.look()
        assert desk.gate.keys == ["key-1", ""]
        assert line.state.text().startswith("None yet")
        assert desk.preferences.current == Settings()

    run(story())


def test_a_keyring_that_refuses_leaves_the_key_typed(make, run) -> None:
    desk = make()
    desk.gate.failure = SettingsError("The keyring is locked.", field="key")

    async def story() -> None:
        QTest.keyClicks(desk.tab.key.field.edit, "key-1")
        desk.tab.key.keep()
        await desk.bridge.answered()

    run(story())

    assert desk.tab.key.field.error == "The keyring is locked."
    assert desk.tab.key.field.text == "key-1"


def test_a_model_chosen_for_this_run_is_the_one_in_use(make, run) -> None:
    async def story() -> None:
        desk = make()
        desk.gate.offer(state="ready", is_chosen=True)
        desk.tab.choice.refresh()
        await desk.bridge.answered()
        row = desk.tab.choice.rows["small"]
        assert (row.chosen.accessibleName(), row.chosen.isHidden()) == ("In use", False)
        assert row.main.isHidden()
        assert desk.tab.choice.none.chosen.isHidden()
        assert not desk.tab.choice.none.main.isHidden()

    run(story())


def test_marks_push_each_other_and_the_right_end_means_never(make) -> None:
    desk = make()
    bar = desk.tab.policy.bars["obscene"]
    assert bar.limits == Limits(0.8, 1.0, 1.0)

    bar.marks["block"].setValue(50)
    assert bar.limits == Limits(0.5, 0.5, 0.5)
    bar.marks["flag"].setValue(90)
    assert bar.limits == Limits(0.9, 0.9, 0.9)
    figures = [one.text() for one in desk.tab.policy._figures["obscene"]]
    assert figures == ["0.90"] * 3
    bar.marks["block"].setValue(100)
    assert desk.tab.policy._figures["obscene"][2].text() == "–"


def test_marks_on_one_spot_part_by_the_direction_of_the_pull(make) -> None:
    desk = make()
    bar = desk.tab.policy.bars["insult"]
    bar.show_limits(Limits(0.5, 0.5, 0.5))

    _pull(bar, 0.5, 0.3)
    assert bar.limits == Limits(0.3, 0.5, 0.5)
    _pull(bar, 0.5, 0.8)
    assert bar.limits == Limits(0.3, 0.5, 0.8)


def test_keys_move_a_mark_by_a_hundredth(make) -> None:
    desk = make()
    mark = desk.tab.policy.bars["threat"].marks["hold"]

    QTest.keyClick(mark, Qt.Key.Key_Right)
    assert desk.tab.policy.draft.limits("threat").hold == 0.61
    assert mark.accessibleName() == "threat: hold from"


def _pull(bar, start: float, end: float) -> None:
    middle = bar.height() // 2

    def at(share: float) -> QPoint:
        return QPoint(round(bar._x(round(share * 100))), middle)

    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at(start))
    step = 2 if end > start else -2
    QTest.mouseMove(bar, at(start) + QPoint(step, 0))
    QTest.mouseMove(bar, at(end))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=at(end))


async def _until(holds: Callable[[], object], desk: ModelDesk) -> None:
    for _round in range(300):
        await desk.answered()
        if holds():
            await desk.answered()
            return
    raise AssertionError("it never held")


async def _rested(desk: ModelDesk) -> None:
    """Let a mark rest, so that a question would be asked."""
    timer = desk.tab.policy._rest
    while timer.isActive():
        await desk.answered()
