"""One Twitch channel: read with the login when there is one, else as anybody can."""

from __future__ import annotations

import asyncio
import importlib
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    SettingsError,
    TargetUnknown,
)
from companion.domain.events import AnyEvent, Chat
from companion.domain.ports import Clock, Connector, ConnectorFactory
from companion.domain.text import clean_name
from companion.domain.values import ChatLimits, Platform, Role
from companion.i18n import _
from companion.platforms.store import SmallStore
from companion.platforms.twitch.api import TwitchApi
from companion.platforms.twitch.counting import Counting
from companion.platforms.twitch.irc import IrcReading
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.told import InForce, Told
from companion.platforms.twitch.way import Reading, Way
from companion.platforms.twitch.writer import TEXT_LIMIT, TwitchWriter

if TYPE_CHECKING:
    from companion.platforms.twitch.eventsub import EventSubReading

_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,25}")
_ADDRESS: Final = re.compile(r"(?:https?://)?(?:www\.|m\.)?twitch\.tv/", re.IGNORECASE)
_BEFORE_NAMES: Final = frozenset({"popout", "moderator", "u"})
_NO_NAMES: Final = frozenset(
    {"directory", "downloads", "jobs", "p", "search", "settings", "turbo", "videos"}
)
_WRITE: Final = "user:write:chat"

_log = logging.getLogger(__name__)

OnChannel = Callable[[str, str], None]


def twitch_connectors(
    *,
    settings: TwitchSettings,
    login: TwitchLogin,
    clock: Clock,
    store: SmallStore | None = None,
    on_channel: OnChannel | None = None,
) -> ConnectorFactory:
    """Return what makes a Connector of a channel's name or its page's address.

    login: the one object that owns the tokens. store: where the gift bombs that are
    under way outlive the program. on_channel: called with the channel's name and id
    when they are known. The factory raises TargetUnknown for what cannot be a channel.
    """
    # Kept by channel, so that a reconnect by hand counts no gift bomb twice.
    counted: dict[str, Counting] = {}

    def make(name: str) -> Connector:
        channel = channel_of(name)
        if channel not in counted:
            counted[channel] = Counting(channel, clock=clock, store=store)
        counting = counted[channel]
        return TwitchConnector(
            channel,
            settings=settings,
            login=login,
            clock=clock,
            counting=counting,
            on_channel=on_channel,
        )

    return make


class TwitchConnector:
    """Reads one channel; a Connector and a ChatWriter.

    With a login it reads EventSub, without one IRC. A login that is refused or revoked
    does not end the reading: it goes on as without one, and `trouble` says what to do.
    A new login is taken up at once.
    """

    platform: Platform | None = Platform.TWITCH
    text_limit = TEXT_LIMIT
    asks_viewers: Literal[True] = True
    """How many watch is asked of Helix, and says nothing about the chat."""

    mends_silence: Literal[True] = True
    """Both ways find out by themselves whether a quiet chat is a deaf connection."""

    def __init__(
        self,
        name: str,
        *,
        settings: TwitchSettings,
        login: TwitchLogin,
        clock: Clock,
        counting: Counting | None = None,
        on_channel: OnChannel | None = None,
    ) -> None:
        self._channel = channel_of(name)
        self.target = f"twitch:{self._channel}"
        self._settings = settings
        self._login = login
        self._clock = clock
        self._counting = counting or Counting(self._channel, clock=clock)
        self._api = TwitchApi(settings=settings, login=login, clock=clock)
        self._writer = TwitchWriter(
            self._channel, api=self._api, login=login, clock=clock
        )
        self._on_channel = on_channel or (lambda _name, _id: None)
        self._irc: IrcReading | None = None
        self._eventsub: EventSubReading | None = None
        self._was_joined = False
        self._account_id = ""
        self._keyring = ""
        self._unfit: tuple[int, str] | None = None

    # Connector

    def connected(self) -> bool:
        """Return whether Twitch has accepted the present attempt."""
        if self._eventsub is not None and self._eventsub.is_reading:
            return True
        return self._irc is not None and self._irc.is_joined

    @property
    def can_wait(self) -> bool:
        """A live stream does not wait for anybody."""
        return False

    @property
    def catching_up(self) -> bool:
        """Twitch replays nothing: what comes after a reconnect is new."""
        return False

    async def events(self) -> AsyncIterator[AnyEvent]:
        """Run one attempt; see Connector. It never ends by itself.

        A chat goes on when the stream is over, and so does reading it.
        """
        async with self._api.opened():
            ways = [self._best_way(is_login=await self._is_fit())]
            try:
                while True:
                    async for item in self._one_way(ways):
                        for event in self._events(item):
                            yield event
            finally:
                for way in ways:
                    await way.close()

    def _best_way(self, *, is_login: bool) -> Way:
        begin = self._with_login if is_login else self._without_login
        return Way(begin, is_login=is_login)

    async def _one_way(self, ways: list[Way]) -> Reading:
        """Read in the first of the ways until another is the best, then the only one.

        A login that comes is taken up before the reading without it ends: what both
        tell has the same ids.
        """
        way = ways[0]
        watch = asyncio.create_task(self._hand_over(ways, self._login.version))
        try:
            async with aclosing(way.told()) as told:
                async for item in told:
                    yield item
        finally:
            watch.cancel()
            await asyncio.wait({watch})
        await way.close()
        ways.remove(way)
        if not ways:
            ways.append(self._best_way(is_login=await self._is_fit()))

    async def _hand_over(self, ways: list[Way], version: int) -> None:
        """Stop the way that is read when another is better; begin that one before."""
        way = ways[0]
        while True:
            await self._login.changed(version)
            version = self._login.version
            if way.is_login:
                break
            if not await self._is_fit():
                continue
            better = self._best_way(is_login=True)
            ways.append(better)
            await better.ready.wait()
            if not better.is_fruitless:
                break
            ways.remove(better)
        way.stop()

    async def _is_fit(self) -> bool:
        """Tell whether there is a login that may read this chat."""
        if self._unfit is not None and self._unfit[0] == self._login.version:
            return False
        self._unfit = None
        try:
            is_there = await self._login.has_login()
        except SettingsError as error:
            self._keyring = str(error)
            return False
        self._keyring = ""
        return is_there

    async def _without_login(self, stop: asyncio.Event) -> Reading:
        reading = self._irc = IrcReading(
            self._channel,
            address=self._settings.irc_url,
            clock=self._clock,
            was_joined=self._was_joined,
            on_room=lambda id_: self._on_channel(self._channel, id_),
        )
        try:
            async with aclosing(reading.told(stop=stop)) as told:
                async for item in told:
                    self._was_joined = True
                    yield item
        finally:
            self._irc = None

    async def _with_login(self, stop: asyncio.Event) -> Reading:
        version = self._login.version
        has_told = False
        try:
            token = await self._login.token()
            self._account_id = token.user_id
            channel = await self._api.channel(self._channel)
            self._on_channel(self._channel, channel.id)
            # It takes 0.3 s, which the engine's loop does not have.
            module = await asyncio.to_thread(
                importlib.import_module, "companion.platforms.twitch.eventsub"
            )
            reading: EventSubReading = module.EventSubReading(
                channel,
                token=token,
                login=self._login,
                api=self._api,
                address=self._settings.eventsub_url,
                clock=self._clock,
            )
            self._eventsub = reading
            async with aclosing(reading.told(stop=stop)) as told:
                async for item in told:
                    has_told = True
                    yield item
            if self._login.trouble:
                raise LoginRequired(self._login.trouble)  # noqa: TRY301  # as below
        except LoginRequired as error:
            _log.warning("%s: %s", self.target, error)
            if self._login.version == version:
                self._unfit = (version, str(error))
            if has_told:
                # A gap opens here; whoever reconnects states it.
                raise ConnectionLost(str(error)) from error
        finally:
            self._eventsub = None

    def _events(self, item: Told | InForce) -> tuple[AnyEvent, ...]:
        if isinstance(item, InForce):
            return self._counting.listen_to(item.sources)
        event = self._counting.counted(item)
        if event is None:
            return ()
        if isinstance(event, Chat):
            self._learn_rank(event)
        return (event,)

    def _learn_rank(self, chat: Chat) -> None:
        """Notice our own account's role: moderators may write more often."""
        viewer = chat.viewer
        if viewer is not None and viewer.id == f"twitch:{self._account_id}":
            ranks = {Role.MODERATOR, Role.BROADCASTER}
            self._writer.is_moderator = bool(viewer.roles & ranks)

    # What a person must know

    @property
    def trouble(self) -> str:
        """What is not told or kept, and what to do about it; "" when all is well."""
        if self._login.trouble:
            text = _("{why} Until then the chat is read without the login.")
            return text.format(why=self._login.trouble)
        if self._unfit is not None:
            text = _("{why} The chat is read without the login.")
            return text.format(why=self._unfit[1])
        if self._keyring or self._login.unkept:
            return self._keyring or self._login.unkept
        return self._not_told()

    def _not_told(self) -> str:
        reading = self._eventsub
        if reading is None:
            return ""
        if reading.lacking:
            text = _("The login does not allow {scopes}: log in again to hear it all.")
            return text.format(scopes=", ".join(reading.lacking))
        if refused := reading.subscriptions.refused:
            text = _("Twitch does not tell this account: {types}.")
            return text.format(types=", ".join(sorted(refused)))
        if reading.is_reading and (missing := reading.subscriptions.missing):
            text = _("Not subscribed yet, trying again: {types}.")
            return text.format(types=", ".join(one.type for one in missing))
        return ""

    # ChatWriter

    @property
    def cannot_write(self) -> str:
        """Why nothing can be written now, for a person; "" when it can."""
        if self._login.trouble:
            return self._login.trouble
        token = self._login.known
        if token is None:
            return _("Writing needs a Twitch login; reading needs none.")
        if token.user_id and _WRITE not in token.scopes:
            return _("The Twitch login does not allow writing; log in again.")
        return ""

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        """Send a text, waiting for Twitch's pace; returns the Chat's id."""
        return await self._writer.send(text, reply_to=reply_to)

    async def delete(self, event_id: str) -> None:
        """Delete one Chat. Raises ValueError on an empty native id."""
        await self._writer.delete(event_id)

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        """Keep a Viewer from writing for a while, 1 to 1,209,600 s."""
        await self._writer.time_out(viewer_id, seconds=seconds)

    async def ban(self, viewer_id: str) -> None:
        """Keep a Viewer from writing until unbanned."""
        await self._writer.ban(viewer_id)

    async def unban(self, viewer_id: str) -> None:
        """Let a Viewer write again."""
        await self._writer.unban(viewer_id)

    # SetsChatLimits

    async def chat_limits(self) -> ChatLimits:
        """Return what the chat asks of whoever writes, now."""
        return await self._writer.chat_limits()

    async def limit_chat(self, limits: ChatLimits) -> None:
        """Ask that of whoever writes from now on."""
        await self._writer.limit_chat(limits)


def channel_of(text: str) -> str:
    """Return the login in "name", "@name" or an address of twitch.tv.

    Raises TargetUnknown when it is none.
    """
    written = text.strip()
    name = written.removeprefix("@")
    if found := _ADDRESS.match(written):
        name = _first_segment(written[found.end() :])
    if not _NAME.fullmatch(name):
        raise TargetUnknown(
            _(
                "“{name}” is no Twitch channel: up to 25 letters, digits and "
                "underscores, as in mira_plays or https://www.twitch.tv/mira_plays."
            ).format(name=clean_name(text)[:60])
        )
    return name.lower()


def _first_segment(rest: str) -> str:
    """Return the channel in what follows "twitch.tv/"; "" when it is another page."""
    path = ""
    with suppress(ValueError):
        path = urlsplit(f"//host/{rest}").path
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[0].lower() in _BEFORE_NAMES:
        segments = segments[1:]
    if not segments or segments[0].lower() in _NO_NAMES:
        return ""
    return segments[0]
