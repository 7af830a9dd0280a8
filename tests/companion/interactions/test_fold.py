"""The fold of the show, on the real engine: what it hears, and what no more."""

from __future__ import annotations

import pytest

from companion.domain.events import AnyEvent, ChatDeleted, ViewerRemoved
from companion.domain.show.specs import PollSpec
from companion.domain.values import Platform
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat

POLL = PollSpec(question="Which map first?", options=("hold Forest", "Desert"))
VOTE = chat("luna", "hold Forest")
DELETED = ChatDeleted(
    id="d", platform=Platform.TIKTOK, channel="@mira.plays", targets=(VOTE.id,)
)
BANNED = ViewerRemoved(
    id="b",
    platform=Platform.TIKTOK,
    channel="@mira.plays",
    target="tiktok:luna",
    action="ban",
)


@pytest.mark.parametrize("removal", [DELETED, BANNED], ids=["deleted", "banned"])
async def test_what_was_removed_while_it_waited_counts_no_more_when_it_is_let_through(
    playing: Playing, removal: AnyEvent
) -> None:
    show = playing.show
    poll = await show.make(POLL)
    await show.act(poll.id, "start")
    (held,) = await playing.hear(VOTE)
    await playing.hear(removal, chat("zoe", "2"))

    await playing.engine.allow(held.seq)

    assert [one.votes for one in show.interaction(poll.id).options] == [0, 1]
    await playing.reopened()
    assert [one.votes for one in show.interaction(poll.id).options] == [0, 1]


async def test_what_is_said_after_a_ban_was_lifted_counts(playing: Playing) -> None:
    show = playing.show
    poll = await show.make(POLL)
    await show.act(poll.id, "start")
    await playing.hear(BANNED)

    (held,) = await playing.hear(VOTE)
    await playing.engine.allow(held.seq)

    assert [one.votes for one in show.interaction(poll.id).options] == [1, 0]
