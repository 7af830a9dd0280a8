"""Which rules judged: a short name of all that decides."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from companion.moderation.word_list import WordList
from companion.settings.moderation import ModerationSettings

_FIELDS: Final = {"permitlist", "exempt_roles", "rules"}
"""The settings by which rules decide; lists are taken as they were read."""

_MODE_FIELDS: Final = {"slow_seconds", "followers_only"}

_CODE: Final = 1
"""Raised whenever rules come to judge the same text otherwise."""


def version_of(settings: ModerationSettings, lists: Sequence[WordList]) -> str:
    """Return 16 hex digits that differ when rules may judge otherwise."""
    digest = sha256(f"{_CODE}\n".encode())
    digest.update(settings.model_dump_json(include=_FIELDS).encode())
    digest.update(settings.modes.model_dump_json(include=_MODE_FIELDS).encode())
    for words in lists:
        digest.update(f"\n{words.name} {words.verdict}\n".encode())
        written = "\n".join(entry.written for entry in words.entries)
        digest.update(written.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
