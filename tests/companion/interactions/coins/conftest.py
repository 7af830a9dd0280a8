"""A real ledger with a running session, as interactions write into it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from companion.domain.earning import Draft
from companion.domain.entries import AnyNote, Entry
from companion.domain.events import AnyEvent
from companion.interactions.links import Links
from companion.interactions.record import Follower
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.support.events import chat
from tests.support.fakes import FakeClock, FakeIds


class LedgerRecord:
    """Writes notes straight into a ledger, and tells who follows."""

    def __init__(self, ledger: Ledger, clock: FakeClock) -> None:
        self.ledger = ledger
        self.clock = clock
        self.links = Links()
        self.followers: list[Follower] = []

    def is_open(self) -> bool:
        return True

    def now(self) -> int:
        return self.clock.now()

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        drafts = [Draft(body=body, at=self.clock.now()) for body in decide()]
        entries = (await self.ledger.append(drafts)).entries if drafts else []
        self.took(entries)
        return entries

    def took(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.links.take(entry)
        for one in self.followers:
            one.took(entries)

    async def hear(self, *events: AnyEvent, **fields: Any) -> None:
        self.took(await write(self.ledger, self.clock, *events, **fields))

    def coins(self, account: str) -> int:
        return self.ledger.history.wallets.balance(account)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def record(tmp_path: Path, clock: FakeClock) -> AsyncIterator[LedgerRecord]:
    async with await Ledger.open(
        tmp_path, clock=clock, ids=FakeIds(), purpose="test"
    ) as ledger:
        await ledger.start("", timezone="UTC")
        found = LedgerRecord(ledger, clock)
        for who in ("luna", "sol", "kai", "zoe"):
            await found.hear(chat(who))
        yield found
