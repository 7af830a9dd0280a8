"""One connection to a TikTok LIVE channel, by way of a worker process."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Sequence
from typing import Final

from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    NotLive,
    PlatformError,
    RateLimited,
    TargetUnknown,
    WorkerError,
)
from companion.domain.events import AnyEvent, StreamStatus
from companion.domain.ports import Clock, Connector, ConnectorFactory
from companion.domain.text import clean_name
from companion.domain.values import Platform
from companion.i18n import _
from companion.platforms.tiktok.messages import (
    REPORTS,
    Connect,
    Connected,
    Failed,
    Heard,
    Report,
    Trouble,
)
from companion.platforms.tiktok.settings import TikTokSettings
from companion.workers.process import WorkerProcess

UNKNOWN_WAIT_S: Final = 60.0
"""Seconds to wait when the sign server does not say when it takes connections again."""

LONGEST_WAIT_S: Final = 86_400.0
"""Its longest limit is a day's."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.]{2,24}")
_YEAR_2001_S: Final = 10**9
_YEAR_2001_MS: Final = 10**12


def tiktok_connectors(*, settings: TikTokSettings, clock: Clock) -> ConnectorFactory:
    """Return what makes a Connector of "@name" or "name".

    It raises TargetUnknown for what cannot be a TikTok name.
    """

    def make(name: str) -> Connector:
        return TikTokConnector(name, settings=settings, clock=clock)

    return make


class TikTokConnector:
    """Reads one channel; each attempt has a worker process of its own.

    name: 2 to 24 letters, digits, underscores and periods, with or without "@".
    command: what to start instead of this program's own worker.
    """

    platform: Platform | None = Platform.TIKTOK

    def __init__(
        self,
        name: str,
        *,
        settings: TikTokSettings,
        clock: Clock,
        command: Sequence[str] | None = None,
    ) -> None:
        self._name = _checked(name)
        self.target = f"tiktok:@{self._name}"
        self._settings = settings
        self._clock = clock
        self._command = command
        self._is_connected = False
        self._log = logging.getLogger(__name__)

    def connected(self) -> bool:
        """Return whether TikTok has accepted the present attempt."""
        return self._is_connected

    @property
    def can_wait(self) -> bool:
        """A live stream does not wait for anybody."""
        return False

    async def events(self) -> AsyncIterator[AnyEvent]:
        """Run one attempt; see Connector. Ends when TikTok says the stream ended."""
        worker: WorkerProcess[Connect, Report] = WorkerProcess(
            "tiktok", receives=REPORTS, command=self._command
        )
        try:
            async with worker:
                await worker.send(self._order())
                async for report in worker.messages():
                    for event in self._taken(report):
                        yield event
                    if _has_ended(report):
                        return
        except WorkerError as error:
            self._log.warning("%s: %s", self.target, error)
            text = _("Reading TikTok broke off inside Companion; it is tried again.")
            raise ConnectionLost(text) from error
        finally:
            self._is_connected = False
        raise ConnectionLost(_("TikTok closed the connection."))

    def _order(self) -> Connect:
        return Connect(
            name=self._name,
            app_url=self._settings.app_url,
            webcast_url=self._settings.webcast_url,
            sign_url=self._settings.sign_url,
            sign_key=self._settings.sign_api_key,
        )

    def _taken(self, report: Report) -> Sequence[AnyEvent]:
        match report:
            case Connected():
                self._is_connected = True
            case Heard(events=events):
                return events
            case Failed():
                raise self._error(report)
        return ()

    def _error(self, failed: Failed) -> PlatformError:
        name, detail = f"@{self._name}", failed.detail
        match failed.trouble:
            case Trouble.OFFLINE:
                return NotLive(_("{name} is not live on TikTok.").format(name=name))
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
                text = _("The sign server does not accept the key in the settings.")
                return LoginRequired(text)
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
