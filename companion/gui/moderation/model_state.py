"""How the model stands: ready, loading, failed and why, and what it has done."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.domain.views import GateView, ModelView
from companion.gui.components.amounts import decimal, number
from companion.gui.components.banner import Banner
from companion.gui.components.field import Glyph
from companion.gui.components.text import label
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_MEGABYTE = 1_000_000


def state_words(model: ModelView) -> str:
    """Return how a model stands, in one or two words."""
    return {
        "off": _("rules decide alone"),
        "missing": _("files missing"),
        "loading": _("loading"),
        "ready": _("ready"),
        "failed": _("failed, restarting"),
    }[model.state]


def state_icon(model: ModelView) -> tuple[str, str]:
    """Return the icon and the token of its colour."""
    return {
        "off": ("shield", "t3"),
        "missing": ("warning-fill", "warn"),
        "loading": ("hourglass-medium-fill", "warn"),
        "ready": ("check-circle-fill", "ok"),
        "failed": ("warning-fill", "warn"),
    }[model.state]


def gate_words(view: GateView) -> tuple[str, bool]:
    """Return the gate in one line, and whether something is missing that was chosen."""
    model = view.model
    if model.state == "ready":
        words = _("Gate: rules + {model}").format(model=model.title or model.id)
        if model.p95_ms is not None:
            words += f" · p95 {_milliseconds(model.p95_ms)}"
        return words, False
    if model.state == "off":
        return _("Gate: rules"), False
    reason = model.detail or state_words(model)
    if model.state == "loading":
        reason = _("the model is loading")
    return _("Gate: rules only · {reason}").format(reason=reason), True


def facts_of(model: ModelView) -> list[tuple[str, str]]:
    """Return what a model has done since the start, as captions and figures."""
    share = model.cached / model.judged if model.judged else None
    return [
        (
            _("95 % within"),
            "–" if model.p95_ms is None else _milliseconds(model.p95_ms),
        ),
        (_("Judged"), number(model.judged)),
        (
            _("From memory"),
            "–" if share is None else _("{n} %").format(n=decimal(share * 100, 0)),
        ),
        (_("Too late"), number(model.late)),
        (_("Shed"), number(model.shed)),
        (_("Restarts"), number(model.restarts)),
        (
            _("Memory"),
            "–"
            if model.rss is None
            else _("{n} MB").format(n=number(round(model.rss / _MEGABYTE))),
        ),
    ]


def _milliseconds(value: float) -> str:
    return _("{n} ms").format(n=decimal(value, 0 if value >= 10 else 1))


class ModelState(QWidget):
    """Title, state and figures; an amber line while the rules decide alone."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._glyph = Glyph("", theme=theme, size=16)
        self.title = label("", weight=fonts.SEMIBOLD)
        self.told = label("", size=12, ink="3")
        self.version = label("", size=11, ink="3", tabular=True)
        for part in (self._glyph, self.title, self.told):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.version)
        column.addLayout(head)
        self.banner = Banner("", "", theme=theme, icon="shield-warning-fill")
        self.banner.hide()
        column.addWidget(self.banner)
        self._figures: list[tuple[QLabel, QLabel]] = []
        row = QHBoxLayout()
        row.setSpacing(16)
        for caption, _figure in facts_of(ModelView()):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            name = label(caption, size=11, ink="3")
            value = label("–", size=13, weight=fonts.SEMIBOLD, tabular=True)
            value.setAccessibleName(caption)
            cell.addWidget(name)
            cell.addWidget(value)
            row.addLayout(cell)
            self._figures.append((name, value))
        row.addStretch(1)
        column.addLayout(row)
        self.show_view(GateView())

    def show_view(self, view: GateView) -> None:
        """Show how the gate stands now."""
        model = view.model
        icon, ink = state_icon(model)
        self._glyph.set_icon(icon, ink)
        self.title.setText(model.title or model.id or _("No model"))
        self.told.setText(state_words(model))
        self.version.setText(model.version)
        _words, is_missing = gate_words(view)
        self.banner.setVisible(is_missing)
        if is_missing:
            text = model.detail or _("It goes on by itself as soon as it can.")
            self.banner.set_words(_("Rules only"), text)
        for (_name, value), (_caption, figure) in zip(
            self._figures, facts_of(model), strict=True
        ):
            if value.text() != figure:
                value.setText(figure)

    @property
    def figures(self) -> dict[str, str]:
        """Return the figures by caption, as shown."""
        return {name.text(): value.text() for name, value in self._figures}

    @property
    def is_degraded(self) -> bool:
        """Return whether the amber line is shown."""
        return not self.banner.isHidden()
