"""Twitch's interface, Helix: what Companion asks for, as whoever logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import ClientSession
from msgspec import Struct

from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    RateLimited,
    TargetUnknown,
)
from companion.domain.ports import Clock
from companion.domain.text import clean_name
from companion.domain.values import ChatLimits
from companion.i18n import _
from companion.platforms.twitch.asking import Answer, ask
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings

UNKNOWN_WAIT_S: Final = 30.0
"""Seconds to wait when Twitch does not say when it takes requests again."""

_LONGEST_WAIT_S: Final = 3_600.0
_MOST_PAGES: Final = 20


class Refusal(CommandError):
    """Twitch understood and said no; status is HTTP's."""

    def __init__(self, text: str, *, status: int) -> None:
        super().__init__(text)
        self.status = status


class Channel(Struct, frozen=True, kw_only=True):
    """A channel as Twitch knows it; id is Twitch's number, as text."""

    id: str
    login: str
    name: str


class Subscribed(Struct, frozen=True, kw_only=True):
    """A subscription that Twitch has; session: the socket that it tells."""

    id: str
    type: str
    session: str
    is_enabled: bool


class TwitchApi:
    """Makes requests with the login's token, renewing it once when it is refused.

    Every method raises LoginRequired, RateLimited, ConnectionLost, and Refusal when
    Twitch says no.
    """

    def __init__(
        self, *, settings: TwitchSettings, login: TwitchLogin, clock: Clock
    ) -> None:
        self._settings = settings
        self._login = login
        self._clock = clock
        self._session: ClientSession | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep one HTTP session meanwhile; requests outside open one each."""
        async with ClientSession() as session:
            self._session = session
            try:
                yield
            finally:
                self._session = None

    async def channel(self, login: str) -> Channel:
        """Return the channel of that login; TargetUnknown when there is none."""
        body = await self._get("/users", login=login)
        for one in _rows(body):
            if str(one.get("login", "")).lower() == login and one.get("id"):
                name = clean_name(str(one.get("display_name") or login))
                return Channel(id=str(one["id"]), login=login, name=name)
        text = _("Twitch knows no channel {name}; is it spelled right?")
        raise TargetUnknown(text.format(name=login))

    async def viewers(self, channel_id: str) -> int:
        """Return how many watch; 0 while the channel is not live."""
        for one in _rows(await self._get("/streams", user_id=channel_id)):
            count = one.get("viewer_count")
            if isinstance(count, int) and 0 <= count < 1_000_000_000:
                return count
        return 0

    async def subscriptions(self) -> tuple[Subscribed, ...]:
        """Return every EventSub subscription of this login and client id."""
        found: list[Subscribed] = []
        parameters: dict[str, str] = {}
        for _page in range(_MOST_PAGES):
            body = await self._get("/eventsub/subscriptions", **parameters)
            found += [_subscribed(one) for one in _rows(body)]
            after = (body.get("pagination") or {}).get("cursor")
            if not isinstance(after, str) or not after:
                break
            parameters = {"after": after}
        return tuple(found)

    async def subscribe(
        self, type_: str, version: str, condition: Mapping[str, str], *, session: str
    ) -> bool:
        """Subscribe a socket's session; False when it was subscribed already."""
        body = {
            "type": type_,
            "version": version,
            "condition": dict(condition),
            "transport": {"method": "websocket", "session_id": session},
        }
        try:
            await self._request("POST", "/eventsub/subscriptions", body=body)
        except Refusal as refusal:
            if refusal.status != 409:
                raise
            return False
        return True

    async def send(
        self, channel_id: str, text: str, *, reply_to: str | None = None
    ) -> str | None:
        """Write into a chat; returns the message's id. Refusal with a drop reason."""
        me = (await self._login.token()).user_id
        body = {"broadcaster_id": channel_id, "sender_id": me, "message": text}
        if reply_to:
            body["reply_parent_message_id"] = reply_to
        rows = _rows(await self._request("POST", "/chat/messages", body=body))
        if not rows:
            return None
        # 200 does not mean shown: AutoMod, slow mode and others drop a message.
        if rows[0].get("is_sent") is False:
            reason = rows[0].get("drop_reason")
            why = reason.get("message") if isinstance(reason, dict) else None
            text = _("Twitch did not show the message: {why}")
            shown = clean_name(str(why or _("it does not say why")))
            raise Refusal(text.format(why=shown), status=200)
        sent = rows[0].get("message_id")
        return sent if isinstance(sent, str) and sent else None

    async def delete(self, channel_id: str, message_id: str) -> None:
        """Delete one message. Raises ValueError on an empty id: it clears the chat."""
        if not message_id.strip():
            raise ValueError("an empty message id would clear the whole chat")
        parameters = await self._as_moderator(channel_id, message_id=message_id)
        await self._request("DELETE", "/moderation/chat", params=parameters)

    async def ban(
        self, channel_id: str, viewer: str, *, seconds: int | None = None
    ) -> None:
        """Ban, or time out for `seconds`."""
        data: dict[str, Any] = {"user_id": viewer}
        if seconds is not None:
            data["duration"] = seconds
        parameters = await self._as_moderator(channel_id)
        await self._request(
            "POST", "/moderation/bans", params=parameters, body={"data": data}
        )

    async def unban(self, channel_id: str, viewer: str) -> None:
        """End a ban or a timeout."""
        parameters = await self._as_moderator(channel_id, user_id=viewer)
        await self._request("DELETE", "/moderation/bans", params=parameters)

    async def chat_limits(self, channel_id: str) -> ChatLimits:
        """Return what a chat asks of whoever writes."""
        parameters = await self._as_moderator(channel_id)
        for one in _rows(await self._get("/chat/settings", **parameters)):
            is_slow = one.get("slow_mode") is True
            return ChatLimits(
                followers_only=one.get("follower_mode") is True,
                followers_minutes=_whole(one.get("follower_mode_duration")),
                slow_seconds=_whole(one.get("slow_mode_wait_time")) if is_slow else 0,
            )
        return ChatLimits()

    async def limit_chat(self, channel_id: str, limits: ChatLimits) -> None:
        """Ask that of whoever writes into a chat."""
        body: dict[str, Any] = {
            "follower_mode": limits.followers_only,
            "slow_mode": limits.slow_seconds > 0,
        }
        # Twitch refuses a length without its mode.
        if limits.followers_only:
            body["follower_mode_duration"] = limits.followers_minutes
        if limits.slow_seconds:
            body["slow_mode_wait_time"] = limits.slow_seconds
        parameters = await self._as_moderator(channel_id)
        await self._request("PATCH", "/chat/settings", params=parameters, body=body)

    async def _as_moderator(self, channel_id: str, **more: str) -> dict[str, str]:
        me = (await self._login.token()).user_id
        return {"broadcaster_id": channel_id, "moderator_id": me, **more}

    async def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        return await self._request("GET", path, params=parameters)

    async def _request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        token = await self._login.token()
        for _attempt in range(2):
            answer = await ask(
                method,
                f"{self._settings.helix_url}{path}",
                session=self._session,
                headers={
                    "Authorization": f"Bearer {token.access}",
                    "Client-Id": token.client_id,
                },
                params=params,
                body=body,
            )
            if answer.status != 401 or _lacks_scope(answer):
                return self._checked(answer)
            token = await self._login.renew(token.access)
        raise LoginRequired(
            _("Twitch refuses the login, although it was just renewed. Log in again.")
        )

    def _checked(self, answer: Answer) -> dict[str, Any]:
        if answer.is_good:
            return answer.body
        if answer.status == 429:
            wait = self._wait(answer.headers.get("ratelimit-reset", ""))
            text = _("Twitch takes no more requests for now.")
            raise RateLimited(text, retry_after=wait)
        if 300 <= answer.status < 400:
            failed = _("Twitch does not answer as it should ({detail}).")
            raise ConnectionLost(failed.format(detail=answer.message))
        text = _("Twitch refuses: {why}").format(why=answer.message)
        raise Refusal(text, status=answer.status)

    def _wait(self, reset: str) -> float:
        """Return seconds until `reset`, a time in seconds since 1970."""
        if not (reset.isascii() and reset.isdigit() and len(reset) <= 12):
            return UNKNOWN_WAIT_S
        seconds = int(reset) - self._clock.now() / 1_000_000
        return min(max(seconds, 1.0), _LONGEST_WAIT_S)


def _lacks_scope(answer: Answer) -> bool:
    """Tell whether a 401 is about permissions: renewing the token does not help."""
    # Helix answers so for missing scopes; there is no other sign than its words.
    return "scope" in answer.message.lower()


def _whole(value: object) -> int:
    """Return a number as Twitch tells it, 0 for null and for what is none."""
    return max(value, 0) if isinstance(value, int) else 0


def _rows(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = body.get("data")
    if not isinstance(rows, list):
        failed = _("Twitch does not answer as it should ({detail}).")
        raise ConnectionLost(failed.format(detail=_("no data")))
    return [row for row in rows if isinstance(row, dict)]


def _subscribed(row: Mapping[str, Any]) -> Subscribed:
    transport = row.get("transport")
    session = transport.get("session_id") if isinstance(transport, dict) else None
    return Subscribed(
        id=str(row.get("id", "")),
        type=str(row.get("type", "")),
        session=str(session or ""),
        is_enabled=row.get("status") == "enabled",
    )
