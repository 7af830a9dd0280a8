"""Short ways to move coins in a test."""

from __future__ import annotations

from collections.abc import Sequence

from companion.domain.earning import Draft
from companion.domain.entries import Entry
from companion.domain.show.notes import CoinsMoved, Posting
from sessions.ledger import Ledger
from tests.support.fakes import FakeClock


def moved(postings: dict[str, int], **fields: object) -> CoinsMoved:
    lines = tuple(Posting(account=one, coins=n) for one, n in postings.items())
    return CoinsMoved(**{"postings": lines, "reason": "award", **fields})


def minted(who: str, coins: int, **fields: object) -> CoinsMoved:
    return moved({"mint": -coins, who: coins}, **fields)


async def move(
    ledger: Ledger, clock: FakeClock, *notes: CoinsMoved, test: bool = False
) -> Sequence[Entry]:
    drafts = [Draft(body=note, at=clock.now(), test=test) for note in notes]
    return (await ledger.append(drafts)).entries
