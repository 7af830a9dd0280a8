"""`companion doctor`: what works on this machine and what does not."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from companion.app.cli import Subparsers, add_data_dir, data_folder
from companion.domain.errors import SettingsError
from companion.i18n import _, ngettext
from companion.workers.process import worker_command


def add(parsers: Subparsers) -> None:
    """Add the command and its options."""
    text = _("what works and what does not on this machine, each with its fix")
    parser = parsers.add_parser("doctor", help=text, description=text)
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    """Examine the machine; returns 1 when something necessary fails."""
    from companion.app.doctor import Patient, run_doctor  # noqa: PLC0415  # not needed by --help
    from companion.app.wiring import settings_in  # noqa: PLC0415  # as above
    from companion.settings import Settings  # noqa: PLC0415  # as above

    folder = data_folder(arguments)
    try:
        settings = settings_in(folder, ())
    except SettingsError:
        settings = Settings()
    patient = Patient(
        data_folder=folder,
        port=settings.server.port,
        environment=os.environ,
        worker=worker_command("tiktok"),
        open_ledger=_open_ledger,
        settings=settings,
    )
    return run_doctor(patient, is_json=arguments.json, out=sys.stdout)


def _open_ledger(folder: Path) -> str:
    from sessions.ledger import Record  # noqa: PLC0415  # as above

    with Record(folder) as record:
        found = len(record.history.sessions())
    return ngettext("{n} session", "{n} sessions", found).format(n=found)
