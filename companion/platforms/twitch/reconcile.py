"""Keeping what is subscribed equal to what is wanted, and knowing what is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import Final

from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    PlatformError,
    RateLimited,
)
from companion.i18n import _
from companion.platforms.twitch.api import Refusal, TwitchApi
from companion.platforms.twitch.wanted import ESSENTIAL, Wanted

EVERY_S: Final = 30.0
AGAIN_S: Final = 3.0
"""After a round in which Twitch did not take everything for a passing reason."""

AT_ONCE: Final = 5
"""Requests."""

HEARD_BY: Final = frozenset(
    {ESSENTIAL, "channel.chat.notification", "channel.bits.use"}
)
"""Without one of these, chat or money is missed that nothing tells later."""

_MAY_NOT: Final = (401, 403)

_log = logging.getLogger(__name__)


def _waves(missing: Sequence[Wanted]) -> Iterator[Sequence[Wanted]]:
    """Yield chat alone, which shows whether anything works, then the rest in groups.

    One after another would take longer than the time that a slow Twitch is given.
    """
    chat = [one for one in missing if one.type == ESSENTIAL]
    rest = [one for one in missing if one.type != ESSENTIAL]
    if chat:
        yield chat
    for start in range(0, len(rest), AT_ONCE):
        yield rest[start : start + AT_ONCE]


class Reconciler:
    """One socket's subscriptions.

    in_force: types that Twitch says it tells. refused: types that it will not tell
    this login, with its words; they are not asked for again in this attempt.
    """

    def __init__(
        self,
        wanted: Sequence[Wanted],
        *,
        api: TwitchApi,
        channel_id: str,
        account_id: str,
    ) -> None:
        self._wanted = wanted
        self._api = api
        self._channel_id = channel_id
        self._account_id = account_id
        self.in_force: set[str] = set()
        self.refused: dict[str, str] = {}
        self._is_new = True
        self._doubted: set[str] = set()
        self._was_deaf: set[str] = set()
        self._limited: RateLimited | None = None

    @property
    def missing(self) -> tuple[Wanted, ...]:
        """What is wanted, not in force and not refused."""
        return tuple(
            one
            for one in self._wanted
            if one.type not in self.in_force and one.type not in self.refused
        )

    def wait_s(self) -> float:
        """Return the seconds to the next round."""
        if self._limited is not None:
            return min(max(self._limited.retry_after, AGAIN_S), EVERY_S)
        return AGAIN_S if self.missing else EVERY_S

    async def round(self, sessions: Sequence[str]) -> None:
        """Compare, and subscribe the newest of our sessions to what is missing.

        sessions: ids of the socket, as Twitch renamed it; the newest last. Raises
        ConnectionLost or RateLimited when chat itself cannot be had, and when chat or
        money was not told for a while; LoginRequired when this login may not read it.
        """
        self._limited = None
        if all(one.type != ESSENTIAL for one in self._wanted):
            raise LoginRequired(
                _("The Twitch login does not allow reading the chat; log in again.")
            )
        if not self._is_new:
            await self._look(sessions)
        self._is_new = False
        trouble = await self._subscribe_to_missing(sessions[-1])
        if deaf := sorted(self._was_deaf):
            # What was not told meanwhile is lost: an end makes it a gap, on record.
            text = _("Twitch had stopped telling {types}, without a word.")
            raise ConnectionLost(text.format(types=", ".join(deaf)))
        if ESSENTIAL in self.in_force:
            return
        if (why := self.refused.get(ESSENTIAL)) is not None:
            text = _("This login may not read the chat: {why}")
            raise LoginRequired(text.format(why=why))
        raise trouble or ConnectionLost(_("Twitch does not tell the chat."))

    def revoked(self, type_: str, status: str) -> None:
        """Note that Twitch ended a subscription, and will not renew it."""
        self.in_force.discard(type_)
        self.refused[type_] = status

    async def _look(self, sessions: Sequence[str]) -> None:
        """Learn what is in force; what Twitch cannot say now stays as it was."""
        try:
            actual = await self._api.subscriptions()
        except (ConnectionLost, Refusal):
            return
        except RateLimited as error:
            self._limited = error
            return
        ours = [one for one in actual if one.session in sessions]
        told = {one.type for one in ours if one.is_enabled}
        wanted = {one.type for one in self._wanted}
        # Its list may be wrong: asking for one that is in force is answered with 409.
        self._doubted |= self.in_force - told
        self.in_force = told & wanted

    async def _subscribe_to_missing(self, session: str) -> PlatformError | None:
        """Ask for what is missing, some at a time; returns what came in the way."""
        trouble: PlatformError | None = None
        for wave in _waves(self.missing):
            asked = (self._subscribe(one, session) for one in wave)
            for result in await asyncio.gather(*asked, return_exceptions=True):
                match result:
                    case RateLimited():
                        trouble = self._limited = result
                    case ConnectionLost():
                        trouble = result
                    case BaseException():
                        raise result
            if self._limited is not None or self._lacks_chat():
                break
        return trouble

    def _lacks_chat(self) -> bool:
        return ESSENTIAL not in self.in_force

    async def _subscribe(self, one: Wanted, session: str) -> None:
        condition = one.condition(
            channel_id=self._channel_id, account_id=self._account_id
        )
        try:
            is_new = await self._api.subscribe(
                one.type, one.version, condition, session=session
            )
        except Refusal as refusal:
            if one.type == ESSENTIAL and refusal.status not in _MAY_NOT:
                # Not the login's fault: the session is gone, say.
                raise ConnectionLost(str(refusal)) from refusal
            self.refused[one.type] = str(refusal)
            _log.info("Twitch does not tell %s: %s", one.type, refusal)
            return
        self.in_force.add(one.type)
        if one.type in self._doubted:
            self._doubted.discard(one.type)
            self._note_loss(one.type, is_new=is_new)

    def _note_loss(self, type_: str, *, is_new: bool) -> None:
        """Note whether one that Twitch's list lacked had really been lost."""
        if not is_new:
            return
        _log.warning("Twitch had dropped a subscription: %s", type_)
        if type_ in HEARD_BY:
            self._was_deaf.add(type_)
