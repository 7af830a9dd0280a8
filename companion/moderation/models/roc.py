"""How well scores tell what people would stop: ROC curves, label by label.

A threshold is chosen where enough of what should be stopped lies above it and little
of the rest does. Method: Fawcett, An introduction to ROC analysis (2006), algorithm 1;
the area is that of the trapezoids below the curve.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from msgspec import Struct

from companion.domain.errors import CommandError
from companion.i18n import _

ANY: Final = "any"
"""The highest score of a text, whatever its label."""

MOST_TEXTS: Final = 100_000

_TO_STOP: Final = {"block": True, "hold": True, "1": True, "allow": False, "0": False}
_VERDICTS: Final = ("wanted", "person")
"""Columns that say what people want; the second is that of a file of corrections."""


class Point(Struct, frozen=True, kw_only=True):
    """What a threshold does: shares of the texts to stop, and of the others, above it.

    precision: share of what it stops that was to be stopped.
    """

    threshold: float
    true_positive_rate: float
    false_positive_rate: float
    precision: float


class Curve(Struct, frozen=True, kw_only=True):
    """One label's curve, from the highest threshold down; area: 0.5 is chance."""

    label: str
    area: float
    points: tuple[Point, ...]


def labelled_texts(file: Path) -> tuple[Sequence[str], Sequence[bool]]:
    """Return texts of a CSV file, and whether each was to be stopped.

    It has a column `text` and a column `wanted` with block, hold, allow, 1 or 0;
    what `companion sessions corrections` writes will do. Raises CommandError, which
    names file and line.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _read(csv.DictReader(lines), file)
    except OSError as error:
        text = _("{file} cannot be read: {cause}")
        cause = error.strerror or str(error)
        raise CommandError(text.format(file=file, cause=cause)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        text = _("{file} is no CSV file in UTF-8: {cause}")
        raise CommandError(text.format(file=file, cause=error)) from error


def curves_of(
    scores: Sequence[Mapping[str, float]], wanted: Sequence[bool]
) -> Sequence[Curve]:
    """Return a curve for each label, and for the highest score of all.

    Raises CommandError without a text of either kind: there is nothing to compare.
    """
    if all(wanted) or not any(wanted):
        raise CommandError(_("Both texts to stop and texts to allow are needed."))
    # What no model was asked about has no score of any label.
    labels = list(dict.fromkeys(label for one in scores for label in one))
    columns = {label: [one.get(label, 0.0) for one in scores] for label in labels}
    columns[ANY] = [max(one.values(), default=0.0) for one in scores]
    return [_curve(label, found, wanted) for label, found in columns.items()]


def _read(
    rows: csv.DictReader[str], file: Path
) -> tuple[Sequence[str], Sequence[bool]]:
    names = rows.fieldnames or ()
    verdict = next((name for name in _VERDICTS if name in names), "")
    if "text" not in names or not verdict:
        text = _("{file} needs the columns text and wanted.")
        raise CommandError(text.format(file=file))
    texts: list[str] = []
    wanted: list[bool] = []
    for row in rows:
        is_to_stop = _TO_STOP.get((row[verdict] or "").strip().lower())
        if is_to_stop is None or row["text"] is None:
            text = _("{file}, line {line}: {column} is block, hold, allow, 1 or 0.")
            raise CommandError(
                text.format(file=file, line=rows.line_num, column=verdict)
            )
        if len(texts) == MOST_TEXTS:
            text = _("{file} has more than {most} texts.")
            raise CommandError(text.format(file=file, most=MOST_TEXTS))
        texts.append(row["text"])
        wanted.append(is_to_stop)
    return texts, wanted


def _curve(label: str, scores: Iterable[float], wanted: Sequence[bool]) -> Curve:
    to_stop = sum(wanted)
    others = len(wanted) - to_stop
    ranked = sorted(zip(scores, wanted, strict=True), reverse=True)
    stopped = 0
    wrongly = 0
    points = [
        Point(
            threshold=1.0,
            true_positive_rate=0.0,
            false_positive_rate=0.0,
            precision=1.0,
        )
    ]
    # Equal scores fall together: no threshold comes between them.
    for score, equals in groupby(ranked, key=lambda one: one[0]):
        hits = [is_to_stop for _score, is_to_stop in equals]
        stopped += sum(hits)
        wrongly += len(hits) - sum(hits)
        points.append(
            Point(
                threshold=score,
                true_positive_rate=stopped / to_stop,
                false_positive_rate=wrongly / others,
                precision=stopped / (stopped + wrongly),
            )
        )
    return Curve(label=label, area=_area(points), points=tuple(points))


def _area(points: Sequence[Point]) -> float:
    return sum(
        (right.false_positive_rate - left.false_positive_rate)
        * (right.true_positive_rate + left.true_positive_rate)
        / 2
        for left, right in pairwise(points)
    )
