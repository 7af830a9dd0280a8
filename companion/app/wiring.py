"""What the parts are made of, read from settings: shared by commands and the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import _, system_language
from companion.moderation.rules import RuleSet
from companion.moderation.word_list import list_of_file
from companion.settings import FILE_NAME, Settings, apply_overrides, load
from overlays.catalogue import overlay_named, overlays_of
from overlays.overlay import Overlay


def settings_in(folder: Path, overrides: Sequence[str]) -> Settings:
    """Return the settings of a data folder with this run's overrides.

    Raises SettingsError, whose text names the file or the field.
    """
    return apply_overrides(load(folder / FILE_NAME), overrides)


def rules_of(settings: Settings, blocklist: Path | None) -> RuleSet:
    """Return the moderation rules; a blocklist file replaces all lists for this run."""
    words = None if blocklist is None else list_of_file(blocklist)
    return RuleSet(settings.moderation, words)


def overlay_settings(settings: Settings) -> Mapping[str, BaseModel]:
    """Return every overlay's settings, validated by its own model.

    Raises SettingsError naming overlay and field.
    """
    unknown = [name for name in settings.overlays if overlay_named(name) is None]
    if unknown:
        raise SettingsError(
            _("overlays.{name}: there is no such overlay").format(name=unknown[0]),
            field=f"overlays.{unknown[0]}",
        )
    return {
        overlay.name: validated(overlay, settings.overlays.get(overlay.name, {}))
        for overlay in overlays_of(settings.overlays)
    }


def validated(overlay: Overlay[Any], values: Mapping[str, object]) -> BaseModel:
    """Return an overlay's settings; raises SettingsError naming overlay and field."""
    try:
        settings: BaseModel = overlay.settings_type.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(("overlays", overlay.name, *map(str, first["loc"])))
        why = first.get("ctx", {}).get("error") or first["msg"]
        text = _("{field}: {problem}").format(field=field, problem=why)
        raise SettingsError(text, field=field) from error
    return settings


def language_of(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return the language to speak: the one set, or the system's."""
    chosen = settings.general.language
    return system_language(environment) if chosen == "system" else chosen
