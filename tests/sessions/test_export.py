"""The record as lines of JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.earning import Draft
from companion.domain.entries import Award, Gap, Judgement, Verdict
from sessions.export import decimal_text, export_jsonl
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.sessions.gate import evening, say
from tests.support.events import chat, like, rose
from tests.support.fakes import FakeClock


async def test_every_entry_is_one_object_a_line(
    ledger: Ledger, clock: FakeClock
) -> None:
    view, _entry = await ledger.start("Friday", timezone="UTC")
    await write(ledger, clock, rose("luna", total=3, message=5), like("sol", 7))
    await write(ledger, clock, chat("<script>alert(1)</script>", "a\nb\u2028\x85c"))

    lines = list(export_jsonl(ledger.history, view.id))

    found = [json.loads(line) for line in lines]
    assert [one["kind"] for one in found] == ["session", "gift", "like", "chat"]
    assert [one["points"] for one in found] == [0, 3, 0.7, 1]
    assert found[1]["payload"]["count"] == 3
    assert found[1]["viewer"]["id"] == "tiktok:luna"
    assert found[1]["at"] == "2026-01-01T20:00:00.000000Z"
    assert found[3]["payload"]["text"] == "a\nb\u2028\x85c"
    assert all(len(line.decode().splitlines()) == 1 for line in lines)


async def test_a_line_says_everything_once(ledger: Ledger, clock: FakeClock) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    await write(ledger, clock, rose("luna", count=2))
    award = Award(viewer_id="tiktok:luna", points=-1500, reason="art")
    await ledger.append([Draft(body=award, at=clock.now())])
    gap = Gap(source="tiktok:@mira.plays", began=0, ended=1_000_000)
    await ledger.append([Draft(body=gap, at=clock.now())])

    gift, award_line, gap_line = map(
        json.loads, list(export_jsonl(ledger.history, view.id))[1:]
    )

    assert gift["viewer"] == {
        "id": "tiktok:luna",
        "platform": "tiktok",
        "name": "Luna",
        "avatar": None,
        "handle": "",
        "roles": [],
        "anonymous": False,
    }
    assert "viewer" not in gift["payload"]
    assert "platform" not in gift["payload"]
    assert gift["payload"]["icon"] is None
    assert gift["payload"]["platform_at"] is None
    assert (award_line["points"], award_line["payload"]["points"]) == (-1.5, -1.5)
    assert award_line["viewer"]["name"] == "Luna"
    assert gap_line["payload"]["ended"] == "1970-01-01T00:00:01.000000Z"


async def test_what_the_gate_decided_is_told_in_full(
    ledger: Ledger, clock: FakeClock
) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    seqs = await evening(ledger, clock)
    scored = Judgement(text=Verdict.HOLD, scores={"toxicity": 0.5, "insult": 0.25})
    await say(ledger, clock, "kai", "hm", scored)

    found = list(map(json.loads, export_jsonl(ledger.history, view.id)))
    by_name = {name: found[seq - 1] for name, seq in seqs.items()}

    assert by_name["gate"]["payload"] == {
        "rules": "00ff", "model": "", "mode": "normal", "who": "", "why": "settings",
    }  # fmt: skip
    assert by_name["muted"]["payload"]["until"] == "1970-01-01T00:00:00.000009Z"
    assert by_name["struck"]["payload"]["of"] == seqs["vile"]
    assert by_name["permitted"]["payload"]["text"] == "you rude idiot"
    judged = by_name["rude-judged"]["payload"]
    assert judged["scores"] == {"toxicity": 0.91, "insult": 0.455}
    assert judged["model"] == "small@0123456789ab"
    assert by_name["rude-back"]["payload"]["undoes"] == seqs["rude-allowed"]
    assert by_name["deleted"]["payload"]["by"] == "ladder"
    assert (found[-1]["verdict"], found[-1]["scores"]) == ("hold", scored.scores)
    assert "scores" not in by_name["hello"]


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [(0, "0"), (1, "0.001"), (1500, "1.5"), (-50, "-0.05"), (10_000, "10")],
)
def test_points_are_exact_decimals(thousandths: int, text: str) -> None:
    assert decimal_text(thousandths) == text


@given(st.integers(-(10**12), 10**12))
def test_decimals_read_back_to_the_same_points(thousandths: int) -> None:
    whole, _dot, rest = decimal_text(thousandths).lstrip("-").partition(".")
    sign = -1 if thousandths < 0 else 1
    assert sign * (int(whole) * 1000 + int(rest.ljust(3, "0"))) == thousandths
