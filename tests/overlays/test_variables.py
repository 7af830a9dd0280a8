"""What becomes of {{variables}} in a Broadcaster's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.domain.views import Standing
from overlays.look import OverlaySettings
from overlays.variables import (
    UNKNOWN,
    VARIABLES,
    explained,
    fill,
    markdown,
    written_number,
)
from tests.overlays.evening import session
from tests.overlays.stream import Stream, moment, viewer


def filled(text: str, view: Stream, **settings: Any) -> str:
    return fill(text, view, OverlaySettings(**settings))


def test_variables_become_the_sessions_figures() -> None:
    view = Stream(session=session(watching=1_284, likes=20, points=5_999))

    shown = filled("{{viewers}} of {{session}}, {{ likes }}, {{points}}", view)

    assert shown == "1,284 of Karaoke, 20, 5"


def test_a_viewer_called_like_a_variable_shows_so() -> None:
    first = Standing(rank=1, viewer=viewer("{{points}}"), points=3_000)
    view = Stream(session=session(points=9_000), standings=[first])

    assert filled("{{top_viewer}}: {{top_points}}", view) == "{{points}}: 3"


@pytest.mark.parametrize("text", ["{{nobody}}", "{viewers}", "{{ }}", "{{Viewers}}"])
def test_what_is_no_variable_stays_as_it_was_typed(text: str) -> None:
    assert filled(text, Stream(session=session())) == text


def test_what_nobody_knows_yet_is_a_dash() -> None:
    text = " ".join(f"{{{{{name}}}}}" for name in VARIABLES)

    assert set(filled(text, Stream()).split()) == {UNKNOWN}


def test_the_newest_of_several_kinds_is_the_latest() -> None:
    view = Stream(
        happened=[
            moment(1, "membership", viewer=viewer("Ayse")),
            moment(2, "subscription", viewer=viewer("Nova")),
            moment(3, "gift", viewer=viewer("Kim"), title="Rose"),
        ],
        best_gift=moment(3, "gift", viewer=viewer("Kim"), title="Rose"),
    )
    text = "{{latest_subscriber}} {{latest_gifter}} {{latest_gift}} {{top_gifter}}"

    assert filled(text, view) == "Nova Kim Rose Kim"


def test_a_name_keeps_its_direction_and_its_controls_to_itself() -> None:
    view = Stream(happened=[moment(1, "follow", viewer=viewer("مريم\u202e\u2069\n!"))])

    assert filled("{{latest_follower}}.", view) == "\u2068مريم !\u2069."


def test_a_name_never_fills_the_line() -> None:
    view = Stream(happened=[moment(1, "follow", viewer=viewer("W" * 10_000))])

    assert filled("{{latest_follower}}", view) == "W" * 49 + "…"


@pytest.mark.parametrize(
    ("code", "shown"),
    [("en-GB", "18,425"), ("de", "18.425"), ("fr", "18\u202f425"), ("ja", "18,425")],
)
def test_numbers_are_written_as_the_language_has_them(code: str, shown: str) -> None:
    assert written_number(18_425, code) == shown
    view = Stream(session=session(diamonds=18_425))
    assert filled("{{diamonds}}", view, language=code) == shown


def test_every_variable_is_explained() -> None:
    listed = dict(explained())

    assert listed["{{viewers}}"] == "How many watch now"
    assert len(listed) == len(VARIABLES)


def test_the_documentation_lists_what_there_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "variables.md"

    assert page.read_text(encoding="utf-8") == markdown()
