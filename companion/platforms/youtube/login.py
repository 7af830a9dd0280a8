"""Logging in to YouTube with the Broadcaster's own Google client, and trying a key.

The way of desktop apps: Google's page in the browser, its answer to a port of this
computer, PKCE (S256) and a state, so that no other program can use the answer.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from companion.domain.errors import CommandError, LoginRequired
from companion.domain.ports import Clock, IdSource, Secrets
from companion.domain.text import clean_name
from companion.i18n import _
from companion.platforms.store import MemoryStore
from companion.platforms.youtube.api import Api
from companion.platforms.youtube.credentials import (
    CLIENT_SECRET,
    KEY_SECRET,
    TOKEN_SECRET,
    Credentials,
    OAuthClient,
    StoredLogin,
    ask_token,
)
from companion.platforms.youtube.quota import Call, Quotas
from companion.platforms.youtube.settings import YouTubeSettings
from companion.platforms.youtube.threads import in_thread

SCOPE: Final = "https://www.googleapis.com/auth/youtube.force-ssl"
"""Reading, writing and moderating; nothing smaller lets one write."""

PATIENCE_S: Final = 600.0
"""Seconds that a person has for Google's pages."""

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_UNUSED_VIDEO: Final = "jNQXAC9IVRw"


class LoginDesk:
    """What the settings page does about YouTube's credentials.

    Nothing here blocks the loop; cancelling a call leaves everything as it was.
    """

    def __init__(
        self,
        *,
        settings: YouTubeSettings,
        secrets: Secrets,
        clock: Clock,
        ids: IdSource,
        quotas: Quotas | None = None,
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._ids = ids
        self._quotas = quotas or Quotas(
            plan=settings.plan, clock=clock, store=MemoryStore()
        )

    async def try_key(self, key: str) -> None:
        """Make one call with an API key; returns when it works. Costs 1 unit.

        Raises LoginRequired, which says what is wrong with it, RateLimited when its
        units are spent, ConnectionLost, CommandError when it cannot be a key.
        """
        try:
            settings = YouTubeSettings.model_validate(
                {**self._addresses(), "api_key": key.strip()}
            )
        except ValueError:
            raise CommandError(_("A key has no spaces and no accents.")) from None
        if not settings.api_key:
            raise CommandError(_("There is no key."))
        await self._called(Credentials(
            settings=settings, secrets=_Nothing(), clock=self._clock
        ))  # fmt: skip

    async def keep_key(self, key: str) -> None:
        """Try a key and keep it in the keyring."""
        await self.try_key(key)
        await in_thread(lambda: self._secrets.write(KEY_SECRET, key.strip()))

    async def log_in(
        self,
        client: OAuthClient,
        *,
        show: Callable[[str], None],
        within_s: float = PATIENCE_S,
    ) -> StoredLogin:
        """Let a person log in with their browser, and keep the login in the keyring.

        show: opens an address in the browser. Costs 1 unit. Raises CommandError when
        the person declines or takes too long, LoginRequired when Google refuses the
        client, ConnectionLost.
        """
        verifier = self._ids.new_token() + self._ids.new_token() + self._ids.new_token()
        state = self._ids.new_token()
        landing = _Landing(state)
        async with landing:
            show(self._consent(client, landing.address, verifier, state))
            code = await self._landed(landing, within_s)
            login = await self._exchanged(client, code, landing.address, verifier)
        login = await self._named(login)
        text = msgspec.json.encode(login).decode()
        await in_thread(lambda: self._secrets.write(TOKEN_SECRET, text))
        kept = msgspec.json.encode(client).decode()
        await in_thread(lambda: self._secrets.write(CLIENT_SECRET, kept))
        return login

    async def known_client(self) -> OAuthClient | None:
        """Return the client that was used last, or None."""
        text = await in_thread(lambda: self._secrets.read(CLIENT_SECRET))
        try:
            return msgspec.json.decode(text or "", type=OAuthClient)
        except msgspec.DecodeError:
            return None

    async def account_title(self) -> str:
        """Return the title of the channel that is logged in, "" when none is."""
        text = await in_thread(lambda: self._secrets.read(TOKEN_SECRET))
        try:
            return msgspec.json.decode(text or "", type=StoredLogin).title
        except msgspec.DecodeError:
            return ""

    async def log_out(self) -> None:
        """Forget the login; the key stays."""
        await in_thread(lambda: self._secrets.erase(TOKEN_SECRET))

    def _addresses(self) -> dict[str, str]:
        settings = self._settings
        return {
            "api_url": settings.api_url,
            "grpc_target": settings.grpc_target,
            "auth_url": settings.auth_url,
            "token_url": settings.token_url,
        }

    def _consent(
        self, client: OAuthClient, redirect: str, verifier: str, state: str
    ) -> str:
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        query = {
            "client_id": client.client_id,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": SCOPE,
            # A refresh token comes with these two only.
            "access_type": "offline",
            "prompt": "consent",
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{self._settings.auth_url}?{urlencode(query)}"

    async def _landed(self, landing: _Landing, within_s: float) -> str:
        waiting = asyncio.ensure_future(landing.answer())
        nap = asyncio.ensure_future(self._clock.sleep(within_s))
        try:
            await asyncio.wait({waiting, nap}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise CommandError(_("Nobody has logged in; it can be tried again."))
            return waiting.result()
        finally:
            waiting.cancel()
            nap.cancel()
            await asyncio.gather(waiting, nap, return_exceptions=True)

    async def _exchanged(
        self, client: OAuthClient, code: str, redirect: str, verifier: str
    ) -> StoredLogin:
        answer = await ask_token(
            self._settings.token_url,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect,
                "client_id": client.client_id,
                "client_secret": client.client_secret,
                "code_verifier": verifier,
            },
        )
        if answer.error == "invalid_client":
            raise LoginRequired(
                _("Google does not know this client: are id and secret copied whole?")
            )
        if answer.error or not answer.refresh_token:
            raise LoginRequired(_("Google did not complete the login; try it again."))
        return StoredLogin(
            access_token=answer.access_token,
            refresh_token=answer.refresh_token,
            expires_at=self._clock.now() + round(answer.expires_in * 1_000_000),
            client=client,
        )

    async def _named(self, login: StoredLogin) -> StoredLogin:
        """Return the login with the channel that it is for."""
        held = _Held(msgspec.json.encode(login).decode())
        credentials = Credentials(
            settings=YouTubeSettings.model_validate(self._addresses()),
            secrets=held,
            clock=self._clock,
        )
        answer = await self._called(credentials, is_own=True)
        items = answer.get("items") if isinstance(answer, dict) else None
        if not items:
            raise LoginRequired(
                _("This Google account has no YouTube channel: choose another.")
            )
        title = clean_name(str((items[0].get("snippet") or {}).get("title", "")))
        return msgspec.structs.replace(
            login, channel_id=str(items[0].get("id", "")), title=title
        )

    async def _called(
        self, credentials: Credentials, *, is_own: bool = False
    ) -> object:
        await credentials.load()
        quota = self._quotas.of(credentials.quota_name)
        api = Api(address=self._settings.api_url, credentials=credentials, quota=quota)
        try:
            if is_own:
                return await api.call(
                    Call.CHANNELS,
                    lambda service: service.channels().list(part="snippet", mine=True),
                )
            return await api.call(
                Call.VIDEOS,
                lambda service: service.videos().list(part="id", id=_UNUSED_VIDEO),
            )
        finally:
            api.close()


class _Landing:
    """A page on a free port of this computer, to which Google sends the browser."""

    def __init__(self, state: str) -> None:
        self._state = state
        self._outcome: asyncio.Future[str] | None = None
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def __aenter__(self) -> _Landing:
        self._outcome = asyncio.get_running_loop().create_future()
        app = web.Application()
        app.router.add_get("/", self._page)
        # No log of requests: their addresses hold the code.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._outcome is not None and self._outcome.done():
            self._outcome.exception()
        if self._runner is not None:
            await self._runner.cleanup()

    async def answer(self) -> str:
        """Wait for Google's code; CommandError when the person declined."""
        if self._outcome is None:
            raise RuntimeError("not listening")
        return await asyncio.shield(self._outcome)

    async def _page(self, request: web.Request) -> web.Response:
        state = request.query.get("state", "")
        # Any page can send a browser here: without the state it is not Google's answer.
        if not hmac.compare_digest(state.encode(), self._state.encode()):
            return _said(_("This is not the answer to a login of Companion."), 400)
        if self._outcome is None or self._outcome.done():
            return _said(_("This login is over."), 409)
        code = request.query.get("code", "")
        if not code:
            text = _("The login was declined on Google's page.")
            self._outcome.set_exception(CommandError(text))
            return _said(text, 200)
        self._outcome.set_result(code)
        return _said(_("Companion has the login. You can close this page."), 200)


def _said(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, headers=_HEADERS)


class _Nothing:
    """An empty keyring: what is tried must not be helped by what is kept."""

    def read(self, name: str) -> str | None:
        """Return None."""
        del name
        return None

    def write(self, name: str, value: str) -> None:
        """Keep nothing."""

    def erase(self, name: str) -> None:
        """Forget nothing."""


class _Held(_Nothing):
    """Holds a new login until it has proved to work."""

    def __init__(self, login: str) -> None:
        self._login = login

    def read(self, name: str) -> str | None:
        """Return the login."""
        return self._login if name == TOKEN_SECRET else None
