"""Whom the credits thank, and in which order."""

from __future__ import annotations

import pytest

from companion.domain.entries import Amounts, Entry
from companion.domain.events import AnyEvent, Membership, Raid, Share, Subscription
from companion.domain.values import Platform
from companion.pipeline import highlights
from companion.pipeline.highlights import Supporters
from tests.support.events import chat, follow, rose, viewer
from tests.support.fakes import EPOCH

ROOM = {"platform": Platform.TWITCH, "channel": "mira"}


def entry(seq: int, event: AnyEvent, *, points: int = 0, test: bool = False) -> Entry:
    return Entry(
        seq=seq,
        number=seq,
        session="s",
        at=EPOCH + seq,
        body=event,
        amounts=Amounts(points=points),
        test=test,
    )


def names(supporters: Supporters, part: str) -> list[str]:
    return [one.viewer.name for one in supporters.of(part)]


def test_gifters_are_thanked_by_what_they_gave_and_equal_ones_as_they_came() -> None:
    supporters = Supporters()
    for seq, (who, points) in enumerate(
        (("luna", 5), ("nova", 7), ("sol", 7), ("luna", 1), ("kai", 7))
    ):
        supporters.take(entry(seq + 1, rose(who), points=points))
    gifted = Subscription(id="1", gifted_by=viewer("mo"), viewer=viewer("ann"), **ROOM)
    supporters.take(entry(9, gifted, points=500))

    assert names(supporters, "gifters") == ["Mo", "Nova", "Sol", "Kai", "Luna"]
    assert names(supporters, "subscribers") == [], "Ann was given it"


def test_everybody_else_is_thanked_once_and_by_the_newest_name() -> None:
    supporters = Supporters()
    for seq, event in enumerate(
        (
            follow("luna"),
            follow("sol"),
            follow(viewer("luna", name="Luna II")),
            Share(id="1", viewer=viewer("luna"), **ROOM),
            Raid(id="2", viewer=viewer("kai"), viewers=5, **ROOM),
            Subscription(id="3", viewer=viewer("mo"), **ROOM),
            Membership(id="4", viewer=viewer("ann"), **ROOM),
        ),
        start=1,
    ):
        supporters.take(entry(seq, event))

    assert names(supporters, "followers") == ["Luna II", "Sol"]
    assert next(supporters.of("followers")).seq == 1
    assert names(supporters, "sharers") == ["Luna"]
    assert names(supporters, "raiders") == ["Kai"]
    assert names(supporters, "subscribers") == ["Mo", "Ann"]


def test_tests_chats_and_nobody_are_thanked_for_nothing() -> None:
    supporters = Supporters()
    supporters.take(entry(1, rose("luna"), test=True))
    supporters.take(entry(2, rose(viewer("nobody", anonymous=True))))
    supporters.take(entry(3, chat("luna")))

    assert not any(list(supporters.of(one)) for one in ("gifters", "chatters"))


def test_however_many_come_some_thousand_names_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(highlights, "GIFTERS", 20)
    monkeypatch.setattr(highlights, "NAMES", 30)
    supporters = Supporters()
    for seq in range(1, 200):
        supporters.take(entry(seq, rose(f"v{seq}"), points=seq))
        supporters.take(entry(seq, follow(f"v{seq}")))

    assert names(supporters, "gifters")[:2] == ["V199", "V198"]
    assert len(names(supporters, "gifters")) == 20
    assert len(names(supporters, "followers")) == 30
