"""Making text from outside safe to store: it stays text, whatever it holds."""

from __future__ import annotations

import re

NAME_LIMIT = 200
"""Longest name kept, in characters; no platform allows more than 100."""

TEXT_LIMIT = 2_000
"""Longest message kept, in characters; no platform allows more than 500."""

# Lone surrogates cannot be stored as UTF-8; control characters can forge log lines.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return `text` storable and at most `limit` characters long.

    Lone surrogates and control characters (but tab and line feed) become U+FFFD;
    what is cut is marked by a final ellipsis.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():  # nearly always, and far quicker to ask
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def clean_name(name: str) -> str:
    """Return `name` storable, on one line and at most `NAME_LIMIT` characters."""
    if len(name) <= NAME_LIMIT and name.isprintable() and " " not in name:
        return name
    return " ".join(clean_text(name, limit=NAME_LIMIT).split())


_LINE_ENDS = {
    b"\xc2\x85": rb"\u0085",
    b"\xe2\x80\xa8": rb"\u2028",
    b"\xe2\x80\xa9": rb"\u2029",
}


def on_one_line(json: bytes) -> bytes:
    """Return JSON without the characters that some readers take for a line's end.

    JSON allows them in texts; written as escapes they mean the same.
    """
    for char, escape in _LINE_ENDS.items():
        if char in json:
            json = json.replace(char, escape)
    return json
