"""Settings of the section `scoring`: what earns how many Points.

The keys are the kinds of StreamEvents. A preset is a set of other defaults: what the
file says explicitly holds under every preset.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from companion.i18n import N_, _
from companion.settings.sections import Factor, Section, Whole, Worth

PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "default": {},
    # The multiplier table and the like rates of the TikTok predecessor.
    "classic": {
        "gift": {
            "tiers": (
                {"up_to": 4, "factor": 5},
                {"up_to": 9, "factor": 6},
                {"up_to": 19, "factor": 7},
                {"up_to": 49, "factor": 8},
                {"up_to": 99, "factor": 10},
                {"up_to": 299, "factor": 15},
                {"up_to": 999, "factor": 20},
                {"factor": 30},
            )
        },
        "like": {"per": 15, "per_follower": 10},
    },
}
"""Defaults by preset, as settings.toml would write them."""


class Rule(Section):
    """What one kind of StreamEvent earns."""

    points: Worth = Field(
        default=Decimal(0),
        title=N_("Points"),
        description=N_("Points for one of this kind."),
    )
    follower_factor: Factor = Field(
        default=Decimal(1),
        title=N_("Factor for followers"),
        description=N_("Multiplies what a follower earns this way; 1 is off."),
    )


class Tier(Section):
    """One step of the multiplier table for gifts."""

    up_to: Whole | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        title=N_("Up to"),
        description=N_(
            "Dearest gift of this tier in Diamonds; none: every dearer one."
        ),
    )
    factor: Factor = Field(
        title=N_("Factor"), description=N_("What the gift's points are multiplied by.")
    )


def _rising(tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """Return tiers that leave no gift without a factor, or raise ValueError."""
    if not tiers:
        return tiers
    limits = [tier.up_to for tier in tiers[:-1]]
    if tiers[-1].up_to is not None or None in limits:
        raise ValueError(_("the last tier, and only that one, has no up_to"))
    known = [limit for limit in limits if limit is not None]
    if known != sorted(set(known)):
        raise ValueError(_("up_to must rise from tier to tier"))
    return tiers


class GiftRule(Rule):
    """Gifts on TikTok."""

    points: Worth = Field(
        default=Decimal(1),
        title=N_("Points per Diamond"),
        description=N_("Points for one Diamond."),
    )
    tiers: Annotated[tuple[Tier, ...], AfterValidator(_rising)] = Field(
        default=(),
        max_length=50,
        title=N_("Multiplier tiers"),
        description=N_(
            "Multiplies by what one gift costs, cheapest tier first; empty is off."
        ),
    )


class CheerRule(Rule):
    """Cheers on Twitch."""

    points: Worth = Field(
        default=Decimal(1),
        title=N_("Points per Bit"),
        description=N_("Points for one Bit."),
    )


Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class PaidRule(Rule):
    """Super Chats, or Super Stickers, on YouTube."""

    points: Worth = Field(
        default=Decimal(100),
        title=N_("Points per unit of currency"),
        description=N_(
            "Points for 1.00 of the currency that was paid in; parts earn their part. "
            "Currencies are never converted."
        ),
    )
    currencies: dict[Currency, Worth] = Field(
        default={},
        max_length=200,
        title=N_("Points by currency"),
        description=N_("Other points for single currencies, such as JPY = 0.7."),
    )


class JewelRule(Rule):
    """Gifts on YouTube."""

    points: Worth = Field(
        default=Decimal(1),
        title=N_("Points per jewel"),
        description=N_("Points for one jewel."),
    )


class SubscriptionRule(Rule):
    """Subscriptions on TikTok and Twitch."""

    points: Worth = Field(
        default=Decimal(500),
        title=N_("Points per Subscription"),
        description=N_("Points for one month; the giver earns a gifted one."),
    )


class MembershipRule(Rule):
    """Memberships on YouTube."""

    points: Worth = Field(
        default=Decimal(500),
        title=N_("Points per Membership"),
        description=N_("Points for one month; the giver earns a gifted one."),
    )


class LikeRule(Rule):
    """Likes on TikTok."""

    points: Worth = Field(
        default=Decimal(1),
        title=N_("Points per likes"),
        description=N_("Points for as many likes as `per` says."),
    )
    per: Whole = Field(
        default=10,
        ge=1,
        le=1_000_000,
        title=N_("Likes needed"),
        description=N_("How many likes earn the points."),
    )
    per_follower: Whole = Field(
        default=0,
        ge=0,
        le=1_000_000,
        title=N_("Likes a follower needs"),
        description=N_("How many likes of a follower earn them; 0: as many as above."),
    )


class FollowRule(Rule):
    """Follows."""

    points: Worth = Field(
        default=Decimal(10),
        title=N_("Points per Follow"),
        description=N_("Points for following."),
    )


class ShareRule(Rule):
    """Shares on TikTok."""

    points: Worth = Field(
        default=Decimal(5),
        title=N_("Points per Share"),
        description=N_("Points for one Share."),
    )


class ChatRule(Rule):
    """Chat messages."""

    points: Worth = Field(
        default=Decimal(1),
        title=N_("Points per Chat"),
        description=N_("Points for one message."),
    )
    cap: Whole = Field(
        default=30,
        ge=0,
        le=1_000_000,
        title=N_("Messages that count"),
        description=N_("Messages of one Viewer that earn in a session; 0: all."),
    )


class RaidRule(Rule):
    """Raids on Twitch."""

    points: Worth = Field(
        default=Decimal(1),
        title=N_("Points per raiding viewer"),
        description=N_("Points for each viewer that the raid brings."),
    )


class JoinRule(Rule):
    """Joins on TikTok, of which only a sample is told."""

    points: Worth = Field(
        default=Decimal(0),
        title=N_("Points per Join"),
        description=N_("Points for coming in."),
    )


class RedemptionRule(Rule):
    """Channel-point rewards on Twitch."""

    points: Worth = Field(
        default=Decimal(0),
        title=N_("Points per Redemption"),
        description=N_("Points for redeeming a reward, whatever it costs."),
    )


class RoleFactors(Section):
    """What the points of Viewers with a role are multiplied by; 1 changes nothing.

    Of several factors that are not 1 the greatest holds.
    """

    subscriber: Factor = Field(
        default=Decimal(1),
        title=N_("Subscribers"),
        description=N_("Multiplies all that a subscriber earns; 1 is off."),
    )
    member: Factor = Field(
        default=Decimal(1),
        title=N_("Members"),
        description=N_(
            "Multiplies all that a member of the channel or fan club earns; 1 is off."
        ),
    )
    vip: Factor = Field(
        default=Decimal(1),
        title=N_("VIPs"),
        description=N_("Multiplies all that a VIP earns; 1 is off."),
    )
    moderator: Factor = Field(
        default=Decimal(1),
        title=N_("Moderators"),
        description=N_(
            "Multiplies all that a moderator earns; 1 is off, 0 leaves them out."
        ),
    )
    broadcaster: Factor = Field(
        default=Decimal(1),
        title=N_("You"),
        description=N_(
            "Multiplies all that you earn in your own channel; 0 leaves you out."
        ),
    )


class ScoringSettings(Section):
    """What earns how many Points, kind by kind."""

    preset: Literal["default", "classic"] = Field(
        default="default",
        title=N_("Preset"),
        description=N_(
            "Which defaults the other scoring settings have; classic has multiplier "
            "tiers for gifts, and 10 likes a point for followers, 15 for others."
        ),
    )
    gift: GiftRule = Field(default=GiftRule(), title=N_("Gift"))
    cheer: CheerRule = Field(default=CheerRule(), title=N_("Cheer"))
    superchat: PaidRule = Field(default=PaidRule(), title=N_("Super Chat"))
    supersticker: PaidRule = Field(default=PaidRule(), title=N_("Super Sticker"))
    jewel_gift: JewelRule = Field(default=JewelRule(), title=N_("YouTube gift"))
    subscription: SubscriptionRule = Field(
        default=SubscriptionRule(), title=N_("Subscription")
    )
    membership: MembershipRule = Field(default=MembershipRule(), title=N_("Membership"))
    like: LikeRule = Field(default=LikeRule(), title=N_("Like"))
    follow: FollowRule = Field(default=FollowRule(), title=N_("Follow"))
    share: ShareRule = Field(default=ShareRule(), title=N_("Share"))
    chat: ChatRule = Field(default=ChatRule(), title=N_("Chat"))
    raid: RaidRule = Field(default=RaidRule(), title=N_("Raid"))
    join: JoinRule = Field(default=JoinRule(), title=N_("Join"))
    redemption: RedemptionRule = Field(default=RedemptionRule(), title=N_("Redemption"))
    roles: RoleFactors = Field(default=RoleFactors(), title=N_("Roles"))

    @model_validator(mode="before")
    @classmethod
    def _with_preset(cls, given: object) -> object:
        """Put the preset's defaults beneath what is given."""
        if not isinstance(given, dict):
            return given
        preset = given.get("preset", "default")
        known = isinstance(preset, str) and preset in PRESETS
        return _over(PRESETS[preset], given) if known else given


def _over(beneath: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return both tables as one; where both have a value, `above` holds."""
    merged = {**beneath, **above}
    for key in beneath.keys() & above.keys():
        if isinstance(beneath[key], Mapping) and isinstance(above[key], Mapping):
            merged[key] = _over(beneath[key], above[key])
    return merged
