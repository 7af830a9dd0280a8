"""What the page knows of the gate: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from companion.domain.entries import Entry
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
from companion.gui.page_watch import PageWatch

REFRESH_MS = 500
"""How often the gate is looked at, and the newest verdicts are read."""

BARS_EVERY = 10
"""Looks between two readings of the last hour."""

NEWEST = 60
"""Verdicts that are known at most."""

BARS = 72


_Reading = tuple[GateView, Sequence[VerdictLine], Sequence[ToxicityBar] | None]


class GateWatch(PageWatch[_Reading]):
    """view_changed, lines_changed, bars_changed: others are known now.

    facts_known: a Viewer's id, of whom `facts` tells now. heard_before: what somebody
    wrote before an entry, by seq.
    """

    view_changed = Signal()
    lines_changed = Signal()
    bars_changed = Signal()
    facts_known = Signal(str)
    heard_before = Signal(int, object)

    def __init__(self, bridge: Bridge, *, parent: QObject | None = None) -> None:
        super().__init__(bridge, every_ms=REFRESH_MS, parent=parent)
        self.view: GateView | None = None
        self.lines: Sequence[VerdictLine] = ()
        self.bars: Sequence[ToxicityBar] = ()
        self._facts: dict[str, Facts] = {}
        self._asked: set[str] = set()
        self._looks = 0

    @override
    def start(self) -> None:
        self._looks = 0
        super().start()

    def facts(self, viewer_id: str) -> Facts | None:
        """Return what is known of a Viewer; asks once when nothing is."""
        if viewer_id not in self._asked:
            self._asked.add(viewer_id)
            self._ask_facts(viewer_id)
        return self._facts.get(viewer_id)

    def _ask_facts(self, viewer_id: str) -> None:
        def then(card: ViewerCard) -> None:
            self._take_facts(viewer_id, facts_of(card))

        self.bridge.ask(
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

    @override
    def question(self) -> Callable[[Engine], Awaitable[_Reading]]:
        wants_bars = self._looks % BARS_EVERY == 0 or bool(self.problem)
        self._looks += 1
        return partial(_read, wants_bars=wants_bars)

    def before(self, seq: int) -> None:
        """Ask what was written before an entry; `heard_before` tells it."""

        async def read(engine: Engine) -> Sequence[Entry]:
            return await engine.gate.context(seq)

        def then(entries: Sequence[Entry]) -> None:
            self.heard_before.emit(seq, entries)

        self.bridge.ask(read, then=then, failed=lambda _error: None)

    def _take_facts(self, viewer_id: str, facts: Facts) -> None:
        self._facts[viewer_id] = facts
        self.facts_known.emit(viewer_id)

    @override
    def keep(self, reading: _Reading) -> None:
        view, lines, bars = reading
        if view != self.view:
            self.view = view
            self.view_changed.emit()
        if lines != self.lines:
            self.lines = lines
            self.lines_changed.emit()
        if bars is not None and bars != self.bars:
            self.bars = bars
            self.bars_changed.emit()


async def _read(engine: Engine, *, wants_bars: bool) -> _Reading:
    gate = engine.gate
    lines = await gate.verdicts(VerdictFilter(limit=NEWEST))
    bars = await gate.toxicity(minutes=60, bars=BARS) if wants_bars else None
    return gate.view(), tuple(lines), None if bars is None else tuple(bars)
