"""What the spotlight shows of a Viewer."""

from __future__ import annotations

from companion.domain.on_air import SpotlightOnAir
from companion.domain.views import Standing
from overlays.spotlight import Spotlight, SpotlightSettings
from tests.overlays.stream import Stream, viewer

SPOTLIGHT = Spotlight()
ON = SpotlightOnAir(id="1", viewer=viewer("Nova"))


def test_a_viewer_comes_with_what_they_have_done() -> None:
    nova = Standing(
        rank=2, viewer=viewer("Nova"), points=9_815_000, gifts=120, chats=48
    )
    view = Stream(standings=[nova], airing=[ON])

    found = SPOTLIGHT.project(view, SpotlightSettings())["spotlight"]

    assert found.keys() == SPOTLIGHT.preview()["spotlight"].keys()
    assert (found["viewer"], found["platform"]) == ("twitch:Nova", "twitch")
    assert (found["rank"], found["points"], found["gifts"]) == (2, 9_815_000, 120)


def test_a_name_is_the_one_that_may_be_shown_now() -> None:
    hidden = Standing(rank=1, viewer=viewer("Nova", handle=""), points=1)
    masked = Standing(
        rank=1,
        viewer=type(hidden.viewer)(id="twitch:Nova", name="Viewer 4821"),
        points=1,
    )
    view = Stream(standings=[masked], airing=[ON])

    found = SPOTLIGHT.project(view, SpotlightSettings())["spotlight"]

    assert found["name"] == "Viewer 4821"


def test_a_viewer_without_points_has_a_card_as_well() -> None:
    found = SPOTLIGHT.project(Stream(airing=[ON]), SpotlightSettings())["spotlight"]

    assert (found["name"], found["rank"], found["points"]) == ("Nova", None, None)


def test_nobody_is_shown_until_a_person_says_so() -> None:
    assert SPOTLIGHT.project(Stream(), SpotlightSettings()) == {"spotlight": None}
