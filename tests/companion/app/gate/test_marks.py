"""What people do about Viewers: here at once, and on the platform where it can."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from companion.domain.entries import PlatformAction, Verdict, ViewerMarked
from companion.domain.errors import CommandError, LoginRequired
from tests.companion.app.gate.stage import KAI, LUNA, Stage, open_stage, verified

VIOLETA = "tiktok:violeta"


def names(stage: Stage) -> list[str]:
    """Return the names on the leaderboard as overlays show them."""
    return [one.viewer.name for one in stage.running.view.top(10)]


async def test_a_mute_hides_all_for_299_seconds_and_nothing_after_301(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        first = await stage.say("before")
        await stage.say("mine", KAI)
        entries = await stage.gate.mute(LUNA.id, who="Zoë")
        at_once, gone = stage.shown(), list(stage.running.heard.gone)
        alias = names(stage)[0]
        await stage.clock.advance(299)
        await stage.say("still muted")
        at_299 = stage.shown()
        await stage.clock.advance(2)
        await stage.say("back again")
        at_301 = stage.shown()
        marked, asked = (one.body for one in entries)

        assert at_once == at_299 == ["mine"]
        assert set(gone) == {first}
        assert alias.startswith("Viewer ")
        assert at_301 == ["mine", "back again"]
        assert "Luna" in names(stage)
        assert isinstance(marked, ViewerMarked)
        assert isinstance(asked, PlatformAction)
        assert (marked.mark, marked.who) == ("mute", "Zoë")
        assert marked.until == entries[0].at + 300_000_000
        assert stage.room.asked == [("time_out", LUNA.id, 300)]
        assert (asked.outcome, asked.seconds, asked.who) == ("done", 300, "Zoë")
    assert verified(tmp_path)


async def test_a_kick_is_the_shortest_timeout_and_clears_the_screens(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("rude")
        await stage.gate.kick(LUNA.id, of=seq)
        at_once = stage.shown()
        await stage.clock.advance(1.5)
        await stage.say("sorry")
        (mark,) = await stage.marks()

        assert stage.room.asked == [("time_out", LUNA.id, 1)]
        assert at_once == []
        assert stage.shown() == ["sorry"]
        assert (mark.reason, mark.of) == ("kick", seq)


async def test_a_ban_holds_here_where_the_platform_takes_none(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.engine.connect("tiktok:@mira.plays")
        marked, refused = await stage.gate.banish(VIOLETA)
        assert isinstance(refused.body, PlatformAction)
        assert (refused.body.outcome, refused.body.action) == ("refused", "ban")
        assert refused.body.source == "tiktok:@mira.plays"
        assert refused.body.why
        assert isinstance(marked.body, ViewerMarked)
        assert [one.is_banned for one in stage.gate.marks()] == [True]
        assert stage.room.asked == []


async def test_a_ban_on_the_platform_and_here_is_lifted_on_both(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("rude")
        marked, asked = await stage.gate.banish(LUNA.id)
        await stage.say("more")
        hidden = (stage.shown(), names(stage))
        await stage.gate.undo(marked.seq, who="Zoë")
        with pytest.raises(CommandError, match="already undone"):
            await stage.gate.undo(marked.seq)
        await stage.say("thanks")
        marks = await stage.marks()

        assert hidden[0] == []
        assert hidden[1][0].startswith("Viewer ")
        assert isinstance(asked.body, PlatformAction)
        assert stage.room.asked == [("ban", LUNA.id), ("unban", LUNA.id)]
        assert stage.shown() == ["thanks"]
        assert names(stage) == ["Luna"]
        assert [(one.is_lifted, one.by, one.undoes) for one in marks] == [
            (False, "person", None),
            (True, "undo", marked.seq),
        ]
        assert stage.gate.marks() == []


async def test_a_mute_that_is_taken_back_ends_on_the_platform_as_well(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.mute(LUNA.id)
        await stage.gate.unmark(LUNA.id, "mute", who="Zoë")
        await stage.say("thanks")

        assert stage.room.asked == [("time_out", LUNA.id, 300), ("unban", LUNA.id)]
        assert stage.shown() == ["thanks"]


async def test_a_mark_of_companions_own_is_taken_back_here_only(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        banned = await stage.gate.mark(LUNA.id, "ban")
        await stage.gate.undo(banned)
        await stage.gate.mark(LUNA.id, "ban")
        await stage.gate.unmark(LUNA.id, "ban")

        assert stage.room.asked == []
        assert stage.gate.marks() == []


async def test_an_end_that_is_undone_gives_the_mark_back(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.mark(LUNA.id, "trust")
        lifted = await stage.gate.unmark(LUNA.id, "trust")
        await stage.gate.undo(lifted)
        await stage.say("blockme")

        assert stage.shown() == ["blockme"]


async def test_a_platform_that_fails_leaves_the_mark_here(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        stage.room.error = LoginRequired("Log in again.")
        marked, failed = await stage.gate.banish(LUNA.id)
        await stage.say("still here?")

        assert isinstance(failed.body, PlatformAction)
        assert (failed.body.outcome, failed.body.why) == ("failed", "Log in again.")
        assert isinstance(marked.body, ViewerMarked)
        assert stage.shown() == []


async def test_what_waits_of_somebody_is_decided_with_them(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("holdme one")
        await stage.say("holdme mine", KAI)
        await stage.gate.mark(KAI.id, "trust", who="Zoë")
        trusted = stage.shown()
        await stage.gate.banish(LUNA.id)
        given = await stage.verdicts()

        assert trusted == ["holdme mine"]
        assert stage.shown() == ["holdme mine"]
        assert stage.engine.reviews() == []
        assert [(one.text, one.name, one.who) for one in given] == [
            (Verdict.ALLOW, Verdict.ALLOW, "Zoë"),
            (Verdict.BLOCK, Verdict.BLOCK, ""),
        ]


async def test_of_two_who_ban_at_once_one_does_and_the_other_hears_it(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("rude")
        twice = (stage.gate.mark(LUNA.id, "ban", who=one) for one in ("Zoë", "Ben"))
        results = await asyncio.gather(*twice, return_exceptions=True)
        marks = await stage.marks()

        assert len(marks) == 1
        assert [str(one) for one in results if isinstance(one, CommandError)] == [
            "Luna is banned already."
        ]


async def test_a_mark_that_is_not_there_cannot_be_taken_back(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("hello")
        with pytest.raises(CommandError, match="Luna is not banned"):
            await stage.gate.unmark(LUNA.id, "ban")
        with pytest.raises(CommandError, match="no mark “cloak”"):
            await stage.gate.unmark(LUNA.id, "cloak")
        with pytest.raises(CommandError, match="no viewer “luna”"):
            await stage.gate.mark("luna", "ban")
        with pytest.raises(CommandError, match="1 to 1209600 seconds"):
            await stage.gate.mute(LUNA.id, seconds=0)

        assert await stage.marks() == []
        assert stage.room.asked == []


async def test_a_hidden_picture_is_hidden_everywhere(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("hello")
        await stage.gate.mark(LUNA.id, "picture")

        assert stage.people.hides_picture(LUNA.id)
        assert [one.is_picture_hidden for one in stage.gate.marks()] == [True]


async def test_everything_that_was_done_stays_after_a_restart(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("rude")
        await stage.say("mine", KAI)
        await stage.gate.mute(LUNA.id)
    async with open_stage(tmp_path, clock=stage.clock, is_new=False) as again:
        await again.clock.advance(200)
        await again.say("still muted")
        hidden = names(again)
        await again.clock.advance(101)
        await again.say("back")

        assert "Luna" not in hidden
        assert again.shown() == ["back"]
