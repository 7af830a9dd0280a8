"""The ONNX classifier on the tiny trained model."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.moderation.classifiers import Classifier, classifier_of
from companion.moderation.models.manifest import CANONICAL, read_manifest
from tests.support.models import TINY
from tests.support.models.words import BAD, labelled


@pytest.fixture(scope="module")
def tiny() -> Classifier:
    classifier = classifier_of(read_manifest(TINY), TINY)
    classifier.load()
    return classifier


def test_it_finds_what_it_was_taught(tiny: Classifier) -> None:
    chance = Random(99)
    texts = [labelled(chance) for _number in range(500)]
    scores = tiny.score([one.text for one in texts])

    found = [tuple(int(score >= 0.5) for score in row) for row in scores]
    assert found == [one.truth for one in texts]


def test_labels_are_canonical(tiny: Classifier) -> None:
    assert tuple(tiny.labels) == CANONICAL[:6]
    assert tiny.languages == ("en",)
    assert tiny.max_tokens == 64


def test_nothing_asked_nothing_said(tiny: Classifier) -> None:
    assert tiny.score([]) == []


def test_odd_texts_get_scores_as_well(tiny: Classifier) -> None:
    odd = ["", " ", "\x00", "\ud800".encode("utf-8", "replace").decode(), "😀" * 500]
    rows = tiny.score([*odd, "a" * 100_000])

    assert len(rows) == 6
    assert all(0 <= score <= 1 for row in rows for score in row)


def test_a_text_has_the_same_scores_alone_and_among_others(tiny: Classifier) -> None:
    chance = Random(7)
    texts = [labelled(chance).text for _number in range(60)]
    together, alone = tiny.score(texts), [tiny.score([text])[0] for text in texts]

    apart = (
        abs(one - other)
        for row, single in zip(together, alone, strict=True)
        for one, other in zip(row, single, strict=True)
    )
    # int8 rounds by the largest figure of a chunk.
    assert max(apart) < 0.01


def test_what_stands_behind_64_tokens_is_not_read(tiny: Classifier) -> None:
    (word, *_others) = BAD[4]
    ((early, *_), (late, *_)) = tiny.score(
        [f"{word} {'nice ' * 100}", f"{'nice ' * 100} {word}"]
    )

    assert early > 0.9
    assert late < 0.1


def test_a_file_that_is_no_model_is_an_error_for_a_person(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "tiny")
    (tmp_path / "tiny" / "model.onnx").write_bytes(b"not at all")
    classifier = classifier_of(read_manifest(TINY), tmp_path / "tiny")

    with pytest.raises(
        ModelError, match=r"“Tiny” cannot be run: .*Get it again"
    ) as caught:
        classifier.load()
    assert str(tmp_path) not in str(caught.value)


def test_a_manifest_that_does_not_fit_is_an_error_for_a_person() -> None:
    manifest = replace(read_manifest(TINY), labels={"toxic": "toxicity"})
    classifier = classifier_of(manifest, TINY)
    classifier.load()

    with pytest.raises(ModelError, match="does not describe"):
        classifier.score(["hello"])


def test_no_pool_of_threads_is_started() -> None:
    script = (
        "import psutil\n"
        "from pathlib import Path\n"
        "from companion.moderation.classifiers import classifier_of\n"
        "from companion.moderation.models.manifest import read_manifest\n"
        f"folder = Path({str(TINY)!r})\n"
        "classifier = classifier_of(read_manifest(folder), folder)\n"
        "classifier.load()\n"
        "classifier.score(['hello'] * 50)\n"
        "print(psutil.Process().num_threads())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, timeout=60
    )

    assert int(done.stdout) <= 2  # importing ONNX Runtime starts one that sleeps
