"""The figures above the Live page."""

from __future__ import annotations

import pytest

from companion.domain.views import (
    GateView,
    Totals,
)
from companion.gui.shell.tiles import Tiles
from companion.gui.shell.watch import read
from companion.gui.theme.theme import Theme
from tests.companion.gui.shell.evening import Evening


@pytest.fixture
def tiles(evening: Evening, theme: Theme, qtbot) -> Tiles:
    made = Tiles(evening.watch, theme=theme)
    qtbot.addWidget(made)
    made.resize(1368, 81)
    made.show()
    return made


def test_tiles_show_the_totals_with_honest_lines(tiles: Tiles) -> None:
    shown = [(tile.caption, tile.figure) for tile in tiles.all]

    assert shown == [
        ("Viewers", "1,792"),
        ("Diamonds", "18,425"),
        ("Likes", "219,044"),
        ("Chat per minute", "0"),
        ("New follows", "86"),
        ("Held", "4"),
        ("Toxic, last 5 min", "2.1 %"),
    ]
    assert tiles.diamonds.line == "312 gifts · exact"
    assert tiles.likes.line == "218,400 of 219,044 heard · partial"
    assert tiles.held.line == "oldest decides itself in 9 s"
    assert tiles.held.is_hot


def test_what_nobody_told_is_a_dash_not_a_zero(tiles: Tiles, evening: Evening) -> None:
    evening.engine.alone = True
    evening.look()

    assert tiles.viewers.figure == "–"
    assert tiles.viewers.line == "no platform has told yet"
    assert not tiles.held.is_hot


def test_likes_that_were_only_heard_say_so(tiles: Tiles, evening: Evening) -> None:
    reading = read(evening.engine)
    totals = Totals(likes=12, likes_room=None)
    evening.watch.take(type(reading)(
        session=reading.session,
        totals=totals,
        connections=(),
        reviews=(),
        unfinished=None,
    ))  # fmt: skip

    assert tiles.likes.figure == "12"
    assert tiles.likes.line == "as heard · maybe not all"


def test_narrow_tiles_leave_likes_out(tiles: Tiles) -> None:
    tiles.set_compact(True)

    assert not tiles.likes.isVisible()
    assert tiles.height() == 65


def test_the_toxic_share_is_told_only_when_there_is_one(
    tiles: Tiles, evening: Evening
) -> None:
    assert tiles.toxic.line == "612 judged"

    evening.engine.moderation.shown = GateView(toxic_share=0.25)
    evening.look()
    assert (tiles.toxic.figure, tiles.toxic.line) == ("25.0 %", "rules only")

    evening.engine.moderation.shown = GateView()
    evening.look()
    assert tiles.toxic.figure == "–"
    assert tiles.toxic.line == "nothing judged yet · rules only"
