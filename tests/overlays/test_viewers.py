"""What the overlay of who watch shows of a session."""

from __future__ import annotations

from overlays.viewers import Viewers, ViewersSettings
from tests.overlays.evening import session
from tests.overlays.stream import Stream

VIEWERS = Viewers()


def test_each_platform_that_tells_and_all_together() -> None:
    told = session(
        watching=1_296,
        watching_by={"youtube": 12, "tiktok": 1_284},
        watching_peak=2_000,
        likes_room=9,
    )
    found = VIEWERS.project(
        Stream(session=told), ViewersSettings(heading="{{viewers}} here")
    )["viewers"]

    assert found == {
        "title": "1,296 here",
        "watching": 1_296,
        "peak": 2_000,
        "likes": 9,
        "platforms": [
            {"platform": "tiktok", "watching": 1_284},
            {"platform": "youtube", "watching": 12},
        ],
    }
    assert found.keys() == VIEWERS.preview()["viewers"].keys()


def test_what_nobody_tells_is_not_zero() -> None:
    found = VIEWERS.project(Stream(session=session()), ViewersSettings())["viewers"]

    assert (found["watching"], found["peak"], found["likes"]) == (None, None, None)


def test_between_sessions_nobody_is_counted() -> None:
    assert VIEWERS.project(Stream(), ViewersSettings()) == {"viewers": None}
