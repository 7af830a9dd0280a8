"""Names taken apart."""

from __future__ import annotations

import pytest

from companion.moderation.rules.name_forms import forms_of


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("TheLoserKing", "The Loser King"),
        ("loser99", "loser "),
        ("99loser", " loser"),
        ("1loser1", " loser "),
        ("xXloserXx", "loser"),
        ("BigLoser99", "Big Loser "),
        ("HTMLLoser", "HTML Loser"),
    ],
)
def test_a_name_may_be_read_otherwise(name: str, form: str) -> None:
    assert form in list(forms_of(name))


@pytest.mark.parametrize("name", ["luna", "Luna", "the.luna", "x", ""])
def test_a_plain_name_is_read_as_it_stands(name: str) -> None:
    assert list(forms_of(name)) == []


def test_no_form_is_told_twice() -> None:
    forms = list(forms_of("xX9BigLoser9Xx"))

    assert len(forms) == len(set(forms))


def test_a_name_longer_than_any_platform_allows_is_read_as_it_stands() -> None:
    assert list(forms_of("xX" * 10_000)) == []
