"""Commands heard, grouped, answered once, and left alone where they must be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

from companion.domain.entries import AnyNote, Entry
from companion.domain.values import Platform, Viewer
from companion.domain.views import Shown
from companion.interactions.bots.runs import Runs
from companion.interactions.commands.keepsakes import KeptOnRecord
from companion.interactions.commands.listening import Commands
from companion.interactions.commands.pretence import Pretence
from companion.interactions.commands.replies import Replies
from companion.settings.bots import BotsSettings
from tests.support.events import chat
from tests.support.fakes import FakeClock, settle


class Desk:
    """The commands over a record in memory and a chat that takes everything."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.seq = 0
        self.sent: list[str] = []
        self.runs = Runs(self)
        self.kept = KeptOnRecord(self)
        settings = BotsSettings()
        facts: Any = SimpleNamespace(standing=lambda _id: None, listening=tuple)
        replies = Replies(outlet=self, clock=self.clock, settings=settings)
        self.commands = Commands(
            runs=self.runs,
            facts=facts,
            deeds=Pretence(),
            kept=self.kept,
            linking=Pretence(),
            replies=replies,
            outlet=self,
            clock=self.clock,
            chance=Random(1),
            settings=settings,
        )

    def is_open(self) -> bool:
        return True

    def now(self) -> int:
        return self.clock.now()

    async def put(self, decide: Callable[[], Sequence[AnyNote]]) -> Sequence[Entry]:
        entries = [self.entry(body) for body in decide()]
        self.runs.took(entries)
        self.kept.took(entries)
        return entries

    def entry(self, body: Any, *, test: bool = False) -> Entry:  # any body
        self.seq += 1
        return Entry(
            seq=self.seq,
            number=self.seq,
            session="s",
            at=self.clock.now(),
            body=body,
            source="twitch:mira",
            test=test,
        )

    def limit(self, source: str) -> int:
        return 500

    def cannot_write(self, source: str) -> str:
        return ""

    async def say(
        self, text: str, *, source: str, reply_to: int | None = None
    ) -> Sequence[Entry]:
        self.sent.append(text)
        return []

    def says(self, who: str, text: str, *, test: bool = False) -> Entry:
        event = chat(
            Viewer(id=f"twitch:{who}", name=who), text, platform=Platform.TWITCH
        )
        entry = self.entry(event, test=test)
        self.commands.hear(Shown(entry=entry))
        return entry


async def worked(desk: Desk, seconds: float = 5) -> None:
    task = asyncio.create_task(desk.commands.run())
    await settle()
    await desk.clock.advance(seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_same_question_of_many_is_answered_once() -> None:
    desk = Desk()
    desk.says("luna", "!points")
    desk.says("juno", "!POINTS")

    await worked(desk)

    assert desk.sent == ["@luna: 0, @juno: 0"]


async def test_an_unknown_command_is_silent() -> None:
    desk = Desk()
    desk.says("luna", "!nothing " + "x" * 500)

    await worked(desk)

    assert (desk.sent, desk.runs.log()) == ([], [])


async def test_an_entry_is_answered_once() -> None:
    desk = Desk()
    entry = desk.says("luna", "!points")
    await worked(desk)
    desk.commands.hear(Shown(entry=entry, late=True))
    await worked(desk)

    assert desk.sent == ["0 points"]


async def test_a_test_event_is_answered_in_the_log_only() -> None:
    desk = Desk()
    desk.says("luna", "!points", test=True)

    await worked(desk)

    assert desk.sent == []
    assert [one.outcome for one in desk.runs.log()] == ["dry-run"]


async def test_ten_thousand_commands_at_once_are_a_few_messages() -> None:
    desk = Desk()
    for number in range(10_000):
        desk.says(f"v{number}", "!points")

    await worked(desk, 30)

    assert 0 < len(desk.sent) <= 3
    assert all(len(one) <= 500 for one in desk.sent)
