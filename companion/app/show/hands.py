"""What bots do to the world: the hands that are lent to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, cast

from companion.app.engine import CompanionEngine
from companion.domain.errors import CommandError, CompanionError
from companion.domain.events import Chat
from companion.domain.show.desk import Verb
from companion.domain.show.notes import Celebrated, CoinsMoved, CounterSet, Posting
from companion.domain.values import Platform, Points, Viewer
from companion.i18n import _
from companion.interactions.commands.replies import Replies
from companion.interactions.desk import ShowDesk
from companion.interactions.record import Record

MODES: Final = ("raid", "quiet")

HOTKEYS: Final = ("next", "back", "scoreboard", "panic", *MODES)
"""What rules may press: the show's own keys, the privacy scene, modes of the gate."""


class EngineHands:
    """Implements interactions.bots.causes.Hands over the running engine.

    replies: says what is said, at the pace that each platform takes. counter: value of
    a counter by its name.
    """

    def __init__(
        self,
        engine: CompanionEngine,
        *,
        record: Record,
        show: ShowDesk,
        replies: Replies,
        counter: Callable[[str], int],
    ) -> None:
        self._engine = engine
        self._record = record
        self._show = show
        self._replies = replies
        self._counter = counter

    def platforms(self) -> Sequence[Platform]:
        """Return the platforms that can be written to now."""
        found = self._writable()
        return list(dict.fromkeys(found.values()))

    def _writable(self) -> dict[str, Platform]:
        return {
            one.target: one.platform
            for one in self._engine.connections()
            if one.platform is not None and not one.cannot_write
        }

    async def reply(self, text: str, *, to: int) -> str:
        """Answer the Chat with that seq, in its own chat."""
        entry = await self._engine.books.entry(to)
        if not isinstance(entry.event, Chat):
            raise CommandError(_("Entry {seq} is no chat.").format(seq=to))
        return await self._replies.say(
            text, source=entry.source, platform=entry.event.platform, reply_to=to
        )

    async def message(self, text: str, *, platforms: Sequence[Platform]) -> str:
        """Say something in the chats of platforms; () means all that can be."""
        said = await asyncio.gather(
            *(
                self._replies.say(text, source=target, platform=platform)
                for target, platform in self._writable().items()
                if not platforms or platform in platforms
            ),
            return_exceptions=True,
        )
        if not said:
            raise CommandError(_("No connection can be written to."))
        whys = [one for one in said if isinstance(one, BaseException)]
        for why in whys:
            if not isinstance(why, CompanionError):
                raise why
        if len(whys) == len(said):
            raise CommandError("; ".join(map(str, whys)))
        return ""

    async def alert(self, text: str, *, viewer: Viewer | None, of: int | None) -> str:  # noqa: ARG002  # the text names whom it is about
        """Show a text on the stream, on the celebration overlay."""
        await self._celebrate(title=text, media="", of=of)
        return text

    async def sound(self, name: str) -> str:
        """Play a sound of the media library, on the celebration overlay."""
        if self._engine.studio.media.path_of(name) is None:
            text = _("There is no file {name} in the media library.")
            raise CommandError(text.format(name=name))
        await self._celebrate(title="", media=name, of=None)
        return name

    async def _celebrate(self, *, title: str, media: str, of: int | None) -> None:
        await self._record.put(
            lambda: (
                Celebrated(
                    bot="rule", title=title, video=media, at=self._record.now(), of=of
                ),
            )
        )

    async def scene(self, name: str) -> str:
        """Switch OBS to a scene."""
        await self._engine.studio.obs.switch_scene(name)
        return name

    async def points(self, viewer_id: str, points: Points, *, reason: str) -> str:
        """Give or take points, in thousandths."""
        await self._engine.award(viewer_id, points, reason)
        return ""

    async def coins(
        self, viewer_id: str, coins: int, *, reason: str, run: str, of: int | None
    ) -> str:
        """Give or take coins; a run that is on record moves nothing."""
        person = self._show.fold.links.person(viewer_id)
        other = "mint" if coins > 0 else "sink"
        note = CoinsMoved(
            postings=(
                Posting(account=other, coins=-coins),
                Posting(account=person, coins=coins),
            ),
            reason=reason,
            of=of,
            run=run,
        )
        await self._record.put(lambda: (note,))
        return ""

    async def count(self, counter: str, by: int, *, of: int | None) -> str:
        """Move a counter; returns its new value."""
        entries = await self._record.put(
            lambda: (
                CounterSet(name=counter, value=self._counter(counter) + by, of=of),
            )
        )
        note = entries[0].body
        return str(note.value) if isinstance(note, CounterSet) else ""

    async def hotkey(self, name: str) -> str:
        """Do what is behind a hotkey of ours."""
        match name:
            case "next":
                await self._show.next()
            case "back":
                await self._show.back()
            case "scoreboard":
                shown = self._show.fold.is_scoreboard_shown
                await self._show.show_scoreboard(not shown)
            case "panic":
                await self._engine.studio.obs.panic()
            case "raid" | "quiet":
                gate = self._engine.gate
                await gate.set_mode("normal" if gate.view().mode == name else name)
            case _:
                text = _("There is no hotkey {name}; there are: {all}.")
                raise CommandError(text.format(name=name, all=", ".join(HOTKEYS)))
        return name

    async def interaction(self, verb: str, *, who: str) -> str:
        """Do a verb with what is on, or "next"; who: did it."""
        if verb == "next":
            await self._show.next(who=who)
            return verb
        current = self._show.fold.current()
        if current is None:
            raise CommandError(_("Nothing is on that this could be done with."))
        await self._show.act(current.id, cast("Verb", verb), who=who)
        return verb
