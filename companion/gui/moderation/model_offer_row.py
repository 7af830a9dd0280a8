"""One model that can be chosen: what it is, what it costs, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from companion.domain.views import ModelOffer
from companion.gui.components.amounts import decimal, number
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.text import label, paragraph, set_ink
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWishes:
    """What a row may ask for, each with the model's id."""

    use: Callable[[str], object]
    fetch: Callable[[str], object]
    cancel: Callable[[str], object]
    from_file: Callable[[str], object]
    measure: Callable[[str], object]


def megabytes(size: int) -> str:
    """Return a size as "23.4 MB", from 100 MB on without decimals."""
    value = size / _MEGABYTE
    return _("{n} MB").format(n=decimal(value, 1 if value < 100 else 0))


def facts_of(offer: ModelOffer) -> list[str]:
    """Return languages, size and licence, one fact each."""
    facts = [", ".join(offer.languages), megabytes(offer.size), offer.licence]
    return [fact for fact in facts if fact]


def speed_words(offer: ModelOffer) -> str:
    """Return how fast a model was here, honestly: measured, or not yet."""
    if offer.measured_ms is None:
        return _("not measured on this computer")
    each = decimal(offer.measured_ms, 1 if offer.measured_ms < 10 else 0)
    a_second = round(1000 / max(offer.measured_ms, 0.01))
    return _("{ms} ms a message here · about {n} a second on one core").format(
        ms=each, n=number(_rounded(a_second))
    )


def _rounded(value: int) -> int:
    """Return two digits that mean something; the rest would be a promise."""
    digits = len(str(value))
    return round(value, 2 - digits) if digits > 2 else value


class OfferRow(QWidget):
    """Changes in place as its offer does. offer None: no model at all."""

    def __init__(
        self, offer: ModelOffer | None, *, theme: Theme, wishes: OfferWishes
    ) -> None:
        super().__init__()
        self._theme = theme
        self._wishes = wishes
        self._id = offer.id if offer is not None else ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = offer.title if offer is not None else _("No model")
        about = (
            offer.description
            if offer is not None
            else _("Rules decide alone. Nothing is loaded.")
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(title, weight=fonts.SEMIBOLD))
        self.chosen = Chip(_("In use"), theme=theme, kind="ok", icon="check-bold")
        self.chosen.hide()
        head.addWidget(self.chosen)
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(paragraph(about, size=12, ink="2"))
        self.facts = paragraph("", size=12, ink="3")
        words.addWidget(self.facts)
        self.note = paragraph("", size=12, ink="3")
        self.note.hide()
        words.addWidget(self.note)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName(_("Download of {model}").format(model=title))
        self.progress.hide()
        words.addWidget(self.progress)
        row.addLayout(words, 1)
        row.addLayout(self._make_buttons(title))
        self.show_offer(offer, is_chosen=False, error="")

    def _make_buttons(self, title: str) -> QHBoxLayout:
        wishes, own = self._wishes, self._id
        self.main = Button(_("Use"), theme=self._theme, on_click=self._on_main)
        self.main.setAccessibleName(_("Use {model}").format(model=title))
        self.file = Button(
            _("From a file…"),
            theme=self._theme,
            look="ghost",
            height=24,
            on_click=lambda: wishes.from_file(own),
        )
        self.measure = Button(
            _("Measure"),
            theme=self._theme,
            look="ghost",
            height=24,
            icon="timer-bold",
            on_click=self._measure,
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.measure, self.file, self.main):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def show_offer(
        self, offer: ModelOffer | None, *, is_chosen: bool, error: str
    ) -> None:
        """Show how it stands. error: what came of the last thing asked, "" for well."""
        self._state = offer.state if offer is not None else "ready"
        self.chosen.setVisible(is_chosen)
        self.file.setVisible(offer is not None and self._state in {"absent", "broken"})
        self.measure.setVisible(offer is not None and self._state == "ready")
        self._show_main(offer, is_chosen=is_chosen)
        if offer is None:
            self.facts.hide()
            self._say(error, is_error=bool(error))
            return
        facts = facts_of(offer)
        if offer.state == "ready" or offer.measured_ms is not None:
            facts.append(speed_words(offer))
        self.facts.setText(" · ".join(facts))
        is_loading = offer.state == "downloading"
        self.progress.setVisible(is_loading)
        if is_loading:
            self.progress.setRange(0, 1000)
            self.progress.setValue(round(1000 * offer.done / max(1, offer.size)))
            told = _("{done} of {size} · the checksum is verified at the end").format(
                done=decimal(offer.done / _MEGABYTE, 1), size=megabytes(offer.size)
            )
            self._say(told)
        else:
            part = ""
            if offer.state == "absent" and offer.done:
                part = _("{done} are here already; the download goes on from there")
                part = part.format(done=megabytes(offer.done))
            is_bad = bool(error) or offer.state == "broken"
            self._say(error or offer.detail or part, is_error=is_bad)

    def set_measuring(self, is_measuring: bool) -> None:  # a setter
        """Show that the speed is being measured."""
        self.measure.set_busy(is_measuring)

    def _measure(self) -> None:
        self.set_measuring(True)
        self._wishes.measure(self._id)

    def _show_main(self, offer: ModelOffer | None, *, is_chosen: bool) -> None:
        is_in_use = is_chosen and self._state == "ready"
        self.main.setEnabled(not is_in_use)
        self.main.setVisible(not is_in_use)
        words = {
            "ready": _("Use"),
            "downloading": _("Cancel"),
            "broken": _("Download again"),
            "absent": _("Download"),
        }[self._state]
        if offer is not None and self._state == "absent":
            words = _("Resume") if offer.done else words
        self.main.setText(words)
        self.main.updateGeometry()

    def _on_main(self) -> None:
        match self._state:
            case "ready":
                self._wishes.use(self._id)
            case "downloading":
                self._wishes.cancel(self._id)
            case _:
                self._wishes.fetch(self._id)

    def _say(self, text: str, *, is_error: bool = False) -> None:
        set_ink(self.note, "bad" if is_error else "3")
        self.note.setText(text)
        self.note.setVisible(bool(text))
