"""The chip that proves, or does not, that OBS shows the stage."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.gui.components.chip import Chip, chip_width
from companion.gui.overlays.pane import proof_of
from companion.gui.overlays.presence import Presence
from companion.gui.theme.theme import Theme


class ProofChip(QWidget):
    """As on the Overlays page; its shorter words where there is little room."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chip: Chip | None = None
        self._kind = ""
        self.text = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    def show_presence(self, presence: Presence, *, room: int) -> None:
        """Say how the stage stands; room: for the chip, in pixels."""
        text, kind, icon = proof_of(presence)
        if chip_width(text, icon) > room:
            text = presence.words
        if chip_width(text, icon) > room:
            text = ""
        if (text, kind) == (self.text, self._kind):
            return
        if self._chip is not None and text and kind == self._kind:
            self._chip.set_text(text)
        else:
            self._replace(Chip(text, theme=self._theme, kind=kind, icon=icon))
            if self._chip is not None:
                self._chip.setVisible(bool(text))
        self.text, self._kind = text, kind

    def _replace(self, chip: Chip) -> None:
        if self._chip is not None:
            self._row.removeWidget(self._chip)
            self._chip.hide()
            self._chip.deleteLater()
        self._chip = chip
        self._row.addWidget(chip)
