"""What travels over the pipe: a length, a kind, and a body."""

from __future__ import annotations

import struct
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from companion.domain.errors import WorkerError

MAX_BODY: Final = 16 * 1024 * 1024
"""Longest body in bytes; a length above it is a fault, not a message."""

BEAT_S: Final = 1.0
"""Seconds between two beats of either side."""

HEADER: Final = struct.Struct(">IB")


class Kind(IntEnum):
    """What a frame is."""

    READY = 1
    BEAT = 2
    MESSAGE = 3
    CRASH = 4


def pack(kind: Kind, body: bytes = b"") -> bytes:
    """Return one frame; WorkerError when the body is longer than MAX_BODY."""
    if len(body) > MAX_BODY:
        raise WorkerError(f"a message of {len(body)} bytes is too long to send")
    return HEADER.pack(len(body), kind) + body


def unpack_header(header: bytes) -> tuple[Kind, int]:
    """Return a frame's kind and its body's length; WorkerError when it is nonsense."""
    length, number = HEADER.unpack(header)
    if length > MAX_BODY:
        raise WorkerError(f"a message of {length} bytes is announced")
    try:
        return Kind(number), length
    except ValueError as error:
        raise WorkerError(f"a message of unknown kind {number} came") from error


def read_frame(read: Callable[[int], bytes]) -> tuple[Kind, bytes] | None:
    """Return the next frame, or None at the end of input.

    read: returns as many bytes as asked for, fewer only at the end of input.
    Raises WorkerError when the input is nonsense or ends within a frame.
    """
    header = read(HEADER.size)
    if not header:
        return None
    if len(header) < HEADER.size:
        raise WorkerError("the input ended within a message")
    kind, length = unpack_header(header)
    body = read(length)
    if len(body) < length:
        raise WorkerError("the input ended within a message")
    return kind, body
