"""Texts made to break the rules, or to make them slow."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Verdict
from companion.domain.values import Viewer
from companion.moderation.prepared import Prepared
from companion.moderation.rules import RuleSet
from companion.settings.moderation import ModerationSettings
from tests.support.events import chat

EVERYTHING = ModerationSettings.model_validate(
    {
        "blocklist": [
            "~loser",
            "bad phrase",
            "c++",
            "傻瓜",
            "🖕",
            "~a b c d",
            "głupek",
        ],
        "permitlist": ["loser lane", "ばかり"],
        "rules": {
            "links": {"permitted_hosts": ["twitch.tv"]},
            "caps": {"action": "hold"},
            "symbols": {"action": "hold"},
            "emotes": {"action": "hold"},
            "repetition": {"action": "hold"},
            "patterns": [{"pattern": "spam"}],
        },
    }
)
PIECES = [
    "a",
    "loser ",
    "l0ser ",
    "l o s e r ",
    "looooser",
    "bad ",
    "c ",
    "傻",
    "傻 ",
    "!",
    "!a",
    "@$",
    "a.",
    "a . ",
    "http://",
    "www.",
    "[.](",
    "\u0301",
    "a\u0301\u0316",
    "\u202e",
    "\u200b",
    "\ud800",
    "\U0001f595\u200d",
    "ﷺ",
    "ɪ",
    "лох ",
    "1",
    "a1",
    "Aa",
    "xX",
    " ",
    "\n",
    "\x00",
]


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_long_text_takes_time_in_proportion(piece: str, full_counts: bool) -> None:
    long = 200_000 if full_counts else 60_000
    rules = RuleSet(EVERYTHING)

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        began = process_time()
        rules.opinion_of(Prepared(text))  # as long as it is, not cut
        return process_time() - began

    seconds(long // 100)
    small = min(seconds(long // 10) for _ in range(3))

    # Ten times the text; in quadratic time a hundred times the seconds.
    assert seconds(long) < 40 * max(small, 0.005)


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_name_of_ten_thousand_characters_does_no_harm(piece: str) -> None:
    name = (piece * 10_000)[:10_000]
    hostile = Viewer(id="x:1", name=name, handle=name)

    RuleSet(EVERYTHING).judge(chat(hostile, text=name), at=0)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES), st.text(st.characters(exclude_categories=[]))
        ),
        max_size=12,
    ),
    st.integers(),
)
def test_judging_never_raises(pieces: list[str], at: int) -> None:
    text = "".join(pieces)
    writer = Viewer(id=f"x:{text[:3]}", name=text, handle=text[::-1])

    judgement = RULES.judge(chat(writer, text=text), at=at)

    for reason in judgement.reasons:
        if reason.span is not None:
            start, end = reason.span
            assert 0 <= start <= end <= len(text)


def test_a_blocked_word_in_the_middle_of_much_else_is_found() -> None:
    text = "z" * 300_000 + " loser " + "z" * 300_000

    opinion = RULES.opinion_of(Prepared(text))

    assert opinion.verdict is Verdict.BLOCK
    assert opinion.reasons[0].span == (300_001, 300_006)


RULES = RuleSet(EVERYTHING)
