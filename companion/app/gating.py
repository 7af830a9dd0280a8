"""Builds what judges: people, rules, the model that is chosen, and where models are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from companion.app.gate.parts import GateParts
from companion.app.logins import SECOND_OPINION
from companion.domain.ports import Clock, Secrets
from companion.moderation.gatekeeper import Gatekeeper
from companion.moderation.memory import RuleMemory
from companion.moderation.models.shelf import ModelShelf
from companion.moderation.people import FILE_NAME, People
from companion.moderation.policy import Mode
from companion.moderation.rules import RuleSet
from companion.moderation.scorer import Scorer
from companion.moderation.word_list import list_of_file
from companion.settings import ModerationSettings


@dataclass(frozen=True, kw_only=True)
class Gating:
    """What judges, and what the gate's desk is made of.

    scorer: its `run` keeps the model's worker going.
    """

    gatekeeper: Gatekeeper
    scorer: Scorer
    parts: GateParts


def gating_of(
    settings: ModerationSettings,
    *,
    folder: Path,
    blocklist: Path | None,
    clock: Clock,
    secrets: Secrets,
) -> Gating:
    """Return what judges by the settings; starts nothing yet.

    blocklist: a file that stands in for all lists for this run. secrets: where the key
    of a second opinion is. Raises SettingsError.
    """
    people = People(folder / FILE_NAME, now=clock.now())
    words = None if blocklist is None else list_of_file(blocklist)
    memory = RuleMemory()
    shelf = ModelShelf(folder, clock=clock)
    scorer = Scorer(
        folder_of=shelf.store.folder,
        clock=clock,
        key=lambda: secrets.read(SECOND_OPINION) or "",
    )

    def make_rules(settings: ModerationSettings, mode: Mode) -> RuleSet:
        return RuleSet(settings, words, known=people, memory=memory, mode=mode)

    gatekeeper = Gatekeeper(
        settings,
        make_rules=make_rules,
        scorer=scorer,
        clock=clock,
        known=people,
        mode=people.mode,
    )
    parts = GateParts(
        settings=settings, people=people, gatekeeper=gatekeeper, models=shelf
    )
    return Gating(gatekeeper=gatekeeper, scorer=scorer, parts=parts)
