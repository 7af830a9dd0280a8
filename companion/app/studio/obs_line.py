"""The line to OBS: made, made again when it breaks, and the picture kept by it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, Literal

from msgspec import Struct, structs

from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.obs.client import PATIENCE_S, ObsClient
from companion.obs.errors import (
    ObsError,
    ObsSlow,
    PasswordMissing,
    PasswordWrong,
    RequestRefused,
)
from companion.obs.picture import Picture
from companion.obs.protocol import Event
from companion.obs.reading import WANTED, after, read

State = Literal["off", "absent", "locked", "refused", "connecting", "connected"]

FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 5.0
"""Between two looks for OBS; on this computer a look costs next to nothing."""

_LOCKED_PAUSE_S: Final = 15.0
_REFUSED_PAUSE_S: Final = 60.0
"""OBS counts no tries, but whoever changed the password there is asked anyway."""

_SETTLE_S: Final = 0.05
_READ_EVERY_S: Final = 10.0
"""Before 5.4, obs-websocket does not tell when a source's settings change."""

_TRY_AGAIN_S: Final = 0.5
_LOOK_S: Final = 8.0

log = logging.getLogger(__name__)


class Way(Struct, frozen=True, kw_only=True):
    """How to reach OBS. address: "" when it is not wanted. password: "" for none."""

    address: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Return it without the password, which must be in no log."""
        return f"Way(address={self.address!r})"


class ObsLine:
    """Keeps one connection to OBS, by `run()`, and the picture of what OBS has.

    on_event: called with each event after the picture has taken it. on_state: called
    when the state has changed. Both run on the loop and must not block or raise.
    patience_s: seconds that OBS may take to answer.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        on_event: Callable[[Event], None],
        on_state: Callable[[], None],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.state: State = "off"
        self.detail = ""
        self.picture = Picture()
        self.connected_at = 0.0
        self.is_protected = True
        self._clock = clock
        self._on_event = on_event
        self._on_state = on_state
        self._patience_s = patience_s
        self._way = Way()
        self._client: ObsClient | None = None
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._stale = asyncio.Event()
        self._pause = FIRST_PAUSE_S
        self._lost_stream = False

    @property
    def is_connected(self) -> bool:
        """Whether OBS can be asked now."""
        return self.state == "connected"

    def go(self, way: Way) -> None:
        """Reach OBS by another way from now on."""
        if way != self._way:
            self._way = way
            self.try_now()

    def keep(self, way: Way) -> None:
        """Use another way from the next try on, and say until then how it stands."""
        self._way = way

    @property
    def way(self) -> Way:
        """How OBS is reached."""
        return self._way

    def try_now(self) -> None:
        """Make the connection anew, unless it stands by the way that is wanted."""
        self._settled.clear()
        self._pause = FIRST_PAUSE_S
        self._wake.set()

    async def look(self) -> None:
        """Try now, and return when it is known how OBS stands."""
        if self.is_connected:
            return
        self.try_now()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_S):
                await self._settled.wait()

    async def run(self) -> None:
        """Keep the connection; runs for ever, cancel to stop."""
        while True:
            self._wake.clear()
            pause = await self._once()
            self._settled.set()
            if pause is None:
                await self._wake.wait()
            else:
                await self._waked_or(pause)

    async def ask(
        self, kind: str, data: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        """Ask OBS for one thing.

        Raises RequestRefused; CommandError, for a person, when OBS is not there.
        """
        try:
            return await self.client.call(kind, data, patience_s=self._patience_s)
        except RequestRefused:
            raise
        except ObsSlow as error:
            text = _("OBS does not answer. Look whether one of its windows asks you.")
            raise CommandError(text) from error
        except ObsError as error:
            raise CommandError(
                _("OBS has closed meanwhile. Start it again.")
            ) from error

    @property
    def client(self) -> ObsClient:
        """Return the connection; raises CommandError, for a person, without one."""
        if self._client is None or not self.is_connected:
            raise CommandError(self.detail or _("OBS is not connected yet."))
        return self._client

    async def read_now(self) -> None:
        """Bring the picture up to date before going on."""
        client = self.client
        with suppress(ObsError):  # what follows tells of it
            self.picture = await read(client)

    def note_scene(self, scene: str) -> None:
        """Take it as known that a scene is on air; OBS tells of it a little later."""
        self.picture = structs.replace(self.picture, scene=scene)

    async def _once(self) -> float | None:
        """Try once, stay while it lasts; returns seconds until the next try.

        None: until something changes.
        """
        way = self._way
        if not way.address:
            self._become("off", "")
            return None
        if not self._settled.is_set():
            self._become("connecting", "")
        try:
            await self._stay(way)
        except PasswordMissing:
            text = _("OBS asks for its password. It stands in OBS under {place}.")
            self._become("locked", text.format(place=_place()))
            return _LOCKED_PAUSE_S
        except PasswordWrong:
            text = _("OBS does not take the password. It stands in OBS under {place}.")
            self._become("refused", text.format(place=_place()))
            return _REFUSED_PAUSE_S
        except ObsError as error:
            log.debug("no line to OBS: %s", error)
            self._lost_stream |= self.picture.is_streaming
            self._become("absent", self._why_absent(way))
        self._pause = min(self._pause * 2, LONGEST_PAUSE_S)
        return self._pause

    def _why_absent(self, way: Way) -> str:
        if self._lost_stream:
            return _("OBS has gone while it was streaming. Start it again.")
        text = _(
            "OBS does not answer on {address}. Start it, and turn on “Enable WebSocket "
            "server” under {place}."
        )
        return text.format(address=way.address, place=_place())

    async def _stay(self, way: Way) -> None:
        """Connect, and keep the picture until the connection ends.

        Raises ObsError, when it ends as well; nothing when another way is wanted.
        """
        try:
            async with ObsClient.open(
                way.address, way.password, events=WANTED, on_event=self._take
            ) as client:
                self.picture = await self._first(client)
                self._client = client
                self.is_protected = client.is_protected
                self.connected_at = self._clock.monotonic()
                self._pause = FIRST_PAUSE_S
                self._lost_stream = False
                self._become("connected", "")
                self._settled.set()
                await self._until_over(client, way)
        finally:
            self._client = None

    async def _first(self, client: ObsClient) -> Picture:
        """Return the first picture; OBS may still be loading its scenes."""
        while True:
            self._stale.clear()
            try:
                return await read(client)
            except RequestRefused:
                await self._clock.sleep(_TRY_AGAIN_S)

    async def _until_over(self, client: ObsClient, way: Way) -> None:
        """Wait for the end of the connection; returns early for another way."""
        following = asyncio.create_task(self._follow(client))
        ended = asyncio.create_task(client.ended())
        try:
            while not ended.done() and self._way == way:
                self._wake.clear()
                self._settled.set()
                waking = asyncio.create_task(self._wake.wait())
                await asyncio.wait((ended, waking), return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
            if self._way == way:
                raise ended.result()
            self._wake.set()
        finally:
            following.cancel()
            ended.cancel()
            await asyncio.wait((following, ended))

    async def _follow(self, client: ObsClient) -> None:
        """Read OBS again after what the picture cannot take, and now and then."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_READ_EVERY_S):
                    await self._stale.wait()
            await self._clock.sleep(_SETTLE_S)  # such events come in groups
            self._stale.clear()
            try:
                found = await read(client)
            except ObsError:  # it is busy, or goes: then this task ends with the line
                self._stale.set()
                await self._clock.sleep(_TRY_AGAIN_S)
                continue
            if not self._stale.is_set():  # else it is older than what we know
                self.picture = found

    def _take(self, event: Event) -> None:
        changed = after(self.picture, event)
        if changed is None or changed != self.picture:
            # What is being read at this moment may be from before the event.
            self._stale.set()
        if changed is not None:
            self.picture = changed
        if self._client is not None:
            self._on_event(event)

    def _become(self, state: State, detail: str) -> None:
        is_new = (state, detail) != (self.state, self.detail)
        self.state, self.detail = state, detail
        if state != "connected":
            self.picture = Picture()
        if is_new:
            self._on_state()

    async def _waked_or(self, seconds: float) -> None:
        waking = asyncio.create_task(self._wake.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait((waking, sleeping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            sleeping.cancel()


def _place() -> str:
    """Return where OBS shows address and password, in its own words."""
    return _("Tools → WebSocket Server Settings")
