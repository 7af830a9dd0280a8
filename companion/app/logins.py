"""The Broadcaster's accounts: what window and command line do about logins."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

from companion.app.keyring_secrets import KeyringSecrets
from companion.domain.errors import CommandError, SettingsError
from companion.domain.ports import Clock, IdSource
from companion.domain.values import Platform
from companion.domain.views import LoginCode, LoginView
from companion.i18n import _
from companion.platforms.twitch.login import SECRET as TWITCH_TOKEN
from companion.platforms.twitch.login import DeviceCode, TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.youtube.credentials import (
    CLIENT_SECRET,
    KEY_SECRET,
    TOKEN_SECRET,
    Credentials,
    OAuthClient,
)
from companion.platforms.youtube.login import LoginDesk
from companion.platforms.youtube.quota import Quotas
from companion.platforms.youtube.settings import YouTubeSettings

TWITCH_CLIENT: Final = "twitch.client"
"""The name under which the application's id is kept; it is no secret."""

OBS_PASSWORD: Final = "obs.password"  # noqa: S105  # the name under which it is kept
"""The name under which the password of OBS's WebSocket is kept."""

SECOND_OPINION: Final = "moderation.second-opinion"
"""The name under which the key of the second opinion's server is kept."""

NAMES: Final = (
    TWITCH_TOKEN,
    TWITCH_CLIENT,
    TOKEN_SECRET,
    KEY_SECRET,
    CLIENT_SECRET,
    SECOND_OPINION,
    OBS_PASSWORD,
)
"""Everything that is kept, so that it is read once at the start."""

log = logging.getLogger(__name__)


class Accounts:
    """Implements domain.ports.Logins over the platforms' own ways to log in.

    on_login: called with a platform whose credentials have changed; whoever runs the
    connections sets it.
    """

    def __init__(
        self,
        *,
        twitch: TwitchSettings,
        youtube: YouTubeSettings,
        secrets: KeyringSecrets,
        clock: Clock,
        ids: IdSource,
        quotas: Quotas,
    ) -> None:
        self.on_login: Callable[[Platform], None] = _ignore
        self.twitch = TwitchLogin(settings=twitch, secrets=secrets, clock=clock)
        self._desk = LoginDesk(
            settings=youtube, secrets=secrets, clock=clock, ids=ids, quotas=quotas
        )
        self._credentials = Credentials(settings=youtube, secrets=secrets, clock=clock)
        self._secrets = secrets
        self._from_settings = twitch.client_id
        self._is_from_environment = bool(twitch.token)
        self._code: DeviceCode | None = None

    async def views(self) -> Sequence[LoginView]:
        """Return how each platform that has logins stands; asks no platform."""
        return (await self._twitch_view(), await self._youtube_view())

    async def begin_twitch(self, client_id: str) -> LoginCode:
        """Ask Twitch for a code, as the application of that id; the id is kept."""
        wanted = client_id.strip() or self._client_id()
        self.twitch.use_client(wanted)
        try:
            self._code = code = await self.twitch.begin()
        except SettingsError as error:
            raise CommandError(str(error)) from error
        self._secrets.write(TWITCH_CLIENT, wanted)
        return LoginCode(
            user_code=code.user_code,
            address=code.verification_uri,
            expires_at=code.expires_at,
        )

    async def finish_twitch(self) -> LoginView:
        """Wait until the code that was begun last is entered, denied or too old."""
        if self._code is None:
            raise CommandError(_("Ask for a code first."))
        try:
            await self.twitch.finish(self._code)
        except SettingsError as error:
            log.warning("The login is good until the end: %s", error)
        self.on_login(Platform.TWITCH)
        return await self._twitch_view()

    async def try_youtube_key(self, key: str) -> None:
        """Make one call with an API key; returns when it works. Costs 1 unit."""
        await self._desk.try_key(key)

    async def keep_youtube_key(self, key: str) -> LoginView:
        """Try a key, and read with it from now on."""
        await self._desk.keep_key(key)
        self.on_login(Platform.YOUTUBE)
        return await self._youtube_view()

    async def log_in_youtube(
        self, client_id: str, client_secret: str, *, open_page: Callable[[str], object]
    ) -> LoginView:
        """Log in with the Broadcaster's own Google client; see the port."""
        client = await self._google_client(client_id.strip(), client_secret.strip())
        await self._desk.log_in(client, show=lambda page: _ignore(open_page(page)))
        self.on_login(Platform.YOUTUBE)
        return await self._youtube_view()

    async def log_out(self, platform: Platform) -> LoginView:
        """Forget a platform's login, key and all; told to the platform if possible."""
        match platform:
            case Platform.TWITCH:
                await self.twitch.log_out()
                return await self._twitch_view()
            case Platform.YOUTUBE:
                await self._desk.log_out()
                self._secrets.erase(KEY_SECRET)
                self.on_login(Platform.YOUTUBE)
                return await self._youtube_view()
            case Platform.TIKTOK:
                raise CommandError(_("TikTok is read without a login."))
            case Platform.ROOM:
                raise CommandError(_("The room is no platform to log in to."))

    def _trouble(self, *, is_kept_here: bool) -> str:
        """Return what is wrong with the keyring, where a login should be in it."""
        return self._secrets.trouble if is_kept_here else ""

    def _client_id(self) -> str:
        return self._secrets.read(TWITCH_CLIENT) or self._from_settings

    async def _google_client(self, client_id: str, secret: str) -> OAuthClient:
        """Return the client that is meant; what is left empty is as it was."""
        known = await self._desk.known_client()
        client_id = client_id or (known.client_id if known else "")
        if known is not None and client_id == known.client_id and not secret:
            return known
        if not client_id:
            raise CommandError(_("The Google client's id is missing."))
        return OAuthClient(client_id=client_id, client_secret=secret)

    async def _twitch_view(self) -> LoginView:
        has_login = await self.twitch.has_login()
        token = self.twitch.known
        is_kept_here = has_login and not self._is_from_environment
        return LoginView(
            platform=Platform.TWITCH,
            way=("login" if is_kept_here else "token") if has_login else "none",
            account=token.login if has_login and token is not None else "",
            detail=self.twitch.trouble or self._trouble(is_kept_here=is_kept_here),
            kept=not self._trouble(is_kept_here=is_kept_here),
            client_id=self._client_id(),
        )

    async def _youtube_view(self) -> LoginView:
        await self._credentials.load()
        client = await self._desk.known_client()
        kind = self._credentials.kind
        return LoginView(
            platform=Platform.YOUTUBE,
            way=kind,
            account=await self._desk.account_title() if kind == "login" else "",
            detail=self._trouble(is_kept_here=kind in {"login", "key"}),
            kept=not self._trouble(is_kept_here=kind in {"login", "key"}),
            client_id=client.client_id if client else "",
        )


def _ignore(_value: object) -> None:
    """Take what nobody asks for."""
