"""Models that somebody has already: folders, archives, single files."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.moderation.models.local import clear, manifest_in, take_local
from companion.moderation.models.manifest import Manifest, ModelFile, read_manifest
from tests.support.models import TINY


def expected(**sha256: str) -> Manifest:
    """What a catalogue would say: published names, and some checksums."""
    return replace(
        read_manifest(TINY),
        files={
            "model.onnx": ModelFile(
                sha256=sha256.get("model", ""),
                address="https://example.com/a/model_quantized.onnx?download=true",
            ),
            "tokenizer.json": ModelFile(address="https://example.com/tokenizer.json"),
        },
    )


def take(file: Path, folder: Path, wanted: Manifest | None = None) -> Manifest:
    clear(folder)
    return take_local(file, wanted or expected(), folder, progress=lambda _done: None)


def same(folder: Path) -> bool:
    return all(
        (folder / name).read_bytes() == (TINY / name).read_bytes()
        for name in ("model.onnx", "tokenizer.json")
    )


def test_a_folder_by_our_names(tmp_path: Path) -> None:
    found = take(TINY, tmp_path / "loaded")

    assert same(tmp_path / "loaded")
    assert found.files["model.onnx"].sha256 == (
        read_manifest(TINY).files["model.onnx"].sha256
    )


def test_a_folder_as_it_is_published(tmp_path: Path) -> None:
    (tmp_path / "repo" / "onnx").mkdir(parents=True)
    model = tmp_path / "repo" / "onnx" / "model_quantized.onnx"
    shutil.copy(TINY / "model.onnx", model)
    shutil.copy(TINY / "tokenizer.json", tmp_path / "repo")
    take(tmp_path / "repo", tmp_path / "loaded")

    assert same(tmp_path / "loaded")


def test_a_single_file_beside_the_others(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    shutil.copy(TINY / "model.onnx", tmp_path / "here" / "whatever.onnx")
    shutil.copy(TINY / "tokenizer.json", tmp_path / "here")
    take(tmp_path / "here" / "whatever.onnx", tmp_path / "loaded")

    assert same(tmp_path / "loaded")


def test_an_archive_whose_paths_lead_elsewhere(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
        archive.write(TINY / "model.onnx", "../../model.onnx")
        archive.write(TINY / "tokenizer.json", "/deep/er/tokenizer.json")
        archive.writestr("../evil", "x")
    take(tmp_path / "model.zip", tmp_path / "loaded")

    assert same(tmp_path / "loaded")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["loaded", "model.zip"]


def test_a_file_that_is_not_the_published_one(tmp_path: Path) -> None:
    other = hashlib.sha256(b"other").hexdigest()

    with pytest.raises(ModelError, match=r"model\.onnx is not .*checksum differs"):
        take(TINY, tmp_path / "loaded", expected(model=other))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copy(TINY / "model.onnx", tmp_path)

    with pytest.raises(ModelError, match=r"there is no tokenizer\.json in it"):
        take(tmp_path / "model.onnx", tmp_path / "loaded")


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="it is not there"):
        take(tmp_path / "nothing", tmp_path / "loaded")


def test_a_manifest_that_lies_with_a_model(tmp_path: Path) -> None:
    found = manifest_in(TINY)

    assert found is not None
    assert found.id == "tiny"
    assert manifest_in(TINY / "model.onnx") == found
    assert manifest_in(tmp_path) is None


@pytest.mark.parametrize(
    "how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2]
)
def test_a_damaged_archive_is_said(tmp_path: Path, how: int) -> None:
    file = tmp_path / "model.zip"
    with zipfile.ZipFile(file, "w", how) as archive:
        archive.write(TINY / "model.onnx", "model.onnx")
        archive.write(TINY / "tokenizer.json", "tokenizer.json")
    raw = bytearray(file.read_bytes())
    raw[200:400] = b"x" * 200
    file.write_bytes(raw)

    with pytest.raises(ModelError, match=r"model\.zip cannot be used"):
        take(file, tmp_path / "loaded")


def test_an_archive_that_unpacks_to_any_size_stops_at_the_published_one(
    tmp_path: Path,
) -> None:
    file = tmp_path / "model.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.onnx", bytes(50_000_000))
        archive.write(TINY / "tokenizer.json", "tokenizer.json")

    with pytest.raises(ModelError, match="it is too large"):
        take(file, tmp_path / "loaded", read_manifest(TINY))

    size = (tmp_path / "loaded" / "model.onnx").stat().st_size
    assert size <= (TINY / "model.onnx").stat().st_size


def test_who_is_told_can_stop_it(tmp_path: Path) -> None:
    def stop(_done: int) -> None:
        raise ModelError("It was stopped.")

    clear(tmp_path / "loaded")
    with pytest.raises(ModelError, match="stopped"):
        take_local(TINY, expected(), tmp_path / "loaded", progress=stop)
