"""A second opinion of another server; texts leave the computer, so it is opt-in.

Two shapes of answers are understood: the one of OpenAI's moderation endpoint
(`{"input": […]}` to `{"results": [{"category_scores": {…}}]}`), and a plain one
(`{"texts": […]}` to `{"scores": [{label: 0..1}]}`). Which is asked follows from the
address: one that ends in `/moderations` speaks the first.
"""

from __future__ import annotations

import http
import http.client
import ipaddress
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from math import isfinite
from typing import Any, Final
from urllib.parse import urlsplit

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.models.manifest import (
    CANONICAL,
    OTHER_NAMES,
    Manifest,
    ModelFile,
)

ADDRESS: Final = "address"
"""Name of the file of a manifest whose address is asked."""

_TIMEOUT_S: Final = 5.0
_LONGEST_ANSWER: Final = 1_000_000
_LONGEST_TEXT: Final = 2_000
"""In characters; chat is shorter."""

_CATEGORIES: Final[Mapping[str, str]] = {
    "harassment": "insult",
    "harassment/threatening": "threat",
    "hate": "identity_attack",
    "hate/threatening": "identity_attack",
    "sexual": "sexual_explicit",
    "sexual/minors": "sexual_explicit",
    "violence": "threat",
    **OTHER_NAMES,
    **{label: label for label in CANONICAL},
}
"""What servers call it, and what that is here; others are left out."""


def http_manifest(address: str) -> Manifest:
    """Return the manifest of a server that gives every canonical label.

    Raises ModelError when the address is not https, but for this computer itself.
    """
    _parts(address)
    return Manifest(
        id="second-opinion",
        title=urlsplit(address).hostname or address,
        kind="http",
        labels={label: label for label in CANONICAL},
        files={ADDRESS: ModelFile(address=address)},
    )


class HttpClassifier:
    """A server that is asked, each time by a connection of its own: it is rare.

    key: sent as a bearer token; never part of the manifest, which is a file.
    """

    def __init__(
        self, manifest: Manifest, *, key: str = "", timeout_s: float = _TIMEOUT_S
    ) -> None:
        self._manifest = manifest
        self._key = key
        self._timeout_s = timeout_s
        self._server: tuple[bool, str, int | None, str] = (True, "", None, "/")

    @property
    def labels(self) -> Sequence[str]:
        """Canonical names of what `score` gives."""
        return self._manifest.canonical

    @property
    def max_tokens(self) -> int:
        """How much of a text it reads."""
        return self._manifest.max_tokens

    @property
    def languages(self) -> Sequence[str]:
        """BCP 47 codes of what it understands."""
        return self._manifest.languages

    def load(self) -> None:
        """Take the address; raises ModelError when it may not be asked."""
        file = self._manifest.files.get(ADDRESS, ModelFile())
        self._server = _parts(file.address)

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """Ask about all texts at once; raises ModelError."""
        if not texts:
            return []
        path = self._server[3].partition("?")[0]
        is_openai = path.rstrip("/").endswith("/moderations")
        asked = [text[:_LONGEST_TEXT] for text in texts]
        answer = self._ask({"input" if is_openai else "texts": asked})
        try:
            rows = answer["results" if is_openai else "scores"]
            if is_openai:
                rows = [row["category_scores"] for row in rows]
            if not isinstance(rows, list) or len(rows) != len(texts):
                raise self._nonsense()
            return [self._scores(row) for row in rows]
        except (AttributeError, KeyError, TypeError) as error:
            raise self._nonsense() from error

    def _ask(self, question: Mapping[str, Any]) -> Any:  # noqa: ANN401  # any JSON
        is_secure, host, port, path = self._server
        kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            with closing(kind(host, port, timeout=self._timeout_s)) as connection:
                connection.request("POST", path, json.dumps(question).encode(), headers)
                answer = connection.getresponse()
                raw = answer.read(_LONGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise self._failed(str(error) or type(error).__name__) from error
        if answer.status != http.HTTPStatus.OK:
            # Redirects are refused as well: they could lead anywhere.
            raise self._failed(_("it answered {status}").format(status=answer.status))
        try:
            return json.loads(raw) if len(raw) <= _LONGEST_ANSWER else None
        except ValueError as error:
            raise self._nonsense() from error

    def _scores(self, row: Mapping[str, Any]) -> list[float]:
        """Return the scores of one text; raises ModelError when one is none."""
        found: dict[str, float] = {}
        for name, score in row.items():
            label = _CATEGORIES.get(name)
            if label is None:
                continue
            is_number = isinstance(score, int | float) and not isinstance(score, bool)
            if not is_number or not isfinite(score) or not 0 <= score <= 1:
                raise self._nonsense()
            found[label] = max(found.get(label, 0.0), float(score))
        if not found:
            raise self._nonsense()
        # What stands for all: servers that know kinds only have no such label.
        found.setdefault("toxicity", max(found.values()))
        return [found.get(label, 0.0) for label in self.labels]

    def _nonsense(self) -> ModelError:
        return self._failed(_("its answer is none that is understood"))

    def _failed(self, cause: str) -> ModelError:
        text = _("The second opinion of {host} is not to be had: {cause}")
        return ModelError(text.format(host=self._manifest.title, cause=cause[:200]))


def _parts(address: str) -> tuple[bool, str, int | None, str]:
    """Return whether an address is https, host, port, path; raises ModelError."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    is_secure = parts.scheme == "https"
    is_named = bool(host) and parts.username is None and address.isprintable()
    if (
        not is_named
        or " " in address
        or not (is_secure or (parts.scheme == "http" and _is_here(host)))
    ):
        text = _("“{address}” is not asked: only https addresses are.")
        raise ModelError(text.format(address=address[:200]))
    path = parts.path or "/"
    return is_secure, host, port, f"{path}?{parts.query}" if parts.query else path


def _is_here(host: str) -> bool:
    """Tell whether a host is this computer, which needs no encryption."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
