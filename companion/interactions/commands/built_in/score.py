"""!score: what somebody has earned in the show."""

from __future__ import annotations

from companion.i18n import N_, _
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.variables import whole, written_number


@command(
    "score",
    N_("own score in the show"),
    aliases={
        "de": ("punktestand",),
        "es": ("puntuación", "puntuacion"),
        "it": ("punteggio",),
        "pt": ("pontuação", "pontuacao"),
        "pl": ("wynik",),
    },
    cooldown_s=0,
)
async def score(call: Call, around: Around) -> Answer:
    """Tell who asks their score in the show, and its rank."""
    view = around.facts.score(call.viewer.id)
    number = written_number(whole(view.points) if view else 0)
    if view is None or view.rank is None:
        return Answer(text=_("score {n}").format(n=number), brief=number)
    text = _("score {n}, place {rank} of {people}").format(
        n=number, rank=view.rank, people=view.people
    )
    return Answer(text=text, brief=number)
