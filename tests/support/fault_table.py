"""The faults of every emulator and what comes of each, as one table for the docs.

`python -m tests.support.fault_table` prints it; `… > docs/faults.md` keeps it. Each row
is proved by a test beside the rows it is made of.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from tests.companion.platforms.tiktok import faults as tiktok
from tests.companion.platforms.twitch import faults as twitch
from tests.companion.platforms.youtube import faults as youtube

Row = tuple[str, str, str]
"""Fault, platform, outcome."""

PLATFORMS: Final = ("tiktok", "twitch", "youtube")
MENU: Final = (
    "drop", "reset", "silence", "duplicate", "reorder", "401", "403", "429", "500",
    "slow", "garbage", "unknown fields", "missing fields",
)  # fmt: skip
"""What every emulator has on its menu."""

_TITLES: Final = {"tiktok": "TikTok", "twitch": "Twitch", "youtube": "YouTube"}
_HEAD: Final = """# Faults

What Companion does when a platform, or the wire to it, does not do as it should. Each
row is a test against the platform's emulator, in the folder of the platform's tests
(`test_faults.py`); `python -m tests.support.fault_table` makes this page of them.

Three things hold in every row: what is lost is stated as a gap, nothing is counted
twice, and the connection comes back by itself or asks for the one thing it needs.

| Fault | Platform | Outcome |
|---|---|---|
"""


def rows() -> list[Row]:
    """Return every row: the common menu first, then what only one platform has."""
    found = [*tiktok.rows(), *twitch.rows(), *youtube.rows()]
    menu = {name: place for place, name in enumerate(MENU)}
    return sorted(
        found,
        key=lambda row: (
            menu.get(row[0], len(menu)),
            PLATFORMS.index(row[1]),
            found.index(row),
        ),
    )


def page(table: Sequence[Row]) -> str:
    """Return the page of the docs."""
    lines = [
        f"| {fault} | {_TITLES[platform]} | {_cell(outcome)} |"
        for fault, platform, outcome in table
    ]
    return _HEAD + "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page(rows()))
