"""Reading scoring rules of a file: for scoring past sessions again."""

from __future__ import annotations

from pathlib import Path

from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.scoring.table import ScoringTable
from companion.settings.file import read_text, settings_in, table_in


def rules_file(path: Path) -> ScoringTable:
    """Return the rules in the table [scoring] of a TOML file.

    What the file does not say has the default of its preset; other tables are checked
    like settings, so that a whole settings.toml will do. Raises SettingsError, whose
    text names file, line and field.
    """
    try:
        text = read_text(path)
    except FileNotFoundError as error:
        raise SettingsError(
            _("{file} does not exist").format(file=path), field="scoring"
        ) from error
    if "scoring" not in table_in(text, path.name):
        raise SettingsError(
            _("{file} has no table [scoring]").format(file=path.name), field="scoring"
        )
    return ScoringTable(settings_in(text, path.name).scoring)
