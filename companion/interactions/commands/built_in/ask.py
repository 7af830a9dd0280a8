"""!ask: ask a question."""

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
    "ask",
    N_("ask a question"),
    aliases={
        "fr": ("demander", "question"),
        "de": ("fragen", "frage"),
        "es": ("preguntar", "pregunta"),
        "it": ("chiedere", "domanda"),
        "pt": ("perguntar", "pergunta"),
        "nl": ("vragen", "vraag"),
        "pl": ("zapytaj", "pytanie"),
    },
    cooldown_s=0,
    cooldown_each_s=0,
    is_heard=True,
)
async def ask(call: Call, around: Around) -> Answer:
    """Say nothing: what is on hears the word itself."""
    del call, around
    return SILENCE
