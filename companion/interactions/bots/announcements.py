"""The post that the stream is on: to chats and webhooks, once per session.

The first round of a session is sent by itself or by hand, and never twice; another one
only when a person asks for it again. Each place is a run of its own: what failed can be
done again without the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from companion.domain.entries import Entry, SessionChange
from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.show.bots import AnnouncementDef, BotBook
from companion.domain.show.notes import BotRan
from companion.domain.views import Shown
from companion.i18n import _
from companion.interactions.bots.actions import Actions
from companion.interactions.bots.causes import TIME, Hands, Texts, check_text, refusal
from companion.interactions.bots.runs import Runs, Work
from companion.interactions.bots.webhooks import Webhooks

KIND: Final = "announcement"

LOOKS: Final = 60
"""How often it is asked whether a chat can be written to."""

LOOK_S: Final = 1.0
"""Seconds between two times."""

_CHAT: Final = "chat"
_HOOK: Final = "webhook "

log = logging.getLogger(__name__)


class Announcements:
    """The BotPart of the going-live post."""

    def __init__(
        self,
        *,
        runs: Runs,
        hands: Hands,
        actions: Actions,
        webhooks: Webhooks,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._runs = runs
        self._hands = hands
        self._clock = clock
        self._actions = actions
        self._webhooks = webhooks
        self._texts = texts
        self._def = AnnouncementDef()
        self._has_begun = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        runs.remakes(KIND, lambda note: self._work(_place_of(note.run), note.text))

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the field, for what cannot be in the book."""
        one = book.announcement
        check_text(one.text, "announcement.text", self._texts, needed=one.by_itself)
        known = {*self._webhooks.names(), *self._def.webhooks}
        for number, name in enumerate(one.webhooks):
            if name not in known:
                text = _("no webhook is called “{name}”").format(name=name)
                raise refusal(f"announcement.webhooks[{number}]", text)
        if one.by_itself and not one.to_chat and not one.webhooks:
            raise refusal("announcement.by_itself", _("it has nowhere to go"))

    def use(self, book: BotBook) -> None:
        """Work by another book from now on."""
        self._def = book.announcement

    def hear(self, item: Shown) -> None:
        """Note that a session has begun."""
        body = item.entry.body
        if isinstance(body, SessionChange) and body.change == "started":
            self._has_begun.set()

    async def run(self) -> None:
        """Announce each session that begins, if wanted; cancel to stop."""
        while True:
            await self._has_begun.wait()
            self._has_begun.clear()
            if not self._def.by_itself:
                continue
            try:
                await self._until_written()
                await self.announce()
            except CommandError as error:
                log.info("Not announced: %s", error)

    async def _until_written(self) -> None:
        """Wait for a chat that can be written to, where one is wanted; not for long.

        A session begins when the first connection is made, before it is there.
        """
        for _look in range(LOOKS):
            if not self._def.to_chat or self._hands.platforms():
                return
            await self._clock.sleep(LOOK_S)

    def text(self) -> str:
        """Return the post as it would be sent now."""
        return self._texts.fill(self._def.text, TIME)

    async def announce(self, *, again: bool = False, who: str = "") -> Sequence[Entry]:
        """Send it everywhere; returns the outcome of each place.

        Raises CommandError when this session was announced already, or there is no
        text, no place or no session.
        """
        async with self._one_at_a_time:
            round_ = self._rounds() + 1
            if round_ > 1 and not again:
                raise CommandError(_("This session was announced already."))
            text, places = self.text(), self._places()
            if not text.strip():
                raise CommandError(_("There is nothing to send."))
            if not places:
                raise CommandError(_("Choose first where the announcement goes."))
            outcomes = await asyncio.gather(
                *(self._send(round_, place, text, who=who) for place in places)
            )
        sent = [one for one in outcomes if isinstance(one, Entry)]
        unkept = [one for one in outcomes if isinstance(one, BotRan)]
        if not sent and unkept:
            raise CommandError(unkept[0].why)
        return sent

    def _rounds(self) -> int:
        """Return how many rounds this session has had."""
        last = self._runs.fold.runs.last(KIND)
        return 0 if last is None else int(last.split(":")[1])

    def _places(self) -> Sequence[str]:
        hooks = [f"{_HOOK}{name}" for name in self._def.webhooks]
        return [_CHAT, *hooks] if self._def.to_chat else hooks

    async def _send(
        self, round_: int, place: str, text: str, *, who: str
    ) -> Entry | BotRan | None:
        begun = BotRan(
            run=f"{KIND}:{round_}:{place}",
            bot=KIND,
            name=place,
            action=KIND,
            outcome="begun",
            text=text,
            who=who,
        )
        return await self._runs.attempt(begun, self._work(place, text))

    def _work(self, place: str, text: str) -> Work:
        if place == _CHAT:
            return lambda: self._actions.say(text)
        return lambda: self._webhooks.post(place.removeprefix(_HOOK), text)


def _place_of(run: str) -> str:
    return run.split(":", 2)[2]
