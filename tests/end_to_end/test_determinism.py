"""One seed, twice, in different folders: byte-equal exports."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

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


class Evening(NamedTuple):
    """events: without what is earned. verdicts: by event. thousandths: by Viewer."""

    events: list[str]
    verdicts: dict[str, Any]
    thousandths: dict[str, int]


async def judged(folder: Path) -> Evening:
    """Play an evening with the tiny model.

    No more texts ask for it than may wait, so that none is shed however long the model
    takes to load. With which entry a Viewer's chats have earned all they may depends on
    when the model answers; what they earn together does not.
    """
    shutil.copytree(TINY, folder / "models" / "tiny")
    run = ("--demo", "--seed", "7", "--events", "900", "--rate", "400")
    model = (
        "--set",
        "moderation.model.id=tiny",
        "--set",
        "moderation.model.deadline_s=10",
    )
    lines = list(map(json.loads, await export(folder, *run, *model)))
    of = {line["seq"]: line for line in lines}
    evening = Evening([], {}, defaultdict(int))
    for line in lines:
        about = of[line["payload"]["of"]] if line["kind"] == "verdict" else line
        viewer_id = (about["viewer"] or {}).get("id", "")
        evening.thousandths[viewer_id] += round(line["points"] * 1000)
        if line["kind"] == "verdict":
            said = line["payload"]
            event_id = about["payload"]["id"]
            evening.verdicts[event_id] = (said["text"], said["by"], said.get("scores"))
        elif line["kind"] != "gate":  # tells when the model was ready
            event = {**line, "points": None, "seq": None, "number": None}
            evening.events.append(json.dumps(event))
    return evening


async def test_with_a_model_the_same_events_get_the_same_verdicts(
    tmp_path: Path,
) -> None:
    first = await judged(tmp_path / "a")
    second = await judged(tmp_path / "b")

    assert first.events == second.events
    assert first.thousandths == second.thousandths
    assert len(first.thousandths) > 50
    assert len(first.verdicts) > 200
    assert first.verdicts.keys() == second.verdicts.keys()
    for event, (verdict, by, scores) in first.verdicts.items():
        assert second.verdicts[event][:2] == (verdict, by)
        assert scores, "the model was late"
        assert second.verdicts[event][2] == pytest.approx(scores, abs=0.02)


async def test_moderation_is_part_of_it(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("the\n# a comment\n\ncat\n")
    run = ("--demo", "--seed", "3", "--events", "1500", "--rate", "100000")
    blocking = (*run, "--blocklist", str(words))
    first = await export(tmp_path / "a", *blocking)
    second = await export(tmp_path / "b", *blocking)

    assert first == second
    assert any('"verdict": "block"' in line for line in first)
