"""The folder of models."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.moderation.models.manifest import file_of, read_manifest
from companion.moderation.models.store import ModelStore, labelled_by_config
from tests.support.models import TINY, install_tiny


def test_an_empty_folder_has_no_models(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)

    assert store.installed() == []
    with pytest.raises(ModelError, match="companion model get tiny"):
        store.manifest("tiny")


def test_what_is_installed_is_found(tmp_path: Path) -> None:
    folder = install_tiny(tmp_path)
    store = ModelStore(tmp_path)

    assert store.folder("tiny") == folder
    assert store.check("tiny").title == "Tiny"
    (found,) = store.installed()
    assert (found.id, found.problem) == ("tiny", "")


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "/etc"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="no name of a model"):
        ModelStore(tmp_path).folder(name)


def test_a_damaged_model_is_told_with_its_problem(tmp_path: Path) -> None:
    (install_tiny(tmp_path) / "model.onnx").write_bytes(b"")
    (found,) = ModelStore(tmp_path).installed()

    assert found.manifest is None
    assert "not whole: model.onnx" in found.problem


def test_a_folder_with_another_model_is_a_problem(tmp_path: Path) -> None:
    install_tiny(tmp_path).rename(tmp_path / "models" / "other")
    (found,) = ModelStore(tmp_path).installed()

    assert found.id == "other"
    assert "holds another one: tiny" in found.problem


def test_a_model_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    folder = install_tiny(tmp_path)
    (folder / "left-over").write_text("old")
    store = ModelStore(tmp_path)
    shutil.copytree(TINY, store.scratch("tiny"))
    store.put(read_manifest(TINY), store.scratch("tiny"))

    assert sorted(one.name for one in folder.iterdir()) == [
        "manifest.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert [one.name for one in (tmp_path / "models").iterdir()] == ["tiny"]


def test_what_is_not_whole_takes_no_place(tmp_path: Path) -> None:
    folder = install_tiny(tmp_path)
    store = ModelStore(tmp_path)
    shutil.copytree(TINY, store.scratch("tiny"))
    (store.scratch("tiny") / "tokenizer.json").unlink()

    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        store.put(read_manifest(TINY), store.scratch("tiny"))
    store.check("tiny")
    assert folder.is_dir()


def test_removing_leaves_nothing(tmp_path: Path) -> None:
    install_tiny(tmp_path)
    store = ModelStore(tmp_path)
    store.scratch("tiny").mkdir()
    store.remove("tiny")

    assert [*(tmp_path / "models").iterdir()] == []
    store.remove("tiny")  # twice is no problem


def test_a_speed_is_that_of_these_files(tmp_path: Path) -> None:
    install_tiny(tmp_path)
    store = ModelStore(tmp_path)
    manifest = store.check("tiny")
    assert store.speed(manifest) is None
    store.note_speed(manifest, 0.12345)

    assert store.speed(manifest) == 0.123
    assert store.speed(replace(manifest, activation="softmax")) is None
    store.check("tiny")


def config_in(folder: Path, labels: object) -> None:
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))


def test_the_order_of_labels_is_that_of_the_configuration(tmp_path: Path) -> None:
    config_in(tmp_path, {"1": "toxic", "0": "identity_hate", "2": "male"})
    manifest = replace(
        read_manifest(TINY),
        labels={"toxic": "toxicity", "identity_hate": "identity_attack"},
        files={"config.json": file_of(tmp_path / "config.json")},
    )

    assert labelled_by_config(manifest, tmp_path).labels == {
        "identity_hate": "identity_attack",
        "toxic": "toxicity",
        "male": "",
    }


@pytest.mark.parametrize("labels", [{"0": "LABEL_0"}, {}, None, [], {"x": "toxic"}])
def test_other_labels_are_another_model(tmp_path: Path, labels: object) -> None:
    config_in(tmp_path, labels)
    manifest = replace(
        read_manifest(TINY), files={"config.json": file_of(tmp_path / "config.json")}
    )

    with pytest.raises(ModelError, match="names other labels"):
        labelled_by_config(manifest, tmp_path)
