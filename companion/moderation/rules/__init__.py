"""Rules that answer at once, in process: the first half of the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from time import thread_time
from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from companion.domain.entries import ALLOWED, Judgement, Reason, Verdict
from companion.domain.events import AnyEvent, Chat
from companion.domain.judged import text_of, viewers_of
from companion.domain.values import Role, Timestamp, Viewer
from companion.moderation.known import NOBODY, Hidden, Known
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import Prepared, prepared
from companion.moderation.rules.blocklist import Blocklist
from companion.moderation.rules.catalogue import conduct_rules, text_rules
from companion.moderation.rules.finding import Finding, Said, strictest
from companion.moderation.rules.version import version_of
from companion.moderation.word_list import WordList, lists_of, permitted_of
from companion.settings.moderation import ModerationSettings

Mode = Literal["normal", "raid", "quiet"]

_MOST_REASONS: Final = 8
"""Reasons told at most for one text; more help nobody to decide."""

_REMEMBERED_NAMES: Final = 8192


class Opinion(NamedTuple):
    """What the rules say about one text."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


_NOTHING = Opinion(Verdict.ALLOW)


class RuleSet:
    """All rules by ModerationSettings; a Judge for the pipeline.

    blocklist: stands in for every other list for this run, starter lists included.
    known: who is trusted, banned, permitted. memory: of the rules about conduct; hand
    on the same one when settings change. mode: "raid" lets only those write who follow
    or wrote before, and slowly. stopwatch: seconds of the processor, for the limit of
    patterns.
    Raises SettingsError when an entry of the settings cannot be used.

    version: 16 hex digits over everything that decides, lists included.
    """

    def __init__(
        self,
        settings: ModerationSettings,
        blocklist: WordList | None = None,
        *,
        known: Known = NOBODY,
        memory: RuleMemory | None = None,
        mode: Mode = "normal",
        stopwatch: Callable[[], float] = thread_time,
    ) -> None:
        lists = lists_of(settings) if blocklist is None else [blocklist]
        words = Blocklist(lists, permitted_of(settings))
        self.version: Final = version_of(settings, lists)
        self.memory: Final = RuleMemory() if memory is None else memory
        self.mode: Final[Mode] = mode
        self._words: Final = words
        self._rules: Final = tuple(
            text_rules(settings.rules, words, self.memory, stopwatch)
        )
        self._conduct: Final = tuple(conduct_rules(settings, known, self.memory, mode))
        self._known: Final = known
        self._exempt: Final = frozenset(Role(role) for role in settings.exempt_roles)
        # Every event of a Viewer brings the same name again.
        self._of_name: Final = lru_cache(_REMEMBERED_NAMES)(self._named)

    def judge(self, event: AnyEvent, *, at: Timestamp) -> Judgement:
        """Return the verdicts on the event's text and on the names it shows."""
        viewer = event.viewer
        text = name = _NOTHING
        if viewer is not None and (hidden := self._known.hides(viewer.id, at)):
            return _hides_all(hidden)
        if written := text_of(event):
            text = self._text(event, written, at)
        name = self._names(event, at)
        if text is _NOTHING and name is _NOTHING:
            return ALLOWED
        reasons = (*text.reasons, *map(_about_name, name.reasons))
        return Judgement(text=text.verdict, name=name.verdict, reasons=reasons)

    def exempts(self, viewer: Viewer | None) -> bool:
        """Tell whether no rule or model stops this Viewer."""
        return viewer is not None and (
            (bool(viewer.roles) and not self._exempt.isdisjoint(viewer.roles))
            or self._known.is_trusted(viewer.id)
        )

    def opinion(self, text: str) -> Opinion:
        """Return the strictest verdict of all rules on a text, with their reasons.

        Rules about conduct (floods, copies) are not asked, and nothing is remembered.
        """
        return self.opinion_of(prepared(text)) if text else _NOTHING

    def opinion_of(self, text: Prepared) -> Opinion:
        """Return the same of a text that is prepared."""
        if self._known.permits(text.skeleton):
            return _NOTHING
        found: list[Finding] = []
        for rule in self._rules:
            found += rule.find(text)
        return _opinion(found) if found else _NOTHING

    def _text(self, event: AnyEvent, written: str, at: Timestamp) -> Opinion:
        """Return the opinion on what the event's author wrote."""
        viewer = event.viewer
        if self.exempts(viewer):
            return _NOTHING
        text = prepared(written, event.fragments if isinstance(event, Chat) else ())
        is_permitted = self._known.permits(text.skeleton) or self._known.is_answer(
            written
        )
        found: list[Finding] = []
        if not is_permitted:
            for rule in self._rules:
                found += rule.find(text)
        if viewer is not None and found and self._known.may_link(viewer.id, at):
            found = [one for one in found if one.reason.rule != "link"]
        if viewer is not None and isinstance(event, Chat):
            # What was missed comes all at once, and a replay runs fast: neither is a
            # flood, so messages are counted by when they were written.
            when = at if event.platform_at is None else event.platform_at
            said = Said(viewer, text, when, is_permitted=is_permitted, found=found)
            for conduct in self._conduct:
                found += conduct.find(said)
        return _opinion(found) if found else _NOTHING

    def _names(self, event: AnyEvent, at: Timestamp) -> Opinion:
        """Return the strictest opinion on all names that the event shows."""
        found: list[Opinion] = []
        for viewer in viewers_of(event):
            if self.exempts(viewer):
                continue
            if viewer is not event.viewer and (
                hidden := self._known.hides(viewer.id, at)
            ):
                found.append(Opinion(Verdict.BLOCK, (Reason(rule=hidden),)))
            opinion = self._of_name(viewer.name, viewer.handle)
            if opinion is not _NOTHING:
                found.append(opinion)
        return _together(found) if found else _NOTHING

    def _named(self, name: str, handle: str) -> Opinion:
        """Return the opinion on what one Viewer is called."""
        found = self._one_name(name) if name else _NOTHING
        also = self._one_name(handle) if handle and handle != name else _NOTHING
        if also is _NOTHING:
            return found
        # Places are told in the name alone: that is what is shown.
        reasons = tuple(
            Reason(rule=one.rule, detail=one.detail) for one in also.reasons
        )
        return _together([found, Opinion(also.verdict, reasons)])

    def _one_name(self, written: str) -> Opinion:
        text = prepared(written)
        found: list[Finding] = []
        for rule in self._rules:
            found += rule.find_in_name(text)
        return _opinion(found) if found else _NOTHING


def _opinion(findings: list[Finding]) -> Opinion:
    verdict = strictest(finding.verdict for finding in findings)
    findings.sort(key=lambda finding: finding.verdict is not verdict)
    return Opinion(verdict, tuple(found.reason for found in findings[:_MOST_REASONS]))


def _hides_all(hidden: Hidden) -> Judgement:
    reason = Reason(rule=hidden)
    return Judgement(text=Verdict.BLOCK, name=Verdict.BLOCK, reasons=(reason,))


def _together(opinions: Sequence[Opinion]) -> Opinion:
    reasons = dict.fromkeys(_all_reasons(opinions))
    return Opinion(strictest(item.verdict for item in opinions), tuple(reasons))


def _all_reasons(opinions: Iterable[Opinion]) -> Iterable[Reason]:
    return (reason for item in opinions for reason in item.reasons)


def _about_name(reason: Reason) -> Reason:
    """Return the reason such that a reviewer sees that it is about the name."""
    if reason.rule in ("banned", "muted"):
        return reason
    return replace(reason, rule=f"name-{reason.rule}")
