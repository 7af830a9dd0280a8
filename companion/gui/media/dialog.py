"""The media library: pictures, sounds and videos, and what uses them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import MediaItem
from companion.gui.bridge import Bridge
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.text import isolated, paragraph, set_ink
from companion.gui.media.row import MediaRow, MediaRowWishes, thumbnail
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

_WIDTH = 640
_HEIGHT = 360


class MediaDialog(Dialog):
    """Files are added by the dialog of the system, or dropped here.

    changed: other files are there now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, bridge: Bridge, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, title=_("Media"), width=_WIDTH)
        self._theme = theme
        self._bridge = bridge
        self.setAcceptDrops(True)
        self.items: tuple[MediaItem, ...] = ()
        self.rows: dict[str, MediaRow] = {}
        self.body.addWidget(
            paragraph(
                _(
                    "Pictures, sounds and WebM videos for overlays and rules. Files "
                    "are copied here and checked by their content; drop them here."
                ),
                size=12,
            )
        )
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        area.setFixedHeight(_HEIGHT)
        self.body.addWidget(area)
        self.said = paragraph("", size=12, ink="3")
        self.body.addWidget(self.said)
        self._make_foot()
        self.look()

    def _make_foot(self) -> None:
        theme = self._theme
        self.add_button = Button(
            _("Add files…"), theme=theme, icon="plus", on_click=self._choose
        )
        self.import_button = Button(
            _("Import a pack…"),
            theme=theme,
            look="ghost",
            on_click=self._choose_pack,
        )
        self.export_button = Button(
            _("Export all…"), theme=theme, look="ghost", on_click=self._choose_export
        )
        close = Button(_("Close"), theme=theme, on_click=self.reject)
        for button in (self.add_button, self.import_button, self.export_button):
            self.foot.addWidget(button)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.add_button.setFocus(Qt.FocusReason.TabFocusReason)

    # Showing

    def look(self) -> None:
        """Read what is in the library."""

        def ask(engine: Engine) -> tuple[MediaItem, ...]:
            return tuple(engine.studio.media.items())

        self._ask(ask, self._take)

    def _take(self, items: Sequence[MediaItem]) -> None:
        self.items = tuple(items)
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        for place, one in enumerate(self.items):
            row = MediaRow(
                one,
                theme=self._theme,
                wishes=MediaRowWishes(
                    rename=partial(self._rename, one.name),
                    remove=partial(self._remove, one.name),
                ),
            )
            self.rows[one.name] = row
            self._column.insertWidget(place, row)
        if not self.items:
            empty = paragraph(_("Nothing is here yet. Drop files on this window."))
            self._column.insertWidget(0, empty)
        self.export_button.setEnabled(bool(self.items))
        self._draw_pictures()
        self.changed.emit()

    def _draw_pictures(self) -> None:
        """Read small pictures one after the other, beside both loops."""
        names = [item.name for item in self.items if item.kind == "image"]

        async def ask(engine: Engine) -> dict[str, QImage]:
            media = engine.studio.media
            paths = {name: media.path_of(name) for name in names}
            return {
                name: await asyncio.to_thread(thumbnail, path)
                for name, path in paths.items()
                if path is not None
            }

        def then(pictures: dict[str, QImage]) -> None:
            for name, picture in pictures.items():
                row = self.rows.get(name)
                if row is not None:
                    row.show_picture(picture)

        if names:
            self._ask(ask, then)

    def _say(self, text: str, *, bad: bool = False) -> None:
        self.said.setText(text)
        set_ink(self.said, "bad" if bad else "3")

    # Acting

    def add_files(self, files: Sequence[str]) -> None:
        """Take copies of files, one after the other; what is refused is told."""

        async def ask(engine: Engine) -> tuple[list[MediaItem], list[str]]:
            added, refused = [], []
            for file in files:
                try:
                    added.append(await engine.studio.media.add(file))
                except CompanionError as error:
                    refused.append(str(error))
            return added, refused

        def then(answer: tuple[list[MediaItem], list[str]]) -> None:
            added, refused = answer
            text = ngettext("{n} file added", "{n} files added", len(added))
            words = text.format(n=len(added))
            self._say(" ".join([words, *refused]), bad=bool(refused))
            self.look()

        self.add_button.set_busy(True)
        self._ask(ask, then)

    def import_pack(self, file: str) -> None:
        """Take all files of a pack, or none."""

        async def ask(engine: Engine) -> int:
            return len(await engine.studio.media.import_pack(file))

        def then(count: int) -> None:
            text = ngettext("{n} file in the pack", "{n} files in the pack", count)
            self._say(text.format(n=count))
            self.look()

        self._ask(ask, then)

    def export_pack(self, file: str) -> None:
        """Write all files into a pack."""

        async def ask(engine: Engine) -> int:
            return await engine.studio.media.export_pack(file)

        def then(count: int) -> None:
            text = ngettext("{n} file written", "{n} files written", count)
            self._say(text.format(n=count))

        self._ask(ask, then)

    def _rename(self, name: str, new_name: str) -> None:
        async def ask(engine: Engine) -> MediaItem:
            return await engine.studio.media.rename(name, new_name)

        def then(item: MediaItem) -> None:
            words = _("It is called {name} now").format(name=isolated(item.name))
            self._say(words)
            self.look()

        row = self.rows.get(name)
        self._ask(ask, then, failed=row.set_error if row is not None else None)

    def _remove(self, name: str) -> None:
        async def ask(engine: Engine) -> None:
            await engine.studio.media.remove(name)

        def then(_none: object) -> None:
            self._say(_("{name} removed").format(name=isolated(name)))
            self.look()

        self._ask(ask, then)

    def _ask(
        self,
        ask: Callable[[Engine], object],
        then: Callable[..., object],
        *,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        def done(answer: object) -> None:
            if isValid(self):
                self.add_button.set_busy(False)
                then(answer)

        def refused(error: CompanionError) -> None:
            if isValid(self):
                self.add_button.set_busy(False)
                (failed or partial(self._say, bad=True))(str(error))

        self._bridge.ask(ask, then=done, failed=refused)

    def _choose(self) -> None:
        kinds = _(
            "Pictures, sounds, videos (*.png *.jpg *.jpeg *.gif *.webp *.svg "
            "*.wav *.mp3 *.ogg *.opus *.flac *.m4a *.webm *.mp4)"
        )
        files, _kind = QFileDialog.getOpenFileNames(
            self, _("Add files"), str(Path.home()), kinds
        )
        if files:
            self.add_files(files)

    def _choose_pack(self) -> None:
        file, _kind = QFileDialog.getOpenFileName(
            self, _("Import a pack"), str(Path.home()), _("Packs (*.zip)")
        )
        if file:
            self.import_pack(file)

    def _choose_export(self) -> None:
        place = str(Path.home() / "companion-media.zip")
        file, _kind = QFileDialog.getSaveFileName(
            self, _("Export all"), place, _("Packs (*.zip)")
        )
        if file:
            self.export_pack(file)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        files = [url.toLocalFile() for url in urls if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.add_files(files)
