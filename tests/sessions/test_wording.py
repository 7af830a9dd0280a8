"""Words as they are indexed and asked for: any script, and never syntax."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.wording import LONGEST_QUESTION, TOKENIZER, folded, question


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5"
        f' (text, name, tags, tokenize="{TOKENIZER}")'
    )
    yield connection
    connection.close()


def finds(table: sqlite3.Connection, text: str, words: str, *, name: str = "") -> bool:
    table.execute("DELETE FROM words")
    row = (folded(text), folded(name), "i1 d brules afound")
    table.execute("INSERT INTO words VALUES (?, ?, ?)", row)
    asked = question(words)
    if not asked:
        return False
    found = table.execute("SELECT count(*) FROM words WHERE words MATCH ?", (asked,))
    return bool(found.fetchone()[0])


FOUND = {
    "a word": ("hello there", "there"),
    "the beginning of one": ("hello there", "the"),
    "whatever its case": ("Hello", "hELLO"),
    "accents": ("Crème brûlée", "creme BRULEE"),
    "accents that were typed": ("creme", "crème"),
    "marks of their own": ("cre\u0300me", "crème"),
    "full width": ("ｈｅｌｌｏ", "hello"),
    "Chinese, two signs within": ("我爱这个直播", "这个"),
    "Chinese, one sign": ("我爱这个直播", "播"),
    "Japanese": ("素敵な配信ですね", "配信"),
    "half width": ("ｶﾀｶﾅ", "カタ"),
    "Korean within a word": ("안녕하세요", "하세"),
    "Thai": ("สวัสดีครับ", "ครับ"),
    "Arabic": ("مرحبا بكم", "بكم"),
    "Arabic with vowels": ("مُحَمَّد", "محمد"),
    "Arabic that is stretched": ("جمـــيل", "جميل"),
    "Hebrew with points": ("שָׁלוֹם", "שלום"),
    "Hindi": ("नमस्ते दोस्तों", "नमस्ते"),
    "Greek": ("Καλημέρα", "καλημερα"),
    "Cyrillic": ("Привет всем", "привет"),
    "an emoji": ("gg😀😀", "😀"),
    "emoji in a row": ("gg😀🎉", "😀🎉"),
    "a number": ("room 4821", "4821"),
    "an address": ("go to bad.example/x", "bad.example"),
    "a letter that is a word": ("a b", "b"),
    "an apostrophe": ("don't", "don't"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_there_is_found(table: sqlite3.Connection, name: str) -> None:
    text, words = FOUND[name]
    assert finds(table, text, words)


def test_a_name_is_found_too(table: sqlite3.Connection) -> None:
    assert finds(table, "hello", "루나", name="달루나")


NOT_FOUND = [
    ("hello", "ello"),
    ("hello", "h"),
    ("你好世界", "好你"),
    ("hello", "hello stream"),
    ("hello", ""),
    ("hello", "?!"),
    ("hello", '"'),
]


@pytest.mark.parametrize(("text", "words"), NOT_FOUND)
def test_what_is_not_there_is_not_found(
    table: sqlite3.Connection, text: str, words: str
) -> None:
    assert not finds(table, text, words)


HOSTILE = [
    "brules",
    "tags:d",
    "tags : afound",
    'x" OR tags:"d',
    '" OR "',
    "NEAR(a b)",
    "a NOT b",
    "* OR *",
    "^i1",
    "-x",
    "{text name tags} : d",
    "i1*",
    "') ; DROP TABLE words; --",
    "\0",
    "\ud800",
    "a" * 100_000,
    "a " * 10_000,
    "(" * 5_000,
    "“”«»",
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words)[:20])
def test_what_people_type_is_never_syntax(
    table: sqlite3.Connection, words: str
) -> None:
    """Nor does it reach the tags by which filters find a line."""
    assert not finds(table, "unrelated", words)
    assert table.execute("SELECT count(*) FROM words").fetchone() == (1,)


@given(st.text())
def test_any_text_can_be_asked_for(words: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            f' (text, name, tags, tokenize="{TOKENIZER}")'
        )
        assert isinstance(finds(connection, words, words), bool)
        assert not finds(connection, "", words)
    finally:
        connection.close()


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12))
def test_every_word_finds_itself(word: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            f' (text, name, tags, tokenize="{TOKENIZER}")'
        )
        assert finds(connection, f"before {word} after", word)
    finally:
        connection.close()


def test_a_long_question_is_cut() -> None:
    assert question("a " * 1_000).count('"a"') == LONGEST_QUESTION
