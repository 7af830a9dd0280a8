"""A past session judged again by other rules: what would have been otherwise.

Everything is read in the order in which it happened, so that floods and copies, marks
and modes count as they did then. Scores of a model that are on record are read by the
new thresholds; no model is asked, and nothing is written.
"""

from __future__ import annotations

import heapq
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from companion.domain.entries import (
    Entry,
    GateChanged,
    Judgement,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import Chat
from companion.domain.judged import text_of
from companion.domain.values import Viewer
from companion.moderation.memory import RuleMemory
from companion.moderation.people import People
from companion.moderation.policy import Mode, Policy
from companion.moderation.rules import RuleSet
from companion.moderation.rules.finding import strictest
from companion.moderation.skeleton import skeleton_of
from companion.moderation.word_list import WordList
from companion.settings.moderation import ModerationSettings

_WAITING: Final = 5_000
"""Texts whose verdict by the model is waited for; an older one will never come."""


class Change(Struct, frozen=True, kw_only=True):
    """An event about which other rules would say something else.

    was, would: of rules and model together, on the text; was_name, would_name: on the
    names. What people decided afterwards is not looked at. reasons: of the new rules.
    """

    entry: Entry
    viewer: Viewer | None
    text: str
    was: Verdict
    would: Verdict
    was_name: Verdict
    would_name: Verdict
    was_reasons: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()


class _Waiting(Struct, frozen=True, kw_only=True):
    """An event on which a model may still have answered; would: by the new rules."""

    entry: Entry
    would: Judgement
    policy: Policy | None


class Rejudged:
    """Judges a session again, entry by entry; bounded however long it was.

    blocklist: stands in for every list. Raises SettingsError when the settings cannot
    be used. judged, changed: texts and names so far; changed counts pairs of verdicts
    on texts, as they were and as they would be.
    """

    def __init__(
        self,
        settings: ModerationSettings,
        blocklist: WordList | None = None,
        *,
        chatters: Iterable[str] = (),
    ) -> None:
        self._settings = settings
        self._blocklist = blocklist
        self._people = People()
        self._people.chatted_before(chatters)
        self._memory = RuleMemory()
        self._by_mode: dict[Mode, tuple[RuleSet, Policy]] = {}
        self._mode: Mode = "normal"
        self._waiting: OrderedDict[int, _Waiting] = OrderedDict()
        self.version: Final = self._gate()[0].version
        self.judged = 0
        self.changed: Counter[tuple[Verdict, Verdict]] = Counter()

    def changes(
        self, entries: Iterable[Entry], marks: Iterable[Entry] = ()
    ) -> Iterator[Change]:
        """Yield what would change in a session's entries, as its verdicts came.

        marks: of other sessions, in order; those that came before an entry hold for it.
        """
        merged = heapq.merge(
            ((one.seq, True, one) for one in marks),
            ((one.seq, False, one) for one in entries),
            key=lambda one: one[0],
        )
        for _seq, is_elsewhere, entry in merged:
            yield from self._note(entry) if is_elsewhere else self._take(entry)
        while self._waiting:
            yield from self._decided(self._waiting.popitem(last=False)[1], None)

    def _take(self, entry: Entry) -> Iterator[Change]:
        if entry.event is not None:
            yield from self._judge(entry)
        else:
            yield from self._note(entry)

    def _note(self, entry: Entry) -> Iterator[Change]:
        match entry.body:
            case ViewerMarked():
                self._people.take_mark(entry.body, seq=entry.seq, at=entry.at)
            case TextPermitted():
                self._people.take_text(entry.body)
            case GateChanged(mode=mode):
                self._mode = mode
            case VerdictGiven(of=of) if of in self._waiting:
                yield from self._decided(self._waiting.pop(of), entry.body)

    def _judge(self, entry: Entry) -> Iterator[Change]:
        event = entry.event
        assert event is not None  # noqa: S101  # asked by _take
        rules, policy = self._gate()
        would = rules.judge(event, at=entry.at)
        text = text_of(event)
        is_free = rules.exempts(event.viewer) or self._people.permits(skeleton_of(text))
        waiting = _Waiting(
            entry=entry, would=would, policy=None if is_free or not text else policy
        )
        if entry.judgement.text in (Verdict.PENDING, Verdict.HOLD):
            self._waiting[entry.seq] = waiting
            if len(self._waiting) > _WAITING:
                yield from self._decided(self._waiting.popitem(last=False)[1], None)
        else:
            yield from self._decided(waiting, None)

    def _decided(
        self, waiting: _Waiting, verdict: VerdictGiven | None
    ) -> Iterator[Change]:
        """Yield the change of an event that nothing can be added to, if there is one.

        verdict: the first one that was given later, the model's or another's.
        """
        entry, event = waiting.entry, waiting.entry.event
        assert event is not None  # noqa: S101  # asked by _take
        was = _as_it_was(entry.judgement, verdict)
        would = self._with_scores(waiting, was)
        self.judged += 1
        if was.text is Verdict.ALLOW and not entry.test and isinstance(event, Chat):
            self._people.chatted([event.viewer.id] if event.viewer else [])
        if was.text is Verdict.PENDING or (
            (was.text, was.name) == (would.text, would.name)
        ):
            return
        self.changed[was.text, would.text] += 1
        yield Change(
            entry=entry,
            viewer=event.viewer,
            text=text_of(event),
            was=was.text,
            would=would.text,
            was_name=was.name,
            would_name=would.name,
            was_reasons=was.reasons,
            reasons=would.reasons,
        )

    def _with_scores(self, waiting: _Waiting, was: Judgement) -> Judgement:
        would = waiting.would
        if waiting.policy is None:
            return would
        if was.scores:
            decided = waiting.policy.decide(was.scores)
            text = strictest((would.text, decided.verdict))
            reasons = (*would.reasons, *decided.reasons)
        elif would.text is Verdict.ALLOW and _was_late(was):
            text = Verdict.HOLD if self._settings.model.strict else Verdict.ALLOW
            reasons = (*would.reasons, *was.reasons[-1:])
        else:
            return would
        return Judgement(text=text, name=would.name, reasons=reasons)

    def _gate(self) -> tuple[RuleSet, Policy]:
        """Return rules and thresholds of the mode that the gate was in."""
        if self._mode not in self._by_mode:
            rules = RuleSet(
                self._settings,
                self._blocklist,
                known=self._people,
                memory=self._memory,
                mode=self._mode,
            )
            policy = Policy.of(self._settings, self._mode)
            self._by_mode[self._mode] = rules, policy
        return self._by_mode[self._mode]


def _as_it_was(first: Judgement, later: VerdictGiven | None) -> Judgement:
    """Return what rules and model had said together."""
    if later is None or later.by != "model":
        return first
    return Judgement(
        text=later.text, name=later.name, reasons=later.reasons, scores=later.scores
    )


def _was_late(was: Judgement) -> bool:
    return any(reason.rule.startswith("model-") for reason in was.reasons)
