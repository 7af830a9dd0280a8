"""What a refusal means, by its reason; the text is for a person and never read."""

from __future__ import annotations

import pytest

from companion.domain.errors import (
    ConnectionLost,
    LoginRequired,
    NotLive,
    PlatformError,
    RateLimited,
)
from companion.platforms.store import MemoryStore
from companion.platforms.youtube.failures import (
    Meaning,
    Refused,
    Unreachable,
    error_for,
    error_of,
    login_text,
    meaning_of,
)
from companion.platforms.youtube.quota import Plan, Quota
from tests.support.fakes import FakeClock


@pytest.fixture
def quota() -> Quota:
    return Quota(plan=Plan(), clock=FakeClock(), store=MemoryStore(), name="u")


@pytest.mark.parametrize(
    ("status", "reason", "meaning"),
    [
        (403, "quotaExceeded", Meaning.QUOTA),
        (403, "rateLimitExceeded", Meaning.TOO_FAST),
        (429, "", Meaning.TOO_FAST),
        (403, "liveChatEnded", Meaning.ENDED),
        (404, "liveChatNotFound", Meaning.NO_CHAT),
        (404, "", Meaning.NO_CHAT),
        (403, "liveChatDisabled", Meaning.CHAT_OFF),
        (403, "forbidden", Meaning.FORBIDDEN),
        (403, "something new", Meaning.FORBIDDEN),
        (400, "API_KEY_INVALID", Meaning.BAD_KEY),
        (400, "badRequest", Meaning.BAD_KEY),
        (400, "something new", Meaning.FAULT),
        (403, "accessNotConfigured", Meaning.NOT_ENABLED),
        (403, "ipRefererBlocked", Meaning.KEY_RESTRICTED),
        (401, "", Meaning.NO_LOGIN),
        (500, "backendError", Meaning.FAULT),
        (503, "", Meaning.FAULT),
        (418, "", Meaning.FAULT),
    ],
)
def test_a_refusal_is_known_by_its_reason_else_by_its_status(
    status: int, reason: str, meaning: Meaning
) -> None:
    assert meaning_of(Refused(status, reason)) is meaning


@pytest.mark.parametrize(
    ("meaning", "error"),
    [
        (Meaning.QUOTA, RateLimited),
        (Meaning.TOO_FAST, RateLimited),
        (Meaning.ENDED, NotLive),
        (Meaning.NO_CHAT, NotLive),
        (Meaning.CHAT_OFF, NotLive),
        (Meaning.BAD_KEY, LoginRequired),
        (Meaning.NOT_ENABLED, LoginRequired),
        (Meaning.KEY_RESTRICTED, LoginRequired),
        (Meaning.NO_LOGIN, LoginRequired),
        (Meaning.FORBIDDEN, LoginRequired),
        (Meaning.FAULT, ConnectionLost),
    ],
)
def test_each_meaning_has_its_reaction(
    meaning: Meaning, error: type[PlatformError], quota: Quota
) -> None:
    assert type(error_for(meaning, quota)) is error


def test_a_spent_day_waits_for_the_next_one_and_is_noted(quota: Quota) -> None:
    error = error_of(Refused(403, "quotaExceeded"), quota)

    assert isinstance(error, RateLimited)
    assert error.retry_after == 12 * 3_600
    assert quota.left == 0


def test_no_answer_is_a_lost_connection(quota: Quota) -> None:
    assert isinstance(error_of(Unreachable("TimeoutError"), quota), ConnectionLost)


def test_each_trouble_with_a_login_has_a_text_of_its_own() -> None:
    wrong = [Meaning.BAD_KEY, Meaning.NOT_ENABLED, Meaning.KEY_RESTRICTED,
             Meaning.NO_LOGIN, Meaning.FORBIDDEN]  # fmt: skip

    assert len({login_text(meaning) for meaning in wrong}) == len(wrong)
