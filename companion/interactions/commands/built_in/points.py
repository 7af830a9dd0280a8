"""!points: how many points somebody has."""

from __future__ import annotations

from companion.i18n import N_, ngettext
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.variables import whole, written_number


@command(
    "points",
    N_("own points"),
    aliases={
        "fr": ("pts",),
        "de": ("punkte",),
        "es": ("puntos",),
        "it": ("punti",),
        "pt": ("pontos",),
        "nl": ("punten",),
        "pl": ("punkty",),
    },
    cooldown_s=0,
)
async def points(call: Call, around: Around) -> Answer:
    """Tell who asks how many points they have."""
    standing = around.facts.standing(call.viewer.id)
    own = whole(standing.points) if standing else 0
    number = written_number(own)
    text = ngettext("{n} point", "{n} points", own).format(n=number)
    return Answer(text=text, brief=number)
