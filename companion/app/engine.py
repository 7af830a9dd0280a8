"""The engine: what window, server and command line ask of the running app.

Wires nothing itself (companion.app.running does); each method is one request, in the
words of domain.ports.Engine, on the engine's own loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import structs

from companion.app.corrections import Corrections
from companion.app.decisions import Decisions
from companion.app.gate.books import Books
from companion.app.gate.desk import GateDesk
from companion.app.gate.parts import GateParts
from companion.app.rehearsal import Rehearsal, is_simulated
from companion.app.show.parts import Playing
from companion.app.week import week_began
from companion.app.writing import BY_HAND, Asked, Writing
from companion.domain.earning import Draft
from companion.domain.entries import (
    AnyNote,
    Entry,
    ModelVerdict,
    SessionChange,
    Verdict,
)
from companion.domain.errors import CommandError
from companion.domain.events import AnyEvent, Arrival, Chat
from companion.domain.ports import Clock, EngineListener, Logins
from companion.domain.show.desk import Bots, Coins, Room, Show
from companion.domain.studio import Studio
from companion.domain.text import clean_name
from companion.domain.values import Platform, Points
from companion.domain.views import (
    ConnectionView,
    Review,
    SessionView,
    Standing,
    Totals,
    ViewerCard,
)
from companion.i18n import _
from companion.interactions.record import Fold, Follower
from companion.pipeline.bus import Bus
from companion.pipeline.intake import Intake
from companion.pipeline.live_view import LiveView
from companion.pipeline.pipeline import Pipeline
from companion.pipeline.resumed import Resumed
from companion.pipeline.review import ReviewQueue
from companion.platforms.supervisor import Supervisor
from sessions.ledger import Ledger

TEST_SOURCE = "test"
"""The source of events that the Broadcaster asked for to try things out."""


class CompanionEngine:
    """Implements domain.ports.Engine over the pipeline, the ledger and connections.

    gate: what moderation is made of; without one nothing is known of anybody.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        pipeline: Pipeline,
        intake: Intake,
        supervisor: Supervisor,
        view: LiveView,
        review: ReviewQueue,
        bus: Bus,
        clock: Clock,
        timezone: str,
        unfinished: SessionView | None,
        rehearsal: Rehearsal,
        logins: Logins,
        gate: GateParts | None = None,
    ) -> None:
        parts = gate or GateParts()
        self.view = view
        self._ledger = ledger
        self._pipeline = pipeline
        self._intake = intake
        self._supervisor = supervisor
        self._review = review
        self._bus = bus
        self._clock = clock
        self._timezone = timezone
        self._unfinished = unfinished
        self._rehearsal = rehearsal
        self._logins = logins
        self._is_ending = False
        self._writing = Writing(
            writers=supervisor.writers,
            why_not=self._why_read_only,
            record=self._record_action,
            retract=self._retract,
            targets=self._platform_targets,
        )
        books = Books(
            ledger=ledger,
            pipeline=pipeline,
            clock=clock,
            is_open=self._is_open,
            session_id=lambda: self._require_session().id,
        )
        self._books = books
        self._corrections = self._corrections_on(books)
        self._decisions = Decisions(
            pipeline=pipeline,
            append=self._append,
            look=books.decided,
            review=review,
            bus=bus,
            clock=clock,
            expired=Verdict(parts.settings.expired),
        )
        self._gate = self._gate_desk(parts)
        self._studio: Studio | None = None
        self._playing: Playing | None = None
        self._model_settled: Callable[[], Awaitable[None]] = _at_once

    def _corrections_on(self, books: Books) -> Corrections:
        return Corrections(
            ledger=self._ledger,
            pipeline=self._pipeline,
            view=self.view,
            books=books,
            require_open=self._require_open,
        )

    def _platform_targets(self) -> Sequence[str]:
        targets = (one.target for one in self.connections())
        return [one for one in targets if not is_simulated(one)]

    def _gate_desk(self, parts: GateParts) -> GateDesk:
        return GateDesk(
            parts,
            books=self._books,
            decisions=self._decisions,
            writing=self._writing,
            review=self._review,
            bus=self._bus,
            clock=self._clock,
            zone=self._zone,
            name_of=self._name_of,
        )

    def await_verdicts(self, settled: Callable[[], Awaitable[None]]) -> None:
        """Take what waits until the model has answered all it was asked so far."""
        self._model_settled = settled

    def listen(self, listener: EngineListener) -> Callable[[], None]:
        """Add a listener; returns the function that removes it."""
        return self._bus.listen(listener)

    async def connect(self, target: str) -> None:
        """Start a connection; opens a session when none is.

        So does a platform's while the session is a simulated one: see rehearsal.
        """
        spelled = self.check_target(target)
        needs_its_own = self._rehearsal.connecting(spelled)
        if needs_its_own or not self._is_open():
            await self._begin("", only_between=not needs_its_own)
            self._rehearsal.connecting(spelled)
        self._supervisor.connect(target)

    def check_target(self, target: str) -> str:
        """Return a target in its one spelling; starts nothing.

        Raises TargetUnknown when it cannot be one.
        """
        return self._supervisor.check(target)

    async def disconnect(self, target: str) -> None:
        """End a connection and forget it."""
        await self._supervisor.disconnect(target)

    def connections(self) -> Sequence[ConnectionView]:
        """Return all connections in the order in which they were made."""
        return self._supervisor.views()

    def session(self) -> SessionView | None:
        """Return the running (or just ended) session with its totals as of now."""
        session = self.view.session
        if session is None:
            return None
        return structs.replace(session, totals=self.totals())

    def totals(self) -> Totals:
        """Return the running session's totals; zeros between sessions."""
        return structs.replace(self.view.totals(), held=self._review.held)

    async def start_session(self, name: str = "") -> SessionView:
        """End the running session, if any, and open a new one."""
        return await self._begin(clean_name(name))

    async def _begin(self, name: str, *, only_between: bool = False) -> SessionView:
        """Open a new session; only_between: unless somebody was quicker."""

        async def write() -> Sequence[Entry]:
            if only_between and self._is_open():
                return ()
            turned = await self._ledger.begin(name, timezone=self._timezone)
            begun = self._turn_to(*turned)
            return [*begun, *await self._gate.tell_session(self._append)]

        await self._wind_up()
        await self.settle()
        await self._pipeline.record(write)
        return self._announce()

    async def _wind_up(self) -> None:
        if self._playing is not None and self._is_open():
            await self._playing.show.wind_up()

    async def pause_session(self) -> SessionView:
        """Go on recording, stop earning."""
        return await self._change("paused", only_from="live")

    async def resume_session(self) -> SessionView:
        """End the pause."""
        return await self._change("resumed", only_from="paused")

    async def end_session(self) -> SessionView:
        """Close the session and its connections; it can be reopened."""
        self._require_open()
        while True:
            for connection in self.connections():
                with suppress(CommandError):  # somebody else ends it already
                    await self._supervisor.disconnect(connection.target)
            await self._wind_up()
            await self.settle()
            session = await self._change("ended", only_if=self._has_no_connection)
            if session.state == "ended":
                return session

    async def reopen_session(self, session_id: str | None = None) -> SessionView:
        """Continue a session; None: the newest one."""
        if session_id is None:
            known = await self.sessions()
            if not known:
                raise CommandError(_("There is no session to continue."))
            session_id = known[0].id

        async def write() -> Sequence[Entry]:
            # Read first: once the ledger has turned, nothing may keep the view back.
            folds = [one.fresh() for one in self._followers]
            resumed = await self._ledger.read(
                lambda history: Resumed.of(
                    history.entries(session_id),
                    lambda seq: history.entries_at((seq,)).get(seq),
                    also=[fold.take for fold in folds],
                )
            )
            turned = await self._ledger.resume(session_id)
            begun = self._turn_to(*turned, resumed=resumed, folds=folds)
            return [*begun, *await self._gate.tell_session(self._append)]

        await self._pipeline.drain()
        await self._pipeline.record(write)
        return self._announce()

    async def rename_session(self, name: str) -> SessionView:
        """Name the running session."""
        return await self._change("renamed", name=clean_name(name))

    async def sessions(self) -> Sequence[SessionView]:
        """Return every session, newest first."""
        return await self._ledger.read(lambda history: history.sessions())

    def unfinished(self) -> SessionView | None:
        """Return the session that a crash left open, until it is reopened or left."""
        return self._unfinished

    async def standings(
        self,
        *,
        limit: int = 10,
        platform: Platform | None = None,
        scope: Literal["session", "week", "all"] = "session",
    ) -> tuple[Sequence[Standing], int]:
        """Return the first standings and the number of Viewers; limit 1..1000."""
        if scope == "session":
            best = self.view.tally.top(limit, platform=platform)
            return best, self.view.tally.count_viewers(platform)
        since = None if scope == "all" else week_began(self._clock.now(), self._zone())
        return await self._ledger.read(
            lambda history: history.standings_since(
                since, limit=limit, platform=platform
            )
        )

    async def viewer_card(self, viewer_id: str) -> ViewerCard:
        """Return one Viewer explained; CommandError when nobody has that id."""
        session = self._require_session()
        standing, until = self.view.tally.standing(viewer_id), self.view.tally.last_seq
        return await self._ledger.read(
            lambda history: history.card(session.id, viewer_id, standing, until=until)
        )

    async def entries(self, *, after: int, limit: int = 1000) -> Sequence[Entry]:
        """Return entries with seq > after, in order; see the port."""
        whose = None if after else self._require_session().id
        return await self._ledger.read(
            lambda history: list(history.entries(whose, after=after, limit=limit))
        )

    async def reset_viewer(self, viewer_id: str | None, reason: str = "") -> int:
        """Set points to 0 (None: everybody's); returns the correction's seq."""
        return await self._corrections.reset_viewer(viewer_id, reason)

    async def award(self, viewer_id: str, points: Points, reason: str = "") -> int:
        """Give or take points; returns the correction's seq."""
        return await self._corrections.award(viewer_id, points, reason)

    async def undo(self, seq: int) -> int:
        """Take back a correction; returns the seq of the undo."""
        return await self._corrections.undo(seq)

    async def feature(self, seq: int | None) -> None:
        """Show a Chat entry on the question overlay; None takes it off."""
        await self._corrections.feature(seq)

    async def allow(self, seq: int, *, who: str = "") -> None:
        """Release an entry that waits or was blocked: it publishes now."""
        self._require_open()
        await self._decisions.allow(seq, who=who)

    async def block(
        self, seq: int, *, who: str = "", only_waiting: bool = False
    ) -> None:
        """Refuse an entry that waits, or retract a shown one; see the port."""
        self._require_open()
        await self._decisions.block(seq, who=who, only_waiting=only_waiting)

    @property
    def gate(self) -> GateDesk:
        """Return moderation, beyond allow and block."""
        return self._gate

    def reviews(self) -> Sequence[Review]:
        """Return what waits for a verdict, oldest first."""
        return self._review.waiting()

    async def send(
        self,
        text: str,
        *,
        targets: Sequence[str] | None = None,
        reply_to: int | None = None,
        asked: Asked = BY_HAND,
    ) -> Sequence[Entry]:
        """Send a text through some connections; see the port. asked: who asks."""
        self._require_open()
        answered = None if reply_to is None else await self._chat(reply_to)
        return await self._writing.send(
            text, targets=targets, answered=answered, asked=asked
        )

    async def delete_chat(self, seq: int) -> Entry:
        """Delete a Chat on its platform; it leaves every screen at once."""
        return await self._writing.delete(await self._chat(seq))

    async def time_out(self, viewer_id: str, *, seconds: int) -> Sequence[Entry]:
        """Keep a Viewer from writing for a while, on their platform."""
        self._require_open()
        return await self._writing.time_out(viewer_id, seconds=seconds)

    async def ban(self, viewer_id: str) -> Sequence[Entry]:
        """Keep a Viewer from writing, on their platform, until unbanned."""
        self._require_open()
        return await self._writing.ban(viewer_id)

    async def unban(self, viewer_id: str) -> Sequence[Entry]:
        """Let a Viewer write again, also before a timeout is over."""
        self._require_open()
        return await self._writing.unban(viewer_id)

    @property
    def logins(self) -> Logins:
        """Return the Broadcaster's accounts."""
        return self._logins

    def _why_read_only(self, target: str) -> str:
        views = self.connections()
        return next((one.cannot_write for one in views if one.target == target), "")

    async def _record_action(self, body: AnyNote) -> Entry:
        return (await self._record(lambda: body))[0]

    def _retract(self, seqs: Sequence[int]) -> None:
        self.view.retract(seqs)
        self._bus.retracted(seqs)

    async def _chat(self, seq: int) -> Entry:
        """Return a Chat of the running session that did not come as a test."""
        self._require_open()
        entry = await self._books.entry(seq)
        if not isinstance(entry.body, Chat) or entry.test:
            raise CommandError(_("Entry {seq} is no chat.").format(seq=seq))
        return entry

    async def inject(self, event: AnyEvent) -> Entry:
        """Take a test event through the whole line; shown, marked, never scored."""
        self._require_open()
        arrival = Arrival(event=event, source=TEST_SOURCE, test=True)
        entry = await self._pipeline.unless_refused(self._intake.submit(arrival))
        if entry is None:
            raise CommandError(_("This test event has been sent already."))
        return entry

    def offer(self, arrival: Arrival) -> None:
        """Take an arrival as from a connection, without one."""
        self._intake.offer(arrival)

    def overlay_links(self) -> dict[str, str]:
        """Return every overlay's link by name; {} while the server is off."""
        if self._studio is None:
            return {}
        return {one.name: one.link for one in self._studio.overlays.views()}

    @property
    def studio(self) -> Studio:
        """Return overlays, OBS and media; CommandError while the server is off."""
        if self._studio is None:
            raise CommandError(_("The overlay server is off."))
        return self._studio

    def serve_studio(self, studio: Studio | None) -> None:
        """Take what `studio` returns from now on; None: the server is off."""
        self._studio = studio

    def play(self, playing: Playing | None) -> None:
        """Take the show, coins and bots from now on; None: there are none."""
        self._playing = playing

    @property
    def books(self) -> Books:
        """Return what writes notes into the record."""
        return self._books

    @property
    def show(self) -> Show:
        """Return interactions, run-sheet and questions."""
        return self._require_playing().show

    @property
    def coins(self) -> Coins:
        """Return scores, coins and whose accounts are whose."""
        return self._require_playing().coins

    @property
    def bots(self) -> Bots:
        """Return commands and bots."""
        return self._require_playing().bots

    @property
    def room(self) -> Room:
        """Return the page for people in the room."""
        return self._require_playing().room

    def _require_playing(self) -> Playing:
        if self._playing is None:
            raise CommandError(_("The show is off."))
        return self._playing

    async def expire_holds(self) -> None:
        """Decide what has waited its time; runs for ever, cancel to stop."""
        await self._decisions.expire()

    async def judge(self, verdicts: Sequence[ModelVerdict]) -> None:
        """Record the model's verdicts, in one commit."""
        await self._decisions.judge(verdicts)

    async def _record(self, decide: Callable[[], AnyNote | None]) -> Sequence[Entry]:
        """Record what `decide` returns, asked when nothing can change any more."""

        async def write() -> Sequence[Entry]:
            body = decide()
            return () if body is None else await self._append(self._note(body))

        return await self._pipeline.record(write)

    def _note(self, body: AnyNote) -> Draft:
        return Draft(body=body, at=self._clock.now())

    async def _append(self, *drafts: Draft) -> Sequence[Entry]:
        return (await self._ledger.append(drafts)).entries

    async def _change(
        self,
        change: Literal["paused", "resumed", "ended", "renamed"],
        *,
        only_from: str = "",
        only_if: Callable[[], bool] = lambda: True,
        name: str = "",
    ) -> SessionView:
        """Change the session's state, after all that was left at the door before."""

        async def write() -> Sequence[Entry]:
            session = self._require_open()
            if only_from and session.state != only_from:
                word = _state_word(session.state)
                raise CommandError(_("The session is {state}.").format(state=word))
            if not only_if():
                return ()
            self._is_ending = change == "ended"
            try:
                note = SessionChange(change=change, name=name)
                session, entry = await self._ledger.change(note)
                self.view.update_session(session)
            finally:
                self._is_ending = False
            return (entry,)

        self._require_open()
        await self._pipeline.drain()
        await self._pipeline.record(write)
        return self._announce()

    def _turn_to(
        self,
        session: SessionView,
        entries: Sequence[Entry],
        *,
        resumed: Resumed | None = None,
        folds: Sequence[Fold] = (),
    ) -> Sequence[Entry]:
        """Leave the session before, whose end may stand first in `entries`.

        folds: of the followers, in order, of the session that is continued.
        """
        *ended, begun = entries
        self._pipeline.publish(ended)
        self._unfinished = None
        self._rehearsal.begin(resumed.sources if resumed else ())
        self._pipeline.turn_to(session, resumed)
        for number, follower in enumerate(self._followers):
            follower.turn_to(folds[number] if folds else None)
        return (begun,)

    @property
    def _followers(self) -> Sequence[Follower]:
        return () if self._playing is None else self._playing.followers

    async def settle(self) -> None:
        """Wait until what was heard so far is recorded, with the model's verdicts."""
        await self._pipeline.drain()
        await self._pipeline.unless_refused(self._model_settled())
        await self._pipeline.drain()

    def _has_no_connection(self) -> bool:
        return not self.connections()

    def _announce(self) -> SessionView:
        session = self._require_session()
        self._bus.session(session)
        return session

    def _is_open(self) -> bool:
        session = self.view.session
        return session is not None and session.state != "ended" and not self._is_ending

    def _require_session(self) -> SessionView:
        session = self.session()
        if session is None:
            raise CommandError(_("No session has been started yet."))
        return session

    def _require_open(self) -> SessionView:
        session = self._require_session()
        if session.state == "ended":
            raise CommandError(_("The session has ended. Start or continue one first."))
        return session

    def _name_of(self, viewer_id: str) -> str:
        viewer = self.view.tally.viewer(viewer_id)
        return viewer.name if viewer is not None else ""

    def _zone(self) -> ZoneInfo:
        session = self.view.session
        return ZoneInfo(session.timezone if session else self._timezone)


async def _at_once() -> None:
    """Nothing to wait for."""


def _state_word(state: str) -> str:
    words = {"live": _("live"), "paused": _("paused"), "ended": _("ended")}
    return words.get(state, state)
