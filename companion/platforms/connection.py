"""One connection: attempt after attempt, its state told honestly at every moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from math import isfinite
from typing import Final, Literal

from companion.domain.entries import Gap
from companion.domain.errors import (
    CompanionError,
    ConnectionLost,
    LoginRequired,
    NotLive,
    ProtocolChanged,
    RateLimited,
    WorkerError,
)
from companion.domain.events import AnyEvent, Arrival, ViewerCount
from companion.domain.ports import ChatWriter, Clock, Connector, Inlet, Random
from companion.domain.values import Platform, Timestamp
from companion.domain.views import ConnectionState, ConnectionView, GapView
from companion.i18n import _
from companion.platforms.backoff import Backoff
from companion.platforms.hearing import (
    AsksViewers,
    Hearing,
    MendsSilence,
    TellsBacklog,
    TellsBudget,
    TellsRefused,
    TellsTrouble,
    Told,
    told_by,
)
from companion.settings.models import ConnectionSettings

__all__ = [
    "Connection",
    "TellsBacklog",
    "TellsBudget",
    "TellsRefused",
    "TellsTrouble",
]

_log = logging.getLogger(__name__)

CONNECT_WITHIN_S: Final = 60
"""An attempt that is neither accepted nor refused by then hangs."""

STEADY_AFTER_S: Final = 10
STEADY_AFTER_EVENTS: Final = 10
"""A connection that lived so long, or told so much that is new, works: the back-off
begins anew. Accepted alone proves nothing: some servers accept and hang up."""

LONGEST_PATIENCE_S: Final = 600
"""Between reconnects of a room that stays silent; each may cost a rate limit."""

UNREADABLE_IN_A_ROW: Final = 100
"""After that many, a connection that only sends what we cannot read is given up."""

_CONNECTING_TICK_S: Final = 0.1
_TICK_S: Final = 1.0
_LONGEST_WAIT_S: Final = 86_400
_STICKY = (ConnectionState.SILENT, ConnectionState.WAITING)


Ending = Exception | Literal["ended", "silent"]
"""How an attempt ended."""


class Connection:
    """Keeps one Connector connected, and knows how it stands.

    run() is its life; it returns when only a person, or nobody, can go on.
    """

    def __init__(
        self,
        connector: Connector,
        *,
        clock: Clock,
        random: Random,
        inlet: Inlet,
        on_change: Callable[[], None],
        settings: ConnectionSettings,
    ) -> None:
        self._clock = clock
        self._inlet = inlet
        self._on_change = on_change
        self._settings = settings
        self._backoff = Backoff(
            random,
            first_s=settings.backoff_first_s,
            max_s=max(settings.backoff_first_s, settings.backoff_max_s),
        )
        self.hearing = Hearing()
        self._gaps = self.hearing.gaps
        self._state = ConnectionState.OFFLINE
        self._detail = ""
        self._since: Timestamp = clock.now()
        self._until: Timestamp | None = None
        self._connector = connector
        self._told = Told(budget="", trouble="", refused=0)
        self.adopt(connector)
        self._init_attempt()

    def _init_attempt(self) -> None:
        now = self._clock.monotonic()
        self._is_accepted = False
        self._is_delivering = False
        self._gave_up: Ending | None = None
        self._since_accepted = self._quiet_since = self._began = now
        self._new_events = 0

    @property
    def target(self) -> str:
        """The Connector's target, "tiktok:@mira.plays"; also the source of events."""
        return self._connector.target

    @property
    def writer(self) -> ChatWriter | None:
        """The Connector, if one can write and moderate through it; None: never."""
        source: object = self._connector
        return source if isinstance(source, ChatWriter) else None

    def adopt(self, connector: Connector) -> None:
        """Go on with another Connector of the same target; counts stay."""
        if connector is not self._connector:
            self.hearing.refused += told_by(self._connector).refused
        self._connector = connector
        source: object = connector
        self._backlog = source if isinstance(source, TellsBacklog) else None
        self._asks_viewers = isinstance(source, AsksViewers)
        self._mends_silence = isinstance(source, MendsSilence)
        self._backoff.reset()
        self._attempt = 0
        self._silences = 0

    def view(self) -> ConnectionView:
        """Return how the connection stands now."""
        told, likes = told_by(self._connector), self.hearing.likes
        writer = self.writer
        return ConnectionView(
            target=self.target,
            platform=self._connector.platform,
            state=self._state,
            detail=self._detail or self._troubles(told.trouble),
            since=self._since,
            last_event_at=self.hearing.last_event_at,
            until=self._until,
            attempt=self._attempt,
            viewers=self.hearing.viewers,
            heard=self.hearing.heard,
            heard_share=likes.share,
            duplicates=self.hearing.duplicates,
            shed=self.hearing.shed,
            gaps=tuple(self.hearing.gap_views),
            gap_sums=self.hearing.gap_sums,
            budget=told.budget,
            cannot_write=_cannot_write(self._connector),
            text_limit=0 if writer is None else writer.text_limit,
            unofficial=self._connector.platform is Platform.TIKTOK,
            refused=self.hearing.refused + told.refused,
            room_likes=likes.room_likes,
            heard_likes=likes.likes,
        )

    def close(self) -> None:
        """Record what was not heard to the end; nobody listens any more."""
        self._record(self._gaps.end(self._clock.now()))

    def fail(self) -> None:
        """Say that a fault of ours stopped this connection."""
        self._set(
            ConnectionState.OFFLINE,
            _("A fault in Companion stopped this connection; the log has it."),
        )

    async def run(self) -> None:
        """Connect and stay connected, until only a person or nobody can go on."""
        while await self._react(await self._try()):
            pass

    async def _try(self) -> Ending:
        """Run one attempt to its end."""
        self._init_attempt()
        self._attempt += 1
        if self._state not in _STICKY:
            # Why the last try failed stands until one succeeds.
            again = self._state is ConnectionState.CONNECTING and self._attempt > 1
            self._set(ConnectionState.CONNECTING, self._detail if again else "")
        try:
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(self._read())
                watchdog = tasks.create_task(self._watch(reader))
                await asyncio.wait({reader})
                watchdog.cancel()
        except ExceptionGroup as faults:
            return faults.exceptions[0]
        if self._gave_up is not None:
            return self._gave_up
        if reader.cancelled():
            # Something inside the connector was cancelled, not we.
            return ConnectionLost(_("it was dropped"))
        return reader.result()

    async def _read(self) -> Ending:
        """Take events until the attempt ends; returns how."""
        try:
            stream = self._connector.events()
            try:
                return await self._read_all(stream)
            finally:
                await _close(stream)
        except Exception as error:  # noqa: BLE001  # its type decides, in _react
            return error

    async def _read_all(self, stream: AsyncIterator[AnyEvent]) -> Ending:
        unreadable = 0
        while unreadable < UNREADABLE_IN_A_ROW:
            try:
                event = await anext(stream)
            except StopAsyncIteration:
                if not unreadable:
                    return "ended"
                # A generator is over once it has raised; the stream is not.
                break
            except ProtocolChanged as error:
                unreadable += 1
                self.hearing.skip(self.target, error)
                self._on_change()
                continue
            unreadable = 0
            await self._take(event)
        return ConnectionLost(self.hearing.trouble)

    async def _take(self, event: AnyEvent) -> None:
        """Learn from one event and pass it on."""
        now = self._clock.now()
        self._accept()
        if self._asks_viewers and isinstance(event, ViewerCount):
            self.hearing.watched(event)
            await self._deliver(Arrival(event=event, source=self.target))
            self._on_change()
            return
        self._record(self._gaps.heard(event, now, catching_up=self._catching_up()))
        if not self._gaps.is_open:
            self._new_events += 1
            if self._new_events == STEADY_AFTER_EVENTS:
                self._backoff.reset()
        self.hearing.observe(event, now)
        self._silences = 0
        if self._state is not ConnectionState.LIVE:
            self._set(ConnectionState.LIVE, "")
        await self._deliver(Arrival(event=event, source=self.target))
        self._quiet_since = self._clock.monotonic()
        self._on_change()

    async def _deliver(self, arrival: Arrival) -> None:
        if not self._connector.can_wait:
            self._inlet.offer(arrival)
            return
        self._is_delivering = True
        await self._inlet.put(arrival)
        self._is_delivering = False

    def _accept(self) -> None:
        """Note, once an attempt, that the platform has accepted it."""
        if self._is_accepted:
            return
        self._is_accepted = True
        self._attempt = 0
        self._since_accepted = self._quiet_since = self._clock.monotonic()
        self._gaps.back(self._clock.now())
        if self._silences:
            # A socket that opens proves little: silent lasts until an event comes.
            self._set(ConnectionState.SILENT, self._silent_text())
        else:
            self._set(ConnectionState.LIVE, "")

    async def _watch(self, reader: asyncio.Task[Ending]) -> None:
        """Look after an attempt; cancels `reader` when it hangs or falls silent."""
        while self._gave_up is None:
            await self._clock.sleep(
                _TICK_S if self._is_accepted else _CONNECTING_TICK_S
            )
            if self._connector.connected():
                self._accept()
            self._gave_up = self._verdict()
            if (told := told_by(self._connector)) != self._told:
                self._told = told
                self._on_change()
        if self._gave_up == "silent":
            self._set(ConnectionState.SILENT, self._silent_text())
        reader.cancel()

    def _verdict(self) -> Ending | None:
        """Return why the attempt is to be given up, or None while it is well."""
        now = self._clock.monotonic()
        if not self._is_accepted:
            if now - self._began < CONNECT_WITHIN_S:
                return None
            return ConnectionLost(
                _("no answer within {n} seconds").format(n=CONNECT_WITHIN_S)
            )
        if now - self._since_accepted >= STEADY_AFTER_S:
            self._backoff.reset()
        if self._tells_no_backlog():
            self._record(self._gaps.settle(self._clock.now()))
        if not self._is_silent():
            return None
        if not self._mends_silence:
            return "silent"
        if self._state is not ConnectionState.SILENT:
            self._set(ConnectionState.SILENT, self._silent_text())
        return None

    def _is_silent(self) -> bool:
        """Tell whether nothing has come for too long from a room with Viewers."""
        if self._is_delivering or not self.hearing.had_viewers:
            return False
        patience = self._settings.silent_after_s * 2.0 ** min(self._silences, 20)
        longest = max(self._settings.silent_after_s, LONGEST_PATIENCE_S)
        quiet = self._clock.monotonic() - self._quiet_since
        return quiet >= min(patience, longest)

    async def _react(self, ending: Ending) -> bool:
        """Do what the end of an attempt asks for; returns whether to try again."""
        if self._is_accepted and ending != "ended":
            now = self._clock.now()
            self._gaps.lost(now, needs_proof=ending == "silent")
        match ending:
            case "silent":
                self._silences += 1
            case "ended":
                self._end_stream()
                self._stop(ConnectionState.ENDED, _("The stream has ended."))
                return False
            case NotLive():
                self._end_stream()
                seconds = self._settings.waiting_poll_s
                await self._wait(ConnectionState.WAITING, seconds, str(ending))
            case RateLimited():
                seconds = _bounded(ending.retry_after)
                await self._wait(ConnectionState.RATE_LIMITED, seconds, str(ending))
            case LoginRequired():
                self._stop(ConnectionState.NEEDS_LOGIN, str(ending))
                return False
            case ConnectionLost() | WorkerError():
                await self._back_off(_("Connection lost: {why}").format(why=ending))
            case CompanionError():
                self._stop(ConnectionState.OFFLINE, str(ending))
                return False
            case _:
                await self._back_off(self._own_fault(ending))
        return True

    def _end_stream(self) -> None:
        """Close the books on a stream that is over; the next one starts afresh."""
        self.close()
        self.hearing.stream_over()
        self._silences = 0

    def _own_fault(self, error: Exception) -> str:
        _log.error("The connection %s hit a bug of ours", self.target, exc_info=error)
        return _("A fault in Companion ({name}) broke the connection.").format(
            name=type(error).__name__
        )

    async def _back_off(self, detail: str) -> None:
        await self._wait(ConnectionState.CONNECTING, self._backoff.next_s(), detail)

    async def _wait(self, state: ConnectionState, seconds: float, why: str) -> None:
        self.hearing.blind()
        until = self._clock.now() + round(seconds * 1_000_000)
        self._set(state, why, until=until)
        await self._clock.sleep(seconds)
        self._until = None

    def _stop(self, state: ConnectionState, why: str) -> None:
        self.hearing.blind()
        self._set(state, why)

    def _set(
        self, state: ConnectionState, detail: str, *, until: Timestamp | None = None
    ) -> None:
        if state is not self._state:
            self._since = self._clock.now()
        self._state = state
        self._detail = detail
        self._until = until
        self._on_change()

    def _record(self, gap: GapView | None) -> None:
        """Put a gap that is over into the ledger and the view."""
        if gap is None:
            return
        self.hearing.missed(gap)
        self._inlet.gap(
            Gap(
                source=self.target,
                platform=self._connector.platform,
                began=gap.began,
                ended=gap.ended,
                recovered=gap.recovered,
                unknown=gap.unknown,
            )
        )
        self._on_change()

    def _tells_no_backlog(self) -> bool:
        """Return whether time alone may end a gap, also in a quiet chat.

        One that can wait is simulated: its gaps end at its own events, in their order.
        """
        catching_up = self._catching_up()
        is_done = catching_up is False and not self._connector.can_wait
        return catching_up is None or is_done

    def _catching_up(self) -> bool | None:
        return None if self._backlog is None else self._backlog.catching_up

    def _troubles(self, told: str) -> str:
        """Return what is wrong although the connection is up; "" when nothing is."""
        if self._state is not ConnectionState.LIVE:
            told = ""
        return " ".join(filter(None, (told, self.hearing.trouble)))

    def _silent_text(self) -> str:
        return _("Connected, but nothing comes although people watch. Reconnecting.")


def _cannot_write(connector: object) -> str:
    """Return why nothing can be written through a Connector; "" when it can."""
    known: object = getattr(connector, "cannot_write", None)
    return known if isinstance(known, str) else _("This can only be read.")


def _bounded(seconds: float) -> float:
    """Return a wait that a platform asked for, 1 s to a day; a minute for nonsense."""
    return min(max(seconds, 1.0), _LONGEST_WAIT_S) if isfinite(seconds) else 60.0


async def _close(stream: AsyncIterator[AnyEvent]) -> None:
    """Close what was not read to its end; not every iterator can be closed."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
