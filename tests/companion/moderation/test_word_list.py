"""Lists of words, of files and of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.entries import Verdict
from companion.domain.errors import SettingsError
from companion.moderation.word_list import (
    entry_of,
    exported,
    list_of_file,
    list_of_settings,
    lists_of,
    permitted_of,
    starter_entries,
    starter_list,
)
from companion.settings.moderation import ModerationSettings

LANGUAGES = ("de", "en", "es", "fr", "it", "pt")


def file(folder: Path, content: str | bytes) -> Path:
    path = folder / "words.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_has_one_entry_a_line(tmp_path: Path) -> None:
    path = file(tmp_path, "# mine\n\nloser\n  bad phrase \r\n~Spaced\n#other\n")

    found = list_of_file(path)

    assert [entry.written for entry in found.entries] == [
        "loser",
        "bad phrase",
        "~Spaced",
    ]
    assert (found.name, found.verdict) == ("blocklist", Verdict.BLOCK)


def test_entries_are_compared_by_their_skeleton(tmp_path: Path) -> None:
    (entry,) = list_of_file(file(tmp_path, "~ LÓSER  two")).entries

    assert (entry.skeleton, entry.is_spaced) == ("loser two", True)


def test_the_mark_of_windows_is_no_part_of_the_first_entry(tmp_path: Path) -> None:
    (entry,) = list_of_file(file(tmp_path, b"\xef\xbb\xbfloser")).entries

    assert entry.written == "loser"


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n"])
def test_a_file_may_hold_no_entry(tmp_path: Path, content: str) -> None:
    assert list_of_file(file(tmp_path, content)).entries == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"good\n\xff\xfe\n", "words.txt, line 2: not UTF-8 text"),
        ("good\n\n~\n", "words.txt, line 3: nothing that could be found"),
        ("\u200b\n", "words.txt, line 1: nothing that could be found"),
        ("~ab", "words.txt, line 1: ~ needs at least 3 letters"),
        ("x" * 201, "words.txt, line 1: longer than 200 characters"),
        ("a\x00b", "words.txt, line 1: control characters"),
    ],
)
def test_a_bad_line_is_told_with_its_number(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        list_of_file(file(tmp_path, content))

    assert (str(raised.value), raised.value.field) == (message, "blocklist")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        list_of_file(tmp_path / "none.txt")
    with pytest.raises(SettingsError, match="cannot be used"):
        list_of_file(tmp_path)


def test_an_enormous_file_is_refused_unread(tmp_path: Path) -> None:
    path = file(tmp_path, "")
    with path.open("r+b") as sparse:
        sparse.truncate(17 * 1024 * 1024)

    with pytest.raises(SettingsError, match="larger than 16 MiB"):
        list_of_file(path)


def test_a_bad_entry_of_the_settings_is_told_with_its_place() -> None:
    with pytest.raises(SettingsError) as raised:
        list_of_settings("x", Verdict.HOLD, ["good", "~a"], field="moderation.holdlist")

    assert raised.value.field == "moderation.holdlist.1"
    assert "~ needs at least 3 letters" in str(raised.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starter_lists_are_short_and_only_hold(language: str) -> None:
    found = starter_list(language)

    assert found.verdict is Verdict.HOLD
    assert 0 < len(found.entries) <= 20


def test_a_phrase_of_signs_only_is_an_entry() -> None:
    assert entry_of("🖕").skeleton == "🖕"


def test_every_language_of_the_settings_has_a_list() -> None:
    settings = ModerationSettings(starter_lists=LANGUAGES)

    names = [words.name for words in lists_of(settings)]

    assert names == [
        "blocklist",
        "holdlist",
        *(f"starter-{language}" for language in LANGUAGES),
    ]


def test_a_starter_list_can_be_copied_and_edited() -> None:
    entries = starter_entries("fr")

    assert "suicide-toi" in entries
    assert all(entry_of(entry) for entry in entries)


def test_what_is_exported_is_imported_again(tmp_path: Path) -> None:
    entries = ("loser", "~bad word", "傻逼", "🖕")

    text = exported(entries, heading="Mine\nof today")

    assert text.startswith("# Mine\n# of today\nloser\n")
    found = list_of_file(file(tmp_path, text))
    assert tuple(entry.written for entry in found.entries) == entries


def test_a_bad_permit_is_told_with_its_place() -> None:
    with pytest.raises(SettingsError) as raised:
        permitted_of(ModerationSettings(permitlist=("fine", "~x")))

    assert raised.value.field == "moderation.permitlist.1"
