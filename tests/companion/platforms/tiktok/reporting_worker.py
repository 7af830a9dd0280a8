"""A worker that says one thing, given as its argument, and ends."""

from __future__ import annotations

import base64
import sys

import msgspec

from companion.platforms.tiktok.messages import ORDERS, Connect, Report
from companion.workers.child import Channel, Link, serve

SAID = msgspec.msgpack.Decoder(Report).decode(base64.b64decode(sys.argv[1]))


async def work(link: Link[Connect, Report]) -> None:
    await link.receive()
    await link.send(SAID)


if __name__ == "__main__":
    sys.exit(serve(Channel(), work, receives=ORDERS))
