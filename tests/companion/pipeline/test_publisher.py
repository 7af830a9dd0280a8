"""What waits, what is withdrawn while it waits, and where a new session begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.entries import (
    ALLOWED,
    Award,
    Judgement,
    Reset,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import (
    AnyEvent,
    Arrival,
    ChatDeleted,
    Subscription,
    ViewerRemoved,
)
from companion.domain.values import Platform
from companion.pipeline.intake import Ticket
from companion.pipeline.resumed import Resumed
from tests.support.events import chat, like, rose, viewer
from tests.support.line import Line, open_line
from tests.support.real_engine import TARGET, ByWord, open_engine

ROOM = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}
BLOCK = Judgement(text=Verdict.BLOCK)
HOLD = Judgement(text=Verdict.HOLD)


def deleted(event: AnyEvent) -> ChatDeleted:
    return ChatDeleted(id="tiktok:gone", targets=(event.id,), **ROOM)


def banned(who: str) -> ViewerRemoved:
    target = f"tiktok:{who}"
    return ViewerRemoved(id="tiktok:ban", target=target, action="ban", **ROOM)


def tickets(*events: AnyEvent) -> list[Ticket]:
    return [Ticket(Arrival(event=one, source=TARGET)) for one in events]


def texts(line: Line) -> list[str]:
    return [text for text in line.heard.texts() if text]


async def test_what_the_platform_took_off_is_not_released(tmp_path: Path) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        doubtful = chat("luna", "pending")
        await line.send(doubtful, chat("sol", "other"))
        (waiting,) = line.review.waiting()
        await line.send(deleted(doubtful))

        await line.verdict(waiting.entry, ALLOWED)

        assert texts(line) == ["other"]
        assert line.view.chat(10)[-1].body.text == "other"


async def test_what_was_taken_off_is_not_shown_while_its_name_waits_on(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        doubtful = chat(viewer("luna", name="hold me"), "pending")
        await line.send(doubtful)
        (waiting,) = line.review.waiting()
        await line.send(deleted(doubtful))

        await line.verdict(waiting.entry, Judgement(name=Verdict.HOLD))
        await line.verdict(waiting.entry, ALLOWED)

        assert texts(line) == []
        assert line.view.chat(10) == []


@pytest.mark.parametrize("end", [Verdict.BLOCK, Verdict.HOLD])
async def test_a_line_that_the_model_allowed_goes_when_it_is_refused_with_its_name(
    tmp_path: Path, end: Verdict
) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(chat(viewer("luna", name="hold me"), "pending"))
        (waiting,) = line.review.waiting()
        await line.verdict(waiting.entry, Judgement(name=Verdict.HOLD))
        shown = texts(line)

        await line.verdict(waiting.entry, Judgement(text=end, name=Verdict.BLOCK))

        assert shown == ["pending"]
        assert line.heard.gone == [waiting.entry.seq]
        assert line.view.chat(10) == []


async def test_what_was_taken_off_behind_a_pending_line_is_not_brought_back(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        held = chat("luna", "hold this")
        for one in (chat("luna", "pending"), held, deleted(held)):
            running.intake.offer(Arrival(event=one, source=TARGET))
        await running.pipeline.drain()
        (seq,) = [
            one.seq
            for one in await running.engine.entries(after=0)
            if one.event is not None and one.event.id == held.id
        ]

        await running.engine.allow(seq)

        assert "hold this" not in running.heard.texts()
        assert list(running.view.chat(10)) == []


async def test_what_is_approved_behind_a_pending_line_is_shown(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        for text in ("pending", "hello"):
            said = chat("luna", text)
            running.intake.offer(Arrival(event=said, source=TARGET))
        await running.pipeline.drain()
        seq = (await running.engine.entries(after=0))[-1].seq

        await running.engine.gate.approve(seq)

        assert [one.body.text for one in running.view.chat(10)] == ["hello"]


async def test_the_name_in_the_standings_stays_hidden_until_another_stands_there(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(chat(viewer("luna", name="block me"), "hello"))
        gift = Subscription(
            id="tiktok:sub", viewer=viewer("luna"), gifted_by=viewer("sol"), **ROOM
        )
        await line.send(gift)
        renamed = line.view.top(5)[-1]
        await line.send(chat(viewer("luna"), "hello again"))
        seen = line.view.top(5)[-1]

        assert renamed.viewer.id == seen.viewer.id == "tiktok:luna"
        assert renamed.viewer.name.startswith("Viewer ")
        assert seen.viewer.name == "Luna"


async def test_a_ban_also_takes_what_waits_behind_a_pending_line(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(chat("luna", "pending"), chat("luna", "after"))
        (waiting,) = line.review.waiting()
        await line.send(banned("luna"))

        await line.verdict(waiting.entry, ALLOWED)

        assert texts(line) == []


async def test_a_line_that_was_blocked_behind_a_pending_one_stays_off(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(chat("luna", "pending"), chat("luna", "after"))
        (waiting,) = line.review.waiting()
        after = list(line.ledger.history.entries(waiting.entry.session))[-1]
        await line.verdict(after, BLOCK, by="person")

        await line.verdict(waiting.entry, ALLOWED)

        assert texts(line) == ["pending"]


async def test_nobody_is_silenced_by_a_verdict_that_an_earlier_session_waits_for(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await running.pipeline.accept(tickets(chat("luna", "pending")))
        await running.engine.start_session()

        await running.pipeline.accept(tickets(chat("luna", "hello again")))

        assert running.heard.texts()[-1] == "hello again"
        assert running.engine.reviews() == []


@pytest.mark.parametrize("note", [Award, Reset], ids=["award", "reset"])
async def test_a_correction_does_not_tell_a_name_that_is_hidden(
    tmp_path: Path, note: type[Award | Reset]
) -> None:
    async with open_engine(tmp_path) as running:
        await running.engine.start_session()
        await running.pipeline.accept(
            tickets(rose(viewer("luna", name="Block This"), count=5))
        )
        if note is Award:
            await running.engine.award("tiktok:luna", 1000)
        else:
            await running.engine.reset_viewer("tiktok:luna")

        names = {
            item.entry.earner.name for item in running.heard.items if item.entry.earner
        }
        assert all(name.startswith("Viewer ") for name in names), names
        (best,) = running.view.top(1)
        assert best.viewer.name.startswith("Viewer ")


async def test_a_verdict_on_a_text_does_not_tell_a_name_that_is_hidden(
    tmp_path: Path,
) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(chat(viewer("luna", name="Block This"), "hold on"))
        (waiting,) = line.review.waiting()
        await line.verdict(waiting.entry, Judgement(name=Verdict.BLOCK), by="person")

        given = [
            item.entry
            for item in line.heard.items
            if isinstance(item.entry.body, VerdictGiven)
        ]
        assert [one.earner.name[:7] for one in given if one.earner] == ["Viewer "]


async def test_resumed_is_what_was_live(tmp_path: Path) -> None:
    async with open_line(tmp_path, ByWord()) as line:
        await line.send(
            chat("luna", "pending"),
            chat("sol", "hold"),
            like(viewer("kai", name="Hold Kai")),
            chat("mira", "block"),
            rose(viewer("sol", name="Block Sol"), count=2),
        )
        pending, held = line.review.waiting()
        await line.verdict(pending.entry, HOLD)  # the model is not sure either
        entries = list(line.ledger.history.entries(held.entry.session))

        resumed = Resumed.of(entries)

        assert resumed.names == line.view.names
        assert resumed.tally.totals() == line.view.totals()
        assert {
            seq: (one.text, one.name) for seq, (_entry, one) in resumed.waiting.items()
        } == {one.entry.seq: (one.text, one.name) for one in line.review.waiting()}
        assert len(resumed.waiting) == 2
        assert resumed.sources == {"", "tiktok:@mira.plays"}
