"""Trying out, for the settings page, whether a login and a channel go together."""

from __future__ import annotations

from msgspec import Struct

from companion.domain.ports import Clock
from companion.platforms.twitch.api import TwitchApi
from companion.platforms.twitch.connector import channel_of
from companion.platforms.twitch.login import TwitchLogin
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.wanted import SCOPES, possible


class Checked(Struct, frozen=True, kw_only=True):
    """What a login can do in a channel.

    account: who is logged in, as the login. channel: the display name. viewers: 0
    while it is not live. lacking: scopes that logging in again would give. not_told:
    subscriptions that only another account, or more scopes, would hear.
    """

    account: str
    channel: str
    is_own: bool
    viewers: int
    can_write: bool
    lacking: tuple[str, ...]
    not_told: tuple[str, ...]


async def checked(
    channel: str, *, settings: TwitchSettings, login: TwitchLogin, clock: Clock
) -> Checked:
    """Ask Twitch about a channel's name, or its page, as whoever is logged in.

    Raises TargetUnknown when there is no such channel, LoginRequired when nobody is
    logged in or the login is refused, RateLimited, ConnectionLost.
    """
    name = channel_of(channel)
    api = TwitchApi(settings=settings, login=login, clock=clock)
    token = await login.token()
    found = await api.channel(name)
    is_own = found.id == token.user_id
    can, _lacking = possible(scopes=token.scopes, is_broadcaster=is_own)
    all_own, _none = possible(scopes=SCOPES, is_broadcaster=True)
    told = {one.type for one in can}
    return Checked(
        account=token.login,
        channel=found.name,
        is_own=is_own,
        viewers=await api.viewers(found.id),
        can_write="user:write:chat" in token.scopes,
        lacking=tuple(scope for scope in SCOPES if scope not in token.scopes),
        not_told=tuple(one.type for one in all_own if one.type not in told),
    )
