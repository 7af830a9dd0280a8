"""Workers for the tests of the harness: `python -m tests.companion.workers.children X`.

Each behaves in one way that a worker can, good or bad.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import threading
from pathlib import Path

import msgspec

from companion.workers.child import Channel, Link, serve
from companion.workers.frames import HEADER
from tests.companion.workers.messages import ORDERS, Order, Report

CommonLink = Link[Order, Report]


async def echo(link: CommonLink) -> None:
    """Answer each order with its text; "crash" raises, "stop" returns."""
    while (order := await link.receive()) is not None:
        if order.text == "crash":
            raise ValueError("asked to crash")
        if order.text == "stop":
            return
        await link.send(Report(text=order.text, number=os.getpid()))


async def noisy(link: CommonLink) -> None:
    """Print to every way out, in Python and beneath it, then behave like echo."""
    print("printed")  # noqa: T201  # the point
    sys.stdout.write("written\n")
    sys.stdout.flush()
    os.write(1, b"from beneath\n")
    await echo(link)


async def stubborn(link: CommonLink) -> None:
    """Never end by itself, though it is cancelled."""
    await link.receive()
    await link.send(Report(text="going on"))
    threading.Event().wait()


async def gripping(link: CommonLink) -> None:
    """Keep the interpreter lock for ever: no thread of Python runs any more."""
    await link.receive()
    await link.send(Report(text="gripping"))
    re.match(r"(a+)+$", "a" * 64 + "b")


async def flooding(link: CommonLink) -> None:
    """Send as many numbered reports as the first order says, then end."""
    order = await link.receive()
    assert order is not None
    for number in range(int(order.text)):
        await link.send(Report(text="x" * 1_000, number=number))


async def broken(link: CommonLink) -> None:
    """Send what is no report."""
    await link.send(msgspec.Raw(msgspec.msgpack.encode({"number": "none"})))  # type: ignore[arg-type]  # the point


async def last_words(link: CommonLink) -> None:
    """Clean up when the parent closes; a file shows it."""
    order = await link.receive()
    assert order is not None
    await link.send(Report(text="begun"))
    try:
        await asyncio.Event().wait()
    finally:
        Path(order.text).write_text("cleaned up")  # noqa: ASYNC240  # at its end


def huge(channel: Channel) -> None:
    """Announce a frame of four gigabytes."""
    channel.put(HEADER.pack(2**32 - 1, 3), lambda _worked: None)
    threading.Event().wait()


def cut(channel: Channel) -> None:
    """End within a frame."""
    written = threading.Event()
    channel.put(HEADER.pack(100, 3) + b"half", lambda _worked: written.set())
    written.wait()


def gone(channel: Channel) -> None:
    """End before anything was said."""
    sys.exit(7)


def unready(channel: Channel) -> None:
    """Import something that never comes to an end."""
    threading.Event().wait()


WORK = {
    work.__name__: work
    for work in (echo, noisy, stubborn, gripping, flooding, broken, last_words)
}
FAULTS = {fault.__name__: fault for fault in (huge, cut, gone, unready)}


def main() -> int:
    name, silence = sys.argv[1], float(sys.argv[2])
    # Only what will not end is given up soon: a busy machine may take its time.
    channel = Channel(silence_s=silence, grace_s=30.0 if name == "last_words" else 0.5)
    if name in FAULTS:
        FAULTS[name](channel)
        return 0
    return serve(channel, WORK[name], receives=ORDERS)


if __name__ == "__main__":
    sys.exit(main())
