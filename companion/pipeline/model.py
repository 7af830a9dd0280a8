"""Asking the model about what the rules left Pending, beside the straight line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Final

from companion.domain.entries import Entry, ModelVerdict, Verdict
from companion.domain.ports import SlowJudge
from companion.domain.views import ConnectionView, Review, SessionView, Shown

Decide = Callable[[Sequence[ModelVerdict]], Awaitable[None]]

_BY_SEQ: Final = attrgetter("entry.seq")


class _Question:
    """An entry that the model was asked about, and what it said."""

    __slots__ = ("entry", "is_answered", "verdict")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.is_answered = False
        self.verdict: ModelVerdict | None = None


class ModelDesk:
    """Listens for entries that wait, has them judged, and records the verdicts.

    decide: records verdicts in one commit. It gets what has been answered since the
    last commit, in the order of the entries, so that a slow text delays nobody else;
    verdicts about the same Viewer are never recorded out of order. What the rules hold
    is asked about once, so that whoever reviews it sees the scores.

    What two runs of the same events share: every event's verdict, unless the model was
    late for it in one of them, and the order of verdicts about one Viewer. Where
    verdicts stand between the events depends on the machine; so do the last digits of
    scores, for a quantised model is a little less exact beside other texts.

    Only what is on disk and waits is asked about, and every question is answered by its
    deadline. While the ledger is stopped nothing new is published, so no more gathers
    here than waited when it stopped.
    """

    def __init__(self, model: SlowJudge, *, decide: Decide) -> None:
        self._model = model
        self._decide = decide
        self._questions: dict[str, list[_Question]] = {}
        self._open: set[int] = set()
        self._newest = 0
        self._answered: list[ModelVerdict] = []
        self._has_news = asyncio.Event()
        self._has_closed = asyncio.Event()

    def __len__(self) -> int:
        """Return how many questions are not answered and recorded yet."""
        return len(self._open)

    async def run(self) -> None:
        """Record verdicts for ever; cancel to stop."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            verdicts, self._answered = sorted(self._answered, key=_BY_SEQ), []
            await self._decide(verdicts)
            self._close(one.entry.seq for one in verdicts)

    async def settled(self) -> None:
        """Wait until every question so far is answered and its verdict recorded."""
        newest = self._newest
        while any(seq <= newest for seq in self._open):
            self._has_closed.clear()
            await self._has_closed.wait()

    def reviewing(self, items: Sequence[Review]) -> None:
        """Take what came Pending, and what the rules hold."""
        for item in items:
            seq = item.entry.seq
            if seq in self._open:
                continue
            is_new, self._newest = seq > self._newest, max(seq, self._newest)
            is_pending = Verdict.PENDING in (item.text, item.name)
            if is_pending or (is_new and item.text is Verdict.HOLD):
                self._ask(item.entry)

    def _ask(self, entry: Entry) -> None:
        question = _Question(entry)
        viewer_id = _author(entry)
        self._questions.setdefault(viewer_id, []).append(question)
        self._open.add(entry.seq)
        self._model.ask(entry, partial(self._take, viewer_id, question))

    def _take(
        self, viewer_id: str, question: _Question, verdict: ModelVerdict | None
    ) -> None:
        """Note an answer; pass on those that no older one of the Viewer waits before.

        Entries without a Viewer wait for nobody.
        """
        question.is_answered, question.verdict = True, verdict
        waiting = self._questions[viewer_id]
        if viewer_id:
            ready = 0
            while ready < len(waiting) and waiting[ready].is_answered:
                ready += 1
            done, waiting[:] = waiting[:ready], waiting[ready:]
        else:
            waiting.remove(question)
            done = [question]
        if not waiting:
            del self._questions[viewer_id]
        self._answered.extend(one.verdict for one in done if one.verdict is not None)
        self._close(one.entry.seq for one in done if one.verdict is None)
        if self._answered:
            self._has_news.set()

    def _close(self, seqs: Iterable[int]) -> None:
        self._open.difference_update(seqs)
        self._has_closed.set()

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


def _author(entry: Entry) -> str:
    event = entry.event
    return event.viewer.id if event is not None and event.viewer is not None else ""
