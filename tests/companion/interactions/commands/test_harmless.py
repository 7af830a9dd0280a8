"""What goes into a chat: plain, on one line, and no command itself."""

from __future__ import annotations

import time

import pytest

from companion.domain.values import Viewer
from companion.interactions.commands.harmless import (
    fitting,
    harmless,
    mention,
    name_of,
    plain,
)


def viewer(name: str, handle: str = "") -> Viewer:
    return Viewer(id="twitch:1", name=name, handle=handle)


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x1b", "\r\n", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041"],
)
def test_nothing_unseen_stays(hidden: str) -> None:
    assert plain(f"a{hidden}b") == "a b"


def test_what_is_too_long_is_cut_and_so_marked() -> None:
    assert plain("x" * 400) == "x" * 299 + "…"
    assert fitting("x" * 20, 10) == "x" * 9 + "…"
    assert fitting("x" * 10, 10) == "x" * 10


@pytest.mark.parametrize("text", ["/ban luna", ".timeout luna", "!points", "  /me x"])
def test_a_command_at_the_beginning_is_none(text: str) -> None:
    said = harmless(text)

    assert said[0] not in "/.!"
    assert said[1:] == text.strip()[1:]


@pytest.mark.parametrize("text", ["…", "...", "! what", "?!", "12 / 3", "a/b", "!"])
def test_what_starts_nothing_stays(text: str) -> None:
    assert harmless(text) == text


def test_a_prefix_of_ones_own_starts_nothing() -> None:
    assert harmless("??hi", prefix="??") == "·??hi"


@pytest.mark.parametrize("text", ["@everyone", "@HERE now", "hi @channel", "@all"])
def test_nobody_calls_everybody(text: str) -> None:
    assert text not in harmless(text)


def test_a_person_is_called_all_the_same() -> None:
    assert harmless("@hereford hello @allison") == "@hereford hello @allison"


def test_a_name_turns_no_words_around_it() -> None:
    assert name_of(viewer("لونا", "luna")) == "luna"
    assert name_of(viewer("لونا")) == "\u2068لونا\u2069"
    assert mention(viewer("@luna")) == "@luna"
    assert len(name_of(viewer("x" * 200))) <= 52


def test_megabytes_cost_nothing() -> None:
    text = "\u202e@everyone" * 500_000
    began = time.thread_time()
    plain(text)

    assert time.thread_time() - began < 0.05
