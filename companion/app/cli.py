"""The command line. Commands are imported when they are used, so that it answers fast.

Exit codes: 0 done, 1 a check failed, 2 wrong usage or a request that cannot be met.
"""

from __future__ import annotations

import argparse
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TypeAlias

from companion.app.parser_words import translate_parser
from companion.domain.errors import CompanionError
from companion.domain.text import on_one_line
from companion.i18n import _, set_language, system_language

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # argparse gives it no other name
"""What a command adds itself to."""

COMMANDS = (
    "serve",
    "sessions",
    "bench",
    "moderate",
    "model",
    "screenshots",
    "doctor",
)
"""Modules of companion.app.commands; no command at all opens the window."""

_DIGITS: Final = 18
_LAST_PORT: Final = 65_535


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code. Errors go to stderr without traceback."""
    _speak_utf8()
    set_language(system_language(os.environ))
    translate_parser()
    try:
        try:
            return _run(argv)
        finally:
            if sys.stdout is not None:  # a program without a console has none
                sys.stdout.flush()
    except CompanionError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; that is no failure of ours.
        _close_output()
        return 0
    except OSError as error:
        # The machine's doing: a full disk behind ">", a file that went away.
        _close_output()
        where = f"{error.filename}: " if error.filename else ""
        return _refuse(f"{where}{error.strerror or error}")


def _run(argv: Sequence[str]) -> int:
    arguments = make_parser().parse_args(argv)
    name = arguments.command or "window"
    module = import_module(f"companion.app.commands.{name}")
    return int(module.run(arguments))


def _refuse(problem: str) -> int:
    print(_("companion: {problem}").format(problem=problem), file=sys.stderr)  # noqa: T201  # the command line speaks here
    return 2


def _speak_utf8() -> None:
    """Have answers be UTF-8 in files and pipes, and nothing too strange to be said.

    Whoever asked for another encoding by Python's own variable gets that one.
    """
    if not isinstance(sys.stdout, TextIOWrapper):
        return
    sys.stdout.reconfigure(errors="backslashreplace")
    if not sys.stdout.isatty() and "PYTHONIOENCODING" not in os.environ:
        sys.stdout.reconfigure(encoding="utf-8")


def _close_output() -> None:
    """Let what is still to be written go nowhere, so that the end is quiet."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def print_json(answer: object) -> None:
    """Answer with one line of JSON."""
    import msgspec  # noqa: PLC0415  # not needed by --help

    sys.stdout.write(on_one_line(msgspec.json.encode(answer)).decode() + "\n")


def printable(text: str) -> str:
    """Return a text that cannot move the cursor or colour the terminal."""
    return "".join(char if char.isprintable() else "·" for char in text)


def whole(text: str) -> int:
    """Return a whole number >= 0, for argparse."""
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise ArgumentTypeError(
            _("a whole number from 0 on, not “{text}”").format(text=text)
        )
    return int(text)


def port_number(text: str) -> int:
    """Return a port, 0 for any free one, for argparse."""
    number = whole(text)
    if number > _LAST_PORT:
        raise ArgumentTypeError(
            _("a port is a number up to 65535, not {n}").format(n=number)
        )
    return number


def positive(text: str) -> float:
    """Return a number >= 0, for argparse."""
    with suppress(ValueError):
        if 0 <= (number := float(text)) < float("inf"):
            return number
    raise ArgumentTypeError(_("a number from 0 on, not “{text}”").format(text=text))
