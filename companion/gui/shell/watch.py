"""What the window knows of the engine: the one listener that the shell reads from."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import structs
from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.entries import Entry, Verdict
from companion.domain.errors import CommandError
from companion.domain.ports import Clock, Engine
from companion.domain.studio import ObsView
from companion.domain.values import Timestamp
from companion.domain.views import (
    ConnectionView,
    GateView,
    Review,
    SessionView,
    Shown,
    Totals,
)
from companion.gui.bridge import Bridge
from companion.gui.shell.trends import Trends

REFRESH_MS = 500
"""How often totals and ages are read anew."""

RECENT = 40
"""Events remembered for each connection."""

_WAITING = {Verdict.HOLD, Verdict.PENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One look at the engine, taken on its thread."""

    session: SessionView | None
    totals: Totals
    connections: Sequence[ConnectionView]
    reviews: Sequence[Review]
    unfinished: SessionView | None
    links: Mapping[str, str] = field(default_factory=dict)
    gate: GateView = field(default_factory=GateView)
    obs: ObsView = field(default_factory=ObsView)


def read(engine: Engine) -> Reading:
    """Return what the engine knows now; runs on the engine's thread."""
    return Reading(
        session=engine.session(),
        totals=engine.totals(),
        connections=tuple(engine.connections()),
        reviews=tuple(engine.reviews()),
        unfinished=engine.unfinished(),
        links=dict(engine.overlay_links()),
        gate=engine.gate.view(),
        obs=_obs(engine),
    )


def _obs(engine: Engine) -> ObsView:
    """Return how we stand with OBS: not at all while nothing is served."""
    try:
        return engine.studio.obs.view()
    except CommandError:
        return ObsView()


class Watch(QObject):
    """Hears the bridge, reads totals twice a second, and says what has changed.

    The signals are coarse: at most a few a second, whatever the stream does.
    """

    session_changed = Signal()
    connections_changed = Signal()
    totals_changed = Signal()
    alarm_changed = Signal()
    unfinished_changed = Signal()
    links_changed = Signal()
    obs_changed = Signal()

    def __init__(
        self, bridge: Bridge, *, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.clock = clock
        self.trends = Trends()
        self._session: SessionView | None = None
        self._connections: tuple[ConnectionView, ...] = ()
        self._totals = Totals()
        self._held: dict[int, Review] = {}
        self._alarm = ""
        self._unfinished: SessionView | None = None
        self._links: dict[str, str] = {}
        self._gate = GateView()
        self._obs = ObsView()
        self._recent: dict[str, deque[Entry]] = {}
        self._asking = False
        self._stop = bridge.listen(self)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begin to read the engine."""
        self.refresh()
        self._timer.start()

    def stop(self) -> None:
        """Read and hear no more."""
        self._timer.stop()
        self._stop()

    # What is known

    @property
    def now(self) -> Timestamp:
        """Return the time, for ages and countdowns."""
        return self.clock.now()

    @property
    def last_session(self) -> SessionView | None:
        """Return the session that runs or has just ended."""
        return self._session

    @property
    def live_session(self) -> SessionView | None:
        """Return the session that runs or is paused, None when none does."""
        session = self._session
        return session if session and session.state != "ended" else None

    @property
    def connections_now(self) -> tuple[ConnectionView, ...]:
        """Return every connection, in the order in which they were made."""
        return self._connections

    @property
    def totals(self) -> Totals:
        """Return the session's totals as last read."""
        return self._totals

    @property
    def held(self) -> Sequence[Review]:
        """Return what waits for a verdict, oldest first."""
        return tuple(self._held.values())

    @property
    def alarm_text(self) -> str:
        """Return what stopped, "" when nothing did."""
        return self._alarm

    @property
    def unfinished(self) -> SessionView | None:
        """Return the session that a crash left open and nobody decided about."""
        return self._unfinished

    @property
    def links(self) -> Mapping[str, str]:
        """Return the overlays' links by name."""
        return self._links

    @property
    def gate(self) -> GateView:
        """Return how the gate stands, as last read."""
        return self._gate

    @property
    def obs(self) -> ObsView:
        """Return how we stand with OBS, as last read."""
        return self._obs

    def recent(self, target: str) -> Sequence[Entry]:
        """Return the last events of a connection, newest first."""
        return tuple(reversed(self._recent.get(target, ())))

    def oldest_decides_in(self) -> int | None:
        """Return the microseconds until the first Hold decides itself, or None."""
        ends = [held.expires_at for held in self._held.values() if held.expires_at]
        return max(0, min(ends) - self.now) if ends else None

    def refresh(self) -> None:
        """Read the engine once, unless an answer is still on its way."""
        if self._asking:
            return
        self._asking = True
        self.bridge.ask(read, then=self.take, failed=self._on_failed)

    def take(self, reading: Reading) -> None:
        """Take what was read."""
        self._asking = False
        if reading.unfinished != self._unfinished:
            self._unfinished = reading.unfinished
            self.unfinished_changed.emit()
        if reading.links != self._links:
            self._links = dict(reading.links)
            self.links_changed.emit()
        self._held = {review.entry.seq: review for review in reading.reviews}
        self.session(reading.session)
        self.connections(reading.connections)
        self._totals = reading.totals
        self._gate = reading.gate
        if reading.obs != self._obs:
            self._obs = reading.obs
            self.obs_changed.emit()
        if reading.session is not None:
            self.trends.take(reading.session.id, reading.totals, at=self.now)
        self.totals_changed.emit()

    # What the bridge delivers: companion.domain.ports.EngineListener

    def shown(self, items: Sequence[Shown]) -> None:
        """Remember the newest events of each connection."""
        for item in items:
            entry = item.entry
            if entry.event is not None and entry.source:
                recent = self._recent.setdefault(entry.source, deque(maxlen=RECENT))
                recent.append(entry)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Keep what waits for a verdict; forget what got one."""
        for review in items:
            if review.text in _WAITING or review.name in _WAITING:
                self._held[review.entry.seq] = review
            else:
                self._held.pop(review.entry.seq, None)

    def retracted(self, seqs: Sequence[int]) -> None:
        """Forget what has left every screen."""
        for seq in seqs:
            self._held.pop(seq, None)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Take how all connections stand now."""
        self._connections = tuple(items)
        targets = {view.target for view in items}
        self._recent = {k: v for k, v in self._recent.items() if k in targets}
        self.connections_changed.emit()

    def session(self, view: SessionView | None) -> None:
        """Take the session's new state."""
        before, self._session = self._session, view
        if _identity(view) != _identity(before):
            self.session_changed.emit()

    def alarm(self, text: str) -> None:
        """Take what stopped; "" when it is over."""
        if text != self._alarm:
            self._alarm = text
            self.alarm_changed.emit()

    def _on_failed(self, _error: Exception) -> None:
        # The engine is closing or cannot answer; its alarm says so, not this look.
        self._asking = False


def _identity(view: SessionView | None) -> object:
    """Return a session without its totals, which change all the time."""
    return None if view is None else structs.replace(view, totals=Totals())
