"""!join: join the queue."""

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
    "join",
    N_("join the queue"),
    aliases={
        "fr": ("rejoindre",),
        "de": ("beitreten",),
        "es": ("unirse", "unirme"),
        "it": ("unirsi", "unisciti"),
        "pt": ("entrar",),
        "nl": ("aansluiten",),
        "pl": ("dołącz", "dolacz"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def join(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
