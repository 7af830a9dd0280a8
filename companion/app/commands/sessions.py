"""`companion sessions`: the record, read beside whatever is running."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.app.cli import (
    Subparsers,
    add_data_dir,
    data_folder,
    print_json,
    printable,
    whole,
)
from companion.app.commands import corrections, rejudge
from companion.app.commands.record import chosen_session, put_out
from companion.domain.errors import CommandError
from companion.i18n import _, ngettext

if TYPE_CHECKING:
    from companion.domain.values import Timestamp
    from companion.domain.views import SessionView
    from sessions.ledger import Record


def add(parsers: Subparsers) -> None:
    """Add the command and its own commands."""
    text = _("past and present sessions: list, show, export, verify, judge again")
    parser = parsers.add_parser("sessions", help=text, description=text)
    add_data_dir(parser)
    inner = parser.add_subparsers(dest="what", required=True, metavar=_("COMMAND"))
    _add(inner, "list", _("every session with its totals"), _list, needs_id=False)
    _add(inner, "show", _("one session"), _show)
    standings = _add(inner, "standings", _("the leaderboard, now or then"), _standings)
    standings.add_argument(
        "--at",
        metavar=_("TIME"),
        help=_("as it stood at this time (2026-01-01T20:30:00Z)"),
    )
    standings.add_argument("--limit", type=whole, default=10, metavar="N")
    export = _add(inner, "export", _("every entry"), _export)
    export.add_argument("--format", choices=("jsonl",), required=True)
    export.add_argument(
        "--out", type=Path, metavar=_("FILE"), help=_("write there, not to stdout")
    )
    _add(inner, "verify", _("check the chain and every stored total"), _verify)
    rejudge.add_options(
        _add(inner, "rejudge", _("what other rules would have said"), rejudge.run)
    )
    corrections.add_options(
        _add(inner, "corrections", _("what people decided otherwise"), corrections.run)
    )


def _add(
    inner: Subparsers,
    name: str,
    text: str,
    run_it: Callable[[Record, argparse.Namespace], int],
    *,
    needs_id: bool = True,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = inner.add_parser(
        name, help=text, description=text
    )
    if needs_id:
        parser.add_argument("id", metavar="ID", help=_("the session's id, or “last”"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    add_data_dir(parser)
    parser.set_defaults(run_it=run_it)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Answer from the record; returns the exit code."""
    from sessions.ledger import Record  # noqa: PLC0415  # 200 ms that --help saves

    with Record(data_folder(arguments)) as record:
        return int(arguments.run_it(record, arguments))


def _list(record: Record, arguments: argparse.Namespace) -> int:
    found = record.history.sessions()
    if arguments.json:
        print_json([_object(session) for session in found])
        return 0
    for session in found:
        _print(_line(session))
    if not found:
        _print(_("There are no sessions yet."))
    return 0


def _show(record: Record, arguments: argparse.Namespace) -> int:
    from sessions.export import decimal_text  # noqa: PLC0415  # as in run

    session = chosen_session(record, arguments)
    totals = record.history.tally(session.id).totals()
    if arguments.json:
        import msgspec  # noqa: PLC0415  # as in run

        points = msgspec.Raw(decimal_text(totals.points).encode())
        detail = msgspec.to_builtins(totals) | {"points": points}
        print_json(_object(session) | {"totals": detail})
        return 0
    _print(_line(session))
    for name, value in (
        (_("Diamonds"), totals.diamonds),
        (_("Gifts"), totals.gifts),
        (_("Bits"), totals.bits),
        (_("Likes heard"), totals.likes),
        (_("Chat messages"), totals.chats),
        (_("New follows"), totals.follows),
        (_("Subscriptions"), totals.subscriptions),
        (_("Entries"), totals.entries),
    ):
        _print(f"  {name:<16}{value:>14,}")
    return 0


def _standings(record: Record, arguments: argparse.Namespace) -> int:
    from sessions.export import standing_object  # noqa: PLC0415  # as in run
    from sessions.times import time_text  # noqa: PLC0415  # as in run

    session = chosen_session(record, arguments)
    at = _time(arguments.at) if arguments.at else None
    tally = record.history.tally(session.id, at=at)
    best = tally.top(min(arguments.limit, 1000))
    if arguments.json:
        last = at if at is not None else tally.last_at
        print_json(
            {
                "session": session.id,
                "at": time_text(last),
                "standings": [standing_object(one) for one in best],
                "viewers": len(tally.standings),
            }
        )
        return 0
    for one in best:
        points = _number(one.points)
        _print(f"{one.rank:>5}  {points:>12}  {printable(one.viewer.name)}")
    return 0


def _export(record: Record, arguments: argparse.Namespace) -> int:
    from sessions.export import export_jsonl  # noqa: PLC0415  # as in run

    session = chosen_session(record, arguments)
    # Closed here: a reader that goes away must not leave it to the record's end.
    with closing(export_jsonl(record.history, session.id)) as lines:
        put_out(lines, arguments.out)
    return 0


def _verify(record: Record, arguments: argparse.Namespace) -> int:
    import msgspec  # noqa: PLC0415  # as in run

    session = chosen_session(record, arguments)
    report = record.verify(session.id)
    if arguments.json:
        print_json(msgspec.to_builtins(report))
        return 0 if report.ok else 1
    if report.ok:
        text = ngettext(
            "{n} entry: the chain holds and every total adds up.",
            "{n} entries: the chain holds and every total adds up.",
            report.entries,
        )
        _print(text.format(n=report.entries))
        return 0
    for one in report.differences:
        where = (
            _("total") if one.number is None else _("entry {n}").format(n=one.number)
        )
        _print(f"{where}: {one.what}")
    return 1


def _object(session: SessionView) -> dict[str, Any]:
    from sessions.export import session_object  # noqa: PLC0415  # as in run

    return session_object(session)


def _line(session: SessionView) -> str:
    from sessions.times import time_text  # noqa: PLC0415  # as in run

    words = {"live": _("live"), "paused": _("paused"), "ended": _("ended")}
    viewers = ngettext("{n} viewer", "{n} viewers", session.totals.viewers)
    return "  ".join(
        (
            session.id,
            time_text(session.started_at)[:16].replace("T", " "),
            words[session.state],
            viewers.format(n=session.totals.viewers),
            _("{points} points").format(points=_number(session.totals.points)),
            printable(session.name),
        )
    ).rstrip()


def _time(text: str) -> Timestamp:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        wanted = _("--at takes a time such as 2026-01-01T20:30:00Z, not “{text}”.")
        raise CommandError(wanted.format(text=text)) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return round(since.total_seconds() * 1_000_000)


def _number(points: int) -> str:
    from sessions.export import decimal_text  # noqa: PLC0415  # as in run

    whole_part, dot, rest = decimal_text(points).partition(".")
    return f"{int(whole_part):,}{dot}{rest}"


def _print(text: str) -> None:
    print(text)  # noqa: T201  # the answer of a command
