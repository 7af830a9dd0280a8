"""What every overlay has: a folder, words, an example."""

from __future__ import annotations

import json
from typing import Any

import pytest

from companion.i18n import ngettext
from overlays.catalogue import CATALOGUE
from overlays.chat import Chat
from overlays.leaderboard import Leaderboard
from overlays.overlay import Overlay, plural_words
from overlays.question import Question
from tests.overlays.people import line, question, row

FILES = ("__init__.py", "index.html", "overlay.js", "overlay.css", "preview.json")

each = pytest.mark.parametrize("overlay", CATALOGUE, ids=lambda overlay: overlay.name)


def test_the_names_of_overlays_are_different() -> None:
    assert len({overlay.name for overlay in CATALOGUE}) == len(CATALOGUE)


@each
def test_an_overlay_is_a_folder_of_its_name_with_five_files(
    overlay: Overlay[Any],
) -> None:
    assert overlay.folder.name == overlay.name
    assert [name for name in FILES if not (overlay.folder / name).is_file()] == []


@each
def test_an_overlay_introduces_itself(overlay: Overlay[Any]) -> None:
    assert overlay.title()
    assert overlay.description()
    assert overlay.width > 0 < overlay.height


@each
def test_labels_are_words_with_their_language(overlay: Overlay[Any]) -> None:
    labels = overlay.labels()

    assert labels["language"] == "en"
    assert labels["title"] == overlay.title()
    assert all(isinstance(word, str) and word for word in labels.values())


@each
def test_the_preview_can_be_sent_and_is_another_each_time(
    overlay: Overlay[Any],
) -> None:
    overlay.preview().clear()

    assert json.loads(json.dumps(overlay.preview()))


def test_the_previews_have_the_shape_that_pages_are_tested_with() -> None:
    examples = {"leaderboard": row(1), "question": question()["question"]}
    board, asked, chat = Leaderboard().preview(), Question().preview(), Chat().preview()

    assert all(
        shown.keys() == examples["leaderboard"].keys() for shown in board["rows"]
    )
    assert asked["question"].keys() == examples["question"].keys()
    assert all(shown.keys() >= line(1).keys() for shown in chat["lines"])


def test_a_counted_phrase_comes_in_every_plural_form() -> None:
    words = plural_words("cat", lambda n: ngettext("{n} cat", "{n} cats", n))

    assert words["cat_one"] == "{n} cat"
    assert {words[f"cat_{form}"] for form in ("two", "few", "many", "other")} == {
        "{n} cats"
    }
