"""Which texts a model is asked about, and how they are written for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category, name, normalize

from companion.domain.events import AnyEvent, Chat, PlatformPoll
from companion.domain.judged import text_of
from companion.domain.values import Fragment, FragmentKind

_LONGEST: Final = 1_000
"""Characters that are sent: far more than the 64 tokens that are read."""

_STRETCHED: Final = re.compile(r"(.)\1{3,}", re.DOTALL)
_COMMAND: Final = re.compile(r"![a-z0-9_]{1,30}", re.IGNORECASE)


@lru_cache(4096)
def model_text(text: str) -> str:
    """Return a text as the model sees it; equal ones share one answer.

    Blanks are one space, compatibility forms plain ones, and a sign that is repeated
    more than three times stands three times. Capitals stay: some models read them.
    """
    plain = " ".join(normalize("NFKC", text[:_LONGEST]).split())
    return _STRETCHED.sub(r"\1\1\1", plain)


@lru_cache(4096)
def needs_model(text: str) -> bool:
    """Return whether a text can say something that a list of words does not know.

    A number (a vote, a guess), one letter, a command without arguments and what has no
    letter at all (emoji) cannot.
    """
    if _COMMAND.fullmatch(text.strip()):
        return False
    return sum(map(_is_letter, text)) > 1


def text_for_model(event: AnyEvent) -> str:
    """Return what of an event the model is asked about, "" when it is not.

    Emotes alone are pictures that the platform let in. A poll's question and options
    are the Broadcaster's own.
    """
    if isinstance(event, PlatformPoll):
        return ""
    if isinstance(event, Chat) and event.fragments and _is_pictures(event.fragments):
        return ""
    text = text_of(event)
    return text if text and needs_model(text) else ""


def _is_pictures(fragments: Sequence[Fragment]) -> bool:
    return all(
        one.kind is FragmentKind.EMOTE or not one.text.strip() for one in fragments
    )


def _is_letter(char: str) -> bool:
    """Tell whether it reads as one: some stand in boxes that Unicode calls symbols."""
    kind = category(char)
    return kind[0] == "L" or (kind == "So" and "LETTER" in name(char, ""))
