"""The sounds that come along: what a setting calls "builtin:chime"."""

from __future__ import annotations

from typing import Final

PREFIX: Final = "builtin:"

BUILT_IN: Final = ("chime", "coin", "fanfare", "pop", "tick")
"""In overlays/shared/sounds, as WAV; made by packaging/sounds.py."""


def shared_path(name: str) -> str | None:
    """Return where below /o/<token>/shared/ a built-in sound is, by its setting.

    None when the name is not one of a built-in sound: the media library's, or nothing.
    """
    if name.removeprefix(PREFIX) in BUILT_IN and name.startswith(PREFIX):
        return f"sounds/{name.removeprefix(PREFIX)}.wav"
    return None
