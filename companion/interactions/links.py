"""Whose account is whose: two that a person has linked count as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from companion.domain.entries import Entry
from companion.domain.show.notes import ViewersLinked


class Links:
    """The fold of every ViewersLinked there is, of all sessions."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._kept: dict[str, str] = {}
        self._read_to = 0
        self._taken: list[Entry] = []
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> Mapping[str, str]:
        """Take the next entry; returns the accounts that are another person's now.

        With each, the account that stood for its person before.
        """
        if entry.seq <= self._read_to or not isinstance(entry.body, ViewersLinked):
            return {}
        self._read_to = entry.seq
        self._taken.append(entry)
        link = entry.body
        if link.is_lifted:
            before = self._kept.pop(link.other_id, None)
            return {} if before is None else {link.other_id: before}
        kept = self.person(link.viewer_id)
        joining = self.person(link.other_id)
        if kept == joining:
            return {}
        moved = dict.fromkeys(self.accounts(joining), joining)
        self._kept |= dict.fromkeys(moved, kept)
        return moved

    def before(self, seq: int) -> Links:
        """Return how it stood before an entry: a recount takes the rest by itself."""
        if seq > self._read_to:
            return self
        return Links(one for one in self._taken if one.seq < seq)

    def go_on(self, other: Links) -> None:
        """Stand from now on as another does that has read further."""
        self._kept, self._taken = dict(other._kept), list(other._taken)
        self._read_to = other._read_to

    def person(self, viewer_id: str) -> str:
        """Return the account that stands for all that are linked to this one."""
        return self._kept.get(viewer_id, viewer_id)

    def accounts(self, viewer_id: str) -> tuple[str, ...]:
        """Return all accounts of a person, the one that is kept first."""
        kept = self.person(viewer_id)
        return kept, *(one for one, other in self._kept.items() if other == kept)
