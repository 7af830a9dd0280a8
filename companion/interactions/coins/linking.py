"""Linking two accounts of one person from chat, safely.

A code in a public chat is read by everybody. So it proves nothing: with it an account B
only asks to join whoever was given it. The account A that was given it is told who asks
and says yes, and nobody else can. Without A's yes nothing is linked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct

from companion.domain.errors import CommandError
from companion.domain.ports import Random
from companion.domain.values import Timestamp, Viewer
from companion.i18n import _

_LASTS: Final = 120_000_000
"""Microseconds for which a code or a request is good."""

_RESTS: Final = 20_000_000
"""Microseconds between two codes of one account."""

_MOST: Final = 1000
"""Codes that are open at once."""

_SIGNS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH: Final = 6

Link = Callable[[str, str], Awaitable[object]]
"""Links two accounts: the one that is kept, the one that joins. CommandError."""


class _Offer(Struct):
    """An open code. asked_by: who wants to join, once somebody has."""

    owner: Viewer
    code: str
    until: Timestamp
    asked_by: Viewer | None = None


class Linking:
    """Answers !link; what is open is lost on a restart, and asked for again.

    called: how a Viewer may be named in a reply, as the gate allows.
    """

    def __init__(
        self, *, link: Link, chance: Random, called: Callable[[Viewer], str]
    ) -> None:
        self._link = link
        self._chance = chance
        self._called = called
        self._offers: dict[str, _Offer] = {}
        self._tried: dict[str, Timestamp] = {}

    async def ask(self, viewer: Viewer, text: str, now: Timestamp) -> str:
        """Return the reply to "!link <text>".

        text: "" for a code, the code, "yes" or "no". Raises CommandError, whose text is
        the reply, when it cannot be.
        """
        self._expire(now)
        word = text.strip()
        if viewer.anonymous:
            raise CommandError(_("An anonymous account cannot be linked."))
        match word.casefold():
            case "":
                return self._offer(viewer, now)
            case "yes":
                return await self._confirm(viewer)
            case "no":
                self._offers.pop(viewer.id, None)
                return _("Nothing is linked.")
        return self._request(viewer, word.upper(), now)

    def _offer(self, viewer: Viewer, now: Timestamp) -> str:
        known = self._offers.get(viewer.id)
        if known is not None and now < known.until - _LASTS + _RESTS:
            raise CommandError(_("Wait a little before you ask for another code."))
        if len(self._offers) >= _MOST:
            raise CommandError(_("Too many people link accounts now. Try again soon."))
        code = "".join(self._chance.choice(_SIGNS) for _sign in range(_LENGTH))
        self._offers[viewer.id] = _Offer(owner=viewer, code=code, until=now + _LASTS)
        text = _(
            "Write !link {code} from your other account within 2 minutes, then"
            " !link yes from this one."
        )
        return text.format(code=code)

    def _request(self, viewer: Viewer, code: str, now: Timestamp) -> str:
        if self._tried.get(viewer.id, 0) > now:
            raise CommandError(_("One try in 2 minutes."))
        if len(self._tried) >= _MOST:
            raise CommandError(_("Too many people link accounts now. Try again soon."))
        self._tried[viewer.id] = now + _LASTS
        for offer in self._offers.values():
            if offer.code == code and offer.owner.id != viewer.id:
                return self._requested(offer, viewer)
        raise CommandError(_("This code is not good, or no longer."))

    def _requested(self, offer: _Offer, viewer: Viewer) -> str:
        if offer.asked_by is not None:
            # A second one may be the thief or the owner: nobody can tell, so neither.
            del self._offers[offer.owner.id]
            raise CommandError(_("Two accounts used this code. Ask for a new one."))
        offer.asked_by = viewer
        text = _("{other} on {platform} asks to join {owner}. {owner}: !link yes?")
        return text.format(
            other=self._called(viewer),
            platform=viewer.id.partition(":")[0],
            owner=self._called(offer.owner),
        )

    async def _confirm(self, viewer: Viewer) -> str:
        offer = self._offers.get(viewer.id)
        if offer is None or offer.asked_by is None:
            raise CommandError(_("Nobody asks to be linked to you."))
        del self._offers[viewer.id]
        await self._link(viewer.id, offer.asked_by.id)
        text = _("{owner} and {other} are one person now.")
        return text.format(
            owner=self._called(viewer), other=self._called(offer.asked_by)
        )

    def _expire(self, now: Timestamp) -> None:
        self._offers = {
            owner: one for owner, one in self._offers.items() if one.until > now
        }
        self._tried = {one: until for one, until in self._tried.items() if until > now}
