"""What the card overlay shows."""

from __future__ import annotations

import pytest

from companion.domain.on_air import CardOnAir, Phase
from companion.domain.views import Standing
from overlays.card import Card, CardSettings
from tests.overlays.stream import Stream, viewer

CARD = Card()


def test_the_settings_card_stands_until_a_person_puts_one_on() -> None:
    settings = CardSettings(heading="Tonight", text="*karaoke*", picture="cat.png")
    put = CardOnAir(id="7", phase="ongoing", title="Break", text="5 min")

    standing = CARD.project(Stream(), settings)["card"]
    over = CARD.project(Stream(airing=[put]), settings)["card"]

    assert standing.keys() == CARD.preview()["card"].keys()
    assert (standing["id"], standing["title"]) == ("settings", "Tonight")
    assert standing["picture"] == "cat.png"
    assert (over["id"], over["title"], over["picture"]) == ("7", "Break", None)


def test_a_card_can_wait_until_it_is_put_on() -> None:
    settings = CardSettings(heading="Tonight", always=False)

    assert CARD.project(Stream(), settings) == {"card": None}


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_card_that_is_not_on_leaves_the_settings_card(phase: Phase) -> None:
    put = CardOnAir(id="7", phase=phase, title="Break", text="5 min")
    settings = CardSettings(heading="Tonight")

    assert CARD.project(Stream(airing=[put]), settings)["card"]["id"] == "settings"


def test_an_empty_card_is_none() -> None:
    assert CARD.project(Stream(), CardSettings()) == {"card": None}


def test_a_name_in_the_text_is_never_markdown() -> None:
    leader = Standing(rank=1, viewer=viewer("**# {{points}}**"), points=1)
    view = Stream(standings=[leader])
    settings = CardSettings(heading="{{top_viewer}}", text="*{{top_viewer}}*")

    card = CARD.project(view, settings)["card"]

    assert card["title"] == "**# {{points}}**"
    assert card["nodes"][0]["nodes"] == [
        {"kind": "i", "nodes": [{"kind": "text", "text": "**# {{points}}**"}]}
    ]
