"""A keyring in a file and logs of everything, for a program of its own.

`folder_of` makes a folder that goes onto the program's PYTHONPATH: there Python finds
a sitecustomize that lets every library log all it has, and the keyring's backend.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

SITE = """
import logging

NAMES = (
    "TikTokLive", "aiohttp", "asyncio", "companion", "google", "googleapiclient",
    "grpc", "h11", "hpack", "httpcore", "httplib2", "httpx", "keyring", "overlays",
    "requests", "sessions", "twitchio", "urllib3", "websockets",
)
for name in NAMES:
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    # Companion sets its own level later: this one is not asked to wait for it.
    logger.setLevel = lambda level: None
logging.lastResort.setLevel(logging.DEBUG)
"""

BACKEND = """
import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class Planted(KeyringBackend):
    priority = 1

    def _kept(self):
        return json.loads(Path(os.environ["PLANTED_KEYRING"]).read_text())

    def _keep(self, kept):
        Path(os.environ["PLANTED_KEYRING"]).write_text(json.dumps(kept))

    def get_password(self, service, username):
        return self._kept().get(username)

    def set_password(self, service, username, password):
        self._keep({**self._kept(), username: password})

    def delete_password(self, service, username):
        kept = self._kept()
        kept.pop(username, None)
        self._keep(kept)
"""


def folder_of(place: Path, kept: Mapping[str, str]) -> dict[str, str]:
    """Make the folder, with these secrets in its keyring; returns the environment."""
    place.mkdir()
    (place / "sitecustomize.py").write_text(SITE, encoding="utf-8")
    (place / "planted_keyring.py").write_text(BACKEND, encoding="utf-8")
    (place / "kept.json").write_text(json.dumps(dict(kept)), encoding="utf-8")
    return {
        "PYTHONPATH": str(place),
        "PYTHON_KEYRING_BACKEND": "planted_keyring.Planted",
        "PLANTED_KEYRING": str(place / "kept.json"),
        "PYTHONFAULTHANDLER": "1",
        "PYTHONASYNCIODEBUG": "1",
    }
