"""What the gate and people decided about one Viewer, in all sessions, newest first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import VerdictFilter, VerdictLine
from companion.gui.components.empty import EmptyState
from companion.gui.live.actions import Ask
from companion.gui.live.row_actions import RowAction
from companion.gui.moderation.line_model import LineModel, LineRow
from companion.gui.moderation.line_view import LineView
from companion.gui.moderation.verdict_delegate import LOW, VerdictDelegate, spoken
from companion.gui.theme.theme import Theme
from companion.i18n import _

_REVEAL_KEY = "S"
_MOST = 200


class CardDecisions(QWidget):
    """A list without filters; the page Moderation has those.

    ask: `Bridge.ask`. counted: how many there are.
    """

    counted = Signal(int)

    def __init__(self, *, theme: Theme, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._viewer_id = ""
        self.model = LineModel(spoken, self)
        self.delegate = VerdictDelegate(theme=theme, names=False)
        self.view = LineView(
            self.model,
            self.delegate,
            theme=theme,
            name=_("Decisions, newest first"),
            estimate=LOW,
            hover=lambda _row: (),
            everything=self._everything,
            keys=(_REVEAL_KEY,),
        )
        self._empty = EmptyState(
            theme=theme,
            icon="shield-check",
            title=_("Nothing was decided"),
            text=_("What the gate or a person decides about them appears here."),
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)

    @property
    def count(self) -> int:
        """Return how many decisions are shown."""
        return self.model.rowCount()

    def show_viewer(self, viewer_id: str) -> None:
        """Show what was decided about a Viewer; "" empties the list."""
        if viewer_id != self._viewer_id:
            self._viewer_id = viewer_id
            self.model.show_lines(())
        self.look()

    def look(self) -> None:
        """Read the decisions again."""
        viewer_id = self._viewer_id
        if not viewer_id:
            return
        wanted = VerdictFilter(
            viewer_id=viewer_id, session="*", decisions_only=True, limit=_MOST
        )

        async def read(engine: Engine) -> list[VerdictLine]:
            return list(await engine.gate.verdicts(wanted))

        def then(lines: list[VerdictLine]) -> None:
            if viewer_id == self._viewer_id:
                self.model.renew(lines, is_all=True)
                shown = self.view if lines else self._empty
                self._stack.setCurrentWidget(shown)
                self.counted.emit(self.count)

        def failed(_error: CompanionError) -> None:
            """Leave what is shown; the card itself tells what goes wrong."""

        self._ask(read, then=then, failed=failed)

    def _everything(self, row: LineRow) -> list[RowAction]:
        seq = row.line.seq
        revealed = self.model.is_revealed(seq)
        if not (row.is_hidden or revealed):
            return []
        return [
            RowAction(
                name=_("Hide the text") if revealed else _("Show the text"),
                icon="eye-slash" if revealed else "eye",
                key=_REVEAL_KEY,
                on_pick=lambda: self.model.reveal(seq, revealed=not revealed),
            )
        ]
