"""Messages, and states whose pictures are all ours."""

from __future__ import annotations

import json

from companion.web.frames import envelope, retraction, with_local_pictures


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


def test_pictures_are_replaced_wherever_they_stand() -> None:
    state = {
        "rows": [{"avatar": "https://known/a", "name": "https://known/a"}],
        "now": {"gift": {"icon": "https://known/a"}},
        "pairs": ({"avatar": "https://known/a"},),
    }

    assert with_local_pictures(state, path_of) == {
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
        assert with_local_pictures({"avatar": address}, path_of) == {"avatar": None}


def test_a_picture_that_is_not_there_stays_so() -> None:
    assert with_local_pictures({"avatar": None}, path_of) == {"avatar": None}


def test_the_state_itself_is_not_touched() -> None:
    state = {"rows": [{"avatar": "https://known/a"}]}

    with_local_pictures(state, path_of)

    assert state == {"rows": [{"avatar": "https://known/a"}]}
