"""Which shown lines a person has allowed: some overlays show nothing else."""

from __future__ import annotations

from collections.abc import Callable

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.values import Viewer


class Approvals:
    """Folds verdicts into the seqs, and the Viewers' names, that a person allowed.

    A later verdict replaces the one before; an undo brings back what was before it.
    Money that came without a verdict can be approved like a chat.
    """

    def __init__(self) -> None:
        self._approved: set[int] = set()
        self._given_on_approved: set[int] = set()
        self._names: dict[str, tuple[str, int]] = {}

    def __contains__(self, seq: int) -> bool:
        return seq in self._approved

    def decided(
        self,
        entry: Entry,
        given: VerdictGiven,
        shown: Callable[[int], Entry | None],
    ) -> None:
        """Take a verdict; shown: a line by its seq, None while it is not shown."""
        if given.of in self._approved:
            self._given_on_approved.add(entry.seq)
        if given.undoes is not None:
            is_approved = given.undoes in self._given_on_approved
        else:
            is_approved = given.by == "person"
        if given.text is not Verdict.ALLOW or not is_approved:
            self._withdraw(given.of)
            return
        self._approved.add(given.of)
        line = shown(given.of)
        if line is not None:
            self.shown(line)

    def shown(self, line: Entry) -> None:
        """Take a line that came up after it was approved, or again."""
        event = line.event
        if line.seq in self._approved and event is not None and event.viewer:
            self._names[event.viewer.id] = (event.viewer.name, line.seq)

    def has_name(self, viewer: Viewer) -> bool:
        """Return whether a line of a Viewer under the name they have was approved."""
        name, _seq = self._names.get(viewer.id, ("", 0))
        return bool(name) and name == viewer.name

    def _withdraw(self, seq: int) -> None:
        if seq in self._approved:
            self._approved.discard(seq)
            self._names = {
                viewer_id: named
                for viewer_id, named in self._names.items()
                if named[1] != seq
            }
