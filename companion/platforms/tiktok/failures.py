"""What TikTokLive's errors mean: each becomes one Trouble.

Told apart by type, never by text. Only the worker imports this.
"""

from __future__ import annotations

import json
from typing import Any, Final

import httpx
from TikTokLive.client.errors import (
    AgeRestrictedError,
    InitialCursorMissingError,
    SignAPIError,
    SignatureRateLimitError,
    UserNotFoundError,
    UserOfflineError,
    WebcastBlockedError,
    WebsocketURLMissingError,
)
from TikTokLive.client.web.routes.fetch_is_live import MissingRoomIdInResponse
from TikTokLive.client.web.routes.fetch_room_id_live_html import FailedParseRoomIdError
from websockets.exceptions import ConnectionClosed, WebSocketException

from companion.platforms.tiktok.messages import Failed, Trouble

_RESET_HEADERS: Final = ("RateLimit-Reset", "X-RateLimit-Reset", "Retry-After")

_BY_TYPE: Final[tuple[tuple[type[BaseException], Trouble], ...]] = (
    (UserOfflineError, Trouble.OFFLINE),
    (UserNotFoundError, Trouble.UNKNOWN_CHANNEL),
    (AgeRestrictedError, Trouble.AGE_RESTRICTED),
    (FailedParseRoomIdError, Trouble.BLOCKED),
    (MissingRoomIdInResponse, Trouble.BLOCKED),
    # Captcha pages are no JSON, and JSON of another form has other keys.
    (json.JSONDecodeError, Trouble.BLOCKED),
    (KeyError, Trouble.BLOCKED),
    # These three come when the sign server answers with an address that does not work.
    (InitialCursorMissingError, Trouble.REFUSED),
    (WebsocketURLMissingError, Trouble.REFUSED),
    (WebcastBlockedError, Trouble.REFUSED),
    (WebSocketException, Trouble.REFUSED),
    (OSError, Trouble.UNREACHABLE),  # TimeoutError is one
)


def failure_before(error: BaseException, *, sign_url: str, has_room: bool) -> Failed:
    """Return why an attempt failed before TikTok had accepted the connection.

    has_room: TikTok had told the room's number, so that the sign server was next.
    """
    response = _limited_response(error)
    if response is not None:
        return Failed(trouble=Trouble.SIGN_LIMIT, reset=_reset(response))
    if isinstance(error, SignAPIError):
        return _sign_failure(error)
    if isinstance(error, httpx.HTTPError):
        return _http_failure(error, sign_url)
    if type(error) is ValueError and not has_room:
        # int("") of the room's number: a channel that has no room is not live.
        return Failed(trouble=Trouble.OFFLINE, detail="no room")
    for kind, trouble in _BY_TYPE:
        if isinstance(error, kind):
            return Failed(trouble=trouble, detail=type(error).__name__)
    # What the sign server answers is decoded next: any error at all may come of it.
    trouble = Trouble.SIGN_DOWN if has_room else Trouble.INTERNAL
    return Failed(trouble=trouble, detail=type(error).__name__)


def failure_after(error: BaseException | None) -> Failed:
    """Return why a connection that had worked is over; None: it was closed politely."""
    if error is None:
        return Failed(trouble=Trouble.CLOSED, detail="1000")
    if isinstance(error, ConnectionClosed):
        code = error.rcvd.code if error.rcvd else 1006  # 1006: no close frame came
        return Failed(trouble=Trouble.CLOSED, detail=str(code))
    return Failed(trouble=Trouble.CLOSED, detail=type(error).__name__)


def is_perhaps_age(failed: Failed) -> bool:
    """Return whether an age restriction may be behind it: TikTok does not say so."""
    return failed.trouble in (Trouble.REFUSED, Trouble.SIGN_DOWN, Trouble.BLOCKED)


def _sign_failure(error: SignAPIError) -> Failed:
    status = error.response.status_code if error.response is not None else 0
    if status == httpx.codes.UNAUTHORIZED:
        return Failed(trouble=Trouble.SIGN_KEY, detail="HTTP 401")
    detail = f"HTTP {status}" if status not in (0, 200) else error.reason.name
    return Failed(trouble=Trouble.SIGN_DOWN, detail=detail)


def _http_failure(error: httpx.HTTPError, sign_url: str) -> Failed:
    try:
        is_sign = str(error.request.url).startswith(f"{sign_url}/webcast/fetch")
    except RuntimeError:  # httpx: the error knows no request
        is_sign = False
    trouble = Trouble.SIGN_DOWN if is_sign else Trouble.UNREACHABLE
    return Failed(trouble=trouble, detail=type(error).__name__)


def _limited_response(error: BaseException) -> httpx.Response | None:
    """Return the sign server's answer that there were too many connections, or None.

    Making a SignatureRateLimitError reads a header and fails with a TypeError when it
    is missing: then the answer is found where that happened.
    """
    if isinstance(error, SignatureRateLimitError):
        known: httpx.Response | None = error.response
        return known
    trace = error.__traceback__
    code: Any = SignatureRateLimitError.calculate_retry_after.__code__
    while trace is not None:
        if trace.tb_frame.f_code is code:
            found = trace.tb_frame.f_locals.get("response")
            return found if isinstance(found, httpx.Response) else None
        trace = trace.tb_next
    return None


def _reset(response: httpx.Response) -> int | None:
    # RateLimit-Remaining, which TikTokLive takes for seconds, counts connections.
    for name in _RESET_HEADERS:
        text = response.headers.get(name, "").strip()
        if text.isdecimal() and len(text) <= 15:
            return int(text)
    return None
