"""One poll and one quiz for three platforms at once: every count is a plain recount.

8,000 viewers give 10,000 answers: some twice, some too late, some no answer at all.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest

from tests.end_to_end.three import Stage, stage
from tests.support.app_process import AppProcess, command
from tests.support.emulators import tiktok_script, twitch_script, youtube_script
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["stage", "twitch", "twitch_channel", "twitch_name"]

T, W, Y = tiktok_script, twitch_script, youtube_script

MAPS = ("Forest", "Desert", "City")
YEARS = ("1978", "1984", "1989")
POLL = {"question": "Which map first?", "options": list(MAPS), "revote": False}
QUIZ = {"question": "Tetris?", "options": list(YEARS), "correct": "1984"}
PER_PUSH = 250

Lines = list[dict[str, Any]]


def answers(count: int, viewers: int, chance: random.Random) -> list[tuple[int, str]]:
    """Who says what: everybody once, then some again; one in twenty says no answer."""
    texts = (*MAPS, *YEARS, "forest", "DESERT", "city")
    who = [*range(viewers), *chance.choices(range(viewers), k=count - viewers)]
    return [
        (one, "what a stream" if chance.random() < 0.05 else chance.choice(texts))
        for one in who
    ]


async def tell(stage: Stage, said: list[tuple[int, str]]) -> None:
    """Have the three platforms tell it, each its own viewers, all at once."""
    on: dict[int, list[tuple[int, str]]] = {0: [], 1: [], 2: []}
    for who, text in said:
        on[who % 3].append((who, text))
    await asyncio.gather(
        *(
            push(stage, platform, theirs[start : start + PER_PUSH])
            for platform, theirs in on.items()
            for start in range(0, len(theirs), PER_PUSH)
        )
    )


async def push(stage: Stage, platform: int, said: list[tuple[int, str]]) -> None:
    if platform == 0:
        await stage.room.push(
            *(
                T.Chat(
                    text=text,
                    by=T.Person(id=90_000 + who, handle=f"v{who}", name=f"V{who}"),
                )
                for who, text in said
            )
        )
    elif platform == 1:
        await stage.channel.publish(
            *(
                W.Chat(
                    text=text,
                    by=W.Person(id=str(90_000 + who), login=f"v{who}", name=f"V{who}"),
                )
                for who, text in said
            )
        )
    else:
        await stage.stream.push(
            *(Y.chat(text, Y.Person(f"UC{who:022d}", f"@v{who}")) for who, text in said)
        )


async def recount(folder: str, session: str) -> Lines:
    """Every entry, as the export tells it to anybody."""
    code, out, err = await command(
        "sessions", "export", session, "--format", "jsonl", "--data-dir", folder
    )
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def plain_votes(lines: Lines, options: Mapping[str, int], one: str) -> list[int]:
    """The votes counted by hand: the first answer of each viewer, in its own time."""
    began = ended = ""
    said: list[tuple[str, int, str, str]] = []
    for line in lines:
        payload = line["payload"]
        step = payload.get("step", {}) if payload.get("id") == one else {}
        if payload.get("id") == one and line["kind"] == "interaction_phase":
            began = line["at"] if payload["to"] == "ongoing" else began
        if step.get("step") == "closing":
            ended = line["at"]
        if line["kind"] == "chat" and line["verdict"] == "allow" and not line["test"]:
            text = payload["text"].casefold()
            said.append((line["at"], line["seq"], line["viewer"]["id"], text))
    votes, voted = [0] * len(set(options.values())), set()
    for at, _seq, viewer, text in said:
        if text in options and viewer not in voted and began <= at < ended:
            voted.add(viewer)
            votes[options[text]] += 1
    return votes


@pytest.mark.timeout(300)
async def test_every_vote_of_three_platforms_is_counted_once(stage: Stage) -> None:
    chance = random.Random(6)
    said = answers(10_000, 8_000, chance)
    async with stage.serving("--set", "scoring.chat.points=0") as app:
        _status, poll = await app.post("/polls", POLL)
        _status, quiz = await app.post("/quizzes", QUIZ)
        for path in (f"/polls/{poll['id']}", f"/quizzes/{quiz['id']}"):
            assert (await app.post(f"{path}/start"))[0] == 200
        await tell(stage, said)
        await counted(app, len(said))
        closed = await asyncio.gather(
            app.post(f"/polls/{poll['id']}/close"),
            app.post(f"/quizzes/{quiz['id']}/close"),
        )
        assert [status for status, _view in closed] == [200, 200]
        late = [(who, ("Forest", "1984")[who % 2]) for who in range(8_000, 8_060)]
        await tell(stage, late)
        await counted(app, len(said) + len(late))
        poll = await app.get(f"/polls/{poll['id']}")
        quiz = await app.get(f"/quizzes/{quiz['id']}")
        await app.post(f"/quizzes/{quiz['id']}/reveal")
        scores = (await app.get("/show"))["scores"]
        session = (await app.get("/session"))["id"]
        assert await app.stop() == 0, app.log()

    lines = await recount(str(stage.folder), session)
    maps = {text.casefold(): number for number, text in enumerate(MAPS)}
    years = {text: number for number, text in enumerate(YEARS)}
    in_poll = plain_votes(lines, maps, poll["id"])
    in_quiz = plain_votes(lines, years, quiz["id"])
    assert [one["votes"] for one in poll["options"]] == in_poll
    assert [one["votes"] for one in quiz["options"]] == in_quiz
    assert (poll["voters"], quiz["voters"]) == (sum(in_poll), sum(in_quiz))
    assert poll["voters"] > 3_000
    # The bonus of the first correct answer is there once, the point for each.
    points = [one["points"] for one in scores]
    assert points[0] == 2
    assert set(points[1:]) == {1}
    assert [one["first"] for one in scores].count(True) == 1


async def counted(app: AppProcess, chats: int) -> None:
    await app.until(
        "/session", lambda one: one["totals"]["chats"] >= chats, seconds=120
    )
