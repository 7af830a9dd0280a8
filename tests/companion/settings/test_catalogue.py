"""All settings in a row, and the page of the docs that is made from it."""

from __future__ import annotations

from pathlib import Path

from companion.settings.catalogue import catalogue, markdown

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_every_setting_is_told_once() -> None:
    fields = [setting.field for setting in catalogue()]

    assert len(fields) == len(set(fields))
    assert {"server.port", "scoring.gift.tiers[].up_to", "overlays"} <= set(fields)


def test_a_setting_is_told_with_all_that_a_dialog_needs() -> None:
    setting = next(item for item in catalogue() if item.field == "scoring.chat.cap")

    assert setting.section == "Scoring"
    assert setting.title == "Messages that count"
    assert setting.description.startswith("Messages of one Viewer")
    assert setting.accepts == "whole number, 0 to 1,000,000"
    assert setting.default == "30"
    assert (setting.kind.type, setting.kind.bound("le")) == (int, 1_000_000)


def test_defaults_are_written_as_toml() -> None:
    defaults = {setting.field: setting.default for setting in catalogue()}

    assert defaults["appearance.reduced_motion"] == "false"
    assert defaults["general.timezone"] == '""'
    assert defaults["moderation.starter_lists"] == '["en", "fr"]'
    assert defaults["connections.silent_after_s"] == "30"
    assert defaults["tiktok.notice_accepted_at"] == ""


def test_every_row_of_the_markdown_has_four_cells() -> None:
    rows = [line for line in markdown().splitlines() if line.startswith("|")]

    assert all(row.replace("\\|", "").count("|") == 5 for row in rows)


def test_the_page_of_the_docs_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(markdown())
