"""A few small facts that a restart must know: units spent today, ids of bans."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from companion.kept_file import replace_whole

_log = logging.getLogger(__name__)

_NAME: Final = re.compile(r"[a-z0-9-]{1,80}")


class SmallStore(Protocol):
    """Keeps small mappings by name; neither method raises, blocks for long or waits."""

    def read(self, name: str) -> Mapping[str, Any]:
        """Return what is kept, {} when nothing is."""

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep a mapping of JSON's kinds in place of the old one."""


class MemoryStore:
    """Forgets everything when the program ends."""

    def __init__(self) -> None:
        self._kept: dict[str, Mapping[str, Any]] = {}

    def read(self, name: str) -> Mapping[str, Any]:
        """Return what is kept, {} when nothing is."""
        return self._kept.get(name, {})

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep it until the program ends."""
        self._kept[name] = dict(value)


class FolderStore:
    """One small JSON file per name, replaced in one step.

    A file that cannot be read counts as none, and one that cannot be written is
    reported once: the units of a day are no reason to stop a stream.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._has_complained = False

    def read(self, name: str) -> Mapping[str, Any]:
        """Return what is kept, {} when nothing is."""
        path = self._path(name)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Replace the file."""
        path = self._path(name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_whole(path, json.dumps(value).encode(), lasts=False)
        except OSError as error:
            if not self._has_complained:
                _log.warning("%s cannot be written: %s", path.name, error)
            self._has_complained = True

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return self._folder / f"{name}.json"
