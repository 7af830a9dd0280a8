"""A worker seen from beneath: what it does with signals and with raw input."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from companion.workers.frames import Kind, pack, read_frame
from tests.companion.workers.messages import Order, Report
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]


@contextmanager
def child(name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a test worker and wait until it is ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.companion.workers.children", name, "30"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert read_frame(process.stdout.read) == (Kind.READY, b"")
            yield process
        finally:
            process.kill()


def write(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(data)
    process.stdin.flush()


def next_message(process: subprocess.Popen[bytes]) -> Report:
    assert process.stdout is not None
    while (frame := read_frame(process.stdout.read)) is not None:
        kind, body = frame
        if kind is Kind.MESSAGE:
            return msgspec.msgpack.decode(body, type=Report)
    raise AssertionError("the worker ended")


def order(text: str) -> bytes:
    return pack(Kind.MESSAGE, msgspec.msgpack.encode(Order(text)))


def test_the_end_of_its_input_ends_it_in_peace() -> None:
    with child("echo") as process:
        assert process.stdin is not None
        process.stdin.close()

        assert process.wait(timeout=PATIENCE_S) == 0


def test_the_end_of_its_input_ends_it_at_once_while_it_still_imports() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.companion.workers.children", "unready", "30"],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=20,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0


def test_ctrl_c_is_its_parents_affair() -> None:
    with child("echo") as process:
        process.send_signal(signal.SIGINT)
        write(process, order("still here"))

        assert next_message(process).text == "still here"


def test_it_beats_without_being_asked() -> None:
    with child("echo") as process:
        assert process.stdout is not None
        frames = [read_frame(process.stdout.read) for _ in range(2)]

    assert frames == [(Kind.BEAT, b"")] * 2


@pytest.mark.parametrize(
    "nonsense",
    [
        pytest.param(b"\xff\xff\xff\xff\x03", id="a frame of four gigabytes"),
        pytest.param(b"\x00\x00\x00\x00\x63", id="an unknown kind"),
        pytest.param(pack(Kind.MESSAGE, b"\x01"), id="no order"),
        pytest.param(pack(Kind.MESSAGE, b"\xc1"), id="no MessagePack"),
    ],
)
def test_nonsense_ends_it(nonsense: bytes) -> None:
    with child("echo") as process:
        write(process, nonsense)

        # Its input stays open: it is the nonsense that ends it.
        assert process.wait(timeout=PATIENCE_S) in {0, 1}


def test_a_beat_is_no_message() -> None:
    with child("echo") as process:
        write(process, pack(Kind.BEAT) + order("after the beat"))

        assert next_message(process).text == "after the beat"
