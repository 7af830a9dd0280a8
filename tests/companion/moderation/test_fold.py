"""Letters as eyes read them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.moderation.fold import (
    Reading,
    folded,
    is_disguise,
    is_odd,
    raws_of,
    readings_of,
    tokens_of,
)
from companion.moderation.skeleton import bare_of


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("Loser", "ioser"),
        ("l0$3r", "ioser"),
        ("|o5er", "ioser"),
        ("lоѕеr", "ioser"),
        ("ΛOSΕR", "aoser"),
        ("ʟᴏꜱᴇʀ", "ioser"),
        ("🅻🅾🆂🅴🆁", "ioser"),
        ("ꓡꓳꓢꓰꓣ", "ioser"),
        ("ᎷᎬᎢᎪ", "meta"),
        ("looooser", "ioser"),
        ("привет", "npnbet"),
    ],
)
def test_what_looks_alike_is_read_alike(word: str, read: str) -> None:
    assert folded(bare_of(word)) == read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("LOSER", "loser"),
        ("l0ser", "loser"),
        ("1o$3r", "loser"),
        ("Ioser", "loser"),
        ("lDlOT", "idiot"),
        ("loooser", "loser"),
        ("loserr", "loser"),
        ("lloosseerr", "loser"),
        ("asss", "ass"),
        ("a$$", "ass"),
        ("@$$", "ass"),
        ("4ss", "ass"),
        ("lоser", "loser"),
        ("сосо", "coco"),
        ("łoser", "loser"),
        ("лoх", "лох"),
        ("л0х", "лох"),
        ("glupek", "głupek"),
    ],
)
def test_a_disguise_is_seen_through(written: str, meant: str) -> None:
    assert is_disguise(written, meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("fall", "fail"),
        ("FALL", "fail"),
        ("Fall", "fail"),
        ("looser", "loser"),
        ("as", "ass"),
        ("crapp", "crap"),
        ("455", "ass"),
        ("a55", "ass"),
        ("A$5", "ass"),
        ("$5", "ss"),
        ("1001", "iooi"),
        ("10053", "loose"),
        ("hel", "hell"),
        ("sık", "sik"),
        ("вот", "bot"),
        ("nox", "лох"),
        ("other", "loser"),
    ],
)
def test_what_only_folds_alike_is_none(written: str, meant: str) -> None:
    assert not is_disguise(written, meant)


def test_the_script_of_the_text_tells_whether_a_word_only_looks_latin() -> None:
    assert is_disguise("сосо", "coco", among="you сосо")
    assert not is_disguise("сосо", "coco", among="сосо, где мой шлем")


@pytest.mark.parametrize(
    "text", ["hello there", "wow!!! ok", "10 20", "i am all in", ""]
)
def test_most_texts_have_nothing_odd(text: str) -> None:
    assert not is_odd(text)


@pytest.mark.parametrize("text", ["l0l", "nooo", "lоl", "@you", "$a", "llee"])
def test_some_do(text: str) -> None:
    assert is_odd(text)


def test_signs_around_a_word_may_be_letters_or_not() -> None:
    assert raws_of("!diot!! +1 |x|") == ["diot", "1", "x"]
    assert raws_of("!diot!! +1", "edged") == ["!diot", "+1"]
    assert raws_of("loser99 +2idiots", "numbered") == ["loser", "idiots"]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("l0ser", ["plain"]),
        ("nooo!", ["plain", "edged"]),
        ("loser1", ["plain", "edged", "numbered"]),
        ("1loser", ["plain", "edged", "numbered"]),
        ("l1 2", ["plain", "edged", "numbered"]),
    ],
)
def test_edges_are_read_in_as_many_ways_as_there_are(
    text: str, readings: list[str]
) -> None:
    assert list(readings_of(text)) == readings


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_words_and_their_places_agree(text: str) -> None:
    bare = bare_of(text)
    for reading in get_args(Reading):
        tokens = tokens_of(bare, reading)

        assert [token.raw for token in tokens] == raws_of(bare, reading)
        for token in tokens:
            assert bare[token.start :].startswith(token.raw)


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_two_words_can_be_compared(written: str, meant: str) -> None:
    is_disguise(written, meant, among=written)
