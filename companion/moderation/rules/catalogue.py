"""Every rule there is, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from companion.moderation.known import Known
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.bidi import Bidi
from companion.moderation.rules.blocklist import Blocklist
from companion.moderation.rules.caps import Caps
from companion.moderation.rules.copy_paste import CopyPaste
from companion.moderation.rules.emotes import Emotes
from companion.moderation.rules.finding import Conduct, Rule, verdict_of
from companion.moderation.rules.flood import Flood
from companion.moderation.rules.links import Links
from companion.moderation.rules.newcomers import Newcomers
from companion.moderation.rules.raid_mode import RaidMode
from companion.moderation.rules.repetition import Repetition
from companion.moderation.rules.symbols import Symbols
from companion.moderation.rules.too_long import TooLong
from companion.moderation.rules.zalgo import Zalgo
from companion.settings.moderation import ModerationSettings, RuleSettings


def text_rules(
    settings: RuleSettings,
    words: Blocklist,
    memory: RuleMemory,
    stopwatch: Callable[[], float],
) -> Iterator[Rule]:
    """Yield the rules about texts that are switched on; words: the lists' rule."""
    yield words
    yield TooLong()
    if verdict := verdict_of(settings.links.action):
        yield Links(settings.links, verdict)
    if verdict := verdict_of(settings.unreadable.zalgo):
        yield Zalgo(verdict)
    if verdict := verdict_of(settings.unreadable.bidi):
        yield Bidi(verdict)
    if verdict := verdict_of(settings.caps.action):
        yield Caps(settings.caps, verdict)
    if verdict := verdict_of(settings.symbols.action):
        yield Symbols(settings.symbols, verdict)
    if verdict := verdict_of(settings.emotes.action):
        yield Emotes(settings.emotes, verdict)
    if verdict := verdict_of(settings.repetition.action):
        yield Repetition(settings.repetition, verdict)
    if settings.patterns:
        # Loading the library takes longer than all rules; most need no pattern.
        from companion.moderation.rules.patterns import Patterns  # noqa: PLC0415  # see above

        yield Patterns(settings.patterns, memory, stopwatch=stopwatch)


def conduct_rules(
    settings: ModerationSettings, known: Known, memory: RuleMemory, mode: str
) -> Iterator[Conduct]:
    """Yield the rules about conduct that are switched on."""
    rules = settings.rules
    if verdict := verdict_of(rules.flood.action):
        yield Flood(rules.flood, verdict, memory)
    if verdict := verdict_of(rules.copy_paste.action):
        yield CopyPaste(rules.copy_paste, verdict, memory)
    if rules.newcomers.hold != "nothing":
        yield Newcomers(rules.newcomers.hold, known, memory)
    if mode == "raid":
        yield RaidMode(settings.modes, known, memory)
    else:
        memory.strangers.clear()
        memory.passed.clear()
