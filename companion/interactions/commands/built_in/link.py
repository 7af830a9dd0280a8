"""!link: two accounts become one person."""

from __future__ import annotations

from companion.i18n import N_
from companion.interactions.commands.command import Answer, Around, Call, command


@command(
    "link",
    N_("join two accounts by a code"),
    aliases={
        "fr": ("lier",),
        "de": ("verbinden",),
        "es": ("vincular",),
        "it": ("collegare",),
        "pt": ("vincular",),
        "nl": ("koppelen",),
        "pl": ("połącz", "polacz"),
    },
    cooldown_s=0,
    cooldown_each_s=3,
    acts=True,
)
async def link(call: Call, around: Around) -> Answer:
    """Pass it on to what links accounts, and tell what that says."""
    return Answer(text=await around.linking.ask(call.viewer, call.rest, call.now))
