"""`companion sessions rejudge`: what other rules would have said of a past evening."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.evening import Here


@pytest.fixture
def words(evening: Path, here: Here, tmp_path: Path) -> Path:
    """A list with a word that was said that evening."""
    _code, out, _err = here(
        "sessions", "export", "last", "--format", "jsonl", "--data-dir", str(evening)
    )
    said = [json.loads(line) for line in out.splitlines()]
    texts = [one["payload"]["text"] for one in said if one["kind"] == "chat"]
    found = [word.lower() for text in texts for word in text.split() if len(word) > 4]
    ((frequent, _times),) = Counter(filter(str.isalpha, found)).most_common(1)
    file = tmp_path / "words.txt"
    file.write_text(f"# other words\n{frequent}\n", encoding="utf-8")
    return file


def rejudge(here: Here, folder: Path, *arguments: object) -> tuple[int, str, str]:
    given = map(str, arguments)
    return here("sessions", "rejudge", "last", *given, "--data-dir", str(folder))


def answer(here: Here, folder: Path, *arguments: object) -> Any:
    code, out, err = rejudge(here, folder, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def rules_in(folder: Path, text: str) -> Path:
    file = folder / "rules.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_same_rules_change_nothing(
    here: Here, evening: Path, tmp_path: Path
) -> None:
    found = answer(here, evening, "--rules", rules_in(tmp_path, "[moderation]\n"))
    assert found["judged"] > 400
    assert (found["changes"], found["changed"], found["counts"]) == ([], 0, {})
    assert len(found["rules"]) == 16


def test_another_blocklist_changes_what_it_names(
    here: Here, evening: Path, words: Path
) -> None:
    found = answer(here, evening, "--blocklist", words)
    blocked = [one for one in found["changes"] if one["would"] == "block"]

    assert blocked
    for one in blocked:
        assert one["was"] != "block"
        assert one["reasons"][0]["rule"] == "blocklist"
        assert one["viewer"]["name"]
        assert one["at"].endswith("Z")
    assert found["changed"] == len(found["changes"])
    assert (
        sum(n for by in found["counts"].values() for n in by.values())
        == (found["changed"])
    )


def test_people_get_a_line_for_each_and_a_sum(
    here: Here, evening: Path, words: Path
) -> None:
    found = answer(here, evening, "--blocklist", words)
    code, out, err = rejudge(here, evening, "--blocklist", words)
    lines = out.splitlines()

    assert (code, err) == (0, "")
    assert len(lines) == found["changed"] + 1
    assert "allow → block" in out
    assert f"{found['judged']:,} events judged again" in lines[-1]


def test_settings_of_a_file_are_used(here: Here, evening: Path, tmp_path: Path) -> None:
    shouting = '[moderation.rules.caps]\naction = "block"\nshare = 0.01\nletters = 1\n'
    found = answer(here, evening, "--rules", rules_in(tmp_path, shouting))
    assert found["counts"]["allow"]["block"] > 0
    assert {one["reasons"][0]["rule"] for one in found["changes"]} == {"caps"}


def test_the_record_stays_as_it_is(here: Here, evening: Path, words: Path) -> None:
    before = sha256((evening / "ledger.sqlite3").read_bytes()).digest()
    rejudge(here, evening, "--blocklist", words)
    assert sha256((evening / "ledger.sqlite3").read_bytes()).digest() == before
    assert here("sessions", "verify", "last", "--data-dir", str(evening))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "--blocklist or --rules"),
        (("--blocklist", "nowhere.txt"), "nowhere.txt"),
        (("--rules", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_said(
    here: Here, evening: Path, arguments: tuple[str, ...], problem: str
) -> None:
    code, out, err = rejudge(here, evening, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("companion: ")
    assert problem in err
    assert err.count("\n") == 1


def test_settings_that_are_not_accepted_name_their_field(
    here: Here, evening: Path, tmp_path: Path
) -> None:
    file = rules_in(tmp_path, "[moderation.rules.caps]\nshare = 7\n")
    code, _out, err = rejudge(here, evening, "--rules", file)
    assert code == 2
    assert "moderation.rules.caps.share" in err


def test_no_such_session_is_said(here: Here, evening: Path, words: Path) -> None:
    code, _out, err = here(
        "sessions", "rejudge", "nope", "--blocklist", str(words),
        "--data-dir", str(evening),
    )  # fmt: skip
    assert code == 2
    assert "nope" in err
