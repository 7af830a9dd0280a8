"""Regular expressions of the Broadcaster's, each under a time limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

import regex

from companion.domain.entries import Reason, Verdict
from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.moderation.memory import RuleMemory
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding
from companion.settings.moderation import Pattern

_TEXT_BUDGET_S: Final = 0.003
"""Seconds of the processor that all patterns together may take for one text."""

_TRIES: Final = 4
"""Searches begun for one pattern: the library's limit is of the clock on the wall, and
on a busy machine that passes while others work."""

_LONGEST_DETAIL: Final = 80

_MOST_PIECES: Final = 20_000
"""Pieces that a pattern may be unfolded into, some 600 bytes each: “a{9}” is nine."""

_TOKEN: Final = regex.compile(
    r"\\. | \[\^?\]?(?:\\.|[^\]\\])*\] | \{(?P<times>\d+)(?:,\d*)?\} | .",
    regex.VERBOSE | regex.DOTALL,
)


class Patterns:
    """Finds each pattern anywhere in the text, whatever the case.

    A pattern that takes too long is held against the text as "pattern-late": nobody
    knows what it would have said. When many are late, texts are held unsearched for a
    while, so that a bomb cannot stop the chat. stopwatch: seconds of the processor that
    this thread took.
    Raises SettingsError naming the pattern that cannot be used.
    """

    def __init__(
        self,
        settings: Sequence[Pattern],
        memory: RuleMemory,
        *,
        stopwatch: Callable[[], float],
    ) -> None:
        self._patterns: Final = [
            (_compiled(one.pattern, place), one.pattern, Verdict(one.action))
            for place, one in enumerate(settings)
        ]
        self._late: Final = memory.patterns
        self._stopwatch: Final = stopwatch

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return a finding for each pattern that is in the text, or was late."""
        late, length = self._late, len(text.text)
        if late.rests(length):
            return (_late(""),)
        began = self._stopwatch()
        found: list[Finding] = []
        for pattern, written, verdict in self._patterns:
            try:
                match = self._search(pattern, text.text, began)
            except TimeoutError:
                late.late(self._stopwatch() - began, length)
                return (*found, _late(written))
            if match is not None:
                found.append(Finding(verdict, _reason(match)))
        late.in_time()
        return found

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:
        """Return the same for a name or handle."""
        return self.find(name)

    def _search(
        self, pattern: regex.Pattern[str], text: str, began: float
    ) -> regex.Match[str] | None:
        """Search for what is left of the time; raises TimeoutError after it."""
        for _try in range(_TRIES):
            left = _TEXT_BUDGET_S - (self._stopwatch() - began)
            if left <= 0:
                break
            with suppress(TimeoutError):
                return pattern.search(text, timeout=left)
        raise TimeoutError


def _reason(match: regex.Match[str]) -> Reason:
    return Reason(
        rule="pattern",
        detail=match[0][:_LONGEST_DETAIL],
        start=match.start(),
        end=match.end(),
    )


def _late(written: str) -> Finding:
    return Finding(Verdict.HOLD, Reason(rule="pattern-late", detail=written))


def _compiled(written: str, place: int) -> regex.Pattern[str]:
    field = f"moderation.rules.patterns.{place}.pattern"
    if _pieces_of(written) > _MOST_PIECES:
        raise _unusable(field, written, _("it repeats too much"))
    try:
        return regex.compile(written, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise _unusable(field, written, str(error)) from error


def _unusable(field: str, written: str, cause: str) -> SettingsError:
    text = _("{field}: “{pattern}”: {cause}")
    told = text.format(field=field, pattern=written, cause=cause)
    return SettingsError(told, field=field)


def _pieces_of(written: str) -> int:
    """Return into how many pieces a pattern is unfolded when it is compiled.

    Repetitions within repetitions multiply, and nothing else asks before it takes the
    memory for them.
    """
    open_groups, last = [0], 0
    for token in _TOKEN.finditer(written):
        if token[0] == "(":
            open_groups.append(0)
            continue
        if token[0] == ")" and len(open_groups) > 1:
            last = open_groups.pop() + 1
        elif token["times"] is not None:
            more = last * max(int(token["times"]) - 1, 0)
            open_groups[-1] += more
            last += more
            continue
        else:
            last = 1
        open_groups[-1] += last
    return sum(open_groups)
