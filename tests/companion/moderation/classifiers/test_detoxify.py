"""The real Detoxify package beside the ONNX path, on one checkpoint, offline."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from random import Random

import pytest
import torch
from detoxify import Detoxify
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.moderation.classifiers import Classifier, classifier_of
from companion.moderation.models.check import THRESHOLDS
from companion.moderation.models.manifest import Manifest, file_of, read_manifest
from tests.support.models import TINY, TINY_CHECKPOINT
from tests.support.models.words import labelled

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def of_checkpoint(folder: Path) -> Manifest:
    return replace(
        read_manifest(TINY),
        kind="detoxify",
        files={one.name: file_of(one) for one in folder.iterdir()},
    )


@pytest.fixture(scope="module")
def detoxify() -> Classifier:
    classifier = classifier_of(of_checkpoint(TINY_CHECKPOINT), TINY_CHECKPOINT)
    classifier.load()
    return classifier


@pytest.fixture(scope="module")
def onnx() -> Classifier:
    classifier = classifier_of(read_manifest(TINY), TINY)
    classifier.load()
    return classifier


def test_both_paths_give_the_same_scores_and_decisions(
    detoxify: Classifier, onnx: Classifier
) -> None:
    chance = Random(2026)
    texts = ["", "gg", *(labelled(chance).text for _number in range(800))]
    assert detoxify.labels == onnx.labels

    theirs, ours = detoxify.score(texts), onnx.score(texts)
    pairs = [
        (one, other)
        for row, other_row in zip(theirs, ours, strict=True)
        for one, other in zip(row, other_row, strict=True)
    ]
    assert len(pairs) == 802 * 6
    assert max(abs(one - other) for one, other in pairs) < 0.01
    for threshold in (0.5, 0.6, 0.9):
        assert all(
            (one >= threshold) == (other >= threshold) for one, other in pairs
        ), threshold
    assert {0.6, 0.9} <= set(THRESHOLDS)


def test_it_is_what_the_package_itself_says(
    detoxify: Classifier, tmp_path: Path
) -> None:
    """Ours reads the file; everything else is the package, and must stay so."""
    loaded = torch.load(TINY_CHECKPOINT / "model.ckpt", weights_only=True)
    loaded["config"]["arch"]["args"]["model_type"] = str(TINY_CHECKPOINT)
    torch.save(loaded, tmp_path / "model.ckpt")
    package = Detoxify(checkpoint=str(tmp_path / "model.ckpt"))
    text = "nice game you loser"

    said = package.predict(text)
    (row,) = detoxify.score([text])
    assert dict(zip(detoxify.labels, row, strict=True)) == pytest.approx(said)


def test_one_text_gets_a_row_as_well(detoxify: Classifier) -> None:
    assert detoxify.score([]) == []
    assert len(detoxify.score(["hello"])) == 1
    assert len(detoxify.score(["hello"])[0]) == 6


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    classifier = classifier_of(of_checkpoint(TINY_CHECKPOINT), TINY_CHECKPOINT)
    classifier.load()

    assert classifier.score(["you idiot"])[0][0] > 0.9


def test_long_texts_end_after_64_tokens(detoxify: Classifier) -> None:
    ((toxicity, *_rest),) = detoxify.score([f"{'nice ' * 100} loser"])

    assert toxicity < 0.1


def test_labels_that_the_checkpoint_does_not_have_are_refused(tmp_path: Path) -> None:
    manifest = of_checkpoint(TINY_CHECKPOINT)
    other = replace(manifest, labels={"x": "sexual_explicit", "toxicity": "toxicity"})

    with pytest.raises(ModelError, match="does not describe"):
        classifier_of(other, TINY_CHECKPOINT).load()


def test_a_folder_without_configuration_is_said(tmp_path: Path) -> None:
    shutil.copy(TINY_CHECKPOINT / "model.ckpt", tmp_path)

    with pytest.raises(ModelError, match=r"cannot be run: .*Get it again"):
        classifier_of(of_checkpoint(tmp_path), tmp_path).load()
