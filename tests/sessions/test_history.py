"""What the record answers: how a text stands now, who stood where then."""

from __future__ import annotations

import pytest

from companion.domain.earning import Draft
from companion.domain.entries import (
    AnyBody,
    Judgement,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import ChatCleared, ChatDeleted, ViewerRemoved
from companion.domain.values import POINT
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.support.events import chat, like, rose, viewer
from tests.support.fakes import FakeClock

ROOM = {"id": "tiktok:x", "platform": "tiktok", "channel": "@mira.plays"}

LATER = {
    "nothing": ([], Verdict.ALLOW),
    "a person blocks it": ([VerdictGiven(of=2, text=Verdict.BLOCK)], Verdict.BLOCK),
    "blocked, then allowed": (
        [
            VerdictGiven(of=2, text=Verdict.BLOCK),
            VerdictGiven(of=2, text=Verdict.ALLOW),
        ],
        Verdict.ALLOW,
    ),
    "another one is blocked": (
        [VerdictGiven(of=9, text=Verdict.BLOCK)],
        Verdict.ALLOW,
    ),
    "the platform deletes it": (
        [ChatDeleted(targets=("tiktok:said",), **ROOM)],
        Verdict.BLOCK,
    ),
    "its author is banned": (
        [ViewerRemoved(target="tiktok:luna", action="ban", **ROOM)],
        Verdict.BLOCK,
    ),
    "somebody else is banned": (
        [ViewerRemoved(target="tiktok:sol", action="ban", **ROOM)],
        Verdict.ALLOW,
    ),
    "a ban is lifted": (
        [ViewerRemoved(target="tiktok:luna", action="unban", **ROOM)],
        Verdict.ALLOW,
    ),
    "the chat is cleared": ([ChatCleared(**ROOM)], Verdict.BLOCK),
}


@pytest.mark.parametrize("name", LATER)
async def test_how_a_text_stands_follows_what_came_later(
    ledger: Ledger, clock: FakeClock, name: str
) -> None:
    later, expected = LATER[name]
    await ledger.start("", timezone="UTC")
    (said,) = await write(ledger, clock, chat("luna", "hi", id="tiktok:said"))
    await append(ledger, clock, *later)

    assert await ledger.read(lambda history: history.verdict_now(said)) is expected


async def test_a_held_text_that_was_released_is_allowed(
    ledger: Ledger, clock: FakeClock
) -> None:
    await ledger.start("", timezone="UTC")
    held = Judgement(text=Verdict.HOLD)
    (said,) = await write(ledger, clock, chat("luna", "hm"), judgement=held)
    await append(ledger, clock, VerdictGiven(of=said.seq, text=Verdict.ALLOW))

    now = await ledger.read(lambda history: history.verdict_now(said))
    assert now is Verdict.ALLOW


async def test_context_is_what_the_viewer_wrote_before_as_it_stands_today(
    ledger: Ledger, clock: FakeClock
) -> None:
    await ledger.start("", timezone="UTC")
    await write(ledger, clock, chat("luna", "of another session"))
    await ledger.start("", timezone="UTC")
    for number in range(4):
        await write(ledger, clock, chat("luna", f"text {number}"), chat("sol"))
        await write(ledger, clock, like("luna"), rose("luna"))
    every = ledger.history.entries(None)
    third = next(one for one in every if getattr(one.body, "text", "") == "text 2")
    await append(ledger, clock, VerdictGiven(of=third.seq, text=Verdict.BLOCK))
    (entry,) = await write(ledger, clock, chat("luna", "now"))
    await write(ledger, clock, chat("luna", "later"))

    found = await ledger.read(lambda history: history.context(entry, 3))

    assert [(one.body.text, one.judgement.text) for one in found] == [
        ("text 1", Verdict.ALLOW),
        ("text 2", Verdict.BLOCK),
        ("text 3", Verdict.ALLOW),
    ]
    everything = await ledger.read(lambda history: history.context(entry, 50))
    assert len(everything) == 4


async def test_who_is_anonymous_has_no_context(
    ledger: Ledger, clock: FakeClock
) -> None:
    await ledger.start("", timezone="UTC")
    ghost = viewer("ghost", anonymous=True)
    _first, second = await write(ledger, clock, chat(ghost), chat(ghost))
    assert await ledger.read(lambda history: history.context(second, 3)) == []


async def test_a_long_way_back_says_the_same_without_the_index(
    ledger: Ledger, clock: FakeClock
) -> None:
    """What is far behind is not taken up for one answer."""
    await ledger.start("", timezone="UTC")
    (said,) = await write(ledger, clock, chat("luna", "hi", id="tiktok:said"))
    for _ in range(5):
        await write(ledger, clock, *(like("sol") for _ in range(5_000)))
    await append(ledger, clock, VerdictGiven(of=said.seq, text=Verdict.BLOCK))

    behind = ledger.history.index.backlog()
    assert behind > 20_000
    now = await ledger.read(lambda history: history.verdict_now(said))
    assert now is Verdict.BLOCK
    assert ledger.history.index.backlog() == behind


async def test_who_wrote_before_a_session_and_what_else_held_then(
    ledger: Ledger, clock: FakeClock
) -> None:
    mark = ViewerMarked(viewer_id="tiktok:sol", mark="ban")
    first, _entry = await ledger.start("", timezone="UTC")
    await write(ledger, clock, chat("luna"), chat("kai"), like("ghost"))
    await append(ledger, clock, mark)
    second, _entry = await ledger.start("", timezone="UTC")
    await write(ledger, clock, chat("kai"))
    third, _entry = await ledger.start("", timezone="UTC")
    await write(ledger, clock, chat("nova"))
    await append(ledger, clock, TextPermitted(text="fair"))

    before = [
        ledger.history.chatters_before(one.id, limit=10)
        for one in (first, second, third)
    ]
    assert before == [
        [],
        ["tiktok:kai", "tiktok:luna"],
        ["tiktok:kai", "tiktok:luna"],
    ]
    assert ledger.history.chatters_before(third.id, limit=1) == ["tiktok:kai"]
    elsewhere = [
        [one.body for one in ledger.history.marks_elsewhere(session.id)]
        for session in (first, second, third)
    ]
    text = TextPermitted(text="fair")
    assert elsewhere == [[text], [mark, text], [mark]]


async def test_standings_as_they_stood_at_a_time(
    ledger: Ledger, clock: FakeClock
) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    await write(ledger, clock, rose("luna", count=5))
    then = clock.now()
    await clock.advance(60)
    await write(ledger, clock, rose("sol", count=9))

    tally = await ledger.read(lambda history: history.tally(view.id, at=then))
    assert [(one.viewer.id, one.points) for one in tally.top(5)] == [
        ("tiktok:luna", 5 * POINT)
    ]


async def test_three_batches_of_likes_add_up(ledger: Ledger, clock: FakeClock) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    for count in (1, 15, 200):
        await write(ledger, clock, like("luna", count))
    tally = await ledger.read(lambda history: history.tally(view.id))
    assert tally.totals().likes == 216


async def test_comments_keep_their_order(ledger: Ledger, clock: FakeClock) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    texts = [f"comment {number}" for number in range(250)]
    for start in range(0, 250, 50):
        said = [chat("luna", text) for text in texts[start : start + 50]]
        await write(ledger, clock, *said)
    entries = await ledger.read(lambda history: list(history.entries(view.id)))
    assert [entry.body.text for entry in entries[1:]] == texts


async def append(ledger: Ledger, clock: FakeClock, *bodies: AnyBody) -> None:
    for body in bodies:
        await ledger.append([Draft(body=body, at=clock.now(), source="tiktok:@m")])
