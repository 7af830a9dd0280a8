"""The catalogue of classifiers, and where what they run on is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import get_args, get_type_hints

from companion.moderation.classifiers import KINDS
from companion.moderation.models.manifest import Manifest

HEAVY = {
    "detoxify",
    "numpy",
    "onnx",
    "onnxruntime",
    "tokenizers",
    "torch",
    "transformers",
}


def loaded_by(statement: str) -> set[str]:
    script = f"import json, sys\n{statement}\nprint(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout))


def test_every_kind_of_manifest_has_a_classifier() -> None:
    assert set(KINDS) == set(get_args(get_type_hints(Manifest)["kind"]))


def test_the_app_loads_nothing_that_models_run_on() -> None:
    modules = "companion.app.running, companion.app.commands.model"

    assert loaded_by(f"import {modules}") & HEAVY == set()


def test_the_worker_loads_nothing_before_it_knows_the_model() -> None:
    worker = "companion.moderation.worker, companion.moderation.classifiers.onnx"

    assert loaded_by(f"import {worker}") & HEAVY == set()
    assert (
        loaded_by("import companion.moderation.classifiers.detoxify") & HEAVY == set()
    )
