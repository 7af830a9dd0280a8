"""TikTok's fault menu, and what comes of each: the rows of the table in the docs."""

from __future__ import annotations

from typing import Final

OUTCOMES: Final[dict[str, str]] = {
    "drop": "gap entry, recovered 0, likes missed by the room's total; reconnects",
    "reset": "gap entry, recovered as many as the backlog tells; reconnects",
    "silence": "silent; gap entry when the backlog proves one; reconnects",
    "duplicate": "same ids, so that the ledger counts it once",
    "reorder": "all taken; a Streak's lower count is older and adds nothing",
    "401": "needs-login, names the sign server and its key; nothing is retried",
    "403": "connecting, names the sign server; comes back by itself",
    "429": "rate-limited until the server's own time; comes back by itself",
    "500": "connecting, names the sign server, never offline; comes back by itself",
    "slow": "connecting, then live; nothing lost",
    "garbage": "the frame's messages are a gap entry; reconnects",
    "unknown fields": "skipped unread; the message counts",
    "missing fields": "kept as an unknown event, said in the log; the next counts",
    "offline": "waiting, looks without signature or worker; comes back by itself",
    "captcha": "connecting, names the captcha; comes back by itself",
    "handshake refused": "connecting, names the sign server; comes back by itself",
    "another room": "refused, counted and stated; nothing counts",
    "stream ends": "ended",
}
"""Fault and outcome; each has its test in test_faults.py."""


def rows() -> list[tuple[str, str, str]]:
    """Return (fault, platform, outcome), in the order of the menu."""
    return [(fault, "tiktok", outcome) for fault, outcome in OUTCOMES.items()]
