"""Which platform a typed name is of, asked where it can be of several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.domain.values import Platform
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.shell.targets import Guess, recognise
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name


class PlatformChoice(QWidget):
    """chosen: a person picked another one. It takes no room while nothing is asked.

    segments: what it asks with; None while there is nothing to choose.
    """

    chosen = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._guesses: tuple[Guess, ...] = ()
        self.segments: Segmented | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def guess(self) -> Guess | None:
        """Return what is meant, None while nothing is recognised."""
        if self.segments is None:
            return self._guesses[0] if self._guesses else None
        chosen = self.segments.current
        return next((one for one in self._guesses if one.platform == chosen), None)

    def read(self, text: str) -> None:
        """Recognise a text; what was chosen stays so where it still can be."""
        before, self._guesses = self._guesses, recognise(text)
        platforms = [guess.platform for guess in self._guesses]
        if platforms != [guess.platform for guess in before]:
            self._offer(platforms)

    def _offer(self, platforms: Sequence[Platform]) -> None:
        kept = self.segments.current if self.segments is not None else ""
        if self.segments is not None:
            self._row.removeWidget(self.segments)
            self.segments.hide()
            self.segments.deleteLater()
            self.segments = None
        self.setVisible(len(platforms) > 1)
        if len(platforms) < 2:
            return
        self.segments = Segmented(
            [Choice(key=one.value, name=platform_name(one)) for one in platforms],
            theme=self._theme,
            name=_("Platform"),
            current=kept if kept in set(platforms) else "",
        )
        self.segments.chosen.connect(lambda _key: self.chosen.emit())
        self._row.addWidget(self.segments)
