"""Raid mode: followers and known people only, and slowly."""

from __future__ import annotations

import pytest

from companion.domain.values import Role, Viewer
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import prepared
from companion.moderation.rules.finding import Said
from companion.moderation.rules.raid_mode import RaidMode
from companion.settings.moderation import ModeSettings
from tests.companion.moderation.acquainted import Acquainted
from tests.support.events import viewer

SECOND = 1_000_000


def raid_mode(known: Acquainted, **settings: object) -> RaidMode:
    return RaidMode(ModeSettings.model_validate(settings), known, RuleMemory())


def says(rule: RaidMode, who: Viewer, *, at: float = 0) -> list[str]:
    said = Said(who, prepared("hi"), round(at * SECOND))
    return [finding.reason.detail for finding in rule.find(said)]


@pytest.mark.parametrize(
    "role", [Role.FOLLOWER, Role.SUBSCRIBER, Role.MEMBER, Role.VIP, Role.MODERATOR]
)
def test_who_follows_may_write(role: Role) -> None:
    who = viewer("luna", roles=frozenset({role}))

    assert says(raid_mode(Acquainted()), who) == []


def test_a_stranger_may_not_however_often() -> None:
    known = Acquainted()
    rule = raid_mode(known)
    first = says(rule, viewer("luna"))
    known.chatted.add("tiktok:luna")  # what was held is in the record as well

    assert [first, says(rule, viewer("luna"), at=99)] == [["followers"]] * 2


def test_who_wrote_before_counts_as_a_follower() -> None:
    assert says(raid_mode(Acquainted(chatted={"tiktok:luna"})), viewer("luna")) == []


def test_everybody_may_write_where_the_settings_say_so() -> None:
    assert says(raid_mode(Acquainted(), followers_only=False), viewer("luna")) == []


def test_one_message_within_the_slow_seconds() -> None:
    rule = raid_mode(Acquainted(), slow_seconds=30, followers_only=False)
    luna = viewer("luna")

    told = [says(rule, luna, at=second) for second in (0, 10, 29.9, 30, 31)]

    assert told == [[], ["slow"], ["slow"], [], ["slow"]]
