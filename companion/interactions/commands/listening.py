"""Chat commands at work: what passed the gate is heard, decided on and answered."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from math import ceil
from random import Random
from typing import Final, Protocol

from msgspec import Struct, structs

from companion.domain.entries import Verdict
from companion.domain.events import Chat
from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.notes import WordsNamed
from companion.domain.show.views import CommandView, PaceView
from companion.domain.values import Platform, Timestamp, Viewer
from companion.domain.views import Review, Shown
from companion.i18n import _
from companion.interactions.bots.runs import Runs
from companion.interactions.commands.answering import Answering
from companion.interactions.commands.asked import Asked
from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.command import Answer, Around, Call, LinkTalk
from companion.interactions.commands.cooldowns import Cooldowns, LoopGuard
from companion.interactions.commands.english import (
    heard_command,
    is_heard,
    named_by,
    names_of,
)
from companion.interactions.commands.facts import Deeds, Facts
from companion.interactions.commands.keepsakes import Kept
from companion.interactions.commands.reading import (
    CallBook,
    Found,
    check_commands,
    said,
    standard,
    usable,
)
from companion.interactions.commands.replies import Outlet, Replies
from companion.interactions.roles import is_at_least
from companion.settings.bots import BotsSettings

LATE_US: Final = 60_000_000
"""What was said longer ago is not answered any more, in microseconds."""

MOST_AT_ONCE: Final = 100
"""Calls of one command in one chat that are answered together."""

log = logging.getLogger(__name__)

_SEEN: Final = 20_000
_UNTIMED: Final = ("simulator:", "replay:", "room:", "test")


class Hearing(Protocol):
    """Whoever hears the words that interactions listen to; see interactions.desk."""

    def check_words(self, words: WordsNamed) -> None:
        """Raise CommandError, naming the field, for names that cannot be."""

    def hear_words(self, words: WordsNamed) -> None:
        """Hear the words by these names from now on."""


class _Group(Struct):
    due: Timestamp
    asked: list[Asked]


class Commands:
    """Hears commands; a BotPart. Answers each Chat at most once.

    hearing: takes what the words are called that are not answered here. person: the
    account that stands for the person an account belongs to.
    """

    def __init__(
        self,
        *,
        runs: Runs,
        facts: Facts,
        deeds: Deeds,
        kept: Kept,
        linking: LinkTalk,
        hearing: Hearing,
        replies: Replies,
        outlet: Outlet,
        clock: Clock,
        chance: Random,
        settings: BotsSettings,
        person: Callable[[str], str] = lambda viewer_id: viewer_id,
    ) -> None:
        self._runs = runs
        self._facts = facts
        self._hearing = hearing
        self._person = person
        self._replies = replies
        self._outlet = outlet
        self._clock = clock
        self._cooldowns = Cooldowns()
        self._guard = LoopGuard()
        self._groups: OrderedDict[tuple[str, bool, str], _Group] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._told_held: OrderedDict[int, None] = OrderedDict()
        self._woken = asyncio.Event()
        self._heard: Counter[str] = Counter()
        self._answering = Answering(
            runs=runs,
            around=Around(
                facts=facts,
                deeds=deeds,
                kept=kept,
                linking=linking,
                chance=chance,
                names=self.names,
            ),
            replies=replies,
            outlet=outlet,
            now=clock.now,
            mute=self._mute,
            prefix=lambda: self._settings.prefix,
            leave_out=self._leave_out,
        )
        self.reconfigure(settings, BotBook())

    # The book.

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the command, for what cannot be."""
        check_commands(
            book, prefix=self._settings.prefix, language=self._settings.language
        )
        self._hearing.check_words(named_by(book.commands))

    def usable(self, book: BotBook, whys: list[str]) -> BotBook:
        """Return a book with the commands that can be; adds why others cannot."""
        prefix, language = self._settings.prefix, self._settings.language
        commands = usable(book, whys, prefix=prefix, language=language)
        return structs.replace(book, commands=tuple(commands))

    def use(self, book: BotBook) -> None:
        """Answer by another book from now on."""
        self._calls = self.calls_of(book)
        words = named_by(book.commands)
        self._names = names_of(words)
        self._hearing.hear_words(words)

    def reconfigure(self, settings: BotsSettings, book: BotBook) -> None:
        """Answer by other settings from now on; what of the book clashes then rests.

        The book stays as it is: what rests works again when they are as before.
        """
        whys: list[str] = []
        self._settings = self._replies.settings = settings
        self._ignored = {one.casefold().lstrip("@") for one in settings.other_bots}
        self.use(self.usable(book, whys))
        if whys:
            log.warning("Commands rest: %s", " ".join(whys))

    def calls_of(self, book: BotBook) -> CallBook:
        """Return the commands of a book. Raises CommandError."""
        prefix, language = self._settings.prefix, self._settings.language
        return CallBook(book, prefix=prefix, language=language)

    def names(self, viewer: Viewer, platform: Platform) -> Sequence[str]:
        """Return the commands that a Viewer may call there, as they are typed."""
        listening = self._facts.listening()
        return [
            ("!" if told.built_in else self._settings.prefix) + told.definition.name
            for told in self._calls.all
            if told.definition.is_on
            and is_at_least(viewer, told.definition.who)
            and (not told.definition.platforms or platform in told.definition.platforms)
            and not (
                told.built_in
                and told.built_in.is_heard
                and told.definition.name not in listening
            )
        ]

    def views(self) -> Sequence[CommandView]:
        """Return every command with how often it was answered in this session.

        What an interaction hears itself: how often it was heard since the start.
        """
        return [
            CommandView(
                name=told.definition.name,
                aliases=told.definition.aliases,
                says=told.definition.reply
                or (_(told.built_in.says) if told.built_in else ""),
                who=told.definition.who,
                cooldown_s=told.definition.cooldown_s,
                cooldown_each_s=told.definition.cooldown_each_s,
                platforms=told.definition.platforms,
                is_on=told.definition.is_on,
                is_built_in=told.built_in is not None,
                today=self._answering.times(told.definition.name)
                + self._heard[told.definition.name],
            )
            for told in self._calls.all
        ]

    @staticmethod
    def built_in() -> Sequence[CommandDef]:
        """Return our own commands as they are when the book says nothing of them."""
        return [standard(one) for one in BUILT_IN.values()]

    def paces(self, why: Callable[[Platform], str]) -> Sequence[PaceView]:
        """Return how many replies each platform takes now."""
        return self._replies.paces(why)

    # What is heard.

    def hear(self, item: Shown) -> None:
        """Take what passed the gate; the work for each is bounded."""
        entry, chat = item.entry, item.entry.event
        if not isinstance(chat, Chat) or chat.viewer is None:
            return
        found = self._calls.find(said(chat))
        if found is None or entry.seq in self._seen:
            return
        _remember(self._seen, entry.seq)
        if self._replies.is_own(chat.id, chat.text):
            return
        if is_heard(found.told.definition):
            word = said(chat).split(maxsplit=1)[0]
            name = heard_command(word, self._settings.prefix, self._names)
            self._heard.update(() if name is None else (name,))
            return
        asked = Asked(found=found, entry=entry, chat=chat, viewer=chat.viewer)
        why = self._why_not(asked) or self._why_wait(asked)
        if why:
            self._leave_out(asked, why)
            return
        self._gather(asked)

    def held(self, items: Sequence[Review]) -> None:
        """Tell the log of commands that the gate holds back."""
        for item in items:
            chat = item.entry.event
            if not isinstance(chat, Chat) or chat.viewer is None:
                continue
            found = self._calls.find(said(chat))
            is_new = item.entry.seq not in self._told_held
            if found and is_new and item.text in {Verdict.HOLD, Verdict.BLOCK}:
                _remember(self._told_held, item.entry.seq)
                asked = Asked(
                    found=found, entry=item.entry, chat=chat, viewer=chat.viewer
                )
                self._leave_out(asked, _("Its text is held by the gate."))

    def _why_not(self, asked: Asked) -> str:
        one, viewer = asked.found.told.definition, asked.viewer
        names = {viewer.name.casefold(), viewer.handle.casefold().lstrip("@")}
        if not one.is_on:
            return _("It is switched off.")
        if names & self._ignored:
            return _("Another bot asked.")
        if self._age(asked) > LATE_US:
            return _("It was said too long ago.")
        if one.platforms and asked.chat.platform not in one.platforms:
            return _("It does not answer on this platform.")
        if not is_at_least(viewer, one.who):
            return _("Not for everyone: {who} and above.").format(who=one.who)
        return "" if asked.entry.test or asked.acts else self._mute(asked)

    def _mute(self, asked: Asked) -> str:
        takes = {
            Platform.TWITCH: self._settings.reply_on_twitch,
            Platform.YOUTUBE: self._settings.reply_on_youtube,
            Platform.TIKTOK: self._settings.reply_on_tiktok,
        }
        if not takes.get(asked.chat.platform, True):
            return _("Replies are switched off on this platform.")
        return self._outlet.cannot_write(asked.entry.source)

    def _age(self, asked: Asked) -> int:
        at = asked.entry.at
        if asked.chat.platform_at and not asked.entry.source.startswith(_UNTIMED):
            at = min(at, asked.chat.platform_at)
        return self._clock.now() - at

    def _why_wait(self, asked: Asked) -> str:
        one, now = asked.found.told.definition, self._clock.now()
        # Tests are answered nowhere: nobody waits because of them.
        everybody = "tests" if asked.entry.test else ""
        person = f"{everybody}:{self._person(asked.viewer.id)}"
        left = self._cooldowns.left(one.name, person, now)
        if not self._is_gathered(asked):
            left = max(left, self._cooldowns.left(one.name, everybody, now))
        group = self._groups.get(_group_of(asked))
        if group is not None and len(group.asked) >= MOST_AT_ONCE:
            return _("Too many asked at once.")
        if left > 0:
            return _("Cooldown, {n} s left.").format(n=ceil(left))
        if self._guard.rests(person, now):
            return _("It looks like two bots that answer each other.")
        self._cooldowns.begin(one.name, person, one.cooldown_each_s, now=now)
        self._cooldowns.begin(one.name, everybody, one.cooldown_s, now=now)
        self._guard.note(person, now)
        return ""

    def _is_gathered(self, asked: Asked) -> bool:
        """Return whether the question is being gathered, in whatever chat."""
        wanted = (asked.name, asked.entry.test)
        return any((name, test) == wanted for name, test, _source in self._groups)

    def _leave_out(self, asked: Asked, why: str) -> None:
        self._runs.left_out(
            bot=asked.name,
            name=f"{self._settings.prefix}{asked.name}",
            action="reply",
            of=asked.entry.seq,
            why=why,
        )

    def _gather(self, asked: Asked) -> None:
        key = _group_of(asked)
        due = self._clock.now() + round(self._settings.group_s * 1_000_000)
        self._groups.setdefault(key, _Group(due, [])).asked.append(asked)
        self._woken.set()

    # What is answered.

    async def run(self) -> None:
        """Answer what was asked, for ever; cancel to stop."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._woken.wait()
                self._woken.clear()
                while self._groups:
                    key, group = next(iter(self._groups.items()))
                    left = (group.due - self._clock.now()) / 1_000_000
                    if left > 0:
                        await self._clock.sleep(left)
                    del self._groups[key]
                    tasks.create_task(self._answering.all_of(group.asked))

    async def answer(self, found: Found, call: Call, *, around: Around) -> Answer:
        """Return what is said to a call; around: what it works with."""
        return await self._answering.answer(found, call, around=around)

    def pretended(self) -> Around:
        """Return what the sandbox works with: nothing of it leaves or is recorded."""
        return self._answering.pretended()


def _group_of(asked: Asked) -> tuple[str, bool, str]:
    return asked.name, asked.entry.test, asked.entry.source


def _remember(seen: OrderedDict[int, None], seq: int) -> None:
    seen[seq] = None
    if len(seen) > _SEEN:
        seen.popitem(last=False)
