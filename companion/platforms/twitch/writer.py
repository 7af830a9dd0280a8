"""Writing to a Twitch chat and moderating it, as whoever is logged in."""

from __future__ import annotations

from typing import Final

from msgspec import structs

from companion.domain.errors import CommandError, LoginRequired
from companion.domain.ports import Clock
from companion.domain.values import ChatLimits
from companion.i18n import _
from companion.platforms.twitch.api import TwitchApi
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.pacer import PLAIN, TRUSTED, Pacer

TEXT_LIMIT: Final = 500
LONGEST_TIMEOUT_S: Final = 1_209_600

FASTEST_S: Final = 3
SLOWEST_S: Final = 120
"""Seconds between two messages of a Viewer that Twitch takes."""

SETTINGS_SCOPE: Final = "moderator:manage:chat_settings"

_PREFIX: Final = "twitch:"


class TwitchWriter:
    """Writes as ChatWriter asks; TwitchConnector passes its calls on to here."""

    def __init__(
        self, channel: str, *, api: TwitchApi, login: TwitchLogin, clock: Clock
    ) -> None:
        self._channel = channel
        self._api = api
        self._login = login
        self._pacer = Pacer(clock)
        self._channel_id = ""
        self.is_moderator = False
        """Whether the account is known to moderate the channel: Twitch allows more."""

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        """Send a text of 1 to 500 characters; returns the Chat's id."""
        text = text.strip()
        if not text:
            raise CommandError(_("There is nothing to send."))
        if len(text) > TEXT_LIMIT:
            raise CommandError(
                _("Twitch takes at most {most} characters; this has {n}.").format(
                    most=TEXT_LIMIT, n=len(text)
                )
            )
        parent = None if reply_to is None else _native(reply_to)
        channel = await self._id()
        await self._pacer.passed(await self._allowed(channel))
        sent = await self._api.send(channel, text, reply_to=parent)
        return f"{_PREFIX}{sent}" if sent else None

    async def delete(self, event_id: str) -> None:
        """Delete one Chat; ValueError on an empty id, which would clear the chat."""
        native = _native(event_id)
        await self._api.delete(await self._id(), native)

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        """Keep a Viewer from writing for 1 to 1,209,600 s."""
        if not 1 <= seconds <= LONGEST_TIMEOUT_S:
            text = _("A timeout lasts from 1 to {most} seconds.")
            raise CommandError(text.format(most=LONGEST_TIMEOUT_S))
        native = _native(viewer_id)
        await self._api.ban(await self._id(), native, seconds=seconds)

    async def ban(self, viewer_id: str) -> None:
        """Keep a Viewer from writing until unbanned."""
        native = _native(viewer_id)
        await self._api.ban(await self._id(), native)

    async def unban(self, viewer_id: str) -> None:
        """Let a Viewer write again."""
        native = _native(viewer_id)
        await self._api.unban(await self._id(), native)

    async def chat_limits(self) -> ChatLimits:
        """Return what the chat asks of whoever writes, now."""
        await self._require_settings_scope()
        return await self._api.chat_limits(await self._id())

    async def limit_chat(self, limits: ChatLimits) -> None:
        """Keep the chat slow (3 to 120 s, or 0) or to followers from now on."""
        await self._require_settings_scope()
        slow = limits.slow_seconds
        slow = min(max(slow, FASTEST_S), SLOWEST_S) if slow else 0
        await self._api.limit_chat(
            await self._id(), structs.replace(limits, slow_seconds=slow)
        )

    async def _require_settings_scope(self) -> None:
        token = await self._login.token()
        # Logins of older versions of Companion were not asked for it.
        if token.user_id and SETTINGS_SCOPE not in token.scopes:
            raise LoginRequired(
                _(
                    "This Twitch login was made before Companion could slow a chat; "
                    "log in to Twitch again."
                )
            )

    async def _id(self) -> str:
        if not self._channel_id:
            self._channel_id = (await self._api.channel(self._channel)).id
        return self._channel_id

    async def _allowed(self, channel_id: str) -> int:
        token = await self._login.token()
        is_trusted = self.is_moderator or token.user_id == channel_id
        return TRUSTED if is_trusted else PLAIN


def _native(domain_id: str) -> str:
    """Return the id as Twitch knows it; ValueError when nothing is left of it."""
    if not domain_id.startswith(_PREFIX):
        raise ValueError(f"{domain_id!r} is no id of Twitch")
    native = domain_id.removeprefix(_PREFIX).strip()
    if not native:
        raise ValueError("an empty id")
    return native
