"""Points, times and texts on the wire."""

from __future__ import annotations

import json
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from companion.web.wire import decimal_points, encode, rfc3339, thousandths


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (0, "0"),
        (1, "0.001"),
        (333, "0.333"),
        (500, "0.5"),
        (1_000, "1"),
        (4_210_000, "4210"),
        (4_210_050, "4210.05"),
        (-1, "-0.001"),
        (-1_500, "-1.5"),
        (10**18, "1000000000000000"),
        (10**18 + 1, "1000000000000000.001"),
    ],
)
def test_points_are_written_exactly_and_shortly(points: int, text: str) -> None:
    assert encode(decimal_points(points)).decode() == text


@given(some.integers(min_value=-(10**18), max_value=10**18))
def test_points_come_back_as_they_were(points: int) -> None:
    written = encode(decimal_points(points)).decode()

    assert thousandths(Decimal(written)) == points


@pytest.mark.parametrize(
    "text",
    ["0.0001", "NaN", "sNaN", "Infinity", "-Infinity", "1e-4", "1e-99999999"],
)
def test_what_is_no_thousandth_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        thousandths(Decimal(text))


@pytest.mark.parametrize("text", ["1e31", "1E+999990", "-1E+999990", "1E+99999999"])
def test_a_number_of_more_digits_than_any_sum_is_refused_at_once(text: str) -> None:
    begun = process_time()

    with pytest.raises(ValueError, match=r"."):
        thousandths(Decimal(text))

    assert process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (1_767_297_600_000_000, "2026-01-01T20:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_times_are_utc_to_the_microsecond(at: int, text: str) -> None:
    assert rfc3339(at) == text


@given(some.text(alphabet=some.characters()))
def test_every_text_can_be_written(text: str) -> None:
    assert json.loads(encode({"text": [text], text: (text,)}))


def test_a_lone_surrogate_becomes_a_replacement_wherever_it_stands() -> None:
    sent = {"name": "a\ud800b", "\udfff": [{"text": ("\ud800",)}], "count": 3}

    assert json.loads(encode(sent)) == {
        "name": "a\ufffdb",
        "\ufffd": [{"text": ["\ufffd"]}],
        "count": 3,
    }
