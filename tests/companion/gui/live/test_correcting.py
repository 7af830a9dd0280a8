"""The questions before a correction, and what an award accepts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from companion.gui.live.correcting import (
    AwardDialog,
    parse_points,
    reset_all_question,
    reset_question,
)

pytestmark = pytest.mark.qt


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    made.show()
    return made


def _words(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_the_reset_names_who_what_and_who_follows(window, theme, qtbot) -> None:
    reasons: list[str] = []
    dialog = reset_question(
        window,
        theme=theme,
        name="Луна",
        current=4_210_000,
        successor=("مريم الزهراء", 4),
        on_yes=reasons.append,
    )
    dialog.open()
    words = _words(dialog)

    assert "Reset \u2068Луна\u2069 to 0 points?" in words
    assert "4,210 points move to “used”." in words
    assert "\u2068مريم الزهراء\u2069 becomes 4th." in words
    assert "undo this from the viewer’s card" in words

    QTest.keyClicks(dialog.reason.edit, "cheated")
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert reasons == ["cheated"]


def test_enter_keeps_the_points(window, theme) -> None:
    reasons: list[str] = []
    dialog = reset_question(
        window,
        theme=theme,
        name="Ida",
        current=1_000,
        successor=None,
        on_yes=reasons.append,
    )
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert reasons == []
    assert not dialog.isVisible()


def test_markup_in_a_name_is_shown_as_it_is(window, theme) -> None:
    dialog = reset_question(
        window,
        theme=theme,
        name="<b>x</b>",
        current=0,
        successor=("<img src=x>", 1),
        on_yes=lambda _reason: None,
    )
    dialog.open()

    formats = {label.textFormat() for label in dialog.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}
    assert "<b>x</b>" in _words(dialog)


def test_resetting_everybody_says_how_many(window, theme) -> None:
    dialog = reset_all_question(
        window, theme=theme, viewers=2_318, on_yes=lambda _reason: None
    )
    dialog.open()

    assert "The points of 2,318 viewers move to “used”." in _words(dialog)


def test_an_award_takes_points_and_reason(window, theme) -> None:
    given: list[tuple[int, str]] = []
    dialog = AwardDialog(
        window,
        theme=theme,
        name="Ida",
        on_yes=lambda amount, reason: given.append((amount, reason)),
    )
    dialog.open()
    assert not dialog.act.isEnabled()
    QTest.keyClicks(dialog.amount.edit, "500")
    QTest.keyClicks(dialog.reason.edit, "best fan art")
    QTest.keyClick(dialog.reason.edit, Qt.Key.Key_Return)

    assert given == [(500_000, "best fan art")]


def test_what_is_not_accepted_is_told_beside_the_field(window, theme) -> None:
    given: list[object] = []
    dialog = AwardDialog(
        window, theme=theme, name="Ida", on_yes=lambda *all: given.append(all)
    )
    dialog.open()
    QTest.keyClicks(dialog.amount.edit, "ten")
    assert "−1,000,000 to 1,000,000" in dialog.amount.error
    assert dialog.amount.text == "ten"
    assert not dialog.act.isEnabled()

    QTest.keyClick(dialog.amount.edit, Qt.Key.Key_Return)
    assert given == []
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("500", 500_000),
        ("-50", -50_000),
        ("−50", -50_000),
        ("+5", 5_000),
        ("1 000", 1_000_000),
        ("2.5", 2_500),
        ("2,5", 2_500),
        ("0.001", 1),
        ("1000000", 1_000_000_000),
    ],
)
def test_points_are_read_as_people_write_them(text: str, points: int) -> None:
    assert parse_points(text) == points


@pytest.mark.parametrize(
    "text",
    ["", "ten", "0", "1000001", "-1000001", "0.0001", "nan", "inf", "1e99", "--5"],
)
def test_everything_else_is_refused(text: str) -> None:
    assert parse_points(text) is None
