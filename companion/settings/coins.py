"""Coins: the Broadcaster's own currency, and what Viewers earn of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from companion.i18n import N_
from companion.settings.sections import Exact, Flag, Section, Text, Whole

Rate = Annotated[Exact, Field(ge=0, le=10_000)]
"""Coins for one of something."""

Name = Annotated[Text, Field(min_length=1, max_length=30)]
"""What a coin is called."""


class CoinsSettings(Section):
    """Coins that Viewers earn."""

    is_on: Flag = Field(
        default=False,
        title=N_("Viewers earn coins"),
        description=N_("Pay out coins once a minute while the stream is live."),
    )
    name: Name = Field(
        default="coin",
        title=N_("Name"),
        description=N_("What one is called."),
    )
    plural: Name = Field(
        default="coins",
        title=N_("Name of many"),
        description=N_("What several are called."),
    )
    per_minute: Rate = Field(
        default=1,
        validate_default=True,
        title=N_("Per minute watched"),
        description=N_(
            "For every minute in which somebody watches. No platform tells who does:"
            " whoever wrote, liked, gave or came in lately counts, silent ones do not."
        ),
    )
    heard_within: Whole = Field(
        default=10,
        ge=1,
        le=120,
        title=N_("Watching for"),
        description=N_(
            "Minutes for which somebody counts as watching after they were last heard."
        ),
    )
    per_chat: Rate = Field(
        default=1,
        validate_default=True,
        title=N_("Per message"),
        description=N_("For every message that the gate let through at once."),
    )
    chats_per_hour: Whole = Field(
        default=30,
        ge=0,
        le=3600,
        title=N_("Messages per hour"),
        description=N_("How many messages of one person earn in one hour."),
    )
    per_diamond: Rate = Field(
        default=1,
        validate_default=True,
        title=N_("Per diamond"),
        description=N_("For every diamond that a TikTok gift is worth."),
    )
    per_bit: Rate = Field(
        default=1,
        validate_default=True,
        title=N_("Per bit"),
        description=N_("For every bit that is cheered on Twitch."),
    )
    per_sub: Rate = Field(
        default=500,
        validate_default=True,
        title=N_("Per subscription"),
        description=N_("For every subscription or membership, also one that is given."),
    )
    most_per_hour: Whole = Field(
        default=0,
        ge=0,
        le=1_000_000_000,
        title=N_("At most per hour"),
        description=N_("Coins that one person can earn in one hour; 0: no limit."),
    )
    subscriber_factor: Annotated[Exact, Field(ge=1, le=100)] = Field(
        default=1,
        validate_default=True,
        title=N_("Factor of subscribers"),
        description=N_(
            "What subscribers and members earn is multiplied by this; 1: as others."
        ),
    )
