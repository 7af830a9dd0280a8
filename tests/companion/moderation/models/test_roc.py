"""How well scores tell what people would stop."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from companion.domain.errors import CommandError
from companion.moderation.models.roc import ANY, curves_of, labelled_texts


def curve(scores: list[float], wanted: list[bool]):
    found = curves_of([{"insult": score} for score in scores], wanted)
    return next(one for one in found if one.label == "insult")


def test_a_curve_by_hand() -> None:
    found = curve([0.9, 0.8, 0.7, 0.6], [True, False, True, False])

    rates = [(one.true_positive_rate, one.false_positive_rate) for one in found.points]
    assert rates == [(0, 0), (0.5, 0), (0.5, 0.5), (1, 0.5), (1, 1)]
    assert [one.threshold for one in found.points] == [1, 0.9, 0.8, 0.7, 0.6]
    assert [round(one.precision, 2) for one in found.points] == [1, 1, 0.5, 0.67, 0.5]
    assert found.area == 0.75


def test_no_threshold_comes_between_equal_scores() -> None:
    found = curve([0.5, 0.5, 0.5, 0.5], [True, False, True, False])

    assert len(found.points) == 2
    assert found.area == 0.5


def test_the_area_is_the_chance_of_a_right_order() -> None:
    chance = Random(4)
    wanted = [chance.random() < 0.3 for _ in range(400)]
    scores = [min(1.0, chance.random() * 0.8 + 0.2 * one) for one in wanted]
    pairs = [
        (scores[n], scores[m])
        for n, one in enumerate(wanted)
        for m, other in enumerate(wanted)
        if one and not other
    ]
    right = sum((one > other) + 0.5 * (one == other) for one, other in pairs)

    assert curve(scores, wanted).area == pytest.approx(right / len(pairs))


def test_the_highest_score_of_any_label_has_a_curve_too() -> None:
    scores = [{"insult": 0.9, "threat": 0.1}, {"insult": 0.2, "threat": 0.8}, {}]
    curves = {one.label: one for one in curves_of(scores, [True, True, False])}

    assert list(curves) == ["insult", "threat", ANY]
    assert curves[ANY].area == 1


@pytest.mark.parametrize("wanted", [[True, True], [False, False], []])
def test_without_both_kinds_there_is_nothing_to_compare(wanted: list[bool]) -> None:
    with pytest.raises(CommandError, match="to stop"):
        curves_of([{"insult": 0.5} for _ in wanted], wanted)


def test_texts_are_read_with_what_people_want(tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    file.write_text(
        '\ufeffat,text,person\n1,"a, ""b""\nc",block\n2,fine,Allow\n3,,hold\n',
        encoding="utf-8",
    )

    assert labelled_texts(file) == (['a, "b"\nc', "fine", ""], [True, False, True])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("text,verdict\na,block\n", "needs the columns text and wanted"),
        ("", "needs the columns"),
        ("text,wanted\na,block\nb,maybe\n", "line 3: wanted is block"),
        ("text,wanted\na\n", "line 2: wanted is block"),
        (b"text,wanted\n\xff,block\n", "no CSV file in UTF-8"),
    ],
)
def test_a_bad_file_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, problem: str
) -> None:
    file = tmp_path / "labelled.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(CommandError, match=problem) as found:
        labelled_texts(file)
    assert str(file) in str(found.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        labelled_texts(tmp_path / "none.csv")
