"""Settings: one file, validated field by field.

load() reads settings.toml, save() writes it, last_good() helps when it is broken;
with_values() and apply_overrides() change single values; catalogue() lists them all.
"""

from companion.settings.catalogue import Setting, catalogue
from companion.settings.changes import apply_overrides, with_values
from companion.settings.file import FILE_NAME, last_good, load, remember, save
from companion.settings.models import (
    AppearanceSettings,
    ConnectionSettings,
    GeneralSettings,
    ServerSettings,
    Settings,
    TikTokSettings,
    TwitchSettings,
    YouTubeCosts,
    YouTubeSettings,
)
from companion.settings.moderation import ModerationSettings
from companion.settings.scoring import PRESETS, ScoringSettings
from companion.settings.validation import Checked, Problem, check, parsed

__all__ = [
    "FILE_NAME",
    "PRESETS",
    "AppearanceSettings",
    "Checked",
    "ConnectionSettings",
    "GeneralSettings",
    "ModerationSettings",
    "Problem",
    "ScoringSettings",
    "ServerSettings",
    "Setting",
    "Settings",
    "TikTokSettings",
    "TwitchSettings",
    "YouTubeCosts",
    "YouTubeSettings",
    "apply_overrides",
    "catalogue",
    "check",
    "last_good",
    "load",
    "parsed",
    "remember",
    "save",
    "with_values",
]
