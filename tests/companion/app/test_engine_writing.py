"""Writing and moderating through the whole engine: recorded, and gone from screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError, LoginRequired
from companion.domain.events import Arrival, Chat
from companion.domain.values import Platform, Viewer
from sessions.ledger import Record
from tests.support.events import chat
from tests.support.real_engine import RunningEngine, TwitchRoom, open_engine

LUNA = Viewer(id="twitch:42", name="Luna")


async def connected(running: RunningEngine) -> TwitchRoom:
    await running.engine.start_session()
    await running.engine.connect("twitch:mira")
    return running.rooms["mira"]


async def say(running: RunningEngine, text: str, number: int) -> Entry:
    """Let Luna say something; returns its entry."""
    said = chat(LUNA, text, platform=Platform.TWITCH, id=f"twitch:m{number}")
    running.intake.offer(Arrival(event=said, source="twitch:mira"))
    await running.pipeline.drain()
    return running.view.chat(1)[0]


def shown(running: RunningEngine) -> list[str]:
    return [
        one.body.text for one in running.view.chat(50) if isinstance(one.body, Chat)
    ]


async def test_a_text_is_sent_and_its_outcome_is_on_record(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        room = await connected(running)
        (entry,) = await running.engine.send("hello all")
        asked = room.asked

    with Record(tmp_path) as record:
        (session,) = record.history.sessions()
        kept = [one.body for one in record.history.entries(None)]
        report = record.verify(session.id)

    assert asked == [("send", "hello all", None)]
    assert entry.body in kept
    assert report.ok
    assert isinstance(entry.body, PlatformAction)
    assert (entry.body.outcome, entry.body.made) == ("done", "twitch:sent-1")


async def test_an_answer_names_the_message_that_it_answers(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        room = await connected(running)
        asked = await say(running, "why?", 1)
        await running.engine.send("because", reply_to=asked.seq)
        did = room.asked

    assert did == [("send", "because", "twitch:m1")]


async def test_a_deleted_message_leaves_the_screens_and_stays_gone_after_a_restart(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await connected(running)
        await say(running, "hello", 1)
        rude = await say(running, "rude", 2)
        await running.engine.delete_chat(rude.seq)
        at_once = shown(running)
        told = list(running.heard.gone)

    async with open_engine(tmp_path) as again:
        await again.engine.reopen_session()
        with pytest.raises(CommandError):
            await again.engine.feature(rude.seq)

    assert at_once == ["hello"]
    assert rude.seq in told


async def test_a_banned_viewer_leaves_the_screens_when_the_platform_has_done_it(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        room = await connected(running)
        await say(running, "hello", 1)
        room.error = CommandError("not a moderator")
        await running.engine.ban(LUNA.id)
        refused = shown(running)
        room.error = None
        await running.engine.ban(LUNA.id)
        done = shown(running)

    assert refused == ["hello"]
    assert done == []


async def test_a_lost_login_is_an_outcome_not_an_accident(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        room = await connected(running)
        room.error = LoginRequired("Log in again.")
        (entry,) = await running.engine.time_out(LUNA.id, seconds=60)

    assert isinstance(entry.body, PlatformAction)
    assert (entry.body.outcome, entry.body.why) == ("failed", "Log in again.")
    assert entry.body.seconds == 60


async def test_between_sessions_nothing_is_written(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        with pytest.raises(CommandError):
            await running.engine.send("hello")
