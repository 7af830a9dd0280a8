"""Which rules judged: a short name of all that decides."""

from __future__ import annotations

import re
from typing import Any

import pytest

from companion.domain.entries import Verdict
from companion.moderation.rules import RuleSet
from companion.moderation.word_list import WordList, entry_of
from companion.settings.moderation import ModerationSettings


def version(mine: WordList | None = None, **settings: Any) -> str:
    return RuleSet(ModerationSettings.model_validate(settings), mine).version


def test_it_is_sixteen_hex_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", version())


def test_the_same_settings_have_the_same() -> None:
    assert version() == version()


@pytest.mark.parametrize(
    "settings",
    [
        {"blocklist": ["x"]},
        {"holdlist": ["x"]},
        {"permitlist": ["x"]},
        {"starter_lists": ["en"]},
        {"exempt_roles": []},
        {"rules": {"links": {"permitted_hosts": ["twitch.tv"]}}},
        {"rules": {"patterns": [{"pattern": "x"}]}},
        {"modes": {"slow_seconds": 60}},
    ],
)
def test_it_changes_with_what_decides(settings: dict[str, Any]) -> None:
    assert version(**settings) != version()


@pytest.mark.parametrize(
    "settings", [{"hold_seconds": 60}, {"policy": {"level": "4"}}, {"pictures": "none"}]
)
def test_it_stays_when_rules_decide_the_same(settings: dict[str, Any]) -> None:
    assert version(**settings) == version()


def test_a_list_for_the_run_is_part_of_it() -> None:
    mine = WordList("blocklist", Verdict.BLOCK, (entry_of("mine"),))

    assert version(mine) != version()


def test_an_entry_moved_to_another_list_changes_it() -> None:
    assert version(blocklist=["x"]) != version(holdlist=["x"])
