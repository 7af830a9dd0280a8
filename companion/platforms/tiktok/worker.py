"""The worker process: TikTokLive in, StreamEvents out, one attempt per process."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from companion.platforms.tiktok.messages import (
    ORDERS,
    Connect,
    Failed,
    Report,
    Trouble,
)
from companion.workers.child import Channel, Link, serve

if TYPE_CHECKING:
    from companion.platforms.tiktok.listening import RoomClient

_FAREWELL_S = 1.5
"""Seconds for closing politely; the parent is not patient for longer."""


def main() -> int:
    """Serve standard input and output; return the exit code."""
    channel = Channel()
    with warnings.catch_warnings():
        # The library uses an old part of websockets; which one is pinned.
        warnings.simplefilter("ignore", DeprecationWarning)
        # Heavy: one to two seconds, while the parent waits and can already say stop.
        import companion.platforms.tiktok.listening  # noqa: F401, PLC0415  # see above
    return serve(channel, attempt, receives=ORDERS)


async def attempt(link: Link[Connect, Report]) -> None:
    """Run the one attempt that the parent orders, and say how it ended."""
    from companion.platforms.tiktok.listening import RoomClient  # noqa: PLC0415  # heavy

    order = await link.receive()
    if order is None:
        return
    client = RoomClient(order, link.send)
    try:
        failed = await outcome(client, order)
        await client.outbox.flush()
        if failed is not None:
            await link.send(failed)
    finally:
        with _quietly():
            async with asyncio.timeout(_FAREWELL_S):
                await client.leave()


async def outcome(client: RoomClient, order: Connect) -> Failed | None:
    """Connect and listen to the end; None when the stream ended as streams do."""
    from companion.platforms.tiktok import failures  # noqa: PLC0415  # heavy

    try:
        # connect() may not be cancelled; start() returns a task that may be left alone.
        listening = await client.start(
            process_connect_events=True, room_id=order.room or None
        )
    except Exception as error:  # noqa: BLE001  # each of them is told to the parent
        return await _explained(client, order, error)
    await asyncio.wait({listening})
    if client.has_ended:
        return None
    cause = listening.exception()
    if client.is_connected:
        return failures.failure_after(cause)
    return await _explained(client, order, cause or ConnectionResetError())


async def _explained(
    client: RoomClient, order: Connect, error: BaseException
) -> Failed:
    """Return why there was no connection at all."""
    from companion.platforms.tiktok import failures  # noqa: PLC0415  # heavy

    has_room = client.room_id is not None
    failed = failures.failure_before(error, sign_url=order.sign_url, has_room=has_room)
    if failed.trouble is Trouble.INTERNAL:
        traceback.print_exception(error)
    if failures.is_perhaps_age(failed) and await client.is_age_restricted():
        return Failed(trouble=Trouble.AGE_RESTRICTED)
    return failed


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Let nothing that fails while leaving hide why the attempt ended."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  # the process ends in a moment
        sys.stderr.write(f"while leaving: {type(error).__name__}: {error}\n")
