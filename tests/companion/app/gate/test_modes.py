"""Raid mode and quiet hours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from companion.app.gate.modes import is_quiet_at
from companion.app.gate.parts import GateParts, Mode, NoGatekeeper
from companion.domain.entries import GateChanged, PlatformAction
from companion.domain.errors import LoginRequired
from companion.domain.values import ChatLimits
from companion.moderation.people import FILE_NAME, People
from companion.settings import ModerationSettings
from companion.settings.moderation import ModeSettings
from tests.companion.app.gate.stage import SETTINGS, Stage, open_stage
from tests.support.fakes import FakeClock, settle
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import open_engine


async def changes(stage: Stage) -> list[GateChanged]:
    found = await stage.notes(GateChanged)
    return [one.body for one in found if isinstance(one.body, GateChanged)]


async def until_asked(stage: Stage, count: int) -> list[PlatformAction]:
    """Return what platforms were asked, once it is so much."""
    async with asyncio.timeout(PATIENCE_S):
        while len(actions := await stage.actions()) < count:
            await settle()
    return actions


async def test_a_raid_mode_slows_the_chat_and_its_end_gives_it_back(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.engine.connect("tiktok:@mira.plays")
        await stage.gate.set_mode("raid", who="Zoë")
        view = stage.gate.view()
        raided = stage.room.limits
        await stage.gate.set_mode("raid", who="Ben")
        await stage.gate.set_mode("normal")
        actions, told = await stage.actions(), await changes(stage)

        assert view.mode == "raid"
        assert raided == ChatLimits(followers_only=True, slow_seconds=30)
        assert stage.room.limits == ChatLimits(slow_seconds=3)
        assert [(one.mode, one.who) for one in told] == [
            ("raid", "Zoë"),
            ("normal", ""),
        ]
        done = {(one.source, one.outcome, one.text) for one in actions}
        assert done == {
            ("twitch:mira", "done", "followers only, slow: 30 s"),
            ("twitch:mira", "done", "everybody, slow: 3 s"),
            ("tiktok:@mira.plays", "refused", ""),
        }
        assert all(one.action == "mode" for one in actions)
        assert all(one.why for one in actions if one.outcome == "refused")


async def test_a_chat_that_is_connected_during_a_raid_is_slowed_too(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.set_mode("raid")
        await stage.engine.connect("twitch:other")
        await stage.clock.advance(5)
        other = stage.running.rooms["other"]
        actions = await until_asked(stage, 2)
        raided = other.limits
        stage.running.bus.connections(stage.engine.connections())
        await settle()
        await stage.gate.set_mode("normal")

        assert raided == ChatLimits(followers_only=True, slow_seconds=30)
        assert other.limits == ChatLimits(slow_seconds=3)
        assert other.asked == [("limit", True, 30), ("limit", False, 3)]
        assert [(one.source, one.outcome) for one in actions] == [
            ("twitch:mira", "done"),
            ("twitch:other", "done"),
        ]


async def test_a_chat_that_can_be_written_to_only_later_is_slowed_then(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        stage.room.cannot_write = "Log in first."
        await stage.clock.advance(5)
        await stage.gate.set_mode("raid")
        before = stage.room.limits
        stage.room.cannot_write = ""
        stage.running.bus.connections(stage.engine.connections())
        await until_asked(stage, 2)

        assert before == ChatLimits(slow_seconds=3)
        assert stage.room.limits == ChatLimits(followers_only=True, slow_seconds=30)


async def test_a_chat_that_could_not_be_given_back_is_after_the_next_raid(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.set_mode("raid")
        stage.room.error = LoginRequired("Log in to Twitch again.")
        await stage.gate.set_mode("normal")
        stuck = stage.room.limits
        stage.room.error = None
        await stage.gate.set_mode("raid")
        await stage.gate.set_mode("normal")

        assert stuck.followers_only
        assert stage.room.limits == ChatLimits(slow_seconds=3)


async def test_a_login_that_may_not_slow_the_chat_leaves_the_rest_working(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        stage.room.error = LoginRequired("Log in to Twitch again.")
        await stage.gate.set_mode("raid")
        (action,) = await stage.actions()

        assert (action.outcome, action.why) == ("failed", "Log in to Twitch again.")
        assert stage.gate.view().mode == "raid"


async def test_a_raid_mode_goes_on_after_a_restart_and_still_ends_well(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.gate.set_mode("raid")
    async with open_stage(tmp_path, clock=stage.clock) as again:
        mode = again.gate.view().mode
        await again.gate.set_mode("normal")

        assert mode == "raid"
        assert again.room.limits == ChatLimits(slow_seconds=3)


async def test_a_mode_can_be_set_while_no_session_is_open(tmp_path: Path) -> None:
    people = People(tmp_path / FILE_NAME)
    async with open_engine(tmp_path, gate=GateParts(people=people)) as running:
        await running.engine.gate.set_mode("quiet")

        assert running.engine.gate.view().mode == "quiet"


HOURS = ModerationSettings.model_validate(
    SETTINGS.model_dump() | {"modes": {"quiet_from": "21:00", "quiet_to": "23:30"}}
)


async def test_quiet_hours_begin_and_end_by_the_clock(tmp_path: Path) -> None:
    # The clock of tests begins at 20:00 UTC.
    async with open_stage(tmp_path, HOURS) as stage:
        assert stage.gate.view().mode == "normal"
        for minutes, mode in (
            (59, "normal"),
            (2, "quiet"),
            (148, "quiet"),
            (3, "normal"),
        ):
            await stage.clock.leap(minutes * 60)
            await until_mode(stage, mode)
        told = await changes(stage)

    assert [one.mode for one in told] == ["quiet", "normal"]
    assert all(one.why for one in told)


async def until_mode(stage: Stage, mode: str) -> None:
    """Wait until the gate is in a mode; fails when it does not come."""
    async with asyncio.timeout(PATIENCE_S):
        while stage.gate.view().mode != mode:
            await stage.clock.advance(1)
            await stage.running.pipeline.drain()


async def test_who_ends_quiet_hours_by_hand_is_left_alone(tmp_path: Path) -> None:
    async with open_stage(tmp_path, HOURS) as stage:
        await stage.clock.leap(61 * 60)
        await until_mode(stage, "quiet")
        await stage.gate.set_mode("normal")
        await stage.clock.leap(540)
        await stage.clock.advance(60)
        by_hand = stage.gate.view().mode
        await stage.gate.set_mode("raid")
        await stage.gate.set_mode("normal")

        assert by_hand == "normal"
        assert stage.gate.view().mode == "quiet"


@pytest.mark.parametrize(
    ("here", "is_quiet"),
    [("21:59", False), ("22:00", True), ("00:30", True), ("06:00", False)],
)
def test_quiet_hours_may_pass_midnight_in_the_broadcasters_time(
    here: str, *, is_quiet: bool
) -> None:
    zone = ZoneInfo("Europe/Paris")
    hour, minute = map(int, here.split(":"))
    moment = datetime(2026, 7, 1, hour, minute, tzinfo=zone).astimezone(UTC)
    modes = ModeSettings(quiet_from="22:00", quiet_to="06:00")

    at = int(moment.timestamp()) * 1_000_000
    assert is_quiet_at(at, modes, zone) is is_quiet


def test_without_both_times_it_is_never_quiet() -> None:
    assert not is_quiet_at(0, ModeSettings(quiet_from="00:00"), ZoneInfo("UTC"))


class Versioned(NoGatekeeper):
    """Rules whose version is a word of their settings."""

    version = "0000000000000001"

    def change_to(
        self, settings: ModerationSettings, *, mode: Mode
    ) -> Callable[[], None]:
        def apply() -> None:
            self.version = f"{len(settings.blocklist):016x}"

        return apply


async def test_a_session_is_told_what_it_is_judged_by_and_when_that_changes(
    tmp_path: Path,
) -> None:
    gate = GateParts(gatekeeper=Versioned())
    async with open_engine(tmp_path, FakeClock(), gate=gate) as running:
        engine = running.engine
        await engine.start_session()
        await engine.gate.reconfigure({"blocklist": ["a", "b"]})
        await engine.gate.reconfigure({"blocklist": ["c", "d"]})
        await engine.start_session()
        found = await engine.entries(after=0) + await engine.entries(after=1)
        told = {one.seq: one.body for one in found if isinstance(one.body, GateChanged)}

    assert [one.rules for _seq, one in sorted(told.items())] == [
        "0000000000000001",
        "0000000000000002",
        "0000000000000002",
    ]
