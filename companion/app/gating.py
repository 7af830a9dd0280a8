"""Builds what judges: people, rules, the model that is chosen, and where models are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from companion.app.gate.parts import GateParts
from companion.app.keyring_secrets import KeyringSecrets
from companion.app.logins import SECOND_OPINION
from companion.domain.errors import SettingsError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.moderation.gatekeeper import Gatekeeper
from companion.moderation.memory import RuleMemory
from companion.moderation.models.shelf import ModelShelf
from companion.moderation.people import FILE_NAME, People
from companion.moderation.policy import Mode
from companion.moderation.rules import RuleSet
from companion.moderation.scorer import Scorer
from companion.moderation.word_list import list_of_file
from companion.settings import ModerationSettings

_LONGEST_KEY: Final = 500


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
    secrets: KeyringSecrets,
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
        settings=settings,
        people=people,
        gatekeeper=gatekeeper,
        models=shelf,
        opinion_key=_KeyInKeyring(secrets),
    )
    return Gating(gatekeeper=gatekeeper, scorer=scorer, parts=parts)


class _KeyInKeyring:
    """The key of a second opinion; it stands in a header of each request."""

    def __init__(self, secrets: KeyringSecrets) -> None:
        self._secrets = secrets

    def is_kept(self) -> bool:
        """Return whether there is one."""
        return bool(self._secrets.read(SECOND_OPINION))

    async def keep(self, key: str) -> None:
        """Keep it, or forget it when it is empty; raises SettingsError."""
        is_plain = key.isascii() and key.isprintable() and " " not in key
        if not is_plain or len(key) > _LONGEST_KEY:
            text = _("A key is at most {most} letters, digits and signs without spaces")
            raise SettingsError(text.format(most=_LONGEST_KEY), field=SECOND_OPINION)
        await self._secrets.keep(SECOND_OPINION, key)
