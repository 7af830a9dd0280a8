"""settings.toml on disk: read with errors that name the line, written without loss.

Comments stay. The file is replaced in one step, and the last five good versions stay
beside it as settings.toml.1 (newest) to settings.toml.5.
"""

from __future__ import annotations

import os
import re
import tomllib
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.kept_file import replace_whole
from companion.settings.changes import changes, plain
from companion.settings.lines import line_of
from companion.settings.models import Settings
from companion.settings.validation import check, error_of, parsed

FILE_NAME: Final = "settings.toml"
"""Its name in the data folder."""

COPIES: Final = 5
"""How many good versions are kept."""

_SIZE_LIMIT: Final = 4 * 1024 * 1024

_PLACE: Final = re.compile(r"\(at line (\d+),")


def load(path: Path) -> Settings:
    """Return the settings in a file; a file that does not exist holds the defaults.

    Raises SettingsError, whose text names file, line and field. So does an empty file
    while a copy of a good one exists: a full disk leaves such files.
    """
    try:
        text = read_text(path)
    except FileNotFoundError:
        return Settings()
    if not text.strip() and any(copy.exists() for copy in _copies(path)):
        raise SettingsError(
            _("{file} is empty. Put a copy back, or delete it to start anew.").format(
                file=path.name
            ),
            field="settings",
        )
    return settings_in(text, path.name)


def last_good(path: Path) -> tuple[Settings, Path] | None:
    """Return the settings in the newest copy that can be read, and that copy."""
    for copy in _copies(path):
        text = _good_text(copy)
        if text is not None:
            return settings_in(text, copy.name), copy
    return None


def remember(path: Path) -> None:
    """Keep a copy of the file when it is good and differs from the newest copy.

    Raises SettingsError when the copy cannot be written.
    """
    text = _good_text(path)
    if text is not None:
        _keep(path, text)


def save(path: Path, settings: Settings) -> None:
    """Write settings, leaving comments and what did not change as they are.

    Raises SettingsError when that is impossible; the file then is as it was. What a
    broken file held is kept as settings.toml.broken.
    """
    old = _good_text(path)
    new = _edited(_newest_good_text(path) if old is None else old, settings)
    if new == old:
        return
    if old is not None:
        _keep(path, old)
    else:
        _set_aside(path)
    _write(path.resolve(), new.encode())  # a file that is a link stays one
    _keep(path, new)


def read_text(path: Path) -> str:
    """Return the text of a settings file; raises FileNotFoundError, SettingsError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unusable(path, error) from error
    if len(raw) > _SIZE_LIMIT:
        raise SettingsError(
            _("{file} is larger than 4 MiB").format(file=path.name), field="settings"
        )
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SettingsError(
            _("{file}, line {line}: not UTF-8 text").format(file=path.name, line=line),
            field="settings",
        ) from error


def table_in(text: str, name: str) -> dict[str, Any]:
    """Return a TOML text as a mapping, numbers exact; raises SettingsError."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise SettingsError(
            _("{file}, line {line}: this is not valid TOML").format(
                file=name, line=line
            ),
            field="settings",
        ) from error


def settings_in(text: str, name: str) -> Settings:
    """Return the settings in a text; raises SettingsError, naming line and field."""
    settings, problems = check(table_in(text, name))
    if settings is not None:
        return settings
    line = line_of(text, problems[0].path)
    if line is None:
        raise error_of(problems[0], _("{file}: ").format(file=name))
    where = _("{file}, line {line}: ").format(file=name, line=line)
    raise error_of(problems[0], where)


def _good_text(path: Path) -> str | None:
    """Return the file's text; None when it is missing, empty or broken."""
    try:
        text = read_text(path)
        settings_in(text, path.name)
    except (FileNotFoundError, SettingsError):
        return None
    return text if text.strip() else None


def _newest_good_text(path: Path) -> str:
    """Return the text of the newest good copy, or ""."""
    return next(filter(None, map(_good_text, _copies(path))), "")


def _set_aside(path: Path) -> None:
    """Keep what a broken file holds, so that nobody's typing is lost."""
    try:
        broken = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unusable(path, error) from error
    if broken:
        _write(path.with_name(path.name + ".broken"), broken)


def _edited(old: str, settings: Settings) -> str:
    """Return a text that says `settings`, as close to the old one as can be."""
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415  # writing only

    from companion.settings.writing import edited  # noqa: PLC0415  # 25 ms, writing only

    full, wanted = plain(settings), changes(settings)
    # Some ways to write tables defeat the editor; then the comments go, not the values.
    for start in (old, ""):
        with suppress(SettingsError, TOMLKitError, ValueError):
            text = edited(start, full, wanted)
            if parsed(table_in(text, FILE_NAME)) == settings:
                return text
    raise AssertionError(wanted)


def _copies(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}.{n}") for n in range(1, COPIES + 1)]


def _keep(path: Path, text: str) -> None:
    """Make a text the newest copy, unless it is already."""
    newest, *older = _copies(path)
    try:
        if newest.exists() and newest.read_bytes() == text.encode():
            return
        for source, target in reversed(
            list(zip([newest, *older], older, strict=False))
        ):
            if source.exists():
                source.replace(target)
    except OSError as error:
        raise _unusable(newest, error) from error
    _write(newest, text.encode())


def _write(path: Path, content: bytes) -> None:
    """Replace a file in one step; a crash leaves the old one or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, content)
        _sync_folder(path.parent)
    except OSError as error:
        raise _unusable(path, error) from error


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where folders can be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(path: Path, error: OSError) -> SettingsError:
    return SettingsError(
        _("{file} cannot be used: {cause}").format(
            file=path, cause=error.strerror or error
        ),
        field="settings",
    )
