"""What the Live page asks of the engine, and how it tells what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from companion.domain.entries import Entry
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Points
from companion.domain.views import LoginView, SessionView, Standing, ViewerCard
from companion.gui.components.toast import Notice
from companion.gui.live.display_text import isolated
from companion.i18n import _

T = TypeVar("T")

WHOLE_BOARD = 1_000_000
"""Standings read at once when a session is opened: everybody's."""

BoardReading = tuple[SessionView | None, Sequence[Standing], int]
"""The session, its standings, and the number of the last entry they count."""


class Ask(Protocol):
    """`Bridge.ask`: runs on the engine's thread, answers on this one."""

    def __call__(
        self,
        ask: Callable[[Engine], Awaitable[T]],
        *,
        then: Callable[[T], object] | None = None,
        failed: Callable[[CompanionError], object] | None = None,
    ) -> None:
        """Ask; see Bridge.ask."""


class LiveActions:
    """Each method is one wish; failures become a notice."""

    def __init__(self, ask: Ask, say: Callable[[Notice], object]) -> None:
        self._ask = ask
        self._say = say

    def feature(self, seq: int | None) -> None:
        """Show a message on the question overlay; None takes it off."""
        self._ask(lambda engine: engine.feature(seq), then=_nothing, failed=self.tell)

    def shortlist(self, seq: int) -> None:
        """Put a message into the queue of questions, at its end."""

        def told(_questions: object) -> None:
            self._say(Notice(text=_("Shortlisted as a question; see the Show page")))

        self._ask(
            lambda engine: engine.show.mark_question(seq, "listed"),
            then=told,
            failed=self.tell,
        )

    def allow(self, seq: int) -> None:
        """Let a held message through."""
        self._ask(lambda engine: engine.allow(seq), then=_nothing, failed=self.tell)

    def hide(self, seq: int, name: str) -> None:
        """Take a message off every overlay, or refuse a held one."""

        def told(_none: object) -> None:
            text = _("Hid a message of {name}").format(name=isolated(name))
            detail = _("It left chat and overlays; the record keeps it")
            self._say(Notice(text=text, detail=detail))

        self._ask(lambda engine: engine.block(seq), then=told, failed=self.tell)

    def card(
        self,
        viewer_id: str,
        then: Callable[[ViewerCard], object],
        failed: Callable[[CompanionError], object],
    ) -> None:
        """Read one Viewer's card."""
        self._ask(
            lambda engine: engine.viewer_card(viewer_id), then=then, failed=failed
        )

    def reset(
        self,
        viewer_id: str,
        reason: str,
        *,
        name: str,
        done: Callable[[], object],
        undone: Callable[[], object],
    ) -> None:
        """Set a Viewer to 0; `done` after it, `undone` after the notice's Undo."""

        def told(seq: int) -> None:
            done()
            text = _("Reset {name} to 0 points").format(name=isolated(name))
            detail = _("Gifts and chat history stay")
            self._say(
                Notice(
                    text=text,
                    detail=detail,
                    undo=lambda: self.undo(seq, then=undone),
                )
            )

        self._ask(
            lambda engine: engine.reset_viewer(viewer_id, reason),
            then=told,
            failed=self.tell,
        )

    def reset_all(self, reason: str) -> None:
        """Set everybody to 0."""

        def told(seq: int) -> None:
            text = _("Reset everybody to 0 points")
            self._say(Notice(text=text, undo=lambda: self.undo(seq)))

        self._ask(
            lambda engine: engine.reset_viewer(None, reason),
            then=told,
            failed=self.tell,
        )

    def award(self, viewer_id: str, amount: Points, reason: str, name: str) -> None:
        """Give or take points."""

        def told(seq: int) -> None:
            text = _("Awarded points to {name}")
            if amount < 0:
                text = _("Took points from {name}")
            words = text.format(name=isolated(name))
            self._say(Notice(text=words, undo=lambda: self.undo(seq)))

        self._ask(
            lambda engine: engine.award(viewer_id, amount, reason),
            then=told,
            failed=self.tell,
        )

    def undo(self, seq: int, *, then: Callable[[], object] | None = None) -> None:
        """Take back a correction."""

        def told(_seq: int) -> None:
            if then is not None:
                then()

        self._ask(lambda engine: engine.undo(seq), then=told, failed=self.tell)

    def read_board(
        self,
        limit: int,
        then: Callable[[BoardReading], object],
        failed: Callable[[CompanionError], object],
    ) -> None:
        """Read session and standings as of one moment."""

        async def read(engine: Engine) -> BoardReading:
            # Nothing in between waits, so no entry can come between the two.
            upto = engine.totals().entries
            standings, _viewers = await engine.standings(limit=limit)
            return engine.session(), standings, upto

        self._ask(read, then=then, failed=failed)

    def read_entries(
        self,
        after: int,
        limit: int,
        *,
        then: Callable[[Sequence[Entry]], object],
        failed: Callable[[CompanionError], object],
    ) -> None:
        """Read entries with seq > after, at most `limit`."""
        self._ask(
            lambda engine: engine.entries(after=after, limit=limit),
            then=then,
            failed=failed,
        )

    def read_accounts(self, then: Callable[[Sequence[LoginView]], object]) -> None:
        """Read whose accounts are logged in; asks no platform."""

        def nobody(_error: CompanionError) -> None:
            then(())

        self._ask(lambda engine: engine.logins.views(), then=then, failed=nobody)

    def tell(self, error: CompanionError) -> None:
        """Show an error of the engine; its text says what to do."""
        self._say(Notice(text=str(error), kind="bad"))


def _nothing(_answer: None) -> None:
    """Take an answer that says nothing."""
