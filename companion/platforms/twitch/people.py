"""Who it was: Twitch's fields about a person as a Viewer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from companion.domain.errors import ProtocolChanged
from companion.domain.text import clean_name
from companion.domain.values import Role, Viewer

SOMEBODY: Final = Viewer(id="twitch:anonymous", name="Anonymous", anonymous=True)
"""Who paid, when Twitch does not tell who."""

_ANONYMOUS: Final = frozenset({"274598607", "407665396"})
"""AnAnonymousGifter and AnAnonymousCheerer: Twitch's own accounts."""

_REMEMBERED: Final = 8_192

_ROLES: Final = {
    "broadcaster": Role.BROADCASTER,
    "moderator": Role.MODERATOR,
    "lead_moderator": Role.MODERATOR,
    "vip": Role.VIP,
    "subscriber": Role.SUBSCRIBER,
    "founder": Role.SUBSCRIBER,
    "partner": Role.VERIFIED,
}


def viewer_of(
    number: object, *, login: object, name: object, badges: Iterable[str] = ()
) -> Viewer:
    """Return the Viewer with this number; SOMEBODY for Twitch's anonymous accounts.

    badges: the names of the badge sets, "moderator". Raises ProtocolChanged when the
    number is none.
    """
    return _known(
        native_id(number),
        login if isinstance(login, str) else "",
        name if isinstance(name, str) else "",
        frozenset(badge for badge in badges if badge in _ROLES),
    )


@lru_cache(_REMEMBERED)
def _known(native: str, login: str, name: str, badges: frozenset[str]) -> Viewer:
    """Return the same object for the same person: most of a chat is by few."""
    if native in _ANONYMOUS:
        return SOMEBODY
    handle, shown = clean_name(login), clean_name(name)
    return Viewer(
        id=f"twitch:{native}",
        name=shown or handle or native,
        handle=handle,
        roles=frozenset(_ROLES[badge] for badge in badges),
    )


def native_id(number: object) -> str:
    """Return Twitch's number of a person or channel, or raise ProtocolChanged."""
    if not isinstance(number, str) or not _is_number(number):
        raise ProtocolChanged("does not say who")
    return number


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20
