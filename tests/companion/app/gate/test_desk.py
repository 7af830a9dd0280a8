"""Decisions of people through the whole engine: made, taken back, made again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from companion.domain.entries import TextPermitted, Verdict, VerdictGiven
from companion.domain.errors import CommandError, SettingsError
from companion.domain.events import Arrival
from companion.domain.values import Platform
from companion.domain.views import VerdictFilter
from tests.companion.app.gate.stage import (
    KAI,
    LUNA,
    SETTINGS,
    Stage,
    open_stage,
    verified,
)
from tests.support.events import chat
from tests.support.fakes import settle


async def pass_time(stage: Stage, seconds: float) -> None:
    """Let the clock tick, each commit done before the next tick."""
    for _ in range(round(seconds * 4)):
        await stage.clock.advance(0.25)
        await stage.running.pipeline.drain()
        await settle()


async def test_what_the_rules_blocked_comes_back_at_its_place_and_earns_once(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("blockme please")
        await stage.say("after it", KAI)
        await stage.quiet()
        before = stage.points()
        await stage.engine.allow(seq, who="Zoë")

        assert before == 0
        assert stage.shown() == ["blockme please", "after it"]
        assert stage.points() == 1
        (given,) = await stage.verdicts()
        assert (given.by, given.who, given.text) == ("person", "Zoë", Verdict.ALLOW)
        assert [
            one.late for one in stage.running.heard.items if one.entry.seq == seq
        ] == [True]
    assert verified(tmp_path)


async def test_a_point_goes_with_its_line_and_comes_back_with_it(
    tmp_path: Path,
) -> None:
    points = []
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("fine")
        points.append(stage.points())
        await stage.engine.block(seq)
        points.append(stage.points())
        blocked = (await stage.notes_of_verdicts())[-1]
        await stage.gate.undo(blocked)
        points.append(stage.points())
        await stage.engine.block(seq)
        points.append(stage.points())
        await stage.engine.allow(seq)
        points.append(stage.points())
        again = stage.shown()

    assert points == [1, 0, 1, 0, 1]
    assert again == ["fine"]
    assert verified(tmp_path)


async def test_a_point_that_a_reset_took_is_not_taken_again(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("fine")
        await stage.engine.reset_viewer(LUNA.id)
        await stage.engine.block(seq)
        blocked = stage.points()
        await stage.engine.allow(seq)
        allowed = stage.points()

    assert (blocked, allowed) == (0, 0)
    assert verified(tmp_path)


async def test_the_standings_are_the_same_after_a_restart(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.engine.block(await stage.say("one"))
        await stage.engine.allow(await stage.say("holdme two"))
        await stage.say("three")
        before = stage.points()
    async with open_stage(tmp_path, clock=stage.clock, is_new=False) as again:
        after = again.points()

    assert (before, after) == (2, 2)


async def test_a_countdown_that_ended_is_taken_back_and_runs_anew(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("holdme")
        await pass_time(stage, 21)
        (expired,) = await stage.notes_of_verdicts()
        assert stage.engine.reviews() == []

        await stage.gate.undo(expired, who="Zoë")
        (waiting,) = stage.engine.reviews()
        await pass_time(stage, 19)
        still = len(stage.engine.reviews())
        await pass_time(stage, 2)
        given = await stage.verdicts()

        assert waiting.entry.seq == seq
        assert waiting.text is Verdict.HOLD
        assert [one.by for one in given] == ["clock", "undo", "clock"]
        assert given[1].undoes == expired
        assert (still, len(stage.engine.reviews())) == (1, 0)


async def test_nothing_is_undone_twice_and_an_undo_can_be_undone(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("fine")
        await stage.engine.block(seq)
        (blocked,) = await stage.notes_of_verdicts()
        undone = await stage.gate.undo(blocked)
        with pytest.raises(CommandError, match="already undone"):
            await stage.gate.undo(blocked)
        await stage.gate.undo(undone)
        redone = stage.shown()
        with pytest.raises(CommandError, match="already undone"):
            await stage.gate.undo(undone)
        points = stage.points()

    assert redone == []
    assert points == 0
    assert verified(tmp_path)


async def test_only_the_last_decision_can_be_undone_then_the_one_before(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("holdme")
        await stage.engine.allow(seq)
        await stage.engine.block(seq)
        allowed, blocked = await stage.notes_of_verdicts()
        with pytest.raises(CommandError, match="later decision"):
            await stage.gate.undo(allowed)
        await stage.gate.undo(blocked)
        once = stage.shown()
        await stage.gate.undo(allowed)

        assert once == ["holdme"]
        assert stage.shown() == []
        assert [one.entry.seq for one in stage.engine.reviews()] == [seq]


async def test_a_verdict_of_the_rules_is_undone_by_its_own_entry(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("blockme")
        fine = await stage.say("fine")
        await stage.quiet()
        await stage.gate.undo(seq)
        with pytest.raises(CommandError, match="nothing that could be undone"):
            await stage.gate.undo(fine)

        assert sorted(stage.shown()) == ["blockme", "fine"]


async def test_of_two_people_at_once_one_decides_and_the_other_hears_who(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        outcomes = []
        for number in range(20):
            seq = await stage.say(f"holdme {number}")
            outcomes.append(
                await asyncio.gather(
                    stage.engine.allow(seq, who="Zoë"),
                    stage.engine.block(seq, who="Ben", only_waiting=True),
                    return_exceptions=True,
                )
            )
        given = await stage.verdicts()
        told = {str(one) for pair in outcomes for one in pair if one is not None}

        assert len(given) == 20
        assert all(sum(one is None for one in pair) == 1 for pair in outcomes)
        assert all("Zoë was quicker" in one and "allowed" in one for one in told)
        assert len(stage.shown()) == 20


async def test_blocking_what_is_shown_needs_no_wait_unless_it_is_asked_so(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("fine")
        with pytest.raises(CommandError, match="allowed already"):
            await stage.engine.block(seq, only_waiting=True)
        kept = stage.shown()
        await stage.engine.block(seq, who="Ben")
        with pytest.raises(CommandError, match="Ben was quicker"):
            await stage.engine.block(seq)
        with pytest.raises(CommandError, match="There is no entry 999"):
            await stage.engine.block(999)

        assert kept == ["fine"]
        assert stage.shown() == []


async def test_what_is_allowed_already_is_not_allowed_again(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("fine")
        with pytest.raises(CommandError, match="allowed already"):
            await stage.engine.allow(seq)

        assert await stage.verdicts() == []


async def test_a_text_is_always_allowed_from_then_on_until_it_is_withdrawn(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("holdme Gently")
        permitted = await stage.gate.always_allow(seq, who="Zoë")
        await stage.say("HOLDME gently", KAI)
        listed = stage.gate.permitted_texts()
        at_once = stage.shown()
        with pytest.raises(CommandError, match="always allowed already"):
            await stage.gate.always_allow(seq)

        await stage.gate.undo(permitted)
        await stage.say("holdme gently", KAI)
        held = len(stage.engine.reviews())
        with pytest.raises(CommandError, match="already undone"):
            await stage.gate.undo(permitted)
        notes = [one.body for one in await stage.notes(TextPermitted)]

        assert at_once == ["holdme Gently", "HOLDME gently"]
        assert listed == ("holdme Gently",)
        assert held == 1
        assert [(one.is_lifted, one.undoes) for one in notes] == [
            (False, None),
            (True, permitted),
        ]


async def test_a_text_of_signs_alone_is_never_permitted(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("…")
        with pytest.raises(CommandError, match="no text"):
            await stage.gate.always_allow(seq)

        assert stage.gate.permitted_texts() == ()


async def test_permitted_texts_and_marks_outlast_a_restart(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.always_allow(await stage.say("holdme"))
        await stage.gate.mark(KAI.id, "trust")
        await stage.gate.banish(LUNA.id)
    async with open_stage(tmp_path, clock=stage.clock) as again:
        await again.say("hello")
        await again.say("blockme", KAI)
        marks = {one.viewer_id: one for one in again.gate.marks()}
        texts = again.gate.permitted_texts()
        shown = again.shown()

    assert shown == ["blockme"]
    assert marks[LUNA.id].is_banned
    assert marks[KAI.id].is_trusted
    assert texts == ("holdme",)


async def test_an_approval_is_a_verdict_that_can_be_undone(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("fine")
        held = await stage.say("holdme")
        await stage.gate.approve(seq, who="Zoë")
        approved = stage.running.view.is_approved(seq)
        points = stage.points()
        (given,) = await stage.notes_of_verdicts()
        await stage.gate.undo(given)
        with pytest.raises(CommandError, match="not been allowed"):
            await stage.gate.approve(held)

        assert approved
        assert not stage.running.view.is_approved(seq)
        assert points == stage.points() == 1
        assert stage.shown() == ["fine"]


async def test_other_settings_hold_at_once(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        table = SETTINGS.model_dump() | {"hold_seconds": 5, "expired": "allow"}
        await stage.gate.reconfigure(table)
        await stage.say("holdme")
        await pass_time(stage, 6)
        with pytest.raises(SettingsError) as refused:
            await stage.gate.reconfigure({"hold_seconds": -1})
        await stage.say("holdme again")
        await pass_time(stage, 6)

        assert stage.shown() == ["holdme", "holdme again"]
        assert refused.value.field == "moderation.hold_seconds"


async def test_the_log_names_everybody_who_decided(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("holdme")
        await stage.engine.block(seq, who="Zoë")
        (blocked,) = await stage.notes_of_verdicts()
        undone = await stage.gate.undo(blocked, who="Ben")
        lines = await stage.gate.verdicts(VerdictFilter())
        context = await stage.gate.context(seq)
        csv = await stage.gate.corrections()

    by_seq = {line.seq: line for line in lines}
    assert by_seq[blocked].who == "Zoë"
    assert by_seq[blocked].undone_by == undone
    assert (by_seq[undone].by, by_seq[undone].who) == ("undo", "Ben")
    assert context == []
    assert csv.startswith("at,session,seq,text,gate,person")


async def test_the_toxic_share_is_of_five_minutes(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("fine")
        await stage.say("fine too", KAI)
        await stage.say("holdme", KAI)
        await stage.say("blockme", KAI)
        view = stage.gate.view()
        await stage.clock.advance(301)
        later = stage.gate.view()

    assert (view.toxic_share, view.judged_recently) == (0.5, 4)
    assert (later.toxic_share, later.judged_recently) == (None, 0)


async def test_two_people_and_a_thousand_held_messages(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        for number in range(1000):
            said = chat(
                f"viewer{number % 200}",
                f"holdme {number}",
                platform=Platform.TWITCH,
                id=f"twitch:held-{number}",
            )
            stage.running.intake.offer(Arrival(event=said, source="twitch:mira"))
        await stage.running.pipeline.drain()
        seqs = [one.entry.seq for one in stage.engine.reviews()]
        asked = [stage.engine.allow(seq, who="Zoë") for seq in seqs]
        asked += [
            stage.engine.block(seq, who="Ben", only_waiting=True)
            for seq in reversed(seqs)
        ]
        results = await asyncio.gather(*asked, return_exceptions=True)
        given = await stage.running.ledger.read(
            lambda history: [
                one.body
                for one in history.entries(None)
                if isinstance(one.body, VerdictGiven)
            ]
        )

    refused = [one for one in results if one is not None]
    assert len(seqs) == 1000
    assert len({one.of for one in given}) == len(given) == 1000
    assert len(refused) == 1000
    assert all("was quicker" in str(one) for one in refused)
    assert verified(tmp_path)
