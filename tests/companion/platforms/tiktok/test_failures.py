"""What the library's errors mean, those that a server can hardly be made to cause."""

from __future__ import annotations

import json
import ssl

import httpx
import pytest
from TikTokLive.client.errors import (
    AgeRestrictedError,
    InitialCursorMissingError,
    SignAPIError,
    SignatureRateLimitError,
    UserNotFoundError,
    UserOfflineError,
    WebcastBlockedError,
)
from TikTokLive.client.web.routes.fetch_is_live import MissingRoomIdInResponse
from TikTokLive.client.web.routes.fetch_room_id_live_html import FailedParseRoomIdError
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK
from websockets.frames import Close

from companion.platforms.tiktok.failures import failure_after, failure_before
from companion.platforms.tiktok.messages import Failed, Trouble

SIGN = "http://sign.example"


def before(error: BaseException, *, has_room: bool = True) -> Failed:
    return failure_before(error, sign_url=SIGN, has_room=has_room)


def limited(**headers: str) -> BaseException:
    """Return what comes of a 429 with these headers.

    Without RateLimit-Remaining the library fails while it makes its error.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx.Response(429, headers=named)
    try:
        return SignatureRateLimitError(
            "slow down", "wait %s seconds", response=response
        )
    except (TypeError, ValueError) as error:
        return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (UserOfflineError(), Trouble.OFFLINE),
        (UserNotFoundError("mira"), Trouble.UNKNOWN_CHANNEL),
        (AgeRestrictedError(), Trouble.AGE_RESTRICTED),
        (FailedParseRoomIdError("x"), Trouble.BLOCKED),
        (MissingRoomIdInResponse("x"), Trouble.BLOCKED),
        (json.JSONDecodeError("x", "y", 0), Trouble.BLOCKED),
        (KeyError("data"), Trouble.BLOCKED),
        (InitialCursorMissingError("x"), Trouble.REFUSED),
        (WebcastBlockedError("x"), Trouble.REFUSED),
        (ConnectionRefusedError(), Trouble.UNREACHABLE),
        (TimeoutError(), Trouble.UNREACHABLE),
        (ssl.SSLError(), Trouble.UNREACHABLE),
        (SignAPIError(SignAPIError.ErrorReason.CONNECT_ERROR, "x"), Trouble.SIGN_DOWN),
    ],
)
def test_each_error_has_its_meaning(error: Exception, trouble: Trouble) -> None:
    assert before(error).trouble is trouble


@pytest.mark.parametrize(
    ("error", "reset"),
    [
        (limited(RateLimit_Remaining="0", RateLimit_Reset="1800000000"), 1_800_000_000),
        (limited(RateLimit_Reset="90"), 90),
        (limited(RateLimit_Remaining="soon", Retry_After="30"), 30),
        (limited(RateLimit_Remaining="0"), None),
        (limited(RateLimit_Remaining="0", RateLimit_Reset="tomorrow"), None),
        (limited(RateLimit_Reset="9" * 400), None),
        (limited(), None),
    ],
)
def test_a_limit_is_known_with_and_without_its_headers(
    error: BaseException, reset: int | None
) -> None:
    assert before(error) == Failed(trouble=Trouble.SIGN_LIMIT, reset=reset)


def test_another_type_error_is_no_limit() -> None:
    assert before(TypeError("x"), has_room=False).trouble is Trouble.INTERNAL


def test_a_room_without_number_means_not_live() -> None:
    assert before(ValueError("int"), has_room=False).trouble is Trouble.OFFLINE


def test_nonsense_after_the_room_is_known_is_the_sign_servers() -> None:
    assert before(ValueError("varint")).trouble is Trouble.SIGN_DOWN
    assert before(EOFError()).trouble is Trouble.SIGN_DOWN


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        (f"{SIGN}/webcast/fetch?room_id=1", Trouble.SIGN_DOWN),
        ("https://www.tiktok.com/@mira/live", Trouble.UNREACHABLE),
    ],
)
def test_a_timeout_is_the_fault_of_whoever_was_asked(
    address: str, trouble: Trouble
) -> None:
    error = httpx.ReadTimeout("slow", request=httpx.Request("GET", address))

    assert before(error).trouble is trouble


def test_a_network_error_without_a_request_is_tiktoks() -> None:
    assert before(httpx.ReadTimeout("slow")).trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (None, "1000"),
        (ConnectionClosedOK(Close(1001, ""), None), "1001"),
        (ConnectionClosedError(Close(1011, "x"), None), "1011"),
        (ConnectionClosedError(None, None), "1006"),
        (ValueError("gzip"), "ValueError"),
    ],
)
def test_a_connection_that_worked_ends_with_its_code(
    error: BaseException | None, detail: str
) -> None:
    assert failure_after(error) == Failed(trouble=Trouble.CLOSED, detail=detail)
