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
"""Fault and outcome; each has its test in test_faults.py."""


def rows() -> list[tuple[str, str, str]]:
    """Return (fault, platform, outcome), in the order of the menu."""
    return [(fault, "youtube", outcome) for fault, outcome in OUTCOMES.items()]
