"""A Twitch channel with the real rules, people and gate, and shortcuts for tests."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from companion.app.gate.parts import GateParts
from companion.domain.entries import (
    AnyBody,
    Entry,
    PlatformAction,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import Arrival, Chat
from companion.domain.values import Platform, Viewer
from companion.moderation.people import FILE_NAME, People
from companion.moderation.rules import RuleSet
from companion.settings import ModerationSettings
from sessions.ledger import Record
from tests.support.events import chat
from tests.support.fakes import FakeClock
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import RunningEngine, TwitchRoom, open_engine

TARGET = "twitch:mira"
LUNA = Viewer(id="twitch:42", name="Luna", handle="luna_")
KAI = Viewer(id="twitch:43", name="Kai")

_IDS = itertools.count(1)

SETTINGS = ModerationSettings.model_validate(
    {
        "blocklist": ["blockme"],
        "holdlist": ["holdme"],
        "starter_lists": [],
        "hold_seconds": 20,
        "ladder": {"dry_run": "off"},
    }
)


class Stage:
    """A running engine on Twitch; said, shown and recorded at hand."""

    def __init__(self, running: RunningEngine, people: People, folder: Path) -> None:
        self.running, self.people, self.folder = running, people, folder
        self.engine, self.clock = running.engine, running.clock
        self.gate = running.engine.gate

    @property
    def room(self) -> TwitchRoom:
        return self.running.rooms["mira"]

    async def say(self, text: str, who: Viewer = LUNA, *, target: str = TARGET) -> int:
        """Let somebody write; returns the seq."""
        said = chat(who, text, platform=Platform.TWITCH, id=f"twitch:m{next(_IDS)}")
        self.running.intake.offer(Arrival(event=said, source=target))
        await self.running.pipeline.drain()
        found = [
            one
            for one in await self.engine.entries(after=0)
            if isinstance(one.body, Chat) and one.body.id == said.id
        ]
        return found[-1].seq

    def shown(self) -> list[str]:
        """Return the texts that overlays show now."""
        return [
            one.body.text
            for one in self.running.view.chat(50)
            if isinstance(one.body, Chat)
        ]

    def points(self, who: Viewer = LUNA) -> int:
        """Return whole points."""
        return self.running.view.tally.standings.points(who.id) // 1000

    async def quiet(self) -> None:
        """Let what follows by itself be done: ladder, permits, what they record."""
        await self.running.pipeline.drain()
        await self.gate.settled()

    async def until_kept(self) -> None:
        """Wait until the file of people is there; fails when nothing comes."""
        async with asyncio.timeout(PATIENCE_S):
            while not (self.folder / FILE_NAME).exists():  # noqa: ASYNC110  # a thread writes it
                await asyncio.sleep(0.001)

    async def notes(self, kind: type[AnyBody]) -> list[Entry]:
        """Return the entries of a kind, oldest first."""
        found = await self.engine.entries(after=0)
        return [one for one in found if isinstance(one.body, kind)]

    async def verdicts(self) -> list[VerdictGiven]:
        found = await self.notes(VerdictGiven)
        return [one.body for one in found if isinstance(one.body, VerdictGiven)]

    async def notes_of_verdicts(self) -> list[int]:
        """Return the seqs of the verdicts, oldest first."""
        return [one.seq for one in await self.notes(VerdictGiven)]

    async def marks(self) -> list[ViewerMarked]:
        found = await self.notes(ViewerMarked)
        return [one.body for one in found if isinstance(one.body, ViewerMarked)]

    async def actions(self) -> list[PlatformAction]:
        found = await self.notes(PlatformAction)
        return [one.body for one in found if isinstance(one.body, PlatformAction)]


@asynccontextmanager
async def open_stage(
    folder: Path,
    settings: ModerationSettings = SETTINGS,
    *,
    clock: FakeClock | None = None,
    is_new: bool = True,
) -> AsyncIterator[Stage]:
    """A stage with a session; is_new: another one than the last."""
    clock = clock or FakeClock()
    people = People(folder / FILE_NAME, now=clock.now())
    rules = RuleSet(settings, known=people)
    gate = GateParts(settings=settings, people=people)
    async with open_engine(folder, clock, rules=rules, gate=gate) as running:
        if is_new:
            await running.engine.start_session()
        else:
            await running.engine.reopen_session()
        await running.engine.connect(TARGET)
        yield Stage(running, people, folder)


def verified(folder: Path) -> bool:
    """Return whether every session of a closed folder is whole."""
    with Record(folder) as record:
        reports = [record.verify(one.id) for one in record.history.sessions()]
    return all(report.ok for report in reports)


def texts(entries: Sequence[Entry]) -> list[str]:
    return [one.body.text for one in entries if isinstance(one.body, Chat)]
