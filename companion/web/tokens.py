"""Secrets that open the server: one per overlay link, scope of the API, and hook.

They live in `tokens.json` in the data folder, readable by its owner only, so that the
same folder gives the same links to OBS every time.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import msgspec

from companion.domain.errors import ServerError
from companion.domain.ports import IdSource
from companion.i18n import _

FILE = "tokens.json"

Token = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{20,64}$")]


class Scope(IntEnum):
    """What a token allows; a higher one includes the lower ones.

    OVERLAY is a link's: it shows one overlay and opens nothing of the API.
    """

    OVERLAY = 0
    READ = 1
    MODERATE = 2
    CONTROL = 3

    @property
    def word(self) -> str:
        """The scope as the API's description writes it: "read"."""
        return self.name.lower()


API_SCOPES = (Scope.READ, Scope.MODERATE, Scope.CONTROL)


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    v: int = 1
    api: dict[str, Token] = {}
    overlays: dict[str, Token] = {}
    hooks: dict[str, Token] = {}


class Tokens:
    """The tokens of one data folder; every change is on disk before it is used.

    Raises ServerError when the file is damaged or the folder cannot be written.
    """

    def __init__(self, folder: Path, ids: IdSource) -> None:
        self._path = folder / FILE
        self._ids = ids
        self._kept = self._read()
        missing = [s.word for s in API_SCOPES if s.word not in self._kept.api]
        if missing:
            fresh = {word: ids.new_token() for word in missing}
            changed = {**self._kept.api, **fresh}
            self._write(msgspec.structs.replace(self._kept, api=changed))

    def overlay(self, name: str) -> str:
        """Return an overlay's link token, made on first use."""
        return self._kept.overlays.get(name) or self.rotate(name)

    def rotate(self, name: str) -> str:
        """Give an overlay a new token; its old link is dead from now on."""
        token = self._ids.new_token()
        changed = {**self._kept.overlays, name: token}
        self._write(msgspec.structs.replace(self._kept, overlays=changed))
        return token

    def api(self, scope: Scope) -> str:
        """Return the API token of a scope above OVERLAY."""
        return self._kept.api[scope.word]

    def opens(self, name: str, presented: str) -> bool:
        """Return whether `presented` is the link token of overlay `name`."""
        return _same(self._kept.overlays.get(name, ""), presented)

    def opens_any(self, presented: str) -> bool:
        """Return whether `presented` is the link token of some overlay."""
        return _any_same(self._kept.overlays.values(), presented)

    def hooks(self) -> Mapping[str, str]:
        """Return the token of every hook by its name."""
        return self._kept.hooks

    def rotate_hook(self, name: str) -> None:
        """Give a hook a new token, also to one that is new."""
        changed = {**self._kept.hooks, name: self._ids.new_token()}
        self._write(msgspec.structs.replace(self._kept, hooks=changed))

    def forget_hook(self, name: str) -> None:
        """Let nobody call a hook any more."""
        changed = {one: kept for one, kept in self._kept.hooks.items() if one != name}
        self._write(msgspec.structs.replace(self._kept, hooks=changed))

    def opens_hook(self, name: str, presented: str) -> bool:
        """Return whether `presented` is the token of hook `name`."""
        return _same(self._kept.hooks.get(name, ""), presented)

    def scope_of(self, presented: str) -> Scope | None:
        """Return what a bearer token allows; None when it is nobody's."""
        found: Scope | None = Scope.OVERLAY if self.opens_any(presented) else None
        for scope in API_SCOPES:
            if _same(self._kept.api[scope.word], presented):
                found = scope
        return found

    def secrets(self) -> list[str]:
        """Return every token, for what must never write one down."""
        kept = self._kept
        return [*kept.api.values(), *kept.overlays.values(), *kept.hooks.values()]

    def _read(self) -> _Kept:
        try:
            raw = self._path.read_bytes()
            if os.name == "posix":
                self._path.chmod(0o600)  # a copied or restored file may be wider
            return msgspec.json.decode(raw, type=_Kept)
        except (FileNotFoundError, NotADirectoryError):  # writing says what is wrong
            return _Kept(api={}, overlays={})
        except (OSError, msgspec.DecodeError) as error:
            raise ServerError(
                _(
                    "{file} cannot be read. Put a copy of it back, or delete it: then"
                    " new links are made, and every overlay must be added to OBS again."
                ).format(file=self._path)
            ) from error

    def _write(self, changed: _Kept) -> None:
        """Keep `changed` on disk, then in memory."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_private(self._path, msgspec.json.encode(changed))
            self._kept = changed
        except OSError as error:
            raise ServerError(
                _(
                    "{file} cannot be written: {reason}. Make room, or choose another"
                    " data folder with --data-dir."
                ).format(file=self._path, reason=error.strerror or error)
            ) from error


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one step by one that only its owner may read."""
    fresh = path.with_suffix(".new")
    with suppress(FileNotFoundError):
        fresh.unlink()  # what a crash left may have another mode
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _same(kept: str, presented: str) -> bool:
    # compare_digest takes the same time wherever the first difference is.
    equal = hmac.compare_digest(
        kept.encode(), presented.encode("utf-8", "surrogatepass")
    )
    return equal and bool(kept)


def _any_same(kept: Iterable[str], presented: str) -> bool:
    found = False
    for token in kept:  # all of them: an early end would tell where it was found
        found = _same(token, presented) or found
    return found
