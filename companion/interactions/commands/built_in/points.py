"""!points: how many points somebody has."""

from __future__ import annotations

from companion.i18n import N_, _
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
    number = written_number(whole(standing.points) if standing else 0)
    return Answer(text=_("{n} points").format(n=number), brief=number)
