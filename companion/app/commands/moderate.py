"""`companion moderate`: what the gate says about a text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from companion.app.cli import (
    Subparsers,
    add_data_dir,
    data_folder,
    print_json,
    printable,
)
from companion.domain.errors import CommandError
from companion.i18n import _


def add(parsers: Subparsers) -> None:
    """Add the command and its options."""
    text = _("what the moderation gate says about a text, with reasons")
    parser = parsers.add_parser("moderate", help=text, description=text)
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--text", metavar=_("TEXT"), help=_("one text"))
    given.add_argument(
        "--file", type=Path, metavar=_("FILE"), help=_("one text a line, UTF-8")
    )
    parser.add_argument(
        "--blocklist",
        type=Path,
        metavar=_("FILE"),
        help=_("words that replace the block lists for this run, one a line"),
    )
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge every text in order; returns 0 whatever the verdicts."""
    from companion.app.machine import SystemClock  # noqa: PLC0415  # not needed by --help
    from companion.app.wiring import rules_of, settings_in  # noqa: PLC0415  # as above
    from companion.moderation.trial import moderate_text  # noqa: PLC0415  # as above

    settings = settings_in(data_folder(arguments), ())
    rules, clock = rules_of(settings, arguments.blocklist), SystemClock()
    for text in _texts(arguments):
        answer = moderate_text(text, rules=rules, clock=clock)
        if arguments.json:
            print_json(answer)
            continue
        reasons = "; ".join(
            f"{one['rule']} {one['detail']}" for one in answer["reasons"]
        )
        line = f"{answer['verdict']:<6} {text}  {reasons}"
        sys.stdout.write(printable(line).rstrip() + "\n")
    return 0


def _texts(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.text is not None:
        yield arguments.text.encode("utf-8", "replace").decode()
        return
    try:
        with arguments.file.open(
            encoding="utf-8", errors="replace", newline=""
        ) as lines:
            for line in lines:
                yield line.rstrip("\r\n")
    except OSError as error:
        text = _("{file} cannot be read: {cause}")
        cause = error.strerror or str(error)
        raise CommandError(text.format(file=arguments.file, cause=cause)) from error
