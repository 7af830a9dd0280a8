"""!vote: vote in what is on."""

from __future__ import annotations

from companion.i18n import N_
from companion.interactions.commands.command import (
    SILENCE,
    Answer,
    Around,
    Call,
    command,
)


@command(
    "vote",
    N_("vote in what is on"),
    aliases={
        "fr": ("voter",),
        "de": ("abstimmen",),
        "es": ("votar",),
        "it": ("votare", "vota"),
        "pt": ("votar",),
        "nl": ("stemmen", "stem"),
        "pl": ("głosuj", "glosuj"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def vote(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
