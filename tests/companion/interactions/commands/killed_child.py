"""Answers three calls over a real ledger in lives that end at each step, one by one.

Run as a program. Argument: an empty folder. Each step has a folder in it, in which a
process lived that killed itself at that step, and another one after it that did not.
Prints how both ended, a line for each step, until one came to its end by itself.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from companion.domain.earning import Draft
from companion.domain.entries import Entry
from companion.domain.events import Chat
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.notes import WordsNamed
from companion.domain.values import Platform, Role, Viewer
from companion.domain.views import Shown
from companion.interactions.commands.keepsakes import KeptOnRecord
from companion.interactions.commands.listening import Commands
from companion.interactions.commands.pretence import Pretence
from companion.interactions.commands.replies import Replies
from companion.settings.bots import BotsSettings
from sessions.ledger import Ledger
from tests.companion.interactions.bots.killed_child import LedgerRecord, stepper
from tests.support.events import chat
from tests.support.fakes import FakeClock, FakeIds

CALLS = ("!song", "!quote add to be", "!hi")
BOOK = BotBook(
    commands=(
        CommandDef(name="song", reply="song {{counter.song}}", counter="song"),
        CommandDef(name="hi", reply="hello"),
    )
)


class KeptRecord(LedgerRecord):
    """A record that counters and quotes are folded of as well."""

    def __init__(self, ledger: Ledger, step: Callable[[], None]) -> None:
        super().__init__(ledger, step)
        self.kept = KeptOnRecord(self)

    async def put(self, decide: Any) -> Sequence[Entry]:
        entries = await super().put(decide)
        self.kept.took(entries)
        return entries


class Paper:
    """A chat that is a file. step: before and after what is written."""

    def __init__(self, effects: Path, step: Callable[[], None]) -> None:
        self._effects = effects
        self._step = step

    def limit(self, _source: str) -> int:
        return 500

    def cannot_write(self, _source: str) -> str:
        return ""

    async def say(
        self, text: str, *, source: str, reply_to: int | None = None
    ) -> Sequence[Entry]:
        del source, reply_to
        self._step()
        with self._effects.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        self._step()
        return []

    def check_words(self, words: WordsNamed) -> None:
        """Take any: nothing is on."""

    def hear_words(self, words: WordsNamed) -> None:
        """Hear nothing."""


def commands_over(record: KeptRecord, paper: Paper, clock: FakeClock) -> Commands:
    settings = BotsSettings(gap_s=0, group_s=0)
    facts: Any = SimpleNamespace(standing=lambda _id: None, listening=tuple)
    commands = Commands(
        runs=record.runs,
        facts=facts,
        deeds=Pretence(),
        kept=record.kept,
        linking=Pretence(),
        hearing=paper,
        replies=Replies(outlet=paper, clock=clock, settings=settings),
        outlet=paper,
        clock=clock,
        chance=Random(1),
        settings=settings,
    )
    commands.use(BOOK)
    return commands


async def live(folder: Path, kill_at: int) -> None:
    """Answer all calls; kill_at: -1 for never."""
    step = stepper(kill_at)
    clock, ids = FakeClock(), FakeIds()
    async with await Ledger.open(
        folder / "data", clock=clock, ids=ids, purpose="test"
    ) as ledger:
        record = KeptRecord(ledger, step)
        known = list(ledger.history.sessions())
        if known:
            entries = list(ledger.history.entries(known[0].id))
            record.runs.took(entries)
            record.kept.took(entries)
            await ledger.reopen(known[0].id)
        else:
            await ledger.start("evening", timezone="UTC")
            viewer = Viewer(
                id="twitch:mo", name="mo", roles=frozenset({Role.MODERATOR})
            )
            drafts = [
                Draft(
                    body=chat(viewer, text, platform=Platform.TWITCH),
                    at=clock.now(),
                    source="twitch:mira",
                )
                for text in CALLS
            ]
            await ledger.append(drafts)
            entries = list(ledger.history.entries(None))
        commands = commands_over(record, Paper(folder / "effects.txt", step), clock)
        calls = [one for one in entries if isinstance(one.body, Chat)]
        for one in calls:
            commands.hear(Shown(entry=one, late=True))
        task = asyncio.create_task(commands.run())
        # Until all that was heard has come to an end.
        async with asyncio.timeout(30):
            while len(_ended(record, calls)) < len(calls):  # noqa: ASYNC110  # of a thread
                await asyncio.sleep(0.001)
        task.cancel()


def _ended(record: KeptRecord, calls: Sequence[Entry]) -> set[int | None]:
    seqs = {one.seq for one in calls}
    lines = record.runs.log()
    return {one.of for one in lines if one.outcome != "begun"} & seqs


def ending(folder: Path, kill_at: int) -> int:
    """Return how a process of its own ended: 0, or the signal as a negative number."""
    # A copy of this one, which has no threads: what is imported need not be again.
    child = os.fork()
    if child == 0:
        asyncio.run(live(folder, kill_at))
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main(folder: Path) -> None:
    for step in itertools.count():
        own = folder / str(step)
        (own / "data").mkdir(parents=True)
        first = ending(own, step)
        sys.stdout.write(f"{first} {ending(own, -1)}\n")
        sys.stdout.flush()
        if first == 0:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
