"""Files of an overlay's folder by the name a browser asks for, and no others."""

from __future__ import annotations

import gzip
import re
from hashlib import blake2b
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""What is served, by suffix; nothing else is, whatever lies in the folder."""

_TEXT = {".css", ".js", ".svg"}

_WORTH_PACKING: Final = 500
"""Bytes of text from which on it travels packed."""

# No dot in front, no separator, no colon, no space: each path has one spelling.
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", re.ASCII)

# Windows opens these whatever follows the dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_at(folder: Path, asked: str) -> Path | None:
    """Return the file that a path asks for; None when it may not be had."""
    parts = asked.split("/")
    if len(asked) > 200 or not all(
        _PART.fullmatch(part) and not _DEVICE.fullmatch(part) for part in parts
    ):
        return None
    root = folder.resolve()
    path = root.joinpath(*parts)
    if path.suffix not in MEDIA_TYPES or not path.is_file():
        return None
    # A link in the folder would otherwise lead out of it.
    return path if path.resolve() == path else None


def file_response(request: web.Request, path: Path) -> web.Response:
    """Return a file; the browser keeps it, and asks each time whether it is new."""
    content = path.read_bytes()
    tag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    headers = {hdrs.ETAG: tag, hdrs.CACHE_CONTROL: "no-cache"}
    if request.headers.get(hdrs.IF_NONE_MATCH) == tag:
        return web.Response(status=304, headers=headers)
    if path.suffix in _TEXT:
        headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        if _takes_gzip(request) and len(content) >= _WORTH_PACKING:
            headers[hdrs.CONTENT_ENCODING] = "gzip"
            content = gzip.compress(content, mtime=0)
    return web.Response(
        body=content,
        content_type=MEDIA_TYPES[path.suffix],
        charset="utf-8" if path.suffix in _TEXT else None,
        headers=headers,
    )


def _takes_gzip(request: web.Request) -> bool:
    offered = request.headers.get(hdrs.ACCEPT_ENCODING, "")
    return any(one.strip() == "gzip" for one in offered.split(","))
