"""What was heard is known by its ids until it is forgotten."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent
from companion.interactions import remembered
from companion.interactions.heard import Heard
from companion.interactions.remembered import Remembered
from tests.support.events import chat, like, rose, viewer


def heard(seq: int, event: AnyEvent) -> Heard:
    event = structs.replace(event, id=f"tiktok:{seq}")
    entry = Entry(seq=seq, number=seq, session="s", at=seq, body=event)
    who = viewer("luna")
    return Heard(
        entry=entry,
        event=event,
        viewer=who,
        person=who.id,
        text="",
        said_at=seq,
        by=seq,
        amounts=entry.amounts,
    )


def test_an_event_is_known_by_its_id_and_its_viewer() -> None:
    known = Remembered()
    for one in (heard(1, chat("luna")), heard(2, rose("luna"))):
        known.keep(one)

    assert known.of_event("tiktok:2") == (2,)
    assert known.of_event("tiktok:3") == ()
    assert known.of_viewer("tiktok:luna") == (1, 2)
    known.clear()
    assert (known.of_event("tiktok:2"), known.of_viewer("tiktok:luna")) == ((), ())


def test_a_chat_is_taken_once_and_a_gift_never() -> None:
    known = Remembered()
    said, given = heard(1, chat("luna")), heard(2, rose("luna"))
    known.keep(said)
    known.keep(given)

    assert [known.take(seq) for seq in (1, 1, 2)] == [said.entry, None, None]


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_IDS", 3)
    monkeypatch.setattr(remembered, "_CHATS", 2)
    known = Remembered()
    for seq in range(1, 6):
        known.keep(heard(seq, chat("luna")))

    assert known.of_viewer("tiktok:luna") == (3, 4, 5)
    assert (known.of_event("tiktok:2"), known.of_event("tiktok:3")) == ((), (3,))
    assert [known.take(seq) is None for seq in (3, 4, 5)] == [True, False, False]


def test_likes_push_no_vote_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_IDS", 3)
    known = Remembered()
    known.keep(heard(1, chat("luna")))
    for seq in range(2, 10):
        known.keep(heard(seq, like(count=10)))

    assert known.of_viewer("tiktok:luna") == (1,)
