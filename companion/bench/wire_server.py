"""What the platforms' servers send, from a process of its own: not our processor time.

`python -m companion.bench.wire_server FRAMES ANSWERS MESSAGES` sends, to each client,
so many frames of Twitch's chat over a WebSocket, and by gRPC so many answers of
YouTube's stream with so many messages each; then it waits. It prints its two ports as
JSON, and ends when its input does.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

import grpc.aio
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from companion.bench.connector_load import irc_frames, stream_answer
from companion.platforms.youtube import schema


async def run(frames: int, answers: int, messages: int) -> None:
    """Serve until the process ends."""
    lines, answer = irc_frames(frames), stream_answer(messages)

    async def chat(socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            for line in lines:
                await socket.send(line)
            await socket.wait_closed()

    async def stream(_request: bytes, _context: object) -> AsyncIterator[bytes]:
        for _number in range(answers):
            yield answer

    service, _slash, name = schema.METHOD.removeprefix("/").partition("/")
    handler = grpc.method_handlers_generic_handler(
        service, {name: grpc.unary_stream_rpc_method_handler(stream)}
    )
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((handler,))
    stream_port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with serve(chat, "127.0.0.1", 0, compression=None) as listening:
        chat_port = next(iter(listening.sockets)).getsockname()[1]
        sys.stdout.write(json.dumps({"chat": chat_port, "stream": stream_port}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def end_with_input() -> None:
    """End this process when whoever started it does."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_input()
    asyncio.run(run(*(int(number) for number in sys.argv[1:4])))
