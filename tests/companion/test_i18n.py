"""The language in use, and catalogues that lack nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion import i18n
from companion.i18n import N_, _, ngettext, set_language

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "packaging" / "translations.py"
SOURCE = """
from companion.i18n import _, ngettext
def show(n: int) -> str:
    return _("Good evening, {name}") + ngettext("{n} viewer", "{n} viewers", n)
"""


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run the script; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A source tree with two strings and a finished French catalogue."""
    for folder in ("companion", "overlays", "sessions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "companion" / "hello.py").write_text(SOURCE, encoding="utf-8")
    run("update", "--sources", tmp_path)
    catalogue = po(tmp_path)
    text = catalogue.read_text(encoding="utf-8")
    text = text.replace(
        'msgid "Good evening, {name}"\nmsgstr ""',
        'msgid "Good evening, {name}"\nmsgstr "Bonsoir {name}"',
    )
    text = text.replace('msgstr[0] ""', 'msgstr[0] "{n} spectateur"')
    text = text.replace('msgstr[1] ""', 'msgstr[1] "{n} spectateurs"')
    catalogue.write_text(text, encoding="utf-8")
    run("update", "--sources", tmp_path)
    return tmp_path


def po(root: Path) -> Path:
    folder = root / "resources" / "translations" / "fr" / "LC_MESSAGES"
    return folder / "companion.po"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_english_is_what_the_source_says() -> None:
    assert set_language("en_GB.UTF-8") == "en"
    assert _("Test") == "Test"
    assert ngettext("{n} viewer", "{n} viewers", 2) == "{n} viewers"


def test_french_texts_are_french() -> None:
    assert set_language("fr_CA.UTF-8") == "fr"
    assert i18n.language() == "fr"
    assert _("another program") == "un autre programme"


def test_an_unknown_language_falls_back_to_english() -> None:
    set_language("fr")

    assert set_language("tlh") == "en"
    assert _("another program") == "another program"


def test_marking_a_text_leaves_it_as_it_is() -> None:
    set_language("fr")

    assert N_("another program") == "another program"


def test_every_visible_string_is_translated() -> None:
    code, said = run("check")

    assert said == ""
    assert code == 0


def test_updating_twice_changes_nothing(small: Path) -> None:
    before = po(small).read_bytes(), po(small).with_suffix(".mo").read_bytes()
    run("update", "--sources", small)

    assert (po(small).read_bytes(), po(small).with_suffix(".mo").read_bytes()) == before


def test_a_finished_catalogue_passes(small: Path) -> None:
    assert run("check", "--sources", small) == (0, "")


def test_a_new_string_is_noticed(small: Path) -> None:
    change(small / "companion" / "hello.py", "Good evening", "Good morning")
    code, said = run("check", "--sources", small)

    assert code == 1
    assert "not in the catalogue: 'Good morning, {name}'" in said
    assert "no longer in the sources: 'Good evening, {name}'" in said


def test_an_empty_translation_is_noticed(small: Path) -> None:
    change(po(small), '"{n} spectateurs"', '""')

    assert "not translated: '{n} viewer'" in run("check", "--sources", small)[1]


def test_an_unsure_translation_is_noticed(small: Path) -> None:
    change(po(small), '#, python-brace-format\nmsgid "Good', '#, fuzzy\nmsgid "Good')

    assert "unsure (fuzzy)" in run("check", "--sources", small)[1]


def test_another_placeholder_is_noticed(small: Path) -> None:
    change(po(small), "Bonsoir {name}", "Bonsoir {nom}")

    assert "other placeholders" in run("check", "--sources", small)[1]


def test_an_old_compiled_catalogue_is_noticed(small: Path) -> None:
    change(po(small), "Bonsoir {name}", "Salut {name}")
    code, said = run("check", "--sources", small)

    assert code == 1
    assert "companion.mo is not made from companion.po" in said
