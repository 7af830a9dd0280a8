"""The line at the foot of the window."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.app.scene.engine import connections
from companion.domain.views import (
    GateView,
    ModelView,
)
from companion.gui.shell.status_line import StatusLine, gaps_text
from companion.gui.theme.theme import Theme
from tests.companion.gui.shell.evening import Evening


@pytest.fixture
def status(evening: Evening, theme: Theme, qtbot) -> StatusLine:
    made = StatusLine(evening.watch, theme=theme, cpu=lambda: 3.14)
    qtbot.addWidget(made)
    made.resize(1368, 28)
    made.show()
    return made


def test_the_status_line_is_honest(status: StatusLine) -> None:
    assert status.obs.text.startswith("OBS · \u2068Gaming\u2069 · ")
    assert status.obs.text.endswith(" sources alive")
    assert status.gate.text == "Gate: rules + English small · p95 11 ms"
    assert status.ledger.text == "Ledger saved · 41,908 entries"
    assert status.gaps.text == "2 gaps · 36 recovered, 3 unknown"
    assert status.budgets.text.startswith("TikTok sign 412 left")
    assert status.cpu.text == "CPU 3.1 %"


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (ModelView(), "Gate: rules"),
        (
            ModelView(state="missing", detail="model.onnx is not there."),
            "Gate: rules only · model.onnx is not there.",
        ),
        (ModelView(state="loading"), "Gate: rules only · the model is loading"),
        (ModelView(state="failed"), "Gate: rules only · failed, restarting"),
    ],
)
def test_the_status_line_says_why_the_rules_are_alone(
    status: StatusLine, evening: Evening, model: ModelView, told: str
) -> None:
    evening.engine.moderation.shown = GateView(model=model)
    evening.look()

    assert status.gate.text == told


def test_a_click_on_the_gate_leads_to_its_model(
    evening: Evening, theme: Theme, qtbot
) -> None:
    asked: list[bool] = []
    made = StatusLine(
        evening.watch,
        theme=theme,
        cpu=lambda: 3.14,
        on_gate=lambda: asked.append(True),
    )
    qtbot.addWidget(made)
    made.resize(1368, 28)
    made.show()

    QTest.mouseClick(made.gate, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.gate, Qt.Key.Key_Return)

    assert asked == [True, True]


def test_an_alarm_turns_the_ledger_red(status: StatusLine, evening: Evening) -> None:
    evening.watch.alarm("The disk is full.")

    assert "something stopped" in status.ledger.text


def test_what_was_shed_or_not_drawn_is_counted() -> None:
    view = structs.replace(connections()[1], shed=12)

    assert gaps_text((view,), dropped=0) == "12 shed under load"
    assert gaps_text((view,), dropped=3) == "12 shed under load · 3 not drawn here"
    assert gaps_text((), dropped=0) == ""


def test_without_a_session_the_ledger_is_only_ready(
    status: StatusLine, evening: Evening
) -> None:
    evening.engine.alone = True
    evening.look()

    assert status.ledger.text == "Ledger ready"
