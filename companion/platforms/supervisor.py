"""Keeps every connection alive, each in its own task: one for all platforms.

The type of an error decides what happens; see companion.domain.errors.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from types import TracebackType
from typing import Self

from msgspec import Struct

from companion.domain.errors import CommandError, TargetUnknown
from companion.domain.ports import (
    ChatWriter,
    Clock,
    Connector,
    ConnectorFactory,
    Inlet,
    Random,
)
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.i18n import _
from companion.platforms.connection import Connection
from companion.settings.models import ConnectionSettings

_log = logging.getLogger(__name__)


class _Running(Struct):
    """A connection and the task it lives in; typed: the target as it was given."""

    connection: Connection
    task: asyncio.Task[None]
    typed: str


class Supervisor:
    """All connections, in the order in which they were made.

    Use it as `async with supervisor:`; leaving ends every connection. A fault in one
    connection never touches another.
    factories: by platform name, "tiktok". on_change: called on the loop whenever a
    view changed, often; whoever listens coalesces.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        random: Random,
        factories: Mapping[str, ConnectorFactory],
        inlet: Inlet,
        on_change: Callable[[], None],
        settings: ConnectionSettings,
    ) -> None:
        self._clock = clock
        self._random = random
        self._factories = factories
        self._inlet = inlet
        self._listener = on_change
        self._listener_failed = False
        self._settings = settings
        self._running: dict[str, _Running] = {}
        self._stack = AsyncExitStack()
        self._tasks: asyncio.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
        # Not told about `error`: a TaskGroup would wrap it, and all tasks are over.
        await self._stack.aclose()

    def check(self, target: str) -> str:
        """Return a target in its one spelling, "tiktok:@name".

        Raises TargetUnknown when there is no such platform or target.
        """
        return self._make(target).target

    def connect(self, target: str) -> None:
        """Start a connection, "tiktok:@name"; one that has stopped starts again.

        Raises TargetUnknown when there is no such platform or target, CommandError
        when that connection runs already or the supervisor is closed, SettingsError
        when the platform's own settings are not right.
        """
        if self._tasks is None:
            raise CommandError(_("Companion is closing; nothing connects any more."))
        connector = self._make(target)
        known = self._running.get(connector.target)
        if known is None:
            connection = self._connection(connector)
        elif known.task.done():
            connection = known.connection
            connection.adopt(connector)
        else:
            raise CommandError(
                _("{target} is connected already.").format(target=connector.target)
            )
        self._running[connector.target] = _Running(
            connection=connection,
            task=self._tasks.create_task(_live(connection), name=connector.target),
            typed=target.strip(),
        )
        self._on_change()

    async def disconnect(self, target: str) -> None:
        """End a connection and forget it; CommandError when there is none."""
        running = self._find(target)
        await self._end(running)
        self._running.pop(running.connection.target, None)
        self._on_change()

    def views(self) -> Sequence[ConnectionView]:
        """Return how every connection stands, in the order in which they were made."""
        return tuple(running.connection.view() for running in self._running.values())

    def writers(self) -> Mapping[str, ChatWriter]:
        """Return what can be written through, by target, in the order of views."""
        return {
            target: writer
            for target, running in self._running.items()
            if (writer := running.connection.writer) is not None
        }

    def retry(self, platform: Platform) -> None:
        """Start again what stopped for want of a login on this platform."""
        for running in list(self._running.values()):
            view = running.connection.view()
            if view.platform is platform and view.state is ConnectionState.NEEDS_LOGIN:
                with suppress(CommandError):  # somebody was quicker
                    self.connect(running.typed)

    def count_duplicates(self, source: str, n: int) -> None:
        """Note that the ledger knew `n` events of a connection already."""
        if (running := self._running.get(source)) is not None:
            running.connection.hearing.duplicates += n
            self._on_change()

    def count_shed(self, source: str, n: int) -> None:
        """Note that the pipeline shed `n` events of a connection."""
        if (running := self._running.get(source)) is not None:
            running.connection.hearing.shed += n
            self._on_change()

    async def close(self) -> None:
        """End every connection; the views stay as they were last."""
        self._tasks = None
        everything = list(self._running.values())
        for running in everything:
            running.task.cancel()
        for running in everything:
            await self._end(running)

    async def _end(self, running: _Running) -> None:
        running.task.cancel()
        await asyncio.wait({running.task})
        running.connection.close()

    def _on_change(self) -> None:
        """Tell the listener; a fault of its own is no connection's fault."""
        try:
            self._listener()
        except Exception:  # noqa: BLE001  # a failing subscriber is isolated
            if not self._listener_failed:
                _log.exception("The listener of connections failed")
            self._listener_failed = True

    def _make(self, target: str) -> Connector:
        platform, colon, rest = target.strip().partition(":")
        factory = self._factories.get(platform.strip().lower())
        if not colon or factory is None:
            raise TargetUnknown(
                _(
                    "“{target}” names no platform that Companion knows. Write the "
                    "platform first, as in {example}; there are: {platforms}."
                ).format(
                    target=target,
                    example="tiktok:@name",
                    platforms=", ".join(sorted(self._factories)),
                )
            )
        return factory(rest.strip())

    def _connection(self, connector: Connector) -> Connection:
        return Connection(
            connector,
            clock=self._clock,
            random=self._random,
            inlet=self._inlet,
            on_change=self._on_change,
            settings=self._settings,
        )

    def _find(self, target: str) -> _Running:
        wanted = target.strip()
        for name, running in self._running.items():
            if wanted in {name, running.typed}:
                return running
        raise CommandError(_("{target} is not connected.").format(target=wanted))


async def _live(connection: Connection) -> None:
    """Run a connection so that no fault of it reaches the others."""
    try:
        await connection.run()
    except Exception:  # noqa: BLE001  # a bug of ours; the others must go on
        _log.exception("The connection %s stopped", connection.target)
        connection.fail()
