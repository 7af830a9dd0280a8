"""One seed, twice, in different folders: byte-equal exports."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.app_process import AppProcess, command

TINY = Path(__file__).parents[1] / "support" / "models" / "tiny" / "onnx"

MACHINES_OWN = ("session", "checksum", "at")
"""What two runs may differ in: the session's id, checksums, the machine's times."""


async def export(folder: Path, *arguments: str) -> list[str]:
    async with AppProcess.serving(*arguments, folder=folder) as app:
        assert await app.ended() == 0, app.log()
    code, out, err = await command(
        "sessions", "export", "last", "--format", "jsonl", "--data-dir", str(folder)
    )
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        for name in MACHINES_OWN:
            del line[name]
    return [json.dumps(line, ensure_ascii=False) for line in lines]


async def test_a_seed_gives_the_same_ledger_twice(
    tmp_path: Path, full_counts: bool
) -> None:
    events = "30000" if full_counts else "4000"
    run = ("--demo", "--seed", "7", "--events", events)
    first = await export(tmp_path / "a", *run, "--rate", "100000")
    second = await export(tmp_path / "b", *run, "--rate", "9000")

    assert len(first) > 3000
    assert first == second


async def judged(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """Play an evening with the tiny model; returns events and verdicts."""
    shutil.copytree(TINY, folder / "models" / "tiny")
    run = ("--demo", "--seed", "7", "--events", "1500", "--rate", "400")
    model = (
        "--set",
        "moderation.model.id=tiny",
        "--set",
        "moderation.model.deadline_s=10",
    )
    lines = list(map(json.loads, await export(folder, *run, *model)))
    ids = {line["seq"]: line["payload"].get("id") for line in lines}
    verdicts: dict[str, Any] = {}
    events = []
    for line in lines:
        del line["seq"], line["number"]
        if line["kind"] == "verdict":
            said = line["payload"]
            verdicts[ids[said["of"]]] = (said["text"], said["by"], said["scores"])
        elif line["kind"] != "gate":  # tells when the model was ready
            events.append(json.dumps(line))
    return events, verdicts


async def test_with_a_model_the_same_events_get_the_same_verdicts(
    tmp_path: Path,
) -> None:
    first_events, first = await judged(tmp_path / "a")
    second_events, second = await judged(tmp_path / "b")

    assert first_events == second_events
    assert len(first) > 200
    assert first.keys() == second.keys()
    for event, (verdict, by, scores) in first.items():
        assert second[event][:2] == (verdict, by)
        assert second[event][2] == pytest.approx(scores, abs=0.02)


async def test_moderation_is_part_of_it(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("the\n# a comment\n\ncat\n")
    run = ("--demo", "--seed", "3", "--events", "1500", "--rate", "100000")
    blocking = (*run, "--blocklist", str(words))
    first = await export(tmp_path / "a", *blocking)
    second = await export(tmp_path / "b", *blocking)

    assert first == second
    assert any('"verdict": "block"' in line for line in first)
