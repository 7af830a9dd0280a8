"""What the parts are made of, read from settings: shared by commands and the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import _, system_language
from companion.moderation.rules import RuleSet
from companion.moderation.word_list import list_of_file
from companion.settings import FILE_NAME, Settings, apply_overrides, load
from overlays.catalogue import CATALOGUE


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
    return {
        overlay.name: _validated(
            overlay.settings_type, overlay.name, settings.overlays.get(overlay.name, {})
        )
        for overlay in CATALOGUE
    }


def _validated(
    model: type[BaseModel], name: str, values: Mapping[str, object]
) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(("overlays", name, *map(str, first["loc"])))
        text = _("{field}: {problem}").format(field=field, problem=first["msg"])
        raise SettingsError(text, field=field) from error


def language_of(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return the language to speak: the one set, or the system's."""
    chosen = settings.general.language
    return system_language(environment) if chosen == "system" else chosen
