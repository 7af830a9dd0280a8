"""What a rule answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared

_STRICTNESS: Final = (Verdict.ALLOW, Verdict.PENDING, Verdict.HOLD, Verdict.BLOCK)


class Finding(NamedTuple):
    """A verdict that is not Allow, and why."""

    verdict: Verdict
    reason: Reason


class Rule(Protocol):
    """Looks at one text; fast, pure, never raises."""

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return what speaks against the text, nothing when nothing does."""


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that outweighs the others; Allow when there are none."""
    return max(verdicts, key=_STRICTNESS.index, default=Verdict.ALLOW)
