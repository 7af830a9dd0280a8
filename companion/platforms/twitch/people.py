"""Who it was: Twitch's fields about a person as a Viewer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.domain.errors import ProtocolChanged
from companion.domain.text import clean_name
from companion.domain.values import Role, Viewer

SOMEBODY: Final = Viewer(id="twitch:anonymous", name="Anonymous", anonymous=True)
"""Who paid, when Twitch does not tell who."""

_ANONYMOUS: Final = frozenset({"274598607", "407665396"})
"""AnAnonymousGifter and AnAnonymousCheerer: Twitch's own accounts."""

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
    native = native_id(number)
    if native in _ANONYMOUS:
        return SOMEBODY
    handle = clean_name(login) if isinstance(login, str) else ""
    shown = clean_name(name) if isinstance(name, str) else ""
    return Viewer(
        id=f"twitch:{native}",
        name=shown or handle or native,
        handle=handle,
        roles=frozenset(_ROLES[badge] for badge in badges if badge in _ROLES),
    )


def native_id(number: object) -> str:
    """Return Twitch's number of a person or channel, or raise ProtocolChanged."""
    if not isinstance(number, str) or not _is_number(number):
        raise ProtocolChanged("does not say who")
    return number


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20
