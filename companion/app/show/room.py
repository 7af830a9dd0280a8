"""Opens and shuts the page for people in the room, and tells the stream how to join."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import psutil

from companion.app.show.around import Around
from companion.domain.errors import CommandError, ServerError
from companion.domain.on_air import RoomOnAir
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import RoomView, ScoreView
from companion.i18n import _
from companion.interactions.desk import ShowDesk
from companion.web.listening import ChangeListener
from companion.web.room.people import People
from companion.web.room.server import RoomServer
from companion.web.room.sight import Sights

_VIRTUAL: Final = ("docker", "veth", "br-", "virbr", "vmnet", "vboxnet", "tun", "tap")

log = logging.getLogger(__name__)


class RoomDesk:
    """Implements domain.show.desk.Room: a server that is there while it is open.

    addresses: gives this machine's addresses in its networks, the best first.
    """

    def __init__(
        self,
        around: Around,
        show: ShowDesk,
        *,
        addresses: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        self._around = around
        self._show = show
        self._addresses = addresses or addresses_of_machine
        self._people = People(clock=around.machine.clock, ids=around.machine.ids)
        self._sights = Sights(
            around.engine.view, spec_of=self._spec_of, score_of=self._score_of
        )
        self._server: RoomServer | None = None
        self._address = ""
        self._why = ""
        self._turning = asyncio.Lock()

    def view(self) -> RoomView:
        """Return how it stands."""
        if self._server is None:
            return RoomView(why=self._why)
        return RoomView(
            is_open=True,
            address=self._address,
            code=self._server.code,
            people=self._people.here,
            why=self._why,
        )

    async def open(self) -> RoomView:
        """Serve it on the local network, with a fresh code; open already: as it is."""
        async with self._turning:
            if self._server is None:
                await self._open()
        return self.view()

    async def close(self) -> RoomView:
        """Serve it no more: every page that is open is told at once."""
        async with self._turning:
            server, self._server = self._server, None
            if server is not None:
                self._why = ""
                self._around.engine.view.take_off_air(RoomOnAir)
                self._tell()
                await server.__aexit__(None, None, None)
        return self.view()

    async def run(self) -> None:
        """Open at the start where the settings say so; close at the end."""
        leave = self._around.bus.listen(ChangeListener(self._changed))
        try:
            if self._around.settings.room.opens_at_start:
                # Without the page the rest of the evening goes on; it says why.
                with suppress(CommandError):
                    await self.open()
            await asyncio.Event().wait()
        finally:
            leave()
            await self.close()

    async def _open(self) -> None:
        machine, engine = self._around.machine, self._around.engine
        server = RoomServer(
            people=self._people,
            sights=self._sights,
            offer=engine.offer,
            may_answer=engine.books.is_open,
            clock=machine.clock,
            ids=machine.ids,
            port=self._around.settings.room.port,
        )
        try:
            await server.__aenter__()
        except ServerError as error:
            self._why = str(error)
            log.warning("The page for the room cannot be served: %s", error)
            raise CommandError(str(error)) from error
        found = await asyncio.to_thread(self._addresses)
        self._why = "" if found else _("This computer is in no network.")
        host = found[0] if found else "127.0.0.1"
        self._address = f"http://{host}:{server.port}/"
        self._server = server
        engine.view.put_on_air(
            RoomOnAir(
                id="room",
                phase="ongoing",
                # What stands behind the # never leaves the telephone.
                address=f"{self._address}#{server.code}",
                code=server.code,
            )
        )
        self._tell()

    def _tell(self) -> None:
        """Have the overlays look again: it was put on air beside the ledger."""
        self._around.bus.connections(self._around.engine.connections())

    def _changed(self) -> None:
        if self._server is not None:
            self._server.touch()

    def _spec_of(self, interaction_id: str) -> AnySpec | None:
        one = self._show.fold.interactions.get(interaction_id)
        return None if one is None else one.spec

    def _score_of(self, viewer_id: str) -> ScoreView | None:
        try:
            return self._show.score(viewer_id)
        except CommandError:  # nobody has heard of them yet
            return None


def addresses_of_machine() -> Sequence[str]:
    """Return this machine's IPv4 addresses in local networks, the best first.

    Private ones before others, and real networks before those of virtual machines.
    """
    states = psutil.net_if_stats()
    found: list[tuple[bool, bool, str]] = []
    for name, addresses in psutil.net_if_addrs().items():
        if name not in states or not states[name].isup:
            continue
        for one in addresses:
            address = _usable(one.address)
            if address is not None:
                is_virtual = name.lower().startswith(_VIRTUAL)
                found.append((is_virtual, not address.is_private, str(address)))
    return [address for _virtual, _public, address in sorted(found)]


def _usable(text: str) -> ipaddress.IPv4Address | None:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return None
    return None if address.is_loopback or address.is_link_local else address
