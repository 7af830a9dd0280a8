"""Rules first, then the model: what the gate says about every event."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from msgspec import structs

from companion.domain.entries import (
    Entry,
    Judgement,
    ModelVerdict,
    Reason,
    Verdict,
)
from companion.domain.events import Announcement, AnyEvent, Chat
from companion.domain.judged import text_of
from companion.domain.ports import Clock
from companion.domain.values import Role, Timestamp, Viewer
from companion.domain.views import ModelView, Trial, VerdictLine, WouldChange
from companion.moderation.known import NOBODY, Known
from companion.moderation.model_queue import Answer, Urgency
from companion.moderation.model_text import needs_model, text_for_model
from companion.moderation.policy import Decision, Mode, Policy
from companion.moderation.prepared import Prepared, prepared
from companion.moderation.rules import Opinion
from companion.moderation.rules.finding import strictest
from companion.moderation.scorer import LATE, Scorer
from companion.moderation.skeleton import skeleton_of
from companion.settings.moderation import ModerationSettings

KEPT: Final = 500
"""Scored texts on which other thresholds can be tried."""

_NEWCOMERS: Final = 4096
"""Events of first-time chatters that are on their way to the model, at most."""


_TRUSTED: Final = frozenset(Role) - {Role.FOLLOWER, Role.VERIFIED}
"""Whom the Broadcaster gave a role, or who pays."""


class Rules(Protocol):
    """What a RuleSet is asked."""

    @property
    def version(self) -> str:
        """Return 16 hex digits over everything that decides."""

    def judge(self, event: AnyEvent, *, at: Timestamp) -> Judgement:
        """Return the verdicts on the event's text and names."""

    def exempts(self, viewer: Viewer | None) -> bool:
        """Tell whether no rule or model stops this Viewer."""

    def opinion_of(self, text: Prepared) -> Opinion:
        """Return the strictest verdict of all rules on a text."""


class _Scored(NamedTuple):
    """A text that the model judged: as it was decided, and by the rules alone."""

    line: VerdictLine
    rules: Verdict


class Gatekeeper:
    """A Judge and a SlowJudge of one mind, whatever settings and mode are.

    make_rules: builds the rules that settings mean in a mode; raises SettingsError.

    While a model can be asked, a text that the rules allow is Pending until it has
    answered; what they hold stays held and is scored too, for whoever reviews it. When
    it cannot be asked, or is too late, the rules' verdict stands with the reason
    "model-late" ("model-shed", "model-poison"), Hold where `strict` says so.
    """

    def __init__(
        self,
        settings: ModerationSettings,
        *,
        make_rules: Callable[[ModerationSettings, Mode], Rules],
        scorer: Scorer,
        clock: Clock,
        known: Known = NOBODY,
        mode: Mode = "normal",
    ) -> None:
        self._make_rules = make_rules
        self._scorer = scorer
        self._clock = clock
        self._known = known
        self._newcomers: OrderedDict[str, None] = OrderedDict()
        self._scored: deque[_Scored] = deque(maxlen=KEPT)
        self._mode: Mode = mode
        self._rules = make_rules(settings, mode)
        self._policy = Policy.of(settings, mode)
        scorer.choose(settings.model)

    @property
    def version(self) -> str:
        """Return the version of the rules, 16 hex digits."""
        return self._rules.version

    def change_to(
        self, settings: ModerationSettings, *, mode: Mode
    ) -> Callable[[], None]:
        """Return what makes it judge by these settings, as strict as the mode says.

        With long lists this takes seconds; it may run on any thread, and changes
        nothing yet. Raises SettingsError. What is returned is quick and belongs to the
        loop: what is being asked about is decided by the new thresholds from then on,
        and by a new model if that is another.
        """
        rules = self._make_rules(settings, mode)
        policy = Policy.of(settings, mode)

        def apply() -> None:
            self._rules, self._policy, self._mode = rules, policy, mode
            self._scorer.choose(settings.model)

        return apply

    def reload_model(self) -> None:
        """Look at the model's files again: they may be others, or there at last."""
        self._scorer.reload()

    def model_view(self) -> ModelView:
        """Return how the model stands; cheap."""
        return self._scorer.view()

    def on_model_change(self, call: Callable[[], None]) -> None:
        """Have `call` called on this loop when the model's state or version changes."""
        self._scorer.on_change = call

    def judge(self, event: AnyEvent, *, at: Timestamp) -> Judgement:
        """Return what the rules say, Pending where the model is to be asked too."""
        said = self._rules.judge(event, at=at)
        if said.text is not Verdict.ALLOW or not self._scorer.is_chosen:
            return said
        text = text_for_model(event)
        if not text or self._rules.exempts(event.viewer):
            return said
        if self._known.permits(skeleton_of(text)) or self._known.is_answer(text):
            return said
        if not self._scorer.is_asked:
            self._scorer.count_late()
            return self._as_rules_said(said, LATE)
        if event.viewer is not None and not self._known.has_chatted(event.viewer.id):
            self._note_newcomer(event)
        return structs.replace(said, text=Verdict.PENDING)

    def ask(
        self, entry: Entry, answered: Callable[[ModelVerdict | None], object]
    ) -> None:
        """Have the model judge an entry; see domain.ports.SlowJudge."""
        event = entry.event
        is_held = entry.judgement.text is Verdict.HOLD
        if event is None or (is_held and not self._is_worth_scoring(event)):
            answered(None)
            return
        self._scorer.ask(
            text_of(event),
            lambda answer: answered(self._verdict(entry, answer)),
            urgency=self._urgency(event),
        )

    async def try_text(self, text: str) -> Trial:
        """Return what rules and model would say about a text; stores nothing."""
        began = self._clock.monotonic()
        ready = prepared(text)
        opinion = self._rules.opinion_of(ready)
        rules_us = (self._clock.monotonic() - began) * 1_000_000
        trial = Trial(
            text=text,
            verdict=opinion.verdict,
            reasons=opinion.reasons,
            skeleton=ready.skeleton,
            rules_us=rules_us,
        )
        is_asked = self._scorer.is_asked and needs_model(text)
        if not is_asked or self._known.permits(ready.skeleton):
            return trial
        began = self._clock.monotonic()
        answer = await self._scorer.score(text)
        decided = self._decision(answer, opinion.verdict)
        return structs.replace(
            trial,
            verdict=decided.verdict,
            reasons=(*opinion.reasons, *decided.reasons),
            scores=answer.scores,
            model_ms=(self._clock.monotonic() - began) * 1000,
        )

    def would_change(self, settings: ModerationSettings) -> WouldChange:
        """Return which of the last 500 scored texts other thresholds would change."""
        policy = Policy.of(settings, self._mode)
        lines = []
        for line, rules in reversed(self._scored):
            now = strictest((rules, policy.decide(line.scores).verdict))
            if now is not line.verdict:
                lines.append((line, now))
        return WouldChange(looked_at=len(self._scored), lines=tuple(lines))

    def _verdict(self, entry: Entry, answer: Answer) -> ModelVerdict | None:
        """Return the verdict to record; None where nothing new is known."""
        said = entry.judgement
        if said.text is not Verdict.HOLD:
            said = structs.replace(said, text=Verdict.ALLOW)
        if not answer.scores:
            if said.text is Verdict.HOLD:
                return None
            late = self._as_rules_said(said, answer.why)
            return ModelVerdict(entry=entry, judgement=late)
        decided = self._decision(answer, said.text)
        judgement = structs.replace(
            said,
            text=decided.verdict,
            reasons=(*said.reasons, *decided.reasons),
            scores=answer.scores,
        )
        self._remember(entry, judgement, rules=said.text)
        return ModelVerdict(entry=entry, judgement=judgement, model=answer.version)

    def _decision(self, answer: Answer, rules: Verdict) -> Decision:
        """Return what rules and model say together, with the model's reasons."""
        if not answer.scores:
            late = self._as_rules_said(Judgement(text=rules), answer.why)
            return Decision(late.text, late.reasons)
        decided = self._policy.decide(answer.scores)
        return Decision(strictest((rules, decided.verdict)), decided.reasons)

    def _as_rules_said(self, said: Judgement, why: str) -> Judgement:
        """Return the rules' verdict without the model's, which is never "clean"."""
        text = said.text
        if text is Verdict.ALLOW and self._scorer.is_strict:
            text = Verdict.HOLD
        reasons = (*said.reasons, Reason(rule=why))
        return structs.replace(said, text=text, reasons=reasons)

    def _is_worth_scoring(self, event: AnyEvent) -> bool:
        return self._scorer.is_asked and bool(text_for_model(event))

    def _urgency(self, event: AnyEvent) -> Urgency:
        """Return who comes first: strangers, and what is shown large or spoken."""
        if not isinstance(event, Chat | Announcement):
            return Urgency.FIRST
        if event.id in self._newcomers:
            del self._newcomers[event.id]
            return Urgency.FIRST
        roles = event.viewer.roles if event.viewer is not None else ()
        return Urgency.USUAL if _TRUSTED.isdisjoint(roles) else Urgency.TRUSTED

    def _note_newcomer(self, event: AnyEvent) -> None:
        """Remember who is new: by the time of asking they have been noted as known."""
        self._newcomers[event.id] = None
        if len(self._newcomers) > _NEWCOMERS:
            self._newcomers.popitem(last=False)

    def _remember(self, entry: Entry, judgement: Judgement, *, rules: Verdict) -> None:
        event = entry.event
        assert event is not None  # noqa: S101  # ask() takes events only
        line = VerdictLine(
            seq=entry.seq,
            at=entry.at,
            kind="verdict",
            by="model",
            of=entry.seq,
            viewer=event.viewer,
            text=text_of(event),
            verdict=judgement.text,
            name=judgement.name,
            reasons=judgement.reasons,
            scores=judgement.scores,
            platform=event.platform,
        )
        self._scored.append(_Scored(line, rules))
