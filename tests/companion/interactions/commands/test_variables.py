"""Variables of replies: a closed list, one pass, hostile text stays text."""

from __future__ import annotations

import time
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from companion.domain.values import Platform, Viewer
from companion.domain.views import Standing
from companion.interactions.commands.variables import (
    VARIABLES,
    Filled,
    Scene,
    Template,
    explained,
    uptime,
    whole,
    written_number,
)

LUNA = Viewer(id="twitch:1", name="Luna")


def told() -> Any:
    standing = Standing(viewer=LUNA, rank=3, points=1_234_500)
    return SimpleNamespace(
        standing=lambda _id: standing,
        score=lambda _id: SimpleNamespace(points=2_500),
        coins=lambda _id: 1_000,
        coin_name=lambda: "stars",
        session=lambda: SimpleNamespace(name="Friday", started_at=0),
        watching=lambda: 42,
        top=lambda _n: [standing],
        link=lambda: "twitch.tv/mira",
    )


def filled(text: str, *args: str, viewer: Viewer = LUNA, **more: Any) -> Filled:
    scene = Scene(
        facts=told(),
        chance=Random(1),
        now=3_900_000_000,
        counter=len,
        viewer=viewer,
        platform=Platform.TWITCH,
        args=args,
        **more,
    )
    return Template(text).fill(scene)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{viewer}}", "Luna"),
        ("{{ viewer }}", "Luna"),
        ("{{points}}", "1,234"),
        ("{{rank}}", "3"),
        ("{{score}}", "2"),
        ("{{coins}} {{coin}}", "1,000 stars"),
        ("{{args}}", "a b"),
        ("{{args.2}}", "b"),
        ("{{args 1}}", "a"),
        ("{{count}}", "7"),
        ("{{counter.song}} {{counter my song}}", "4 7"),
        ("{{random yes}}", "{{random yes}}"),
        ("{{random 4-4}}", "4"),
        ("{{random 5-4}}", "{{random 5-4}}"),
        ("{{uptime}}", "1 h 5 min"),
        ("{{platform}}", "Twitch"),
        ("{{viewers}}", "42"),
        ("{{top_viewer}}", "Luna"),
        ("{{title}}", "Friday"),
        ("{{link}}", "twitch.tv/mira"),
        ("{{gift}}{{amount}}{{reward}}{{text}}{{callers}}", "Rose"),
    ],
)
def test_a_variable_stands_for_what_is_so_now(text: str, said: str) -> None:
    assert filled(text, "a", "b", count=7, values={"gift": "Rose"}).text == said


def test_chance_takes_one_of_the_words() -> None:
    assert filled("{{random heads | tails}}").text in {"heads", "tails"}


def test_what_is_put_in_is_never_expanded_again() -> None:
    hostile = Viewer(id="twitch:1", name="{{points}}")
    said = filled("{{viewer}}: {{args}}", "{{counter.song}}", viewer=hostile)

    assert said.text == "{{points}}: {{counter.song}}"


def test_two_pieces_make_no_variable() -> None:
    assert filled("{{{args.1}}points{{args.1}}", "{{").text.count("1,234") == 0


def test_a_missing_word_is_empty_and_told() -> None:
    assert filled("{{counter.song}} {{args.1}}!").empty == ("args.1",)


@pytest.mark.parametrize(
    "name", ["__class__", "args.0", "args.10", "points.x", "viewer.id", "counter", ""]
)
def test_an_unknown_name_stays_and_is_told(name: str) -> None:
    text = f"a {{{{{name}}}}} b"

    assert Template(text).unknown == ([name] if name else [])
    assert filled(text).text == text


def test_every_variable_is_explained_as_it_is_typed() -> None:
    typed = dict(explained())

    assert len(typed) == len(VARIABLES)
    assert all(Template(one.replace("NAME", "x")).unknown == [] for one in typed)
    assert all(typed.values())


def test_braces_without_end_cost_nothing() -> None:
    began = time.thread_time()
    Template("{{" * 250_000)
    Template("{{a" * 250_000)

    assert time.thread_time() - began < 0.5


@pytest.mark.parametrize(("points", "number"), [(999, 0), (1_999, 1), (-1_999, -1)])
def test_points_are_told_whole(points: int, number: int) -> None:
    assert whole(points) == number


def test_numbers_are_grouped() -> None:
    assert written_number(-1_234_567) == "-1,234,567"


def test_between_sessions_there_is_no_uptime() -> None:
    assert uptime(None, 0) == ""
