"""`bench moderation`: what it measures, and that it measures what runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from companion.bench.moderation import measure
from companion.bench.moderation_flow import cache_hits, chat, words_of_chat
from companion.bench.moderation_nets import NetSize, make_model, vocabulary
from companion.moderation.classifiers import classifier_of


def test_a_quick_run_measures_the_small_model_in_its_worker() -> None:
    results = {one.name: one for one in measure(is_quick=True)}
    small = results["small"]

    assert small.unit == "texts/s"
    assert small.value > 20
    assert small.baseline_value is None
    assert small.baseline  # says why
    wait = results["p99 verdict at 200/s"]
    assert 0 < wait.value < 5_000
    assert "of 60 too late" in wait.baseline
    assert "base" not in results
    assert results["rules, 2,000 blocked words"].ratio is not None


def test_nets_of_chance_are_fused_and_answer(tmp_path: Path) -> None:
    texts = chat(50)
    size = NetSize("mini", layers=2, width=48, heads=4)
    words = words_of_chat(texts)
    manifest = make_model(size, tmp_path / "mini", words, most=1_000)
    classifier = classifier_of(manifest, tmp_path / "mini")
    classifier.load()
    rows = classifier.score(texts)

    raw = (tmp_path / "mini" / "model.onnx").read_bytes()
    assert raw.count(b"QAttention") >= 2  # one a layer: nothing was left unfused
    assert b"Erf" not in raw
    assert len({tuple(row) for row in rows}) > 10
    assert all(0 < score < 1 for row in rows for score in row)


def test_a_vocabulary_has_its_size_and_no_word_twice() -> None:
    known = vocabulary(["hello", "game", "hello"], most=400)

    assert len(known) == len(set(known)) == 400
    assert {"[PAD]", "hello", "a", "##a"} <= set(known)


def test_a_cache_answers_what_came_before_but_no_votes() -> None:
    texts = ["hello", "hello", "7", "7", "other"]

    assert cache_hits(texts, str) == pytest.approx(1 / 3)
    assert cache_hits([], str) == 0


@pytest.mark.long
def test_the_real_detoxify_is_measured_on_the_same_texts(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "companion.bench.moderation_score",
            "detoxify",
            tmp_path,
        ],
        input=json.dumps(chat(5)).encode(),
        capture_output=True,
        check=True,
        timeout=110,
    )
    found = json.loads(ended.stdout)

    assert found["seconds"] > 0.001
    assert found["rss"] > 300_000_000
