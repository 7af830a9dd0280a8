"""How the app is doing, as JSON and as Prometheus text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
from aiohttp import web

from companion.domain.ports import Clock, Engine
from companion.domain.values import Timestamp
from companion.domain.views import ConnectionView
from companion.i18n import N_
from companion.web.api.events import EventRoutes
from companion.web.api.gate import GateObject, gate_object
from companion.web.api.route import Route, reply
from companion.web.api.shapes import (
    ConnectionObject,
    Object,
    TotalsObject,
    connection_object,
    totals_object,
)
from companion.web.api.test_events import TestEventRoutes
from companion.web.hub import FrameCounts, Hub
from companion.web.tokens import Scope
from companion.web.wire import rfc3339

PROMETHEUS = "text/plain"


class PagesObject(Object, frozen=True, kw_only=True):
    """One overlay's pages: connected, and those that viewers see."""

    connected: int
    showing: int


class StreamObject(Object, frozen=True, kw_only=True):
    """Clients of the stream, and the entries sent to them."""

    connected: int
    sent: int


class TestCounts(Object, frozen=True, kw_only=True):
    """Test events taken, and those refused for coming too fast."""

    accepted: int
    refused: int


class GapCounts(Object, frozen=True, kw_only=True):
    """All gaps of a connection since it was made.

    recovered: events that came afterwards. unknown: those that the room's totals say
    were missed; 0 also where nothing tells.
    """

    count: int
    recovered: int
    unknown: int


class ConnectionMetrics(ConnectionObject, frozen=True, kw_only=True):
    """One connection, and what follows from it as of now.

    last_event_age_s: seconds since something came; null before anything did.
    """

    last_event_age_s: float | None
    gap_counts: GapCounts


class MetricsObject(Object, frozen=True, kw_only=True):
    """Everything that is counted; totals are the running session's."""

    app: str
    at: str
    uptime_s: float
    session: str | None
    state: str
    totals: TotalsObject
    held: int
    gate: GateObject
    connections: list[ConnectionMetrics]
    overlays: dict[str, PagesObject]
    frames: FrameCounts
    stream: StreamObject
    test_events: TestCounts
    answers: dict[str, int]


class HealthObject(Object, frozen=True, kw_only=True):
    """status is "ok" whenever the server answers at all."""

    status: str
    app: str


class MetricsRoutes:
    """GET /metrics in both forms, and /healthz.

    answers: gives how many answers there were, by status ("200").
    """

    def __init__(
        self,
        engine: Engine,
        *,
        hub: Hub,
        events: EventRoutes,
        tests: TestEventRoutes,
        answers: Callable[[], dict[str, int]],
        clock: Clock,
        version: str,
    ) -> None:
        self._engine = engine
        self._hub = hub
        self._events = events
        self._tests = tests
        self._answers = answers
        self._clock = clock
        self._version = version
        self._began = clock.monotonic()

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/healthz",
                handler=self._health,
                scope=None,
                about=N_("Whether the server answers."),
                answer=HealthObject,
            ),
            Route(
                method="GET",
                path="/api/v1/metrics",
                handler=self._json,
                scope=Scope.READ,
                about=N_("Everything that is counted."),
                answer=MetricsObject,
            ),
            Route(
                method="GET",
                path="/metrics",
                handler=self._prometheus,
                scope=Scope.READ,
                about=N_("The same as Prometheus text."),
                media_type=PROMETHEUS,
            ),
        )

    def metrics(self) -> MetricsObject:
        """Return everything that is counted, as of now."""
        session, now = self._engine.session(), self._clock.now()
        connected, showing = self._hub.connected(), self._hub.showing()
        totals = self._engine.totals()
        return MetricsObject(
            app=self._version,
            at=rfc3339(now),
            uptime_s=round(self._clock.monotonic() - self._began, 3),
            session=session.id if session else None,
            state=session.state if session else "ended",
            totals=totals_object(totals),
            held=totals.held,
            gate=gate_object(self._engine.gate.view()),
            connections=[_measured(c, now) for c in self._engine.connections()],
            overlays={
                name: PagesObject(connected=connected[name], showing=showing[name])
                for name in connected
            },
            frames=self._hub.counts,
            stream=StreamObject(
                connected=self._events.connected, sent=self._events.sent
            ),
            test_events=TestCounts(
                accepted=self._tests.accepted, refused=self._tests.refused
            ),
            answers=self._answers(),
        )

    async def _health(self, _request: web.Request) -> web.Response:
        return reply(HealthObject(status="ok", app=self._version))

    async def _json(self, _request: web.Request) -> web.Response:
        return reply(self.metrics())

    async def _prometheus(self, _request: web.Request) -> web.Response:
        lines = list(prometheus_lines(self.metrics()))
        return web.Response(
            text="\n".join(lines) + "\n",
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )


_LABELS: Final = {"money": "currency", "watching_by": "platform"}
"""What the parts of a total are named by, where it has some."""


def prometheus_lines(metrics: MetricsObject) -> Iterator[str]:
    """Yield the metrics in Prometheus' text format."""
    yield from _family("info", "gauge", [({"version": metrics.app}, 1)])
    yield from _family("uptime_seconds", "gauge", [({}, metrics.uptime_s)])
    live = {"state": metrics.state}
    yield from _family("session", "gauge", [(live, 1)])
    for name, value in msgspec.structs.asdict(metrics.totals).items():
        parts = value.items() if isinstance(value, dict) else ()
        labelled = [({_LABELS[name]: part}, amount) for part, amount in parts]
        samples = labelled if isinstance(value, dict) else [({}, value)]
        yield from _family(f"session_{name}", "gauge", samples)
    yield from _gate_lines(metrics)
    yield from _connection_lines(metrics.connections)
    yield from _page_lines(metrics)
    for name, value in msgspec.structs.asdict(metrics.frames).items():
        yield from _family(f"frames_{name}_total", "counter", [({}, value)])
    tests = msgspec.structs.asdict(metrics.test_events)
    found = [({"answer": name}, value) for name, value in tests.items()]
    yield from _family("test_events_total", "counter", found)
    answers = [({"status": code}, n) for code, n in sorted(metrics.answers.items())]
    yield from _family("http_answers_total", "counter", answers)


Samples = Sequence[tuple[dict[str, str], object]]


def _measured(view: ConnectionView, now: Timestamp) -> ConnectionMetrics:
    told = msgspec.structs.asdict(connection_object(view))
    age = None
    if view.last_event_at is not None:
        age = max(0.0, round((now - view.last_event_at) / 1_000_000, 3))
    sums = view.gap_sums
    return ConnectionMetrics(
        **told,
        last_event_age_s=age,
        gap_counts=GapCounts(
            count=sums.count, recovered=sums.recovered, unknown=sums.unknown
        ),
    )


_COUNTED: Final = ("heard", "duplicates", "shed", "refused")
_GAUGED: Final = (
    ("viewers", "viewers"),
    ("attempt", "attempt"),
    ("heard_share", "heard_share"),
    ("room_likes", "room_likes"),
    ("heard_likes", "heard_likes"),
    ("last_event_age_s", "last_event_age_seconds"),
)
"""Fields of a connection, and their names in Prometheus."""


def _connection_lines(connections: Sequence[ConnectionMetrics]) -> Iterator[str]:
    states = [({"target": c.target, "state": c.state}, 1) for c in connections]
    yield from _family("connection", "gauge", states)
    for name in _COUNTED:
        samples = [({"target": c.target}, getattr(c, name)) for c in connections]
        yield from _family(f"connection_{name}_total", "counter", samples)
    for field, name in _GAUGED:
        samples = [({"target": c.target}, getattr(c, field)) for c in connections]
        yield from _family(f"connection_{name}", "gauge", samples)
    for field, name in (
        ("count", "gaps"),
        ("recovered", "gaps_recovered"),
        ("unknown", "gaps_unknown"),
    ):
        samples = [
            ({"target": c.target}, getattr(c.gap_counts, field)) for c in connections
        ]
        yield from _family(f"connection_{name}_total", "counter", samples)


_OF_MODEL: Final = ("judged", "cached", "late", "shed", "restarts")


def _gate_lines(metrics: MetricsObject) -> Iterator[str]:
    gate, model = metrics.gate, metrics.gate.model
    yield from _family("held", "gauge", [({}, metrics.held)])
    yield from _family("gate", "gauge", [({"mode": gate.mode}, 1)])
    yield from _family("gate_toxic_share", "gauge", [({}, gate.toxic_share)])
    yield from _family("gate_held_total", "counter", [({}, gate.held)])
    yield from _family("gate_blocked_total", "counter", [({}, gate.blocked)])
    named = {"state": model.state, "version": model.version}
    yield from _family("model", "gauge", [(named, 1)])
    for name in _OF_MODEL:
        counted = getattr(model, name)
        yield from _family(f"model_{name}_total", "counter", [({}, counted)])
    p95_s = None if model.p95_ms is None else round(model.p95_ms / 1000, 6)
    yield from _family("model_p95_seconds", "gauge", [({}, p95_s)])
    yield from _family("model_rss_bytes", "gauge", [({}, model.rss)])


def _page_lines(metrics: MetricsObject) -> Iterator[str]:
    for name in ("connected", "showing"):
        samples = [
            ({"overlay": overlay}, getattr(pages, name))
            for overlay, pages in metrics.overlays.items()
        ]
        yield from _family(f"overlay_pages_{name}", "gauge", samples)
    yield from _family("stream_clients", "gauge", [({}, metrics.stream.connected)])
    yield from _family("stream_sent_total", "counter", [({}, metrics.stream.sent)])


def _family(name: str, kind: str, samples: Samples) -> Iterator[str]:
    known = [(labels, value) for labels, value in samples if value is not None]
    if not known:
        return
    yield f"# TYPE companion_{name} {kind}"
    for labels, value in known:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        braced = f"{{{inside}}}" if inside else ""
        yield f"companion_{name}{braced} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
