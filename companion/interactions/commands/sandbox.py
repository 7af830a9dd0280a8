"""The sandbox chat: what would be said to a text, by the same code as in earnest."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook
from companion.domain.show.specs import Who
from companion.domain.show.views import SandboxLine
from companion.domain.values import Platform, Role, Viewer
from companion.i18n import _
from companion.interactions.commands.command import Call
from companion.interactions.commands.cooldowns import Cooldowns
from companion.interactions.commands.english import (
    heard_command,
    named_by,
    names_of,
)
from companion.interactions.commands.harmless import fitting, harmless
from companion.interactions.commands.listening import Commands
from companion.interactions.roles import is_at_least

_LIMITS = {Platform.YOUTUBE: 200}
_NAME = "Companion"


class Sandbox:
    """Has cooldowns and counters of its own; nothing leaves or is recorded."""

    def __init__(self, commands: Commands, *, clock: Clock) -> None:
        self._commands = commands
        self._clock = clock
        self._cooldowns = Cooldowns()
        self._around = commands.pretended()

    async def say(
        self,
        text: str,
        *,
        who: Who,
        platform: Platform,
        no_cooldowns: bool,
        book: BotBook,
    ) -> Sequence[SandboxLine]:
        """Return what would be said. Raises CommandError for a book that cannot be."""
        viewer = Viewer(id=f"{platform}:sandbox", name=_("you"), roles=_roles(who))
        own = SandboxLine(who="viewer", text=text, name=viewer.name)
        found = self._commands.calls_of(book).find(text[:2_000])
        if found is None:
            return own, _note(_("no reply: no command is called so"))
        one, now = found.told.definition, self._clock.now()
        names = names_of(named_by(book.commands))
        if heard_command(text.split(maxsplit=1)[0], names=names) == one.name:
            return own, _note(_("no reply: what is on hears the word itself"))
        if not one.is_on:
            return own, _note(_("no reply: it is switched off"))
        if one.platforms and platform not in one.platforms:
            return own, _note(_("no reply: not on this platform"))
        if not is_at_least(viewer, one.who):
            return own, _note(
                _("no reply: only for {who} and above").format(who=one.who)
            )
        left = max(self._cooldowns.left(one.name, at, now) for at in ("", viewer.id))
        if left > 0 and not no_cooldowns:
            return own, _note(_("no reply: cooldown, {n} s left").format(n=ceil(left)))
        self._cooldowns.begin(one.name, "", one.cooldown_s, now=now)
        self._cooldowns.begin(one.name, viewer.id, one.cooldown_each_s, now=now)
        call = Call(
            viewer=viewer, platform=platform, now=now, args=found.args, rest=found.rest
        )
        answer = await self._commands.answer(found, call, around=self._around)
        reply = fitting(harmless(answer.text), _LIMITS.get(platform, 500))
        return own, SandboxLine(who="bot", text=reply, name=_NAME, empty=answer.empty)


def _note(text: str) -> SandboxLine:
    return SandboxLine(who="note", text=text)


def _roles(who: Who) -> frozenset[Role]:
    return frozenset() if who == "everyone" else frozenset({Role(who)})
