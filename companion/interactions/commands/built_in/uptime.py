"""!uptime: how long the stream runs."""

from __future__ import annotations

from companion.i18n import N_, _
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.variables import uptime as written


@command(
    "uptime",
    N_("time since the start"),
    aliases={
        "fr": ("durée", "duree"),
        "de": ("laufzeit",),
        "es": ("duración", "duracion"),
        "it": ("durata",),
        "pt": ("duração", "duracao"),
        "nl": ("looptijd",),
        "pl": ("czas",),
    },
    cooldown_s=30,
)
async def uptime(call: Call, around: Around) -> Answer:
    """Tell for how long the session has been on."""
    since = written(around.facts.session(), call.now)
    return Answer(text=since or _("The stream is not on."), is_for_all=True)
