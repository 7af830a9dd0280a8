"""How long a timeout lasts, as typed."""

from __future__ import annotations

import pytest

from companion.gui.live.action_words import stretch_words
from companion.gui.live.timeout_dialog import LONGEST, TimeOutDialog, parse_stretch

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900),
        ("90 s", 90),
        ("2h", 7_200),
        (" 3 D ", 259_200),
        ("14 d", LONGEST),
        ("15 d", None),
        ("0", None),
        ("-5", None),
        ("1.5 h", None),
        ("soon", None),
        ("5 weeks", None),
        ("9999999999999 s", None),
        ("", None),
    ],
)
def test_a_length_has_a_unit_or_is_minutes(text: str, seconds: int | None) -> None:
    assert parse_stretch(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45, "45 s"),
        (90, "90 s"),
        (600, "10 min"),
        (3_600, "1 h"),
        (86_400, "1 day"),
        (LONGEST, "14 days"),
    ],
)
def test_a_length_is_told_in_its_largest_whole_unit(seconds: int, words: str) -> None:
    assert stretch_words(seconds) == words


def test_nothing_happens_until_the_length_is_one(qtbot, theme) -> None:
    asked: list[int] = []
    dialog = TimeOutDialog(None, theme=theme, name="Luna", on_yes=asked.append)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.length.set_text("soon")
    dialog._check()
    assert dialog.length.error
    assert not dialog.act.isEnabled()
    dialog._go()
    assert asked == []

    dialog.length.set_text("15")
    dialog._check()
    dialog.act.click()
    assert asked == [900]
