"""Where a session stood, told by its entries: what the running app goes on from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Self

from companion.domain.entries import Entry, Judgement, Verdict, VerdictGiven
from companion.domain.events import HypeTrain
from companion.domain.views import Shown
from companion.pipeline.airing import Airing
from companion.pipeline.gate import behind_gate, is_reviewed, move, passes, waits
from companion.pipeline.highlights import Supporters
from companion.pipeline.moment_parts import MOMENTOUS
from companion.pipeline.moments import Moments
from companion.pipeline.names import HiddenNames
from companion.pipeline.on_screen import OnScreen
from companion.pipeline.review import judgement_of
from sessions.tally import Tally

_SHOWN: Final = (*MOMENTOUS, HypeTrain)


def _nothing(_seq: int) -> Entry | None:
    return None


class Resumed:
    """The fold of a session's entries that the view, the gate and the queue start from.

    waiting: by seq, entries without a final verdict, with how they stand. withdrawn:
    those of them that the platform took off. sources: the connections that entries
    came by. find: an entry by its seq, asked about what is decided again.
    """

    def __init__(self, find: Callable[[int], Entry | None] = _nothing) -> None:
        self._find = find
        self.tally = Tally()
        self.names = HiddenNames()
        self.on_screen = OnScreen()
        self.waiting: dict[int, tuple[Entry, Judgement]] = {}
        self.withdrawn: set[int] = set()
        self.sources: set[str] = set()
        self.moments = Moments()
        self.supporters = Supporters()
        self.airing = Airing()
        self._stood: dict[int, Judgement] = {}

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry],
        find: Callable[[int], Entry | None] = _nothing,
        *,
        also: Sequence[Callable[[Entry], None]] = (),
    ) -> Self:
        """Fold the entries of one session, in order; about 10 s for a million.

        also: other folds, which take each entry too.
        """
        resumed = cls(find)
        for entry in entries:
            resumed.take(entry)
            for take in also:
                take(entry)
        return resumed

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        self.tally.take((entry,))
        self.supporters.take(entry)
        self.sources.add(entry.source)
        if isinstance(entry.body, VerdictGiven):
            self._decide(entry.body)
            return
        gone = self.on_screen.removed_by(entry)
        self.withdrawn.update(seq for seq in gone if seq in self.waiting)
        self.moments.remove(gone)
        self.on_screen.note(entry)
        # Most entries are chats and likes, which overlays see none of here.
        if isinstance(entry.body, _SHOWN) and passes(entry, entry.judgement):
            self._show([behind_gate(entry, entry.judgement)])
        self.names.arrived(entry, known=self.tally.viewer)
        if waits(entry.judgement) and is_reviewed(entry):
            self.waiting[entry.seq] = (entry, entry.judgement)

    def _decide(self, given: VerdictGiven) -> None:
        entry, waited = self.waiting.pop(given.of, (None, None))
        if entry is None:
            entry = self._find(given.of)
        if entry is None:
            return
        judgement = judgement_of(given)
        if isinstance(entry.body, MOMENTOUS):
            self._change(entry, waited, judgement)
        self.names.decided(entry, judgement, known=self.tally.viewer)
        if Verdict.HOLD in (judgement.text, judgement.name):
            self.waiting[entry.seq] = (entry, judgement)
        else:
            self.withdrawn.discard(entry.seq)

    def _change(
        self, entry: Entry, waited: Judgement | None, judgement: Judgement
    ) -> None:
        """Apply a later verdict to what overlays saw, as the publisher did.

        waited: how the entry waited for it; None when it had its last one before.
        """
        shown: list[Shown] = []
        gone: list[int] = []
        stood = waited or self._stood.get(entry.seq, entry.judgement)
        self._stood[entry.seq] = judgement
        if waited is None or entry.seq not in self.withdrawn:
            move(entry, stood, judgement, shown, gone)
        self._show(shown)
        self.moments.remove(gone)

    def _show(self, items: Iterable[Shown]) -> None:
        for item in items:
            self.moments.add(item.entry)
            self.airing.note(item.entry)
