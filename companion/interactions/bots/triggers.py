"""What a rule waits for: whether an entry is that, and how much of it.

least: of a Gift that the rule names it is pieces, of any gift what it is worth
(Diamonds, jewels). A Streak counts as a whole: a rule that waits for ten Roses fires
when the tenth comes, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, structs

from companion.domain.entries import AnyBody, Entry, SessionChange
from companion.domain.events import (
    AnyEvent,
    Chat,
    Cheer,
    Gift,
    JewelGift,
    Like,
    Membership,
    Raid,
    Redemption,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.show.bots import When
from companion.domain.show.notes import HookCalled, InteractionMoved
from companion.interactions.bots.causes import Cause
from companion.interactions.bots.guard import is_actor
from companion.interactions.bots.state import giver_of, kind_of_event
from companion.interactions.bots.words import folded
from companion.interactions.commands.english import NAMES, Names, heard_command

MICROS: Final = 1_000_000

_STATES: Final[Mapping[str, str]] = {
    "started": "live",
    "paused": "paused",
    "resumed": "live",
    "ended": "ended",
}
"""A session that is reopened goes on: nothing begins."""


_EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "chat": ("chat", "redeem"),
    "jewel_gift": ("gift",),
    "interaction_phase": ("interaction",),
}


class Happened(Struct, frozen=True, kw_only=True):
    """What an entry is to rules.

    event: as in When. about: what it may be called, folded. amount, before: how much of
    it there is now, and was before this entry; pieces: the same when it is named.
    """

    event: str
    cause: Cause
    about: frozenset[str] = frozenset()
    amount: int = 0
    before: int = 0
    pieces: int | None = None
    pieces_before: int = 0

    def is_about(self, when: When) -> bool:
        """Return whether it is what a rule names, or a rule that names nothing."""
        return not when.about or folded(when.about) in self.about

    def is_enough(self, when: When) -> bool:
        """Return whether there is as much as a rule waits for, since this entry."""
        if not when.least:
            return True
        if when.about and self.pieces is not None:
            return self.pieces_before < when.least <= self.pieces
        return self.before < when.least <= self.amount


def events_of(body: AnyBody) -> tuple[str, ...]:
    """Return which events of rules an entry may be, by its kind alone."""
    kind = str(body.__struct_config__.tag)
    return _EVENTS.get(kind, (kind,))


def happened(
    entry: Entry,
    *,
    prefix: str,
    names: Names,
    kind_of: Callable[[str], str | None],
) -> tuple[Happened, ...]:
    """Return what an entry is to rules; one of a command may be two things.

    prefix: of chat commands; names: of those that are heard. kind_of: gives an
    interaction's kind by its id.
    """
    body = entry.body
    if isinstance(body, SessionChange):
        state = _STATES.get(body.change)
        return (_note(entry, "session", state),) if state else ()
    if isinstance(body, InteractionMoved):
        kind = kind_of(body.id)
        if kind is None or body.is_back or is_actor(body.who):
            return ()
        return (_note(entry, "interaction", kind, f"{kind}:{body.to}"),)
    if isinstance(body, HookCalled):
        return (_hook(entry, body),)
    event = entry.event
    if event is None:
        return ()
    if isinstance(event, Chat):
        return _chat(entry, event, redeemed(event.text, prefix, names))
    found = _event(entry, event)
    return () if found is None else (found,)


def redeemed(text: str, prefix: str, names: Names = NAMES) -> str | None:
    """Return what a Chat asks to redeem, folded; None when it asks for nothing."""
    word, *rest = text.split(maxsplit=1) or ("",)
    if not rest or heard_command(word, prefix, names) != "redeem":
        return None
    return folded(rest[0]) or None


def _note(entry: Entry, event: str, *about: str) -> Happened:
    cause = Cause(entry=entry)
    return Happened(event=event, cause=cause, about=frozenset(map(folded, about)))


def _hook(entry: Entry, call: HookCalled) -> Happened:
    amount = str(call.amount)
    values = {"amount": amount, "count": amount, "text": call.text}
    return Happened(
        event="hook",
        cause=Cause(entry=entry, values=values),
        about=frozenset({folded(call.name)}),
        amount=call.amount,
    )


def _chat(entry: Entry, event: Chat, wanted: str | None) -> tuple[Happened, ...]:
    cause = Cause(entry=entry, viewer=event.viewer, values={"text": event.text})
    said = Happened(event="chat", cause=cause, about=frozenset({folded(event.text)}))
    if wanted is None:
        return (said,)
    paid = structs.replace(cause, values={**cause.values, "reward": wanted})
    return said, Happened(event="redeem", cause=paid, about=frozenset({wanted}))


def _event(entry: Entry, event: AnyEvent) -> Happened | None:
    match event:
        case Gift() | JewelGift():
            return _gift(entry, event)
        case Cheer(bits=bits):
            return _made(entry, event, amount=bits)
        case SuperChat() | SuperSticker():
            return _made(entry, event, amount=event.amount_micros // MICROS)
        case Subscription():
            return _made(entry, event, event.tier, amount=event.count)
        case Membership():
            return _made(entry, event, event.level, amount=event.count)
        case Like(count=count):
            return _made(entry, event, amount=count)
        case Raid(viewers=viewers):
            return _made(entry, event, amount=viewers)
        case Redemption():
            return _made(entry, event, event.title, amount=event.cost)
        case _ if kind_of_event(event) in {"follow", "share"}:
            return _made(entry, event)
    return None


def _gift(entry: Entry, gift: Gift | JewelGift) -> Happened:
    each = gift.diamonds_each if isinstance(gift, Gift) else gift.jewels
    streak = gift.streak if isinstance(gift, Gift) else None
    total = max(gift.count, streak.total if streak else 0)
    before = total - gift.count
    ids = {gift.gift_id} if isinstance(gift, Gift) else set()
    values = {
        "gift": gift.name,
        "count": str(gift.count),
        "amount": str(gift.count * each),
    }
    return Happened(
        event="gift",
        cause=Cause(entry=entry, viewer=gift.viewer, values=values),
        about=frozenset({folded(gift.name), *ids}),
        amount=total * each,
        before=before * each,
        pieces=total,
        pieces_before=before,
    )


def _made(entry: Entry, event: AnyEvent, *about: str, amount: int = 1) -> Happened:
    text = getattr(event, "text", "")
    values = {"amount": str(amount), "count": str(amount), "text": text}
    if isinstance(event, Redemption):
        values["reward"] = event.title
    return Happened(
        event=kind_of_event(event),
        cause=Cause(entry=entry, viewer=giver_of(event), values=values),
        about=frozenset(folded(one) for one in about if one),
        amount=amount,
        before=0,
    )
