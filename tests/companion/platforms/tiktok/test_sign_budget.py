"""What the sign server still allows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from companion.app.machine import SystemClock
from companion.domain.errors import LoginRequired, RateLimited
from companion.platforms.tiktok.asking import Asking
from companion.platforms.tiktok.connector import TikTokConnector, tiktok_connectors
from companion.platforms.tiktok.settings import TikTokSettings
from companion.platforms.tiktok.sign_budget import (
    KNOWN_FOR_S,
    READ_AGAIN_S,
    Allowance,
    Budget,
    SignBudget,
    budget_in,
)
from tests.companion.platforms.tiktok.hearing import Hearing, until
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.fakes import EPOCH, FakeClock


def answer(**spans: object) -> bytes:
    return json.dumps({"code": 200, "load_shedding": {}, **spans}).encode()


def span(limit: float, remaining: float, reset_at: str | None = None) -> object:
    return {"max": limit, "remaining": remaining, "reset_at": reset_at}


def test_an_answer_tells_each_span() -> None:
    when = datetime(2026, 1, 1, 21, tzinfo=UTC)

    budget = budget_in(
        answer(minute=span(10, 8), day=span(1000.0, 950.0, when.isoformat()))
    )

    assert budget.minute == Allowance(limit=10, left=8)
    assert budget.hour is None
    assert budget.day == Allowance(
        limit=1_000, left=950, reset_at=round(when.timestamp() * 1_000_000)
    )


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"day":{"max":"many"}}',
        answer(day=span(0, 0)),
        answer(day=span(-1, 5)),
        answer(day=span(1e300, 5)),
        answer(day=None),
        b"[" * 100_000,
    ],
)
def test_an_answer_that_makes_no_sense_tells_nothing(text: bytes) -> None:
    assert budget_in(text) == Budget()


@pytest.mark.parametrize("reset_at", ["soon", "2026-01-01", "9999-99-99", ""])
def test_a_time_that_makes_no_sense_is_no_time(reset_at: str) -> None:
    budget = budget_in(answer(day=span(10, 12, reset_at)))

    assert budget.day == Allowance(limit=10, left=10)


def test_a_span_that_is_over_has_everything_left() -> None:
    span_of = Allowance(limit=10, left=2, reset_at=EPOCH)

    assert (span_of.now(EPOCH - 1), span_of.now(EPOCH)) == (2, 10)


@pytest.fixture
def settings(tiktok: TikTokEmulator, tiktok_name: str) -> TikTokSettings:
    """The emulator's addresses, with a key that no other test uses."""
    return TikTokSettings(sign_api_key=f"key-{tiktok_name}").with_environment(
        tiktok.environment
    )


async def test_it_is_told_in_words_for_people(settings: TikTokSettings) -> None:
    budget = SignBudget(FakeClock())
    assert budget.text == ""
    async with Asking("mira", settings) as asking:
        await budget.read(asking)

    assert budget.text == (
        "sign server: 10 of 10 left this minute, 100 of 100 this hour, "
        "1,000 of 1,000 today"
    )


async def test_what_was_spent_since_it_was_read_is_subtracted(
    settings: TikTokSettings,
) -> None:
    budget = SignBudget(FakeClock())
    async with Asking("mira", settings) as asking:
        await budget.read(asking)
        for _connection in range(3):
            budget.spend()
        await budget.read(asking)

    assert "7 of 10" in budget.text, "not read again so soon"


async def test_it_is_read_again_after_a_while_and_at_once_when_it_is_full(
    settings: TikTokSettings,
) -> None:
    clock = FakeClock()
    budget = SignBudget(clock)
    async with Asking("mira", settings) as asking:
        for is_full in (False, True):
            await budget.read(asking)
            budget.spend()
            assert "9 of 10" in budget.text
            await clock.advance(0 if is_full else READ_AGAIN_S)
            await budget.read(asking, is_full=is_full)
            # The emulator has not prepared any connection.
            assert "10 of 10" in budget.text


async def test_what_was_read_long_ago_is_not_shown(settings: TikTokSettings) -> None:
    clock = FakeClock()
    budget = SignBudget(clock)
    async with Asking("mira", settings) as asking:
        await budget.read(asking)
    await clock.advance(KNOWN_FOR_S + 1)

    assert budget.text == ""


@pytest.mark.parametrize("key", ["wrong-1", "vague-1"])
async def test_a_server_that_does_not_tell_leaves_it_unknown(
    key: str, settings: TikTokSettings
) -> None:
    budget = SignBudget(FakeClock())
    async with Asking(
        "mira", settings.model_copy(update={"sign_api_key": key})
    ) as asking:
        await budget.read(asking)

    assert budget.text == ""


async def test_a_server_that_is_not_there_is_no_error(
    settings: TikTokSettings,
) -> None:
    budget = SignBudget(FakeClock())
    nowhere = settings.model_copy(update={"sign_url": "http://127.0.0.1:9"})
    async with Asking("mira", nowhere) as asking:
        await budget.read(asking)

    assert budget.text == ""


# Through the connector


async def test_a_connection_shows_what_it_left(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    made = tiktok_connectors(settings=settings, clock=SystemClock())
    connector = made(tiktok_name)
    assert isinstance(connector, TikTokConnector)
    async with Hearing(connector) as hearing:
        await tiktok_room.entered()
        await tiktok_room.seen("gift_lists")
        await tiktok_room.chat("hello")
        await hearing.at_least(1)
        await until(lambda: connector.budget)

    assert connector.budget.startswith("sign server: 9 of 10 left this minute")
    other = made("otto.lives")
    assert isinstance(other, TikTokConnector)
    assert other.budget == connector.budget, "one account for all channels"


async def test_a_server_that_refuses_more_is_asked_what_it_allows(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    await tiktok_room.mode(sign="limited", reset=30)
    connector = TikTokConnector(tiktok_name, settings=settings, clock=SystemClock())
    async with Hearing(connector) as hearing:
        with pytest.raises(RateLimited):
            await hearing.end()

    assert "999 of 1,000 today" in connector.budget


async def test_a_key_that_is_not_accepted_is_named_with_its_fix(
    settings: TikTokSettings, tiktok_room: TikTokRoom, tiktok_name: str
) -> None:
    wrong = settings.model_copy(update={"sign_api_key": "wrong-key-of-mine"})
    connector = TikTokConnector(tiktok_name, settings=wrong, clock=SystemClock())
    async with Hearing(connector) as hearing:
        with pytest.raises(LoginRequired) as caught:
            await hearing.end()

    assert "127.0.0.1" in str(caught.value)
    assert "settings" in str(caught.value)
    assert "wrong-key" not in str(caught.value), "a key is a secret"
