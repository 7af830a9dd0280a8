"""The going-live post: once per session, to chats and webhooks, each place apart."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from companion.domain.entries import SessionChange
from companion.domain.errors import CommandError
from companion.domain.show.bots import AnnouncementDef, BotBook
from companion.domain.show.notes import BotRan
from companion.domain.values import Platform
from companion.interactions.bots.announcements import LOOKS
from tests.companion.interactions.bots.evening import Evening
from tests.support.fakes import FakeClock, settle


def book(**fields: Any) -> BotBook:
    base: dict[str, Any] = {
        "text": "We are live: {{title}}",
        "to_chat": True,
        "by_itself": True,
    }
    return BotBook(announcement=AnnouncementDef(**{**base, **fields}))


@pytest.fixture
def fresh(clock: FakeClock) -> Evening:
    """Return an evening whose session has not begun."""
    return Evening(clock)


async def test_a_session_that_begins_is_announced_once(fresh: Evening) -> None:
    fresh.use(book())
    async with fresh.running():
        fresh.start()
        await settle()
        for change in ("paused", "resumed", "renamed"):
            fresh.hear(SessionChange(change=change))
        await settle()

    assert fresh.hand.done == [("message", "We are live:")]


async def test_a_restart_announces_nothing_again(
    fresh: Evening, clock: FakeClock
) -> None:
    fresh.use(book())
    async with fresh.running():
        first = fresh.start()
        await settle()
    again = Evening(clock, entries=fresh.record.entries)
    again.use(book())
    async with again.running():
        again.tell(first)
        again.hear(SessionChange(change="reopened"))
        await settle()

    assert again.hand.done == []


async def test_another_session_is_announced_again(fresh: Evening) -> None:
    fresh.use(book())
    async with fresh.running():
        fresh.start()
        await settle()
        fresh.runs.turn_to(None)
        fresh.start()
        await settle()

    assert len(fresh.hand.done) == 2


async def test_by_itself_only_when_it_is_to(fresh: Evening) -> None:
    fresh.use(book(by_itself=False))
    async with fresh.running():
        fresh.start()
        await settle()

    assert fresh.hand.done == []


async def test_it_waits_for_a_chat_but_not_for_long(
    fresh: Evening, clock: FakeClock
) -> None:
    fresh.use(book())
    fresh.hand.there = ()
    async with fresh.running():
        fresh.start()
        await clock.advance(10)
        assert fresh.hand.done == []
        fresh.hand.there = (Platform.TWITCH,)
        await clock.advance(1)
        assert len(fresh.hand.done) == 1
        fresh.runs.turn_to(None)
        fresh.hand.there = ()
        fresh.start()
        await settle()
        await clock.advance(LOOKS)

    assert len(fresh.hand.done) == 2


async def test_by_hand_a_second_time_only_when_asked_for(evening: Evening) -> None:
    evening.use(book())
    (entry,) = await evening.announcements.announce(who="ann")
    assert isinstance(entry.body, BotRan)
    assert (entry.body.outcome, entry.body.who) == ("done", "ann")

    with pytest.raises(CommandError, match="announced already"):
        await evening.announcements.announce()
    await evening.announcements.announce(again=True)

    assert len(evening.hand.done) == 2


async def test_two_at_once_announce_it_once(evening: Evening) -> None:
    evening.use(book())

    found = await asyncio.gather(
        *(evening.announcements.announce() for _ in range(5)), return_exceptions=True
    )

    assert sum(isinstance(one, CommandError) for one in found) == 4
    assert len(evening.hand.done) == 1


async def test_one_place_that_fails_keeps_the_others_from_nothing(
    evening: Evening,
) -> None:
    evening.webhooks.keep("team", "https://discord.invalid/x")
    evening.use(book(webhooks=("team",)))
    evening.hand.fails["message"] = "log in first"

    entries = await evening.announcements.announce()

    notes = [entry.body for entry in entries if isinstance(entry.body, BotRan)]
    assert [note.outcome for note in notes] == ["failed", "failed"]
    places = [line.name for line in evening.runs.log() if line.can_repeat]
    assert places == ["webhook team", "chat"]
    evening.hand.fails.clear()
    await evening.runs.repeat(notes[0].run)
    assert evening.hand.done == [("message", "We are live:")]


async def test_it_can_be_seen_before_it_is_sent(evening: Evening) -> None:
    evening.use(book(text="Hello from {{link}} at {{uptime}}"))

    assert evening.announcements.text() == "Hello from at"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "announcement.text"),
        ({"text": "{{nothing}}"}, "announcement.text"),
        ({"webhooks": ("unknown",)}, "announcement.webhooks[0]"),
        ({"to_chat": False}, "announcement.by_itself"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    evening: Evening, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(CommandError) as refused:
        evening.announcements.check(book(**fields))

    assert str(refused.value).startswith(f"{field}: ")


async def test_without_text_place_or_session_it_says_what_is_missing(
    evening: Evening,
) -> None:
    for fields, why in (
        ({"text": " ", "by_itself": False}, "nothing to send"),
        ({"to_chat": False, "by_itself": False}, "Choose first where"),
    ):
        evening.announcements.use(book(**fields))
        with pytest.raises(CommandError, match=why):
            await evening.announcements.announce()
    evening.use(book())
    evening.hear(SessionChange(change="ended"))

    with pytest.raises(CommandError, match="No session is open"):
        await evening.announcements.announce()
