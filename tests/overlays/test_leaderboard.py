"""What the leaderboard shows of a session."""

from __future__ import annotations

from companion.domain.views import Standing
from overlays.leaderboard import Leaderboard, LeaderboardSettings
from tests.overlays.evening import session
from tests.overlays.people import row
from tests.overlays.stream import Stream, viewer

BOARD = Leaderboard()


def standing(rank: int, name: str, points: int, platform: str = "twitch") -> Standing:
    return Standing(rank=rank, viewer=viewer(name, platform), points=points)


def test_a_row_is_a_viewer_with_place_and_points() -> None:
    nova = viewer("Nova", avatar="https://static-cdn.jtvnw.net/nova.png")
    view = Stream(
        standings=[Standing(rank=1, viewer=nova, points=12_480_333, tie=True)]
    )

    [shown] = BOARD.project(view, LeaderboardSettings())["rows"]

    assert shown == {
        "id": "twitch:Nova",
        "rank": 1,
        "name": "Nova",
        "avatar": "https://static-cdn.jtvnw.net/nova.png",
        "platform": "twitch",
        "points": 12_480_333,
        "tie": True,
    }
    assert shown.keys() == row(1).keys()


def test_as_many_places_as_are_wanted_in_the_order_of_the_standings() -> None:
    view = Stream(standings=[standing(n, f"v{n}", 100 - n) for n in range(1, 30)])

    for places in range(1, 21):
        rows = BOARD.project(view, LeaderboardSettings(rows=places))["rows"]
        assert [shown["rank"] for shown in rows] == list(range(1, places + 1))


def test_the_viewers_of_one_platform_can_have_a_board_of_their_own() -> None:
    view = Stream(
        standings=[standing(1, "a", 9), standing(2, "b", 8, platform="tiktok")]
    )

    rows = BOARD.project(view, LeaderboardSettings(platform="tiktok"))["rows"]

    assert [shown["name"] for shown in rows] == ["b"]


def test_between_sessions_there_is_nothing() -> None:
    assert BOARD.project(Stream(), LeaderboardSettings()) == {"rows": []}


def test_a_heading_may_hold_variables() -> None:
    view = Stream(session=session(diamonds=1_250))
    words = LeaderboardSettings(heading="{{diamonds}} diamonds")

    assert BOARD.project(view, words)["heading_text"] == "1,250 diamonds"
    assert BOARD.project(view, LeaderboardSettings(heading="Ours")) == {"rows": []}
