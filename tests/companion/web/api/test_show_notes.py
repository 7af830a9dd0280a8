"""What of the show's notes the API tells whom."""

from __future__ import annotations

import json

import msgspec
import pytest

from companion.domain.entries import AnyNote, Entry
from companion.domain.show.notes import (
    BotRan,
    Celebrated,
    InteractionMade,
    InteractionStepped,
    QuoteKept,
    ViewersLinked,
)
from companion.domain.show.specs import FlagSpec, QuizSpec
from companion.domain.show.steps import AnyStep, Closing, Committed, Placed, Refused
from companion.domain.values import Viewer
from companion.web.api.shapes import EVERYTHING, Sight, entry_object
from companion.web.wire import encode
from tests.support.fakes import EPOCH

READ = Sight(text=False, people=False, secrets=False)
MODERATE = Sight(secrets=False)
SECRET = "gherkin"


def told(note: AnyNote, sight: Sight) -> dict[str, object]:
    entry = Entry(seq=1, number=1, session="s", at=EPOCH, body=note)
    return json.loads(encode(entry_object(entry, sight)))["payload"]


def stepped(step: AnyStep) -> InteractionStepped:
    return InteractionStepped(id="i", step=step)


@pytest.mark.parametrize(
    ("sight", "sees"), [(READ, False), (MODERATE, False), (EVERYTHING, True)]
)
def test_a_flags_code_is_for_who_controls_alone(sight: Sight, *, sees: bool) -> None:
    note = InteractionMade(id="i", spec=FlagSpec(title="t", code=SECRET))
    assert (SECRET in str(told(note, sight))) is sees


@pytest.mark.parametrize("sight", [READ, MODERATE, EVERYTHING])
def test_what_the_seeds_of_draws_are_made_from_is_told_to_nobody(sight: Sight) -> None:
    step = told(stepped(Committed(hash="00", sealed=SECRET)), sight)["step"]
    assert step == {"step": "committed", "hash": "00"}


def test_a_moderator_sees_a_quiz_without_what_is_correct() -> None:
    quiz = QuizSpec(question="q", options=("a", "b"), correct=(1,))
    spec = told(InteractionMade(id="i", spec=quiz), MODERATE)["spec"]
    assert spec == {"kind": "quiz", "question": "q", "options": ["a", "b"]}


@pytest.mark.parametrize(
    "note",
    [
        InteractionMade(id="i", spec=FlagSpec(title=SECRET, code="abc"), who=SECRET),
        stepped(Placed(viewer=Viewer(id="tiktok:7", name=SECRET), place=0)),
        stepped(Refused(run="r", why=SECRET)),
        ViewersLinked(viewer_id=SECRET, other_id=SECRET),
        QuoteKept(number=1, text=SECRET),
        Celebrated(bot="b", title=SECRET, video="v", at=EPOCH),
        BotRan(
            run="r",
            bot="b",
            name="n",
            action="reply",
            outcome="failed",
            text=SECRET,
            why=SECRET,
        ),
    ],
    ids=lambda note: type(getattr(note, "step", note)).__name__,
)
def test_who_only_reads_sees_no_name_and_no_text(note: AnyNote) -> None:
    assert SECRET not in str(told(note, READ))
    assert SECRET in str(told(note, MODERATE))


def test_times_are_written_as_everywhere() -> None:
    when = "2026-01-01T20:00:00.000000Z"
    step = told(stepped(Closing(at=EPOCH)), READ)["step"]
    assert step == {"step": "closing", "at": when}
    celebrated = Celebrated(bot="b", title="t", video="v", at=EPOCH)
    assert told(celebrated, READ)["at"] == when


def test_what_is_told_is_a_copy() -> None:
    step = stepped(Committed(hash="00", sealed=SECRET))
    before = msgspec.json.encode(step)
    told(step, READ)
    assert msgspec.json.encode(step) == before
