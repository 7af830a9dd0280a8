"""The ledger's entries: a page at a time, or pushed as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import WSCloseCode, WSMsgType, web

from companion.domain.ports import Clock, Engine
from companion.i18n import N_, _
from companion.web.api.entry_feed import EntryFeed, entries_after
from companion.web.api.route import (
    LIMIT,
    Parameter,
    Route,
    limit_of,
    reply,
    sees_all,
    sees_secrets,
    whole_number,
)
from companion.web.api.shapes import EVERYTHING, EntryObject, Sight, entry_object
from companion.web.api.sight import Sights
from companion.web.guard import PROTOCOL, offered_protocols
from companion.web.problems import Problem
from companion.web.seats import Seats
from companion.web.socket_faults import socket_faults
from companion.web.throttle import Bucket
from companion.web.tokens import Scope

_DEFAULT_LIMIT = 1000
_LARGEST_SEQ = 2**63 - 1

# A ping every 20 s, and 10 s for its answer.
_HEARTBEAT = 20.0

_AFTER = Parameter(
    name="after",
    schema={"type": "integer", "minimum": 0},
    about=N_("Only entries with a higher seq."),
)

# Bytes of a frame that a client may send.
_MAX_FRAME = 4096


class EventRoutes:
    """GET /events and the WebSocket /stream."""

    def __init__(
        self,
        engine: Engine,
        *,
        feed: EntryFeed,
        sights: Sights,
        seats: Seats,
        clock: Clock,
    ) -> None:
        self.sent = 0
        self._engine = engine
        self._feed = feed
        self._seats = seats
        self._clock = clock
        self._sights = sights
        self._clients: set[web.WebSocketResponse] = set()

    @property
    def connected(self) -> int:
        """How many clients follow the stream."""
        return len(self._clients)

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/events",
                handler=self._page,
                scope=Scope.READ,
                about=N_("Entries of the running session, oldest first."),
                query=(_AFTER, LIMIT),
                answer=list[EntryObject],
                problems=(422,),
            ),
            Route(
                method="GET",
                path="/api/v1/stream",
                handler=self._stream,
                scope=Scope.READ,
                about=N_(
                    "A WebSocket: the same entries, one a message, as they are"
                    " recorded; from now on, or after the seq in “after”."
                ),
                query=(_AFTER,),
                status=101,
                problems=(400, 422, 503),
            ),
        )

    async def close(self) -> None:
        """Say goodbye to every client of the stream."""
        clients = list(self._clients)
        await asyncio.gather(
            *(client.close(code=WSCloseCode.GOING_AWAY) for client in clients),
            return_exceptions=True,
        )

    async def _page(self, request: web.Request) -> web.Response:
        after = whole_number(request, "after", 0, low=0, high=_LARGEST_SEQ)
        limit = limit_of(request, _DEFAULT_LIMIT)
        entries = await entries_after(self._engine, after, limit=limit)
        sight = _fixed_sight(request)
        if sight is not None:
            return reply([entry_object(entry, sight) for entry in entries])
        await self._sights.advance()
        return reply([entry_object(one, self._sights.of(one)) for one in entries])

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        after = whole_number(request, "after", -1, low=0, high=_LARGEST_SEQ)
        offered = offered_protocols(request)
        if offered and PROTOCOL not in offered:
            # aiohttp would log what was offered: a token may be in it.
            raise Problem(400, _("Offer the subprotocol {name}.").format(name=PROTOCOL))
        client = web.WebSocketResponse(
            protocols=(PROTOCOL,),
            max_msg_size=_MAX_FRAME,
            heartbeat=_HEARTBEAT,
            compress=False,
            timeout=1.0,
        )
        # Followed before the client hears that it is: from then on it misses nothing.
        with self._seats.take():
            async with self._feed.followed() as newest:
                start = newest if after < 0 else after
                await client.prepare(request)
                self._clients.add(client)
                try:
                    async with socket_faults(client):
                        await self._serve(client, start, _fixed_sight(request))
                finally:
                    self._clients.discard(client)
        return client

    async def _serve(
        self, client: web.WebSocketResponse, seq: int, fixed: Sight | None
    ) -> None:
        async with asyncio.TaskGroup() as tasks:
            pushing = tasks.create_task(self._push(client, seq, fixed))
            try:
                await self._listen(client)
            finally:
                pushing.cancel()

    async def _push(
        self, client: web.WebSocketResponse, seq: int, fixed: Sight | None
    ) -> None:
        with suppress(ConnectionError):  # the client has gone; _listen ends by itself
            while True:
                lines = await self._feed.after(seq)
                if fixed is None:
                    await self._sights.advance()
                for line in lines:
                    sight = fixed or self._sights.of(line.entry)
                    await client.send_frame(line.text(sight), WSMsgType.TEXT)
                    seq = line.entry.seq
                    self.sent += 1

    async def _listen(self, client: web.WebSocketResponse) -> None:
        """Wait for the end: a client has nothing to say, and may not say it often."""
        allowed = Bucket(self._clock, per_second=1, burst=20)
        while True:
            message = await client.receive()
            if message.type is not WSMsgType.TEXT:
                return
            if not allowed.take():
                await client.close(code=WSCloseCode.POLICY_VIOLATION)
                return


def _fixed_sight(request: web.Request) -> Sight | None:
    """Return what a token sees of every entry; None: it goes by what was allowed."""
    if sees_secrets(request):
        return EVERYTHING
    return Sight(secrets=False) if sees_all(request) else None
