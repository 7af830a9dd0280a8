"""Texts longer than anything that a platform lets people write."""

from __future__ import annotations

from companion.domain.entries import Verdict
from companion.domain.values import Viewer
from companion.moderation.prepared import LONGEST, prepared
from companion.moderation.rules import RuleSet
from companion.moderation.rules.too_long import TooLong
from companion.settings.moderation import ModerationSettings
from tests.support.events import chat

RULES = RuleSet(ModerationSettings(blocklist=("loser",)))


def test_a_text_is_read_up_to_the_longest() -> None:
    assert not TooLong().find(prepared("a" * LONGEST))
    assert len(prepared("a" * LONGEST * 9).text) == LONGEST


def test_what_stands_behind_the_end_is_not_shown() -> None:
    opinion = RULES.opinion("friendly " * 1_000 + "loser")

    assert opinion.verdict is Verdict.HOLD
    assert [reason.rule for reason in opinion.reasons] == ["too-long"]


def test_what_stands_before_it_is_found() -> None:
    assert RULES.opinion("loser " * 1_000).verdict is Verdict.BLOCK


def test_a_name_too_long_to_be_read_is_hidden() -> None:
    viewer = Viewer(id="x:1", name="a" * (LONGEST + 1))

    assert RULES.judge(chat(viewer, text="hi"), at=0).name is Verdict.HOLD
