"""!commands: which commands there are."""

from __future__ import annotations

from companion.i18n import N_
from companion.interactions.commands.command import Answer, Around, Call, command


@command(
    "commands",
    N_("what can be asked"),
    aliases={
        "fr": ("commandes",),
        "de": ("befehle",),
        "es": ("comandos",),
        "it": ("comandi",),
        "pt": ("comandos",),
        "nl": ("opdrachten",),
        "pl": ("komendy", "polecenia"),
    },
    cooldown_s=30,
)
async def commands(call: Call, around: Around) -> Answer:
    """List the commands that who asks may call here."""
    return Answer(text=" ".join(around.names(call.viewer, call.platform)))
