"""The checksum chain: tamper-evident headers over bodies that can be forgotten.

Each entry's checksum covers the one before it and its own header: number, kind, times,
amounts, the Viewer's key and a digest of the body. The digest is keyed with a random
salt that is stored beside the body; when both are erased, the digest tells nothing
about what was there, and the chain still holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import Final

import msgspec

DIGEST_BYTES: Final = 16

HEADER: Final = (
    "number",
    "kind",
    "at",
    "platform_at",
    "viewer_key",
    "test",
    "earns",
    "points",
    "diamonds",
    "bits",
    "likes",
    "chats",
    "gifts",
    "version",
    "digest",
)
"""The columns under the checksum, in this order; part of the file format."""

_FORGOTTEN: Final = "forgotten:"

_encode = msgspec.msgpack.Encoder().encode


def forgotten_id(viewer_key: bytes) -> str:
    """Return the id under which a forgotten Viewer's numbers stay."""
    return _FORGOTTEN + viewer_key.hex()


def genesis(session_id: str) -> bytes:
    """Return the checksum before a session's first entry."""
    return blake2b(session_id.encode(), digest_size=DIGEST_BYTES).digest()


def body_digest(body: bytes, salt: bytes) -> bytes:
    """Return the digest of a body under its salt (1..64 bytes)."""
    return blake2b(body, key=salt, digest_size=DIGEST_BYTES).digest()


def checksum(previous: bytes, header: Sequence[object]) -> bytes:
    """Return the checksum of an entry with these HEADER columns."""
    return blake2b(previous + _encode(header), digest_size=DIGEST_BYTES).digest()


class FolderKey:
    """The data folder's secret: turns ids into keys that mean nothing elsewhere."""

    def __init__(self, secret: bytes) -> None:
        # Keyed once; a copy that goes on from here takes half the time of a new one.
        self._of_viewers = blake2b(
            key=secret, person=b"viewer", digest_size=DIGEST_BYTES
        )
        self._of_events = blake2b(key=secret, person=b"event", digest_size=DIGEST_BYTES)

    def of_viewer(self, viewer_id: str) -> bytes:
        """Return the key that stands for a Viewer in headers and totals.

        A forgotten Viewer keeps theirs: what is left of their id is the key itself.
        """
        if viewer_id.startswith(_FORGOTTEN):
            with suppress(ValueError):
                return bytes.fromhex(viewer_id.removeprefix(_FORGOTTEN))
        return _digest(self._of_viewers, viewer_id)

    def of_event(self, *parts: str) -> bytes:
        """Return the key under which a repeat of the same event is recognised."""
        return _digest(self._of_events, "\x1f".join(parts))


def _digest(keyed: blake2b, text: str) -> bytes:
    one = keyed.copy()
    # Whoever asks may ask about anything, lone surrogates included.
    one.update(text.encode("utf-8", "surrogatepass"))
    return one.digest()
