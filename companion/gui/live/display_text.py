"""Text from outside, made safe to paint on one row: it stays text and in its place."""

from __future__ import annotations

import re

from companion.domain.values import Platform, Viewer, alias_of
from companion.i18n import _

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
"""First-strong isolate and its end: what stands between them turns nothing else."""

NAME_SHOWN = 120
"""Characters of a name that are ever laid out; a row elides far earlier."""

# Embeddings, overrides and isolates would reach beyond the text they stand in.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNPAINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffc]")
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
# More than four marks on one letter are no language; they only paint over others.
_STACKED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


_PLATFORMS = {platform.value: platform for platform in Platform}


def one_line(text: str) -> str:
    """Return `text` without line breaks, direction controls and mark towers."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNPAINTABLE.sub("\ufffd", _TURNING.sub("", text))
    return _STACKED.sub(r"\1", _BREAKS.sub(" ", text))


def shown_name(name: str) -> str:
    """Return a name for one row, at most `NAME_SHOWN` characters and never empty."""
    if len(name) > NAME_SHOWN:
        name = name[: NAME_SHOWN - 1] + "…"
    return one_line(name).strip() or "–"


def isolated(text: str) -> str:
    """Return `text` wrapped so that its direction does not reach its neighbours."""
    return f"{ISOLATE}{text}{END_ISOLATE}"


def name_of(viewer: Viewer | None) -> str:
    """Return how a Viewer is called in the window; unknown givers are anonymous."""
    if viewer is None:
        return _("Anonymous")
    return shown_name(viewer.name)


def alias_name(viewer_id: str) -> str:
    """Return what stands for a name that is not allowed, the same everywhere."""
    return _("Viewer {digits}").format(digits=alias_of(viewer_id))


def platform_of(viewer_id: str) -> Platform | None:
    """Return the platform that an id "<platform>:<native id>" names."""
    return _PLATFORMS.get(viewer_id.partition(":")[0])


def initial_of(name: str) -> str:
    """Return the first letter or digit of a name, for an avatar without picture."""
    for character in one_line(name):
        if character.isalnum():
            return character.upper()
    return "?"
