"""What teams, gift menu, scoreboard and room show of what is on the air."""

from __future__ import annotations

import pytest

from companion.domain.on_air import MenuLine
from overlays.gift_menu import MOST, GiftMenu, GiftMenuSettings
from overlays.qr import qr_of
from overlays.room import Room
from overlays.scoreboard import Scoreboard, ScoreboardSettings
from overlays.teams import Teams
from tests.overlays.on_air import airing, scored, someone, state
from tests.support.fakes import EPOCH


def test_teams_tell_who_won_and_how_each_is_joined() -> None:
    shown = state(Teams(), winner="ice", closes_at=None)["shown"]

    assert [one["winner"] for one in shown["teams"]] == [False, True]
    assert [one["key_text"] for one in shown["teams"]] == ["!team lava", "!team ice"]
    assert (shown["round"], shown["tied"], shown["closes_at"]) == (2, False, None)


def test_a_menu_tells_pictures_of_platforms_from_our_own() -> None:
    lines = (
        MenuLine(gift="Rose", label="a", picture="https://p16.tiktokcdn.com/rose.png"),
        MenuLine(gift="Rose", label="b", picture="rose.png", lit_at=EPOCH),
    )
    menu = GiftMenu()
    shown = state(menu, lines=lines)["shown"]["lines"]

    assert [one["icon"] for one in shown] == [lines[0].picture, None]
    assert [one["picture"] for one in shown] == [None, "rose.png"]
    assert [one["lit_at"] for one in shown] == [None, EPOCH // 1000]
    plain = menu.project(
        airing("gift_menu", lines=lines), GiftMenuSettings(icons=False)
    )
    assert {one["icon"] or one["picture"] for one in plain["shown"]["lines"]} == {None}


def test_a_menu_of_nothing_is_none_and_an_endless_one_is_cut() -> None:
    line = MenuLine(gift="Rose", label="a", by=someone(1))

    assert state(GiftMenu(), lines=()) == {"shown": None}
    assert len(state(GiftMenu(), lines=(line,) * 300)["shown"]["lines"]) == MOST


def test_those_with_as_many_points_share_a_place() -> None:
    scores = tuple(scored(n, points) for n, points in enumerate((5, 3, 3, 1), 1))
    board = Scoreboard()
    shown = state(board, scores=scores)["shown"]
    assert [one["rank"] for one in shown["scores"]] == [1, 2, 2, 4]

    chosen = ScoreboardSettings(places=2, rule=False)
    shown = board.project(airing("scoreboard", scores=scores), chosen)["shown"]
    assert (len(shown["scores"]), shown["rule_text"]) == (2, "")


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("http://10.0.0.2:80/room/?code=x#y", "10.0.0.2:80/room"),
        ("https://here.example/", "here.example"),
    ],
)
def test_a_room_shows_what_must_be_typed_and_codes_the_whole(
    address: str, typed: str
) -> None:
    shown = state(Room(), address=address)["shown"]

    assert (shown["address_text"], shown["qr"]) == (typed, qr_of(address))
