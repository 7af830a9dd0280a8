"""Hosts in a text, however their dots are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

_LONGEST_HOST: Final = 253
_LONGEST_ADDRESS: Final = 2000

# Read as the end of a host in plain chat; any other needs http://, www. or a path.
_SURE: Final = (
    "com|net|org|gg|tv|io|xyz|ru|info|biz|link|shop|store|live|app|dev|site|online|"
    "club|top|vip|bet|casino|porn|xxx|ly|gl|cc|su|tk|ml|ga|cf|gq|pw|icu|buzz|click|"
    "win|fun|space|website|tech|pro|gift|cash|money|deals|exchange|trade|stream|"
    "page|cam|sex|dating|eu|uk|fr|jp|cn|br|pl|nl|se|cz|ro|hu|gr|"
    "ua|kz|vn|kr|tw|hk"
)
_ROOMY: Final = "com|net|org|gg|tv|io|ru|xyz|link|shop|ly|fr|info"
"""Those that may also stand apart: "drop . gg", "drop dot gg"."""

_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOT: Final = (
    r"(?:[.\u3002\uff61\u2024\uff0e\u00b7\u2022]|\s?[\[({<]\s?(?:dot|punkt|point|punto|[.,])"
    r"\s?[\])}>]\s?)"
)
_ROOM_DOT: Final = rf"(?:{_DOT}|\s+(?:dot|[.])\s+)"
_AFTER: Final = r"(?::\d{1,5})?(?:[/\\?#]\S*)?"

_FAR: Final = re.compile(
    rf"""
    (?P<scheme>\b(?:h(?:tt|xx)ps?|ftp|wss?)\s?:\s?[/\\]{{2}})(?P<address>[^\s"'<>]{{1,2000}})
    | (?<![\w@.\-])(?P<host>{_LABEL}(?:{_DOT}{_LABEL}){{1,8}})
      (?P<after>{_AFTER})
    | (?<![\w@.\-])(?P<roomy>{_LABEL}(?:{_ROOM_DOT}{_LABEL}){{0,8}}{_ROOM_DOT}
      (?:{_ROOMY}))(?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HAS_DOT: Final = re.compile(
    r"[.\u3002\uff61\u2024\uff0e\u00b7\u2022]\S|\s\.\s|://|dot\b|[\[({<]",
    re.IGNORECASE,
)
_DOTS: Final = re.compile(_ROOM_DOT, re.IGNORECASE)
_ENDS: Final = re.compile(rf"(?:{_SURE}|xn--[a-z0-9-]+)", re.IGNORECASE)
_ADDRESS_4: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


class Host(NamedTuple):
    """A host that a text leads to: its name, lower case, and where it was written."""

    name: str
    start: int
    end: int


def hosts_in(text: str) -> Iterator[Host]:
    """Yield every host in a text without invisible signs, in order."""
    if _HAS_DOT.search(text) is None:
        return
    for match in _FAR.finditer(text):
        if match["scheme"]:
            name, written = _of_address(match["address"]), match["address"]
            end = match.start("address") + len(written)
        else:
            name = _name(match["host"] or match["roomy"])
            end = match.end()
            if match["host"] and not _is_host(name, match["after"]):
                continue
            if text[end : end + 1] == "@":  # the name in a mail address
                continue
        if name:
            yield Host(name, match.start(), end)


def host_of(written: str) -> str:
    """Return the host of a setting's entry, whatever was pasted: a host, an address."""
    bare = written.strip().casefold()
    for start in ("https://", "http://", "*.", "www."):
        bare = bare.removeprefix(start)
    return _of_address(bare)


def _is_host(name: str, after: str) -> bool:
    """Tell whether a name with dots is a host, not "e.g." or "1.5"."""
    first, _, _ = name.partition(".")
    last = name.rpartition(".")[2]
    has_path = bool(after.strip(".,!?"))
    if _ADDRESS_4.fullmatch(name):
        return has_path
    if last.isdigit() or len(last) < 2:
        return False
    return bool(_ENDS.fullmatch(last)) or first == "www" or has_path


def _of_address(address: str) -> str:
    """Return where a browser goes: behind user and password, before port and path."""
    # Browsers read a backslash as a slash.
    place = re.split(r"[/\\?#]", unquote(address[:_LONGEST_ADDRESS]), maxsplit=1)[0]
    host = place.rpartition("@")[2]
    return _name(re.sub(r":\d*$", "", host).rstrip(".,!?;:)]}>'\""))


def _name(written: str) -> str:
    """Return a host as it is compared: dots plain, small letters, punycode read."""
    plain = normalize("NFKC", _DOTS.sub(".", written.strip()[:_LONGEST_HOST]))
    labels = [label for label in plain.casefold().split(".") if label]
    return ".".join(map(_label, labels))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
