"""Messages, and states whose pictures are all ours."""

from __future__ import annotations

import json

from companion.web.frames import Paths, envelope, for_pages, retraction


def test_a_message_has_its_envelope() -> None:
    assert json.loads(envelope(41, "update", b'{"state":{}}')) == {
        "v": 1,
        "seq": 41,
        "kind": "update",
        "data": {"state": {}},
    }


def test_a_retraction_names_entries() -> None:
    assert json.loads(retraction([3, 5])) == {"ids": [3, 5]}


def path_of(address: str) -> str | None:
    return "/ours" if address == "https://known/a" else None


PATHS = Paths(path_of, {"ding.ogg": "/media/ding.ogg"}.get)


def test_pictures_are_replaced_wherever_they_stand() -> None:
    state = {
        "rows": [{"avatar": "https://known/a", "name": "https://known/a"}],
        "now": {"gift": {"icon": "https://known/a"}},
        "pairs": ({"avatar": "https://known/a"},),
    }

    assert for_pages(state, PATHS) == {
        "rows": [{"avatar": "/ours", "name": "https://known/a"}],
        "now": {"gift": {"icon": "/ours"}},
        "pairs": [{"avatar": "/ours"}],
    }


def test_only_what_is_known_is_left_as_a_picture() -> None:
    for address in (
        "https://evil.example/a",
        "http://known/a",
        "HTTPS://known/a",
        "//known/a",
        "/o/x/picture/y",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "",
    ):
        assert for_pages({"avatar": address}, PATHS) == {"avatar": None}


def test_a_picture_that_is_not_there_stays_so() -> None:
    assert for_pages({"avatar": None}, PATHS) == {"avatar": None}


def test_the_state_itself_is_not_touched() -> None:
    state = {"rows": [{"avatar": "https://known/a"}]}

    for_pages(state, PATHS)

    assert state == {"rows": [{"avatar": "https://known/a"}]}


def test_a_name_of_the_media_library_becomes_its_path() -> None:
    state = {"sound": "ding.ogg", "video": None, "picture": "gone.png"}

    assert for_pages(state, PATHS) == {
        "sound": "/media/ding.ogg",
        "video": None,
        "picture": None,
    }


def test_a_name_is_cut_and_other_texts_are_not() -> None:
    state = {"name": "n" * 60, "giver_name": "g" * 60, "text": "t" * 60}

    shown = for_pages(state, PATHS, name_length=20)

    assert shown == {
        "name": "n" * 19 + "…",
        "giver_name": "g" * 19 + "…",
        "text": "t" * 60,
    }
