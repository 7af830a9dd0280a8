"""`companion model roc`: how well a model tells what people would stop."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

import pytest

from tests.support.evening import Here
from tests.support.models import TINY
from tests.support.models.words import labelled


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """300 texts of the tiny model's language, and the truth about each."""
    chance = Random(11)
    file = tmp_path / "labelled.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("text", "wanted"))
        for _number in range(300):
            one = labelled(chance)
            writer.writerow((one.text, "block" if one.truth[0] else "allow"))
    return file


def test_the_curves_of_a_model(here: Here, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "roc.csv"
    asked = ("model", "roc", str(TINY), "--texts", str(texts), "--out", str(out))

    code, said, err = here(*asked, "--json")

    assert (code, err) == (0, "")
    curves = {one["label"]: one for one in json.loads(said)}
    assert {"toxicity", "insult", "any"} <= set(curves)
    # It was trained on this language.
    assert curves["toxicity"]["area"] > 0.99
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == sum(len(one["points"]) for one in curves.values())
    assert rows[0]["label"] in curves
    assert (rows[0]["threshold"], rows[0]["false_positive_rate"]) == ("1", "0")
    last = [row for row in rows if row["label"] == "toxicity"][-1]
    assert (last["true_positive_rate"], last["false_positive_rate"]) == ("1", "1")


def test_it_is_told_in_words(here: Here, texts: Path) -> None:
    code, said, _err = here("model", "roc", str(TINY), "--texts", str(texts))

    assert code == 0
    assert said.startswith("300 texts, ")
    assert "found at 1% wrong" in said


def test_a_file_with_a_bad_line_is_refused(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    file.write_text("text,wanted\nhello,perhaps\n")

    code, said, err = here("model", "roc", str(TINY), "--texts", str(file))

    assert (code, said) == (2, "")
    assert "line 2" in err


def test_a_file_that_cannot_be_written(here: Here, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "roc.csv"

    code, _said, err = here(
        "model", "roc", str(TINY), "--texts", str(texts), "--out", str(out)
    )

    assert code != 0
    assert "cannot be written" in err
