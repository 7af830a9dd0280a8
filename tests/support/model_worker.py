"""A moderation worker for tests: `python -m tests.support.model_worker`.

It speaks the real worker's messages over the real harness, and does what the texts say:
"die" ends the process, "die once" only the first time, "hang" never answers, "crash"
raises, "refuse" says that the model does not work, "nonsense" answers something else,
"wait" answers when the file `go` stands in the model's folder. What has "bad" in it
is toxic. Every order is a line of the folder's file `asked`.

A file `refuse` or `missing` in the folder makes loading fail.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

from companion.moderation.messages import (
    ORDERS,
    Load,
    Loaded,
    Order,
    Refused,
    Report,
    Score,
    Scored,
    StandBack,
)
from companion.moderation.models.manifest import FILE
from companion.workers.child import Channel, Link, serve

COMMAND = [sys.executable, "-m", "tests.support.model_worker"]

LABELS = ["toxicity", "insult"]


def model_folder(root: Path, name: str = "played") -> Path:
    """Make the folder of a model that this worker plays."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / FILE).write_text("{}")
    return folder


def asked(folder: Path) -> list[list[str]]:
    """Return the texts of every order so far, in turn."""
    file = folder / "asked"
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


def answer(folder: Path) -> None:
    """Let whatever waits be answered."""
    (folder / "go").touch()


async def work(link: Link[Order, Report]) -> None:
    first = await link.receive()
    assert isinstance(first, Load)
    folder = Path(first.folder)
    for name in ("refuse", "missing"):
        if (folder / name).exists():
            text = f"it cannot be loaded: {name}"
            await link.send(Refused(text=text, is_missing=name == "missing"))
            return
    version = f"{folder.name}@1"
    await link.send(
        Loaded(version=version, title="Played", labels=LABELS, languages=["en"], rss=7)
    )
    while (order := await link.receive()) is not None:
        match order:
            case Score(number=number, texts=texts):
                note(folder, texts)
                try:
                    rows = await asyncio.to_thread(score, folder, texts)
                except PermissionError:
                    await link.send(Refused(text="it does not work"))
                    return
                await link.send(Scored(number=number, rows=rows, rss=7))
            case StandBack(nice=nice):
                note(folder, [f"nice {nice}"])


def note(folder: Path, texts: list[str]) -> None:
    with (folder / "asked").open("a") as file:
        file.write(json.dumps(texts) + "\n")


def score(folder: Path, texts: list[str]) -> list[list[float]]:
    for text in texts:
        if text.startswith("die") and not (text == "die once" and died(folder)):
            os._exit(3)
        if text.startswith("hang"):
            threading.Event().wait()
        if text.startswith("crash"):
            raise ValueError("asked to crash")
        if text.startswith("refuse"):
            raise PermissionError
        if text.startswith("nonsense"):
            return [[2.0]]
        while text.startswith("wait") and not (folder / "go").exists():
            threading.Event().wait(0.002)
    return [[0.9 if "bad" in text else 0.1, 0.05] for text in texts]


def died(folder: Path) -> bool:
    mark = folder / "died"
    was_there = mark.exists()
    mark.touch()
    return was_there


if __name__ == "__main__":
    sys.exit(serve(Channel(), work, receives=ORDERS))
