"""One connection to a TikTok LIVE channel, by way of a worker process."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    NotLive,
    PlatformError,
    RateLimited,
    TargetUnknown,
    WorkerError,
)
from companion.domain.events import AnyEvent, Gift, StreamStatus
from companion.domain.ports import Clock, Connector, ConnectorFactory
from companion.domain.text import clean_name
from companion.domain.values import Platform
from companion.i18n import _, ngettext
from companion.platforms.tiktok.asking import Asking
from companion.platforms.tiktok.gifts import GiftCatalogue
from companion.platforms.tiktok.liveness import look
from companion.platforms.tiktok.messages import (
    REPORTS,
    Connect,
    Connected,
    Failed,
    Heard,
    Refused,
    Report,
    Trouble,
)
from companion.platforms.tiktok.settings import TikTokSettings
from companion.platforms.tiktok.sign_budget import SignBudget
from companion.workers.process import WorkerProcess

UNKNOWN_WAIT_S: Final = 60.0
"""Seconds to wait when the sign server does not say when it takes connections again."""

LONGEST_WAIT_S: Final = 86_400.0
"""Its longest limit is a day's."""

BUDGET_EVERY_S: Final = 900.0
"""Seconds between two readings of what the sign server allows, while connected."""

BUDGET_WITHIN_S: Final = 3.0
"""Seconds that the sign server may take to say what it allows when it has refused."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.]{2,24}")
_YEAR_2001_S: Final = 10**9
_YEAR_2001_MS: Final = 10**12


def tiktok_connectors(
    *, settings: TikTokSettings, clock: Clock, gifts_file: Path | None = None
) -> ConnectorFactory:
    """Return what makes a Connector of "@name" or "name".

    gifts_file: where TikTok's list of gifts is kept; None: nowhere. All connectors
    share it, and what is known of the sign server's budget.
    It raises TargetUnknown for what cannot be a TikTok name.
    """
    common = Common(
        budget=SignBudget(clock), gifts=GiftCatalogue(clock, file=gifts_file)
    )

    def make(name: str) -> Connector:
        return TikTokConnector(name, settings=settings, clock=clock, common=common)

    return make


class Common(NamedTuple):
    """What all channels have in common: one sign server's account, one list."""

    budget: SignBudget
    gifts: GiftCatalogue


class TikTokConnector:
    """Reads one channel; each attempt has a worker process of its own.

    An attempt first looks by itself whether the channel is live: that costs
    milliseconds, a worker more than a second of a processor.

    name: 2 to 24 letters, digits, underscores and periods, with or without "@".
    common: shared with other channels; None: its own. command: what to start instead
    of this program's own worker.
    """

    platform: Platform | None = Platform.TIKTOK

    def __init__(
        self,
        name: str,
        *,
        settings: TikTokSettings,
        clock: Clock,
        common: Common | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._name = _checked(name)
        self.target = f"tiktok:@{self._name}"
        self._settings = settings
        self._clock = clock
        self._command = command
        self._common = common or Common(SignBudget(clock), GiftCatalogue(clock))
        self._is_connected = False
        self._room = ""
        self._refused = self._refused_before = 0
        self._log = logging.getLogger(__name__)

    def connected(self) -> bool:
        """Return whether TikTok has accepted the present attempt."""
        return self._is_connected

    @property
    def can_wait(self) -> bool:
        """A live stream does not wait for anybody."""
        return False

    @property
    def cannot_write(self) -> str:
        """Why nothing is written on TikTok, for a person."""
        return _(
            "TikTok can only be read: writing there would hand your account's login to "
            "the sign server."
        )

    @property
    def budget(self) -> str:
        """What the sign server still allows, as last read."""
        return self._common.budget.text

    @property
    def refused(self) -> int:
        """Messages of other rooms that TikTok sent, in all attempts."""
        return self._refused_before + self._refused

    @property
    def trouble(self) -> str:
        """That TikTok sends another stream as well, while it does in this attempt."""
        if not self._refused:
            return ""
        return ngettext(
            "TikTok also sends another stream: {n} message of it was refused.",
            "TikTok also sends another stream: {n} messages of it were refused.",
            self._refused,
        ).format(n=self._refused)

    async def events(self) -> AsyncIterator[AnyEvent]:
        """Run one attempt; see Connector. Ends when TikTok says the stream ended."""
        self._refused_before, self._refused = self.refused, 0
        async with Asking(self._name, self._settings) as asking:
            room = await self._live_room(asking)
            informing: asyncio.Task[None] | None = None
            try:
                async with aclosing(self._reports(room)) as reports:
                    async for report in reports:
                        if isinstance(report, Connected):
                            informing = asyncio.create_task(self._inform(asking))
                        if isinstance(report, Failed):
                            raise await self._error(report, asking)
                        for event in self._taken(report):
                            yield event
                        if _has_ended(report):
                            return
            finally:
                self._is_connected = False
                await _ended(informing)
        raise ConnectionLost(_("TikTok closed the connection."))

    async def _live_room(self, asking: Asking) -> int:
        """Return the number of the room that is live; 0: a worker has to find out."""
        found = await look(asking, self._name)
        name = f"@{self._name}"
        match found.state:
            case "offline":
                raise self._not_live()
            case "unreachable":
                text = _lost(Trouble.UNREACHABLE, name=name, detail=_("no answer"))
                raise ConnectionLost(text)
            case "other":
                text = _(
                    "TikTok shows the channel @{host} in place of {name}; is it "
                    "spelled right?"
                )
                host = clean_name(found.host)
                raise ConnectionLost(text.format(host=host, name=name))
        return found.room

    async def _inform(self, asking: Asking) -> None:
        """Learn what the sign server allows and what gifts there are, while live."""
        budget = self._common.budget
        budget.spend()
        await budget.read(asking)
        await self._common.gifts.read(asking, room=self._room)
        while True:
            await self._clock.sleep(BUDGET_EVERY_S)
            await budget.read(asking)

    async def _reports(self, room: int) -> AsyncGenerator[Report]:
        """Have a worker connect, and yield what it says until it ends."""
        worker: WorkerProcess[Connect, Report] = WorkerProcess(
            "tiktok", receives=REPORTS, command=self._command
        )
        try:
            async with worker:
                await worker.send(self._order(room))
                async for report in worker.messages():
                    yield report
        except WorkerError as error:
            self._log.warning("%s: %s", self.target, error)
            text = _("Reading TikTok broke off inside Companion; it is tried again.")
            raise ConnectionLost(text) from error

    def _order(self, room: int) -> Connect:
        return Connect(
            name=self._name,
            app_url=self._settings.app_url,
            webcast_url=self._settings.webcast_url,
            sign_url=self._settings.sign_url,
            sign_key=self._settings.sign_api_key,
            room=room,
        )

    def _taken(self, report: Report) -> Sequence[AnyEvent]:
        match report:
            case Connected(room=room):
                self._is_connected = True
                self._room = room
            case Heard(events=events):
                described = self._common.gifts.described
                return [
                    described(event) if isinstance(event, Gift) else event
                    for event in events
                ]
            case Refused(count=count):
                self._refused = count
        return ()

    async def _error(self, failed: Failed, asking: Asking) -> PlatformError:
        """Return what a failed attempt means to the supervisor."""
        if failed.trouble is Trouble.SIGN_LIMIT:
            with suppress(TimeoutError):
                async with asyncio.timeout(BUDGET_WITHIN_S):
                    await self._common.budget.read(asking, is_full=True)
        return self._meaning(failed)

    def _not_live(self) -> NotLive:
        name = f"@{self._name}"
        return NotLive(_("{name} is not live on TikTok.").format(name=name))

    def _meaning(self, failed: Failed) -> PlatformError:
        name, detail = f"@{self._name}", failed.detail
        match failed.trouble:
            case Trouble.OFFLINE:
                return self._not_live()
            case Trouble.UNKNOWN_CHANNEL:
                text = _(
                    "TikTok knows no channel {name} that can be live; is it spelled "
                    "right?"
                )
                return TargetUnknown(text.format(name=name))
            case Trouble.AGE_RESTRICTED:
                text = _(
                    "TikTok shows this stream of {name} only to adults who are logged "
                    "in, and Companion reads without a login."
                )
                return LoginRequired(text.format(name=name))
            case Trouble.SIGN_LIMIT:
                text = _(
                    "The sign server allows no more connections for now; with your own "
                    "key, in the settings, it allows more."
                )
                return RateLimited(text, retry_after=self._wait(failed.reset))
            case Trouble.SIGN_KEY:
                text = _(
                    "The sign server {server} does not accept your key. Correct the "
                    "key for the sign server in the settings, or remove it: without "
                    "one it allows fewer connections."
                )
                server = urlsplit(self._settings.sign_url).hostname
                return LoginRequired(text.format(server=server))
            case _:
                return ConnectionLost(_lost(failed.trouble, name=name, detail=detail))

    def _wait(self, reset: int | None) -> float:
        """Return seconds until `reset`, a time or a number of seconds; within a day."""
        if reset is None:
            return UNKNOWN_WAIT_S
        if reset >= _YEAR_2001_MS:
            reset //= 1000
        seconds = float(reset)
        if reset >= _YEAR_2001_S:
            seconds = reset - self._clock.now() / 1_000_000
        return min(max(seconds, 1.0), LONGEST_WAIT_S)


def _lost(trouble: Trouble, *, name: str, detail: str) -> str:
    """Return what is wrong; a fault of the sign server does not look like TikTok's."""
    match trouble:
        case Trouble.SIGN_DOWN:
            text = _(
                "The sign server does not answer as it should ({detail}). {name} may "
                "well be live: TikTok cannot be read without that server."
            )
        case Trouble.REFUSED:
            text = _(
                "TikTok refuses the connection that the sign server prepared "
                "({detail}). {name} may well be live: this is the sign server's fault."
            )
        case Trouble.BLOCKED:
            text = _(
                "TikTok does not show the page of {name}: it asks for a captcha or "
                "blocks this network ({detail})."
            )
        case Trouble.UNREACHABLE:
            text = _("TikTok cannot be reached ({detail}); is there a network?")
        case Trouble.CLOSED:
            text = _("TikTok closed the connection ({detail}).")
        case _:
            text = _("Reading TikTok failed ({detail}); it is tried again.")
    return text.format(name=name, detail=detail)


async def _ended(task: asyncio.Task[None] | None) -> None:
    """Cancel a task and wait until it is over."""
    if task is not None:
        task.cancel()
        await asyncio.wait({task})


def _has_ended(report: Report) -> bool:
    return isinstance(report, Heard) and any(
        isinstance(event, StreamStatus) and event.status == "ended"
        for event in report.events
    )


def _checked(name: str) -> str:
    bare = name.strip().removeprefix("@")
    if not _NAME.fullmatch(bare):
        raise TargetUnknown(
            _(
                "“{name}” is no TikTok name: 2 to 24 letters, digits, underscores and "
                "periods, as in @mira.plays."
            ).format(name=clean_name(name)[:40])
        )
    return bare.lower()
