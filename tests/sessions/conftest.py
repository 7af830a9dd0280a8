"""A real ledger in a temporary folder, and a short way to write to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from companion.domain.earning import Draft, Earning, earner_of
from companion.domain.entries import Entry
from companion.domain.events import AnyEvent, Chat, Gift, Like
from sessions.ledger import Ledger
from tests.support.fakes import FakeClock, FakeIds

SOURCE = "tiktok:@mira.plays"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ids() -> FakeIds:
    return FakeIds()


@pytest.fixture
async def ledger(
    tmp_path: Path, clock: FakeClock, ids: FakeIds
) -> AsyncIterator[Ledger]:
    async with await Ledger.open(
        tmp_path, clock=clock, ids=ids, purpose="test"
    ) as opened:
        yield opened


def draft(event: AnyEvent, clock: FakeClock, **fields: object) -> Draft:
    """Score like the default table: a Diamond 1, ten likes 1, a chat 1 up to 30."""
    rates = {
        Gift: {"points": 1000 * getattr(event, "diamonds_each", 0)},
        Like: {"points": 1000, "per": 10, "meter": "like"},
        Chat: {"points": 1000, "meter": "chat", "cap": 30},
    }
    rate = rates.get(type(event))
    earning = rate and Earning(
        earner=earner_of(event), units=getattr(event, "count", 1), **rate
    )
    return Draft(
        body=event, at=clock.now(), **{"source": SOURCE, "earning": earning, **fields}
    )


async def write(
    ledger: Ledger, clock: FakeClock, *events: AnyEvent, **fields: object
) -> Sequence[Entry]:
    drafts = [draft(event, clock, **fields) for event in events]
    return (await ledger.append(drafts)).entries


async def points(ledger: Ledger, session_id: str) -> dict[str, int]:
    """Whole points by Viewer, from the fold of the ledger."""
    tally = await ledger.read(lambda history: history.tally(session_id))
    return {one.viewer.id: one.points for one in tally.top(1000)}
