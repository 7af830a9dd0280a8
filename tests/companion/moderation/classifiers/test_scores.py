"""Figures made into scores."""

from __future__ import annotations

from math import inf, nan

import pytest
from msgspec import convert

from companion.domain.errors import ModelError
from companion.moderation.classifiers.scores import by_length, scores_of
from companion.moderation.models.manifest import Manifest

TWO = {"toxic": "toxicity", "threat": "threat"}


def manifest(labels: dict[str, str], *, activation: str = "sigmoid") -> Manifest:
    values = {"id": "m", "title": "M", "kind": "onnx", "labels": labels}
    return convert({**values, "activation": activation}, Manifest)


def test_each_figure_for_itself_by_sigmoid() -> None:
    ((first, second),) = scores_of([[0.0, 2.0]], manifest(TWO))

    assert first == pytest.approx(0.5)
    assert second == pytest.approx(0.880797, abs=1e-6)


def test_shares_of_one_by_softmax() -> None:
    labels = {"fine": "", "toxic": "toxicity"}
    ((score,),) = scores_of([[0.0, 1.0]], manifest(labels, activation="softmax"))

    assert score == pytest.approx(0.731059, abs=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
def test_the_largest_figures_stay_numbers(activation: str) -> None:
    rows = scores_of([[1e30, -1e30]], manifest(TWO, activation=activation))

    assert rows == [[1.0, 0.0]]


def test_what_has_no_canonical_name_is_left_out() -> None:
    labels = {"male": "", "toxic": "toxicity", "female": ""}

    assert scores_of([[9.0, 0.0, 9.0]], manifest(labels)) == [[0.5]]


@pytest.mark.parametrize("row", [[1.0], [1.0, 2.0, 3.0], [], [nan, 1.0], [1.0, inf]])
def test_figures_that_fit_no_label_are_refused(row: list[float]) -> None:
    with pytest.raises(ModelError, match="does not describe"):
        scores_of([row], manifest(TWO))


def test_chunks_are_of_about_one_length() -> None:
    assert [*by_length([5, 1, 9, 2, 8], most=2)] == [[1, 3], [0, 4], [2]]
    assert [*by_length([])] == []
