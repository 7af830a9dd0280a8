"""The local server: starts, closes, and knows the links.

It listens on 127.0.0.1 only, and on the port it was told: links in OBS hold it.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import metadata
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel

from companion.domain.errors import ServerError
from companion.domain.ports import Clock, Engine, IdSource
from companion.domain.studio import PageView
from companion.domain.views import GatedView
from companion.i18n import _
from companion.pipeline.live_view import FEED_LENGTH, WAITING_LENGTH
from companion.web.accepting import accept, is_in_use, listening_socket
from companion.web.api.actions import ActionRoutes
from companion.web.api.bots import BotRoutes
from companion.web.api.coins import CoinRoutes
from companion.web.api.description import DescriptionRoutes
from companion.web.api.entry_feed import EntryFeed
from companion.web.api.events import EventRoutes
from companion.web.api.featured import FeatureRoutes
from companion.web.api.gate import GateRoutes
from companion.web.api.hooks import HookRoutes, TokenHooks
from companion.web.api.leaderboard import LeaderboardRoutes
from companion.web.api.marks import MarkRoutes
from companion.web.api.media import MediaRoutes
from companion.web.api.metrics import MetricsRoutes
from companion.web.api.moderation import ModerationRoutes
from companion.web.api.obs import ObsRoutes
from companion.web.api.overlays import OverlayRoutes
from companion.web.api.room import RoomRoutes
from companion.web.api.route import Route
from companion.web.api.session import SessionRoutes
from companion.web.api.show import ShowRoutes
from companion.web.api.sight import Sights
from companion.web.api.test_events import TestEventRoutes
from companion.web.api.viewers import ViewerRoutes
from companion.web.frames import NAME_LENGTH, AnyOverlay, Paths, Projection
from companion.web.guard import MAX_BODY, Guard, harden
from companion.web.hub import Hub
from companion.web.listening import ChangeListener
from companion.web.page_socket import SILENCE_LIMIT
from companion.web.pages import MediaFiles, NoMedia, Pages
from companion.web.pictures import Pictures
from companion.web.problems import Handler, problems
from companion.web.seats import MAX_SOCKETS, Seats
from companion.web.server_log import token_free_logs
from companion.web.tokens import Scope, Tokens
from overlays.catalogue import overlays_of
from overlays.look import OverlaySettings

HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 7717

# What the system keeps for a page that does not read; the hub drops the rest.
_SEND_BUFFER = 128 * 1024
_CLOSE_WITHIN = 2.0


@dataclass(frozen=True, kw_only=True)
class Caps:
    """What is too much.

    sockets: open at once. name_length: characters of a name that pages get. silence_s:
    seconds without a sign of life after which a page counts as dead.
    """

    sockets: int = MAX_SOCKETS
    name_length: int = NAME_LENGTH
    silence_s: float = SILENCE_LIMIT


class OverlayServer:
    """Serves overlay pages and the API; `async with` starts and closes it.

    settings_of: gives an overlay's settings by its name. port: 0 takes any free one.
    caps: what is too much. version: the program's, None: as installed. Raises
    ServerError when it cannot listen.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        view: GatedView,
        catalogue: Sequence[AnyOverlay],
        settings_of: Callable[[str], BaseModel],
        tokens: Tokens,
        pictures: Pictures,
        clock: Clock,
        ids: IdSource,
        port: int = DEFAULT_PORT,
        caps: Caps = Caps(),
        version: str | None = None,
    ) -> None:
        self._engine = engine
        self._view = view
        self._overlays = {overlay.name: overlay for overlay in catalogue}
        self._tokens = tokens
        self._pictures = pictures
        self._clock = clock
        self._ids = ids
        self._port = port
        self._version = app_version() if version is None else version
        self._answers: Counter[str] = Counter()
        self._caps = caps
        self._seats = Seats(caps.sockets)
        self._settings_of = settings_of
        self._tried: dict[str, BaseModel] = {}
        self._media: MediaFiles = NoMedia()
        self._hub = Hub(
            {name: self._projection(one) for name, one in self._overlays.items()},
            clock,
            silence_limit=caps.silence_s,
        )
        self._overlay_routes = OverlayRoutes(engine, self._hub, self._overlays.keys())
        self._feed = EntryFeed(engine, clock)
        self._sights = Sights(engine, view)
        self._events = EventRoutes(
            engine,
            feed=self._feed,
            sights=self._sights,
            seats=self._seats,
            clock=clock,
        )
        self.hooks = TokenHooks(tokens, lambda: f"http://{HOST}:{self._port}")
        self._running = AsyncExitStack()

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return self._port

    def links(self) -> dict[str, str]:
        """Return every overlay's link by its name."""
        return {
            name: f"http://{HOST}:{self._port}/o/{self._tokens.overlay(name)}/{name}/"
            for name in self._overlays
        }

    def showing(self) -> dict[str, int]:
        """Return by overlay how many pages say that viewers see them."""
        return self._hub.showing()

    def connected(self) -> dict[str, int]:
        """Return by overlay how many pages are connected, seen or not."""
        return self._hub.connected()

    def following(self) -> int:
        """Return how many clients follow the API's stream."""
        return self._events.connected

    def refresh(self, name: str) -> None:
        """Send an overlay's pages everything again: its settings changed."""
        self._hub.refresh(name)

    def apply(self, settings: Mapping[str, BaseModel]) -> None:
        """Show every overlay by other settings from now on.

        One that they name and that is not there yet is added; one of the further ones
        that they do not name any more is removed.
        """
        before = {name: self._settings(name) for name in self._overlays}
        self._settings_of = settings.__getitem__
        is_other = self._add_and_remove(settings)
        self._keep_what_waits()
        for name, overlay in self._overlays.items():
            now = self._settings(name)
            is_affected = is_other and overlay.parts(now)
            if is_affected or before.get(name, now) != now:
                self._hub.refresh(name)

    def _add_and_remove(self, names: Collection[str]) -> bool:
        """Have exactly the further overlays among `names`; returns what changed."""
        before = list(self._overlays)
        for name in before:
            if self._overlays[name].kind != name and name not in names:
                del self._overlays[name]
                self._tried.pop(name, None)
                self._hub.remove(name)
        for overlay in overlays_of(names):
            if overlay.kind != overlay.name and overlay.name not in self._overlays:
                self._overlays[overlay.name] = overlay
                self._tokens.overlay(overlay.name)
                self._hub.add(overlay.name, self._projection(overlay))
        self._sort(before)
        return set(before) != set(self._overlays)

    def _sort(self, kinds: Sequence[str]) -> None:
        """Bring further overlays behind the first of their kind, by number."""
        place = {kind: at for at, kind in enumerate(kinds)}

        def order(overlay: AnyOverlay) -> tuple[int, int, str]:
            return (place[overlay.kind], len(overlay.name), overlay.name)

        ordered = sorted(self._overlays.values(), key=order)
        self._overlays.clear()  # others hold this mapping: it stays the same
        self._overlays.update({overlay.name: overlay for overlay in ordered})

    def try_look(self, name: str, settings: BaseModel | None) -> None:
        """Show an overlay by other settings than those that hold; None: by these."""
        if settings is None:
            self._tried.pop(name, None)
        else:
            self._tried[name] = settings
        self._keep_what_waits()
        self._hub.refresh(name)

    def serve_media(self, media: MediaFiles) -> None:
        """Let pages have the files of a media library from now on."""
        self._media = media
        self._hub.touch()

    def touch(self) -> None:
        """Look at every overlay again: something was put on air beside the ledger."""
        self._hub.touch()

    def chosen(self) -> Mapping[str, object]:
        """Return every overlay's settings, as a mapping, by its name."""
        return {
            one.name: self._settings(one.name).model_dump()
            for one in self._overlays.values()
        }

    def overlays(self) -> Sequence[AnyOverlay]:
        """Return every overlay that has a page, in the catalogue's order."""
        return tuple(self._overlays.values())

    def size(self, name: str) -> tuple[int, int]:
        """Return width and height for an overlay's source in OBS, in pixels."""
        return self._overlays[name].size(self._settings(name))

    def pages(self, name: str) -> tuple[PageView, ...]:
        """Return the connected pages of an overlay."""
        return self._hub.views(name)

    def seen(self, name: str, *, sample: bool) -> dict[str, Any]:
        """Return what a page of an overlay gets first, of the session or a sample."""
        parts = self._hub.parts(name)
        return self._hub.projection(name).seen(parts=parts, sample=sample)

    def _settings(self, name: str) -> BaseModel:
        return self._tried.get(name) or self._settings_of(name)

    def _keep_what_waits(self) -> None:
        """Have the view keep lines for as long as an overlay may wait for them."""
        chosen = [self._settings(name) for name in self._overlays]
        is_waiting = any(
            isinstance(one, OverlaySettings) and (one.delay_s or one.approval)
            for one in chosen
        )
        self._view.keep(WAITING_LENGTH if is_waiting else FEED_LENGTH)

    def show_test(self, name: str) -> None:
        """Show an overlay's preview for some seconds, marked as a test."""
        self._hub.show_test(name)

    async def rotate(self, name: str) -> str:
        """Give an overlay a new link and close what shows the old one."""
        self._tokens.rotate(name)
        await self._hub.close_pages(name)
        self._hub.touch_overlay(name)
        return self.links()[name]

    async def __aenter__(self) -> Self:
        """Listen; from now on links work."""
        async with AsyncExitStack() as starting:
            await self._start(starting)
            self._running = starting.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye to every page and client, and free the port."""
        await self._running.aclose()

    async def _start(self, running: AsyncExitStack) -> None:
        self.links()  # makes the tokens that are missing
        self._keep_what_waits()
        running.enter_context(token_free_logs(self._tokens.secrets))
        listening = running.enter_context(_listening(self._port))
        self._port = listening.getsockname()[1]
        await running.enter_async_context(self._pictures)
        runner = web.AppRunner(self._app(), shutdown_timeout=_CLOSE_WITHIN)
        await runner.setup()
        running.push_async_callback(runner.cleanup)
        await running.enter_async_context(self._hub)
        await self._follow(running)
        running.push_async_callback(self._events.close)
        running.push_async_callback(self._overlay_routes.close)
        running.callback(self._engine.listen(self._listener()))
        await accept(running, runner, listening)

    def _listener(self) -> ChangeListener:
        def changed() -> None:
            self._hub.touch()
            self._feed.touch()

        return ChangeListener(changed, self._hub.retract)

    async def _follow(self, running: AsyncExitStack) -> None:
        tasks = await running.enter_async_context(asyncio.TaskGroup())
        feeding = tasks.create_task(self._feed.run())
        running.callback(feeding.cancel)

    def _projection(self, overlay: AnyOverlay) -> Projection:
        def below(path: str) -> str:
            return f"/o/{self._tokens.overlay(overlay.name)}/{path}"

        def picture(address: str) -> str | None:
            key = self._pictures.key(address)
            return None if key is None else below(f"picture/{key}")

        def media(name: str) -> str | None:
            is_there = self._media.path_of(name) is not None
            return below(f"media/{quote(name, safe='')}") if is_there else None

        return Projection(
            overlay,
            view=self._view,
            settings_of=self._settings,
            paths=Paths(picture, media),
            version=self._version,
            clock=self._clock,
            name_length=self._caps.name_length,
        )

    def _app(self) -> web.Application:
        routes = self._routes()
        scopes = {(route.method, route.path): route.scope for route in routes}
        files = {(route.method, route.path) for route in routes if route.takes_bytes}
        guard = Guard(
            port=self._port,
            tokens=self._tokens,
            needs=lambda r: needed_scope(r, scopes),
            takes_bytes=lambda r: _place_of(r) in files,
        )
        app = web.Application(
            middlewares=[self._count, problems, guard.middleware],
            client_max_size=MAX_BODY,
        )
        app.on_response_prepare.append(harden)
        for route in routes:
            app.router.add_route(route.method, route.path, route.handler)
        pages = Pages(
            self._overlays,
            tokens=self._tokens,
            hub=self._hub,
            pictures=self._pictures,
            media=lambda: self._media,
            seats=self._seats,
            clock=self._clock,
        )
        app.router.add_routes(pages.routes())
        return app

    def _routes(self) -> list[Route]:
        engine, view, clock = self._engine, self._view, self._clock
        tests = TestEventRoutes(engine, clock=clock, ids=self._ids)
        metrics = MetricsRoutes(
            engine,
            hub=self._hub,
            events=self._events,
            tests=tests,
            answers=lambda: dict(self._answers),
            clock=clock,
            version=self._version,
        )
        routes = [
            *metrics.routes(),
            *SessionRoutes(engine).routes(),
            *LeaderboardRoutes(engine, view, clock).routes(),
            *ViewerRoutes(engine, view, self._sights).routes(),
            *self._events.routes(),
            *ModerationRoutes(engine).routes(),
            *GateRoutes(engine).routes(),
            *MarkRoutes(engine).routes(),
            *ActionRoutes(engine).routes(),
            *ObsRoutes(engine).routes(),
            *MediaRoutes(engine).routes(),
            *FeatureRoutes(engine).routes(),
            *ShowRoutes(engine, view).routes(),
            *BotRoutes(engine).routes(),
            *HookRoutes(
                engine, tokens=self._tokens, hooks=self.hooks, clock=clock
            ).routes(),
            *CoinRoutes(engine, view).routes(),
            *RoomRoutes(engine).routes(),
            *self._overlay_routes.routes(),
            *tests.routes(),
        ]
        return [*routes, *DescriptionRoutes(routes, self._version).routes()]

    @web.middleware
    async def _count(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        response = await handler(request)
        self._answers[str(response.status)] += 1
        return response


def needed_scope(
    request: web.Request, scopes: dict[tuple[str, str], Scope | None]
) -> Scope | None:
    """Return the scope that a request needs; unknown API paths need the least."""
    known = _place_of(request)
    if known in scopes:
        return scopes[known]
    return Scope.READ if request.path.startswith("/api/") else None


def _place_of(request: web.Request) -> tuple[str, str]:
    """Return a request's method and the path of its route, as a Route has them."""
    resource = request.match_info.route.resource
    return request.method, resource.canonical if resource else ""


def _listening(port: int) -> socket.socket:
    """Return a socket bound to 127.0.0.1; raises ServerError when it cannot be."""
    try:
        return listening_socket(HOST, port, send_buffer=_SEND_BUFFER)
    except (OSError, OverflowError) as error:
        raise ServerError(_why_not(port, error)) from error


def _why_not(port: int, error: Exception) -> str:
    if is_in_use(error):
        return _(
            "Port {port} is already in use, perhaps by another Companion. Close that"
            " program, or choose another port with --port or in Settings; the overlays"
            " must then be added to OBS again, because their links hold the port."
        ).format(port=port)
    if getattr(error, "errno", None) == errno.EACCES:
        return _(
            "This system does not allow port {port}. Choose one from 1024 to 65535 with"
            " --port or in Settings."
        ).format(port=port)
    return _("Port {port} cannot be used: {reason}").format(port=port, reason=error)


def app_version() -> str:
    """Return the program's version, as the installed package says."""
    try:
        return metadata.version("companion-live")
    except metadata.PackageNotFoundError:
        return "0"
