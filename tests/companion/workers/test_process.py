"""A worker process seen from its parent: real processes, real pipes, real kills."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from companion.domain.errors import WorkerError
from companion.workers.frames import MAX_BODY
from companion.workers.process import Patience, WorkerProcess, worker_command
from tests.companion.workers.messages import REPORTS, Order, Report, worker

ROOT = Path(__file__).parents[3]


def is_gone(pid: int, *, within: float = 10.0) -> bool:
    """Return whether the process ends in time; a zombie has ended."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
        process.wait(timeout=within)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


async def test_each_message_is_answered_in_order() -> None:
    async with worker("echo") as process:
        for text in ("a", "ß", "😀" * 1000):
            await process.send(Order(text))

        answers = [await process.receive() for _ in range(3)]

    assert [answer and answer.text for answer in answers] == ["a", "ß", "😀" * 1000]


async def test_the_work_is_done_in_another_process() -> None:
    async with worker("echo") as process:
        await process.send(Order("who"))
        answer = await process.receive()

        assert answer == Report(text="who", number=process.pid)
        assert process.pid != os.getpid()


def test_a_worker_can_be_run_from_another_thread_than_the_main_one() -> None:
    # The engine has a thread and an event loop of its own.
    answers: list[Report | None] = []

    async def ask() -> None:
        async with worker("echo") as process:
            await process.send(Order("from the engine"))
            answers.append(await process.receive())

    thread = threading.Thread(target=lambda: asyncio.run(ask()))
    thread.start()
    thread.join(timeout=30)

    assert [answer and answer.text for answer in answers] == ["from the engine"]


async def test_prints_go_to_the_log_and_never_into_the_messages(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, logger="companion.workers.process")
    async with worker("noisy") as process:
        await process.send(Order("still readable"))
        answer = await process.receive()

    assert answer is not None
    assert answer.text == "still readable"
    assert {"printed", "written", "from beneath"} <= set(caplog.messages)


async def test_a_worker_that_returns_ends_the_messages() -> None:
    async with worker("echo") as process:
        await process.send(Order("one"))
        await process.send(Order("stop"))

        heard = [message.text async for message in process.messages()]

    assert heard == ["one"]


async def test_an_exception_in_the_worker_is_told_with_its_text() -> None:
    async with worker("echo") as process:
        await process.send(Order("crash"))

        with pytest.raises(WorkerError, match="ValueError: asked to crash"):
            await process.receive()


async def test_a_killed_worker_is_noticed_after_what_it_had_said() -> None:
    async with worker("echo") as process:
        await process.send(Order("last"))
        await process.send(Order("words"))
        first = await process.receive()
        second = await process.receive()
        os.kill(process.pid, signal.SIGKILL)

        with pytest.raises(WorkerError, match="-9"):
            await process.receive()

    assert [first and first.text, second and second.text] == ["last", "words"]


async def test_a_worker_that_ends_before_it_is_ready_is_an_error() -> None:
    async with worker("gone") as process:
        with pytest.raises(WorkerError, match="7"):
            await process.receive()


async def test_a_worker_that_hangs_is_killed() -> None:
    async with worker("stubborn") as process:
        pid = process.pid
        await process.send(Order("go"))
        assert await process.receive() == Report(text="going on")

        with pytest.raises(WorkerError, match="does not answer"):
            await process.receive()

        assert is_gone(pid)


async def test_a_worker_that_never_gets_ready_is_killed() -> None:
    patience = Patience(start=1.0, silence=60.0, end=1.0)
    async with worker("unready", patience=patience) as process:
        with pytest.raises(WorkerError, match="does not answer"):
            await process.receive()


@pytest.mark.parametrize("name", ["huge", "cut", "broken"])
async def test_nonsense_is_refused(name: str) -> None:
    async with worker(name) as process:
        with pytest.raises(WorkerError):
            await process.receive()


async def test_a_message_that_is_too_long_is_refused_before_it_is_sent() -> None:
    async with worker("echo") as process:
        with pytest.raises(WorkerError, match="too long"):
            await process.send(Order("x" * (MAX_BODY + 1)))
        await process.send(Order("and the line still works"))

        answer = await process.receive()

    assert answer is not None


async def test_a_slow_reader_loses_nothing_and_is_not_taken_for_a_hang() -> None:
    count = 3_000  # three megabytes: far more than any pipe holds
    async with worker("flooding") as process:
        await process.send(Order(str(count)))
        first = await process.receive()
        # Longer than the silence that counts as a hang while somebody listens.
        await asyncio.wait({asyncio.create_task(asyncio.Event().wait())}, timeout=3.0)
        rest = [message.number async for message in process.messages()]

    assert first is not None
    assert [first.number, *rest] == list(range(count))


async def test_receiving_can_be_cancelled_and_taken_up_again() -> None:
    async with worker("echo") as process:
        waiting = asyncio.create_task(process.receive())
        await asyncio.wait({waiting}, timeout=1.5)  # a beat or two pass by
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting
        await process.send(Order("after"))
        answer = await process.receive()

    assert answer is not None
    assert answer.text == "after"


async def test_closing_lets_the_worker_clean_up(tmp_path: Path) -> None:
    file = tmp_path / "said"
    async with worker("last_words", patience=Patience(end=30.0)) as process:
        await process.send(Order(str(file)))
        pid = process.pid
        assert await process.receive() == Report(text="begun")

    assert is_gone(pid)
    assert file.read_text() == "cleaned up"


async def test_closing_ends_the_wait_of_whoever_receives() -> None:
    process = worker("echo")
    async with process:
        waiting = asyncio.create_task(process.receive())
        await asyncio.wait({waiting}, timeout=1.5)
        await process.close()

        assert await waiting is None


async def test_closing_ends_even_a_stubborn_worker() -> None:
    async with worker("stubborn") as process:
        pid = process.pid
        await process.send(Order("go"))
        await process.receive()

    assert is_gone(pid)


async def test_closing_twice_is_closing_once() -> None:
    process = worker("echo")
    async with process:
        await process.close()

    with pytest.raises(WorkerError, match="closed"):
        await process.receive()


async def test_a_cancelled_owner_leaves_no_process() -> None:
    started = asyncio.Event()
    pids: list[int] = []

    async def own() -> None:
        async with worker("echo") as process:
            pids.append(process.pid)
            started.set()
            await process.receive()

    owner = asyncio.create_task(own())
    await started.wait()
    owner.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await owner

    assert is_gone(pids[0], within=0.5)


@pytest.mark.parametrize(
    ("name", "silence"),
    [
        pytest.param("echo", 30.0, id="at its end of input"),
        pytest.param("stubborn", 30.0, id="though its loop is stuck"),
        pytest.param("gripping", 2.0, id="though no thread of it can run"),
    ],
)
def test_a_killed_parent_leaves_no_orphan(name: str, silence: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.companion.workers.parent", name, str(silence)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.send_signal(signal.SIGKILL)

        assert is_gone(child)


async def test_a_program_that_cannot_be_started_is_an_error() -> None:
    process = WorkerProcess("ghost", receives=REPORTS, command=["/nowhere/at/all"])

    with pytest.raises(WorkerError, match="cannot be started"):
        async with process:
            pass


def test_a_worker_is_this_program_started_again() -> None:
    assert worker_command("x") == [sys.executable, "-m", "companion", "--worker", "x"]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert worker_command("x") == [sys.executable, "--worker", "x"]
