"""One sentence on why an event earned what it did: for the Viewer's card."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from companion.domain.earning import earner_of
from companion.domain.events import (
    AnyEvent,
    Chat,
    Cheer,
    Follow,
    Gift,
    JewelGift,
    Join,
    Like,
    Membership,
    Raid,
    Redemption,
    Share,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.values import POINT, Role
from companion.i18n import _, ngettext
from companion.scoring.rules import earning_of
from companion.scoring.table import MICROS_PER_UNIT, ScoringTable, tier_factor
from companion.settings.scoring import Rule


def explain(event: AnyEvent, table: ScoringTable) -> str:
    """Return one sentence in the chosen language; "" for what earns nothing.

    It holds what people wrote, such as a reward's title: show it as plain text.
    """
    earning = earning_of(event, table)
    if earning is None:
        return ""
    each = Fraction(earning.points, earning.per * POINT)
    rule: Rule = getattr(table.settings, str(event.__struct_config__.tag))
    sentence = _sentence(event, table, each)
    earner = earner_of(event)
    follows = earner is not None and Role.FOLLOWER in earner.roles
    if follows and rule.follower_factor != 1:
        factor = number(Fraction(rule.follower_factor))
        sentence += _(" · ×{factor} for followers").format(factor=factor)
    of_role = table.role_factor(earner.roles) if earner is not None else Fraction(1)
    if of_role != 1:
        sentence += _(" · ×{factor} for the role").format(factor=number(of_role))
    return sentence


def _sentence(event: AnyEvent, table: ScoringTable, each: Fraction) -> str:
    """Return the sentence for an event whose units earn `each` points."""
    match event:
        case Chat():
            return _chat(table, each)
        case Like():
            return _like(each)
        case Gift():
            return _gift(event, table, each)
        case JewelGift():
            each *= event.jewels
            return _("{gift} ×{count} · {points} each").format(
                gift=event.name, count=event.count, points=points(each)
            )
        case SuperChat() | SuperSticker():
            return _("{amount} {currency} · {points} per {currency}").format(
                amount=number(Fraction(event.amount_micros, MICROS_PER_UNIT)),
                currency=event.currency,
                points=points(each * MICROS_PER_UNIT),
            )
        case Cheer():
            bits = ngettext("{n} Bit", "{n} Bits", event.bits).format(n=event.bits)
            return _("{what} · {points} each").format(what=bits, points=points(each))
        case Raid():
            n = event.viewers
            raiders = ngettext("{n} raider", "{n} raiders", n).format(n=n)
            return _("{what} · {points} each").format(what=raiders, points=points(each))
        case Subscription() | Membership():
            return _support(event, each)
        case _:
            return _("{what} · {points}").format(what=_name(event), points=points(each))


def points(value: Fraction) -> str:
    """Return "1 point", "2.5 points": a number of points in words."""
    # gettext chooses by whole numbers. Parts below two are like none at all: plural
    # in English, singular in French.
    n = int(value) if value.denominator == 1 or value >= 2 else 0
    return ngettext("{n} point", "{n} points", n).format(n=number(value))


def number(value: Fraction) -> str:
    """Return a number with as many of at most three decimals as it needs."""
    text = f"{Decimal(value.numerator) / value.denominator:.3f}".rstrip("0")
    whole, _dot, part = text.partition(".")
    return _("{whole}.{part}").format(whole=whole, part=part) if part else whole


def _chat(table: ScoringTable, each: Fraction) -> str:
    cap = table.settings.chat.cap
    if not cap:
        return _("{points} a message").format(points=points(each))
    return ngettext(
        "{points} a message, {cap} message a session at most",
        "{points} a message, {cap} messages a session at most",
        cap,
    ).format(points=points(each), cap=cap)


def _like(each: Fraction) -> str:
    needed = 1 / each
    if needed.denominator == 1 and needed > 1:
        n = int(needed)
        return ngettext("{n} like a point", "{n} likes a point", n).format(n=n)
    return _("{points} a like").format(points=points(each))


def _gift(event: Gift, table: ScoringTable, each: Fraction) -> str:
    sentence = _("{gift} ×{count} · {points} each").format(
        gift=event.name, count=event.count, points=points(each)
    )
    factor = tier_factor(table.settings.gift, event.diamonds_each)
    if factor == 1:
        return sentence
    n = event.diamonds_each
    diamonds = ngettext("{n} Diamond", "{n} Diamonds", n).format(n=n)
    return _("{sentence} ({diamonds} ×{factor})").format(
        sentence=sentence, diamonds=diamonds, factor=number(Fraction(factor))
    )


def _support(event: Subscription | Membership, each: Fraction) -> str:
    what = _name(event)
    if event.gifted_by is not None:
        what = _("{what}, given").format(what=what)
    if event.count == 1:
        return _("{what} · {points}").format(what=what, points=points(each))
    return _("{what} ×{count} · {points} each").format(
        what=what, count=event.count, points=points(each)
    )


def _name(event: AnyEvent) -> str:
    """Return what to call an event that has no amount."""
    match event:
        case Follow():
            return _("Follow")
        case Share():
            return _("Share")
        case Join():
            return _("Join")
        case Subscription():
            return _("Subscription")
        case Membership():
            return _("Membership")
        case Redemption():
            return event.title
        case _:
            raise AssertionError(event)
