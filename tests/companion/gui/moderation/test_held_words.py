"""A held row in words that a person understands."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.app.scene.engine import SceneEngine
from companion.app.scene.gate import VIEW
from companion.app.scene.held import held_entries
from companion.domain.entries import Reason, Verdict
from companion.domain.views import ModelView, Review, VerdictLine
from companion.gui.moderation.held_words import (
    Facts,
    facts_of,
    how_new,
    outcome_words,
    reason_chips,
    spoken,
)
from tests.companion.gui.moderation.held_scene import NOW, held

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


def told(review: Review, facts: Facts | None) -> str:
    return how_new(review, facts, now=NOW, zone="UTC")


def test_how_new_somebody_is() -> None:
    review = held(1)

    assert told(review, None) == "20:46:57"
    assert told(review, Facts(chats=1)) == "first-time chatter · 20:46:57"
    recent = Facts(first_seen=NOW - 6 * MINUTE, chats=3)
    assert told(review, recent) == "first seen 6 min ago · message 3 · 20:46:57"
    old = Facts(first_seen=NOW - 700 * DAY, chats=1_812)
    words = "known since 20 Dec 2024 · 1,812 messages · 20:46:57"
    assert told(review, old) == words


def test_the_role_comes_first() -> None:
    sniper = held_entries()[1]

    assert how_new(sniper, None, now=NOW, zone="UTC").startswith("follower · ")


def test_facts_come_from_the_viewers_card(run) -> None:
    card = run(SceneEngine().viewer_card("twitch:sniper"))

    assert facts_of(card).chats == 812
    assert not facts_of(card).is_new


def test_reasons_are_words_and_not_the_names_of_rules() -> None:
    ben, sniper, _muhammad, shadow = held_entries()

    def words(review: Review, facts: Facts | None = None) -> list[str]:
        plain = [text for text, _kind in reason_chips(review, facts, VIEW)]
        return [one.replace("\u2068", "").replace("\u2069", "") for one in plain]

    assert words(ben) == ["held word", "insult 0.93", "toxicity 0.77"]
    assert words(sniper) == ["link: sk1ns-drop[.]gg"]
    assert words(shadow, Facts(chats=1))[-1] == "first-time chatter"


def test_a_name_that_waits_says_so() -> None:
    reason = Reason(rule="name-holdlist", detail="x")
    review = structs.replace(held(1), reasons=(reason,), name=Verdict.HOLD)

    assert reason_chips(review, None, None)[0][0] == "name: held word"


def test_while_the_model_is_away_a_row_without_scores_says_that_rules_decided() -> None:
    away = structs.replace(VIEW, model=ModelView(state="failed"))
    off = structs.replace(VIEW, model=ModelView(state="off"))

    def last(view) -> str:
        return reason_chips(held(1), None, view)[-1][0]

    assert last(away) == "rules only: the model is away"
    assert last(off) == "held word"
    assert last(VIEW) == "held word"


@pytest.mark.parametrize(
    ("by", "who", "verdict", "words"),
    [
        ("person", "Zoë", Verdict.ALLOW, "Zoë allowed it"),
        ("person", "Zoë", Verdict.BLOCK, "Zoë blocked it"),
        ("person", "", Verdict.ALLOW, "You allowed it"),
        ("clock", "", Verdict.BLOCK, "The countdown ended: it stays hidden"),
        ("clock", "", Verdict.ALLOW, "The countdown ended: it shows"),
        ("model", "", Verdict.BLOCK, "The model blocked it"),
    ],
)
def test_who_decided_it_is_said(
    by: str, who: str, verdict: Verdict, words: str
) -> None:
    line = VerdictLine(seq=9, at=NOW, kind="verdict", by=by, who=who, verdict=verdict)

    assert outcome_words(line).replace("\u2068", "").replace("\u2069", "") == words
    assert outcome_words(None) == "It has been decided"


def test_a_row_is_one_sentence_for_a_screen_reader() -> None:
    sentence = spoken(held(1, name="Ben"), Facts(chats=1), now=NOW)

    assert sentence == (
        "\u2068Ben\u2069. you are actual garbage. held word. first-time chatter. "
        "decides itself in 30 s"
    )
