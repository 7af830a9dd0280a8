"""What the celebration overlay plays."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.on_air import CelebrationOnAir
from overlays.celebration import Celebration, CelebrationSettings
from tests.overlays.stream import Stream
from tests.support.fakes import EPOCH

CELEBRATION = Celebration()
SECOND = 1_000_000


def project(called_with: str = "", *, after: int = 0, **chosen: Any) -> Any:
    called = CelebrationOnAir(
        id="c", title="Revolution!", video=called_with, began_at=EPOCH, callers=42
    )
    view = Stream(airing=[called], now=EPOCH + after)
    return CELEBRATION.project(view, CelebrationSettings(**chosen))


def test_a_celebration_has_a_beginning_and_an_end() -> None:
    found = project("party.webm", seconds=8)
    shown = found["celebration"]

    assert shown.keys() == CELEBRATION.preview()["celebration"].keys()
    assert (shown["video"], shown["picture"]) == ("party.webm", None)
    assert shown["ends"] - shown["began"] == 8_000
    assert found["next_at"] == EPOCH + 8 * SECOND


def test_after_its_end_there_is_none() -> None:
    assert project(after=8 * SECOND, seconds=8) == {"celebration": None}
    assert project(after=8 * SECOND - 1, seconds=8)["celebration"] is not None


@pytest.mark.parametrize(
    ("own", "video", "picture"),
    [("", None, "cat.PNG"), ("A.WEBM", "A.WEBM", None), ("b.gif", None, "b.gif")],
)
def test_a_celebration_without_a_film_takes_the_settings(
    own: str, video: str | None, picture: str | None
) -> None:
    shown = project(own, video="cat.PNG")["celebration"]

    assert (shown["video"], shown["picture"]) == (video, picture)


def test_without_a_call_nothing_plays() -> None:
    state = CELEBRATION.project(Stream(), CelebrationSettings(video="a.webm"))

    assert state == {"celebration": None}
