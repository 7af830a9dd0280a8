"""A draw of the running engine: fixed at the start, the same after a resume."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec

from companion.domain.show.notes import InteractionStepped
from companion.domain.show.specs import GiveawaySpec
from companion.domain.show.steps import Committed, Drawn
from companion.interactions.draws import first_of, hash_of, seed_of
from sessions.export import entry_object
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat

DOCUMENT = Path(__file__).parents[4] / "docs" / "fair-draws.md"


async def steps(playing: Playing) -> list[object]:
    entries = await playing.engine.entries(after=0)
    bodies = [entry.body for entry in entries]
    return [one.step for one in bodies if isinstance(one, InteractionStepped)]


async def test_a_draw_survives_a_resume_between_hash_and_seed(playing: Playing) -> None:
    made = await playing.show.make(GiveawaySpec(title="A keyboard", winners=2))
    started = await playing.show.act(made.id, "start")
    await playing.hear(*(chat(f"v{n}", "!enter") for n in range(6)))

    await playing.clock.advance(5)
    await playing.reopened()
    closed = await playing.show.act(made.id, "close")
    won = await playing.show.act(made.id, "draw")

    found = await steps(playing)
    committed = [one for one in found if isinstance(one, Committed)]
    (drawn,) = [one for one in found if isinstance(one, Drawn)]
    assert len(committed) == 1
    assert drawn.seed == seed_of(committed[0].sealed, 1)
    assert hash_of(drawn.seed) == started.numbers["proof"] == closed.numbers["proof"]
    assert drawn.entrants == 6
    places = first_of(drawn.seed, drawn.bowl, 2)
    assert won.on_air is not None
    assert [one.id for one in won.on_air.winners] == [f"tiktok:v{n}" for n in places]
    assert committed[0].sealed not in str(won)


async def test_the_list_of_a_draw_is_taken_from_the_export(
    playing: Playing, tmp_path: Path
) -> None:
    made = await playing.show.make(GiveawaySpec(title="A keyboard"))
    await playing.show.act(made.id, "start")
    await playing.hear(*(chat(f"v{n}", "!enter") for n in range(3)))
    await playing.clock.advance(5)
    await playing.show.act(made.id, "close")
    await playing.show.act(made.id, "draw")
    entries = await playing.engine.entries(after=0)
    lines = [msgspec.json.encode(entry_object(entry)) for entry in entries]
    (tmp_path / "session.jsonl").write_bytes(b"\n".join(lines))
    found = re.search(r"(python3 -c .*) session.jsonl\n", DOCUMENT.read_text("utf-8"))
    assert found is not None

    ran = subprocess.run(  # noqa: ASYNC221  # nothing else runs meanwhile
        [sys.executable, *shlex.split(found[1])[1:], "session.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    entered = [entry.seq for entry in entries if entry.event is not None]
    assert ran.stdout.splitlines() == [f"1 {seq}" for seq in entered]
