"""A look goes into a file and comes out of it, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.gui.components.toast import Notice
from companion.gui.overlays.look_files import import_look, write_look
from companion.gui.preferences import Preferences
from companion.settings import Settings
from overlays.theme_file import SUFFIX

LOOK = {"theme": "cozy", "scale": 120, "margin_x": 40}


@pytest.fixture
def said() -> list[Notice]:
    return []


def prefs(**overlays: dict[str, object]) -> Preferences:
    return Preferences(Settings(overlays=overlays), save=lambda _settings: None)


def test_a_look_travels_and_what_is_told_stays(tmp_path: Path, said) -> None:
    file = tmp_path / f"warm{SUFFIX}"
    giver = prefs(leaderboard={**LOOK, "rows": 10, "heading": "Mine"})
    taker = prefs(leaderboard={"rows": 3, "theme": "arcade", "ink": "#ffffff"})

    assert write_look(file, "leaderboard", giver, say=said.append)
    assert import_look(file, "leaderboard", taker, say=said.append)

    assert taker.current.overlays == {"leaderboard": {**LOOK, "rows": 3}}
    assert said[-1].text == "It looks like warm now"


def test_a_file_of_something_else_changes_nothing(tmp_path: Path, said) -> None:
    file = tmp_path / "photo.json"
    file.write_bytes(b"\x89PNG")
    taker = prefs(chat={"theme": "cozy"})

    assert not import_look(file, "chat", taker, say=said.append)

    assert taker.current.overlays == {"chat": {"theme": "cozy"}}
    assert said[-1].kind == "bad"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, said) -> None:
    file = tmp_path / "none" / f"warm{SUFFIX}"

    assert not write_look(file, "chat", prefs(), say=said.append)
    assert said[-1].text == "Not written"
