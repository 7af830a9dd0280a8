"""The real worker process, with the tiny trained model."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from companion.moderation.messages import (
    REPORTS,
    Load,
    Loaded,
    Order,
    OtherServer,
    Refused,
    Report,
    Score,
    Scored,
    StandBack,
)
from companion.workers.process import WorkerProcess
from tests.companion.moderation.classifiers.test_http import (  # noqa: F401  # a fixture
    Opinions,
    opinions,
    says,
)

TINY = Path(__file__).parents[2] / "support" / "models" / "tiny" / "onnx"

Process = WorkerProcess[Order, Report]


@asynccontextmanager
async def worker(folder: Path = TINY, **order: object) -> AsyncIterator[Process]:
    async with Process("moderation", receives=REPORTS) as process:
        await process.send(Load(folder=str(folder), **order))  # type: ignore[arg-type]  # its fields
        yield process


async def loaded(process: Process) -> Loaded:
    report = await process.receive()
    assert isinstance(report, Loaded)
    return report


async def scores(process: Process, *texts: str) -> list[list[float]]:
    await process.send(Score(number=3, texts=list(texts)))
    report = await process.receive()
    assert isinstance(report, Scored)
    assert report.number == 3
    return report.rows


async def test_it_loads_and_scores() -> None:
    async with worker() as process:
        model = await loaded(process)
        assert model.version.startswith("tiny@")
        assert (model.title, model.labels[0]) == ("Tiny", "toxicity")
        clean, toxic = await scores(process, "good morning", "you are a loser")

        assert len(clean) == len(toxic) == len(model.labels)
        assert clean[0] < 0.1 < 0.9 < toxic[0]


async def test_no_texts_have_no_scores() -> None:
    async with worker() as process:
        await loaded(process)
        assert await scores(process) == []


async def test_a_model_that_is_not_there_is_missing(tmp_path: Path) -> None:
    async with worker(tmp_path / "none") as process:
        report = await process.receive()

        assert isinstance(report, Refused)
        assert report.is_missing
        assert await process.receive() is None


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "manifest.json"])
async def test_files_that_are_not_whole_are_refused(tmp_path: Path, file: str) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])
    async with worker(folder) as process:
        report = await process.receive()

        assert isinstance(report, Refused)
        assert report.is_missing


async def test_what_cannot_be_loaded_is_refused_in_words(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    (folder / "model.onnx").write_bytes(b"no model at all")
    async with worker(folder, is_checked=True) as process:
        report = await process.receive()

        assert isinstance(report, Refused)
        assert not report.is_missing
        assert report.text


async def test_a_second_opinion_that_is_out_of_reach_leaves_the_first() -> None:
    nobody = OtherServer(address="http://127.0.0.1:9/moderations", low=0.0, high=1.0)
    async with worker(second_opinion=nobody) as process:
        await loaded(process)
        ((toxicity, *_rest),) = await scores(process, "you are a loser")

        assert toxicity > 0.9


async def test_a_second_opinion_counts_for_doubtful_texts(
    opinions: Opinions,  # noqa: F811  # the fixture
) -> None:
    opinions.answer = says({"scores": [{"toxicity": 0.25}]})
    server = OtherServer(
        address=opinions.address("/scores"), key="sesame", low=0.5, high=1.0
    )
    async with worker(second_opinion=server) as process:
        await loaded(process)
        clean, toxic = await scores(process, "good morning", "you are a loser")

    assert clean[0] < 0.1
    assert toxic[0] == 0.25
    assert opinions.heard == [
        ("/scores", "Bearer sesame", {"texts": ["you are a loser"]})
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities on Linux")
async def test_it_stands_back_and_comes_closer() -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    async with worker(nice=10) as process:
        await loaded(process)
        await scores(process, "good morning")
        assert usual + 10 >= max(niceness(process.pid)) >= 10
        await process.send(StandBack(nice=5))
        await scores(process, "good morning")

        assert 5 in niceness(process.pid)


def niceness(pid: int) -> list[int]:
    """Return the priorities of a process's threads."""
    threads = psutil.Process(pid).threads()
    return [os.getpriority(os.PRIO_PROCESS, thread.id) for thread in threads]
