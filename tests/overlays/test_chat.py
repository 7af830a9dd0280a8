"""What the chat overlay shows of a session."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import Entry
from companion.domain.events import (
    Cheer,
    Gift,
    JewelGift,
    Like,
    Membership,
    Subscription,
    SuperChat,
    SuperSticker,
)
from overlays.chat import Chat, ChatSettings
from tests.overlays.people import line
from tests.overlays.stream import Stream, chat, entry, event, rose, viewer

CHAT = Chat()


def shown(*entries: Entry, **settings: Any) -> list[dict[str, Any]]:
    state = CHAT.project(Stream(entries=entries), ChatSettings(**settings))
    lines: list[dict[str, Any]] = state["lines"]
    return lines


def test_a_line_of_chat_is_who_and_what() -> None:
    [only] = shown(chat(7, "hello"))

    assert only == {
        "id": 7,
        "entries": [7],
        "at": 1_767_297_607_000,
        "kind": "chat",
        "viewer": "twitch:Nova",
        "name": "Nova",
        "avatar": None,
        "platform": "twitch",
        "text": "hello",
        "test": False,
    }
    assert only.keys() == line(1).keys()


def test_the_newest_lines_are_shown_oldest_first() -> None:
    lines = shown(*(chat(n) for n in range(1, 31)), lines=20)

    assert [each["id"] for each in lines] == list(range(11, 31))


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (
            event(Gift, gift_id="1", name="Rose", diamonds_each=1, count=3),
            {"kind": "gift", "gift_name": "Rose", "icon": None, "count": 3},
        ),
        (
            event(JewelGift, name="Gem", jewels=10, count=2),
            {"kind": "gift", "gift_name": "Gem", "icon": None, "count": 2},
        ),
        (
            event(Cheer, bits=500, text="gg"),
            {"kind": "cheer", "count": 500, "text": "gg"},
        ),
        (
            event(SuperChat, amount_micros=20_000_000, currency="EUR", text="encore"),
            {"kind": "superchat", "amount_micros": 20_000_000, "currency": "EUR"},
        ),
        (
            event(SuperSticker, amount_micros=1, currency="USD"),
            {"kind": "superchat", "amount_micros": 1, "currency": "USD"},
        ),
        (event(Subscription, months=3), {"kind": "subscription", "months": 3}),
        (event(Membership, months=14), {"kind": "membership", "months": 14}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else "",
)
def test_support_says_what_was_given(body: Any, more: dict[str, Any]) -> None:
    [only] = shown(entry(1, body))

    assert only.items() >= more.items()
    assert only["name"] == "Nova"


@pytest.mark.parametrize("kind", [Subscription, Membership])
def test_a_gifted_subscription_is_the_givers_line(kind: type) -> None:
    giver = viewer("Paula")
    [only] = shown(entry(1, event(kind, gifted_by=giver, viewer=None, count=10)))

    assert only["kind"] == f"gifted_{kind.__name__.lower()}"
    assert (only["name"], only["count"]) == ("Paula", 10)


def test_nobody_in_particular_has_no_name() -> None:
    [only] = shown(entry(1, event(Cheer, bits=1, viewer=None)))

    assert (only["name"], only["viewer"]) == (None, None)


def test_support_can_be_left_out() -> None:
    lines = shown(chat(1), entry(2, event(Cheer, bits=1)), support=False)

    assert [each["kind"] for each in lines] == ["chat"]


def test_what_is_neither_chat_nor_support_is_not_shown() -> None:
    assert shown(entry(1, event(Like, platform="tiktok", count=3))) == []


def test_a_streak_is_one_line_that_counts_up_in_its_place() -> None:
    lines = shown(rose(1, total=1), chat(2), rose(3, total=2), rose(4, total=5))

    assert [(each["kind"], each.get("count")) for each in lines] == [
        ("gift", 5),
        ("chat", None),
    ]
    assert lines[0]["entries"] == [1, 3, 4]


def test_a_streak_keeps_its_id_while_it_grows() -> None:
    [before] = shown(rose(1, total=1))
    [after] = shown(rose(1, total=1), rose(2, total=2))

    assert before["id"] == after["id"]


def test_a_group_id_that_comes_again_begins_another_line() -> None:
    first, second = shown(rose(1, total=3), rose(2, total=1))

    assert (first["count"], second["count"]) == (3, 1)
    assert first["id"] != second["id"]


def test_streaks_of_two_viewers_stay_apart() -> None:
    lines = shown(rose(1, total=1), rose(2, total=1, viewer=viewer("Z", "tiktok")))

    assert [each["name"] for each in lines] == ["Nova", "Z"]


def test_a_long_streak_does_not_push_the_chat_out() -> None:
    lines = shown(chat(1), *(rose(n, total=n) for n in range(2, 150)), lines=8)

    assert [each["kind"] for each in lines] == ["chat", "gift"]


def test_a_test_is_marked() -> None:
    [only] = shown(entry(1, event(Cheer, bits=1), test=True))

    assert only["test"] is True
