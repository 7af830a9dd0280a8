"""The command line. Commands are imported when they are used, so that it answers fast.

Exit codes: 0 done, 1 a check failed, 2 wrong usage or a request that cannot be met.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from companion.domain.errors import CompanionError
from companion.i18n import _, set_language, system_language

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # argparse gives it no other name
"""What a command adds itself to."""

COMMANDS = ("serve", "sessions", "bench", "moderate", "screenshots", "doctor")
"""Modules of companion.app.commands; no command at all opens the window."""


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code. Errors go to stderr without traceback."""
    set_language(system_language(os.environ))
    parser = make_parser()
    arguments = parser.parse_args(argv)
    try:
        name = arguments.command or "window"
        module = import_module(f"companion.app.commands.{name}")
        return int(module.run(arguments))
    except CompanionError as error:
        print(_("companion: {problem}").format(problem=error), file=sys.stderr)  # noqa: T201  # the command line speaks here
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="companion",
        description=_("Live chat, leaderboard and OBS overlays for streamers."),
    )
    parser.add_argument(
        "--version", action="version", version=f"companion {version('companion-live')}"
    )
    window = import_module("companion.app.commands.window")
    window.add_options(parser)
    parsers = parser.add_subparsers(dest="command", metavar=_("COMMAND"))
    for name in COMMANDS:
        import_module(f"companion.app.commands.{name}").add(parsers)
    return parser


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses the data folder.

    Without a default: `companion --data-dir X serve` must not be overwritten.
    """
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=argparse.SUPPRESS,
        metavar=_("DIR"),
        help=_("data folder (default: COMPANION_DATA_DIR, or the user's own)"),
    )


def data_folder(arguments: argparse.Namespace) -> Path:
    """Return the data folder: as asked, from the environment, or the user's own."""
    from platformdirs import user_data_path  # noqa: PLC0415  # not needed by --help

    chosen = getattr(arguments, "data_dir", None) or os.environ.get(
        "COMPANION_DATA_DIR"
    )
    return Path(chosen) if chosen else user_data_path("Companion", appauthor=False)


def whole(text: str) -> int:
    """Return a whole number >= 0, for argparse."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def positive(text: str) -> float:
    """Return a number >= 0, for argparse."""
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number
