"""!team: join a team."""

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
    "team",
    N_("join a team"),
    aliases={
        "fr": ("équipe", "equipe"),
        "de": ("mannschaft",),
        "es": ("equipo",),
        "it": ("squadra",),
        "pt": ("equipe", "equipa"),
        "nl": ("ploeg",),
        "pl": ("drużyna", "druzyna"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def team(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
