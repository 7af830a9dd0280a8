"""The entry point; a worker is dispatched before anything else is imported."""

from __future__ import annotations

import importlib
import sys

WORKERS = {
    "moderation": "companion.moderation.worker",
    "tiktok": "companion.platforms.tiktok.worker",
}
"""Module of each worker; its main() serves standard input and output."""


def main() -> int:
    """Run a worker, or the command line; return the exit code."""
    if len(sys.argv) >= 3 and sys.argv[1] == "--worker":
        return int(importlib.import_module(WORKERS[sys.argv[2]]).main() or 0)
    if len(sys.argv) >= 3 and sys.argv[1] == "--probe":
        from companion.app.probes import main as run_probe  # noqa: PLC0415  # as below

        return run_probe(sys.argv[2], sys.argv[3:])
    from companion.app.cli import main as run_command_line  # noqa: PLC0415  # workers load no more than they need

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
