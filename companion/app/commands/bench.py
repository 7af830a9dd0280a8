"""`companion bench`: the performance budget, each figure beside its baseline."""

from __future__ import annotations

import argparse

from companion.app.cli import Subparsers
from companion.i18n import _

NAMES = (
    "pipeline",
    "leaderboard",
    "connectors",
    "moderation",
    "overlays",
    "show",
    "startup",
)
"""Benches of companion.bench, in the order of `all`."""


def add(parsers: Subparsers) -> None:
    """Add the command and its options."""
    text = _("measure speed, each figure beside its baseline in the same run")
    parser = parsers.add_parser("bench", help=text, description=text)
    parser.add_argument("name", choices=(*NAMES, "all"), metavar=_("NAME"))
    parser.add_argument(
        "--quick", action="store_true", help=_("at most four seconds a bench")
    )
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))


def run(arguments: argparse.Namespace) -> int:
    """Measure; returns 0."""
    from companion.bench.report import run_benches  # noqa: PLC0415  # only when used

    names = NAMES if arguments.name == "all" else (arguments.name,)
    return run_benches(
        names,
        is_quick=arguments.quick,
        is_json=arguments.json,
        is_all=arguments.name == "all",
    )
