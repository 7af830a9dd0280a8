"""!permit in the chat: a moderator lets somebody post links for a moment."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from companion.app.gate.marks import Marks
from companion.domain.entries import Entry
from companion.domain.errors import CommandError, LedgerError
from companion.domain.events import Chat
from companion.domain.values import Role, Viewer
from companion.domain.views import ConnectionView, Review, SessionView, Shown

log = logging.getLogger(__name__)

COMMAND: Final = "!permit"

_MAY: Final = frozenset({Role.BROADCASTER, Role.MODERATOR})
_KNOWN: Final = 20_000
"""Names that are remembered; who has just tried to post a link is among them."""

_SHARED: Final = ""
"""Stands for the Viewers who have the same name."""

_MOST_WAITING: Final = 100


class PermitCommand:
    """Listens for "!permit name" of moderators and the Broadcaster.

    The name, or handle, is that of somebody who wrote on the same platform, in any
    case, with or without @. A handle is one Viewer's alone and counts first; a name
    that two have, for one may have taken the other's, permits nobody.
    """

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._handles: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._names: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._asked: asyncio.Queue[tuple[Entry, str]] = asyncio.Queue(_MOST_WAITING)

    async def run(self) -> None:
        """Give permits for ever; cancel to stop."""
        while True:
            entry, viewer_id = await self._asked.get()
            event = entry.event
            who = event.viewer.name if event is not None and event.viewer else ""
            try:
                await self._marks.mark(viewer_id, "permit", of=entry.seq, who=who)
            except (CommandError, LedgerError) as error:
                log.info("No permit for entry %d: %s", entry.seq, error)
            except Exception:  # a bug of ours in one case must not end all
                log.exception("No permit for entry %d", entry.seq)
            finally:
                self._asked.task_done()

    async def settled(self) -> None:
        """Wait until every permit asked for so far was given or refused."""
        await self._asked.join()

    def shown(self, items: Sequence[Shown]) -> None:
        """Take who wrote, and what asks for a permit."""
        for item in items:
            event = item.entry.event
            if not isinstance(event, Chat) or event.viewer is None or item.entry.test:
                continue
            self._know(event.viewer)
            if event.text.startswith("!") and not _MAY.isdisjoint(event.viewer.roles):
                self._ask(item.entry, event)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Take who wrote what the gate holds back."""
        for item in items:
            event = item.entry.event
            if event is not None and event.viewer is not None and not item.entry.test:
                self._know(event.viewer)

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing to do."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Nothing to do."""

    def session(self, view: SessionView | None) -> None:
        """Nothing to do."""

    def alarm(self, text: str) -> None:
        """Nothing to do."""

    def _know(self, viewer: Viewer) -> None:
        platform = viewer.id.partition(":")[0]
        if viewer.handle:
            _remember(self._handles, (platform, _plain(viewer.handle)), viewer.id)
        if viewer.name:
            key = (platform, _plain(viewer.name))
            is_shared = self._names.get(key, viewer.id) != viewer.id
            _remember(self._names, key, _SHARED if is_shared else viewer.id)

    def _ask(self, entry: Entry, chat: Chat) -> None:
        word, _space, name = chat.text.strip().partition(" ")
        if word.casefold() != COMMAND or not name.strip():
            return
        key = (chat.platform.value, _plain(name))
        viewer_id = self._handles.get(key) or self._names.get(key)
        if not viewer_id or self._asked.full():
            log.info("!permit: nobody, or more than one, of that name has written")
            return
        self._asked.put_nowait((entry, viewer_id))


def _remember(
    known: OrderedDict[tuple[str, str], str], key: tuple[str, str], viewer_id: str
) -> None:
    known[key] = viewer_id
    known.move_to_end(key)
    if len(known) > _KNOWN:
        known.popitem(last=False)


def _plain(name: str) -> str:
    return name.strip().removeprefix("@").strip().casefold()
