"""Asking the model about what the rules left Pending, beside the straight line."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from companion.domain.entries import Entry, Judgement, Reason, Verdict
from companion.domain.errors import ModerationUnavailable
from companion.domain.ports import SlowJudge
from companion.domain.views import ConnectionView, Review, SessionView, Shown

log = logging.getLogger(__name__)

MODEL_LATE = Reason(rule="model-late")

Decide = Callable[[Entry, Judgement], Awaitable[None]]


class ModelDesk:
    """Listens for Pending entries and has the model judge them, in order.

    decide: records a verdict. While the model does not answer, the rules' verdict
    stands as Allow with reason "model-late": counted and shown, never "clean".
    """

    def __init__(self, model: SlowJudge, *, decide: Decide) -> None:
        self._model = model
        self._decide = decide
        self._queue: asyncio.Queue[Entry] = asyncio.Queue()
        self.late = 0

    async def run(self) -> None:
        """Judge for ever; cancel to stop."""
        while True:
            entries = [await self._queue.get()]
            while not self._queue.empty() and len(entries) < 32:
                entries.append(self._queue.get_nowait())
            for entry, judgement in zip(
                entries, await self._judged(entries), strict=True
            ):
                await self._decide(entry, judgement)

    async def _judged(self, entries: Sequence[Entry]) -> Sequence[Judgement]:
        try:
            return await self._model.judge(entries)
        except ModerationUnavailable as error:
            self.late += len(entries)
            log.warning("The model does not answer, rules decide alone: %s", error)
            return [_as_rules_said(entry) for entry in entries]

    def reviewing(self, items: Sequence[Review]) -> None:
        """Take what came Pending."""
        for item in items:
            if Verdict.PENDING in (item.text, item.name):
                self._queue.put_nowait(item.entry)

    def shown(self, items: Sequence[Shown]) -> None:
        """Nothing to do."""

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing to do."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Nothing to do."""

    def session(self, view: SessionView | None) -> None:
        """Nothing to do."""

    def alarm(self, text: str) -> None:
        """Nothing to do."""


def _as_rules_said(entry: Entry) -> Judgement:
    said = entry.judgement
    return Judgement(
        text=Verdict.ALLOW if said.text is Verdict.PENDING else said.text,
        name=Verdict.ALLOW if said.name is Verdict.PENDING else said.name,
        reasons=(*said.reasons, MODEL_LATE),
    )
