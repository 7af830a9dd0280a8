"""After the commit: what the gate lets through, to the view and to every listener."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from companion.domain.entries import (
    ALLOWED,
    Entry,
    Judgement,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import MONEY
from companion.domain.values import Timestamp
from companion.domain.views import Review, SessionView, Shown
from companion.pipeline.bus import Bus
from companion.pipeline.gate import behind_gate, is_reviewed, move, passes, waits
from companion.pipeline.live_view import LiveView
from companion.pipeline.on_screen import OnScreen
from companion.pipeline.resumed import Resumed
from companion.pipeline.review import ReviewQueue, decided_as, judgement_of

log = logging.getLogger(__name__)


Took = Callable[[Sequence[Entry]], None]
"""Takes committed entries, allowed or not, before any listener hears of them."""


class Publisher:
    """Publishes committed entries in order; keeps back what is not allowed.

    Order per Viewer holds: while one of a Viewer's entries is Pending, what they send
    afterwards waits behind it; nobody else waits. Money waits for nobody.

    followers: told of every committed entry first, so that what they put on air is
    there when listeners look.
    """

    def __init__(self, *, view: LiveView, bus: Bus, review: ReviewQueue) -> None:
        self._view = view
        self.followers: list[Took] = []
        self._bus = bus
        self._review = review
        self._on_screen = OnScreen()
        self._behind: dict[str, list[Entry]] = {}
        self._pending: dict[str, dict[int, None]] = {}
        self._pending_of: dict[int, str] = {}
        self._withdrawn: set[int] = set()
        self._again: dict[int, tuple[Entry, Judgement]] = {}

    def turn_to(self, session: SessionView, resumed: Resumed | None = None) -> None:
        """Turn to another session: a new one, or one that is continued.

        What waited in the one before waits no more: nobody's lines are kept back for a
        verdict that belongs to another session.
        """
        resumed = resumed or Resumed()
        self._review.clear()
        self._behind.clear()
        self._pending.clear()
        self._pending_of.clear()
        self._again.clear()
        self._withdrawn = resumed.withdrawn
        self._on_screen = resumed.on_screen
        self._view.open(session, resumed.tally, names=resumed.names)
        self._view.go_on(resumed.moments, resumed.supporters, resumed.airing)
        self._bus.reviewing(
            [
                self._review.add(entry, _held(judgement))
                for entry, judgement in resumed.waiting.values()
            ]
        )

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
            gone.extend(self._removed_by(entry))
        for took in self.followers:
            self._follow(took, entries)
        self._tell(shown, reviews, gone)

    @staticmethod
    def _follow(took: Took, entries: Sequence[Entry]) -> None:
        try:
            took(entries)
        except Exception:  # one follower's bug must not stop the rest
            log.exception("A follower failed and was left out")

    def expect(self, entry: Entry, stood: Judgement) -> None:
        """Have at hand an entry that waits no more and gets another verdict next.

        stood: how it stands until then.
        """
        self._again = {entry.seq: (entry, stood)}

    def alarm(self, text: str) -> None:
        """Tell everybody that the record stopped, or goes on again ("")."""
        self._bus.alarm(text)

    def _removed_by(self, entry: Entry) -> Sequence[int]:
        """Return what an entry takes off; of that, what still waits is never shown."""
        seqs = self._on_screen.removed_by(entry)
        if not seqs:
            return ()
        behind = {one.seq for waiting in self._behind.values() for one in waiting}
        self._withdrawn.update(
            seq for seq in seqs if seq in behind or self._review.get(seq)
        )
        return seqs

    def _taken_from_behind(self, seq: int) -> Entry | None:
        """Return the line under `seq` that waits behind another, taken out of there."""
        for waiting in self._behind.values():
            for entry in waiting:
                if entry.seq == seq:
                    waiting.remove(entry)
                    return entry
        return None

    def _arrive(self, entry: Entry, shown: list[Shown], reviews: list[Review]) -> None:
        judgement = entry.judgement
        self._view.names.arrived(entry, known=self._view.tally.viewer)
        if entry.event is None:
            shown.append(Shown(entry=self._view.note_as_allowed(entry)))
            return
        self._on_screen.note(entry)
        if judgement is ALLOWED and not self._behind and not self._withdrawn:
            shown.append(Shown(entry=entry))
            return
        viewer_id = _author(entry)
        is_pending = Verdict.PENDING in (judgement.text, judgement.name)
        if is_pending and viewer_id and is_reviewed(entry):
            self._behind.setdefault(viewer_id, [])
            self._pending.setdefault(viewer_id, {})[entry.seq] = None
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
        *,
        late: bool = False,
    ) -> None:
        if passes(entry, judgement) and entry.seq not in self._withdrawn:
            shown.append(behind_gate(entry, judgement, late=late))
        if not is_reviewed(entry):
            return
        if waits(judgement):
            reviews.append(self._review.add(entry, judgement))
        elif judgement.text is Verdict.BLOCK:
            # Told as decided, to whoever shows the Broadcaster what nobody else sees.
            reviews.append(decided_as(entry, judgement))

    def _decide(
        self,
        entry: Entry,
        given: VerdictGiven,
        shown: list[Shown],
        reviews: list[Review],
        gone: list[int],
    ) -> None:
        """Apply a later verdict: publish late, keep back, or take off the screens."""
        judgement = judgement_of(given)
        stood = self._review.get(given.of)
        review = self._review.decide(given.of, judgement)
        behind = None if review else self._taken_from_behind(given.of)
        judged = review.entry if review else behind
        again = self._again.pop(given.of, None)
        if judged is None and again is not None:
            judged = again[0]
        if judged is not None:
            self._view.judge_name(judged, judgement)
        shown.append(Shown(entry=self._view.note_as_allowed(entry)))
        if stood is not None and review is not None:
            self._settle(stood, review, shown, reviews, gone)
        elif behind is not None:
            self._pass_by(behind, judgement, shown, reviews, at=entry.at)
        elif again is not None:
            self._change(again, judgement, shown, reviews, gone, at=entry.at)
        elif given.text is Verdict.BLOCK:
            gone.append(given.of)
        self._release_behind(given.of, shown, reviews)

    def _settle(
        self,
        stood: Review,
        review: Review,
        shown: list[Shown],
        reviews: list[Review],
        gone: list[int],
    ) -> None:
        """Apply a verdict to what waited for it; what it changes nothing about stays.

        stood: how it waited. A line of which only the name waits stands on the screens
        already, under an alias.
        """
        entry, judgement = review.entry, _as_judgement(review)
        reviews.append(review)
        waits_on = Verdict.HOLD in (judgement.text, judgement.name)
        if waits_on:
            reviews.append(self._review.add(entry, judgement))
        if entry.seq in self._withdrawn:
            # The platform took it off meanwhile: a release does not bring it back.
            if not waits_on:
                self._withdrawn.discard(entry.seq)
            return
        move(entry, _as_judgement(stood), judgement, shown, gone)

    def _pass_by(
        self,
        entry: Entry,
        judgement: Judgement,
        shown: list[Shown],
        reviews: list[Review],
        *,
        at: Timestamp,
    ) -> None:
        """Apply a verdict to what waited behind another line: nobody has seen it yet.

        What the platform took off meanwhile is not brought back, as in `_settle`.
        """
        self._note_again(entry, judgement, reviews, at=at)
        if entry.seq not in self._withdrawn:
            move(entry, None, judgement, shown, [])
        elif not waits(judgement):
            self._withdrawn.discard(entry.seq)

    def _note_again(
        self,
        entry: Entry,
        judgement: Judgement,
        reviews: list[Review],
        *,
        at: Timestamp,
    ) -> None:
        if waits(judgement) and is_reviewed(entry):
            reviews.append(self._review.add(entry, judgement, since=at))
        else:
            reviews.append(decided_as(entry, judgement))

    def _change(
        self,
        again: tuple[Entry, Judgement],
        judgement: Judgement,
        shown: list[Shown],
        reviews: list[Review],
        gone: list[int],
        *,
        at: Timestamp,
    ) -> None:
        """Apply a verdict to what had its last one before: bring back, take off.

        What goes back to waiting has its whole countdown from `at` on.
        """
        entry, stood = again
        self._withdrawn.discard(entry.seq)
        self._note_again(entry, judgement, reviews, at=at)
        move(entry, stood, judgement, shown, gone)

    def _release_behind(
        self, seq: int, shown: list[Shown], reviews: list[Review]
    ) -> None:
        """Let through what waited behind `seq`, and behind nothing older."""
        viewer_id = self._pending_of.pop(seq, None)
        if viewer_id is None:
            return
        pending = self._pending[viewer_id]
        del pending[seq]
        oldest = next(iter(pending), None)
        waiting = self._behind.pop(viewer_id, [])
        if oldest is None:
            del self._pending[viewer_id]
        else:
            self._behind[viewer_id] = [one for one in waiting if one.seq > oldest]
        for entry in waiting:
            if oldest is None or entry.seq < oldest:
                self._let_through(entry, entry.judgement, shown, reviews, late=True)

    def _tell(self, shown: list[Shown], reviews: list[Review], gone: list[int]) -> None:
        self._view.show(shown)
        self._view.retract(gone)
        self._bus.shown([self._view.as_seen(item) for item in shown])
        self._bus.reviewing(reviews)
        self._bus.retracted(gone)


def _as_judgement(review: Review) -> Judgement:
    return Judgement(
        text=review.text,
        name=review.name,
        reasons=review.reasons,
        scores=review.scores,
    )


def _held(judgement: Judgement) -> Judgement:
    """Return the judgement with a person asked: no model answers any more."""
    return Judgement(
        text=Verdict.HOLD if judgement.text is Verdict.PENDING else judgement.text,
        name=Verdict.HOLD if judgement.name is Verdict.PENDING else judgement.name,
        reasons=judgement.reasons,
        scores=judgement.scores,
    )


def _author(entry: Entry) -> str:
    event = entry.event
    return event.viewer.id if event is not None and event.viewer is not None else ""
