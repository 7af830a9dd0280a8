"""What the gate would say about a text, in the shape of the interface page."""

from __future__ import annotations

import json

from companion.domain.entries import Verdict
from companion.moderation.rules import RuleSet
from companion.moderation.trial import moderate_text
from companion.moderation.word_list import WordList, entry_of
from companion.settings.moderation import ModerationSettings
from tests.support.fakes import FakeClock

RULES = RuleSet(
    ModerationSettings(),
    WordList("blocklist", Verdict.BLOCK, (entry_of("~loser"),)),
)


def test_a_text_that_passes() -> None:
    assert moderate_text("Hello", rules=RULES, clock=FakeClock()) == {
        "text": "Hello",
        "verdict": "allow",
        "reasons": [],
        "skeleton": "hello",
        "scores": {},
        "ms": 0.0,
    }


def test_a_text_that_does_not() -> None:
    answer = moderate_text("L.Ö.S.E.R", rules=RULES, clock=FakeClock())

    assert answer["verdict"] == "block"
    assert answer["reasons"] == [{"rule": "blocklist", "detail": "~loser"}]
    assert answer["skeleton"] == "l.o.s.e.r"


def test_the_answer_is_json_whatever_the_text_is() -> None:
    answer = moderate_text("\ud800 l o s e r \x00", rules=RULES, clock=FakeClock())

    assert json.loads(json.dumps(answer)) == answer
