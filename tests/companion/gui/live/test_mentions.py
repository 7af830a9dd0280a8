"""Where a text names the Broadcaster: exactly, and whatever the text tries."""

from __future__ import annotations

import time

import pytest

from companion.domain.values import Fragment, FragmentKind, Platform, Role, Viewer
from companion.gui.live.display_text import one_line
from companion.gui.live.mentions import BroadcasterNames


def _names(*names: str) -> BroadcasterNames:
    result = BroadcasterNames()
    result.set_known(names)
    return result


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hi @mira", ["@mira"]),
        ("@MIRA @mira!", ["@MIRA", "@mira"]),
        ("thanks @mira.", ["@mira"]),
        ("@mira.plays is somebody else", []),
        ("@mirabelle too", []),
        ("mail me at bo@mira", []),
        ("mira without a sign", []),
        ("@@mira", []),
        ("", []),
    ],
)
def test_a_name_is_found_whole_in_any_case(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in _names("@mira").spans(text)] == found


def test_a_name_with_spaces_and_signs_is_taken_as_it_is() -> None:
    names = _names("Mira (Plays) [*]")

    assert names.spans("hey @mira (plays) [*]") == ((4, 21),)
    assert names.spans("hey @mira plays") == ()


def test_what_the_platform_marks_is_found_without_a_sign() -> None:
    pieces = (
        Fragment(text="hey "),
        Fragment(kind=FragmentKind.MENTION, text="Mira"),
        Fragment(kind=FragmentKind.MENTION, text="Bo"),
    )

    assert _names("mira").spans("hey MiraBo", ()) == ()
    assert _names("mira").spans("hey Mira Bo", pieces) == ((4, 8),)


def test_one_letter_is_no_name() -> None:
    assert _names("@x", "").spans("@x @") == ()


def test_whoever_has_the_role_tells_the_names() -> None:
    names = BroadcasterNames()
    platform = Platform.TWITCH
    names.learn(Viewer(id=f"{platform}:2", name="Bo"))
    names.learn(
        Viewer(
            id=f"{platform}:1",
            name="Mira Plays",
            handle="mira_plays",
            roles=frozenset({Role.BROADCASTER}),
        )
    )

    assert names.spans("@bo") == ()
    assert len(names.spans("@mira plays, or @mira_plays")) == 2


def test_hostile_texts_take_no_time_and_stay_bounded() -> None:
    names = _names("mira", "mira.plays", ".*", "(a+)+$")
    hostile = one_line("@mira\u202e " * 5_000 + "@" * 20_000 + "a" * 5_000)
    began = time.thread_time()

    assert len(names.spans(hostile)) == 20
    assert time.thread_time() - began < 0.5
