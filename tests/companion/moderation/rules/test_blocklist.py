"""Words and phrases of lists."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Verdict
from companion.moderation.prepared import prepared
from companion.moderation.rules.blocklist import Blocklist
from companion.moderation.word_list import WordList, entry_of


def blocklist(*written: str, permitted: Sequence[str] = ()) -> Blocklist:
    entries = tuple(map(entry_of, written))
    permits = WordList("permitlist", Verdict.ALLOW, tuple(map(entry_of, permitted)))
    return Blocklist([WordList("blocklist", Verdict.BLOCK, entries)], permits)


def found(rule: Blocklist, text: str) -> list[str]:
    return [finding.reason.detail for finding in rule.find(prepared(text))]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("loser", "you LOSER!"),
        ("Loser", "löser"),
        ("loser", "ｌｏｓｅｒ"),
        ("loser", "lo\u200bser"),
        ("loser", "loser"),
        ("loser", "x_loser_x"),
        ("bad phrase", "such a bad, phrase"),
        ("bad phrase", "BAD\nphrase"),
        ("don't", "I DON’T care"),
        ("suicide-toi", "suicide toi"),
        ("c++", "I love C++!"),
        ("傻逼", "你傻逼啊"),
        ("傻逼", "你 傻 逼"),
        ("🖕", "nice🖕🏽"),
        ("~loser", "loser"),
        ("~loser", "l o s e r"),
        ("~loser", "L.O.S.E.R"),
        ("~loser", "u l-o-s-e-r :)"),
        ("~bad word", "b a d w o r d"),
        ("loser", "l0$3r"),
        ("loser", "lоѕеr"),
        ("loser", "looooser"),
        ("loser", "what a loserr"),
        ("loser", "Ioser"),
        ("bad phrase", "b4d phr@se"),
        ("bad phrase", "BAAAD phrase"),
        ("~loser", "| 0 s 3 r"),
        ("~loser", "x.l.o.s.e.r.x"),
        ("~ass", "u r a s s"),
        ("loser", "what a loser99"),
        ("loser", "TheRealLoserKing"),
        ("loser", "xXLoserXx"),
        ("głupek", "glupek"),
        ("głupek", "Głupek"),
    ],
)
def test_an_entry_is_found(entry: str, text: str) -> None:
    assert found(blocklist(entry), text) == [entry]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("ass", "bass assess class"),
        ("loser", "closer losers"),
        ("loser", "l o s e r"),
        ("bad phrase", "bad other phrase"),
        ("bad phrase", "phrase bad"),
        ("c++", "vitamin c"),
        ("~loser", "l o s t e r"),
        ("~loser", "closer"),
        ("~ass", "b a s s"),
        ("ass", "455"),
        ("rat", "the rat5 build"),
        ("loser", "the RealLoserKing build"),
        ("fail", "a fall"),
        ("loser", "looser"),
        ("loser", ""),
        ("🖕", "👍"),
    ],
)
def test_what_only_looks_alike_is_left_alone(entry: str, text: str) -> None:
    assert found(blocklist(entry), text) == []


def test_an_entry_is_told_once_however_often_it_stands_there() -> None:
    assert found(blocklist("~loser"), "loser loser l o s e r") == ["~loser"]


def test_signs_that_are_missing_are_looked_for_once() -> None:
    # For every "c" anew it would take minutes; the test's own limit ends it.
    assert found(blocklist("c++"), "c " * 300_000) == []


def test_entries_are_told_in_the_order_of_the_text() -> None:
    assert found(blocklist("one", "two", "one two"), "two one two") == [
        "two",
        "one",
        "one two",
    ]


def test_each_list_has_its_own_verdict_and_name() -> None:
    rule = Blocklist(
        [
            WordList("blocklist", Verdict.BLOCK, (entry_of("bad"),)),
            WordList("holdlist", Verdict.HOLD, (entry_of("odd"),)),
        ]
    )

    findings = list(rule.find(prepared("odd bad")))

    assert [(finding.verdict, finding.reason.rule) for finding in findings] == [
        (Verdict.HOLD, "holdlist"),
        (Verdict.BLOCK, "blocklist"),
    ]


def test_no_entries_find_nothing() -> None:
    assert found(blocklist(), "anything at all") == []


@given(st.text(st.characters(exclude_categories=[]), max_size=100))
def test_no_text_breaks_it(text: str) -> None:
    found(blocklist("~abc", "傻", "🖕", "c++", "a b"), text)


@given(st.text(min_size=1, max_size=12))
def test_every_entry_that_is_accepted_finds_itself(written: str) -> None:
    try:
        entry = entry_of(written)
    except ValueError:
        return

    assert found(blocklist(written), written.removeprefix("~")) == [entry.written]


@pytest.mark.parametrize(
    ("entry", "permit", "text"),
    [
        ("dick", "Dick van Dyke", "I like Dick van Dyke."),
        ("dick", "dick", "a dick"),
        ("~corpse", "incorpsed", "i n c o r p s e d"),
        ("ばか", "ばかり", "笑ってばかり"),
        ("bad", "not bad", "n0t b4d"),
    ],
)
def test_what_is_permitted_protects_what_stands_in_it(
    entry: str, permit: str, text: str
) -> None:
    assert found(blocklist(entry), text) == [entry]
    assert found(blocklist(entry, permitted=[permit]), text) == []


def test_what_stands_beside_it_is_found() -> None:
    rule = blocklist("dick", permitted=["dick van dyke"])

    assert found(rule, "dick van dyke, you dick") == ["dick"]


@pytest.mark.parametrize(
    ("entry", "text", "part"),
    [
        ("loser", "you LOSER!", "LOSER"),
        ("loser", "ünder löser", "löser"),
        ("loser", "a l0$3r b", "l0$3r"),
        ("loser", "🎉 lоѕеr", "lоѕеr"),
        ("bad phrase", "so bad, phrase!", "bad, phrase"),
        ("~loser", "u: l.o.s.e.r!", "l.o.s.e.r"),
        ("傻逼", "你傻 逼啊", "傻 逼"),
        ("🖕", "nice🖕🏽", "🖕"),
    ],
)
def test_the_place_in_the_text_is_told(entry: str, text: str, part: str) -> None:
    (finding,) = blocklist(entry).find(prepared(text))

    assert finding.reason.span is not None
    assert text[slice(*finding.reason.span)] == part


@pytest.mark.parametrize(
    "name", ["TheLoserKing", "loser99", "xXLoserXx", "the.loser.tv", "L0ser_1"]
)
def test_names_are_taken_apart(name: str) -> None:
    rule = blocklist("loser")

    assert [one.reason.detail for one in rule.find_in_name(prepared(name))] == ["loser"]


@pytest.mark.parametrize("name", ["Closer", "MikeHancock", "LosersLane", "Los3"])
def test_names_that_only_look_alike_are_left_alone(name: str) -> None:
    assert not list(blocklist("loser", "cock").find_in_name(prepared(name)))
