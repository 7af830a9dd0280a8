"""What a person must know, and accept, before TikTok is read for the first time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from companion.i18n import _

NOTICE_OF: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When the notice last changed its meaning: who accepted an older one is asked anew."""


def notice() -> str:
    """Return the notice in full, for the window; paragraphs apart by an empty line."""
    return "\n\n".join(
        (
            _(
                "TikTok has no official way for a program to read a live chat. "
                "Companion reads it as the website does. This is unofficial: TikTok "
                "may change it or refuse it at any time, and its terms do not provide "
                "for it."
            ),
            _(
                "Each connection is prepared by a sign server of somebody else, Euler "
                "Stream unless you set your own. It learns which channel you connect "
                "to, when, and from which address; it allows only so many connections "
                "an hour, and without it nothing can be read."
            ),
            _(
                "Companion never asks for your TikTok login. It only reads: nothing is "
                "written, deleted or banned there."
            ),
        )
    )


def notice_line() -> str:
    """Return the notice in short, for the command line's stderr."""
    return _(
        "TikTok is read unofficially, through a sign server of somebody else that "
        "learns which channel you connect to; naming a TikTok target accepts this."
    )


def is_accepted(accepted_at: datetime | str | None) -> bool:
    """Return whether the present notice was accepted.

    accepted_at: when, as a time with its zone or as such a time in ISO 8601; None or
    anything else was not.
    """
    if isinstance(accepted_at, str):
        try:
            accepted_at = datetime.fromisoformat(accepted_at.strip())
        except ValueError:
            return False
    if accepted_at is None or accepted_at.tzinfo is None:
        return False
    return accepted_at >= NOTICE_OF
