"""`companion model`: moderation models: list, get, convert, check, roc."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion.app.cli import (
    Subparsers,
    add_data_dir,
    data_folder,
    print_json,
    printable,
)
from companion.app.commands import model_roc
from companion.domain.errors import CommandError, ModelError
from companion.i18n import _

if TYPE_CHECKING:
    from companion.moderation.models.check import Drift
    from companion.moderation.models.shelf import ModelShelf

_MB: Final = 1_000_000
_MOST_TEXTS: Final = 100_000


def add(parsers: Subparsers) -> None:
    """Add the command, its subcommands and their options."""
    text = _("moderation models: what there is, get one, convert one, compare two")
    parser = parsers.add_parser("model", help=text, description=text)
    actions = parser.add_subparsers(dest="action", metavar=_("ACTION"), required=True)
    _add_list(actions)
    _add_get(actions)
    _add_convert(actions)
    _add_check(actions)
    model_roc.add(actions)


def _add_list(actions: Subparsers) -> None:
    text = _("what can be had, and what is here")
    _common(actions.add_parser("list", help=text, description=text))


def _add_get(actions: Subparsers) -> None:
    text = _("download a model, or take it from a file; goes on where it stopped")
    parser = actions.add_parser("get", help=text, description=text)
    parser.add_argument("id", metavar=_("MODEL"))
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "--from",
        dest="file",
        type=Path,
        metavar=_("FILE"),
        help=_("a folder, zip archive or model file that is here already"),
    )
    given.add_argument(
        "--mirror",
        default="",
        metavar=_("ADDRESS"),
        help=_("https address under which the model's files lie"),
    )
    parser.add_argument(
        "--measure", action="store_true", help=_("then measure how fast it is here")
    )
    _common(parser)


def _add_convert(actions: Subparsers) -> None:
    text = _("a Detoxify checkpoint made into a small and fast model")
    parser = actions.add_parser("convert", help=text, description=text)
    parser.add_argument("checkpoint", type=Path, metavar=_("CHECKPOINT"))
    parser.add_argument(
        "--out", type=Path, required=True, metavar=_("DIR"), help=_("folder to make")
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar=_("DIR"),
        help=_("folder with config.json and tokenizer (default: the checkpoint's)"),
    )
    parser.add_argument("--title", default="", metavar=_("TEXT"), help=_("its name"))
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar=_("CODE"),
        help=_("a language that it knows; may be given again"),
    )
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))


def _add_check(actions: Subparsers) -> None:
    text = _("how far two models are apart, and which decisions change")
    parser = actions.add_parser("check", help=text, description=text)
    parser.add_argument("first", metavar=_("MODEL"), help=_("name or folder"))
    parser.add_argument("second", metavar=_("MODEL"), help=_("name or folder"))
    parser.add_argument(
        "--texts", type=Path, required=True, metavar=_("FILE"), help=_("one a line")
    )
    parser.add_argument(
        "--most",
        type=float,
        metavar=_("SCORE"),
        help=_("exit with 1 when scores are further apart than this"),
    )
    _common(parser)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; returns 1 when a check found too much."""
    match arguments.action:
        case "list":
            return _list(arguments)
        case "get":
            return _get(arguments)
        case "convert":
            return _convert(arguments)
        case "roc":
            return model_roc.run(arguments, _folder(arguments, arguments.model))
        case _:
            return _check(arguments)


def _shelf(arguments: argparse.Namespace) -> ModelShelf:
    from companion.app.machine import SystemClock  # noqa: PLC0415  # not needed by --help
    from companion.moderation.models.shelf import ModelShelf  # noqa: PLC0415  # as above

    return ModelShelf(data_folder(arguments), clock=SystemClock())


def _list(arguments: argparse.Namespace) -> int:
    from companion.app.wiring import settings_in  # noqa: PLC0415  # not needed by --help

    chosen = settings_in(data_folder(arguments), ()).moderation.model.id
    offers = _shelf(arguments).offers(chosen)
    if arguments.json:
        print_json(offers)
        return 0
    states = {
        "absent": _("not here"),
        "downloading": _("loading"),
        "ready": _("ready"),
        "broken": _("broken"),
    }
    for offer in offers:
        mark = "*" if offer.is_chosen else " "
        size = _("{size} MB").format(size=round(offer.size / _MB))
        languages = ", ".join(offer.languages)
        line = f"{mark} {offer.id:<24}{states[offer.state]:<10}{size:>8}  {languages}"
        _say(f"{line}  {offer.licence}")
        _say(f"    {offer.description}")
        if offer.measured_ms is not None:
            text = _("{ms} ms for one text on this computer")
            _say("    " + text.format(ms=round(offer.measured_ms, 2)))
        if offer.detail:
            _say(f"    {offer.detail}")
    return 0


def _get(arguments: argparse.Namespace) -> int:
    shelf = _shelf(arguments)
    bar = _Bar(arguments.id)

    async def get() -> Mapping[str, object]:
        from companion.moderation.models.manifest import version_of  # noqa: PLC0415  # as above

        manifest = await shelf.fetch(
            arguments.id,
            file=arguments.file,
            address=arguments.mirror,
            progress=bar.told,
        )
        ms = await shelf.measure(arguments.id) if arguments.measure else None
        return {
            "id": manifest.id,
            "version": version_of(manifest),
            "folder": str(shelf.store.folder(manifest.id)),
            "size": manifest.size,
            "files": {name: file.sha256 for name, file in manifest.files.items()},
            "measured_ms": ms,
        }

    try:
        answer = asyncio.run(get())
    finally:
        bar.end()
    if arguments.json:
        print_json(answer)
        return 0
    text = _("{version} is in {folder}. To use it: moderation.model.id = “{id}”")
    _say(text.format(**answer))
    if answer["measured_ms"] is not None:
        text = _("{ms} ms for one text on this computer")
        _say(text.format(ms=f"{answer['measured_ms']:.2f}"))
    return 0


def _convert(arguments: argparse.Namespace) -> int:
    from importlib.util import find_spec  # noqa: PLC0415  # not needed by --help

    missing = [name for name in ("torch", "transformers") if find_spec(name) is None]
    if missing:
        text = _("Converting needs {missing}: pip install companion-live[detoxify]")
        raise ModelError(text.format(missing=", ".join(missing)))
    from companion.moderation.models.convert import convert  # noqa: PLC0415  # as above

    out: Path = arguments.out.absolute()

    def told(what: str, share: float) -> None:
        if not arguments.json:
            print(f"{share:4.0%} {what}", file=sys.stderr)  # noqa: T201  # progress

    converted = convert(
        arguments.checkpoint,
        out,
        config=arguments.config or arguments.checkpoint.parent,
        model_id=out.name,
        title=arguments.title or out.name,
        languages=tuple(arguments.language) or ("en",),
        progress=told,
    )
    if arguments.json:
        print_json(
            {
                "id": converted.manifest.id,
                "folder": str(out),
                "before": converted.before,
                "after": converted.after,
                "labels": converted.manifest.canonical,
            }
        )
        return 0
    text = _(
        "{folder}: {after} MB instead of {before} MB. Scores shift a little: compare "
        "with `companion model check`, then `companion model get {id} --from {folder}`."
    )
    before, after = (
        f"{size / _MB:.1f}" for size in (converted.before, converted.after)
    )
    values = {"folder": out, "id": converted.manifest.id}
    _say(text.format(before=before, after=after, **values))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    texts = _texts(arguments.texts)
    folders = [_folder(arguments, one) for one in (arguments.first, arguments.second)]
    drift = asyncio.run(_compare(folders, texts))
    is_far = arguments.most is not None and drift.most > arguments.most
    if arguments.json:
        print_json(drift)
        return int(is_far)
    text = _("{first} and {second} on {texts} texts: at most {most} apart, mean {mean}")
    _say(
        text.format(
            first=drift.first,
            second=drift.second,
            texts=drift.texts,
            most=f"{drift.most:.4f}",
            mean=f"{drift.mean:.4f}",
        )
    )
    for one in drift.labels:
        _say(f"  {one.label:<18}{one.most:>9.4f}{one.mean:>9.4f}  {_flips(one.flips)}")
    for example in drift.furthest[:5]:
        _say(
            f"    {example.first:.3f} → {example.second:.3f} {example.label}  "
            f"{example.text}"
        )
    return int(is_far)


def _flips(flips: Sequence[object]) -> str:
    from companion.moderation.models.check import Flips  # noqa: PLC0415  # as above

    changed = [
        f"{one.threshold:g}: +{one.raised} −{one.dropped}"
        for one in flips
        if isinstance(one, Flips) and one.raised + one.dropped
    ]
    return ", ".join(changed) or _("no decision changes")


def _folder(arguments: argparse.Namespace, asked: str) -> Path:
    """Return the folder of a model that is named, or that is a folder itself."""
    if Path(asked).is_dir():
        return Path(asked)
    store = _shelf(arguments).store
    return store.folder(store.manifest(asked).id)


async def _compare(folders: Sequence[Path], texts: Sequence[str]) -> Drift:
    from companion.moderation.models.check import drift_of  # noqa: PLC0415  # as above
    from companion.moderation.models.manifest import read_manifest  # noqa: PLC0415  # as above
    from companion.moderation.models.process import model_process  # noqa: PLC0415  # as above

    names, scores, in_use = [], [], []
    for folder in folders:
        in_use += list(read_manifest(folder).thresholds.items())
        async with model_process(folder) as model:
            names.append(model.loaded.version)
            scores.append(await model.scores(texts))
    return drift_of(
        texts, (scores[0], scores[1]), names=(names[0], names[1]), in_use=in_use
    )


def _texts(file: Path) -> Sequence[str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        text = _("{file} cannot be read: {cause}")
        cause = error.strerror or str(error)
        raise CommandError(text.format(file=file, cause=cause)) from error
    texts = [line.rstrip("\r") for line in lines if line.strip()][:_MOST_TEXTS]
    if not texts:
        raise CommandError(_("{file} has no text in it.").format(file=file))
    return texts


class _Bar:
    """Progress on a terminal; silent where nobody watches."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = -1
        self._is_on = sys.stderr is not None and sys.stderr.isatty()

    def told(self, done: int, size: int) -> None:
        """Show how far it is, once a percent."""
        share = min(99, int(100 * done / size)) if size else 0
        if self._is_on and share != self._shown:
            self._shown = share
            sys.stderr.write(f"\r{self._name} {share:3} %  {done // _MB} MB ")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._shown >= 0:
            sys.stderr.write("\n")


def _say(line: str) -> None:
    sys.stdout.write(printable(line).rstrip() + "\n")
