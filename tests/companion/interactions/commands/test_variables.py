"""Variables of replies: a closed list, one pass, hostile text stays text."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

from companion.domain.values import Platform, Viewer
from companion.interactions.commands.harmless import harmless, plain
from companion.interactions.commands.variables import Filled, Scene, Template


def filled(text: str, name: str = "Luna", *args: str) -> Filled:
    facts: Any = SimpleNamespace(standing=lambda _id: None)
    scene = Scene(
        facts=facts,
        chance=Random(1),
        now=0,
        counter=lambda _name: 7,
        viewer=Viewer(id="twitch:1", name=name),
        platform=Platform.TWITCH,
        args=args,
    )
    return Template(text).fill(scene)


def test_what_is_put_in_is_never_expanded_again() -> None:
    said = filled("{{viewer}}: {{args}}", "{{points}}", "{{counter.song}}")

    assert said.text == "{{points}}: {{counter.song}}"


def test_a_missing_word_is_empty_and_told() -> None:
    assert filled("{{counter.song}} {{args.1}}!").empty == ("args.1",)


def test_an_unknown_name_stays_and_is_told() -> None:
    assert Template("{{__class__}} {{args.0}}").unknown == ["__class__", "args.0"]
    assert filled("a {{nothing}} b").text == "a {{nothing}} b"


def test_a_reply_starts_no_command_and_calls_nobody() -> None:
    assert not harmless("/ban luna").startswith("/")
    assert not harmless("!points").startswith("!")
    assert "@everyone" not in harmless("hello @everyone")
    assert plain("a\x00\u202eb\nc") == "a b c"
