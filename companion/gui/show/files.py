"""Which file a pack is written to or read from."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from companion.gui.show.wishes import COMMON
from companion.i18n import _


def pack_filter() -> str:
    """Return what a file dialog offers."""
    return _("Packs (*{suffix})").format(suffix=COMMON)


def file_name(title: str) -> str:
    """Return a name for a file that every system takes."""
    plain = re.sub(r"[^\w -]+", "", title).strip()[:60].strip()
    return (plain or "show") + COMMON


def ask_where_to(parent: QWidget, title: str) -> Path | None:
    """Ask where a pack goes; None: the person has thought better of it."""
    place = str(Path.home() / file_name(title))
    file, _kind = QFileDialog.getSaveFileName(
        parent, _("Save as pack"), place, pack_filter()
    )
    return Path(file) if file else None


def ask_which(parent: QWidget) -> Path | None:
    """Ask which pack is to be taken."""
    file, _kind = QFileDialog.getOpenFileName(
        parent, _("Import a pack"), str(Path.home()), pack_filter()
    )
    return Path(file) if file else None
