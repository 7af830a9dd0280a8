"""A whole engine with commands at work in the chat of a Twitch channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from companion.domain.entries import Entry
from companion.domain.show.views import RunLine
from companion.domain.values import Platform, Role, Viewer
from companion.interactions.bots.desk import BotsDesk
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat
from tests.support.fakes import settle
from tests.support.real_engine import RunningEngine, TwitchRoom, open_engine

SOURCE = "twitch:mira"


def person(who: str, *roles: Role) -> Viewer:
    return Viewer(id=f"twitch:{who}", name=who, handle=who, roles=frozenset(roles))


class Chatting(Playing):
    """Asks commands, and tells what the room was sent."""

    def __init__(self, running: RunningEngine) -> None:
        super().__init__(running)
        self.bots = cast("BotsDesk", running.engine.bots)

    @property
    def room(self) -> TwitchRoom:
        return self.running.rooms["mira"]

    @property
    def sent(self) -> list[str]:
        return [str(what[1]) for what in self.room.asked if what[0] == "send"]

    async def say(self, text: str, *, by: Viewer | str = "luna") -> Entry:
        """Have something said, and the time go by in which it would be answered."""
        viewer = person(by) if isinstance(by, str) else by
        entries = await self.hear(
            chat(viewer, text, platform=Platform.TWITCH), source=SOURCE
        )
        await self.clock.advance(3)
        await settle()
        return entries[0]

    async def ask(self, text: str, *, by: Viewer | str = "luna") -> str:
        """Call a command; returns what is answered, "" for nothing."""
        before = len(self.sent)
        entry = await self.say(text, by=by)
        await self.until(lambda: self.line(entry) is not None)
        return "".join(self.sent[before:])

    def line(self, entry: Entry) -> RunLine | None:
        """Return what the log tells of an entry, None before it has come to an end."""
        lines = (one for one in self.bots.view().log if one.of == entry.seq)
        line = next(lines, None)
        return None if line is None or line.outcome == "begun" else line

    def left_out(self, entry: Entry) -> str:
        """Return why the log says that an entry was not answered."""
        line = self.line(entry)
        return "" if line is None else line.why


@pytest.fixture
async def chatting(tmp_path: Path) -> AsyncIterator[Chatting]:
    async with open_engine(tmp_path) as running:
        await running.engine.connect(SOURCE)
        await running.engine.start_session("Friday")
        await settle()
        yield Chatting(running)
