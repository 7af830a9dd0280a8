"""Try a text: the answer in words; asked when typing rests."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtTest import QTest
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.gate import TRIED, SceneGate
from companion.domain.entries import Reason, Verdict
from companion.domain.errors import CommandError
from companion.domain.views import Trial
from companion.gui.bridge import Bridge
from companion.gui.moderation.try_text import (
    TryText,
    because,
    rule_words,
    score_words,
    skeleton_words,
    times,
)
from companion.gui.theme.theme import Theme

TRIAL = Trial(
    text=TRIED,
    verdict=Verdict.HOLD,
    reasons=(Reason(rule="holdlist", detail="shit"),),
    skeleton="shitposting hour grab a coffee",
    scores={"obscene": 0.41, "toxicity": 0.38, "insult": 0.05},
    rules_us=12.2,
    model_ms=8.4,
)


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def test_the_times_of_rules_and_model_stand_side_by_side() -> None:
    assert times(TRIAL) == "12 µs + 8 ms"
    assert times(structs.replace(TRIAL, model_ms=None)) == "12 µs"
    assert times(structs.replace(TRIAL, model_ms=0.63)) == "12 µs + 0.6 ms"


def test_the_skeleton_names_the_look_alike() -> None:
    assert plain(skeleton_words(TRIAL)) == (
        "shitposting hour grab a coffee — “\u0441” is Cyrillic"
    )
    assert skeleton_words(structs.replace(TRIAL, skeleton="")) == "–"


def test_a_text_in_another_script_is_no_look_alike() -> None:
    russian = structs.replace(TRIAL, text="\u043f\u0440\u0438\u0432\u0435\u0442 all")

    assert plain(skeleton_words(russian)) == "shitposting hour grab a coffee"


def test_the_scores_say_whether_one_passed() -> None:
    below = score_words(TRIAL, {"obscene": 0.8, "toxicity": 0.6})
    above = score_words(TRIAL, {"insult": 0.05})

    assert below == "obscene 0.41 · toxicity 0.38 · under thresholds"
    assert above == "obscene 0.41 · toxicity 0.38 · over the threshold"
    nothing = structs.replace(TRIAL, scores={})
    assert score_words(nothing, {}) == "no model was asked"


def test_what_was_found_is_told_to_whoever_tries_it() -> None:
    assert plain(rule_words(TRIAL)) == "held word “shit”"


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ((), "nothing speaks against it"),
        (("holdlist",), "because of one rule"),
        (("holdlist", "caps"), "because of 2 reasons"),
        (("insult",), "because of the model's scores"),
    ],
)
def test_the_reason_is_put_in_a_few_words(reasons: tuple[str, ...], words: str) -> None:
    told = tuple(Reason(rule=rule) for rule in reasons)

    assert because(structs.replace(TRIAL, reasons=told)) == words


class AskedGate(SceneGate):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @override
    async def try_text(self, text: str) -> Trial:
        self.asked.append(text)
        if text == "refused":
            raise CommandError("Longer than any chat message.")
        return await super().try_text(text)


class Desk:
    def __init__(self, theme: Theme, loop) -> None:
        engine = SceneEngine()
        self.gate = engine.moderation = AskedGate()
        self.bridge = Bridge(engine, loop)
        self.trial = TryText(self.bridge, theme=theme)


@pytest.fixture
def desk(theme: Theme, qtbot, qt_loop) -> Desk:
    made = Desk(theme, qt_loop)
    qtbot.addWidget(made.trial)
    made.trial.resize(440, 300)
    made.trial.show()
    return made


def test_the_gate_is_asked_once_when_typing_rests(desk: Desk, qtbot, run) -> None:
    QTest.keyClicks(desk.trial.field.edit, "hello")
    assert desk.gate.asked == []

    QTest.keyClick(desk.trial.field.edit, "\r")
    run(desk.bridge.answered())

    assert desk.gate.asked == ["hello"]
    assert desk.trial.verdict.text() == "Allow"
    assert desk.trial.card.isVisible()


def test_only_the_newest_question_is_answered(desk: Desk, run) -> None:
    desk.trial.field.set_text(TRIED)
    desk.trial.ask()
    desk.trial.field.set_text("hello")
    desk.trial.ask()
    run(desk.bridge.answered())

    assert desk.trial.trial is not None
    assert desk.trial.trial.text == "hello"


def test_an_empty_field_has_no_answer(desk: Desk, run) -> None:
    desk.trial.field.set_text("hello")
    desk.trial.ask()
    run(desk.bridge.answered())
    desk.trial.field.set_text("")
    desk.trial.ask()

    assert not desk.trial.card.isVisible()
    assert desk.trial.trial is None


def test_what_the_gate_refuses_is_said_beneath_the_field(desk: Desk, run) -> None:
    desk.trial.field.set_text("refused")
    desk.trial.ask()
    run(desk.bridge.answered())

    assert desk.trial.field.error == "Longer than any chat message."
    assert desk.trial.field.text == "refused"
