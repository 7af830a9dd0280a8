"""How much of the show the API tells whom."""

from __future__ import annotations

import json

import pytest
from msgspec import structs

from companion.domain.on_air import Scored
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import AnySpec, FlagSpec, QuizSpec
from companion.domain.show.views import (
    InteractionView,
    ItemView,
    RunSheetView,
    ShowView,
)
from companion.domain.values import Viewer
from companion.interactions.kinds.catalogue import made
from companion.pipeline.gate import masked
from companion.web.api.show_shapes import (
    InteractionObject,
    ShowSight,
    interaction_object,
    show_object,
)
from companion.web.wire import encode
from tests.support.fakes import EPOCH

READ = ShowSight(people=False, secrets=False, seen=masked)
MODERATE = ShowSight(people=True, secrets=False, seen=masked)
CONTROL = ShowSight(people=True, secrets=True, seen=masked)
QUIZ = QuizSpec(question="Two and two?", options=("three", "four"), correct=(1,))
LUNA = Viewer(id="tiktok:7", name="Luna Lovely")


def view_of(spec: AnySpec, **fields: object) -> InteractionView:
    view = made(InteractionMade(id="i", spec=spec), EPOCH).view()
    return structs.replace(view, unseen=view.on_air, on_air=None, **fields)


def told(view: InteractionView, sight: ShowSight) -> str:
    return encode(interaction_object(view, sight)).decode()


def correct(found: InteractionObject) -> list[bool | None]:
    return [one.correct for one in found.options]


def test_what_is_correct_is_for_who_controls_until_all_may_know() -> None:
    view = view_of(QUIZ, phase="ongoing")
    seen = interaction_object(view, MODERATE)

    assert correct(seen) == [None, None]
    assert "correct" not in seen.spec
    assert "right" not in seen.numbers
    assert correct(interaction_object(view, CONTROL)) == [False, True]
    assert interaction_object(view, CONTROL).spec["correct"] == (1,)


def test_what_is_correct_is_for_all_when_it_is_told() -> None:
    quiz = made(InteractionMade(id="i", spec=QUIZ), EPOCH)
    for phase in ("ongoing", "results", "scoreboard"):
        quiz.track.move(phase)
    view = quiz.view()

    assert correct(interaction_object(view, READ)) == [False, True]
    assert correct(interaction_object(view, MODERATE)) == [False, True]


def test_a_flags_code_is_for_who_controls_alone() -> None:
    view = view_of(FlagSpec(title="Find it", code="gherkin"))

    assert "gherkin" not in told(view, READ) + told(view, MODERATE)
    assert "gherkin" in told(view, CONTROL)


def test_who_only_reads_does_not_know_what_will_be_asked() -> None:
    view = view_of(QUIZ)

    assert "Two" not in told(view, READ)
    assert "four" not in told(view, READ)
    assert "Two" in told(view, MODERATE)
    assert "Two" in told(structs.replace(view, phase="waiting"), READ)


def test_who_only_reads_does_not_know_what_the_run_sheet_will_ask() -> None:
    show = ShowView(sheet=RunSheetView(items=(ItemView(id="1", spec=QUIZ),)))

    assert json.loads(encode(show_object(show, READ)))["sheet"][0]["title"] == ""
    assert show_object(show, MODERATE).sheet[0].title == QUIZ.question

    asked = view_of(QUIZ, phase="after")
    went = ItemView(id="1", spec=QUIZ, interaction=asked.id)
    show = ShowView(interactions=(asked,), sheet=RunSheetView(items=(went,)))
    assert show_object(show, READ).sheet[0].title == QUIZ.question


@pytest.mark.parametrize(("sight", "sees"), [(READ, False), (MODERATE, True)])
def test_who_only_reads_sees_scores_under_the_names_that_may_be_seen(
    sight: ShowSight, *, sees: bool
) -> None:
    scores = (Scored(viewer=LUNA, points=1000),)
    flag = FlagSpec(title="Find it", code="gherkin")
    view = view_of(flag, phase="after", is_revealed=True, scores=scores)
    show = ShowView(interactions=(view,), scores=scores)

    found = encode(show_object(show, sight)).decode()

    assert found.count(LUNA.id) == 2
    assert (LUNA.name in found) is sees
