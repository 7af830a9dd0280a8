"""!rank: which place somebody has, and what is missing to the next."""

from __future__ import annotations

from companion.i18n import N_, _
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.variables import whole, written_number


@command(
    "rank",
    N_("own rank and the gap above"),
    aliases={
        "fr": ("rang",),
        "de": ("rang",),
        "es": ("rango", "puesto"),
        "it": ("posizione",),
        "pt": ("posição", "posicao"),
        "nl": ("rang",),
        "pl": ("miejsce",),
    },
    cooldown_s=0,
)
async def rank(call: Call, around: Around) -> Answer:
    """Tell who asks their rank."""
    standing = around.facts.standing(call.viewer.id)
    if standing is None:
        return Answer(text=_("no rank yet: no points so far"), brief="–")
    place = f"#{written_number(standing.rank)}"
    above = around.facts.at_rank(standing.rank - 1) if standing.rank > 1 else None
    if above is None:
        return Answer(text=place, brief=place)
    gap = written_number(whole(above.points - standing.points))
    text = _("{place}, {n} points behind the next").format(place=place, n=gap)
    return Answer(text=text, brief=place)
