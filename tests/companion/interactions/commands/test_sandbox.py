"""The sandbox chat: what would be said, while nothing leaves or is recorded."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.specs import Who
from companion.domain.values import Platform
from companion.interactions.commands.sandbox import Sandbox
from tests.companion.interactions.commands.in_memory import Desk


class Trying(Desk):
    """A desk with a sandbox."""

    def __init__(self, *commands: CommandDef) -> None:
        super().__init__(*commands)
        self.sandbox = Sandbox(self.commands, clock=self.clock)
        self.facts.coin_name = lambda: "coins"
        self.facts.viewer = lambda _name, _platform: None

    async def tries(
        self,
        text: str,
        *,
        who: Who = "everyone",
        on: Platform = Platform.TWITCH,
        no_cooldowns: bool = True,
        book: BotBook | None = None,
    ) -> tuple[str, str]:
        """Return who speaks last, and what is said."""
        lines = await self.sandbox.say(
            text,
            who=who,
            platform=on,
            no_cooldowns=no_cooldowns,
            book=book or self.book,
        )
        assert (lines[0].who, lines[0].text) == ("viewer", text)
        return lines[-1].who, lines[-1].text


SONG = CommandDef(name="song", reply="{{viewer}}: {{count}}", counter="song")


async def test_nothing_leaves_or_is_recorded() -> None:
    desk = Trying(SONG)
    for text in ("!song", "!give @juno 5", "!link", "!quote add hi", "!points"):
        await desk.tries(text, who="moderator")
    await desk.works()

    assert (desk.sent, desk.entries, desk.runs.log()) == ([], [], [])
    assert desk.kept.all.quotes == {}
    assert desk.kept.all.counters == {}


async def test_counters_go_up_in_here() -> None:
    desk = Trying(SONG)
    await desk.tries("!song")

    assert await desk.tries("!song") == ("bot", "you: 2")


async def test_a_cooldown_is_told_and_can_be_ignored() -> None:
    desk = Trying(CommandDef(name="hi", reply="hello", cooldown_s=15))
    assert await desk.tries("!hi", no_cooldowns=False) == ("bot", "hello")

    assert await desk.tries("!hi", no_cooldowns=False) == (
        "note",
        "no reply: cooldown, 30 s left",
    )
    assert await desk.tries("!hi") == ("bot", "hello")
    await desk.clock.advance(30)
    assert await desk.tries("!hi", no_cooldowns=False) == ("bot", "hello")


async def test_a_cooldown_of_the_sandbox_is_nobodys_in_earnest() -> None:
    desk = Trying(CommandDef(name="hi", reply="hello"))
    await desk.tries("!hi", no_cooldowns=False)
    desk.says("luna", "!hi")
    await desk.works()

    assert desk.sent == ["hello"]


@pytest.mark.parametrize(
    ("command", "text", "why"),
    [
        (CommandDef(name="hi", reply="x"), "!nothing", "no command is called so"),
        (CommandDef(name="hi", reply="x", is_on=False), "!hi", "it is switched off"),
        (CommandDef(name="hi", reply="x", who="vip"), "!hi", "only for vip and above"),
        (
            CommandDef(name="hi", reply="x", platforms=(Platform.YOUTUBE,)),
            "!hi",
            "not on this platform",
        ),
        (CommandDef(name="hi", reply="x"), "!vote 1", "what is on hears the word"),
        (CommandDef(name="vote", aliases=("t",)), "!t 1", "what is on hears the word"),
        (CommandDef(name="vote", is_on=False), "!vote 1", "what is on hears the word"),
        (
            CommandDef(name="vote", aliases=("t",), is_on=False),
            "!t 1",
            "it is switched off",
        ),
    ],
)
async def test_why_nothing_is_said_is_told(
    command: CommandDef, text: str, why: str
) -> None:
    who, said = await Trying(command).tries(text)

    assert who == "note"
    assert why in said


async def test_a_draft_is_tried_before_it_is_kept() -> None:
    draft = BotBook(commands=(CommandDef(name="new", reply="tried"),))

    assert await Trying().tries("!new", book=draft) == ("bot", "tried")


async def test_a_draft_that_cannot_be_is_refused() -> None:
    draft = BotBook(commands=(CommandDef(name="new", aliases=("top",), reply="x"),))

    with pytest.raises(CommandError, match="top"):
        await Trying().tries("!new", book=draft)


async def test_a_variable_without_value_is_marked() -> None:
    desk = Trying(CommandDef(name="hi", reply="hello {{args.1}}"))
    lines = await desk.sandbox.say(
        "!hi",
        who="everyone",
        platform=Platform.TWITCH,
        no_cooldowns=True,
        book=desk.book,
    )

    assert lines[-1].empty == ("args.1",)


async def test_a_reply_is_cut_to_what_youtube_takes() -> None:
    desk = Trying(CommandDef(name="hi", reply="{{args}}"))

    _who, said = await desk.tries("!hi " + "x" * 290, on=Platform.YOUTUBE)

    assert len(said) == 200
