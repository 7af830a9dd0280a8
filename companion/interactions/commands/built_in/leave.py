"""!leave: leave the queue."""

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
    "leave",
    N_("leave the queue"),
    aliases={
        "fr": ("quitter",),
        "de": ("verlassen",),
        "es": ("salir",),
        "it": ("uscire", "esci"),
        "pt": ("sair",),
        "nl": ("verlaten",),
        "pl": ("wyjdź", "wyjdz"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def leave(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
