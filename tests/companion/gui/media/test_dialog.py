"""The media library: files in, names changed, what is used stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.studio import SceneMedia
from companion.domain.errors import CommandError
from companion.domain.studio import MediaItem
from companion.gui.bridge import Bridge
from companion.gui.media.dialog import MediaDialog
from companion.gui.theme.theme import Theme


class Library(SceneMedia):
    """Takes every file but those of text."""

    def __init__(self) -> None:
        super().__init__()
        self.packs: list[str] = []

    @override
    async def add(self, file: str) -> MediaItem:
        name = Path(file).name
        if name.endswith(".txt"):
            raise CommandError(f"{name} is no picture, sound or video.")
        item = MediaItem(
            name=name, id=name, kind="image", media_type="image/png", size=900
        )
        self.shown = (*self.shown, item)
        return item

    @override
    async def rename(self, name: str, new_name: str) -> MediaItem:
        if any(item.name == new_name for item in self.shown):
            raise CommandError(f"There is a {new_name} already.")
        self.shown = tuple(
            structs.replace(item, name=new_name) if item.name == name else item
            for item in self.shown
        )
        return next(item for item in self.shown if item.name == new_name)

    @override
    async def remove(self, name: str) -> None:
        self.shown = tuple(item for item in self.shown if item.name != name)

    @override
    async def export_pack(self, file: str, names: Any = ()) -> int:
        self.packs.append(file)
        return len(self.shown)


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def shown(
    theme: Theme, qt_loop, run, qtbot, library: Library
) -> Iterator[tuple[MediaDialog, Callable[[], None]]]:
    engine = SceneEngine()
    engine.own_studio.own_media = library
    bridge = Bridge(engine, qt_loop)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 640)
    window.show()
    dialog = MediaDialog(window, bridge, theme=theme)
    dialog.show()
    run(bridge.answered())
    yield dialog, lambda: run(bridge.answered())
    dialog.close()
    run(bridge.close())


def test_each_file_says_what_it_is_and_who_uses_it(shown) -> None:
    dialog, _settle = shown

    assert list(dialog.rows) == ["crown.webp", "fanfare.ogg", "confetti.webm"]
    video = dialog.rows["confetti.webm"].accessibleDescription()
    assert video == ("Video · 1.9 MB · 1920 × 1080 · 4.0 s · transparent. not in use")
    assert "used by Alerts" in dialog.rows["fanfare.ogg"].accessibleDescription()


def test_dropped_files_are_added_and_what_is_refused_is_told(shown) -> None:
    dialog, settle = shown
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/cat.png"), QUrl.fromLocalFile("/a/n.txt")])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    dialog.dropEvent(event)
    settle()

    assert "cat.png" in dialog.rows
    assert dialog.said.text() == ("1 file added n.txt is no picture, sound or video.")


def test_a_name_that_is_taken_stays_typed_with_the_reason(shown) -> None:
    dialog, settle = shown
    row = dialog.rows["confetti.webm"]
    row.rename.click()
    row.field.set_text("crown.webp")
    row.field.edit.returnPressed.emit()
    settle()

    assert row.field.error == "There is a crown.webp already."
    assert row.field.text == "crown.webp"

    row.field.set_text("party.webm")
    row.field.edit.returnPressed.emit()
    settle()
    assert "party.webm" in dialog.rows


def test_what_is_in_use_cannot_be_removed_and_the_rest_can(shown) -> None:
    dialog, settle = shown
    assert not dialog.rows["crown.webp"].remove.isEnabled()

    dialog.rows["confetti.webm"].remove.click()
    settle()

    assert list(dialog.rows) == ["crown.webp", "fanfare.ogg"]


def test_a_pack_is_written_and_an_empty_library_has_none(shown, library) -> None:
    dialog, settle = shown
    dialog.export_pack("/tmp/all.zip")
    settle()
    assert library.packs == ["/tmp/all.zip"]
    assert dialog.said.text() == "3 files written"

    library.shown = ()
    dialog.look()
    settle()
    assert not dialog.export_button.isEnabled()
