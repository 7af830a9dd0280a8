"""Detoxify checkpoint in, small ONNX out; and the same without torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.moderation.classifiers import classifier_of
from companion.moderation.models.convert import Converted, convert
from companion.moderation.models.manifest import file_of, read_manifest
from tests.support.models import TINY, TINY_CHECKPOINT
from tests.support.models.families import FAMILIES, SEVEN, make_family, texts
from tests.support.models.words import labelled


def converted(out: Path, checkpoint: Path = TINY_CHECKPOINT) -> Converted:
    told: list[float] = []
    found = convert(
        checkpoint / "model.ckpt",
        out,
        config=TINY_CHECKPOINT,
        model_id="made",
        title="Made",
        languages=("en",),
        progress=lambda _what, share: told.append(share),
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    return found


def test_a_conversion_scores_as_the_one_that_is_kept_here(tmp_path: Path) -> None:
    found = converted(tmp_path / "made")
    made = classifier_of(read_manifest(tmp_path / "made"), tmp_path / "made")
    kept = classifier_of(read_manifest(TINY), TINY)
    made.load()
    kept.load()
    chance = Random(1)
    asked = [labelled(chance).text for _number in range(100)]

    assert found.after < found.before / 2
    assert found.manifest.canonical == read_manifest(TINY).canonical
    apart = (
        abs(one - other)
        for row, other_row in zip(made.score(asked), kept.score(asked), strict=True)
        for one, other in zip(row, other_row, strict=True)
    )
    assert max(apart) < 0.01
    assert [one.name for one in tmp_path.iterdir()] == ["made"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()

    with pytest.raises(ModelError, match="is there already"):
        converted(tmp_path / "made")


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "model.ckpt").write_bytes(b"nothing")

    with pytest.raises(ModelError):
        converted(tmp_path / "out" / "made", tmp_path / "bad")
    assert not (tmp_path / "out").exists()


def test_a_configuration_of_another_net_is_said(tmp_path: Path) -> None:
    shutil.copytree(TINY_CHECKPOINT, tmp_path / "config")
    config = tmp_path / "config" / "config.json"
    config.write_text(
        config.read_text().replace('"hidden_size": 32', '"hidden_size": 64')
    )

    with pytest.raises(ModelError, match=r"does not fit .*--config"):
        convert(
            TINY_CHECKPOINT / "model.ckpt",
            tmp_path / "made",
            config=tmp_path / "config",
            model_id="made",
            title="Made",
            languages=("en",),
            progress=lambda _what, _share: None,
        )
    assert not (tmp_path / "made").exists()


def test_making_a_net_small_needs_no_torch(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['torch'] = None\n"
        "from pathlib import Path\n"
        "from companion.bench.moderation_nets import NetSize, make_model\n"
        "size = NetSize('mini', layers=1, width=32, heads=2)\n"
        f"make_model(size, Path({str(tmp_path / 'mini')!r}), ['hello'], most=300)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    classifier = classifier_of(read_manifest(tmp_path / "mini"), tmp_path / "mini")
    classifier.load()

    assert len(classifier.score(["hello"])[0]) == 6


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_detoxifys_is_run_and_converted(
    tmp_path: Path, family: str
) -> None:
    net, made = tmp_path / "net", tmp_path / "made"
    net.mkdir()
    make_family(family, net)
    found = convert(
        net / "model.ckpt",
        made,
        config=net,
        model_id="made",
        title="Made",
        languages=("en",),
        progress=lambda _what, _share: None,
    )
    package = replace(
        found.manifest,
        kind="detoxify",
        labels={label: label for label in SEVEN},
        files={one.name: file_of(one) for one in net.iterdir()},
    )
    theirs, ours = classifier_of(package, net), classifier_of(found.manifest, made)
    theirs.load()
    ours.load()

    assert tuple(ours.labels) == tuple(theirs.labels) == SEVEN
    apart = [
        abs(one - other)
        for row, other_row in zip(
            theirs.score(texts(60)), ours.score(texts(60)), strict=True
        )
        for one, other in zip(row, other_row, strict=True)
    ]
    assert max(apart) < 0.02
