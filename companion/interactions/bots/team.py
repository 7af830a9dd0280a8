"""All bots but commands, made from what is lent to them: one call wires them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from companion.domain.ports import Clock, Random
from companion.interactions.bots.actions import Actions
from companion.interactions.bots.announcements import Announcements
from companion.interactions.bots.causes import Entries, Facts, Hands, Media
from companion.interactions.bots.celebrations import Celebrations
from companion.interactions.bots.conditions import Conditions
from companion.interactions.bots.guard import Echoes
from companion.interactions.bots.part import BotPart
from companion.interactions.bots.periodic import Periodic
from companion.interactions.bots.redeeming import Redeeming
from companion.interactions.bots.rule_check import RuleCheck
from companion.interactions.bots.rules import Rules
from companion.interactions.bots.runs import Runs
from companion.interactions.bots.texts import BookTexts
from companion.interactions.bots.threshold import Thresholds
from companion.interactions.bots.webhooks import Webhooks
from companion.interactions.record import Record


@dataclass(frozen=True, kw_only=True)
class Lent:
    """What bots work with.

    runs: of the record; it must follow the session. counter: value of a counter by its
    name. prefix: of chat commands. person: the account that stands for a Viewer's.
    entries: of the session, by seq. media: files of the library, by name.
    """

    record: Record
    runs: Runs
    hands: Hands
    facts: Facts
    webhooks: Webhooks
    clock: Clock
    chance: Random
    counter: Callable[[str], int]
    prefix: Callable[[], str]
    person: Callable[[str], str]
    entries: Entries
    media: Media


class BotTeam:
    """The bots, and what they share; `parts` are to be run.

    echoes: knows our own texts again. celebrations: says what plays now.
    """

    def __init__(self, lent: Lent) -> None:
        self.runs = lent.runs
        self.webhooks = lent.webhooks
        self.echoes = Echoes(lambda: lent.runs.fold)
        self.celebrations = Celebrations(
            record=lent.record, fold=lambda: lent.runs.fold, media=lent.media
        )
        self.texts = BookTexts(
            facts=lent.facts,
            chance=lent.chance,
            counter=lent.counter,
            now=lent.clock.now,
            prefix=lent.prefix,
        )
        self.actions = Actions(
            hands=lent.hands,
            post=lent.webhooks,
            celebrations=self.celebrations,
            texts=self.texts,
            echoes=self.echoes,
            now=lent.clock.now,
        )
        self.periodic = Periodic(
            runs=lent.runs,
            hands=lent.hands,
            actions=self.actions,
            texts=self.texts,
            clock=lent.clock,
        )
        self.thresholds = self._thresholds(lent)
        self.rules = self._rules(lent)
        self.announcements = Announcements(
            runs=lent.runs,
            hands=lent.hands,
            actions=self.actions,
            webhooks=lent.webhooks,
            texts=self.texts,
            clock=lent.clock,
        )

    @property
    def parts(self) -> Sequence[BotPart]:
        """Return those that hear and run, in the order in which they hear."""
        return (self.periodic, self.thresholds, self.rules, self.announcements)

    def _thresholds(self, lent: Lent) -> Thresholds:
        return Thresholds(
            runs=lent.runs,
            actions=self.actions,
            celebrations=self.celebrations,
            texts=self.texts,
            echoes=self.echoes,
            clock=lent.clock,
            person=lent.person,
        )

    def _rules(self, lent: Lent) -> Rules:
        return Rules(
            runs=lent.runs,
            actions=self.actions,
            conditions=Conditions(
                facts=lent.facts, fold=lambda: lent.runs.fold, chance=lent.chance
            ),
            redeeming=Redeeming(runs=lent.runs, hands=lent.hands, entries=lent.entries),
            check=RuleCheck(
                texts=self.texts,
                celebrations=self.celebrations,
                webhooks=lent.webhooks.names,
            ),
            echoes=self.echoes,
            entries=lent.entries,
            clock=lent.clock,
            prefix=lent.prefix,
        )
