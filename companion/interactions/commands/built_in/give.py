"""!give: coins from one Viewer to another."""

from __future__ import annotations

from companion.domain.errors import CommandError
from companion.i18n import N_, _
from companion.interactions.commands.command import Answer, Around, Call, command
from companion.interactions.commands.harmless import mention
from companion.interactions.commands.variables import written_number


@command(
    "give",
    N_("give coins to somebody: !give @name 50"),
    aliases={
        "fr": ("donner",),
        "de": ("geben",),
        "es": ("dar",),
        "it": ("dare",),
        "pt": ("dar",),
        "nl": ("geven",),
        "pl": ("daj",),
    },
    cooldown_s=0,
    cooldown_each_s=5,
    acts=True,
)
async def give(call: Call, around: Around) -> Answer:
    """Move coins from who asks to the Viewer that is named."""
    *names, amount = call.args or ("",)
    if not names or not (amount.isascii() and amount.isdigit()) or len(amount) > 9:
        raise CommandError(_("Write it so: !give @name 50"))
    receiver = around.facts.viewer(" ".join(names).lstrip("@"), call.platform)
    if receiver is None:
        raise CommandError(_("Nobody of that name was heard here."))
    await around.deeds.give(call.viewer.id, receiver.id, int(amount), of=call.seq)
    text = _("{n} {coins} for {name}").format(
        n=written_number(int(amount)),
        coins=around.facts.coin_name(),
        name=mention(receiver),
    )
    return Answer(text=text)
