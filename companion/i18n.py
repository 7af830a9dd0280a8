"""Translating what people see: GNU gettext catalogues in resources/translations.

Every visible string goes through `_` or `ngettext` at the moment it is shown, never
at import, so that the language can change while the app runs. English is the source.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

LANGUAGES = ("en", "fr")

_current: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str) -> str:
    """Switch to `language` ("fr", "fr_CA.UTF-8" …); returns the code in use.

    An unknown language falls back to English.
    """
    global _current  # noqa: PLW0603  # the one process-wide choice, like a locale
    code = language.replace("-", "_").split("_")[0].split(".")[0].lower()
    if code not in LANGUAGES or code == "en":
        _current = gettext.NullTranslations()
        return "en"
    folder = Path(str(resources.files("resources") / "translations"))
    _current = gettext.translation("companion", folder, languages=[code])
    return code


def system_language(environment: Mapping[str, str]) -> str:
    """Return the language that a process's environment asks for ("fr_FR.UTF-8")."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name]
    return "en"


def _(text: str) -> str:
    """Return `text` in the chosen language."""
    return _current.gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form that fits the number `n`; the caller fills in the number."""
    return _current.ngettext(singular, plural, n)


def language() -> str:
    """Return the code of the language in use: "en", "fr"."""
    return _current.info().get("language", "en").split("_")[0].lower()


def N_(text: str) -> str:  # noqa: N802  # the name that gettext's tools look for
    """Return `text` as it is; marks it for translation where it is shown later."""
    return text
