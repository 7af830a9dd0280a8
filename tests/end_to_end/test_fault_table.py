"""docs/faults.md is the table of every emulator's faults, complete and up to date."""

from __future__ import annotations

from tests.support.emulators.process import ROOT
from tests.support.fault_table import MENU, PLATFORMS, page, rows


def test_every_platform_answers_for_every_fault_of_the_menu() -> None:
    there = {(fault, platform) for fault, platform, _outcome in rows()}

    missing = [
        (fault, platform)
        for fault in MENU
        for platform in PLATFORMS
        if (fault, platform) not in there
    ]
    assert missing == []


def test_no_fault_has_two_outcomes() -> None:
    named = [(fault, platform) for fault, platform, _outcome in rows()]

    assert len(named) == len(set(named))


def test_the_page_in_the_docs_is_up_to_date() -> None:
    kept = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    table = page(rows())
    print(table)  # noqa: T201  # seen with pytest -s

    assert kept == table, "python -m tests.support.fault_table > docs/faults.md"
