"""YouTube's chat as it is pushed: one call of gRPC's StreamList.

Importing this imports neither gRPC nor protobuf; load() does, on a thread.
"""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from companion.domain.errors import ConnectionLost, PlatformError
from companion.i18n import _
from companion.platforms.youtube.failures import Meaning
from companion.platforms.youtube.threads import in_thread

KEEPALIVE_S: Final = 30
MOST_MESSAGES: Final = 2_000
_LARGEST_ANSWER: Final = 32 * 1024 * 1024


class StreamEnded(Exception):
    """YouTube says that there is no more to come of this chat."""


class StreamBroken(Exception):
    """The stream ended as it should not; the text is the code of gRPC."""


class StreamRefused(Exception):
    """YouTube does not give the stream."""

    def __init__(self, meaning: Meaning) -> None:
        super().__init__(meaning.value)
        self.meaning = meaning


class Libraries(NamedTuple):
    """What is imported late: gRPC, the schema, protobuf's error."""

    grpc: Any
    schema: Any
    decode_error: type[Exception]


class ChatStream:
    """One open call: `async with` it, then read() until it returns None.

    target: server and port. is_plain: without encryption, on this computer only.
    """

    def __init__(self, *, target: str, is_plain: bool, headers: dict[str, str]) -> None:
        self._target = target
        self._is_plain = is_plain
        self._headers = headers
        self._channel: Any = None
        self._call: Any = None

    async def __aenter__(self) -> Self:
        self._libraries = await load()
        grpc = self._libraries.grpc
        options = (
            ("grpc.keepalive_time_ms", KEEPALIVE_S * 1000),
            ("grpc.keepalive_timeout_ms", KEEPALIVE_S * 500),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.max_pings_without_data", 0),
            ("grpc.max_receive_message_length", _LARGEST_ANSWER),
            # Retries are ours: each one costs units.
            ("grpc.enable_retries", 0),
        )
        if self._is_plain:
            self._channel = grpc.aio.insecure_channel(self._target, options)
        else:
            self._channel = grpc.aio.secure_channel(
                self._target, grpc.ssl_channel_credentials(), options
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cancel()
        if self._channel is not None:
            await self._channel.close(None)

    def open(self, chat: str, token: str) -> None:
        """Ask for the chat's messages after `token`; "": the newest ones."""
        schema = self._libraries.schema
        request = schema.ListRequest(
            live_chat_id=chat,
            part=["id", "snippet", "authorDetails"],
            max_results=MOST_MESSAGES,
        )
        if token:
            request.page_token = token
        call = self._channel.unary_stream(
            schema.METHOD, request_serializer=schema.ListRequest.SerializeToString
        )
        self._call = call(request, metadata=tuple(self._headers.items()))

    async def accepted(self) -> None:
        """Wait until YouTube has taken the call; never raises an error of the call."""
        with contextlib.suppress(self._libraries.grpc.aio.AioRpcError):
            await self._call.initial_metadata()

    async def read(self) -> Any | None:  # noqa: ANN401  # made from the table
        """Return the next schema.ListResponse; None when YouTube closed the stream.

        Raises StreamEnded, StreamBroken or StreamRefused; ConnectionLost for bytes
        that are no answer.
        """
        grpc = self._libraries.grpc
        try:
            answer = await self._call.read()
        except grpc.aio.AioRpcError as error:
            raise _problem(error.code().name) from None
        if answer is grpc.aio.EOF:
            code = await self._call.code()
            if code is not grpc.StatusCode.OK:
                raise _problem(code.name)
            return None
        try:
            return self._libraries.schema.ListResponse.FromString(answer)
        except self._libraries.decode_error:
            raise unreadable() from None

    def cancel(self) -> None:
        """End the call: read() is cancelled."""
        if self._call is not None:
            self._call.cancel()


async def load() -> Libraries:
    """Import gRPC and the schema, which take 0.4 s, beside the loop."""

    def imported() -> Libraries:
        import grpc.aio  # noqa: PLC0415  # heavy
        from google.protobuf.message import DecodeError  # noqa: PLC0415  # heavy

        from companion.platforms.youtube import schema  # noqa: PLC0415  # heavy

        return Libraries(grpc, schema, DecodeError)

    return await in_thread(imported)


def unreadable() -> PlatformError:
    """Return the error that an answer is nonsense; the token stays where it was."""
    return ConnectionLost(_("YouTube sent an answer that cannot be read."))


def _problem(code: str) -> Exception:
    """Return what a code of gRPC means; its text is never read."""
    match code:
        case "OUT_OF_RANGE" | "FAILED_PRECONDITION":
            return StreamEnded(code)
        case "NOT_FOUND":
            return StreamRefused(Meaning.NO_CHAT)
        case "UNAUTHENTICATED":
            return StreamRefused(Meaning.NO_LOGIN)
        case "PERMISSION_DENIED":
            return StreamRefused(Meaning.FORBIDDEN)
        case "RESOURCE_EXHAUSTED":
            return StreamRefused(Meaning.QUOTA)
        case _:
            return StreamBroken(code)
