"""An overlay's look as a file: written, and taken from somebody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from companion.domain.errors import CommandError, SettingsError
from companion.gui.components.toast import Notice
from companion.gui.preferences import Preferences
from companion.i18n import _
from overlays.theme_file import MOST_BYTES, SUFFIX, export_theme, import_theme

Say = Callable[[Notice], object]


def look_filter() -> str:
    """Return what a file dialog offers."""
    return _("Looks (*{suffix})").format(suffix=SUFFIX)


def export_look(
    parent: QWidget, name: str, preferences: Preferences, *, say: Say
) -> None:
    """Ask where to, and write the overlay's look there."""
    place = str(Path.home() / f"{name}{SUFFIX}")
    file, _kind = QFileDialog.getSaveFileName(
        parent, _("Export this look"), place, look_filter()
    )
    if file:
        write_look(Path(file), name, preferences, say=say)


def write_look(file: Path, name: str, preferences: Preferences, *, say: Say) -> bool:
    """Write an overlay's look; tells whether it was."""
    own = preferences.current.overlays.get(name, {})
    title = file.name.removesuffix(SUFFIX)[:60] or name
    try:
        file.write_bytes(export_theme(title, {name: own}))
    except (OSError, CommandError) as error:
        say(Notice(text=_("Not written"), detail=_reason(error), kind="bad"))
        return False
    say(Notice(text=_("Look written to {file}").format(file=file.name)))
    return True


def import_look(file: Path, name: str, preferences: Preferences, *, say: Say) -> bool:
    """Have an overlay look as a file says, all of it or not at all."""
    own = preferences.current.overlays.get(name, {})
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        theme = import_theme(content, {name: own})
        preferences.change(theme.changes)
    except (OSError, CommandError, SettingsError) as error:
        say(Notice(text=_("Not imported"), detail=_reason(error), kind="bad"))
        return False
    text = _("It looks like {theme} now").format(theme=theme.name)
    css = _("The file brought CSS of its own: see Custom CSS.")
    say(Notice(text=text, detail=css if theme.has_css else ""))
    return True


def _reason(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)
