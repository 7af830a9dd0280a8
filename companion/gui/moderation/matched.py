"""Where in a text the reasons saw something: what the eye should find first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from companion.domain.entries import Reason
from companion.gui.live.chat_row import Span
from companion.gui.live.display_text import one_line

_SHORTEST: Final = 2
"""Letters that a detail must have before it is looked for spaced out."""

_LONGEST: Final = 60
_ABOUT_ALL: Final = {"copy-paste", "flood", "raid-mode", "newcomer"}
"""Rules that are about a message as a whole."""

_BETWEEN: Final = r"[\W_]{0,3}"


def matched_spans(text: str, reasons: Iterable[Reason]) -> tuple[Span, ...]:
    """Return the stretches of `text` that the reasons' details name, joined.

    A reason may tell where it saw something. Else its detail is found as it stands,
    or with other signs between its letters, or with look-alikes for some of them; what
    cannot be found marks nothing. Reasons about a name mark nothing in the text.
    """
    plain = _plain(text)
    found: list[Span] = []
    for reason in reasons:
        if reason.rule in _ABOUT_ALL or reason.rule.startswith("name-"):
            continue
        if reason.span is not None and reason.span[1] <= len(text):
            found.append(reason.span)
            continue
        detail = _plain(one_line(reason.detail).strip().lstrip("~"))
        if len(detail) >= _SHORTEST and not _is_number(detail):
            found.extend(_places(plain, detail))
    return _joined(found)


def _places(text: str, detail: str) -> list[Span]:
    found = [match.span() for match in re.finditer(re.escape(detail), text)]
    if found or len(detail) > _LONGEST:
        return found
    letters = [_sign(sign) for sign in detail if not sign.isspace()]
    if len(letters) < _SHORTEST:
        return []
    spaced = _BETWEEN.join(f"{letter}+" for letter in letters)
    return [match.span() for match in re.finditer(spaced, text)]


_LOOKS_LIKE: Final = {
    "a": "a4@",
    "b": "b8",
    "e": "e3",
    "g": "g69",
    "i": "i1!|l",
    "l": "l1|i",
    "o": "o0",
    "s": "s5$",
    "t": "t7+",
    "z": "z2",
}


def _sign(letter: str) -> str:
    return f"[{re.escape(_LOOKS_LIKE.get(letter, letter))}]"


def _plain(text: str) -> str:
    """Return the text in small letters without marks, sign for sign."""
    return "".join(map(_small, text))


def _small(sign: str) -> str:
    base = unicodedata.normalize("NFKD", sign)[:1].lower() or sign
    # A sign that becomes two would move all places behind it.
    return base if len(base) == 1 else sign


def _is_number(detail: str) -> bool:
    return detail.replace(".", "", 1).replace(",", "", 1).isdigit()


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
