"""`companion model roc`: how well a model tells what people would stop."""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from companion.app.cli import Subparsers, add_data_dir, print_json, printable
from companion.domain.errors import CommandError
from companion.i18n import _

if TYPE_CHECKING:
    from companion.moderation.models.roc import Curve

_COLUMNS = (
    "label",
    "threshold",
    "true_positive_rate",
    "false_positive_rate",
    "precision",
)
_SHARES = (0.01, 0.05)
"""Of innocent texts stopped: what recall is told for."""


def add(actions: Subparsers) -> None:
    """Add the action and its options."""
    text = _("how well a model tells what people would stop: a ROC file")
    parser = actions.add_parser("roc", help=text, description=text)
    parser.add_argument("model", metavar=_("MODEL"), help=_("name or folder"))
    parser.add_argument(
        "--texts",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("CSV with the columns text and wanted (block, hold, allow, 1 or 0)"),
    )
    parser.add_argument(
        "--out", type=Path, metavar=_("FILE"), help=_("CSV file for the curves")
    )
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))
    add_data_dir(parser)


def run(arguments: argparse.Namespace, folder: Path) -> int:
    """Score the texts and tell the curves; folder: the model's."""
    from companion.moderation.models.roc import (  # noqa: PLC0415  # not needed by --help
        curves_of,
        labelled_texts,
    )

    texts, wanted = labelled_texts(arguments.texts)
    scores = asyncio.run(_scores(folder, texts)) if texts else []
    curves = curves_of(scores, wanted)
    if arguments.out is not None:
        _write(arguments.out, curves)
    if arguments.json:
        print_json(curves)
        return 0
    text = _("{texts} texts, {stop} of them to be stopped")
    _say(text.format(texts=len(texts), stop=sum(wanted)))
    for curve in curves:
        recalls = "  ".join(
            _("{recall} found at {share} wrong").format(
                recall=f"{_recall(curve, share):.1%}", share=f"{share:.0%}"
            )
            for share in _SHARES
        )
        area = _("area {area}").format(area=f"{curve.area:.4f}")
        _say(f"  {curve.label:<18}{area}  {recalls}")
    return 0


async def _scores(folder: Path, texts: Sequence[str]) -> Sequence[dict[str, float]]:
    from companion.moderation.models.process import model_process  # noqa: PLC0415  # see above

    async with model_process(folder) as model:
        return [dict(one) for one in await model.scores(texts)]


def _recall(curve: Curve, share: float) -> float:
    """Return the most that is found while at most this share is found wrongly."""
    return max(
        point.true_positive_rate
        for point in curve.points
        if point.false_positive_rate <= share
    )


def _write(file: Path, curves: Sequence[Curve]) -> None:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(_COLUMNS)
    for curve in curves:
        for point in curve.points:
            writer.writerow(
                (curve.label, *(f"{getattr(point, one):.6g}" for one in _COLUMNS[1:]))
            )
    try:
        file.write_text(rows.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        text = _("{file} cannot be written: {cause}")
        cause = error.strerror or str(error)
        raise CommandError(text.format(file=file, cause=cause)) from error


def _say(line: str) -> None:
    sys.stdout.write(printable(line).rstrip() + "\n")
