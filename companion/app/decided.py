"""How an entry stands, told by the verdicts on it; what taking one back leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from companion.domain.entries import (
    Entry,
    Judgement,
    Reason,
    Verdict,
    VerdictGiven,
)
from companion.domain.errors import CommandError
from companion.i18n import _
from companion.pipeline.review import judgement_of

UNDONE = Reason(rule="undo")


class _Standing(NamedTuple):
    """A verdict that holds, or would if those after it were taken back."""

    seq: int
    judgement: Judgement
    by: str


class Decided:
    """The verdicts on one entry, oldest first, of which some took others back.

    now: how it stands. earned_at: seq of the entry with which it first earned, None
    before it did.
    """

    def __init__(self, entry: Entry, given: Sequence[Entry]) -> None:
        self.entry = entry
        self._standing = [_Standing(entry.seq, entry.judgement, "rules")]
        self._taken_back: dict[int, _Standing] = {}
        self._undone: set[int] = set()
        self._last: tuple[int, VerdictGiven] | None = None
        is_allowed = entry.judgement.text is Verdict.ALLOW
        self.earned_at = entry.seq if is_allowed else None
        for one in given:
            if isinstance(one.body, VerdictGiven):
                self._take(one.seq, one.body)

    @property
    def now(self) -> Judgement:
        """Return how the entry stands."""
        return self._standing[-1].judgement

    def _take(self, seq: int, given: VerdictGiven) -> None:
        judgement, top = judgement_of(given), self._standing[-1]
        undoes = given.undoes
        if undoes is not None:
            self._undone.add(undoes)
        if undoes == top.seq and len(self._standing) > 1:
            self._taken_back[seq] = self._standing.pop()
            before = self._standing[-1]
            # Not what it was, where a person is asked instead of the model.
            self._standing[-1] = before._replace(judgement=judgement)
        elif undoes in self._taken_back:
            redone = self._taken_back[undoes]
            self._standing.append(redone._replace(judgement=judgement))
        else:
            self._standing.append(_Standing(seq, judgement, given.by))
        self._last = (seq, given)
        if self.earned_at is None and given.text is Verdict.ALLOW:
            self.earned_at = seq

    def without(self, seq: int) -> Judgement:
        """Return how the entry stands once verdict `seq` is taken back.

        Raises CommandError when it holds no more: it was taken back already, or a
        later one replaced it.
        """
        if self._last is not None and self._last[0] == seq in self._taken_back:
            redone = self._taken_back[seq].judgement
            return structs.replace(redone, reasons=(*redone.reasons, UNDONE))
        top = self._standing[-1]
        if seq in self._undone:
            raise CommandError(_("Entry {seq} is already undone.").format(seq=seq))
        if seq != top.seq:
            text = _("A later decision has replaced entry {seq}.")
            raise CommandError(text.format(seq=seq))
        before = self._standing[-2].judgement if len(self._standing) > 1 else None
        return _resolved(before, top)

    def told(self) -> str:
        """Return who has decided and what, for somebody who came too late."""
        is_allowed = self.now.text is Verdict.ALLOW
        if self._last is None:
            return _said_by_rules(self.entry.seq, is_allowed=is_allowed)
        given = self._last[1]
        if given.by == "clock":
            text = _("The countdown of entry {seq} has ended before: it is {verdict}.")
        elif given.by == "model":
            text = _("The model has decided entry {seq} before: it is {verdict}.")
        elif given.who:
            text = _("{who} was quicker with entry {seq}: it is {verdict}.")
        else:
            text = _("Somebody was quicker with entry {seq}: it is {verdict}.")
        return text.format(
            who=given.who, seq=self.entry.seq, verdict=verdict_word(self.now.text)
        )


def verdict_word(verdict: Verdict) -> str:
    """Return a verdict within a sentence."""
    words = {
        Verdict.ALLOW: _("allowed"),
        Verdict.HOLD: _("held"),
        Verdict.BLOCK: _("blocked"),
        Verdict.PENDING: _("being judged"),
    }
    return words[verdict]


def _said_by_rules(seq: int, *, is_allowed: bool) -> str:
    if is_allowed:
        return _("Entry {seq} is allowed already.").format(seq=seq)
    return _("Entry {seq} is blocked already.").format(seq=seq)


def _resolved(before: Judgement | None, top: _Standing) -> Judgement:
    """Return a judgement to go back to: none of it Pending, and not the same again.

    What rules or model decided first has nothing before it: a person who takes that
    back means the opposite, and what was allowed then waits for a person.
    """
    is_allowed = Verdict.ALLOW is top.judgement.text is top.judgement.name
    is_first = before is None or (
        top.by == "model" and Verdict.PENDING in (before.text, before.name)
    )
    if before is None and is_allowed:
        raise CommandError(
            _("Entry {seq} decided nothing that could be undone.").format(seq=top.seq)
        )
    if before is None or (is_first and not is_allowed):
        return Judgement(reasons=(UNDONE,))
    return Judgement(
        text=_asked(before.text),
        name=_asked(before.name),
        reasons=(*before.reasons, UNDONE),
        scores=before.scores or top.judgement.scores,
    )


def _asked(verdict: Verdict) -> Verdict:
    """Return Hold for what the model was to say: a person is asked."""
    return Verdict.HOLD if verdict is Verdict.PENDING else verdict
