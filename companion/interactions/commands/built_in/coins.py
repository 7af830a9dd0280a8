"""!coins: how many coins somebody has."""

from __future__ import annotations

from companion.i18n import N_
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.variables import written_number


@command(
    "coins",
    N_("own coins"),
    aliases={
        "fr": ("pièces", "pieces"),
        "de": ("münzen", "muenzen"),
        "es": ("monedas",),
        "it": ("monete",),
        "pt": ("moedas",),
        "nl": ("munten",),
        "pl": ("monety",),
    },
    cooldown_s=0,
)
async def coins(call: Call, around: Around) -> Answer:
    """Tell who asks how many coins they have."""
    number = written_number(around.facts.coins(call.viewer.id))
    return Answer(text=f"{number} {around.facts.coin_name()}", brief=number)
