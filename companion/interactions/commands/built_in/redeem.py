"""!redeem: spend coins on something."""

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
    "redeem",
    N_("spend coins on something"),
    aliases={
        "fr": ("échanger", "echanger"),
        "de": ("einlösen", "einloesen"),
        "es": ("canjear",),
        "it": ("riscattare", "riscatta"),
        "pt": ("resgatar",),
        "nl": ("inwisselen",),
        "pl": ("wymień", "wymien"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def redeem(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
