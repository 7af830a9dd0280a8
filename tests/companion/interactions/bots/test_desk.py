"""The desk of the bots: one book for all parts, kept whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import msgspec
import pytest

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.events import Arrival
from companion.domain.show.bots import (
    BotBook,
    CommandDef,
    PeriodicDef,
)
from companion.domain.values import Platform, Viewer
from companion.domain.views import Shown
from companion.interactions.bots.book import FILE_NAME, BookFile
from companion.interactions.bots.desk import BotsDesk
from companion.interactions.bots.hooks import Hooks
from tests.companion.interactions.commands.in_memory import Desk as Chat
from tests.support.events import chat
from tests.support.fakes import settle
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import open_engine

HI = CommandDef(name="hi", reply="hello")
CLASH = CommandDef(name="mine", aliases=("top",), reply="x")
OFTEN = PeriodicDef(id="p", name="Follow", texts=("follow!",), every_s=60)
EVERY = PeriodicDef(id="p", name="Follow", texts=("follow!",))


class Part:
    """A part that writes down what it is told; bug: it fails to hear."""

    def __init__(self, *, bug: bool = False) -> None:
        self.used: list[BotBook] = []
        self.heard = 0
        self.bug = bug

    def check(self, book: BotBook) -> None:
        if any(one.every_s == 60 for one in book.periodic):
            raise CommandError("periodic[0].every_s: too often")

    def use(self, book: BotBook) -> None:
        self.used.append(book)

    def hear(self, item: Shown) -> None:
        del item
        self.heard += 1
        if self.bug:
            raise ZeroDivisionError

    async def run(self) -> None:
        await asyncio.Event().wait()


class Post:
    """An announcement, and addresses."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def text(self) -> str:
        return "We are live"

    async def announce(self, *, again: bool = False, who: str = "") -> Sequence[Entry]:
        del again, who
        return []

    def names(self) -> Sequence[str]:
        return sorted(self.kept)

    def keep(self, name: str, address: str) -> None:
        self.kept[name] = address


def hooks_of(room: Chat) -> Hooks:
    async def is_allowed(_text: str) -> bool:
        return True

    return Hooks(record=room, fold=lambda: room.runs.fold, is_allowed=is_allowed)


def made(room: Chat, *parts: Part, path: Path | None = None) -> BotsDesk:
    post = Post()
    return BotsDesk(
        file=BookFile(path),
        commands=room.commands,
        others=parts,
        runs=room.runs,
        kept=room.kept,
        announcer=post,
        webhooks=post,
        hooks=hooks_of(room),
        thresholds=tuple,
        why_mute=lambda one: "" if one is Platform.TWITCH else "It is not connected.",
        clock=room.clock,
    )


async def test_a_book_is_used_by_every_part_and_written(tmp_path: Path) -> None:
    part = Part()
    desk = made(Chat(), part, path=tmp_path / FILE_NAME)
    book = BotBook(commands=(HI,), periodic=(EVERY,))
    await desk.keep(book)

    assert desk.book() == part.used[-1] == BookFile(tmp_path / FILE_NAME).book == book
    assert "hi" in [one.name for one in desk.view().commands]


@pytest.mark.parametrize(
    ("book", "field"),
    [
        (BotBook(commands=(CLASH,)), "commands: mine: aliases: “top”"),
        (BotBook(commands=(CommandDef(name="hi"),)), "commands: hi"),
        (
            BotBook(commands=(HI,), periodic=(OFTEN,)),
            r"periodic\[0\].every_s",
        ),
    ],
)
async def test_what_cannot_be_names_its_field_and_changes_nothing(
    tmp_path: Path, book: BotBook, field: str
) -> None:
    part = Part()
    desk = made(Chat(), part, path=tmp_path / FILE_NAME)
    await desk.keep(BotBook(notes="before"))
    with pytest.raises(CommandError, match=field):
        await desk.keep(book)

    assert desk.book() == part.used[-1] == BotBook(notes="before")
    assert BookFile(tmp_path / FILE_NAME).book == BotBook(notes="before")
    assert "hi" not in [one.name for one in desk.view().commands]


async def test_a_file_that_clashes_is_used_as_far_as_it_can_be(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    whole = BotBook(commands=(HI, CLASH), periodic=(EVERY,), notes="evening")
    BookFile(path).keep(whole)
    part = Part()
    desk = made(Chat(), part, path=path)

    rest = BotBook(commands=(HI,), periodic=(EVERY,), notes="evening")
    assert desk.book() == part.used[-1] == rest
    aside = tmp_path / f"{FILE_NAME}.broken"
    assert msgspec.json.decode(aside.read_bytes(), type=BotBook) == whole


async def test_what_clashes_is_said_in_the_files_problem(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    BookFile(path).keep(BotBook(commands=(CLASH,)))
    room, file = Chat(), BookFile(path)
    BotsDesk(
        file=file,
        commands=room.commands,
        others=(),
        runs=room.runs,
        kept=room.kept,
        announcer=Post(),
        webhooks=Post(),
        hooks=hooks_of(room),
        thresholds=tuple,
        why_mute=lambda _one: "",
        clock=room.clock,
    )

    assert "“top” calls two commands" in file.problem
    assert f"{FILE_NAME}.broken" in file.problem


async def test_a_part_that_fails_to_hear_keeps_no_other_from_it() -> None:
    room, broken, sound = Chat(), Part(bug=True), Part()
    desk = made(room, broken, sound)
    desk.hear([Shown(entry=room.said("luna", "!points"))])
    await room.works()

    assert sound.heard == 1
    assert room.sent == ["0 points"]


async def test_the_view_tells_counters_quotes_pace_and_log() -> None:
    room = Chat()
    desk = made(room)
    await desk.set_counter("song", 3)
    await desk.keep_quote("to be")
    room.says("luna", "!points")
    await room.works()
    view = desk.view()

    assert view.counters == (("song", 3),)
    assert view.quotes == ((1, "to be"),)
    assert [(one.bot, one.outcome) for one in view.log] == [("points", "done")]
    assert [one.why for one in view.pace] == ["", *["It is not connected."] * 2]
    assert dict(view.variables)["{{viewer}}"]


async def test_a_webhook_is_kept_by_its_name() -> None:
    desk = made(Chat())
    await desk.keep_webhook("news", "https://example.org/1")

    assert desk.webhooks() == ["news"]


# Over a whole engine.


async def test_a_command_of_the_book_works_beside_an_engine(
    tmp_path: Path,
) -> None:
    async with open_engine(tmp_path) as running:
        desk = cast("BotsDesk", running.engine.bots)
        await desk.keep(BotBook(commands=(HI,)))
        await running.engine.connect("twitch:mira")
        await running.engine.start_session("Friday")
        await settle()
        before = running.view.tally.last_seq
        running.engine.offer(_arrival("!hi"))
        await running.pipeline.drain()
        await running.clock.advance(3)
        async with asyncio.timeout(PATIENCE_S):
            while not any(one.outcome == "done" for one in desk.view().log):  # noqa: ASYNC110  # no event tells it
                await asyncio.sleep(0.001)
        entries = list(await running.engine.entries(after=before))

    kinds = [type(one.body).__name__ for one in entries]
    assert kinds == ["Chat", "BotRan", "PlatformAction", "BotRan"]
    assert [what[1] for what in running.rooms["mira"].asked] == ["hello"]


def _arrival(text: str) -> Arrival:
    luna = Viewer(id="twitch:luna", name="luna")
    return Arrival(
        event=chat(luna, text, platform=Platform.TWITCH), source="twitch:mira"
    )
