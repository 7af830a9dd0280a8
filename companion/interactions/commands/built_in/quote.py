"""!quote: something that was said once."""

from __future__ import annotations

from companion.domain.errors import CommandError
from companion.i18n import N_, _
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.keepsakes import picked_quote
from companion.interactions.roles import is_at_least


@command(
    "quote",
    N_("a stored quote, by number or any; moderators: !quote add …"),
    aliases={
        "fr": ("citation",),
        "de": ("zitat",),
        "es": ("cita",),
        "it": ("citazione",),
        "pt": ("citação", "citacao"),
        "nl": ("citaat",),
        "pl": ("cytat",),
    },
    cooldown_s=5,
    cooldown_each_s=10,
    acts=True,
)
async def quote(call: Call, around: Around) -> Answer:
    """Tell a quote, or keep one that a moderator adds."""
    word = call.args[0] if call.args else ""
    if word.casefold() == "add":
        if not is_at_least(call.viewer, "moderator"):
            raise CommandError(_("Only moderators add quotes."))
        text = call.rest[len(word) :].strip()
        if not text:
            raise CommandError(_("Write it so: !quote add what was said"))
        number = await around.kept.keep_quote(text, of=call.seq)
        return Answer(text=_("Quote {n} is kept.").format(n=number))
    is_number = word.isascii() and word.isdigit() and len(word) <= 6
    if word and not is_number:
        raise CommandError(_("Write it so: !quote 12"))
    found = picked_quote(
        around.kept.quotes(), int(word) if word else None, around.chance
    )
    if found is None:
        raise CommandError(_("There is no such quote."))
    return Answer(text=f"#{found[0]}: {found[1]}", is_for_all=not word)
