"""One seed, twice, in different folders: byte-equal exports."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.app_process import AppProcess, command

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


async def test_moderation_is_part_of_it(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("the\n# a comment\n\ncat\n")
    run = ("--demo", "--seed", "3", "--events", "1500", "--rate", "100000")
    blocking = (*run, "--blocklist", str(words))
    first = await export(tmp_path / "a", *blocking)
    second = await export(tmp_path / "b", *blocking)

    assert first == second
    assert any('"verdict": "block"' in line for line in first)
