"""The multiplier table for gifts: what one costs decides what its points are worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.settings import Setting
from companion.settings.scoring import Tier

Values = list[dict[str, Any]]


class TierTable(QWidget):
    """One row a tier: up to how many Diamonds, times what. An empty limit is the last.

    change: takes all tiers as settings know them, returns what is wrong, "" when it is
    saved. What is refused stays typed, and the settings stay as they were.
    """

    def __init__(
        self,
        setting: Setting,
        tiers: Sequence[Tier],
        *,
        theme: Theme,
        change: Callable[[Values], str],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._change = change
        self.rows: list[tuple[Field, Field, Button]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        column.addWidget(label(setting.title, weight=fonts.MEDIUM))
        column.addWidget(paragraph(setting.description, size=12, ink="3"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        column.addLayout(self._grid)
        self.note = paragraph("", size=12, ink="bad")
        self.note.hide()
        column.addWidget(self.note)
        foot = QHBoxLayout()
        self.add_button = Button(
            _("Add a tier"), theme=theme, height=24, icon="plus", on_click=self._add
        )
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self._show([(_limit(tier), _plain(tier.factor)) for tier in tiers])

    def values(self) -> Values:
        """Return what is typed; what is no number is left for the check to refuse."""
        return [
            {
                **({"up_to": _whole(limit.text)} if limit.text else {}),
                "factor": _exact(factor.text),
            }
            for limit, factor, _remove in self.rows
        ]

    def _show(self, texts: Sequence[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.rows = []
        if texts:
            for place, words in enumerate((_("Up to … Diamonds"), _("Times"))):
                self._grid.addWidget(label(words, size=12, ink="3"), 0, place)
        for number, (limit, factor) in enumerate(texts, start=1):
            self._add_row(number, limit, factor)
        self._grid.setColumnStretch(3, 1)

    def _add_row(self, number: int, limit: str, factor: str) -> None:
        fields = []
        names = (
            _("Tier {n}: up to how many Diamonds; empty: every dearer gift"),
            _("Tier {n}: times what"),
        )
        for place, (name, text) in enumerate(zip(names, (limit, factor), strict=True)):
            field = Field(
                name.format(n=number), theme=self._theme, text=text, show_caption=False
            )
            field.setFixedWidth(120)
            field.edit.editingFinished.connect(self._save)
            self._grid.addWidget(field, number, place)
            fields.append(field)
        if not limit:
            fields[0].edit.setPlaceholderText(_("dearer"))
        remove = Button(
            theme=self._theme,
            look="ghost",
            icon="x",
            name=_("Remove tier {n}").format(n=number),
            on_click=lambda: self._remove(number - 1),
        )
        self._grid.addWidget(remove, number, 2)
        self.rows.append((fields[0], fields[1], remove))

    def _add(self) -> None:
        """Add a tier before the last one, which takes every dearer gift."""
        texts = self._texts() or [("", "1")]
        texts.insert(len(texts) - 1, ("", "1"))
        self._show(texts)
        self.rows[len(texts) - 2][0].edit.setFocus()

    def _remove(self, place: int) -> None:
        texts = self._texts()
        del texts[place]
        self._show(texts if len(texts) > 1 else [])
        self._save()

    def _texts(self) -> list[tuple[str, str]]:
        return [(limit.text, factor.text) for limit, factor, _remove in self.rows]

    def _save(self) -> None:
        error = self._change(self.values())
        self.note.setText(error)
        self.note.setVisible(bool(error))


def _limit(tier: Tier) -> str:
    return "" if tier.up_to is None else str(tier.up_to)


def _plain(number: Decimal) -> str:
    """Return a number without needless zeros, and never as 1E+1."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _exact(text: str) -> Decimal | str:
    try:
        return Decimal(text.replace(",", "."))
    except ArithmeticError:
        return text
