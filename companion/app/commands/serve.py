"""`companion serve`: the engine without a window."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from companion.app.cli import (
    Subparsers,
    add_data_dir,
    data_folder,
    port_number,
    positive,
    whole,
)
from companion.app.options import RunOptions
from companion.i18n import _

if TYPE_CHECKING:
    from companion.app.running import RunningApp

DEFAULT_SEED = 1

EARLY = "early_overrides"
"""Where --set before the command is gathered: a list after it would replace it."""


def add(parsers: Subparsers) -> None:
    """Add the command and its options."""
    text = _("run the engine and its overlays without a window")
    parser = parsers.add_parser("serve", help=text, description=text)
    add_demo(parser)
    parser.add_argument(
        "--connect",
        action="append",
        default=[],
        metavar=_("PLATFORM:TARGET"),
        help=_("what to connect to, such as tiktok:@name; may be given several times"),
    )
    add_data_dir(parser)
    add_run(parser)
    parser.add_argument(
        "--for",
        dest="seconds",
        type=positive,
        metavar=_("SECONDS"),
        help=_("end after this time"),
    )
    parser.add_argument(
        "--events",
        type=whole,
        metavar="N",
        help=_("end after this many events"),
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help=_("continue the last session that has not ended"),
    )


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Add the options of the simulator; the window has them too.

    Without defaults, as in add_data_dir: `companion --demo serve` means what it says.
    """
    parser.add_argument(
        "--demo",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("run on the simulator, nothing is kept"),
    )
    parser.add_argument(
        "--seed",
        type=whole,
        default=argparse.SUPPRESS,
        metavar="N",
        help=_("seed of the simulator (default: {seed})").format(seed=DEFAULT_SEED),
    )
    parser.add_argument(
        "--rate",
        type=positive,
        default=argparse.SUPPRESS,
        metavar=_("EVENTS_PER_SECOND"),
        help=_("pace of the simulator; 0: silent (default: the scenario's own)"),
    )


def add_run(parser: argparse.ArgumentParser, *, overrides: str = "overrides") -> None:
    """Add the options of a run that window and `serve` share.

    overrides: where the settings for this run are gathered.
    """
    parser.add_argument(
        "--port",
        type=port_number,
        default=argparse.SUPPRESS,
        metavar="P",
        help=_("port of the overlays (default: 7717; 0: any free one)"),
    )
    parser.add_argument(
        "--blocklist",
        type=Path,
        default=argparse.SUPPRESS,
        metavar=_("FILE"),
        help=_("words that replace the block lists for this run, one a line"),
    )
    parser.add_argument(
        "--set",
        dest=overrides,
        action="append",
        default=argparse.SUPPRESS,
        metavar=_("SECTION.FIELD=VALUE"),
        help=_("a setting for this run only; may be given several times"),
    )


def options_of(arguments: argparse.Namespace, *, purpose: str) -> RunOptions:
    """Return what was asked for, in the engine's terms."""
    given = vars(arguments)
    is_demo, is_placed = given.get("demo", False), given.get("data_dir") is not None
    targets = list(given.get("connect", ()))
    if is_demo:
        targets.insert(0, f"simulator:{given.get('seed', DEFAULT_SEED)}")
    return RunOptions(
        purpose=purpose,
        folder=None if is_demo and not is_placed else data_folder(arguments),
        connect=tuple(targets),
        rate=given.get("rate"),
        port=given.get("port"),
        events=given.get("events"),
        resume=given.get("resume", False),
        blocklist=given.get("blocklist"),
        overrides=(*given.get(EARLY, ()), *given.get("overrides", ())),
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until asked to stop; returns 0."""
    options = options_of(arguments, purpose="serve")
    with asyncio.Runner() as runner:
        return runner.run(_serve(options, seconds=arguments.seconds))


async def _serve(options: RunOptions, *, seconds: float | None) -> int:
    stop = asyncio.Event()
    with _stopping_on_signals(stop):
        # The engine takes a second to import: a wrong option is answered before that.
        from companion.app.log import log_to_stderr  # noqa: PLC0415  # see above
        from companion.app.machine import make_machine  # noqa: PLC0415  # see above
        from companion.app.running import open_app  # noqa: PLC0415  # see above
        from companion.garbage import collecting  # noqa: PLC0415  # see above

        log_to_stderr()
        machine = make_machine()
        async with open_app(options, machine) as app, collecting(machine.clock):
            await _run_session(app, options, stop=stop, seconds=seconds)
    return 0


async def _run_session(
    app: RunningApp, options: RunOptions, *, stop: asyncio.Event, seconds: float | None
) -> None:
    from companion.app.running import begin  # noqa: PLC0415  # as in _serve
    from companion.web.tokens import Scope  # noqa: PLC0415  # as in _serve

    _say_what_tiktok_is(app, options)
    session = await begin(app.engine, options)
    _say_ready(
        {
            "ready": True,
            "port": app.server.port,
            "session": session.id,
            "overlays": app.engine.overlay_links(),
            "api": f"http://127.0.0.1:{app.server.port}/api/v1",
            "token": app.tokens.api(Scope.CONTROL),
        }
    )
    await _until(stop, app.finished, seconds)
    now = app.engine.session()
    if now is not None and now.state != "ended":  # the API can end it too
        await app.engine.end_session()


def _say_what_tiktok_is(app: RunningApp, options: RunOptions) -> None:
    """Say once on stderr what naming a TikTok target accepts, unless it was accepted.

    Raises TargetUnknown for what cannot be a target, before anything is said.
    """
    from companion.platforms.tiktok.notice import (  # noqa: PLC0415  # as in _serve
        is_accepted,
        notice_line,
    )

    targets = [app.engine.check_target(target) for target in options.connect]
    is_named = any(target.startswith("tiktok:") for target in targets)
    if is_named and not is_accepted(app.settings.tiktok.notice_accepted_at):
        sys.stderr.write(f"companion: {notice_line()}\n")
        sys.stderr.flush()


def _say_ready(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def _until(
    stop: asyncio.Event, finished: asyncio.Event, seconds: float | None
) -> None:
    """Wait for a signal, for the last event, or for the time to be over."""
    waits = [asyncio.ensure_future(one.wait()) for one in (stop, finished)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


@contextmanager
def _stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Have SIGINT and SIGTERM set `stop`, on every operating system."""
    loop = asyncio.get_running_loop()

    def ask(_signal: int, _frame: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    before = {one: signal.signal(one, ask) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
