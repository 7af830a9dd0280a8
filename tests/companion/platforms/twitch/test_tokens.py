from __future__ import annotations

import msgspec
import pytest

from companion.platforms.twitch.tokens import (
    DeviceCode,
    Token,
    account_of,
    page_of,
    scopes_of,
    unpacked,
)
from companion.platforms.twitch.wanted import SCOPES


def test_a_login_does_not_show_its_tokens() -> None:
    token = Token(access="planted1", refresh="planted2", login="mira")
    code = DeviceCode(
        user_code="ABC", verification_uri="https://x", device_code="planted3",
        expires_at=1, interval_s=1,
    )  # fmt: skip

    assert "planted" not in f"{token!r} {token} {code!r} {code} {account_of(token)}"


def test_what_is_kept_comes_back() -> None:
    token = Token(access="a", refresh="r", login="mira", scopes=("bits:read",))

    assert unpacked(msgspec.json.encode(token).decode()) == token


@pytest.mark.parametrize("kept", [None, "", "{half", "[]", '{"refresh":"r"}'])
def test_what_cannot_be_read_is_no_login(kept: str | None) -> None:
    assert unpacked(kept) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", "b"], ("a", "b")),
        ("a b", ("a", "b")),
        (None, ()),
        ({"a": 1}, ()),
        (["a", 5], ("a",)),
    ],
)
def test_scopes_come_as_a_list_or_as_words(value: object, expected: object) -> None:
    assert scopes_of(value) == expected


@pytest.mark.parametrize("address", [None, 5, "", "javascript:alert(1)", "file:///x"])
def test_only_a_page_of_the_web_is_opened(address: object) -> None:
    with pytest.raises(ValueError, match="no page"):
        page_of(address)


def test_what_a_login_lacks_is_named() -> None:
    token = Token(access="a", scopes=SCOPES[1:])

    assert account_of(token).lacking == SCOPES[:1]
