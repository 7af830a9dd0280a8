"""What the page knows of the gate: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.entries import Entry
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import (
    GateView,
    ToxicityBar,
    VerdictFilter,
    VerdictLine,
    ViewerCard,
)
from companion.gui.bridge import Bridge
from companion.gui.moderation.held_words import Facts, facts_of

REFRESH_MS = 500
"""How often the gate is looked at, and the newest verdicts are read."""

BARS_EVERY = 10
"""Looks between two readings of the last hour."""

NEWEST = 60
"""Verdicts that are known at most."""

BARS = 72


class GateWatch(QObject):
    """view_changed, lines_changed, bars_changed: others are known now.

    failed: the gate does not answer, with the sentence that says why; "" when it does
    again. facts_known: a Viewer's id, of whom `facts` tells now. heard_before: what
    somebody wrote before an entry, by seq.
    """

    view_changed = Signal()
    lines_changed = Signal()
    bars_changed = Signal()
    failed = Signal(str)
    facts_known = Signal(str)
    heard_before = Signal(int, object)

    def __init__(self, bridge: Bridge, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.view: GateView | None = None
        self.lines: Sequence[VerdictLine] = ()
        self.bars: Sequence[ToxicityBar] = ()
        self.problem = ""
        self._facts: dict[str, Facts] = {}
        self._asked: set[str] = set()
        self._asking = False
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to read."""
        self._looks = 0
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def facts(self, viewer_id: str) -> Facts | None:
        """Return what is known of a Viewer; asks once when nothing is."""
        if viewer_id not in self._asked:
            self._asked.add(viewer_id)
            self._ask_facts(viewer_id)
        return self._facts.get(viewer_id)

    def _ask_facts(self, viewer_id: str) -> None:
        def then(card: ViewerCard) -> None:
            self._take_facts(viewer_id, facts_of(card))

        self._bridge.ask(
            lambda engine: engine.viewer_card(viewer_id),
            then=then,
            failed=lambda _error: self._take_facts(viewer_id, Facts()),
        )

    def forget_facts(self, viewer_id: str) -> None:
        """Ask anew the next time: the Viewer has written again."""
        self._asked.discard(viewer_id)

    def line_of(self, seq: int) -> VerdictLine | None:
        """Return the newest known decision about an entry."""
        return next(
            (
                line
                for line in self.lines
                if line.of == seq and line.verdict is not None and line.seq != seq
            ),
            None,
        )

    def look(self) -> None:
        """Read once, unless an answer is still on its way."""
        if self._asking:
            return
        self._asking = True
        wants_bars = self._looks % BARS_EVERY == 0
        self._looks += 1
        self._bridge.ask(
            lambda engine: _read(engine, wants_bars=wants_bars),
            then=self._take,
            failed=self._fail,
        )

    def before(self, seq: int) -> None:
        """Ask what was written before an entry; `heard_before` tells it."""

        async def read(engine: Engine) -> Sequence[Entry]:
            return await engine.gate.context(seq)

        def then(entries: Sequence[Entry]) -> None:
            self.heard_before.emit(seq, entries)

        self._bridge.ask(read, then=then, failed=lambda _error: None)

    def _take_facts(self, viewer_id: str, facts: Facts) -> None:
        self._facts[viewer_id] = facts
        self.facts_known.emit(viewer_id)

    def _take(
        self,
        answer: tuple[GateView, Sequence[VerdictLine], Sequence[ToxicityBar] | None],
    ) -> None:
        self._asking = False
        view, lines, bars = answer
        if self.problem:
            self.problem = ""
            self.failed.emit("")
        if view != self.view:
            self.view = view
            self.view_changed.emit()
        if lines != self.lines:
            self.lines = lines
            self.lines_changed.emit()
        if bars is not None and bars != self.bars:
            self.bars = bars
            self.bars_changed.emit()

    def _fail(self, error: CompanionError) -> None:
        self._asking = False
        self._looks = 0
        if str(error) != self.problem:
            self.problem = str(error)
            self.failed.emit(self.problem)


async def _read(
    engine: Engine, *, wants_bars: bool
) -> tuple[GateView, Sequence[VerdictLine], Sequence[ToxicityBar] | None]:
    gate = engine.gate
    lines = await gate.verdicts(VerdictFilter(limit=NEWEST))
    bars = await gate.toxicity(minutes=60, bars=BARS) if wants_bars else None
    return gate.view(), tuple(lines), None if bars is None else tuple(bars)
