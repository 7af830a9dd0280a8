"""What a model says of itself, and whether its files are what it says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.moderation.models.manifest import (
    CANONICAL,
    Manifest,
    check_whole,
    read_manifest,
    version_of,
    write_manifest,
)
from companion.settings.moderation import LABELS
from tests.support.models import TINY

PLAIN: dict[str, Any] = {
    "id": "mine",
    "title": "Mine",
    "kind": "onnx",
    "labels": {"toxic": "toxicity"},
}


def test_labels_are_those_of_the_settings() -> None:
    assert set(CANONICAL) == set(LABELS)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    manifest = read_manifest(TINY)
    write_manifest(manifest, tmp_path)

    assert read_manifest(tmp_path) == manifest


def test_the_version_is_the_name_and_twelve_digits_of_the_files() -> None:
    manifest = read_manifest(TINY)
    name, digits = version_of(manifest).split("@")
    files = dict(manifest.files)
    files["model.onnx"] = replace(files["model.onnx"], sha256="0" * 64)

    assert name == "tiny"
    assert len(digits) == 12
    assert version_of(replace(manifest, files=files)) != version_of(manifest)
    assert version_of(replace(manifest, activation="softmax")) != version_of(manifest)
    assert version_of(replace(manifest, title="Other")) == version_of(manifest)


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "../up"},
        {"id": "Upper"},
        {"id": "a" * 65},
        {"kind": "pickle"},
        {"labels": {}},
        {"labels": {"fine": ""}},
        {"labels": {"a": "toxicity", "b": "toxicity"}},
        {"labels": {"a": "rudeness"}},
        {"activation": "relu"},
        {"max_tokens": 0},
        {"thresholds": {"toxicity": 1.5}},
        {"thresholds": {"threat": 0.5}},
        {"files": {"../x": {}}},
        {"files": {"a/b": {}}},
        {"files": {"manifest.json": {}}},
        {"files": {"x": {"sha256": "beef"}}},
        {"files": {"x": {"size": -1}}},
    ],
)
def test_what_no_model_can_be_is_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode({**PLAIN, **change}))

    with pytest.raises(ModelError, match=r"manifest\.json cannot be used"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{", b" " * 2_000_000, b'{"id":"\xff"}', b'{"x":' + b"[" * 200_000],
    ids=["empty", "list", "cut", "large", "other encoding", "deep"],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(raw)

    with pytest.raises(ModelError, match="Get the model again"):
        read_manifest(tmp_path)


def test_no_manifest_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        read_manifest(tmp_path)


def test_thresholds_are_a_half_unless_said() -> None:
    manifest = Manifest(**PLAIN, thresholds={"toxicity": 0.7})

    assert manifest.threshold("toxicity") == 0.7
    assert manifest.threshold("threat") == 0.5


def test_whole_files_are_whole() -> None:
    check_whole(read_manifest(TINY), TINY)


@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    shutil.copytree(TINY, tmp_path / "tiny")
    file = tmp_path / "tiny" / "model.onnx"
    raw = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(raw[:-1])
        case "changed":
            file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        case _:
            file.unlink()

    with pytest.raises(ModelError, match=r"“Tiny” is not whole: model\.onnx: "):
        check_whole(read_manifest(TINY), tmp_path / "tiny")
