"""An overlay's look as a file: written, and taken from somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from PySide6.QtWidgets import QFileDialog, QWidget

from companion.domain.errors import SettingsError
from companion.gui.components.toast import Notice
from companion.gui.overlays.form_fields import look_fields
from companion.gui.preferences import Preferences
from companion.i18n import _
from overlays.catalogue import overlay_named
from overlays.look import OverlaySettings

FORMAT = "companion-look"
LARGEST = 100_000
"""Bytes of a file that is read; a look with its CSS stays far below."""

Say = Callable[[Notice], object]


def export_look(
    parent: QWidget, name: str, preferences: Preferences, *, say: Say
) -> None:
    """Ask where to, and write the overlay's look there."""
    place = str(Path.home() / f"{name}-look.json")
    file, _kind = QFileDialog.getSaveFileName(
        parent, _("Export this look"), place, _("Looks (*.json)")
    )
    if file:
        write_look(Path(file), name, preferences, say=say)


def write_look(file: Path, name: str, preferences: Preferences, *, say: Say) -> bool:
    """Write an overlay's look; tells whether it was."""
    overlay = overlay_named(name)
    if overlay is None:
        return False
    own = preferences.current.overlays.get(name, {})
    known = look_fields(overlay.settings_type)
    look = {field: own[field] for field in known if field in own}
    try:
        file.write_text(json.dumps({"format": FORMAT, "look": look}, indent=2), "utf-8")
    except OSError as error:
        say(Notice(text=_("Not written"), detail=error.strerror or "", kind="bad"))
        return False
    say(Notice(text=_("Look written to {file}").format(file=file.name)))
    return True


def import_look(file: Path, name: str, preferences: Preferences, *, say: Say) -> bool:
    """Have an overlay look as a file says, all of it or not at all."""
    overlay = overlay_named(name)
    if overlay is None:
        return False
    known = look_fields(overlay.settings_type)
    try:
        look = _read(file)
        values = {field: look.get(field) for field in known}
        kept = preferences.current.overlays.get(name, {})
        wanted = {key: value for key, value in kept.items() if key not in known}
        wanted |= {key: value for key, value in values.items() if value is not None}
        _check(overlay.settings_type, wanted)
        preferences.change(
            {f"overlays.{name}.{field}": value for field, value in values.items()}
        )
    except (OSError, ValueError, SettingsError) as error:
        say(Notice(text=_("Not imported"), detail=str(error), kind="bad"))
        return False
    say(Notice(text=_("Look of {file} taken").format(file=file.name)))
    return True


def _read(file: Path) -> dict[str, Any]:
    """Return the values of a file; raises ValueError when it is none of ours."""
    refused = ValueError(_("{file} is no look.").format(file=file.name))
    if file.stat().st_size > LARGEST:
        raise refused
    try:
        read = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise refused from error
    is_ours = isinstance(read, dict) and read.get("format") == FORMAT
    look = read.get("look") if is_ours else None
    if not isinstance(look, dict):
        raise refused
    return look


def _check(model: type[OverlaySettings], values: dict[str, Any]) -> None:
    try:
        model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise ValueError(f"{field}: {first['msg']}") from error
