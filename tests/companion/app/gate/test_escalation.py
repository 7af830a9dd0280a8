"""What platforms are asked to do about those whose texts are blocked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.domain.events import Arrival
from companion.domain.values import Platform, Role, Viewer
from companion.domain.views import Review
from companion.settings import ModerationSettings
from tests.companion.app.gate.stage import (
    KAI,
    LUNA,
    SETTINGS,
    TARGET,
    Stage,
    open_stage,
)
from tests.support.events import chat
from tests.support.fakes import FakeClock

MOD = Viewer(id="twitch:1", name="Zoë", roles=frozenset({Role.MODERATOR}))


def with_ladder(**ladder: Any) -> ModerationSettings:
    return ModerationSettings.model_validate(SETTINGS.model_dump() | {"ladder": ladder})


async def offend(stage: Stage, times: int, who: Viewer = LUNA) -> list[int]:
    """Have texts of somebody blocked; returns their seqs."""
    seqs = []
    for number in range(times):
        seqs.append(await stage.say(f"blockme {number}", who))
        await stage.quiet()
    return seqs


async def test_the_ladder_deletes_warns_times_out_then_asks_a_person(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seqs = await offend(stage, 5)
        asked = [(what[0], *what[2:]) for what in stage.room.asked]
        actions = await stage.actions()
        marks = await stage.marks()
        (standing,) = stage.gate.marks()

    assert [one for one in asked if one[0] != "send"] == [
        ("delete",),
        ("delete",),
        ("time_out", 60),
        ("delete",),
        ("time_out", 300),
        ("delete",),
        ("delete",),
    ]
    texts = [one.text for one in actions if one.action == "send"]
    assert texts == ["@Luna Your message was removed. Please stay friendly."]
    assert all(one.by == "ladder" and one.of in seqs for one in actions)
    assert [one.reason for one in marks] == ["", "", "", "ladder-end"]
    assert standing.strikes == 4
    assert not any(one.action == "ban" for one in actions)


async def test_steps_decay_with_time(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await offend(stage, 2)
        await stage.clock.leap(2 * 3600 + 1)
        forgiven = stage.gate.marks()
        await offend(stage, 1)
        timeouts = [one for one in stage.room.asked if one[0] == "time_out"]
        sent = [one for one in stage.room.asked if one[0] == "send"]

    assert forgiven == []
    assert [one[2] for one in timeouts] == [60]
    assert len(sent) == 2


async def test_a_dry_run_only_tells_and_the_gate_holds(tmp_path: Path) -> None:
    async with open_stage(tmp_path, with_ladder(dry_run="first-hour")) as stage:
        began = stage.clock.now()
        await offend(stage, 2)
        view = stage.gate.view()
        told, shown = await stage.actions(), stage.shown()
        untouched = list(stage.room.asked)
        await stage.clock.leap(3601)
        over = stage.gate.view()
        await offend(stage, 1)

        assert [(one.action, one.outcome) for one in told] == [
            ("send", "dry-run"),
            ("timeout", "dry-run"),
        ]
        assert told[1].seconds == 60
        assert shown == []
        assert untouched == []
        assert view.dry_run_until == began + 3_600_000_000
        assert over.dry_run_until is None
        assert stage.room.asked


async def test_the_first_hour_is_not_begun_anew_by_a_restart(tmp_path: Path) -> None:
    clock = FakeClock()
    async with open_stage(
        tmp_path, with_ladder(dry_run="first-hour"), clock=clock
    ) as first:
        await first.until_kept()
        await clock.leap(3000)
    async with open_stage(
        tmp_path, with_ladder(dry_run="first-hour"), clock=clock
    ) as stage:
        until = stage.gate.view().dry_run_until
        left = None if until is None else (until - clock.now()) // 1_000_000

    assert left == 600


async def test_who_is_exempt_or_trusted_or_writes_in_a_test_climbs_nothing(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.mark(KAI.id, "trust")
        await offend(stage, 1, KAI)
        await offend(stage, 1, MOD)
        await stage.engine.inject(
            chat(LUNA, "blockme", platform=Platform.TWITCH, id="twitch:test-1")
        )
        await stage.quiet()
        marks = await stage.marks()

    assert [one.mark for one in marks] == ["trust"]
    assert stage.room.asked == []


async def test_a_name_alone_leads_to_nothing(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.say("hello", Viewer(id="twitch:44", name="blockme"))
        await stage.quiet()

        assert await stage.marks() == []
        assert stage.shown() == ["hello"]


async def test_what_a_person_or_the_clock_blocks_leads_to_nothing(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.engine.block(await stage.say("fine"))
        await stage.engine.block(await stage.say("holdme"))
        await stage.quiet()

        assert await stage.marks() == []
        assert stage.room.asked == []


async def test_where_nothing_can_be_written_each_step_is_told_once(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        stage.room.cannot_write = "Log in first."
        await offend(stage, 7)
        actions = await stage.actions()

    assert [(one.action, one.outcome, one.why) for one in actions] == [
        ("send", "refused", "twitch:mira: Log in first."),
        ("timeout", "refused", "twitch:mira: Log in first."),
        ("timeout", "refused", "twitch:mira: Log in first."),
        ("delete", "refused", "twitch:mira: Log in first."),
    ]
    assert stage.room.asked == []


async def test_a_text_that_somebody_allows_takes_its_step_back(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        (seq,) = await offend(stage, 1)
        await stage.engine.allow(seq, who="Zoë")
        await stage.quiet()
        marks = await stage.marks()

        assert [(one.is_lifted, one.by) for one in marks] == [
            (False, "ladder"),
            (True, "undo"),
        ]
        assert stage.gate.marks() == []
        assert stage.shown() == ["blockme 0"]


async def test_the_broadcaster_hears_of_what_was_blocked_and_nobody_else_sees_it(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        seq = await stage.say("blockme")
        heard: list[Review] = stage.running.heard.reviews

        assert [(one.entry.seq, one.text) for one in heard] == [(seq, "block")]
        assert heard[0].reasons
        assert stage.shown() == []
        assert stage.engine.reviews() == []


async def test_the_ladder_can_be_switched_off(tmp_path: Path) -> None:
    async with open_stage(tmp_path, with_ladder(is_on=False)) as stage:
        await offend(stage, 3)

        assert stage.room.asked == []
        assert await stage.marks() == []


async def test_a_burst_that_is_too_much_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_stage(tmp_path, with_ladder(dry_run="on")) as stage:
        for number in range(600):
            who = Viewer(id=f"twitch:{number}", name=f"V{number}")
            said = chat(
                who, "blockme", platform=Platform.TWITCH, id=f"twitch:x{number}"
            )
            stage.running.intake.offer(Arrival(event=said, source=TARGET))
        await stage.quiet()

    told = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert told == [
        "Too many blocked texts at once for the ladder",
        "The ladder left out 100 blocked texts",
    ]
