"""The Engine port in memory: the real gate, view and queue over a list of entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import structs

from companion.domain.earning import earner_of
from companion.domain.entries import (
    Amounts,
    AnyBody,
    Award,
    Entry,
    Featured,
    GateChanged,
    Judgement,
    PointsChange,
    Reason,
    Reset,
    SessionChange,
    Undo,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError
from companion.domain.events import AnyEvent, Chat, Cheer, Gift, Like, StreamEvent
from companion.domain.ports import Clock, EngineListener
from companion.domain.studio import Studio
from companion.domain.values import POINT, Platform, Points
from companion.domain.views import (
    ConnectionState,
    ConnectionView,
    GateView,
    GiftTally,
    Review,
    SessionView,
    Standing,
    Totals,
    VerdictFilter,
    VerdictLine,
    ViewerCard,
)
from companion.pipeline.bus import Bus
from companion.pipeline.live_view import LiveView
from companion.pipeline.publisher import Publisher
from companion.pipeline.review import ReviewQueue
from tests.support.fakes import EPOCH

MARKS = {
    "HOLD": Verdict.HOLD,
    "BLOCK": Verdict.BLOCK,
    "PENDING": Verdict.PENDING,
}
"""A text or a name that holds one of these words gets that verdict."""


class SmallGate:
    """How a gate stands that has only just begun."""

    def view(self) -> GateView:
        return GateView()

    async def verdicts(self, wanted: VerdictFilter) -> Sequence[VerdictLine]:
        note = GateChanged(rules="0" * 16)
        line = VerdictLine(seq=1, at=EPOCH, kind="gate", by="person", what=note)
        return [line][: wanted.limit]


class SmallEngine:
    """One session in memory; gives out the verdicts that MARKS asks for."""

    def __init__(self, clock: Clock) -> None:
        self.view = LiveView(now=clock.now)
        self.connected: list[ConnectionView] = []
        self.failure: Exception | None = None
        self._clock = clock
        self._bus = Bus()
        self._queue = ReviewQueue(hold_us=10_000_000)
        self._publisher = Publisher(view=self.view, bus=self._bus, review=self._queue)
        self._entries: list[Entry] = []
        self._sessions = 0
        self._studio: Studio | None = None

    # What tests do to it.

    def feed(
        self, *events: AnyEvent, test: bool = False, source: str = ""
    ) -> list[Entry]:
        """Record events in one commit and publish them."""
        entries = [self._entry(event, test=test, source=source) for event in events]
        self._publisher.publish(entries)
        return entries

    def note(self, body: AnyBody) -> Entry:
        """Record a note of ours."""
        entry = self._entry(body)
        self._publisher.publish([entry])
        return entry

    def connection(self, target: str, **fields: object) -> None:
        """Let a connection appear."""
        view = ConnectionView(
            **{
                "target": target,
                "platform": Platform(target.partition(":")[0]),
                "state": ConnectionState.LIVE,
                **fields,
            }
        )
        self.connected.append(view)
        self._bus.connections(self.connected)

    # The port.

    def listen(self, listener: EngineListener) -> Callable[[], None]:
        return self._bus.listen(listener)

    async def connect(self, target: str) -> None:
        self.connection(target)

    async def disconnect(self, target: str) -> None:
        self.connected = [one for one in self.connected if one.target != target]

    def connections(self) -> Sequence[ConnectionView]:
        return self.connected

    def session(self) -> SessionView | None:
        session = self.view.session
        return session and structs.replace(session, totals=self.totals())

    def totals(self) -> Totals:
        return structs.replace(self.view.totals(), held=len(self._queue))

    async def start_session(self, name: str = "") -> SessionView:
        self._sessions += 1
        session = SessionView(
            id=f"session-{self._sessions}",
            ordinal=self._sessions,
            name=name,
            state="live",
            started_at=self._clock.now(),
            ended_at=None,
            timezone="UTC",
        )
        self.view.open(session)
        self.note(SessionChange(change="started", name=name))
        return self._announce()

    async def pause_session(self) -> SessionView:
        return self._change("paused", "paused", only_from="live")

    async def resume_session(self) -> SessionView:
        return self._change("resumed", "live", only_from="paused")

    async def end_session(self) -> SessionView:
        return self._change("ended", "ended")

    async def reopen_session(self, session_id: str | None = None) -> SessionView:
        return self._change("reopened", "live", only_from="ended")

    async def rename_session(self, name: str) -> SessionView:
        return self._announce()

    async def sessions(self) -> Sequence[SessionView]:
        session = self.session()
        return [session] if session else []

    def unfinished(self) -> SessionView | None:
        return None

    async def standings(
        self,
        *,
        limit: int = 10,
        platform: Platform | None = None,
        scope: Literal["session", "week", "all"] = "session",
    ) -> tuple[Sequence[Standing], int]:
        tally = self.view.tally
        return tally.top(limit, platform=platform), tally.count_viewers(platform)

    async def viewer_card(self, viewer_id: str) -> ViewerCard:
        mine = [one for one in reversed(self._entries) if viewer_id in _ids(one)]
        named = [one.earner for one in mine if one.earner]
        if not named:
            raise CommandError(f"Nobody here has the id {viewer_id}.")
        return ViewerCard(
            standing=self.view.tally.standing(viewer_id),
            viewer=named[0],
            first_seen=mine[-1].at,
            used_points=0,
            gifts=_gifts(mine),
            entries=tuple(mine),
        )

    async def entries(self, *, after: int, limit: int = 1000) -> Sequence[Entry]:
        if self.failure:
            raise self.failure
        session = self._require_session()
        found = [
            one
            for one in self._entries
            if one.seq > after and one.session == session.id
        ]
        return found[:limit]

    async def reset_viewer(self, viewer_id: str | None, reason: str = "") -> int:
        return self.note(Reset(viewer_id=viewer_id, reason=reason)).seq

    async def award(self, viewer_id: str, points: Points, reason: str = "") -> int:
        body = Award(viewer_id=viewer_id, points=points, reason=reason)
        return self.note(body).seq

    async def undo(self, seq: int) -> int:
        if not isinstance(self._entries[seq - 1].body, Reset | Award):
            raise CommandError(f"Entry {seq} is no correction.")
        return self.note(Undo(of=seq)).seq

    async def feature(self, seq: int | None) -> None:
        if seq is not None:
            shown = self.view.shown(seq)
            if shown is None or not isinstance(shown.body, Chat):
                raise CommandError("This message has not been allowed.")
        self.note(Featured(of=seq))

    async def allow(self, seq: int, *, who: str = "") -> None:
        if self._queue.get(seq) is None:
            raise CommandError(f"Entry {seq} is not waiting.")
        self._decide(seq, Verdict.ALLOW)

    async def block(
        self, seq: int, *, who: str = "", only_waiting: bool = False
    ) -> None:
        self._decide(seq, Verdict.BLOCK)

    @property
    def gate(self) -> SmallGate:
        return SmallGate()

    def reviews(self) -> Sequence[Review]:
        return self._queue.waiting()

    async def inject(self, event: AnyEvent) -> Entry:
        self._require_session()
        return self.feed(event, test=True)[0]

    def overlay_links(self) -> dict[str, str]:
        return {}

    @property
    def studio(self) -> Studio:
        if self._studio is None:
            raise CommandError("The overlay server is off.")
        return self._studio

    def serve_studio(self, studio: Studio | None) -> None:
        self._studio = studio

    # How it is done.

    def _entry(self, body: AnyBody, *, test: bool = False, source: str = "") -> Entry:
        event = body if isinstance(body, StreamEvent) else None
        earner = earner_of(event) if event else None
        amounts = _amounts(event) if event and not test else Amounts()
        change = None
        if earner and not test:
            change = PointsChange(viewer_id=earner.id, points=amounts.points)
        if isinstance(body, Award):
            change = PointsChange(viewer_id=body.viewer_id, points=body.points)
        if isinstance(body, Reset) and body.viewer_id:
            now = self.view.standing(body.viewer_id)
            lost = -now.points if now else 0
            change = PointsChange(viewer_id=body.viewer_id, points=lost)
        entry = Entry(
            seq=len(self._entries) + 1,
            number=len(self._entries) + 1,
            session=self._require_session().id,
            at=self._clock.now(),
            body=body,
            source=source,
            earner=earner,
            amounts=amounts,
            change=change,
            judgement=_judged(event),
            test=test,
        )
        self._entries.append(entry)
        return entry

    def _decide(self, seq: int, verdict: Verdict) -> None:
        said = self._entries[seq - 1].judgement
        name = said.name if verdict is not Verdict.ALLOW else Verdict.ALLOW
        self.note(VerdictGiven(of=seq, text=verdict, name=name))

    def _require_session(self) -> SessionView:
        if self.view.session is None:
            raise CommandError("No session has been started yet.")
        return self.view.session

    def _change(
        self,
        change: Literal["paused", "resumed", "ended", "reopened"],
        state: Literal["live", "paused", "ended"],
        *,
        only_from: str = "",
    ) -> SessionView:
        session = self._require_session()
        if only_from and session.state != only_from:
            raise CommandError(f"The session is {session.state}.")
        self.note(SessionChange(change=change))
        self.view.update_session(structs.replace(session, state=state))
        return self._announce()

    def _announce(self) -> SessionView:
        session = self._require_session()
        self._bus.session(session)
        return session


def _amounts(event: AnyEvent) -> Amounts:
    match event:
        case Gift(diamonds_each=each, count=count):
            return Amounts(
                points=each * count * POINT, diamonds=each * count, gifts=count
            )
        case Like(count=count):
            return Amounts(points=count * POINT // 3, likes=count)
        case Cheer(bits=bits):
            return Amounts(points=bits * POINT, bits=bits)
        case Chat():
            return Amounts(points=POINT, chats=1)
    return Amounts(points=POINT)


def _judged(event: AnyEvent | None) -> Judgement:
    if event is None:
        return Judgement()
    text = _verdict(getattr(event, "text", ""))
    name = _verdict(event.viewer.name if event.viewer else "")
    reasons = ()
    if text is not Verdict.ALLOW:
        reasons = (Reason(rule="marks", detail=getattr(event, "text", "")),)
    return Judgement(text=text, name=name, reasons=reasons)


def _verdict(text: str) -> Verdict:
    return next(
        (verdict for word, verdict in MARKS.items() if word in text), Verdict.ALLOW
    )


def _ids(entry: Entry) -> set[str]:
    touched = {entry.earner.id} if entry.earner else set()
    return touched | ({entry.change.viewer_id} if entry.change else set())


def _gifts(entries: Sequence[Entry]) -> tuple[GiftTally, ...]:
    gifts = [one.body for one in entries if isinstance(one.body, Gift)]
    return tuple(
        GiftTally(
            gift_id=name,
            name=name,
            icon=None,
            count=sum(one.count for one in gifts if one.name == name),
            diamonds=sum(
                one.count * one.diamonds_each for one in gifts if one.name == name
            ),
        )
        for name in sorted({one.name for one in gifts})
    )
