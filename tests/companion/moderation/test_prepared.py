"""A text made ready: words in lines, disguises, letters that stand apart."""

from __future__ import annotations

import pytest

from companion.moderation.prepared import prepared


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("l o s e r", ["loser"]),
        ("l.o.s.e.r", ["loser"]),
        ("L_O-S*E/R!", ["LOSER"]),
        ("l - o - s", ["los"]),
        ("l  ...  o  ...  s", []),
        ("you l o s er and u", ["los"]),
        ("ｌ ｏ ｓ", ["los"]),
        ("| o $ 3 r!!", ["o3r", "|o$3r"]),
        ("l/0/s/3/r", ["l0s3r"]),
        ("I a", []),
        ("loser", []),
        ("", []),
    ],
)
def test_single_letters_in_a_row_are_joined(text: str, runs: list[str]) -> None:
    assert [run.raw for run in prepared(text).spaced_out()] == runs


def test_a_run_tells_where_its_letters_stand() -> None:
    (run,) = prepared("u: l.o.s").spaced_out()

    assert run.places == [0, 3, 5, 7]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("You, LOSER!", " you ioser "),
        ("x_y  z", " x y z "),
        ("Löser 🎉 ok", " ioser ok "),
        ("", "  "),
    ],
)
def test_words_stand_in_one_line(text: str, line: str) -> None:
    assert prepared(text).line == line


@pytest.mark.parametrize("text", ["hello there", "all too well", "wow!!! 10 kr"])
def test_a_plain_text_is_no_disguise(text: str) -> None:
    assert list(prepared(text).disguised()) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("L0s3r", [" ioser "]),
        ("looooser", [" ioser "]),
        ("lоsеr", [" ioser "]),
        ("!d!ot!!", [" diot ", " idiot "]),
    ],
)
def test_a_disguised_text_is_read_as_it_looks(text: str, lines: list[str]) -> None:
    assert [words.line for words in prepared(text).disguised()] == lines


@pytest.mark.parametrize(
    ("text", "part"), [("ok Löser", "Löser"), ("ok ｌö\u200bser", "ｌö\u200bser")]
)
def test_a_part_is_found_again_in_the_text(text: str, part: str) -> None:
    ready = prepared(text)
    start = ready.skeleton.index("loser")

    span = ready.span("skeleton", start, start + 5)

    assert span is not None
    assert text[slice(*span)] == part


def test_characters_that_join_have_no_place_of_their_own() -> None:
    assert prepared("\u1112\u1161 loser").span("skeleton", 2, 7) is None
