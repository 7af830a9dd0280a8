"""A card: on the stream from its start until it is finished, and it hears nothing."""

from __future__ import annotations

import msgspec
import pytest

from companion.domain.entries import Verdict
from companion.domain.errors import CommandError
from companion.domain.on_air import CardOnAir
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import CardSpec
from companion.interactions.kinds.catalogue import made
from companion.interactions.verbs import next_verb, possible
from tests.companion.interactions.conftest import Playing
from tests.companion.interactions.folding import Folding

SPEC = CardSpec(title="Back in 5 min", text="**Ramen** <b>first</b>", picture="a.png")


def test_a_card_is_on_the_stream_between_start_and_finish() -> None:
    show = Folding()
    card = show.make(SPEC)
    seen = []
    for verb in ("start", "hide", "show", "finish"):
        seen.append((card.phase, card.is_shown, next_verb(card)))
        show.act(verb)
    seen.append((card.phase, card.is_shown, next_verb(card)))

    assert seen == [
        ("before", False, "start"),
        ("ongoing", True, "finish"),
        ("ongoing", False, "finish"),
        ("ongoing", True, "finish"),
        ("after", False, None),
    ]


def test_it_shows_its_words_as_they_were_written() -> None:
    show = Folding()
    card = show.make(SPEC, "start")

    assert card.on_air() == CardOnAir(
        id="i",
        phase="ongoing",
        title="Back in 5 min",
        text="**Ramen** <b>first</b>",
        picture="a.png",
    )


def test_nothing_that_is_said_changes_it() -> None:
    show = Folding()
    card = show.make(SPEC, "start")
    before = card.view()
    said = show.say("luna", "Back in 5 min")
    show.judge(said, Verdict.BLOCK)

    assert card.view() == before
    assert card.awards() == {}
    assert not show.fold.is_answer("Back in 5 min")


@pytest.mark.parametrize("verb", ["wait", "scoreboard", "reveal", "draw", "extend"])
def test_it_has_no_other_steps(verb: str) -> None:
    show = Folding()
    card = show.make(SPEC, "start")

    assert verb not in possible(card)
    with pytest.raises(CommandError):
        show.act(verb)  # type: ignore[arg-type]  # one of the Verbs above
    assert card.phase == "ongoing"


@pytest.mark.parametrize(
    "spec", [CardSpec(), CardSpec(title=" ", text="\n\t"), CardSpec(text=" ")]
)
def test_a_card_of_nothing_is_refused_and_told_why(spec: CardSpec) -> None:
    with pytest.raises(CommandError, match=r"^text:"):
        made(InteractionMade(id="i", spec=spec), 0)


@pytest.mark.parametrize(
    "spec", [CardSpec(title="Tonight"), CardSpec(text="ramen"), CardSpec(picture="a")]
)
def test_one_of_title_text_and_picture_is_enough(spec: CardSpec) -> None:
    assert made(InteractionMade(id="i", spec=spec), 0).phase == "before"


@pytest.mark.parametrize("wrong", [{"text": "x" * 4_001}, {"title": "x" * 201}])
def test_too_many_words_are_refused_by_the_field(wrong: dict[str, str]) -> None:
    [field] = wrong
    with pytest.raises(msgspec.ValidationError, match=field):
        msgspec.convert({"kind": "card", **wrong}, CardSpec)


async def test_a_newer_card_takes_the_place_of_one_and_both_stand_again(
    playing: Playing,
) -> None:
    first = await playing.show.make(SPEC)
    second = await playing.show.make(CardSpec(text="Second"))
    for one in (first, second):
        await playing.show.act(one.id, "start")
    shown = playing.running.engine.view.on_air(CardOnAir)
    view = playing.show.view()
    await playing.reopened()

    assert shown is not None
    assert shown.text == "Second"
    assert playing.show.view() == view
