"""`companion sessions corrections`: what people decided otherwise than the gate."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from companion.app.commands.record import chosen_session, put_out
from companion.i18n import _

if TYPE_CHECKING:
    from sessions.ledger import Record


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "--out", type=Path, metavar=_("FILE"), help=_("write there, not to stdout")
    )


def run(record: Record, arguments: argparse.Namespace) -> int:
    """Write a line per text that a person judged otherwise; CSV unless --json."""
    from companion.settings.moderation import LABELS  # noqa: PLC0415  # not for --help
    from sessions.corrections import corrections_csv, corrections_json  # noqa: PLC0415  # as above

    session = chosen_session(record, arguments)
    found = record.history.corrections(session.id)
    if arguments.json:
        put_out(corrections_json(found), arguments.out)
    else:
        put_out(corrections_csv(found, LABELS), arguments.out)
    return 0
