"""A model in a process of its own: the real worker."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil
import pytest

from companion.app.machine import SystemClock
from companion.domain.errors import ModelError
from companion.moderation.models.process import MOST_TEXTS, measure, model_process
from tests.support.models import TINY


async def test_many_texts_are_answered_in_order() -> None:
    texts = ["you loser" if n % 3 == 0 else "nice" for n in range(MOST_TEXTS + 9)]
    async with model_process(TINY) as model:
        scores = await model.scores(texts)

    assert model.loaded.version.startswith("tiny@")
    assert [one["toxicity"] > 0.5 for one in scores] == [n % 3 == 0 for n in range(265)]


async def test_the_app_itself_loads_no_model_and_the_process_goes() -> None:
    before = psutil.Process(os.getpid()).children(recursive=True)
    async with model_process(TINY) as model:
        await model.ask(["hello"])
        assert model.cpu_seconds() > 0

    assert psutil.Process(os.getpid()).children(recursive=True) == before


async def test_a_model_that_is_not_whole_is_an_error_for_a_person(
    tmp_path: Path,
) -> None:
    shutil.copytree(TINY, tmp_path / "tiny")
    (tmp_path / "tiny" / "model.onnx").write_bytes(b"x")

    with pytest.raises(ModelError, match="not whole"):
        async with model_process(tmp_path / "tiny"):
            pass


async def test_a_speed_is_measured_here() -> None:
    ms = await measure(TINY, clock=SystemClock())

    assert 0 < ms < 1_000
