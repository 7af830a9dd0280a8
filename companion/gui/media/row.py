"""One file of the media library: what it is, how large, and who uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.studio import MediaItem
from companion.gui.components.amounts import decimal, number
from companion.gui.components.button import Button
from companion.gui.components.field import Field
from companion.gui.components.text import ElidedLabel, isolated
from companion.gui.overlays.field_names import overlay_titles
from companion.gui.theme import fonts
from companion.gui.theme.icons import paint_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _

_ICONS = {"image": "image", "sound": "speaker-high", "video": "film-strip"}
_KILO = 1_000

THUMBNAIL = (64, 44)
"""Width and height, in pixels."""


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
        self._picture = _Thumbnail(_ICONS[item.kind], theme=theme)
        row.addWidget(self._picture)
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

    def show_picture(self, picture: QImage) -> None:
        """Show what the file looks like."""
        self._picture.show_picture(picture)

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


class _Thumbnail(QWidget):
    """A small picture, or the kind's icon while there is none."""

    def __init__(self, icon: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._picture = QImage()
        self.setFixedSize(*THUMBNAIL)

    def show_picture(self, picture: QImage) -> None:
        """Show another picture."""
        self._picture = picture
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tokens = self._theme.tokens
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.bg4))
        painter.drawRoundedRect(box, 4, 4)
        if self._picture.isNull():
            middle = box.center()
            icon = QRectF(middle.x() - 10, middle.y() - 10, 20, 20)
            paint_icon(painter, icon, self._icon, tokens.t2)
        else:
            size = QSizeF(self._picture.size())
            size.scale(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(QPointF(0, 0), size)
            place.moveCenter(box.center())
            painter.drawImage(place, self._picture)
        painter.end()


def thumbnail(file: Path) -> QImage:
    """Return a small picture of a file, null when it is none; takes a moment."""
    reader = QImageReader(str(file))
    size = reader.size()
    if size.isValid():
        room = QSize(THUMBNAIL[0] * 2, THUMBNAIL[1] * 2)
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


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
