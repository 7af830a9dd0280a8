"""!enter: enter the giveaway."""

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
    "enter",
    N_("enter the giveaway"),
    aliases={
        "fr": ("participer",),
        "de": ("teilnehmen",),
        "es": ("participar",),
        "it": ("partecipare", "partecipa"),
        "pt": ("participar",),
        "nl": ("meedoen",),
        "pl": ("udział", "udzial"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def enter(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
