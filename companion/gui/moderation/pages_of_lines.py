"""Reading decisions page by page: a long evening costs no more than a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import VerdictFilter, VerdictLine
from companion.gui.bridge import Bridge
from companion.gui.moderation.line_model import LineModel

PAGE: Final = 100
"""Lines that are read at once."""

State = Literal["loading", "shown", "empty", "failed"]

_Take = Callable[[Sequence[VerdictLine]], object]


class PagesOfLines(QObject):
    """Fills a model with what a filter lets through.

    An answer to a question that was replaced by another is thrown away.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, model: LineModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._model = model
        self._wanted = VerdictFilter()
        self._round = 0
        self._asking = False
        self.has_more = False
        self.state: State = "loading"
        self.error = ""

    @property
    def wanted(self) -> VerdictFilter:
        """Return what is asked for."""
        return self._wanted

    def show(self, wanted: VerdictFilter) -> None:
        """Read the newest lines that `wanted` lets through; those shown go."""
        self._wanted = structs.replace(wanted, before=None, limit=PAGE)
        self._round += 1
        self._asking = False
        self._set_state("loading")
        self._ask(self._wanted, self._take_first)

    def look(self) -> None:
        """Read the newest again; lines that are shown stay where they are."""
        if self.state in {"shown", "empty"}:
            self._ask(self._wanted, self._take_newest)
        elif self.state == "failed":
            self.show(self._wanted)

    def more(self) -> None:
        """Read the next page, when there is one."""
        oldest = self._model.oldest
        if self.has_more and oldest is not None:
            self._ask(structs.replace(self._wanted, before=oldest), self._take_more)

    def _ask(self, wanted: VerdictFilter, take: _Take) -> None:
        if self._asking:
            return
        self._asking = True
        current = self._round

        async def read(engine: Engine) -> Sequence[VerdictLine]:
            return await engine.gate.verdicts(wanted)

        def then(lines: Sequence[VerdictLine]) -> None:
            if current == self._round:
                self._asking = False
                take(lines)

        def failed(error: CompanionError) -> None:
            if current == self._round:
                self._asking = False
                self.error = str(error)
                self._set_state("failed")

        self._bridge.ask(read, then=then, failed=failed)

    def _take_first(self, lines: Sequence[VerdictLine]) -> None:
        self.has_more = len(lines) >= PAGE
        self._model.show_lines(lines)
        self._set_state("shown" if lines else "empty")

    def _take_newest(self, lines: Sequence[VerdictLine]) -> None:
        is_all = len(lines) < PAGE
        self._model.renew(lines, is_all=is_all)
        if is_all or self._model.rowCount() == len(lines):
            self.has_more = not is_all
        self._set_state("shown" if self._model.rowCount() else "empty")

    def _take_more(self, lines: Sequence[VerdictLine]) -> None:
        self.has_more = len(lines) >= PAGE
        self._model.append(lines)
        self._set_state("shown")

    def _set_state(self, state: State) -> None:
        self.state = state
        self.changed.emit()
