"""Words that say nothing on their own, by language: they stay out of a word cloud.

One file per language in `data/stop_words`, one word a line, `#` begins a comment.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

LANGUAGES: Final = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")


@lru_cache(maxsize=len(LANGUAGES) + 2)
def stop_words(language: str) -> frozenset[str]:
    """Return the words to leave out, casefolded; "" none, "all" of every language."""
    if not language:
        return frozenset()
    if language == "all":
        return frozenset().union(*map(stop_words, LANGUAGES))
    folder = resources.files("companion.interactions") / "data" / "stop_words"
    lines = (folder / f"{language}.txt").read_text("utf-8").splitlines()
    words = (line.partition("#")[0].strip().casefold() for line in lines)
    return frozenset(word for word in words if word)
