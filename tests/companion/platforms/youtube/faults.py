"""YouTube's fault menu, and what comes of each: the rows of the table in the docs."""

from __future__ import annotations

from typing import Final

OUTCOMES: Final[dict[str, str]] = {
    "drop": "resumed by its page token; nothing lost",
    "reset": "resumed by its page token; nothing lost",
    "silence": "opened anew with its token; gap entry, recovered as many as it kept",
    "duplicate": "same ids, so that the ledger counts it once",
    "reorder": "all taken, whatever their order",
    "401": "needs-login, says to log in again; a key is used when there is one",
    "403": "units spent: rate-limited until midnight in California",
    "429": "rate-limited, a minute at most; comes back by itself",
    "500": "asked again with the same token; nothing lost",
    "slow": "waited for; nothing lost",
    "garbage": "asked again with the same token; nothing lost",
    "unknown fields": "skipped unread; the message counts",
    "missing fields": "the message counts with what it has",
    "key not valid": "needs-login, asks whether the key was copied whole",
    "interface not switched on": "needs-login, names the YouTube Data API v3",
    "asked too soon": "waits twice as long; nothing lost",
    "streams break at once": "polls for ten minutes, then streams again; nothing lost",
    "page token refused": "goes on with the newest messages",
    "no, half or a strange answer": "asked again with the same token; nothing lost",
}
"""Fault and outcome; PROOFS names the test of each."""

_HEALS = "what_strikes_once_heals_by_itself_and_loses_nothing"
_ASKS = "a_refused_credential_asks_for_exactly_one_thing"
_VERSION = "another_version_of_youtube_is_still_read"

PROOFS: Final[dict[str, str]] = {
    "drop": _HEALS,
    "reset": "a_stream_reset_in_mid_word_is_resumed",
    "silence": "a_deaf_stream_is_opened_anew_and_the_gap_says_what_came_back",
    "duplicate": "duplicates_have_the_same_id",
    "reorder": "messages_in_another_order_are_all_there",
    "401": _ASKS,
    "403": "a_spent_day_waits_until_midnight_in_california",
    "429": "too_many_streams_is_no_spent_day",
    "500": _HEALS,
    "slow": _HEALS,
    "garbage": _HEALS,
    "unknown fields": _VERSION,
    "missing fields": _VERSION,
    "key not valid": _ASKS,
    "interface not switched on": _ASKS,
    "asked too soon": "asked_too_soon_waits_and_goes_on",
    "streams break at once": "streams_that_break_at_once_lead_to_polling_and_back",
    "page token refused": (
        "a_token_that_is_refused_is_given_up_for_the_newest_messages"
    ),
    "no, half or a strange answer": _HEALS,
}
"""The test in test_faults.py that shows each outcome."""


def rows() -> list[tuple[str, str, str]]:
    """Return (fault, platform, outcome), in the order of the menu."""
    return [(fault, "youtube", outcome) for fault, outcome in OUTCOMES.items()]
