"""The scoring settings worked out into exact rates, ready for every StreamEvent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from companion.domain.values import POINT, Points, Role
from companion.settings.scoring import (
    GiftRule,
    LikeRule,
    PaidRule,
    RoleFactors,
    Rule,
    ScoringSettings,
)

MICROS_PER_UNIT: Final = 1_000_000

_REMEMBERED = 4096
"""Prices of gifts whose rate is remembered; TikTok has some hundreds."""


_ONE: Final = Fraction(1)


class Rate(NamedTuple):
    """An exact rate in lowest terms: `points` thousandths for each `per` units."""

    points: Points
    per: int


class Rates(NamedTuple):
    """The rates of one kind: of a follower, and of everybody else."""

    other: Rate
    follower: Rate

    def of(self, *, is_follower: bool) -> Rate:
        """Return the one that holds."""
        return self.follower if is_follower else self.other


class ScoringTable:
    """What earns how much, by ScoringSettings; immutable.

    settings: where the rates come from. units: those of the kinds that earn the same
    for each unit, by the kind's tag. likes: for one like.
    """

    def __init__(self, settings: ScoringSettings) -> None:
        self.settings: Final = settings
        self.units: Final = _unit_rates(settings)
        self.likes: Final = _like_rates(settings.like)
        self._paid: Final = {
            "superchat": _paid_rates(settings.superchat),
            "supersticker": _paid_rates(settings.supersticker),
        }
        self._roles: Final = _role_factors(settings.roles)
        self._gift: Final[Callable[[int], Rates]] = lru_cache(_REMEMBERED)(
            lambda diamonds: _gift_rates(settings.gift, diamonds)
        )

    def gift(self, diamonds_each: int) -> Rates:
        """Return the rates for one gift that costs as many Diamonds."""
        return self._gift(diamonds_each)

    def of_roles(self, rate: Rate, roles: frozenset[Role]) -> Rate:
        """Return a rate for somebody with these roles."""
        factor = self.role_factor(roles)
        return rate if factor == 1 else _scaled(rate, factor)

    def role_factor(self, roles: frozenset[Role]) -> Fraction:
        """Return what roles multiply points by: the greatest that is not 1."""
        if not roles or not self._roles:
            return _ONE
        held = [self._roles[role] for role in roles if role in self._roles]
        return max(held, default=_ONE)

    def paid(self, kind: str, currency: str) -> Rates:
        """Return the rates for one micro; kind is "superchat" or "supersticker"."""
        rates = self._paid[kind]
        return rates.get(currency, rates[""])


def tier_factor(rule: GiftRule, diamonds_each: int) -> Decimal:
    """Return what the multiplier tiers make of a gift of this price; 1 without any."""
    if not rule.tiers:
        return Decimal(1)
    limits = [tier.up_to for tier in rule.tiers if tier.up_to is not None]
    return rule.tiers[bisect_left(limits, diamonds_each)].factor


def _role_factors(factors: RoleFactors) -> Mapping[Role, Fraction]:
    return {Role(name): Fraction(factor) for name, factor in factors if factor != 1}


@lru_cache(_REMEMBERED)
def _scaled(rate: Rate, factor: Fraction) -> Rate:
    exact = Fraction(rate.points, rate.per) * factor
    return Rate(exact.numerator, exact.denominator)


def _unit_rates(settings: ScoringSettings) -> Mapping[str, Rates]:
    rules: dict[str, Rule] = {
        "chat": settings.chat,
        "cheer": settings.cheer,
        "follow": settings.follow,
        "join": settings.join,
        "jewel_gift": settings.jewel_gift,
        "membership": settings.membership,
        "raid": settings.raid,
        "redemption": settings.redemption,
        "share": settings.share,
        "subscription": settings.subscription,
    }
    return {
        kind: _rates(Fraction(rule.points), rule.follower_factor)
        for kind, rule in rules.items()
    }


def _like_rates(rule: LikeRule) -> Rates:
    points = Fraction(rule.points)
    per_follower = rule.per_follower or rule.per
    return Rates(
        other=_rate(points / rule.per),
        follower=_rate(points / per_follower * Fraction(rule.follower_factor)),
    )


def _paid_rates(rule: PaidRule) -> Mapping[str, Rates]:
    """Return the rates by currency; "" stands for every other currency."""
    worth = {"": rule.points, **rule.currencies}
    return {
        currency: _rates(Fraction(points) / MICROS_PER_UNIT, rule.follower_factor)
        for currency, points in worth.items()
    }


def _gift_rates(rule: GiftRule, diamonds_each: int) -> Rates:
    factor = tier_factor(rule, diamonds_each)
    points = Fraction(rule.points) * diamonds_each * Fraction(factor)
    return _rates(points, rule.follower_factor)


def _rates(points: Fraction, follower_factor: Decimal) -> Rates:
    return Rates(
        other=_rate(points), follower=_rate(points * Fraction(follower_factor))
    )


def _rate(points: Fraction) -> Rate:
    exact = points * POINT
    return Rate(exact.numerator, exact.denominator)
