"""The option parser speaks the languages that Companion speaks."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from companion.app.cli import make_parser
from companion.app.parser_words import WORDS, translate_parser


@pytest.fixture(autouse=True)
def _own_words() -> Iterator[None]:
    """Leave the process's own catalogue as it was."""
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


def test_its_words_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    translate_parser()

    assert [word for word in WORDS if gettext.gettext(word) == word] == ["options"]
    help_text = make_parser().format_help()
    assert help_text.startswith("utilisation : companion")
    assert "affiche cette aide" in help_text


def test_where_there_is_no_translation_it_speaks_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    translate_parser()
    assert make_parser().format_help().startswith("usage: companion")
