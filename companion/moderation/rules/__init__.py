"""Rules that answer at once, in process: the first half of the gate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from companion.domain.entries import ALLOWED, Judgement, Reason, Verdict
from companion.domain.events import AnyEvent
from companion.domain.values import Role, Timestamp, Viewer
from companion.moderation.judged import text_of, viewers_of
from companion.moderation.prepared import Prepared, prepared
from companion.moderation.rules.blocklist import Blocklist
from companion.moderation.rules.finding import Rule, strictest
from companion.moderation.word_list import WordList, list_of_settings, starter_list
from companion.settings.moderation import ModerationSettings

_MOST_REASONS: Final = 8
"""Reasons told at most for one text; more help nobody to decide."""

_REMEMBERED_NAMES: Final = 8192


class Opinion(NamedTuple):
    """What the rules say about one text."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


_NOTHING = Opinion(Verdict.ALLOW)


class RuleSet:
    """All rules by ModerationSettings; immutable, and a Judge for the pipeline.

    blocklist: stands in for every other list for this run, starter lists included.
    Raises SettingsError when an entry of the settings cannot be used.
    """

    def __init__(
        self, settings: ModerationSettings, blocklist: WordList | None = None
    ) -> None:
        lists = _lists(settings) if blocklist is None else [blocklist]
        self._rules: Final[tuple[Rule, ...]] = (Blocklist(lists),)
        self._exempt: Final = frozenset(Role(role) for role in settings.exempt_roles)
        # Every event of a Viewer brings the same name again.
        self._of_name: Final = lru_cache(_REMEMBERED_NAMES)(self._named)

    def judge(
        self,
        event: AnyEvent,
        *,
        at: Timestamp,  # noqa: ARG002  # the port's; rules about floods will use it
    ) -> Judgement:
        """Return the verdicts on the event's text and on the names it shows."""
        author = event.viewer
        judges_text = author is None or not self._is_exempt(author)
        text = self.opinion(text_of(event)) if judges_text else _NOTHING
        name = self._names(event)
        if text is _NOTHING and name is _NOTHING:
            return ALLOWED
        reasons = (*text.reasons, *map(_about_name, name.reasons))
        return Judgement(text=text.verdict, name=name.verdict, reasons=reasons)

    def opinion(self, text: str) -> Opinion:
        """Return the strictest verdict of all rules on a text, with their reasons."""
        return self.opinion_of(prepared(text)) if text else _NOTHING

    def opinion_of(self, text: Prepared) -> Opinion:
        """Return the same of a text that is prepared."""
        findings = [finding for rule in self._rules for finding in rule.find(text)]
        if not findings:
            return _NOTHING
        verdict = strictest(finding.verdict for finding in findings)
        findings.sort(key=lambda finding: finding.verdict is not verdict)
        reasons = tuple(finding.reason for finding in findings[:_MOST_REASONS])
        return Opinion(verdict, reasons)

    def _names(self, event: AnyEvent) -> Opinion:
        """Return the strictest opinion on all names that the event shows."""
        found = [
            opinion
            for viewer in viewers_of(event)
            if not self._is_exempt(viewer)
            and (opinion := self._of_name(viewer.name, viewer.handle)) is not _NOTHING
        ]
        return _together(found) if found else _NOTHING

    def _named(self, name: str, handle: str) -> Opinion:
        """Return the opinion on what one Viewer is called."""
        opinions = [self.opinion(one) for one in (name, handle)]
        found = [one for one in opinions if one is not _NOTHING]
        return _together(found) if found else _NOTHING

    def _is_exempt(self, viewer: Viewer) -> bool:
        return bool(viewer.roles) and not self._exempt.isdisjoint(viewer.roles)


def _lists(settings: ModerationSettings) -> Sequence[WordList]:
    return [
        list_of_settings(
            "blocklist",
            Verdict.BLOCK,
            settings.blocklist,
            field="moderation.blocklist",
        ),
        list_of_settings(
            "holdlist", Verdict.HOLD, settings.holdlist, field="moderation.holdlist"
        ),
        *map(starter_list, settings.starter_lists),
    ]


def _together(opinions: Iterable[Opinion]) -> Opinion:
    opinions = tuple(opinions)
    reasons = dict.fromkeys(reason for item in opinions for reason in item.reasons)
    return Opinion(strictest(item.verdict for item in opinions), tuple(reasons))


def _about_name(reason: Reason) -> Reason:
    """Return the reason such that a reviewer sees that it is about the name."""
    return Reason(rule=f"name-{reason.rule}", detail=reason.detail)
