"""Whose name calls are made in: a login, a token, or an API key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final, Literal

import aiohttp
import msgspec
from msgspec import Struct

from companion.domain.errors import ConnectionLost, LoginRequired
from companion.domain.ports import Clock, Secrets
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.platforms.youtube.settings import YouTubeSettings
from companion.platforms.youtube.threads import in_thread

TOKEN_SECRET: Final = "youtube.token"  # noqa: S105  # the name it is kept under
KEY_SECRET: Final = "youtube.key"  # noqa: S105  # the name it is kept under
CLIENT_SECRET: Final = "youtube.client"  # noqa: S105  # the name it is kept under

ANSWER_WITHIN_S: Final = 15
_EARLY_S: Final = 120


class OAuthClient(Struct, frozen=True, kw_only=True):
    """The Broadcaster's own Google client, of the kind "desktop app"."""

    client_id: str
    client_secret: str = ""

    def __repr__(self) -> str:
        return "OAuthClient()"


class StoredLogin(Struct, frozen=True, kw_only=True):
    """What the keyring holds of a login. expires_at: of the access token."""

    access_token: str
    refresh_token: str
    expires_at: Timestamp
    client: OAuthClient
    channel_id: str = ""
    title: str = ""

    def __repr__(self) -> str:
        return f"StoredLogin(channel_id={self.channel_id!r})"


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """Google's answer at the token address; error: "" when there is none."""

    access_token: str = ""
    refresh_token: str = ""
    expires_in: float = 3_600.0
    error: str = ""

    def __repr__(self) -> str:
        return f"TokenAnswer(error={self.error!r})"


class Credentials:
    """Finds the credentials that there are, and keeps a login fresh.

    A login counts more than a token from the environment, that more than a key. A
    login that was revoked is passed over while there is a key to read with.
    """

    def __init__(
        self, *, settings: YouTubeSettings, secrets: Secrets, clock: Clock
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._login: StoredLogin | None = None
        self._key = settings.api_key
        self._is_revoked = False
        self._renewing = asyncio.Lock()

    async def load(self) -> None:
        """Read the keyring, on a thread: it may ask a person. Raises SettingsError."""
        stored = await in_thread(lambda: self._secrets.read(TOKEN_SECRET))
        login, old = _decoded(stored), self._login
        if login is None or old is None or login.refresh_token != old.refresh_token:
            self._is_revoked = False
        self._login = login
        if not self._settings.api_key:
            key = await in_thread(lambda: self._secrets.read(KEY_SECRET))
            self._key = key or ""

    @property
    def kind(self) -> Literal["login", "token", "key", "none"]:
        """What calls are made with now."""
        if self._valid is not None:
            return "login"
        if self._settings.token:
            return "token"
        return "key" if self._key else "none"

    @property
    def is_revoked(self) -> bool:
        """Whether there is a login that Google takes no more."""
        return self._is_revoked

    @property
    def _valid(self) -> StoredLogin | None:
        return None if self._is_revoked else self._login

    @property
    def can_write(self) -> bool:
        """Whether calls may write: a key only reads."""
        return self.kind in {"login", "token"}

    @property
    def quota_name(self) -> str:
        """What the units are counted under: tells keys apart, and tells none."""
        if login := self._valid:
            secret = login.client.client_id
        elif self._settings.token:
            secret = "token"  # noqa: S105  # tokens change, their project does not
        else:
            secret = self._key
        digest = blake2b(secret.encode(), digest_size=8, person=b"yt-quota").hexdigest()
        return f"youtube-units-{digest}"

    async def headers(self) -> dict[str, str]:
        """Return the headers of a call, for HTTP and gRPC alike.

        Raises LoginRequired when there is nothing to log in with, ConnectionLost when
        a login cannot be renewed just now.
        """
        await self._keep_fresh()
        if login := self._valid:
            return {"authorization": f"Bearer {login.access_token}"}
        if self._settings.token:
            return {"authorization": f"Bearer {self._settings.token}"}
        if self._key:
            # In a header, not in the address: addresses end up in logs.
            return {"x-goog-api-key": self._key}
        raise LoginRequired(
            _("YouTube needs an API key or a login; the settings show how.")
        )

    async def renewed(self, used: Mapping[str, str]) -> bool:
        """Try to make a refused login valid; returns whether another try is worth it.

        used: the headers that were refused.
        """
        async with self._renewing:
            login = self._valid
            if login is None:
                return False
            if used.get("authorization") == f"Bearer {login.access_token}":
                await self._renew(login)
        # A login that has been revoked leaves the key, if there is one.
        return True

    async def _keep_fresh(self) -> None:
        async with self._renewing:
            login = self._valid
            if login is None:
                return
            if self._clock.now() >= login.expires_at - _EARLY_S * 1_000_000:
                await self._renew(login)

    async def _renew(self, login: StoredLogin) -> None:
        answer = await ask_token(
            self._settings.token_url,
            {
                "grant_type": "refresh_token",
                "refresh_token": login.refresh_token,
                "client_id": login.client.client_id,
                "client_secret": login.client.client_secret,
            },
        )
        if answer.error:
            self._is_revoked = True
            if self.kind == "none":
                raise LoginRequired(
                    _("Google has ended the login of Companion: log in again.")
                )
            return
        login = msgspec.structs.replace(
            login,
            access_token=answer.access_token,
            refresh_token=answer.refresh_token or login.refresh_token,
            expires_at=self._clock.now() + round(answer.expires_in * 1_000_000),
        )
        self._login = login
        text = msgspec.json.encode(login).decode()
        await in_thread(lambda: self._secrets.write(TOKEN_SECRET, text))


async def ask_token(address: str, form: Mapping[str, str]) -> TokenAnswer:
    """Ask Google for a token.

    A refusal that only a new login can change is an answer with `error`; anything
    else raises ConnectionLost.
    """
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(address, data=form) as response,
        ):
            body = await response.read()
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        text = _("Google's login cannot be reached ({detail}).")
        raise ConnectionLost(text.format(detail=type(error).__name__)) from None
    try:
        answer = msgspec.json.decode(body, type=TokenAnswer)
    except msgspec.DecodeError:
        answer = TokenAnswer()
    if status < 500 and (answer.error or (status == 200 and answer.access_token)):
        return answer
    text = _("Google's login does not answer as it should ({detail}).")
    raise ConnectionLost(text.format(detail=f"HTTP {status}"))


def _decoded(stored: str | None) -> StoredLogin | None:
    if not stored:
        return None
    try:
        return msgspec.json.decode(stored, type=StoredLogin)
    except msgspec.DecodeError:
        return None
