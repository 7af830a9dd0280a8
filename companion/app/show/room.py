"""Opens and shuts the page for people in the room, and tells the stream how to join."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import psutil
from msgspec import structs

from companion.app.show.around import Around
from companion.domain.entries import Entry
from companion.domain.errors import CommandError, ServerError
from companion.domain.on_air import RoomOnAir
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import AnswerView, RoomView, ScoreView
from companion.i18n import _
from companion.interactions.desk import ShowDesk
from companion.web.listening import ChangeListener
from companion.web.room.people import People
from companion.web.room.register import FILE_NAME, Guest, Opening, Register
from companion.web.room.sent import Post
from companion.web.room.server import RoomServer
from companion.web.room.sight import Sights

_VIRTUAL: Final = ("docker", "veth", "br-", "virbr", "vmnet", "vboxnet", "tun", "tap")

log = logging.getLogger(__name__)


class RoomDesk:
    """Implements domain.show.desk.Room: a server that is there while it is open.

    coins: what a person has. addresses: gives this machine's addresses in its networks,
    the best first.
    """

    def __init__(
        self,
        around: Around,
        show: ShowDesk,
        *,
        coins: Callable[[str], int],
        addresses: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        self._around = around
        self._addresses = addresses or addresses_of_machine
        clock, ids = around.machine.clock, around.machine.ids
        self._register = Register(around.folder / FILE_NAME)
        self._kept = self._register.read()
        self._taken_from = ""
        self._session = ""
        self._people = People(clock=clock, ids=ids, keep=self._keep)
        self._post = Post()
        self._sights = Sights(
            around.engine.view,
            board=_Board(around, show, coins),
            post=self._post,
            clock=clock,
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
                self._people.shut_out()
                if self._kept is not None:
                    # The code of before the crash ends with the first closing.
                    self._kept = structs.replace(self._kept, code="")
                self._begin_register()
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
        code = self._take_up()
        server = RoomServer(
            people=self._people,
            sights=self._sights,
            post=self._post,
            offer=engine.offer,
            may_answer=engine.books.is_open,
            clock=machine.clock,
            ids=machine.ids,
            port=self._around.settings.room.port,
            code=code,
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
        self._server, self._kept = server, None
        self._follow_session()
        self._begin_register()
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
        self._follow_session()
        if self._server is not None:
            self._server.touch()

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries: what became of what people have sent."""
        self._post.took(entries)

    # Who is in, over a restart.

    def _take_up(self) -> str:
        """Take in who was in when Companion was cut off; returns the code of then."""
        kept = self._kept
        if kept is None:
            return ""
        self._taken_from = "" if self._session else kept.session
        self._people.take_up(kept.guests, kept.room)
        if not kept.code:
            self._people.shut_out()
        return kept.code

    def _follow_session(self) -> None:
        """Keep people for the session that runs, and for no other."""
        session = self._around.engine.session()
        now = "" if session is None or session.state == "ended" else session.id
        if now == self._session:
            return
        before = self._kept.session if self._kept is not None else self._taken_from
        if not now or before not in {"", now}:
            self._register.drop()
            self._kept = None
            if now and self._taken_from:
                self._people.forget()  # they were of a session that was cut off
        self._session, self._taken_from = now, ""
        self._post.clear()
        if now and self._server is not None:
            self._begin_register()

    def _begin_register(self) -> None:
        if self._session:
            code = self._server.code if self._server is not None else ""
            opening = Opening(session=self._session, code=code, room=self._people.room)
            self._register.begin(opening, self._people.guests())

    def _keep(self, guest: Guest) -> None:
        if self._session:
            self._register.add(guest)


class _Board:
    """Implements web.room.sight.Board: the show's fold, and coins."""

    def __init__(
        self, around: Around, show: ShowDesk, coins: Callable[[str], int]
    ) -> None:
        self._around = around
        self._show = show
        self.coins = coins

    def spec(self, interaction_id: str) -> AnySpec | None:
        """Return what one was made of, None when there is none."""
        one = self._show.fold.interactions.get(interaction_id)
        return None if one is None else one.spec

    def takes(self, interaction_id: str) -> bool:
        """Return whether one hears what people say now."""
        one = self._show.fold.interactions.get(interaction_id)
        return one is not None and one.listens

    def answer(self, interaction_id: str, viewer_id: str) -> AnswerView:
        """Return what counts of somebody's answers to it."""
        one = self._show.fold.interactions.get(interaction_id)
        if one is None:
            return AnswerView()
        return one.answer_of(self._show.fold.links.person(viewer_id))

    def score(self, viewer_id: str) -> ScoreView | None:
        """Return somebody's score; None: nobody has heard of them yet."""
        try:
            return self._show.score(viewer_id)
        except CommandError:
            return None

    def coin_name(self) -> str:
        """Return what the Broadcaster calls coins, in the plural."""
        return self._around.settings.coins.plural


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
