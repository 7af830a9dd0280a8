"""Twitch's fault menu, and what comes of each: the rows of the table in the docs."""

from __future__ import annotations

from typing import Final

OUTCOMES: Final[dict[str, str]] = {
    "drop": "gap entry, recovered 0: Twitch replays nothing; reconnects",
    "reset": "gap entry, recovered 0; reconnects",
    "silence": "silent; a dead socket is found within 30 s: gap entry, reconnects",
    "duplicate": "same ids, so that the ledger counts it once",
    "reorder": "all taken; a gift bomb's total and singles count once in any order",
    "401": "the login is renewed once, unnoticed; nothing lost",
    "403": "what Twitch does not tell this account is named; the rest is read",
    "429": "rate-limited until Twitch's own time; comes back by itself",
    "500": "connecting; comes back by itself",
    "slow": "connecting, then live; nothing lost",
    "garbage": "skipped, said in the log; nothing else lost, no gap",
    "unknown fields": "skipped unread; the message counts",
    "missing fields": "kept as an unknown event, said in the log; the next counts",
    "one subscription refused for now": "named; asked for again after 3 s",
    "subscriptions dropped silently": "found within 30 s; chat and money: gap entry",
    "unused socket closed with 4003": "a new socket; comes back by itself",
    "asked to move": "both sockets are read meanwhile; nothing lost, no gap",
    "login revoked": "read on without it at once: gap, other money source, the fix",
    "login refused at the start": "read without it, and the fix",
    "handshake refused": "connecting; comes back by itself",
    "unknown channel": "offline; asks whether the name is spelled right",
    "server restarts": "gap entry; reconnects",
}
"""Fault and outcome; each has its test in test_faults.py."""


def rows() -> list[tuple[str, str, str]]:
    """Return (fault, platform, outcome), in the order of the menu."""
    return [(fault, "twitch", outcome) for fault, outcome in OUTCOMES.items()]
