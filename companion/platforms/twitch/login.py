"""The Broadcaster's Twitch login: made by device code, kept in the keyring, renewed.

One object per program owns the tokens, so that a refresh token, which can be used only
once, is never used twice.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import msgspec

from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    RateLimited,
    SettingsError,
)
from companion.domain.ports import Clock, Secrets
from companion.domain.text import clean_name
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.platforms.twitch.asking import Answer, ask
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.tokens import (
    Account,
    DeviceCode,
    Token,
    account_of,
    page_of,
    scopes_of,
    unpacked,
)
from companion.platforms.twitch.wanted import SCOPES

__all__ = ["SECRET", "Account", "DeviceCode", "Token", "TwitchLogin"]

SECRET: Final = "twitch.token"  # noqa: S105  # the name it is kept by
"""The name under which the login is kept."""

_RENEW_BEFORE_S: Final = 600
_CHECK_EVERY_S: Final = 3_000
"""Twitch asks that a token in use is validated every hour."""

_SLOWER_S: Final = 5.0
_LONGEST_INTERVAL_S: Final = 60.0
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"

_log = logging.getLogger(__name__)


class TwitchLogin:
    """Owns the tokens; everything that talks to Twitch as somebody asks it for one."""

    def __init__(
        self, *, settings: TwitchSettings, secrets: Secrets, clock: Clock
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._token: Token | None = None
        self._checked_at: Timestamp | None = None
        self._is_loaded = False
        self._renewing: asyncio.Task[Token] | None = None
        self._dead = ""
        self._version = 0
        self._changed = asyncio.Event()
        self.unkept = ""
        """Why the newest login is not in the keyring, for a person; "" when it is."""

    @property
    def version(self) -> int:
        """Rises whenever somebody logs in or out, or the login is refused."""
        return self._version

    @property
    def trouble(self) -> str:
        """Why the login is no good any more and what to do; "" when there is none."""
        return self._dead

    @property
    def known(self) -> Token | None:
        """The login as far as it was needed yet; None when none is known of."""
        return self._token

    async def changed(self, since: int) -> None:
        """Wait until the version is not `since` any more."""
        while self._version == since:
            await self._changed.wait()

    # Logging in

    def use_client(self, client_id: str) -> None:
        """Log in as this application from now on. Raises CommandError for no id."""
        try:
            values = {**self._settings.model_dump(), "client_id": client_id}
            settings = type(self._settings).model_validate(values)
        except ValueError:
            settings = None
        if settings is None or not settings.client_id:
            raise CommandError(_("A client id has only letters and digits."))
        self._settings = settings

    async def begin(self) -> DeviceCode:
        """Ask Twitch for a code that a person types on its page.

        Raises SettingsError when the client id is not right, ConnectionLost,
        RateLimited.
        """
        client_id = self._client_id()
        form = {"client_id": client_id, "scopes": " ".join(SCOPES)}
        answer = await self._ask_id("/oauth2/device", form)
        if answer.status == 429:
            raise RateLimited(_("Twitch asks for a pause."), retry_after=60.0)
        if not answer.is_good:
            raise self._wrong_client(answer)
        body = answer.body
        try:
            seconds = float(body["expires_in"])
            return DeviceCode(
                user_code=clean_name(body["user_code"]),
                verification_uri=page_of(body["verification_uri"]),
                device_code=str(body["device_code"]),
                interval_s=min(max(float(body["interval"]), 1.0), _LONGEST_INTERVAL_S),
                expires_at=self._clock.now() + round(seconds * 1_000_000),
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            text = _("Twitch does not answer as it should ({detail}).")
            detail = _("no device code")
        raise ConnectionLost(text.format(detail=detail))

    async def finish(self, code: DeviceCode) -> Account:
        """Wait until the code was typed; returns who logged in. Cancel it to stop.

        Raises CommandError when it was refused or came too late, SettingsError when
        the keyring does not take the login: it is good until the program ends then.
        """
        interval = code.interval_s
        while self._clock.now() < code.expires_at:
            await self._clock.sleep(interval)
            try:
                answer = await self._ask_id("/oauth2/token", self._code_form(code))
            except ConnectionLost:
                continue  # The person may be typing; the next answer may come.
            if answer.is_good:
                return await self._adopt(await self._whose(answer))
            match answer.message.lower().replace(" ", "_"):
                case "authorization_pending":
                    pass
                case "slow_down":
                    interval = min(interval + _SLOWER_S, _LONGEST_INTERVAL_S)
                case "access_denied" | "authorization_denied":
                    raise CommandError(_("The login was refused on Twitch's page."))
                case _ if answer.status == 429:
                    interval = min(interval + _SLOWER_S, _LONGEST_INTERVAL_S)
                case _:
                    break
        raise CommandError(_("The code is no longer good; ask for a new one."))

    def _code_form(self, code: DeviceCode) -> dict[str, str]:
        return {
            "client_id": self._client_id(),
            "scopes": " ".join(SCOPES),
            "device_code": code.device_code,
            "grant_type": _DEVICE_GRANT,
        }

    async def _adopt(self, token: Token) -> Account:
        await self._settled()
        self._token, self._is_loaded, self._dead = token, True, ""
        self._checked_at = self._clock.now()
        try:
            await self._keep(token)
        finally:
            self._tell_change()
        return account_of(token)

    async def log_out(self) -> None:
        """Forget the login here, and tell Twitch; SettingsError from the keyring."""
        await self._settled()
        token = self._token or await self._load()
        self._token, self._dead, self._is_loaded = None, "", True
        self._tell_change()
        await asyncio.to_thread(self._secrets.erase, SECRET)
        if token is None:
            return
        try:
            form = {"client_id": token.client_id, "token": token.access}
            await self._ask_id("/oauth2/revoke", form)
        except ConnectionLost:
            _log.info("Twitch was not told of the logout; the token ends by itself")

    async def _settled(self) -> None:
        """Wait for a renewal that is under way: it would bring the old login back."""
        if self._renewing is not None and not self._renewing.done():
            await asyncio.wait({self._renewing})

    # Using the login

    async def token(self) -> Token:
        """Return a token that is good, renewed if it ends soon.

        Raises LoginRequired when there is none; its text says what to do.
        """
        if self._dead:
            raise LoginRequired(self._dead)
        try:
            token = self._token or await self._load()
        except SettingsError as error:
            raise LoginRequired(str(error)) from error
        if token is None:
            raise LoginRequired(_("Nobody is logged in to Twitch."))
        if not token.user_id or self._is_due():
            return await self._validated(token)
        if token.refresh and self._ends_soon(token):
            return await self.renew(token.access)
        return token

    async def has_login(self) -> bool:
        """Return whether a login is there that was not refused.

        Raises SettingsError when the keyring does not say.
        """
        return not self._dead and (self._token or await self._load()) is not None

    async def account(self) -> Account | None:
        """Return who is logged in, asked of Twitch now; None when nobody is.

        Raises LoginRequired when the login is no good any more, ConnectionLost.
        """
        if not await self.has_login() and not self._dead:
            return None
        self._checked_at = None
        return account_of(await self.token())

    async def renew(self, refused: str) -> Token:
        """Return another token than the one that Twitch refused.

        Renewing happens once, however many ask for it, and is not cut short by
        whoever stops waiting. Raises LoginRequired, ConnectionLost.
        """
        token = self._token
        if token is not None and token.access != refused and not self._dead:
            return token
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())
        return await asyncio.shield(self._renewing)

    async def _renew(self) -> Token:
        token = self._token
        if token is None or not token.refresh:
            raise self._refuse(_("Twitch does not accept the login any more."))
        form = {
            "client_id": token.client_id or self._client_id(),
            "grant_type": "refresh_token",
            "refresh_token": token.refresh,
        }
        answer = await self._ask_id("/oauth2/token", form)
        if answer.status == 429:
            raise RateLimited(_("Twitch asks for a pause."), retry_after=60.0)
        if answer.status in {400, 401}:
            raise self._refuse(_("Twitch does not accept the login any more."))
        if not answer.is_good:
            # Somebody on the way may answer so: no reason to give a login up.
            failed = _("Twitch does not answer as it should ({detail}).")
            raise ConnectionLost(failed.format(detail=answer.message))
        renewed = self._issued(answer, old=token)
        # On disk before anybody uses it: the old refresh token is spent.
        try:
            await self._keep(renewed)
        except SettingsError:
            _log.warning("The renewed Twitch login is not in the keyring")
        self._token, self._checked_at = renewed, self._clock.now()
        return renewed

    async def _validated(self, token: Token) -> Token:
        """Ask Twitch whose token it is, which also tells whether it is still good."""
        headers = {"Authorization": f"OAuth {token.access}"}
        answer = await ask(
            "GET", f"{self._settings.id_url}/oauth2/validate", headers=headers
        )
        if self._token is None or self._token.access != token.access:
            # Somebody logged in or out meanwhile: this is about the login before.
            return await self.token()
        if answer.status == 401:
            return await self.renew(token.access)
        if not answer.is_good:
            failed = _("Twitch does not answer as it should ({detail}).")
            raise ConnectionLost(failed.format(detail=answer.message))
        body = answer.body
        if not body.get("user_id") or not body.get("login"):
            raise self._refuse(_("This Twitch token belongs to no account."))
        known = msgspec.structs.replace(
            token,
            client_id=str(body.get("client_id") or token.client_id),
            user_id=str(body["user_id"]),
            login=str(body["login"]),
            scopes=scopes_of(body.get("scopes")),
            expires_at=self._expiry(body.get("expires_in")),
        )
        self._token, self._checked_at = known, self._clock.now()
        if known.refresh and self._ends_soon(known):
            return await self.renew(known.access)
        return known

    def _refuse(self, why: str) -> LoginRequired:
        fix = _("Log in again, in the settings under Twitch.")
        if self._settings.token:
            fix = _("Give another token in COMPANION_TWITCH_TOKEN.")
        self._dead = f"{why} {fix}"
        self._tell_change()
        return LoginRequired(self._dead)

    def _tell_change(self) -> None:
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    # The parts

    async def _load(self) -> Token | None:
        if self._settings.token:
            self._token = Token(
                access=self._settings.token, client_id=self._settings.client_id
            )
        elif not self._is_loaded:
            kept = await asyncio.to_thread(self._secrets.read, SECRET)
            self._token = unpacked(kept)
        self._is_loaded = True
        return self._token

    async def _keep(self, token: Token) -> None:
        text = msgspec.json.encode(token).decode()
        try:
            await asyncio.to_thread(self._secrets.write, SECRET, text)
        except SettingsError as error:
            self.unkept = str(error)
            raise
        self.unkept = ""

    async def _whose(self, answer: Answer) -> Token:
        """Return the token of an answer, with whom Twitch says that it belongs to."""
        old = Token(access="", client_id=self._client_id())
        token = self._issued(answer, old=old)
        # What is not persisted yet must not be renewed; it is fresh anyway.
        headers = {"Authorization": f"OAuth {token.access}"}
        address = f"{self._settings.id_url}/oauth2/validate"
        try:
            said = (await ask("GET", address, headers=headers)).body
        except ConnectionLost:
            return token  # The code is spent; who it was is asked at the first use.
        login, number = said.get("login"), said.get("user_id")
        if not isinstance(login, str) or not isinstance(number, str):
            raise CommandError(_("Twitch does not say who logged in; try again."))
        return msgspec.structs.replace(token, login=login, user_id=number)

    def _issued(self, answer: Answer, *, old: Token) -> Token:
        body = answer.body
        access = body.get("access_token")
        if not isinstance(access, str) or not access:
            failed = _("Twitch does not answer as it should ({detail}).")
            raise ConnectionLost(failed.format(detail=_("no token")))
        return msgspec.structs.replace(
            old,
            access=access,
            refresh=str(body.get("refresh_token") or old.refresh),
            scopes=scopes_of(body.get("scope")) or old.scopes,
            expires_at=self._expiry(body.get("expires_in")),
        )

    def _expiry(self, seconds: object) -> Timestamp:
        if not isinstance(seconds, int) or seconds <= 0:
            return 0  # Some tokens do not expire.
        return self._clock.now() + min(seconds, 10**9) * 1_000_000

    def _ends_soon(self, token: Token) -> bool:
        soon = self._clock.now() + _RENEW_BEFORE_S * 1_000_000
        return 0 < token.expires_at < soon

    def _is_due(self) -> bool:
        if self._checked_at is None:
            return True
        return self._clock.now() - self._checked_at > _CHECK_EVERY_S * 1_000_000

    def _client_id(self) -> str:
        if not self._settings.client_id:
            text = _("Logging in to Twitch needs a client id; the steps are beside it.")
            raise SettingsError(text, field="twitch.client_id")
        return self._settings.client_id

    def _wrong_client(self, answer: Answer) -> SettingsError:
        text = _("Twitch does not know this client id ({detail}).")
        return SettingsError(
            text.format(detail=answer.message), field="twitch.client_id"
        )

    async def _ask_id(self, path: str, form: dict[str, str]) -> Answer:
        return await ask("POST", f"{self._settings.id_url}{path}", form=form)
