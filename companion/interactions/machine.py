"""The one state machine of interactions: which phase may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.domain.errors import CommandError
from companion.domain.on_air import Phase
from companion.i18n import _

FORWARD: Final[Mapping[Phase, frozenset[Phase]]] = {
    "before": frozenset({"waiting", "ongoing", "after", "failed"}),
    "waiting": frozenset({"ongoing", "after", "failed"}),
    "ongoing": frozenset({"results", "after", "failed"}),
    "results": frozenset({"scoreboard", "after", "failed"}),
    "scoreboard": frozenset({"after", "failed"}),
    "after": frozenset(),
    "failed": frozenset(),
}
"""Where each phase leads. Back leads to the phase before, from every one but the first;
out of "failed" nothing else does."""


class Track:
    """The phases of one interaction so far: where it is, and the way back."""

    def __init__(self) -> None:
        self._way: list[Phase] = ["before"]

    @property
    def phase(self) -> Phase:
        """Return where it is."""
        return self._way[-1]

    @property
    def before(self) -> Phase | None:
        """Return where back leads, None where nothing came before."""
        return self._way[-2] if len(self._way) > 1 else None

    def may(self, to: Phase, *, is_back: bool = False) -> bool:
        """Return whether a step is one that is listed."""
        return to == self.before if is_back else to in FORWARD[self.phase]

    def check(self, to: Phase, *, is_back: bool = False) -> None:
        """Raise CommandError when a step is none that is listed."""
        if not self.may(to, is_back=is_back):
            raise CommandError(
                _("It is {phase}: it cannot become {to} now.").format(
                    phase=self.phase, to=to
                )
            )

    def move(self, to: Phase, *, is_back: bool = False) -> None:
        """Take a step that was recorded."""
        if is_back:
            self._way.pop()
        else:
            self._way.append(to)
