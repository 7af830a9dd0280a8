"""Viewers who write for the first time."""

from __future__ import annotations

from typing import Literal

from companion.moderation.known import NOBODY, Known
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import prepared
from companion.moderation.rules.finding import Said
from companion.moderation.rules.newcomers import Newcomers
from tests.companion.moderation.acquainted import Acquainted
from tests.support.events import viewer


def newcomers(
    hold: Literal["links", "everything"] = "everything", known: Known = NOBODY
) -> Newcomers:
    return Newcomers(hold, known, RuleMemory())


def says(rule: Newcomers, text: str = "hi", *, permitted: bool = False) -> list[str]:
    said = Said(viewer("luna"), prepared(text), 0, is_permitted=permitted)
    return [finding.reason.rule for finding in rule.find(said)]


def test_the_first_message_is_held_and_the_second_is_not() -> None:
    rule = newcomers()

    assert [says(rule), says(rule)] == [["newcomer"], []]


def test_who_wrote_in_an_earlier_session_is_no_newcomer() -> None:
    assert says(newcomers(known=Acquainted(chatted={"tiktok:luna"}))) == []


def test_links_alone_may_be_held() -> None:
    assert says(newcomers("links"), "hello") == []
    assert says(newcomers("links"), "see evil.com") == ["newcomer"]


def test_a_permitted_text_is_not_held() -> None:
    assert says(newcomers(), permitted=True) == []
