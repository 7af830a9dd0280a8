"""The EventSub subscriptions that a connection wants, and what each of them needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

Needs = Literal["anybody", "moderator", "broadcaster"]

SCOPES: Final = (
    "user:read:chat",
    "user:write:chat",
    "bits:read",
    "channel:read:subscriptions",
    "channel:read:redemptions",
    "channel:read:hype_train",
    "channel:moderate",
    "moderator:read:followers",
    "moderator:manage:chat_messages",
    "moderator:manage:banned_users",
    "moderator:manage:chat_settings",
)
"""What a login is asked for."""


class Wanted(Struct, frozen=True, kw_only=True):
    """One type of subscription.

    fields: of its condition; those that begin with user_ or moderator_ are the account
    that is logged in. scope: one of these is needed, "" none. needs: what the account
    must be in the channel.
    """

    type: str
    version: str = "1"
    fields: tuple[str, ...] = ("broadcaster_user_id",)
    scope: str = ""
    needs: Needs = "anybody"

    def condition(self, *, channel_id: str, account_id: str) -> dict[str, str]:
        """Return the condition that Twitch is asked with."""
        return {
            field: account_id
            if field in {"user_id", "moderator_user_id"}
            else channel_id
            for field in self.fields
        }


def _chat(name: str) -> Wanted:
    fields = ("broadcaster_user_id", "user_id")
    return Wanted(type=name, fields=fields, scope="user:read:chat")


def _own(name: str, scope: str, version: str = "1") -> Wanted:
    return Wanted(type=name, version=version, scope=scope, needs="broadcaster")


WANTED: Final = (
    _chat("channel.chat.message"),
    _chat("channel.chat.notification"),
    _own("channel.bits.use", "bits:read"),
    _chat("channel.chat.message_delete"),
    _chat("channel.chat.clear_user_messages"),
    _chat("channel.chat.clear"),
    _chat("channel.chat_settings.update"),
    Wanted(type="channel.raid", fields=("to_broadcaster_user_id",)),
    Wanted(type="stream.online"),
    Wanted(type="stream.offline"),
    Wanted(
        type="channel.follow",
        version="2",
        fields=("broadcaster_user_id", "moderator_user_id"),
        scope="moderator:read:followers",
        needs="moderator",
    ),
    _own("channel.cheer", "bits:read"),
    _own("channel.subscribe", "channel:read:subscriptions"),
    _own("channel.subscription.message", "channel:read:subscriptions"),
    _own("channel.subscription.gift", "channel:read:subscriptions"),
    _own(
        "channel.channel_points_custom_reward_redemption.add",
        "channel:read:redemptions",
    ),
    _own("channel.hype_train.begin", "channel:read:hype_train", "2"),
    _own("channel.hype_train.progress", "channel:read:hype_train", "2"),
    _own("channel.hype_train.end", "channel:read:hype_train", "2"),
    _own("channel.ban", "channel:moderate"),
    _own("channel.unban", "channel:moderate"),
)
"""In the order in which they are asked for: chat and money come first."""

BY_TYPE: Final = {one.type: one for one in WANTED}
ESSENTIAL: Final = "channel.chat.message"
"""Without this one nothing is read at all."""


def possible(
    *, scopes: Iterable[str], is_broadcaster: bool
) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """Return what this login can subscribe to, and the scopes that it lacks.

    What only the Broadcaster's own login may hear is not wanted of another account,
    and its scopes are not lacking.
    """
    granted = set(scopes)
    allowed = [one for one in WANTED if is_broadcaster or one.needs != "broadcaster"]
    can = tuple(one for one in allowed if not one.scope or one.scope in granted)
    lacking = dict.fromkeys(one.scope for one in allowed if one not in can)
    return can, tuple(lacking)
