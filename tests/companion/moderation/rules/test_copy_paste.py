"""The same text of many Viewers."""

from __future__ import annotations

import pytest

from companion.domain.entries import Verdict
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import prepared
from companion.moderation.rules.copy_paste import CopyPaste
from companion.moderation.rules.finding import Said
from companion.settings.moderation import CopyPasteSettings
from tests.support.events import viewer

SECOND = 1_000_000
TEXT = "everybody come to my channel it is much better"


def raid(memory: RuleMemory | None = None) -> CopyPaste:
    settings = CopyPasteSettings(viewers=3, seconds=20, letters=20)
    return CopyPaste(settings, Verdict.HOLD, memory or RuleMemory())


def says(
    rule: CopyPaste,
    who: str,
    text: str = TEXT,
    *,
    at: float = 0,
    permitted: bool = False,
) -> bool:
    said = Said(viewer(who), prepared(text), round(at * SECOND), is_permitted=permitted)
    return bool(rule.find(said))


def test_the_third_viewer_with_the_same_text_is_a_raid() -> None:
    rule = raid()

    assert [says(rule, who) for who in "abcd"] == [False, False, True, True]


def test_case_numbers_and_signs_do_not_hide_it() -> None:
    rule = raid()
    says(rule, "a")
    says(rule, "b", TEXT.upper() + "!!! 4711")

    assert says(rule, "c", "Éverybody-come 12 " + TEXT.removeprefix("everybody come"))


def test_one_viewer_alone_is_no_raid() -> None:
    rule = raid()

    assert not any(says(rule, "a", at=second) for second in range(10))


def test_copies_far_apart_are_no_raid() -> None:
    rule = raid()

    assert not any(says(rule, who, at=n * 11) for n, who in enumerate("abcdef"))


@pytest.mark.parametrize(
    "vote", ["1", "gg", "the red one", "!join the big giveaway now"]
)
def test_four_hundred_equal_votes_are_no_raid(vote: str) -> None:
    rule = raid()

    assert not any(says(rule, str(number), vote) for number in range(400))


def test_what_a_person_permitted_is_no_raid() -> None:
    rule = raid()

    assert not any(says(rule, str(n), permitted=True) for n in range(400))


def test_different_texts_are_no_raid() -> None:
    rule = raid()
    words = "alpha bravo charlie delta echo foxtrot golf hotel".split()  # noqa: SIM905  # read as a list of words

    assert not any(says(rule, word, f"{TEXT} {word}") for word in words)


def test_texts_and_writers_are_kept_within_bounds() -> None:
    memory = RuleMemory()
    rule = raid(memory)
    for number in range(6_000):
        says(rule, str(number), f"{TEXT} {chr(0x4E00 + number)}")
        says(rule, str(number))

    assert len(memory.copies) == 4096
    key = "everybodycometomychanneiitismuchbetter"
    assert len(memory.copies.get(key) or ()) == 3
