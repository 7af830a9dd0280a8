"""Every rule there is, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Sequence

from companion.moderation.known import Known
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.blocklist import Blocklist
from companion.moderation.rules.finding import Conduct, Rule
from companion.settings.moderation import ModerationSettings, RuleSettings


def text_rules(
    settings: RuleSettings,  # noqa: ARG001  # the rules to come read it
    words: Blocklist,
    memory: RuleMemory,  # noqa: ARG001  # as above
) -> Sequence[Rule]:
    """Return the rules about texts that are switched on."""
    return (words,)


def conduct_rules(
    settings: ModerationSettings,  # noqa: ARG001  # as above
    known: Known,  # noqa: ARG001  # as above
    memory: RuleMemory,  # noqa: ARG001  # as above
    mode: str,  # noqa: ARG001  # as above
) -> Sequence[Conduct]:
    """Return the rules about conduct that are switched on."""
    return ()
