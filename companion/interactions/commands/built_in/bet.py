"""!bet: stake coins on an outcome."""

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
    "bet",
    N_("stake coins on an outcome"),
    aliases={
        "fr": ("parier", "miser"),
        "de": ("wetten",),
        "es": ("apostar",),
        "it": ("scommettere", "scommetti"),
        "pt": ("apostar",),
        "nl": ("wedden",),
        "pl": ("obstaw",),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def bet(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
