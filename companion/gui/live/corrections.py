"""Resetting and awarding: the question, the request, and who is selected next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from companion.domain.values import Points
from companion.gui.live.actions import LiveActions
from companion.gui.live.board_pane import BoardPane
from companion.gui.live.correcting import (
    AwardDialog,
    reset_all_question,
    reset_question,
)
from companion.gui.theme.theme import Theme


class Corrections:
    """Asks over `parent`. on_reset_done gets who was reset, and who is next or ""."""

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        requests: LiveActions,
        board: BoardPane,
        on_reset_done: Callable[[str, str], object],
    ) -> None:
        self._parent = parent
        self._theme = theme
        self._requests = requests
        self._board = board
        self._on_reset_done = on_reset_done

    def ask_reset(self, viewer_id: str) -> None:
        """Ask whether to set one Viewer to 0 points."""
        board = self._board.model.board
        rank = board.rank(viewer_id)
        heir = board.row(rank + 1) if rank and rank < len(board) else None
        reset_question(
            self._parent,
            theme=self._theme,
            name=board.name_of(viewer_id),
            current=board.standings.points(viewer_id),
            successor=(heir.name, rank) if heir and rank else None,
            on_yes=lambda reason: self._reset(viewer_id, reason),
        ).open()

    def _reset(self, viewer_id: str, reason: str) -> None:
        # Read before the reset moves everybody below up by one.
        following = self._board.next_after(viewer_id)
        self._requests.reset(
            viewer_id,
            reason,
            name=self._board.model.board.name_of(viewer_id),
            done=lambda: self._on_reset_done(viewer_id, following),
            undone=lambda: self._board.view.choose(viewer_id),
        )

    def ask_reset_all(self) -> None:
        """Ask whether to set everybody to 0 points."""
        reset_all_question(
            self._parent,
            theme=self._theme,
            viewers=len(self._board.model.board),
            on_yes=self._requests.reset_all,
        ).open()

    def ask_award(self, viewer_id: str) -> None:
        """Ask how many points to give."""
        name = self._board.model.board.name_of(viewer_id)

        def award(amount: Points, reason: str) -> None:
            self._requests.award(viewer_id, amount, reason, name)

        AwardDialog(self._parent, theme=self._theme, name=name, on_yes=award).open()
