"""`companion` alone: the desktop app."""

from __future__ import annotations

import argparse

from companion.app.cli import add_data_dir
from companion.app.commands.serve import EARLY, add_demo, add_run, options_of


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the window's options to the main parser."""
    add_demo(parser)
    add_data_dir(parser)
    add_run(parser, overrides=EARLY)


def run(arguments: argparse.Namespace) -> int:
    """Show the window until it is closed; returns the exit code."""
    from companion.app.window import run_window  # noqa: PLC0415  # Qt, only when used

    return run_window(options_of(arguments, purpose="window"))
