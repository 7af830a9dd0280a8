"""Writing to a stream's chat and moderating it; needs a login."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    PlatformError,
)
from companion.domain.ports import Clock
from companion.i18n import _
from companion.platforms.store import SmallStore
from companion.platforms.youtube.api import Api, Make
from companion.platforms.youtube.credentials import Credentials
from companion.platforms.youtube.failures import (
    Meaning,
    Refused,
    Unreachable,
    error_of,
    meaning_of,
    out_of_units,
)
from companion.platforms.youtube.finding import Room
from companion.platforms.youtube.quota import Call, Quota

TEXT_LIMIT: Final = 200
"""Characters of a message, as Google's documents say."""

BETWEEN_TEXTS_S: Final = 2.0
"""Seconds between two texts: YouTube slows down whoever is quicker."""

LONGEST_TIMEOUT_S: Final = 1_209_600

_KEPT_BANS: Final = 500


class Writer:
    """The writing half of the Connector; see ports.ChatWriter.

    room: the stream of the running attempt; outlives a break of the connection.
    """

    text_limit: int = TEXT_LIMIT

    def __init__(
        self, *, clock: Clock, credentials: Credentials, store: SmallStore
    ) -> None:
        self.credentials = credentials
        self.room: Room | None = None
        self._writing_clock = clock
        self._bans = store
        self._line: tuple[Api, Quota] | None = None
        self._next_text_at = 0.0
        self._one_text = asyncio.Lock()

    def attach(self, *, room: Room, api: Api, quota: Quota) -> None:
        """Make writing possible: this is where to."""
        self.room = room
        self._line = (api, quota)

    def detach(self) -> None:
        """Make writing impossible until the next attach()."""
        self._line = None

    def forget_room(self) -> None:
        """Look for the stream anew next time."""
        self.room = None

    @property
    def cannot_write(self) -> str:
        """Why nothing can be written now, for a person; "" when it can."""
        if not self.credentials.can_write:
            return _("Writing on YouTube needs a login; an API key can only read.")
        if self._line is None or self.room is None:
            return _("This stream is not connected.")
        return ""

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        """Send a text of 1 to 200 characters; YouTube knows no replies."""
        del reply_to  # YouTube's chat has no threads: the text stands alone
        if not text.strip():
            raise CommandError(_("There is nothing to send."))
        if len(text) > TEXT_LIMIT:
            problem = _("YouTube takes {n} characters at most.")
            raise CommandError(problem.format(n=TEXT_LIMIT))
        room = self._here()
        details = {"messageText": text}
        body = {
            "snippet": {
                "liveChatId": room.chat,
                "type": "textMessageEvent",
                "textMessageDetails": details,
            }
        }
        async with self._one_text:
            clock = self._writing_clock
            await clock.sleep(max(0.0, self._next_text_at - clock.monotonic()))
            self._next_text_at = clock.monotonic() + BETWEEN_TEXTS_S
            answer = await self._asked(
                Call.INSERT,
                lambda service: service.liveChatMessages().insert(
                    part="snippet", body=body
                ),
            )
        made = answer.get("id") if isinstance(answer, Mapping) else None
        return f"youtube:{made}" if isinstance(made, str) and made else None

    async def delete(self, event_id: str) -> None:
        """Delete one Chat. Raises ValueError on an empty native id."""
        native = _native(event_id)
        self._here()
        await self._asked(
            Call.DELETE, lambda service: service.liveChatMessages().delete(id=native)
        )

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        """Keep a Viewer from writing for a while, 1 to 1,209,600 s."""
        if not 1 <= seconds <= LONGEST_TIMEOUT_S:
            raise ValueError(seconds)
        details = {"type": "temporary", "banDurationSeconds": str(seconds)}
        await self._ban(viewer_id, details)

    async def ban(self, viewer_id: str) -> None:
        """Keep a Viewer from writing until unbanned."""
        await self._ban(viewer_id, {"type": "permanent"})

    async def unban(self, viewer_id: str) -> None:
        """Let a Viewer write again; YouTube allows it only for a ban made here."""
        native = _native(viewer_id)
        room = self._here()
        kept = dict(self._bans.read(_shelf(room)))
        ban = kept.pop(native, None)
        if not isinstance(ban, str) or not ban:
            raise CommandError(
                _(
                    "YouTube lifts only bans that Companion made; lift this one in "
                    "YouTube Studio."
                )
            )
        await self._asked(
            Call.UNBAN, lambda service: service.liveChatBans().delete(id=ban)
        )
        self._bans.write(_shelf(room), kept)

    async def _ban(self, viewer_id: str, details: Mapping[str, object]) -> None:
        native = _native(viewer_id)
        room = self._here()
        body = {
            "snippet": {
                "liveChatId": room.chat,
                "bannedUserDetails": {"channelId": native},
                **details,
            }
        }
        answer = await self._asked(
            Call.BAN,
            lambda service: service.liveChatBans().insert(part="snippet", body=body),
        )
        made = answer.get("id") if isinstance(answer, Mapping) else None
        if isinstance(made, str) and made:
            kept = {**self._bans.read(_shelf(room)), native: made}
            newest = dict(list(kept.items())[-_KEPT_BANS:])
            self._bans.write(_shelf(room), newest)

    def _here(self) -> Room:
        """Return where to write; raises LoginRequired or CommandError."""
        problem = self.cannot_write
        if not self.credentials.can_write:
            raise LoginRequired(problem)
        if problem or self.room is None:
            raise CommandError(problem)
        return self.room

    async def _asked(self, call: Call, make: Make) -> Any:  # noqa: ANN401  # JSON
        if self._line is None:
            raise ConnectionLost(_("This stream is not connected."))
        api, quota = self._line
        if not quota.affords(call):
            raise out_of_units(quota)
        try:
            return await api.answer(call, make)
        except Unreachable as problem:
            raise error_of(problem, quota) from None
        except Refused as refused:
            raise _refusal(refused, quota) from None


def _refusal(refused: Refused, quota: Quota) -> PlatformError | CommandError:
    """Return why something was not done: most of it is no use to ask again."""
    match meaning_of(refused):
        case Meaning.ENDED | Meaning.CHAT_OFF:
            return CommandError(_("YouTube says that this chat is over."))
        case Meaning.NO_CHAT:
            return CommandError(_("YouTube knows it no more: it may be gone already."))
        case Meaning.FORBIDDEN:
            text = _("YouTube does not allow it ({detail}).")
            return CommandError(text.format(detail=refused.reason or refused.status))
        case Meaning.BAD_KEY:
            text = _("YouTube refused it ({detail}).")
            return CommandError(text.format(detail=refused.reason or refused.status))
        case Meaning.FAULT if refused.status < 500:
            text = _("YouTube refused it ({detail}).")
            return CommandError(text.format(detail=refused.reason or refused.status))
        case _:
            return error_of(refused, quota)


def _native(identity: str) -> str:
    """Return the id as YouTube knows it; ValueError when there is none."""
    platform, colon, native = identity.partition(":")
    if platform != "youtube" or not colon or not native.strip():
        raise ValueError(identity)
    return native


def _shelf(room: Room) -> str:
    """Return where the bans of a chat are kept."""
    return f"youtube-bans-{blake2b(room.chat.encode(), digest_size=8).hexdigest()}"
