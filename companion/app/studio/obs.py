"""OBS by its WebSocket: what window, API and hotkey ask of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from companion.app.logins import OBS_PASSWORD
from companion.app.studio.obs_care import ObsCare
from companion.app.studio.obs_line import ObsLine, Way
from companion.app.studio.obs_news import ObsNews
from companion.app.studio.obs_panic import Panic
from companion.app.studio.obs_sources import NEAR, Own, link_in, own_sources
from companion.app.studio.obs_work import ObsWork
from companion.app.studio.preflight import Preflight
from companion.domain.errors import CommandError, SettingsError
from companion.domain.on_air import ObsLogOnAir
from companion.domain.ports import Clock, Secrets
from companion.domain.studio import (
    Check,
    ObsAct,
    ObsAdded,
    ObsView,
    OverlayView,
    SourceView,
)
from companion.i18n import _
from companion.obs.protocol import Event
from companion.settings.obs import ObsSettings, socket_address

ADDRESS_VARIABLE: Final = "COMPANION_OBS_URL"
PASSWORD_VARIABLE: Final = "COMPANION_OBS_PASSWORD"  # noqa: S105  # a name

_AGAIN_S: Final = 5.0

log = logging.getLogger(__name__)


class ObsDesk:
    """Implements domain.studio.Obs; its `jobs` must run.

    views: gives the overlays with their links and pages. environment: may hold address
    and password in place of settings and keyring. show: takes the newest lines of what
    happens in OBS. Raises SettingsError for an address that is none.
    """

    def __init__(
        self,
        settings: ObsSettings,
        *,
        clock: Clock,
        secrets: Secrets,
        environment: Mapping[str, str],
        views: Callable[[], Sequence[OverlayView]],
        preflight: Preflight,
        show: Callable[[ObsLogOnAir], None],
    ) -> None:
        self._clock = clock
        self._secrets = secrets
        self._views = views
        self._preflight = preflight
        self._own_address = _address_in(environment)
        self._own_password = environment.get(PASSWORD_VARIABLE, "")
        self._settings = settings
        self._links: dict[str, str] = {}
        self._line = ObsLine(clock, on_event=self._heard, on_state=self._changed)
        self._work = ObsWork(self._line, clock)
        self._news = ObsNews(clock, show)
        self._care = ObsCare(
            self._line, self._work, clock=clock, views=self._seen, say=self._news.say
        )
        self._panic = Panic(self._line, clock)
        self._in_turn = asyncio.Lock()
        self.apply(settings)

    def jobs(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Return what keeps the line to OBS and looks after our sources.

        Each runs for ever; cancel to stop.
        """
        return (self._kept(self._line.run), self._kept(self._care.run))

    async def _kept(self, job: Callable[[], Awaitable[None]]) -> None:
        """Run a job for ever: the stream must not end by a bug of ours about OBS."""
        while True:
            try:
                await job()
            except Exception:
                log.exception("what is done for OBS begins again")
            await self._clock.sleep(_AGAIN_S)

    def apply(self, settings: ObsSettings) -> None:
        """Work by other settings from now on."""
        self._settings = settings
        self._care.wakes = settings.refresh_on_start
        password = self._own_password or self._secrets.read(OBS_PASSWORD) or ""
        self._line.go(self._way(password))

    def view(self) -> ObsView:
        """Return how we stand with OBS; cheap, asked twice a second."""
        line = self._line
        if not line.is_connected:
            return ObsView(state=line.state, detail=line.detail)
        picture = line.picture
        sources = self._care.sources()
        return ObsView(
            state="connected",
            detail=_trouble(sources, is_on_air=self._is_on_air()),
            version=picture.version,
            scene=picture.scene,
            scenes=picture.scenes,
            width=picture.width,
            height=picture.height,
            sources=sources,
            is_streaming=picture.is_streaming,
            is_recording=picture.is_recording,
            is_replaying=picture.is_replaying,
            is_privacy=picture.scene == self._settings.privacy_scene != "",
        )

    async def look(self) -> ObsView:
        """Look for OBS now, instead of at the next try, and return how it stands."""
        await self._line.look()
        return self.view()

    async def log_in(self, password: str) -> ObsView:
        """Connect with a password and keep it in the keyring when OBS takes it."""
        if not password or len(password) > 500:
            raise CommandError(_("Type the password that OBS shows."))
        before = self._line.way
        self._line.go(self._way(password))
        await self._line.look()
        if self._line.state == "refused":
            self._line.keep(before)
        elif self._line.is_connected and self._line.is_protected:
            self._secrets.write(OBS_PASSWORD, password)
        return self.view()

    async def add(self, overlay: str, scene: str = "") -> ObsAdded:
        """Put an overlay into a scene ("": the one on air), once."""
        async with self._in_turn:
            added = await self._work.add(
                self._overlay(overlay), scene, self._care.former
            )
        self._care.forget(overlay)
        return added

    async def repair(self, overlay: str) -> int:
        """Give all sources of an overlay its present link; returns how many."""
        known = self._overlay(overlay)
        async with self._in_turn:
            count = await self._work.repair(known, self._own())
        self._care.forget(overlay)
        return count

    async def reload(self, overlay: str) -> int:
        """Have OBS load all pages of an overlay again; returns how many.

        Where none answers they are taken for crashed, and made anew.
        """
        known = self._overlay(overlay)
        views = self._care.sources()
        states = {one.state for one in views if one.overlay == overlay}
        own = [one for one in self._own() if one.overlay == overlay]
        async with self._in_turn:
            stale = await self._work.repair(known, own)
            count = await self._work.reload(
                [one for one in own if one.is_fresh], hard="silent" in states
            )
        self._care.forget(overlay)
        return stale + count

    async def show_source(self, source: str, scene: str, *, visible: bool) -> None:
        """Show or hide one of our sources in a scene."""
        _client = self._line.client  # says why when there is none
        if source not in {one.source for one in self._own()}:
            text = _("{source} is no source of Companion's in OBS.")
            raise CommandError(text.format(source=source[:100]))
        await self._work.show(source, scene, visible=visible)

    async def switch_scene(self, scene: str) -> None:
        """Bring a scene on air."""
        _client = self._line.client
        await self._work.switch(scene)

    async def act(self, act: ObsAct) -> None:
        """Start or stop the stream, a recording or the replay buffer, or save it."""
        await self._work.act(act)

    async def panic(self) -> bool:
        """Go to the privacy scene, or back when it is on air; returns which it is."""
        async with self._in_turn:
            return await self._panic.toggle(self._settings.privacy_scene)

    async def preflight(self) -> Sequence[Check]:
        """Check all that a stream needs; asks OBS and the disk, costs no quota."""
        await self._line.look()
        return await self._preflight.checks(
            self.view(),
            self._views(),
            is_protected=self._line.is_protected,
            is_here=urlsplit(self._line.way.address).hostname in NEAR,
            privacy_scene=self._settings.privacy_scene,
        )

    @property
    def _is_set_up(self) -> bool:
        """Whether somebody has wanted OBS; that we look for it is nobody's wish."""
        is_wanted = self._own_address or self._line.way.password
        return bool(is_wanted) or self._settings != ObsSettings()

    def _way(self, password: str) -> Way:
        if not self._settings.enabled and not self._own_address:
            return Way()
        address = self._own_address or self._settings.address
        return Way(address=address, password=password)

    def _own(self) -> Sequence[Own]:
        return own_sources(self._line.picture, self._seen(), self._care.former)

    def _seen(self) -> Sequence[OverlayView]:
        """Return the overlays, noting which links were good before."""
        overlays = self._views()
        for one in overlays:
            before = self._links.get(one.name, "")
            if before != one.link:
                self._links[one.name] = one.link
                if link := link_in(before):
                    self._care.former.add(link.token)
        return overlays

    def _overlay(self, name: str) -> OverlayView:
        _client = self._line.client  # says why when there is none
        for one in self._seen():
            if one.name == name:
                return one
        raise CommandError(_("There is no overlay called {name}.").format(name=name))

    def _is_on_air(self) -> bool:
        return self._line.picture.is_streaming or self._line.picture.is_recording

    def _heard(self, event: Event) -> None:
        self._news.take(event)

    def _changed(self) -> None:
        state = self._line.state
        level = logging.INFO if self._is_set_up else logging.DEBUG
        if state == "connected":
            self._care.begin()
            self._news.say(_("OBS is connected"))
            log.log(level, "OBS %s is connected", self._line.picture.version)
        elif state in {"refused", "locked"}:
            log.log(level, "OBS: %s", self._line.detail)
        elif state == "absent" and self._news.lines:  # else it is not there yet
            self._news.say(_("OBS has gone"))
            log.log(level, "OBS: %s", self._line.detail)


def _trouble(sources: Sequence[SourceView], *, is_on_air: bool) -> str:
    """Return what a person must know while viewers watch, "" when all is well."""
    silent = [one for one in sources if one.state == "silent"]
    if not silent or not is_on_air:
        return ""
    text = _("OBS has stopped showing {source}. Press Reload.")
    return text.format(source=silent[0].source)


def _address_in(environment: Mapping[str, str]) -> str:
    """Return where the environment says that OBS is, "" when it does not.

    Raises SettingsError naming the variable.
    """
    address = environment.get(ADDRESS_VARIABLE, "").strip()
    if not address:
        return ""
    try:
        return socket_address(address)
    except ValueError as error:
        text = _("{variable}: {why}.").format(variable=ADDRESS_VARIABLE, why=error)
        raise SettingsError(text, field=ADDRESS_VARIABLE) from error
