"""Pass on what `companion serve` prints, and say the ready line in words.

Usage: announce.py PIPE — the named pipe is opened, then removed with its folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path


def in_words(ready_line: str) -> str:
    """Return what to do with the links of the ready line; "" for any other line."""
    try:
        ready = json.loads(ready_line)
        overlays = dict(ready["overlays"])
        leaderboard = overlays.pop("leaderboard")
    except (ValueError, KeyError, TypeError):
        return ""
    others = "".join(f"  {name + ':':<14}{link}\n" for name, link in overlays.items())
    return (
        "\nCompanion is running on its simulator.\n"
        "Paste this into OBS (Sources, +, Browser, URL; width 1920, height 1080),"
        " or open it in a browser:\n\n"
        f"  {leaderboard}\n\n"
        f"Other overlays:\n{others}\n"
        "Stop with Ctrl C.\n"
    )


def main() -> int:
    """Copy the pipe to standard output until it ends; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl C is for Companion; it ends us
    path = Path(sys.argv[1])
    with path.open(encoding="utf-8") as lines:
        path.unlink()
        path.parent.rmdir()
        for line in lines:
            sys.stdout.write(line + in_words(line))
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read us is gone
        os._exit(0)
