"""Names of files that every system and every web address can hold."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
"""Characters of a name with its suffix."""

_MOST_BYTES: Final = 200

# Separators, Windows' own signs, NTFS streams, and what is not seen or turns the text.
_REFUSED: Final = re.compile(r'[<>:"/\\|?*%#]')
_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE
)


def safe_name(name: str, suffix: str) -> str:
    """Return a name made of `name` that ends in `suffix` and can stand anywhere.

    What is before the last separator is dropped, and so is another suffix of media.
    """
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", last)
    text = _REFUSED.sub("_", "".join(map(_seen, text)))
    stem = _SUFFIX.sub("", text.rstrip(" .")).strip(" .").lstrip("~$")
    stem = _shortened(" ".join(stem.split()), suffix).strip(" .") or "file"
    if _DEVICE.fullmatch(stem):
        stem = f"_{stem}"
    return stem + suffix


def is_safe(name: str) -> bool:
    """Return whether a name is such as `safe_name` gives."""
    stem, _dot, suffix = name.rpartition(".")
    return bool(stem) and suffix.isalnum() and safe_name(name, f".{suffix}") == name


def as_one(name: str) -> str:
    """Return what names have in common that are one file on some system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def numbered(name: str, number: int) -> str:
    """Return a further name: "a.png" with 2 is "a (2).png"."""
    stem, dot, suffix = name.rpartition(".")
    end = f" ({number}){dot}{suffix}"
    return _shortened(stem, end) + end


_SUFFIX: Final = re.compile(
    r"\.(png|jpe?g|gif|webp|mp3|ogg|oga|opus|wav|webm)$", re.IGNORECASE
)


def _seen(character: str) -> str:
    """Return a character, "" for what is not seen, a space for every kind of it."""
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category.startswith("Z") else character


def _shortened(stem: str, end: str) -> str:
    stem = stem[: LONGEST - len(end)]
    while len((stem + end).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem
