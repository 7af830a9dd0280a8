"""`companion sessions rejudge`: a past session against other rules."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from companion.app.cli import data_folder, printable
from companion.app.commands.record import chosen_session, put_out
from companion.domain.errors import CommandError
from companion.i18n import _

if TYPE_CHECKING:
    from companion.settings.moderation import ModerationSettings
    from sessions.ledger import Record


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "--blocklist",
        type=Path,
        metavar=_("FILE"),
        help=_("words that replace the block lists, one a line"),
    )
    parser.add_argument(
        "--rules",
        type=Path,
        metavar=_("FILE"),
        help=_("settings whose table [moderation] is used instead of the present one"),
    )


def run(record: Record, arguments: argparse.Namespace) -> int:
    """List what would change; the record stays as it is. Returns 0 whatever it is."""
    from companion.app.rejudged import Rejudged  # noqa: PLC0415  # 200 ms that --help saves
    from companion.app.rejudged_report import as_json, line_of, sum_of  # noqa: PLC0415  # as above
    from companion.moderation.people import CHATTERS  # noqa: PLC0415  # as above
    from companion.moderation.word_list import list_of_file  # noqa: PLC0415  # as above

    if arguments.blocklist is None and arguments.rules is None:
        raise CommandError(_("Name the other rules with --blocklist or --rules."))
    history, session = record.history, chosen_session(record, arguments)
    words = arguments.blocklist and list_of_file(arguments.blocklist)
    rejudged = Rejudged(
        _settings(arguments),
        words,
        chatters=history.chatters_before(session.id, limit=CHATTERS),
    )
    changes = rejudged.changes(
        history.entries(session.id), history.marks_elsewhere(session.id)
    )
    if arguments.json:
        put_out(as_json(session.id, rejudged, changes), None)
        return 0
    for change in changes:
        sys.stdout.write(printable(line_of(change)) + "\n")
    sys.stdout.write(sum_of(rejudged) + "\n")
    return 0


def _settings(arguments: argparse.Namespace) -> ModerationSettings:
    from companion.app.wiring import settings_in  # noqa: PLC0415  # as in run
    from companion.settings import load  # noqa: PLC0415  # as in run

    if arguments.rules is None:
        return settings_in(data_folder(arguments), ()).moderation
    if not arguments.rules.exists():
        text = _("{file} cannot be read: {cause}")
        cause = _("there is no such file")
        raise CommandError(text.format(file=arguments.rules, cause=cause))
    return load(arguments.rules).moderation
