"""!top: who leads."""

from __future__ import annotations

from companion.i18n import N_, _
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.harmless import name_of
from companion.interactions.commands.variables import whole, written_number

PLACES = 5


@command(
    "top",
    N_("the first five"),
    aliases={
        "fr": ("classement",),
        "de": ("rangliste",),
        "es": ("clasificación", "clasificacion"),
        "it": ("classifica",),
        "pt": ("classificação", "classificacao"),
        "nl": ("ranglijst",),
        "pl": ("ranking",),
    },
    cooldown_s=30,
)
async def top(call: Call, around: Around) -> Answer:
    """Tell the first five of the leaderboard."""
    del call
    first = around.facts.top(PLACES)
    if not first:
        return Answer(text=_("Nobody has points yet."), is_for_all=True)
    told = (
        f"{one.rank}. {name_of(one.viewer)} {written_number(whole(one.points))}"
        for one in first
    )
    return Answer(text=" · ".join(told), is_for_all=True)
