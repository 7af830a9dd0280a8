"""Texts longer than anything that a platform lets people write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import LONGEST, Prepared
from companion.moderation.rules.finding import Finding

_HELD: Final = (Finding(Verdict.HOLD, Reason(rule="too-long", detail=f"> {LONGEST}")),)


class TooLong:
    """Holds what is not read to its end: nobody can vouch for the rest. Always on.

    Reading it all would keep every other message waiting.
    """

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return one finding for a text that was cut."""
        return _HELD if text.is_cut else ()

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:
        """Return the same for a name or handle."""
        return self.find(name)
