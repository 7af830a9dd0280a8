"""Chat commands at work: what passed the gate is heard, decided on and answered."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Final

from msgspec import Struct, structs

from companion.domain.entries import Entry, Verdict
from companion.domain.errors import CommandError
from companion.domain.events import Chat
from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.notes import BotRan
from companion.domain.show.views import CommandView, PaceView, WalletView
from companion.domain.values import Platform, Timestamp, Viewer
from companion.domain.views import Review, Shown
from companion.i18n import _
from companion.interactions.bots.runs import Runs
from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.command import Answer, Around, Call, LinkTalk
from companion.interactions.commands.cooldowns import Cooldowns, LoopGuard
from companion.interactions.commands.facts import Deeds, Facts
from companion.interactions.commands.harmless import mention
from companion.interactions.commands.keepsakes import Kept, KeptInMemory
from companion.interactions.commands.reading import (
    CallBook,
    Found,
    check_commands,
    said,
    standard,
)
from companion.interactions.commands.replies import Outlet, Replies
from companion.interactions.commands.variables import Scene
from companion.interactions.roles import is_at_least
from companion.settings.bots import BotsSettings

LATE_US: Final = 60_000_000
"""What was said longer ago is not answered any more, in microseconds."""

MOST_AT_ONCE: Final = 100
"""Calls of one command in one chat that are answered together."""

MOST_MESSAGES: Final = 3
_SEEN: Final = 20_000
_UNTIMED: Final = ("simulator:", "replay:", "room:", "test")


class Asked(Struct, frozen=True, kw_only=True):
    """One call that is to be answered."""

    found: Found
    entry: Entry
    chat: Chat
    viewer: Viewer


class _Group(Struct):
    due: Timestamp
    asked: list[Asked]


class Commands:
    """Hears commands; a BotPart. Answers each Chat at most once."""

    def __init__(
        self,
        *,
        runs: Runs,
        facts: Facts,
        deeds: Deeds,
        kept: Kept,
        linking: LinkTalk,
        replies: Replies,
        outlet: Outlet,
        clock: Clock,
        chance: Random,
        settings: BotsSettings,
    ) -> None:
        self._runs = runs
        self._facts = facts
        self._kept = kept
        self._replies = replies
        self._outlet = outlet
        self._clock = clock
        self._settings = settings
        self._book = BotBook()
        self._calls = CallBook(self._book)
        self._cooldowns = Cooldowns()
        self._guard = LoopGuard()
        self._groups: OrderedDict[tuple[str, str], _Group] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._woken = asyncio.Event()
        self._asked: Counter[str] = Counter()
        self._around = Around(
            facts=facts,
            deeds=deeds,
            kept=kept,
            linking=linking,
            chance=chance,
            names=self.names,
        )
        runs.remakes("command", self._remade)
        self.reconfigure(settings)

    # The book.

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the command, for what cannot be."""
        check_commands(
            book, prefix=self._settings.prefix, language=self._settings.language
        )

    def use(self, book: BotBook) -> None:
        """Answer by another book from now on."""
        self._book, self._calls = book, self.calls_of(book)

    def reconfigure(self, settings: BotsSettings) -> None:
        """Answer by other settings from now on."""
        self._settings = self._replies.settings = settings
        self._ignored = {one.casefold().lstrip("@") for one in settings.other_bots}
        self._calls = self.calls_of(self._book)

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
        """Return every command with how often it was asked since the start."""
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
                today=self._asked[told.definition.name],
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
        self._seen[entry.seq] = None
        if len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        if self._replies.is_own(chat.id, chat.text):
            return
        self._asked[found.told.definition.name] += 1
        if found.told.built_in and found.told.built_in.is_heard:
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
            if found and item.text in {Verdict.HOLD, Verdict.BLOCK}:
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
        acts = asked.found.told.built_in and asked.found.told.built_in.acts
        return "" if asked.entry.test or acts else self._mute(asked)

    def _mute(self, asked: Asked) -> str:
        if not getattr(self._settings, f"reply_on_{asked.chat.platform.value}"):
            return _("Replies are switched off on this platform.")
        return self._outlet.cannot_write(asked.entry.source)

    def _age(self, asked: Asked) -> int:
        at = asked.entry.at
        if asked.chat.platform_at and not asked.entry.source.startswith(_UNTIMED):
            at = min(at, asked.chat.platform_at)
        return self._clock.now() - at

    def _why_wait(self, asked: Asked) -> str:
        one, now = asked.found.told.definition, self._clock.now()
        viewer = f"{asked.entry.test}:{asked.viewer.id}"
        group = self._groups.get((one.name, asked.entry.source))
        left = self._cooldowns.left(one.name, viewer, now)
        if group is None:
            everybody = self._cooldowns.left(one.name, asked.entry.source, now)
            left = max(left, everybody)
        elif len(group.asked) >= MOST_AT_ONCE:
            return _("Too many asked at once.")
        if left > 0:
            return _("Cooldown, {n} s left.").format(n=round(left + 0.5))
        if self._guard.rests(viewer, now):
            return _("It looks like two bots that answer each other.")
        self._cooldowns.begin(one.name, viewer, one.cooldown_each_s, now=now)
        self._cooldowns.begin(one.name, asked.entry.source, one.cooldown_s, now=now)
        self._guard.note(viewer, now)
        return ""

    def _leave_out(self, asked: Asked, why: str) -> None:
        name = asked.found.told.definition.name
        self._runs.left_out(
            bot=name,
            name=f"{self._settings.prefix}{name}",
            action="reply",
            of=asked.entry.seq,
            why=why,
        )

    def _gather(self, asked: Asked) -> None:
        key = (asked.found.told.definition.name, asked.entry.source)
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
                    tasks.create_task(self._answer_all(group.asked))

    async def _answer_all(self, asked: Sequence[Asked]) -> None:
        answered = []
        for one in asked:
            if not self._runs.has(self._run(one)):
                world = self.pretended() if one.entry.test else self._around
                call = _call(one, self._clock.now())
                answer = await self.answer(one.found, call, around=world)
                if one.entry.test:
                    self._tell_test(one, answer)
                elif answer.text and (why := self._mute(one)):
                    self._leave_out(one, why)
                elif answer.text:
                    answered.append((one, answer))
        if answered:
            await self._send(answered)

    def _tell_test(self, asked: Asked, answer: Answer) -> None:
        name = asked.found.told.definition.name
        why = _("A test is answered nowhere.")
        self._runs.dry(
            bot=name,
            name=f"{self._settings.prefix}{name}",
            action="reply",
            of=asked.entry.seq,
            text=answer.text,
            why=why,
        )

    async def answer(self, found: Found, call: Call, *, around: Around) -> Answer:
        """Return what is said to a call; around: what it works with."""
        world = around
        told = found.told
        try:
            count = None
            if told.definition.counter:
                count = await world.kept.count(told.definition.counter, of=call.seq)
            if told.template is None:
                return (
                    await told.built_in.work(call, world)
                    if told.built_in
                    else (Answer())
                )
            asked = self._asked[told.definition.name]
            filled = told.template.fill(
                Scene(
                    facts=world.facts,
                    chance=world.chance,
                    now=call.now,
                    counter=world.kept.counter,
                    viewer=call.viewer,
                    platform=call.platform,
                    args=call.args,
                    count=asked if count is None else count,
                )
            )
        except CommandError as error:
            return Answer(text=str(error))
        return Answer(
            text=filled.text,
            empty=filled.empty,
            is_for_all=not told.template.is_personal,
            names_viewer=told.template.names_viewer,
        )

    async def _send(self, answered: Sequence[tuple[Asked, Answer]]) -> None:
        limit = self._outlet.limit(answered[0][0].entry.source) or 200
        messages = packed(answered, limit)
        for text, members in messages[:MOST_MESSAGES]:
            lead, *others = members
            reply_to = None if others else lead.entry.seq

            async def send(
                text: str = text, lead: Asked = lead, reply_to: int | None = reply_to
            ) -> str:
                return await self._replies.say(
                    text,
                    source=lead.entry.source,
                    platform=lead.chat.platform,
                    reply_to=reply_to,
                )

            outcome = await self._do(lead, text, send)
            for other in others if outcome == "done" else ():
                await self._do(other, text, _nothing)
        for _text, members in messages[MOST_MESSAGES:]:
            for one in members:
                self._leave_out(one, _("Too many asked at once."))

    async def _do(
        self, asked: Asked, text: str, work: Callable[[], Awaitable[str]]
    ) -> str:
        name = asked.found.told.definition.name
        return await self._runs.do(
            self._run(asked),
            bot=name,
            name=f"{self._settings.prefix}{name}",
            action="reply",
            of=asked.entry.seq,
            text=text,
            work=work,
        )

    @staticmethod
    def _run(asked: Asked) -> str:
        return f"command:{asked.found.told.definition.name}:{asked.entry.seq}:0"

    def _remade(self, note: BotRan) -> Callable[[], Awaitable[str]]:
        async def again() -> str:
            await self._outlet.say(note.text, source="", reply_to=note.of)
            return note.text

        return again

    def pretended(self) -> Around:
        """Return what the sandbox works with: nothing of it leaves or is recorded."""
        pretence = Pretence()
        return structs.replace(
            self._around,
            deeds=pretence,
            linking=pretence,
            kept=KeptInMemory(self._kept),
        )


class Pretence:
    """Deeds that are not done: of the sandbox, and of test events."""

    async def give(
        self, giver_id: str, receiver_id: str, coins: int, *, of: int | None = None
    ) -> WalletView:
        """Move nothing."""
        del receiver_id, of
        return WalletView(viewer=Viewer(id=giver_id, name=""), coins=coins)

    async def link(self, viewer_id: str, other_id: str, *, who: str = "") -> WalletView:
        """Link nothing."""
        del other_id, who
        return WalletView(viewer=Viewer(id=viewer_id, name=""), coins=0)

    async def ask(self, viewer: Viewer, text: str, now: Timestamp) -> str:
        """Give no code."""
        del viewer, text, now
        return _("A code would be given here.")


async def _nothing() -> str:
    return ""


def _call(asked: Asked, now: Timestamp) -> Call:
    return Call(
        viewer=asked.viewer,
        platform=asked.chat.platform,
        now=now,
        args=asked.found.args,
        rest=asked.found.rest,
        seq=asked.entry.seq,
    )


def packed(
    answered: Sequence[tuple[Asked, Answer]], limit: int
) -> list[tuple[str, list[Asked]]]:
    """Return the messages that answer all, each with whom it answers."""
    if len(answered) == 1:
        asked, answer = answered[0]
        has_threads = asked.chat.platform is Platform.TWITCH
        is_named = has_threads or answer.is_for_all or answer.names_viewer
        text = answer.text if is_named else f"{mention(asked.viewer)} {answer.text}"
        return [(text, [asked])]
    messages: list[tuple[str, list[Asked]]] = []
    for asked, answer in answered:
        if answer.is_for_all:
            piece, joint = answer.text, " · "
        elif answer.brief:
            piece, joint = f"{mention(asked.viewer)}: {answer.brief}", ", "
        else:
            piece, joint = f"{mention(asked.viewer)} {answer.text}", " · "
        text, members = messages[-1] if messages else ("", [])
        if members and answer.is_for_all and text == piece:
            members.append(asked)
        elif members and len(text) + len(joint) + len(piece) <= limit:
            messages[-1] = (f"{text}{joint}{piece}", [*members, asked])
        else:
            messages.append((piece, [asked]))
    return messages
