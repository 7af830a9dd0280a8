"""`bench connectors`: both sides read the same, and a missing library is said."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import psutil
import pytest

from companion.bench import connector_load as load
from companion.bench import connector_runs as runs
from companion.bench.connectors import QUICK, Pair, compared, measure, wire_server
from companion.platforms.twitch.irc_parse import parse_irc
from companion.platforms.youtube.pages import PageReader


@pytest.fixture
async def ports() -> AsyncIterator[dict[str, int]]:
    async with wire_server(QUICK) as found:
        yield found


async def both(run: runs.Both) -> tuple[int, int]:
    return await run.bare(), await run.ours()


async def test_every_message_of_tiktok_is_read_by_both() -> None:
    assert await both(runs.TikTok(3)) == (30, 30)


async def test_every_notification_of_twitch_is_read_by_both() -> None:
    assert await both(runs.EventSub(50)) == (50, 50)


async def test_every_line_off_the_socket_is_read_by_both(
    ports: dict[str, int],
) -> None:
    run = runs.Irc(ports["chat"], QUICK.lines)

    assert await both(run) == (QUICK.lines, QUICK.lines)


async def test_every_poll_of_youtube_is_read_by_both() -> None:
    assert await both(runs.Rest(2)) == (2 * runs.POLLED, 2 * runs.POLLED)


async def test_every_push_of_youtube_is_read_by_both(ports: dict[str, int]) -> None:
    run = runs.Stream(ports["stream"], QUICK.answers)
    count = QUICK.answers * runs.PUSHED

    assert await both(run) == (count, count)


async def test_every_message_in_memory_is_decoded_by_both() -> None:
    assert await both(runs.Decoding(2)) == (2 * runs.POLLED, 2 * runs.POLLED)


def test_what_is_measured_with_is_chat_with_all_that_belongs_to_it() -> None:
    (line,) = load.irc_frames(1)
    (told,) = parse_irc(line.strip(), channel=load.CHANNEL, at=0)
    reader = PageReader(channel="UCmira", video="live0000001")
    (polled,) = reader.polled_raw(load.rest_answer(1)).events

    assert (told.event.text, polled.text) == (load.TEXT, load.TEXT)
    assert told.event.viewer.name == "Ann"
    assert polled.viewer.roles


def test_tiktoks_messages_have_the_size_of_real_ones() -> None:
    (response,) = load.tiktok_responses(1)
    sizes = [len(message.payload) for message in response.messages]

    assert 3_000 < sum(sizes) / len(sizes) < 6_000


async def test_a_library_that_is_not_installed_is_null_and_said() -> None:
    async def ours() -> int:
        return 10

    async def bare() -> int:
        raise ModuleNotFoundError(name="twitchio")

    found = await compared(Pair("x", "twitchio alone", ours, bare), rounds=2)

    assert (found.baseline_value, found.ratio) == (None, None)
    assert found.baseline == "twitchio is not installed"
    assert found.value > 0


async def test_of_several_rounds_the_best_counts() -> None:
    slow = iter((False, True, False, True))

    async def ours() -> int:
        began = time.process_time()
        while next_is_slow and time.process_time() - began < 0.05:
            pass
        return 1_000

    async def bare() -> int:
        nonlocal next_is_slow
        next_is_slow = next(slow)
        return 1_000

    next_is_slow = True
    found = await compared(Pair("x", "y", ours, bare), rounds=4)

    assert found.value > 1_000 / 0.05


@pytest.mark.long
def test_a_quick_run_is_quick_and_leaves_no_process_behind() -> None:
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    began = time.process_time()
    found = measure(is_quick=True)
    spent = time.process_time() - began
    after = {one.pid for one in psutil.Process().children(recursive=True)}

    assert spent < 6, "at most 4 s on a machine that has nothing else to do"
    assert after <= before
    assert len({one.name for one in found}) == len(found) == 6
    for one in found:
        assert one.unit == "events/s"
        assert one.value > 1_000
        assert one.baseline_value
