"""What YouTube's refusals mean: by HTTP reason or gRPC code, never by text."""

from __future__ import annotations

from enum import Enum
from typing import Final

from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    NotLive,
    PlatformError,
    RateLimited,
)
from companion.i18n import _
from companion.platforms.youtube.quota import Quota

TOO_FAST_S: Final = 60.0
"""Seconds to wait after "too fast" when nothing says how long."""


class Refused(Exception):
    """YouTube answered, and not with what was asked for.

    status: of HTTP. reason: Google's word for it, such as "quotaExceeded".
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class Unreachable(Exception):
    """No answer came, or one that is none; the text is the kind of error."""


class Meaning(Enum):
    """What a refusal amounts to."""

    QUOTA = "the day's units are spent"
    TOO_FAST = "asked too soon"
    ENDED = "the chat has ended"
    NO_CHAT = "there is no such chat"
    CHAT_OFF = "the chat is switched off"
    BAD_KEY = "the key is wrong"
    NOT_ENABLED = "the key's project has no YouTube interface"
    KEY_RESTRICTED = "the key is not for this computer or interface"
    NO_LOGIN = "the login is not valid"
    FORBIDDEN = "not for this login"
    FAULT = "YouTube's own fault"


_BY_REASON: Final = {
    "quotaExceeded": Meaning.QUOTA,
    "dailyLimitExceeded": Meaning.QUOTA,
    "dailyLimitExceededUnreg": Meaning.BAD_KEY,
    "rateLimitExceeded": Meaning.TOO_FAST,
    "userRateLimitExceeded": Meaning.TOO_FAST,
    "RATE_LIMIT_EXCEEDED": Meaning.TOO_FAST,
    "liveChatEnded": Meaning.ENDED,
    "liveChatNotFound": Meaning.NO_CHAT,
    "videoNotFound": Meaning.NO_CHAT,
    "notFound": Meaning.NO_CHAT,
    "liveChatDisabled": Meaning.CHAT_OFF,
    "keyInvalid": Meaning.BAD_KEY,
    "keyExpired": Meaning.BAD_KEY,
    "API_KEY_INVALID": Meaning.BAD_KEY,
    "accessNotConfigured": Meaning.NOT_ENABLED,
    "SERVICE_DISABLED": Meaning.NOT_ENABLED,
    "ipRefererBlocked": Meaning.KEY_RESTRICTED,
    "API_KEY_SERVICE_BLOCKED": Meaning.KEY_RESTRICTED,
    "authError": Meaning.NO_LOGIN,
    "required": Meaning.NO_LOGIN,
}
_BY_STATUS: Final = {
    400: Meaning.BAD_KEY,
    401: Meaning.NO_LOGIN,
    403: Meaning.FORBIDDEN,
    404: Meaning.NO_CHAT,
    429: Meaning.TOO_FAST,
}


def meaning_of(refused: Refused) -> Meaning:
    """Return what a refusal amounts to; the reason counts more than the status."""
    if known := _BY_REASON.get(refused.reason):
        return known
    if refused.status == 400:
        # A wrong key is a 400 with the reason "badRequest"; so is nonsense of ours.
        return Meaning.BAD_KEY if refused.reason == "badRequest" else Meaning.FAULT
    return _BY_STATUS.get(refused.status, Meaning.FAULT)


def error_of(problem: Refused | Unreachable, quota: Quota) -> PlatformError:
    """Return what the supervisor is told of a failed call; notes a spent quota."""
    if isinstance(problem, Unreachable):
        text = _("YouTube cannot be reached ({detail}); is there a network?")
        return ConnectionLost(text.format(detail=problem))
    meaning = meaning_of(problem)
    if meaning is Meaning.FAULT:
        text = _("YouTube does not answer as it should ({detail}).")
        return ConnectionLost(text.format(detail=f"HTTP {problem.status}"))
    return error_for(meaning, quota)


def error_for(meaning: Meaning, quota: Quota) -> PlatformError:
    """Return the error that a meaning is, with what can be done about it."""
    match meaning:
        case Meaning.QUOTA:
            quota.refused()
            return out_of_units(quota)
        case Meaning.TOO_FAST:
            text = _("YouTube asks to be asked less often.")
            return RateLimited(text, retry_after=TOO_FAST_S)
        case Meaning.ENDED | Meaning.NO_CHAT:
            return NotLive(_("YouTube has no live chat for this stream any more."))
        case Meaning.CHAT_OFF:
            return NotLive(_("The chat of this stream is switched off on YouTube."))
        case Meaning.FAULT:
            return ConnectionLost(_("YouTube does not answer as it should."))
        case _:
            return LoginRequired(login_text(meaning))


def out_of_units(quota: Quota) -> RateLimited:
    """Return the error that no call can be paid before the next day in California."""
    text = _(
        "Your YouTube key has no units left today; it goes on when Google counts anew, "
        "at midnight in California."
    )
    return RateLimited(text, retry_after=quota.resets_in_s)


def login_text(meaning: Meaning) -> str:
    """Return what a person must do about a key or login that is not accepted."""
    match meaning:
        case Meaning.BAD_KEY:
            return _("YouTube does not know this key: is it copied whole?")
        case Meaning.NOT_ENABLED:
            return _(
                "The key works, but its project has not switched on “YouTube Data API "
                "v3”: do that in Google's console, and wait a few minutes."
            )
        case Meaning.KEY_RESTRICTED:
            return _(
                "The key is restricted in Google's console: it must allow “YouTube "
                "Data API v3” and this computer."
            )
        case Meaning.NO_LOGIN:
            return _("YouTube does not accept the login any more: log in again.")
        case _:
            return _(
                "YouTube does not let you read this chat: log in with an account that "
                "may see the stream."
            )
