"""Whom the credits name, part by part."""

from __future__ import annotations

from overlays.credits import Credits, CreditsSettings
from overlays.overlay import State
from tests.overlays.stream import Stream, viewer

THANKED = {
    "gifters": [viewer("nova"), viewer("luna")],
    "followers": [viewer(f"v{n}") for n in range(300)],
}


def project(**chosen: object) -> State:
    return Credits().project(Stream(thanked=THANKED), CreditsSettings(**chosen))


def test_parts_come_in_order_and_empty_ones_are_left_out() -> None:
    parts = project()["parts"]

    assert [one["part"] for one in parts] == ["gifters", "followers"]
    assert [who["name"] for who in parts[0]["people"]] == ["nova", "luna"]
    assert len(parts[1]["people"]) == 60


def test_a_broadcaster_chooses_parts_words_and_how_many_names() -> None:
    state = project(
        shown=("followers", "gifters", "followers"),
        names=1,
        heading="Good night from {{session}}",
        ending="See you",
    )

    assert [(one["part"], len(one["people"])) for one in state["parts"]] == [
        ("followers", 1),
        ("gifters", 1),
    ]
    assert state["heading_text"].startswith("Good night from ")
    assert "{{" not in state["heading_text"]
    assert state["ending_text"] == "See you"
