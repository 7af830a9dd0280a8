"""`companion moderate`: what the gate says about a text."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.app.cli import (
    Subparsers,
    add_data_dir,
    data_folder,
    print_json,
    printable,
)
from companion.domain.errors import CommandError, ModelError
from companion.i18n import _

if TYPE_CHECKING:
    from companion.settings.moderation import ModerationSettings


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
    parser.add_argument(
        "--model",
        default="",
        metavar=_("MODEL"),
        help=_("installed model that is asked as well (default: the one chosen)"),
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
    answers = (
        moderate_text(text, rules=rules, clock=clock) for text in _texts(arguments)
    )
    folder = _model(arguments, settings.moderation.model.id)
    if folder is None:
        for answer in answers:
            _tell(answer, is_json=arguments.json)
    else:
        asyncio.run(_with_model(folder, answers, settings.moderation, arguments))
    return 0


def _model(arguments: argparse.Namespace, chosen: str) -> Path | None:
    """Return the folder of the model that is asked, None for rules alone.

    Raises ModelError when the one that the command names is not whole. One that only
    the settings name is done without, as in the app, and that is said.
    """
    from companion.moderation.models.store import ModelStore  # noqa: PLC0415  # as above

    model_id = arguments.model or chosen
    if not model_id:
        return None
    store = ModelStore(data_folder(arguments))
    try:
        store.check(model_id)
    except ModelError as error:
        if arguments.model:
            raise
        text = _("companion: rules alone: {problem}").format(problem=error)
        print(text, file=sys.stderr)  # noqa: T201  # the command line speaks here
        return None
    return store.folder(model_id)


async def _with_model(
    folder: Path,
    answers: Iterator[dict[str, Any]],
    settings: ModerationSettings,
    arguments: argparse.Namespace,
) -> None:
    from companion.app.machine import SystemClock  # noqa: PLC0415  # as above
    from companion.moderation.models.process import MOST_TEXTS, model_process  # noqa: PLC0415  # as above
    from companion.moderation.policy import Policy  # noqa: PLC0415  # as above
    from companion.moderation.trial import with_scores  # noqa: PLC0415  # as above

    policy, clock = Policy.of(settings, "normal"), SystemClock()
    async with model_process(folder) as model:
        while part := [*islice(answers, MOST_TEXTS)]:
            asked = await with_scores(
                part, policy=policy, ask=model.scores, clock=clock
            )
            for answer in asked:
                _tell(answer, is_json=arguments.json)


def _tell(answer: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        print_json(answer)
        return
    reasons = "; ".join(f"{one['rule']} {one['detail']}" for one in answer["reasons"])
    line = f"{answer['verdict']:<6} {answer['text']}  {reasons}"
    sys.stdout.write(printable(line).rstrip() + "\n")


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
