"""`companion screenshots`: every page and overlay as pictures, from a fixed seed."""

from __future__ import annotations

import argparse
from pathlib import Path

from companion.app.cli import Subparsers
from companion.i18n import _


def add(parsers: Subparsers) -> None:
    """Add the command and its options."""
    text = _("every page and overlay as pictures, from a fixed seed")
    parser = parsers.add_parser("screenshots", help=text, description=text)
    parser.add_argument(
        "--out", type=Path, required=True, metavar=_("DIR"), help=_("write there")
    )


def run(arguments: argparse.Namespace) -> int:
    """Draw them; returns 0."""
    from companion.app.screenshots import take_screenshots  # noqa: PLC0415  # Qt

    return take_screenshots(arguments.out)
