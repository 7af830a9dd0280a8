"""One file of the media library: what it is, how large, and who uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from companion.domain.studio import MediaItem
from companion.gui.components.amounts import decimal, number
from companion.gui.components.button import Button
from companion.gui.components.field import Field, Glyph
from companion.gui.components.text import ElidedLabel, isolated
from companion.gui.overlays.field_names import overlay_titles
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_ICONS = {"image": "image", "sound": "speaker-high", "video": "film-strip"}
_KILO = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRowWishes:
    """rename gets the new name."""

    rename: Callable[[str], object]
    remove: Callable[[], object]


class MediaRow(QFrame):
    """The name becomes a field when it is to be changed; what uses it keeps it."""

    def __init__(
        self, item: MediaItem, *, theme: Theme, wishes: MediaRowWishes
    ) -> None:
        super().__init__()
        self.item = item
        self._wishes = wishes
        self.setProperty("card", "plain")
        self.setAccessibleName(item.name)
        self.setAccessibleDescription(f"{facts(item)}. {uses(item)}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(Glyph(_ICONS[item.kind], theme=theme, size=20, ink="t2"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = ElidedLabel(isolated(item.name), weight=fonts.MEDIUM)
        self.field = Field(
            _("Name of the file"),
            theme=theme,
            text=item.name,
            show_caption=False,
            on_enter=self._done,
        )
        self.field.hide()
        self.field.edit.editingFinished.connect(self._left)
        words.addWidget(self._name)
        words.addWidget(self.field)
        words.addWidget(ElidedLabel(facts(item), size=12, ink="3", tabular=True))
        words.addWidget(ElidedLabel(uses(item), size=12, ink="3"))
        row.addLayout(words, 1)
        self.rename = Button(
            theme=theme,
            icon="pencil-simple",
            look="ghost",
            height=24,
            name=_("Rename {name}").format(name=item.name),
            on_click=self._begin,
        )
        self.remove = Button(
            theme=theme,
            icon="trash",
            look="ghost",
            height=24,
            name=_("Remove {name}").format(name=item.name),
            on_click=wishes.remove,
        )
        self.remove.setEnabled(not item.used_by)
        if item.used_by:
            self.remove.set_tip(_("It is in use: choose another there first"))
        row.addWidget(self.rename)
        row.addWidget(self.remove)

    def set_error(self, text: str) -> None:
        """Say why a name was refused; what was typed stays."""
        self._show_field(True)
        self.field.set_error(text)

    def _begin(self) -> None:
        self._show_field(True)
        self.field.edit.setFocus()
        stem = self.item.name.rpartition(".")[0] or self.item.name
        self.field.edit.setSelection(0, len(stem))

    def _done(self) -> None:
        text = self.field.text
        if text and text != self.item.name:
            self.field.set_error("")
            self._wishes.rename(text)
        else:
            self._show_field(False)

    def _left(self) -> None:
        if not self.field.edit.hasFocus() and not self.field.error:
            self._show_field(False)

    def _show_field(self, shown: bool) -> None:
        self.field.setVisible(shown)
        self._name.setVisible(not shown)


def facts(item: MediaItem) -> str:
    """Return kind, size and measures of a file in one line."""
    kinds = {"image": _("Picture"), "sound": _("Sound"), "video": _("Video")}
    parts = [kinds[item.kind], size_words(item.size)]
    if item.width:
        size = _("{width} × {height}").format(width=item.width, height=item.height)
        parts.append(size)
    if item.seconds is not None:
        parts.append(_("{n} s").format(n=decimal(item.seconds, 1)))
    if item.has_alpha:
        parts.append(_("transparent"))
    return " · ".join(parts)


def uses(item: MediaItem) -> str:
    """Return who uses a file."""
    if not item.used_by:
        return _("not in use")
    titles = overlay_titles()
    names = ", ".join(titles.get(name, name) for name in item.used_by)
    return _("used by {names}").format(names=names)


def size_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size < _KILO:
        return _("{n} bytes").format(n=number(size))
    if size < _KILO * _KILO:
        return _("{n} KB").format(n=number(round(size / _KILO)))
    return _("{n} MB").format(n=decimal(size / _KILO / _KILO, 1))
