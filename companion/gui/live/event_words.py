"""What an event is called in chat, activity and card: one wording for all three."""

from __future__ import annotations

from companion.domain.events import (
    AnyEvent,
    Cheer,
    Gift,
    JewelGift,
    Membership,
    Redemption,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.values import Viewer
from companion.gui.components.amounts import number
from companion.gui.live.display_text import one_line
from companion.gui.live.figures import money_text
from companion.i18n import _, ngettext

_LONGEST_TITLE = 60

# A gift's picture comes from its platform's address; until one is cached, the sign
# that people know it by stands for the most common gifts.
_SIGNS = {
    "rose": "🌹",
    "white rose": "🌹",
    "tiktok": "🎵",
    "heart": "❤️",
    "finger heart": "🫰",
    "ice cream cone": "🍦",
    "doughnut": "🍩",
    "donut": "🍩",
    "cap": "🧢",
    "perfume": "🧴",
    "paper crane": "🕊️",
    "hat and mustache": "🎩",
    "confetti": "🎊",
    "sunglasses": "🕶️",
    "headphones": "🎧",
    "hand hearts": "🫶",
    "panda": "🐼",
    "galaxy": "🌌",
    "firework": "🎆",
    "fireworks": "🎆",
    "swan": "🦢",
    "train": "🚂",
    "rocket": "🚀",
    "planet": "🪐",
    "sports car": "🏎️",
    "lion": "🦁",
    "whale": "🐳",
    "crown": "👑",
    "coffee": "☕",
    "gg": "🎮",
}


def gift_sign(name: str) -> str:
    """Return the sign of a well-known gift, "" for all others."""
    return _SIGNS.get(name.casefold().strip(), "")


def giver_of(event: AnyEvent) -> Viewer | None:
    """Return who the row names: who paid for a gifted subscription, else the Viewer."""
    if isinstance(event, Subscription | Membership) and event.gifted_by is not None:
        return event.gifted_by
    return event.viewer


def short(text: str) -> str:
    """Return a name of a gift or reward, short enough for a title."""
    text = one_line(text)
    if len(text) > _LONGEST_TITLE:
        return text[: _LONGEST_TITLE - 1] + "…"
    return text


def times(name: str, count: int) -> str:
    """Return how many of a thing: "Rose ×120"."""
    return _("{gift} ×{count}").format(gift=short(name), count=number(count))


def support_title(event: AnyEvent, count: int) -> str:
    """Return what a supporter sent: "Rose ×120", "€20.00 Super Chat"; else "".

    count: units shown, which for a running Streak is more than the event's own.
    """
    match event:
        case Gift() | JewelGift():
            return times(event.name, count)
        case Cheer():
            return ngettext("Cheer {bits} Bit", "Cheer {bits} Bits", event.bits).format(
                bits=number(event.bits)
            )
        case SuperChat():
            amount = money_text(event.amount_micros, event.currency)
            return _("{amount} Super Chat").format(amount=amount)
        case SuperSticker():
            amount = money_text(event.amount_micros, event.currency)
            return _("{amount} Super Sticker").format(amount=amount)
        case Subscription():
            return _subscription(event, count)
        case Membership():
            return _membership(event, count)
        case Redemption():
            return _("{reward} · {cost} channel points").format(
                reward=short(event.title), cost=number(event.cost)
            )
        case _:
            return ""


def _subscription(event: Subscription, count: int) -> str:
    if event.gifted_by is not None:
        return ngettext(
            "gifted a Subscription", "gifted {count} Subscriptions", count
        ).format(count=number(count))
    if event.months > 1:
        return _("Subscription, month {n}").format(n=event.months)
    return _("Subscription")


def _membership(event: Membership, count: int) -> str:
    if event.gifted_by is not None:
        return ngettext(
            "gifted a Membership", "gifted {count} Memberships", count
        ).format(count=number(count))
    if event.upgrade:
        return _("Membership, now {level}").format(level=short(event.level))
    if event.months > 1:
        return _("Membership, month {n}").format(n=event.months)
    return _("became a member")
