"""What people in the room have sent, and what became of it on its way to the count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.events import Chat
from companion.domain.on_air import Phase
from companion.domain.show.views import AnswerView

LOST_AFTER: Final = 10.0
"""Seconds after which what is not on record will not be: too much came at once."""

Fate = Literal[
    "", "sending", "checking", "blocked", "late", "poor", "repeat", "void", "lost"
]
"""What became of it; "": it counts, or nothing was sent."""

UNDERWAY: Final[frozenset[Fate]] = frozenset({"sending", "checking"})


class Sent(Struct, eq=False):
    """What somebody sent last to an interaction. at: seconds of the clock.

    seq, verdict: of its entry, as it stands; None before it is on record.
    """

    text: str
    event_id: str
    at: float
    seq: int | None = None
    verdict: Verdict = Verdict.PENDING

    def fate(self, answer: AnswerView, phase: Phase, now: float) -> Fate:
        """Return what became of it; answer: what counts of its person's."""
        if self.seq is None:
            return "sending" if now - self.at < LOST_AFTER else "lost"
        is_over = phase not in {"waiting", "ongoing"}
        if self.verdict is Verdict.BLOCK:
            return "blocked"
        if self.verdict is not Verdict.ALLOW:
            return "void" if is_over else "checking"
        if self.seq in answer.seqs:
            return ""
        if self.seq in answer.asked:
            return "sending"
        if self.seq in answer.refused:
            return "poor"
        if answer.is_late or is_over:
            return "late"
        return "repeat" if answer.said else "void"


class Post:
    """Follows what was sent into the record, one for each person and interaction."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], Sent] = {}
        self._by_event: dict[str, Sent] = {}
        self._by_seq: dict[int, Sent] = {}

    def put(self, viewer_id: str, interaction_id: str, sent: Sent) -> None:
        """Take what somebody sends; what they sent before is forgotten."""
        self.forget(viewer_id, interaction_id)
        self._of[viewer_id, interaction_id] = sent
        self._by_event[sent.event_id] = sent

    def last(self, viewer_id: str, interaction_id: str) -> Sent | None:
        """Return what somebody sent last to an interaction."""
        return self._of.get((viewer_id, interaction_id))

    def forget(self, viewer_id: str, interaction_id: str) -> None:
        """Forget what was sent: it is asked anew."""
        sent = self._of.pop((viewer_id, interaction_id), None)
        if sent is not None:
            self._by_event.pop(sent.event_id, None)
            self._by_seq.pop(sent.seq or 0, None)

    def clear(self) -> None:
        """Forget everything: another session is on."""
        for one in (self._of, self._by_event, self._by_seq):
            one.clear()

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        for entry in entries:
            body = entry.body
            if isinstance(body, Chat):
                sent = self._by_event.pop(body.id, None)
                if sent is not None:
                    sent.seq, sent.verdict = entry.seq, entry.judgement.text
                    self._by_seq[entry.seq] = sent
            elif isinstance(body, VerdictGiven):
                sent = self._by_seq.get(body.of)
                if sent is not None:
                    sent.verdict = body.text
