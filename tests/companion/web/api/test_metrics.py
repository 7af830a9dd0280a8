"""What is counted, as JSON and as Prometheus text; and /healthz."""

from __future__ import annotations

import re

from companion.domain.events import SuperChat
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, GapSums, GapView
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message
from tests.support.events import chat, rose, viewer
from tests.support.fakes import EPOCH, FakeClock
from tests.support.raw_http import ask
from tests.support.small_engine import SmallEngine

LABEL = r'[a-z]+="(?:[^"\\\n]|\\.)*"'
SAMPLE = re.compile(rf"companion_[a-z_]+(\{{{LABEL}(,{LABEL})*\}})? -?\d+(\.\d+)?")


async def test_health_needs_no_token(web: Web) -> None:
    reply = await ask(web.port, "/healthz")

    assert reply.status == 200
    assert b'"status":"ok"' in reply.body


async def test_metrics_count_what_happened(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    engine.connection("tiktok:@mira.plays", heard=5, duplicates=2, shed=1)
    engine.feed(rose(count=3), chat(text="HOLD on"))
    async with web.open_page() as page:
        await next_message(page)
        await page.send_str('{"kind":"alive","visible":true}')
        engine.feed(rose())
        await next_message(page)
        await clock.advance(2.5)
        status, metrics = await web.get("/api/v1/metrics", scope=Scope.READ)

    assert status == 200
    assert (metrics["session"], metrics["state"]) == ("session-1", "live")
    assert (metrics["uptime_s"], metrics["held"]) == (2.5, 1)
    assert metrics["totals"]["gifts"] == 4
    assert metrics["connections"][0]["heard"] == 5
    assert metrics["overlays"]["leaderboard"] == {"connected": 1, "showing": 1}
    assert metrics["overlays"]["chat"] == {"connected": 0, "showing": 0}
    assert metrics["frames"]["sent"] == 2
    assert metrics["stream"] == {"connected": 0, "sent": 0}


GAPS = (
    GapView(began=EPOCH, ended=EPOCH + 1, recovered=14, unknown=None),
    GapView(began=EPOCH + 2, ended=EPOCH + 3, recovered=1, unknown=30),
)
SUMS = GapSums(count=40, recovered=315, unknown=33)
"""With those that are no longer listed."""


async def test_a_connection_tells_its_age_and_its_gaps(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    engine.connection(
        "twitch:mira", last_event_at=clock.now(), gaps=GAPS, gap_sums=SUMS
    )
    engine.connection("youtube:late")
    await clock.advance(7.25)

    mira, late = (await web.get("/api/v1/metrics"))[1]["connections"]

    assert mira["last_event_age_s"] == 7.25
    assert mira["gap_counts"] == {"count": 40, "recovered": 315, "unknown": 33}
    assert late["last_event_age_s"] is None
    assert late["gap_counts"] == {"count": 0, "recovered": 0, "unknown": 0}


async def test_prometheus_has_every_figure_of_a_connection(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    engine.connection(
        "twitch:mira",
        last_event_at=clock.now(),
        gaps=GAPS,
        gap_sums=SUMS,
        viewers=8,
        duplicates=2,
        shed=1,
        refused=3,
        attempt=5,
        heard_share=0.5,
        room_likes=90,
        heard_likes=45,
    )
    await clock.advance(7.25)

    lines = (await ask(web.port, "/metrics", headers=web.bearer())).body.decode()

    for name, value in {
        "viewers": "8",
        "duplicates_total": "2",
        "shed_total": "1",
        "refused_total": "3",
        "attempt": "5",
        "heard_share": "0.5",
        "room_likes": "90",
        "heard_likes": "45",
        "last_event_age_seconds": "7.25",
        "gaps_total": "40",
        "gaps_recovered_total": "315",
        "gaps_unknown_total": "33",
    }.items():
        sample = f'companion_connection_{name}{{target="twitch:mira"}} {value}'
        assert sample in lines.splitlines()


async def test_answers_are_counted_by_status(web: Web) -> None:
    await ask(web.port, "/healthz")
    await ask(web.port, "/nothing")
    await ask(web.port, "/healthz", host="evil.example")

    answers = (await web.get("/api/v1/metrics"))[1]["answers"]

    assert answers == {"200": 1, "404": 1, "421": 1}


async def test_prometheus_reads_the_same(web: Web, engine: SmallEngine) -> None:
    engine.connection('tiktok:@a"b\\c\nd', state=ConnectionState.SILENT, heard=5)
    engine.feed(rose(count=3))

    reply = await ask(web.port, "/metrics", headers=web.bearer(Scope.READ))

    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = reply.body.decode().splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    assert "companion_session_gifts 3" in samples
    assert "companion_session_points 3" in samples
    assert r'companion_connection_heard_total{target="tiktok:@a\"b\\c\nd"} 5' in samples
    assert 'companion_session{state="live"} 1' in samples


async def test_a_total_of_several_parts_is_told_by_part(
    web: Web, engine: SmallEngine
) -> None:
    common = {"id": "youtube:1", "platform": Platform.YOUTUBE, "channel": "UC1"}
    giver = viewer("luna", id="youtube:luna")
    engine.feed(
        SuperChat(**common, viewer=giver, amount_micros=5_000_000, currency="EUR")
    )

    body = (await ask(web.port, "/metrics", headers=web.bearer())).body.decode()

    assert 'companion_session_money{currency="EUR"} 5000000' in body.splitlines()


async def test_prometheus_names_every_family_once_before_its_samples(web: Web) -> None:
    body = (await ask(web.port, "/metrics", headers=web.bearer())).body.decode()

    families: list[str] = []
    for line in body.splitlines():
        if line.startswith("# TYPE "):
            families.append(line.split()[2])
        else:
            assert re.split(r"[{ ]", line)[0] == families[-1]
    assert len(families) == len(set(families))
