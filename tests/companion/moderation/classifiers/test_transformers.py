"""Nets in safetensors, and in nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest
import torch
from msgspec.structs import replace
from safetensors.torch import save_file

from companion.domain.errors import ModelError
from companion.moderation.classifiers import classifier_of
from companion.moderation.models.manifest import Manifest, file_of, read_manifest
from tests.support.models import TINY, TINY_CHECKPOINT
from tests.support.models.words import labelled

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as transformers keeps nets."""
    made = tmp_path_factory.mktemp("net")
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copy(TINY_CHECKPOINT / name, made)
    config = json.loads((TINY_CHECKPOINT / "config.json").read_text())
    config["architectures"] = ["BertForSequenceClassification"]
    (made / "config.json").write_text(json.dumps(config))
    state = torch.load(TINY_CHECKPOINT / "model.ckpt", weights_only=True)["state_dict"]
    save_file(dict(state), made / "model.safetensors", metadata={"format": "pt"})
    return made


def manifest_of(folder: Path) -> Manifest:
    return replace(
        read_manifest(TINY),
        kind="transformers",
        files={one.name: file_of(one) for one in folder.iterdir()},
    )


def test_it_scores_as_the_onnx_path_does(folder: Path) -> None:
    net = classifier_of(manifest_of(folder), folder)
    onnx = classifier_of(read_manifest(TINY), TINY)
    net.load()
    onnx.load()
    chance = Random(5)
    texts = ["", *(labelled(chance).text for _number in range(100))]

    apart = (
        abs(one - other)
        for row, other_row in zip(net.score(texts), onnx.score(texts), strict=True)
        for one, other in zip(row, other_row, strict=True)
    )
    assert max(apart) < 0.01
    assert net.score([]) == []


def test_weights_that_could_run_code_are_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "net")
    (tmp_path / "net" / "model.safetensors").rename(
        tmp_path / "net" / "pytorch_model.bin"
    )
    net = classifier_of(manifest_of(tmp_path / "net"), tmp_path / "net")

    with pytest.raises(ModelError, match=r"no model\.safetensors"):
        net.load()


def test_a_file_that_is_no_net_is_an_error_for_a_person(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "net")
    (tmp_path / "net" / "model.safetensors").write_bytes(b"nothing")
    net = classifier_of(manifest_of(tmp_path / "net"), tmp_path / "net")

    with pytest.raises(ModelError, match="cannot be run"):
        net.load()
