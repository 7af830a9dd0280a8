"""After the commit: what the gate lets through, to the view and to every listener."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from companion.domain.entries import (
    Entry,
    Judgement,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import (
    MONEY,
    Announcement,
    Chat,
    PlatformPoll,
    PlatformQuestion,
    Redemption,
)
from companion.domain.views import Review, Shown
from companion.pipeline.bus import Bus
from companion.pipeline.gate import behind_gate, passes
from companion.pipeline.live_view import LiveView
from companion.pipeline.on_screen import OnScreen
from companion.pipeline.review import ReviewQueue

log = logging.getLogger(__name__)


class Publisher:
    """Publishes committed entries in order; keeps back what is not allowed.

    Order per Viewer holds: while one of a Viewer's entries is Pending, what they send
    afterwards waits behind it; nobody else waits. Money waits for nobody.
    """

    def __init__(self, *, view: LiveView, bus: Bus, review: ReviewQueue) -> None:
        self._view = view
        self._bus = bus
        self._review = review
        self._on_screen = OnScreen()
        self._behind: dict[str, list[Entry]] = {}
        self._pending_of: dict[int, str] = {}

    def publish(self, entries: Sequence[Entry]) -> None:
        """Count committed entries, and publish those that may be shown now."""
        if not entries:
            return
        self._view.count(entries)
        shown: list[Shown] = []
        reviews: list[Review] = []
        gone: list[int] = []
        for entry in entries:
            if isinstance(entry.body, VerdictGiven):
                self._decide(entry, entry.body, shown, reviews, gone)
            else:
                self._arrive(entry, shown, reviews)
            gone.extend(self._on_screen.removed_by(entry))
        self._tell(shown, reviews, gone)

    def alarm(self, text: str) -> None:
        """Tell everybody that the record stopped, or goes on again ("")."""
        self._bus.alarm(text)

    def _arrive(self, entry: Entry, shown: list[Shown], reviews: list[Review]) -> None:
        judgement = entry.judgement
        self._on_screen.note(entry)
        self._view.judge_name(entry, judgement)
        viewer_id = _author(entry)
        is_pending = Verdict.PENDING in (judgement.text, judgement.name)
        if is_pending and viewer_id and _is_reviewed(entry):
            self._behind.setdefault(viewer_id, [])
            self._pending_of[entry.seq] = viewer_id
        elif viewer_id in self._behind and not isinstance(entry.body, MONEY):
            self._behind[viewer_id].append(entry)
            return
        self._let_through(entry, judgement, shown, reviews)

    def _let_through(
        self,
        entry: Entry,
        judgement: Judgement,
        shown: list[Shown],
        reviews: list[Review],
    ) -> None:
        if passes(entry, judgement):
            shown.append(behind_gate(entry, judgement))
        waits = judgement.text in _WAITING or judgement.name in _WAITING
        if waits and _is_reviewed(entry):
            reviews.append(self._review.add(entry, judgement))

    def _decide(
        self,
        entry: Entry,
        given: VerdictGiven,
        shown: list[Shown],
        reviews: list[Review],
        gone: list[int],
    ) -> None:
        """Apply a later verdict: publish late, keep back, or take off the screens."""
        shown.append(Shown(entry=entry))
        judgement = Judgement(text=given.text, name=given.name, reasons=given.reasons)
        review = self._review.decide(given.of, judgement)
        if review is not None:
            self._settle(review, judgement, shown, reviews, gone)
        elif given.text is Verdict.BLOCK:
            gone.append(given.of)
        self._release_behind(given.of, shown, reviews)

    def _settle(
        self,
        review: Review,
        judgement: Judgement,
        shown: list[Shown],
        reviews: list[Review],
        gone: list[int],
    ) -> None:
        """Apply a verdict to what waited for it; what it changes nothing about stays.

        A line whose name waited stands on the screens already, under an alias.
        """
        entry, said = review.entry, review.entry.judgement
        reviews.append(review)
        self._view.judge_name(entry, judgement)
        if Verdict.HOLD in (judgement.text, judgement.name):
            reviews.append(self._review.add(entry, judgement))
        before = behind_gate(entry, said) if passes(entry, said) else None
        now = behind_gate(entry, judgement, late=True)
        if judgement.text is Verdict.BLOCK:
            if before is not None and said.text is Verdict.ALLOW:
                gone.append(entry.seq)
        elif passes(entry, judgement) and (before is None or before.entry != now.entry):
            shown.append(now)

    def _release_behind(
        self, seq: int, shown: list[Shown], reviews: list[Review]
    ) -> None:
        viewer_id = self._pending_of.pop(seq, None)
        if viewer_id is None or viewer_id in self._pending_of.values():
            return
        for entry in self._behind.pop(viewer_id, []):
            self._let_through(entry, entry.judgement, shown, reviews)

    def _tell(self, shown: list[Shown], reviews: list[Review], gone: list[int]) -> None:
        self._view.show(shown)
        self._view.retract(gone)
        self._bus.shown(shown)
        self._bus.reviewing(reviews)
        self._bus.retracted(gone)


_ASKED = (
    Chat,
    Announcement,
    Redemption,
    PlatformQuestion,
    PlatformPoll,
    *MONEY,
)
_WAITING = (Verdict.HOLD, Verdict.PENDING)


def _is_reviewed(entry: Entry) -> bool:
    """Return whether a person is asked: not about each like of a doubtful name."""
    return isinstance(entry.body, _ASKED)


def _author(entry: Entry) -> str:
    event = entry.event
    return event.viewer.id if event is not None and event.viewer is not None else ""
