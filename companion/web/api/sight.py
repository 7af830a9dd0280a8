"""What a token of scope `read` may see: texts and names that moderation allowed.

An entry says what was decided when it was written. Later verdicts and platforms'
deletions are entries too; they are gathered here as the session goes on.
"""

from __future__ import annotations

from msgspec import Struct

from companion.domain.entries import Entry, PlatformAction, Verdict, VerdictGiven
from companion.domain.events import ChatCleared, ChatDeleted, ViewerRemoved
from companion.domain.ports import Engine
from companion.web.api.entry_feed import entries_after
from companion.web.api.shapes import Sight

_REMOVING = ("ban", "timeout", "clear")


class _Gone(Struct):
    """What platforms took back: up to which seq, by Viewer and by channel."""

    events: set[str] = set()
    viewers: dict[str, int] = {}
    channels: dict[str, int] = {}


class Sights:
    """Knows the present verdict on every entry of the running session."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session = ""
        self._read_to = 0
        self._given: dict[int, Sight] = {}
        self._gone = _Gone()

    async def advance(self) -> None:
        """Read what the ledger got since the last time."""
        while entries := await entries_after(self._engine, self._read_to):
            for entry in entries:
                self.take(entry)

    def take(self, entry: Entry) -> None:
        """Learn from the next entry; those that are known already change nothing."""
        if entry.seq <= self._read_to:
            return
        if entry.session != self._session:
            self._session = entry.session
            self._given.clear()
            self._gone = _Gone()
        self._read_to = entry.seq
        match entry.body:
            case VerdictGiven(of=of, text=text, name=name):
                self._given[of] = _sight(text, name)
            case ChatDeleted(targets=targets):
                self._gone.events.update(targets)
            case ViewerRemoved(target=target, action=action) if action in _REMOVING:
                self._gone.viewers[target] = entry.seq
            case ChatCleared(channel=channel):
                self._gone.channels[channel] = entry.seq

    def of(self, entry: Entry) -> Sight:
        """Return what may be seen of an entry now."""
        if isinstance(entry.body, VerdictGiven):
            return self._given.get(entry.body.of, Sight(text=False, name=False))
        if isinstance(entry.body, PlatformAction):
            # Nobody judged it; what was sent comes back as a chat, and is judged then.
            return Sight(text=False)
        said = entry.judgement
        sight = self._given.get(entry.seq) or _sight(said.text, said.name)
        if sight.text and self._is_taken_back(entry):
            return Sight(text=False, name=sight.name)
        return sight

    def _is_taken_back(self, entry: Entry) -> bool:
        event = entry.event
        if event is None:
            return False
        viewer_id = event.viewer.id if event.viewer else ""
        return (
            event.id in self._gone.events
            or entry.seq < self._gone.viewers.get(viewer_id, 0)
            or entry.seq < self._gone.channels.get(event.channel, 0)
        )


def _sight(text: Verdict, name: Verdict) -> Sight:
    return Sight(text=text is Verdict.ALLOW, name=name is Verdict.ALLOW)
