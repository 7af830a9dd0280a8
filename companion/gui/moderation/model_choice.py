"""Choosing the model: what there is, getting it, and how fast it is here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import ModelOffer
from companion.gui.bridge import Bridge
from companion.gui.components.field import Field
from companion.gui.components.text import rule
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.moderation.model_offer_row import OfferRow, OfferWishes
from companion.gui.theme.theme import Theme
from companion.i18n import _

LOOK_MS = 500
"""How often a download's progress is read."""

_REST = 8
"""Looks between two when nothing is being downloaded."""


class ModelChoice(QWidget):
    """A row for each model and one for none. Only what is installed can be used."""

    def __init__(self, bridge: Bridge, gate: GateSettings, *, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._gate = gate
        self._theme = theme
        self._offers: dict[str, ModelOffer] = {}
        self._errors: dict[str, str] = {}
        self._cancels: dict[str, Callable[[], object]] = {}
        self._looks = 0
        self._is_off = True
        self._wishes = OfferWishes(
            use=self.use,
            fetch=self.fetch,
            cancel=self.cancel,
            from_file=self._ask_file,
            measure=self.measure,
        )
        self.rows: dict[str, OfferRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column.addLayout(self._column)
        self.none = OfferRow(None, theme=theme, wishes=self._wishes)
        column.addWidget(self.none)
        column.addWidget(rule())
        self.mirror = Field(
            _("Mirror to download from (optional)"),
            theme=theme,
            placeholder="https://",
        )
        column.addSpacing(8)
        column.addWidget(self.mirror)
        column.addSpacing(8)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        gate.changed.connect(self._show)
        self._show()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read again which models there are."""

        def models(engine: Engine) -> tuple[Sequence[ModelOffer], bool]:
            return engine.gate.models(), engine.gate.view().model.state == "off"

        self._bridge.ask(models, then=self._take)

    def use(self, model_id: str) -> None:
        """Have the gate ask this model from now on; "" none."""
        self._errors.pop(model_id, None)

        def told(error: str) -> None:
            self._errors[model_id] = error
            self.refresh()

        self._gate.change({"model.id": model_id}, told)
        self._show()

    def fetch(self, model_id: str, *, file: str | None = None) -> None:
        """Download a model, or take it from a file; it is not used by that yet."""
        address = self.mirror.text
        self.mirror.set_error("")
        if address and not address.startswith("https://") and file is None:
            self.mirror.set_error(_("An address that begins with https://"))
            return
        self._errors.pop(model_id, None)

        async def load(engine: Engine) -> None:
            await engine.gate.fetch_model(model_id, file=file, address=address)

        def then(_none: None) -> None:
            self._end(model_id, "")

        def failed(error: CompanionError) -> None:
            self._end(model_id, str(error))

        self._cancels[model_id] = self._bridge.begin(load, then=then, failed=failed)
        self.refresh()

    def cancel(self, model_id: str) -> None:
        """Stop a download; what came stays for the next try."""
        cancel = self._cancels.pop(model_id, None)
        if cancel is not None:
            cancel()
        self.refresh()

    def measure(self, model_id: str) -> None:
        """Measure how long one message takes on this computer."""
        self._errors.pop(model_id, None)

        async def time_it(engine: Engine) -> float:
            return await engine.gate.measure_model(model_id)

        def done(error: str) -> None:
            row = self.rows.get(model_id)
            if row is not None:
                row.set_measuring(False)
            self._errors[model_id] = error
            self.refresh()

        def then(_milliseconds: float) -> None:
            done("")

        def failed(error: CompanionError) -> None:
            done(str(error))

        self._bridge.ask(time_it, then=then, failed=failed)

    def _ask_file(self, model_id: str) -> None:
        dialog = QFileDialog(self.window(), _("Take the model from a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(
            lambda name: self.fetch(model_id, file=str(Path(name)))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _end(self, model_id: str, error: str) -> None:
        self._cancels.pop(model_id, None)
        self._errors[model_id] = error
        self.refresh()

    def _tick(self) -> None:
        self._looks += 1
        is_busy = any(one.state == "downloading" for one in self._offers.values())
        is_due = is_busy or bool(self._cancels) or self._looks % _REST == 0
        if self.isVisible() and is_due:
            self.refresh()

    def _take(self, answer: tuple[Sequence[ModelOffer], bool]) -> None:
        offers, self._is_off = answer
        self._offers = {offer.id: offer for offer in offers}
        for model_id in [one for one in self.rows if one not in self._offers]:
            row = self.rows.pop(model_id)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for model_id, offer in self._offers.items():
            if model_id not in self.rows:
                row = OfferRow(offer, theme=self._theme, wishes=self._wishes)
                self.rows[model_id] = row
                self._column.addWidget(row)
                self._column.addWidget(rule())
        self._show()

    def _show(self) -> None:
        # What the gate asks now, which the command line may have chosen for this run.
        asked = (one.id for one in self._offers.values() if one.is_chosen)
        chosen = next(asked, self._gate.current.model.id)
        for model_id, row in self.rows.items():
            row.show_offer(
                self._offers[model_id],
                is_chosen=model_id == chosen,
                error=self._errors.get(model_id, ""),
            )
        # A model that is asked and whose folder is gone stands in no row.
        is_none = not chosen and self._is_off
        self.none.show_offer(None, is_chosen=is_none, error=self._errors.get("", ""))
