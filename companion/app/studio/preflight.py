"""All that a stream needs, checked in one go, each with what to do about it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import aiohttp

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import Check, ObsView, OverlayView, SourceView
from companion.domain.views import (
    ConnectionState,
    ConnectionView,
    GateView,
    LoginView,
)
from companion.i18n import _

LEAST_FREE: Final = 200 * 1024 * 1024
"""Bytes below which a stream's record may run out of room."""

_State = Literal["good", "look", "bad"]

_ANSWER_S: Final = 3.0

_BAD_STATES: Final = frozenset({ConnectionState.NEEDS_LOGIN})
_POOR_STATES: Final = frozenset(
    {ConnectionState.OFFLINE, ConnectionState.RATE_LIMITED, ConnectionState.SILENT}
)


class Preflight:
    """Asks the engine, the server and the disk; costs no platform's quota.

    folder: the data folder.
    """

    def __init__(self, engine: Engine, *, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    async def checks(
        self,
        obs: ObsView,
        overlays: Sequence[OverlayView],
        *,
        is_protected: bool,
        is_here: bool,
        privacy_scene: str,
    ) -> Sequence[Check]:
        """Return every check, in the order in which a person goes through them.

        is_protected: OBS asked for a password. is_here: it runs on this computer.
        """
        logins: Sequence[LoginView] = ()
        with suppress(CompanionError):
            logins = await self._engine.logins.views()
        connections = self._engine.connections()
        return [
            of_obs(obs, is_protected=is_protected, is_here=is_here),
            *of_sources(obs),
            *of_privacy(obs, privacy_scene),
            await of_port(overlays),
            *of_connections(connections),
            *of_logins(logins),
            *of_budgets(connections),
            of_gate(self._engine.gate.view()),
            await asyncio.to_thread(of_disk, self._folder),
        ]


def of_obs(obs: ObsView, *, is_protected: bool, is_here: bool = True) -> Check:
    """Check the line to OBS."""
    name = _("OBS")
    match obs.state:
        case "connected" if not is_protected:
            return Check(
                name=name,
                about="obs",
                state="look",
                detail=_("OBS asks for no password, so any web page could steer it."),
                fix=_(
                    "Turn on Tools → WebSocket Server Settings → Enable Authentication."
                ),
            )
        case "connected" if not is_here:
            return Check(
                name=name,
                about="obs",
                state="look",
                detail=_("OBS runs on another computer, where links open nothing."),
                fix=_("Run Companion on the computer that OBS runs on."),
            )
        case "connected":
            detail = _("{version} is connected").format(version=obs.version)
            return Check(name=name, about="obs", state="good", detail=detail)
        case "off":
            return Check(
                name=name,
                about="obs",
                state="look",
                detail=_("Companion does not look for OBS."),
                fix=_("Turn on Settings → OBS → Connect to OBS."),
            )
        case "locked" | "refused":
            fix = _("Type the password that OBS shows.")
            return Check(
                name=name, about="obs", state="bad", detail=obs.detail, fix=fix
            )
    return Check(
        name=name,
        about="obs",
        state="bad",
        detail=obs.detail or _("OBS does not answer."),
        fix=_("Start OBS, and turn on Tools → WebSocket Server Settings."),
    )


def of_sources(obs: ObsView) -> Iterator[Check]:
    """Check each of our sources; that there is one at all."""
    if obs.state != "connected":
        return
    if not obs.sources:
        yield Check(
            name=_("Overlays in OBS"),
            about="overlay",
            state="look",
            detail=_("No overlay of Companion is in OBS."),
            fix=_("Press Add to OBS on the Overlays page."),
        )
    for source in obs.sources:
        yield _of_source(source)


def _of_source(source: SourceView) -> Check:
    match source.state:
        case "showing":
            return Check(
                name=source.source,
                about="overlay",
                state="good",
                detail=_("OBS is showing this overlay."),
            )
        case "hidden":
            return Check(
                name=source.source,
                about="overlay",
                state="good" if source.scenes else "look",
                detail=_("Not in the scene that is on air, or hidden there."),
                fix="" if source.scenes else _("Press Add to OBS."),
            )
        case "waiting":
            fix = _("Check again in a few seconds.")
        case "stale":
            fix = _("Press Repair: OBS gets the present link.")
        case "silent":
            fix = _("Press Reload: OBS loads its page again.")
    return Check(
        name=source.source,
        about="overlay",
        state="look" if source.state == "waiting" else "bad",
        detail=source.detail,
        fix=fix,
    )


def of_privacy(obs: ObsView, scene: str) -> Iterator[Check]:
    """Check that the privacy scene is there, when one is chosen."""
    if obs.state != "connected" or not scene:
        return
    is_there = scene in obs.scenes
    text = _("“{scene}” is there.") if is_there else _("OBS has no scene “{scene}”.")
    yield Check(
        name=_("Privacy scene"),
        about="obs",
        state="good" if is_there else "bad",
        detail=text.format(scene=scene),
        fix="" if is_there else _("Choose another one under Settings → OBS."),
    )


async def of_port(overlays: Sequence[OverlayView]) -> Check:
    """Check that a page would be served: ask the server as OBS does."""
    link = next((one.link for one in overlays if one.link), "")
    is_served = bool(link) and await _is_served(link)
    with suppress(ValueError):
        port = urlsplit(link).port
    if is_served:
        detail = _("Overlays are served on port {port}.").format(port=port)
        return Check(name=_("Port"), about="port", state="good", detail=detail)
    return Check(
        name=_("Port"),
        about="port",
        state="bad",
        detail=_("The overlay server does not answer, so OBS sees nothing."),
        fix=_("Start Companion again; look whether another program has its port."),
    )


async def _is_served(link: str) -> bool:
    timeout = aiohttp.ClientTimeout(total=_ANSWER_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
            session.get(link, allow_redirects=False) as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


def of_connections(connections: Sequence[ConnectionView]) -> Iterator[Check]:
    """Check the connections to the platforms."""
    if not connections:
        yield Check(
            name=_("Platforms"),
            about="platform",
            state="look",
            detail=_("Companion is connected to no platform."),
            fix=_("Type the name of your channel on the Live page."),
        )
    for one in connections:
        yield Check(
            name=one.target,
            about="platform",
            state=_state_of(one),
            detail=one.detail or one.state.value,
            fix=_fix_of(one),
        )


def _state_of(one: ConnectionView) -> _State:
    if one.state in _BAD_STATES:
        return "bad"
    return "look" if one.state in _POOR_STATES or one.detail else "good"


def _fix_of(one: ConnectionView) -> str:
    match one.state:
        case ConnectionState.NEEDS_LOGIN:
            return _("Log in again under Settings → Logins.")
        case ConnectionState.OFFLINE:
            return _("Connect it on the Live page.")
    return ""


def of_logins(logins: Sequence[LoginView]) -> Iterator[Check]:
    """Check the logins that there are; reading needs none."""
    for one in logins:
        if one.way == "none":
            continue
        is_good = not one.detail
        yield Check(
            name=_("Login: {platform}").format(platform=one.platform.value.title()),
            about="platform",
            state="good" if is_good else "look",
            detail=one.detail or one.account or _("It is there."),
            fix="" if is_good else _("Look under Settings → Logins."),
        )


def of_budgets(connections: Sequence[ConnectionView]) -> Iterator[Check]:
    """Check what sign servers and quotas leave us."""
    for one in connections:
        is_short = one.state is ConnectionState.RATE_LIMITED
        if one.budget or is_short:
            yield Check(
                name=_("Budget: {target}").format(target=one.target),
                about="budget",
                state="bad" if is_short else "good",
                detail=one.budget or one.detail,
                fix=_("Wait, or use a key of your own.") if is_short else "",
            )


def of_gate(gate: GateView) -> Check:
    """Check what stands between chat and stream."""
    name = _("Moderation")
    model = gate.model
    if model.state in {"missing", "failed"}:
        return Check(
            name=name,
            about="gate",
            state="bad",
            detail=model.detail or _("The model does not answer; rules decide alone."),
            fix=_("Look under Moderation → Model."),
        )
    if model.state == "loading":
        detail = _("The model is being loaded; until then rules decide alone.")
        fix = _("Check again in a few seconds.")
        return Check(name=name, about="gate", state="look", detail=detail, fix=fix)
    if model.state == "off":
        detail = _("Rules decide alone.")
    else:
        detail = _("Rules and {model} decide.").format(model=model.title or model.id)
    return Check(name=name, about="gate", state="good", detail=detail)


def of_disk(folder: Path) -> Check:
    """Check that there is room for a stream's record."""
    name = _("Disk")
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        detail = str(error.strerror or error)
        fix = _("Choose another data folder.")
        return Check(name=name, about="disk", state="bad", detail=detail, fix=fix)
    is_enough = free >= LEAST_FREE
    return Check(
        name=name,
        about="disk",
        state="good" if is_enough else "bad",
        detail=_("{n:.1f} GB free").format(n=free / 1e9),
        fix="" if is_enough else _("Make room: a long stream may need 200 MB."),
    )
