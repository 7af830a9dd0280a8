"""Checks of the platforms: whether they can be reached, and logins and keys are good.

Nothing is connected to and no login is renewed or kept: a Twitch refresh token is good
only once. No secret is in any text.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from typing import Final

import aiohttp
import msgspec

from companion.app.findings import Check, run_program
from companion.app.keyring_secrets import SERVICE
from companion.app.logins import NAMES
from companion.app.machine import make_machine
from companion.app.platforms import (
    tiktok_settings,
    twitch_settings,
    youtube_settings,
)
from companion.app.probes import probe_command
from companion.domain.errors import CompanionError, LoginRequired, SettingsError
from companion.i18n import _
from companion.platforms.store import MemoryStore
from companion.platforms.tiktok.asking import Asking, Unanswered
from companion.platforms.tiktok.sign_budget import budget_in
from companion.platforms.twitch.asking import ask
from companion.platforms.twitch.login import SECRET as TWITCH_TOKEN
from companion.platforms.twitch.login import Token
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.wanted import SCOPES
from companion.platforms.youtube.api import Api
from companion.platforms.youtube.credentials import KEY_SECRET, Credentials
from companion.platforms.youtube.login import LoginDesk
from companion.platforms.youtube.quota import Call, Quotas
from companion.platforms.youtube.settings import YouTubeSettings
from companion.settings import Settings
from companion.workers.program import own_environment

PATIENCE_S: Final = 12.0
"""Seconds that one platform may take altogether."""


class Kept:
    """What the keyring holds, as Secrets; what is written is forgotten."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._kept = dict(kept)

    def read(self, name: str) -> str | None:
        """Return the secret of that name, or None."""
        return self._kept.get(name)

    def write(self, name: str, value: str) -> None:
        """Keep it until the examination is over."""
        self._kept[name] = value

    def erase(self, name: str) -> None:
        """Forget it until then."""
        self._kept.pop(name, None)


async def platforms(
    settings: Settings, environment: Mapping[str, str]
) -> tuple[Check, ...]:
    """Return how each platform stands; asks the keyring once. Never raises."""
    kept = await kept_secrets(environment)
    return tuple(
        await asyncio.gather(
            _within("tiktok-live", tiktok_live(settings, environment)),
            _within("twitch", twitch(settings, environment, kept)),
            _within("youtube", youtube(settings, environment, kept)),
        )
    )


async def kept_secrets(environment: Mapping[str, str]) -> Kept:
    """Return the logins in the keyring; none when it does not answer in time.

    In a process of its own: a keyring may ask a person and wait for ever.
    """
    command = probe_command("keyring-secrets", SERVICE, *NAMES)
    outcome = await run_program(command, own_environment(environment), patience_s=15)
    try:
        found = json.loads(outcome.output)
    except ValueError:
        return Kept({})
    return Kept({name: text for name, text in found.items() if isinstance(text, str)})


async def tiktok_live(settings: Settings, environment: Mapping[str, str]) -> Check:
    """Check TikTok's pages, and the sign server with its key and limits."""
    name = "tiktok-live"
    own = tiktok_settings(settings, environment)
    if trouble := await _unreachable(own.app_url):
        return _offline(name, "TikTok", trouble)
    try:
        async with Asking("companion", own) as asking:
            status, answer = await asking.sign_server("/webcast/rate_limits")
    except Unanswered as error:
        return Check(
            check=name,
            ok=False,
            detail=_("the sign server does not answer ({detail})").format(detail=error),
            fix=_("Nothing can be read until it does; try again in a few minutes."),
        )
    if status in {401, 403}:
        return Check(
            check=name,
            ok=False,
            detail=_("the sign server does not accept your key"),
            fix=_("Copy the key whole, or leave it out: none is needed to begin."),
        )
    day = budget_in(answer).day
    if day is None:
        return Check(check=name, ok=True, detail=_("it can be read"))
    if not day.left:
        return Check(
            check=name,
            ok=False,
            detail=_("the sign server allows no more connections today"),
            fix=_("Wait until tomorrow, or use a key of your own."),
        )
    detail = _("it can be read; {left} of {limit} connections are left today")
    detail = detail.format(left=f"{day.left:,}", limit=f"{day.limit:,}")
    return Check(check=name, ok=True, detail=detail)


async def twitch(
    settings: Settings, environment: Mapping[str, str], kept: Kept
) -> Check:
    """Check Twitch and the login, as it is: an old one is renewed when it connects."""
    name = "twitch"
    own = twitch_settings(settings, environment)
    if trouble := await _unreachable(f"{own.id_url}/oauth2/validate"):
        return _offline(name, "Twitch", trouble)
    token = _twitch_token(own, kept)
    if token is None:
        return Check(
            check=name, ok=True, detail=_("it can be read; nobody is logged in")
        )
    headers = {"Authorization": f"OAuth {token.access}"}
    answer = await ask("GET", f"{own.id_url}/oauth2/validate", headers=headers)
    if answer.is_good:
        return _twitch_login(answer.body)
    if own.token:
        fix = _("Give another token in COMPANION_TWITCH_TOKEN.")
    elif token.refresh:
        detail = _("it can be read; the login is renewed at the next connection")
        return Check(check=name, ok=True, detail=detail)
    else:
        fix = _("Log in again, in the settings under Twitch.")
    detail = _("Twitch does not accept the login any more.")
    return Check(check=name, ok=False, detail=detail, fix=fix)


def _twitch_token(own: TwitchSettings, kept: Kept) -> Token | None:
    if own.token:
        return Token(access=own.token)
    try:
        return msgspec.json.decode(kept.read(TWITCH_TOKEN) or "", type=Token)
    except msgspec.DecodeError:
        return None


def _twitch_login(said: Mapping[str, object]) -> Check:
    scopes = said.get("scopes")
    given = set(scopes) if isinstance(scopes, list) else set()
    lacking = [scope for scope in SCOPES if scope not in given]
    detail = _("logged in as {name}").format(name=str(said.get("login", "?"))[:50])
    if not lacking:
        return Check(check="twitch", ok=True, detail=detail)
    return Check(
        check="twitch",
        ok=False,
        detail=detail + ", " + _("without {scopes}").format(scopes=", ".join(lacking)),
        fix=_("Log in again to allow everything; what is allowed works."),
    )


async def youtube(
    settings: Settings, environment: Mapping[str, str], kept: Kept
) -> Check:
    """Check YouTube and the login, token or key that it would be read with: 1 unit."""
    name, machine = "youtube", make_machine()
    own = youtube_settings(settings, environment)
    if trouble := await _unreachable(own.api_url):
        return _offline(name, "YouTube", trouble)
    credentials = Credentials(settings=own, secrets=kept, clock=machine.clock)
    await credentials.load()
    kind = credentials.kind
    if kind == "none":
        return Check(
            check=name,
            ok=False,
            detail=_("there is no key and no login"),
            fix=_("YouTube needs an API key or a login; the settings show how."),
        )
    quotas = Quotas(plan=own.plan, clock=machine.clock, store=MemoryStore())
    try:
        if kind == "key":
            await _try_key(own, kept, quotas)
        else:
            await _try_login(own, credentials, quotas)
    except LoginRequired as error:
        fix = _("Give another one in the settings, or in the environment.")
        return Check(check=name, ok=False, detail=str(error), fix=fix)
    words = {
        "key": _("the key works; it can be read"),
        "token": _("the token works; it can be read and written"),
        "login": _("the login works; it can be read and written"),
    }
    return Check(check=name, ok=True, detail=words[kind])


async def _try_key(own: YouTubeSettings, kept: Kept, quotas: Quotas) -> None:
    machine = make_machine()
    desk = LoginDesk(
        settings=own,
        secrets=kept,
        clock=machine.clock,
        ids=machine.ids,
        quotas=quotas,
    )
    await desk.try_key(own.api_key or kept.read(KEY_SECRET) or "")


async def _try_login(
    own: YouTubeSettings, credentials: Credentials, quotas: Quotas
) -> None:
    quota = quotas.of(credentials.quota_name)
    api = Api(address=own.api_url, credentials=credentials, quota=quota)
    try:
        await api.call(
            Call.CHANNELS,
            lambda service: service.channels().list(part="id", mine=True),
        )
    finally:
        api.close()


async def _within(name: str, work: Awaitable[Check]) -> Check:
    """Return the check, or one that says why there is none; bounded in time."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await work
    except TimeoutError:
        detail = _("it did not answer in time")
    except SettingsError as error:
        fix = _("Correct what is set, or leave it out.")
        return Check(check=name, ok=False, detail=str(error), fix=fix)
    except CompanionError as error:
        detail = str(error)
    return Check(check=name, ok=False, detail=detail, fix=_try_again())


async def _unreachable(address: str) -> str:
    """Return why there is no answer at all from an address; "" when there is one."""
    timeout = aiohttp.ClientTimeout(total=6)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address, allow_redirects=False),
        ):
            return ""
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return type(error).__name__


def _offline(name: str, platform: str, trouble: str) -> Check:
    text = _("{platform} cannot be reached ({detail})")
    detail = text.format(platform=platform, detail=trouble)
    return Check(check=name, ok=False, detail=detail, fix=_try_again())


def _try_again() -> str:
    return _("Is this computer online, and does a firewall or proxy let it through?")
