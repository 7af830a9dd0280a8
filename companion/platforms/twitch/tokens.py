"""A Twitch login as it is kept and handed around; it never shows its tokens."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from msgspec import Struct

from companion.domain.text import clean_name
from companion.domain.values import Timestamp
from companion.platforms.twitch.wanted import SCOPES

_log = logging.getLogger(__name__)


class Token(Struct, frozen=True, kw_only=True):
    """A login. refresh: "" when it cannot be renewed. expires_at: 0, not known.

    It never shows its tokens, wherever it is printed.
    """

    access: str
    refresh: str = ""
    client_id: str = ""
    user_id: str = ""
    login: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: Timestamp = 0

    def __repr__(self) -> str:
        return f"Token(login={self.login!r})"


class Account(Struct, frozen=True, kw_only=True):
    """Who is logged in. lacking: scopes that Companion wants and this login has not."""

    user_id: str
    login: str
    scopes: tuple[str, ...]
    lacking: tuple[str, ...]


class DeviceCode(Struct, frozen=True, kw_only=True):
    """What a person needs to log in.

    user_code: to be typed at verification_uri, which a QR code can hold. expires_at:
    when the code is no longer good.
    """

    user_code: str
    verification_uri: str
    expires_at: Timestamp
    device_code: str
    interval_s: float

    def __repr__(self) -> str:
        return f"DeviceCode(user_code={self.user_code!r})"


def account_of(token: Token) -> Account:
    """Return who a login belongs to."""
    lacking = tuple(scope for scope in SCOPES if scope not in token.scopes)
    return Account(
        user_id=token.user_id, login=token.login, scopes=token.scopes, lacking=lacking
    )


def scopes_of(value: Any) -> tuple[str, ...]:  # noqa: ANN401  # whatever Twitch sends
    """Return the scopes in an answer, which has a list or words."""
    if isinstance(value, str):
        value = value.split()
    if not isinstance(value, list):
        return ()
    return tuple(one for one in value if isinstance(one, str))


def page_of(address: object) -> str:
    """Return an address that a person can open; ValueError when it is none."""
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ValueError("no page")
    return clean_name(address)


def unpacked(kept: str | None) -> Token | None:
    """Return what the keyring held as a login; None when that is nothing readable."""
    if not kept:
        return None
    try:
        return msgspec.json.decode(kept, type=Token)
    except msgspec.MsgspecError:
        _log.warning("What the keyring holds as the Twitch login cannot be read")
        return None
