"""Moderation over HTTP, with the real engine behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from companion.web.fetching import Fetcher
from companion.web.pictures import Pictures
from companion.web.server import OverlayServer
from companion.web.tokens import Scope, Tokens
from overlays.catalogue import CATALOGUE
from tests.companion.app.gate.stage import KAI, LUNA, Stage, open_stage
from tests.companion.web.conftest import TYPES, Web
from tests.support.fakes import FakeIds

SETTINGS = {name: kind() for name, kind in TYPES.items()}
MODERATION = "/api/v1/moderation"


@dataclass
class Desk:
    """A stage and its server."""

    stage: Stage
    web: Web


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Desk]:
    tokens = Tokens(folder, FakeIds())
    async with open_stage(folder) as stage:
        server = OverlayServer(
            engine=stage.engine,
            view=stage.running.view,
            catalogue=CATALOGUE,
            settings_of=SETTINGS.__getitem__,
            tokens=tokens,
            pictures=Pictures(
                folder / "pictures", clock=stage.clock, fetcher=Fetcher()
            ),
            clock=stage.clock,
            ids=FakeIds(),
            port=0,
        )
        async with server, aiohttp.ClientSession() as http:
            yield Desk(stage, Web(server, tokens, http))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path) as found:
        yield found


async def test_who_is_late_hears_409_and_who_was_quicker(desk: Desk) -> None:
    seq = await desk.stage.say("holdme")
    first = await desk.web.post(
        f"{MODERATION}/{seq}/allow", {"who": "Zoë"}, scope=Scope.MODERATE
    )
    body = {"who": "Ben", "only_waiting": True}
    status, problem = await desk.web.post(f"{MODERATION}/{seq}/block", body)

    assert first == (200, {"seq": seq, "verdict": "allow"})
    assert status == 409
    assert "Zoë was quicker" in problem["detail"]
    assert desk.stage.shown() == ["holdme"]


async def test_a_decision_is_taken_back_once(desk: Desk) -> None:
    seq = await desk.stage.say("fine")
    await desk.web.post(f"{MODERATION}/{seq}/block", {"who": "Zoë"})
    _status, lines = await desk.web.get(
        f"{MODERATION}/verdicts?by=person", scope=Scope.MODERATE
    )
    decided = lines[0]["seq"]
    undone = await desk.web.post(f"{MODERATION}/{decided}/undo", {"who": "Ben"})
    again = await desk.web.post(f"{MODERATION}/{decided}/undo")
    _status, after = await desk.web.get(f"{MODERATION}/verdicts")

    assert (lines[0]["who"], lines[0]["verdict"], lines[0]["of"]) == (
        "Zoë",
        "block",
        seq,
    )
    assert undone[0] == 200
    assert again[0] == 409
    assert desk.stage.shown() == ["fine"]
    by_seq = {line["seq"]: line for line in after}
    assert by_seq[decided]["undone_by"] == undone[1]["seq"]


async def test_a_text_is_always_allowed_and_an_entry_approved(desk: Desk) -> None:
    held = await desk.stage.say("holdme")
    status, answer = await desk.web.post(f"{MODERATION}/{held}/always-allow")
    await desk.stage.say("HOLDME", KAI)
    approved = await desk.web.post(f"{MODERATION}/{held}/approve")

    assert (status, answer["seq"] > held) == (200, True)
    assert desk.stage.shown() == ["holdme", "HOLDME"]
    assert approved[0] == 200
    assert desk.stage.running.view.is_approved(held)


async def test_a_mute_is_five_minutes_unless_said(desk: Desk) -> None:
    await desk.stage.say("rude")
    status, answer = await desk.web.post(
        f"/api/v1/viewers/{LUNA.id}/mute", {"who": "Zoë"}, scope=Scope.MODERATE
    )
    kicked = await desk.web.post(f"/api/v1/viewers/{KAI.id}/kick")
    banished = await desk.web.post(f"/api/v1/viewers/{KAI.id}/banish")

    assert status == 200
    assert [one["outcome"] for one in answer["platforms"]] == ["done"]
    assert (kicked[0], banished[0]) == (200, 200)
    assert desk.stage.room.asked == [
        ("time_out", LUNA.id, 300),
        ("time_out", KAI.id, 1),
        ("ban", KAI.id),
    ]
    assert desk.stage.shown() == []


async def test_marks_are_given_and_taken_back(desk: Desk) -> None:
    address = f"/api/v1/viewers/{LUNA.id}"
    marked = await desk.web.post(f"{address}/mark", {"mark": "trust"})
    twice = await desk.web.post(f"{address}/mark", {"mark": "trust"})
    lifted = await desk.web.post(f"{address}/unmark", {"mark": "trust"})
    wrong = await desk.web.post(f"{address}/mark", {"mark": "cloak"})
    strike = await desk.web.post(f"{address}/mark", {"mark": "strike"})

    assert (marked[0], lifted[0]) == (200, 200)
    assert twice[0] == 409
    assert (wrong[0], strike[0]) == (422, 422)


async def test_the_mode_is_set_and_told(desk: Desk) -> None:
    status, gate = await desk.web.post(f"{MODERATION}/mode", {"mode": "raid"})
    _status, shown = await desk.web.get(MODERATION, scope=Scope.READ)
    wrong = await desk.web.post(f"{MODERATION}/mode", {"mode": "panic"})

    assert (status, gate["mode"], shown["mode"]) == (200, "raid", "raid")
    assert gate["dry_run"] == "off"
    assert gate["model"]["state"] == "off"
    assert wrong[0] == 422


@pytest.mark.parametrize(
    "path",
    ["try", "mode", "2/undo", "2/always-allow", "2/approve"],
)
async def test_readers_decide_nothing(desk: Desk, path: str) -> None:
    assert (await desk.web.post(f"{MODERATION}/{path}", scope=Scope.READ))[0] == 403
    log = await desk.web.get(f"{MODERATION}/verdicts", scope=Scope.READ)
    assert log[0] == 403


@pytest.mark.parametrize(
    "query", ["verdict=maybe", "by=me", "score=200", "before=0", "words=" + "x" * 201]
)
async def test_a_filter_that_cannot_be_is_named(desk: Desk, query: str) -> None:
    status, problem = await desk.web.get(f"{MODERATION}/verdicts?{query}")

    assert status == 422
    assert problem["field"] == query.partition("=")[0]


async def test_readers_see_nothing_of_what_only_moderators_know(desk: Desk) -> None:
    stage = desk.stage
    seq = await stage.say("holdme secretly")
    await stage.gate.always_allow(seq, who="Zoë")
    await stage.say("before the ban", KAI)
    await stage.gate.mark(KAI.id, "ban", who="Zoë")
    await stage.say("blockme secretly")
    await stage.quiet()
    _status, seen = await desk.web.get("/api/v1/events?after=0", scope=Scope.READ)
    _status, all_of_it = await desk.web.get("/api/v1/events?after=0")

    told = str(seen)
    assert "Zoë" not in told
    assert "before the ban" not in told
    assert "blockme" not in told
    assert KAI.name not in told
    assert "Zoë" in str(all_of_it)
    kinds = {one["kind"]: one["payload"] for one in seen}
    assert kinds["text_permit"]["text"] is None
    assert kinds["viewer_mark"]["who"] is None
    assert kinds["verdict"]["scores"] is None


async def test_what_a_person_brings_back_is_seen_again(desk: Desk) -> None:
    stage = desk.stage
    seq = await stage.say("blockme not")
    await stage.quiet()
    _status, before = await desk.web.get("/api/v1/events?after=0", scope=Scope.READ)
    await stage.engine.allow(seq)
    _status, after = await desk.web.get("/api/v1/events?after=0", scope=Scope.READ)

    texts = [
        [one["payload"]["text"] for one in found if one["seq"] == seq]
        for found in (before, after)
    ]
    assert texts == [[None], ["blockme not"]]


async def test_metrics_count_what_was_held_and_blocked(desk: Desk) -> None:
    await desk.stage.say("fine")
    await desk.stage.say("holdme")
    await desk.stage.say("blockme")
    _status, metrics = await desk.web.get("/api/v1/metrics", scope=Scope.READ)
    async with desk.web.http.get(
        desk.web.root + "/metrics", headers=desk.web.bearer()
    ) as reply:
        lines = (await reply.text()).splitlines()

    assert (metrics["gate"]["held"], metrics["gate"]["blocked"]) == (1, 1)
    assert metrics["gate"]["toxic_share"] == pytest.approx(2 / 3)
    assert "companion_held 1" in lines
    assert "companion_gate_held_total 1" in lines
    assert "companion_gate_blocked_total 1" in lines
    assert 'companion_gate{mode="normal"} 1' in lines
    assert "companion_model_late_total 0" in lines
