"""What a rule is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from companion.domain.entries import Reason, Verdict
from companion.domain.values import Timestamp, Viewer
from companion.moderation.prepared import Prepared

_STRICTNESS: Final = (Verdict.ALLOW, Verdict.PENDING, Verdict.HOLD, Verdict.BLOCK)


class Finding(NamedTuple):
    """A verdict that is not Allow, and why."""

    verdict: Verdict
    reason: Reason


class Rule(Protocol):
    """Looks at one text; fast, never raises."""

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return what speaks against the text, nothing when nothing does."""

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:
        """Return what speaks against a name or handle."""


class TextOnly:
    """A rule that has nothing to say about names."""

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:  # noqa: ARG002  # Rule's
        """Return nothing."""
        return ()


class Said(NamedTuple):
    """A Chat: who wrote what, and when, by the platform's clock where it tells.

    is_permitted: a person let this text pass for good. found: what the rules about
    texts, and those about conduct before this one, say.
    """

    viewer: Viewer
    text: Prepared
    at: Timestamp
    is_permitted: bool = False
    found: Sequence[Finding] = ()


class Conduct(Protocol):
    """Looks at what a Viewer does over time; fast, never raises, remembers it."""

    def find(self, said: Said) -> Iterable[Finding]:
        """Return what speaks against it, nothing when nothing does."""


def verdict_of(action: str) -> Verdict | None:
    """Return the verdict that a rule's action stands for, None when it is off."""
    return None if action == "off" else Verdict(action)


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that outweighs the others; Allow when there are none."""
    return max(verdicts, key=_STRICTNESS.index, default=Verdict.ALLOW)
