"""Viewers about whom a person is asked: escalation has come to its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from companion.domain.entries import Entry, PlatformAction, ViewerMarked
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Timestamp
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.gui.bridge import Bridge
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.live.display_text import name_of, one_line
from companion.gui.moderation.deciding import Deciding
from companion.i18n import _

LADDER_END = "ladder-end"
"""Reason of the strike with which a person is asked."""

TIME_OUT_S = 600
"""The ladder's own timeouts were shorter."""

STAYS_MS = 20_000
"""How long the question stands over the window; it waits under Held after that."""

_ANSWERS = {"ban", "mute", "trust"}


class Asked(Struct, frozen=True, kw_only=True):
    """One question. seq: of the strike. of: seq of the message that led to it."""

    seq: int
    viewer_id: str
    name: str
    of: int | None
    at: Timestamp


class AskedPeople(QObject):
    """Hears the bridge, and asks once for each strike; whoever answers, it is over.

    say: shows the question over the window. rows: where the questions stand as well;
    what is in sight there is not asked over the window.
    """

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        deciding: Deciding,
        *,
        say: Callable[[Notice], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._deciding = deciding
        self._say = say
        self.rows: QWidget | None = None
        self._open: dict[str, Asked] = {}
        self._heard: set[int] = set()
        self._session = ""
        bridge.listen(self)

    @property
    def open(self) -> Sequence[Asked]:
        """Return the questions that nobody has answered, oldest first."""
        return tuple(self._open.values())

    # Answers

    def time_out(self, asked: Asked) -> None:
        """Keep them from writing for ten minutes."""
        self._deciding.mute(asked.viewer_id, asked.name, seconds=TIME_OUT_S)

    def ban(self, asked: Asked) -> None:
        """Ban them, once the person has said so again."""
        self._deciding.ban(asked.viewer_id, asked.name)

    def let_be(self, asked: Asked) -> None:
        """Do nothing; the next strike asks again."""
        if self._open.get(asked.viewer_id) == asked:
            del self._open[asked.viewer_id]
            self.changed.emit()

    # What the bridge delivers: companion.domain.ports.EngineListener

    def shown(self, items: Sequence[Shown]) -> None:
        """Take strikes that ask, and what answers them."""
        for item in items:
            match item.entry.body:
                case ViewerMarked(mark="strike") as note:
                    self._take_strike(item.entry, note)
                case ViewerMarked(is_lifted=False) as note if note.mark in _ANSWERS:
                    self._answered(note.viewer_id)
                case PlatformAction(action="ban" | "timeout", by="person") as note:
                    self._answered(note.subject or "")

    def reviewing(self, items: Sequence[Review]) -> None:
        """Nothing to do."""

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing to do."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Nothing to do."""

    def session(self, view: SessionView | None) -> None:
        """Forget what was asked in another session."""
        session = view.id if view is not None and view.state != "ended" else ""
        if session != self._session:
            self._session = session
            self._heard.clear()
            if self._open:
                self._open.clear()
                self.changed.emit()

    def alarm(self, text: str) -> None:
        """Nothing to do."""

    def _take_strike(self, entry: Entry, note: ViewerMarked) -> None:
        if note.is_lifted:
            open_now = self._open.get(note.viewer_id)
            if open_now is not None and open_now.of == note.of:
                self._answered(note.viewer_id)
            return
        if note.reason != LADDER_END or entry.seq in self._heard:
            return
        self._heard.add(entry.seq)

        async def ask(engine: Engine) -> str:
            return name_of((await engine.viewer_card(note.viewer_id)).viewer)

        take = partial(self._ask, entry, note)
        self._bridge.ask(ask, then=take, failed=partial(self._unnamed, entry, note))

    def _unnamed(
        self, entry: Entry, note: ViewerMarked, _error: CompanionError
    ) -> None:
        self._ask(entry, note, note.viewer_id)

    def _ask(self, entry: Entry, note: ViewerMarked, name: str) -> None:
        asked = Asked(
            seq=entry.seq,
            viewer_id=note.viewer_id,
            name=one_line(name),
            of=note.of,
            at=entry.at,
        )
        self._open[note.viewer_id] = asked
        self.changed.emit()
        self._say(self.notice(asked))

    def notice(self, asked: Asked) -> Notice:
        """Return the question as it stands over the window."""
        return Notice(
            text=question(asked),
            detail=_(
                "Blocked again after every step of escalation. Nobody is banned "
                "unless you say so."
            ),
            kind="info",
            answers={
                _("Time out"): partial(self.time_out, asked),
                _("Ban"): partial(self.ban, asked),
                _("Let be"): partial(self.let_be, asked),
            },
            stays_ms=STAYS_MS,
            is_over=lambda: self._is_over(asked),
        )

    def _is_over(self, asked: Asked) -> bool:
        rows = self.rows
        is_in_sight = rows is not None and rows.isVisible()
        return is_in_sight or self._open.get(asked.viewer_id) != asked

    def _answered(self, viewer_id: str) -> None:
        if self._open.pop(viewer_id, None) is not None:
            self.changed.emit()


def question(asked: Asked) -> str:
    """Return what is asked."""
    return _("What about {name}?").format(name=isolated(asked.name))
