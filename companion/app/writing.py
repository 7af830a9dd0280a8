"""What the Broadcaster says and does on the platforms; each try is an entry.

Asked by the engine. An entry tells the outcome, also of what a platform refused, so
that the record answers who was banned, when, and whether it worked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from companion.domain.entries import AnyNote, Entry, PlatformAction
from companion.domain.errors import CommandError, CompanionError
from companion.domain.events import Chat
from companion.domain.ports import ChatWriter, SetsChatLimits
from companion.domain.text import clean_text
from companion.domain.values import ChatLimits
from companion.i18n import _

LONGEST_TIMEOUT_S: Final = 1_209_600
"""Two weeks: Twitch's own limit, longer than YouTube's."""

Action = Literal["send", "delete", "timeout", "ban", "unban", "mode"]


Limits = Callable[[str, SetsChatLimits], Awaitable[ChatLimits]]
"""Says what a connection's chat is to ask of whoever writes."""


class Asked(Struct, frozen=True, kw_only=True):
    """Who asks, and about which entry; as in PlatformAction."""

    by: Literal["person", "ladder", "bot"] = "person"
    who: str = ""
    of: int | None = None


BY_HAND: Final = Asked()
"""The Broadcaster asks, about nothing in particular."""


class Writing:
    """Sends texts and moderates through the connections that can.

    writers: what can be written through now, by target, in the order of connections.
    why_not: why nothing can be written to a target, for a person. record: puts a note
    into the ledger and returns its entry. retract: takes entries off every screen.
    targets: all connections, also those that can only be read.
    """

    def __init__(
        self,
        *,
        writers: Callable[[], Mapping[str, ChatWriter]],
        why_not: Callable[[str], str],
        record: Callable[[AnyNote], Awaitable[Entry]],
        retract: Callable[[Sequence[int]], None],
        targets: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._writers = writers
        self._reason = why_not
        self._record = record
        self._retract = retract
        self._targets = targets

    async def send(
        self,
        text: str,
        *,
        targets: Sequence[str] | None = None,
        answered: Entry | None = None,
        asked: Asked = BY_HAND,
    ) -> Sequence[Entry]:
        """Send a text through some connections (None: all that can write) at once.

        answered: the Chat that is replied to, through its own connection only. Raises
        CommandError before anything is sent when the text is empty or too long for one
        of them, or none of them can write.
        """
        said = clean_text(text.strip(), limit=len(text))
        if not said:
            raise CommandError(_("There is nothing to send."))
        if answered is not None:
            targets = [answered.source]
        chosen = self._chosen(targets)
        for target, writer in chosen.items():
            if len(said) > writer.text_limit:
                raise CommandError(
                    _("{target} takes {limit} characters; these are {n}.").format(
                        target=target, limit=writer.text_limit, n=len(said)
                    )
                )
        reply_to = _event_id(answered)
        return await asyncio.gather(
            *(
                self._do(
                    "send",
                    target,
                    lambda writer=writer: writer.send(said, reply_to=reply_to),
                    subject=reply_to,
                    text=said,
                    asked=asked,
                )
                for target, writer in chosen.items()
            )
        )

    async def delete(self, entry: Entry, *, asked: Asked = BY_HAND) -> Entry:
        """Delete a Chat on its platform, and take it off every screen at once."""
        event_id = _event_id(entry)
        if event_id is None:
            raise CommandError(_("Entry {seq} is no chat.").format(seq=entry.seq))
        if event_id.endswith(":"):
            # Twitch would clear the whole chat.
            raise CommandError(_("The platform gave this message no id."))
        (target, writer), *_rest = self._chosen([entry.source]).items()
        self._retract([entry.seq])
        return await self._do(
            "delete",
            target,
            lambda: writer.delete(event_id),
            subject=event_id,
            asked=asked,
        )

    async def time_out(
        self, viewer_id: str, *, seconds: int, asked: Asked = BY_HAND
    ) -> Sequence[Entry]:
        """Keep a Viewer from writing for a while, wherever their platform is open."""
        if not 1 <= seconds <= LONGEST_TIMEOUT_S:
            raise CommandError(
                _("A timeout lasts 1 to {most} seconds.").format(most=LONGEST_TIMEOUT_S)
            )
        return await self._moderate(
            "timeout",
            viewer_id,
            lambda writer: writer.time_out(viewer_id, seconds=seconds),
            seconds=seconds,
            asked=asked,
        )

    async def ban(self, viewer_id: str, *, asked: Asked = BY_HAND) -> Sequence[Entry]:
        """Keep a Viewer from writing, wherever their platform is open."""
        return await self._moderate(
            "ban", viewer_id, lambda writer: writer.ban(viewer_id), asked=asked
        )

    async def unban(self, viewer_id: str, *, asked: Asked = BY_HAND) -> Sequence[Entry]:
        """Let a Viewer write again, wherever their platform is open."""
        return await self._moderate(
            "unban", viewer_id, lambda writer: writer.unban(viewer_id), asked=asked
        )

    async def attempt(
        self,
        action: Literal["timeout", "ban", "unban"],
        viewer_id: str,
        *,
        seconds: int = 1,
        asked: Asked = BY_HAND,
    ) -> Sequence[Entry]:
        """Do as time_out, ban or unban; where nobody can be asked an entry says why."""
        try:
            if action == "timeout":
                return await self.time_out(viewer_id, seconds=seconds, asked=asked)
            if action == "ban":
                return await self.ban(viewer_id, asked=asked)
            return await self.unban(viewer_id, asked=asked)
        except CommandError as error:
            platform = viewer_id.partition(":")[0]
            open_ones = self._targets_on(platform)
            refused = PlatformAction(
                action=action,
                source=open_ones[0] if open_ones else platform,
                subject=viewer_id,
                seconds=seconds if action == "timeout" else None,
                outcome="refused",
                why=str(error),
                by=asked.by,
                who=asked.who,
                of=asked.of,
            )
            return [await self._record(refused)]

    async def limit_chats(
        self,
        wanted: Limits,
        *,
        asked: Asked,
        only: Sequence[str] | None = None,
    ) -> Sequence[Entry]:
        """Have every connection's chat limited; those that cannot are told of.

        wanted: says for a target which limits it gets. only: these targets.
        """
        writers = self._writers()
        return await asyncio.gather(
            *(
                self._limit_chat(target, writers.get(target), wanted, asked)
                for target in self._targets()
                if only is None or target in only
            )
        )

    async def _limit_chat(
        self,
        target: str,
        writer: ChatWriter | None,
        wanted: Limits,
        asked: Asked,
    ) -> Entry:
        said: list[str] = []

        why = self._reason(target) if writer is None else writer.cannot_write
        chat: object = writer

        async def work() -> None:
            if why:
                raise CommandError(why)
            if not isinstance(chat, SetsChatLimits):
                raise CommandError(
                    _("This platform lets no program make its chat slower.")
                )
            limits = await wanted(target, chat)
            await chat.limit_chat(limits)
            said.append(limits_text(limits))

        return await self._do("mode", target, work, asked=asked, told=said)

    async def record(self, action: PlatformAction) -> Entry:
        """Record what was not asked of a platform, and why."""
        return await self._record(action)

    def why_not(self, target: str) -> str:
        """Return why nothing can be asked through a connection, "" when it can."""
        try:
            self._chosen([target])
        except CommandError as error:
            return str(error)
        return ""

    def _targets_on(self, platform: str) -> Sequence[str]:
        return [one for one in self._targets() if one.startswith(f"{platform}:")]

    async def _moderate(
        self,
        action: Action,
        viewer_id: str,
        work: Callable[[ChatWriter], Awaitable[None]],
        *,
        seconds: int | None = None,
        asked: Asked,
    ) -> Sequence[Entry]:
        platform, _colon, native = viewer_id.partition(":")
        if not native:
            raise CommandError(_("There is no viewer “{id}”.").format(id=viewer_id))
        chosen = self._chosen(None, platform=platform)
        return await asyncio.gather(
            *(
                self._do(
                    action,
                    target,
                    lambda writer=writer: work(writer),
                    subject=viewer_id,
                    seconds=seconds,
                    asked=asked,
                )
                for target, writer in chosen.items()
            )
        )

    def _chosen(
        self, targets: Sequence[str] | None, *, platform: str | None = None
    ) -> Mapping[str, ChatWriter]:
        """Return the writers that are meant. Raises CommandError when one cannot."""
        writers = self._writers()
        wanted: Mapping[str, ChatWriter | None]
        if targets is not None:
            wanted = {target: writers.get(target) for target in targets}
        elif platform is not None:
            read_only = dict.fromkeys(self._targets_on(platform))
            wanted = {**read_only, **_of_platform(writers, platform)}
        else:
            wanted = dict(writers)
        able = {
            target: writer
            for target, writer in wanted.items()
            if writer is not None and not writer.cannot_write
        }
        if able and (targets is None or len(able) == len(wanted)):
            return able
        raise CommandError(self._why_not(wanted))

    def _why_not(self, wanted: Mapping[str, ChatWriter | None]) -> str:
        for target, writer in wanted.items():
            why = self._reason(target) if writer is None else writer.cannot_write
            if why or writer is None:
                unknown = _("nothing can be written there")
                return f"{target}: {why or unknown}"
        return _("No connection can be written to: log in to Twitch or YouTube first.")

    async def _do(
        self,
        action: Action,
        target: str,
        work: Callable[[], Awaitable[str | None]] | Callable[[], Awaitable[None]],
        *,
        subject: str | None = None,
        text: str = "",
        seconds: int | None = None,
        asked: Asked = BY_HAND,
        told: Sequence[str] = (),
    ) -> Entry:
        """Do one thing at one platform, and record what became of it.

        told: what `work` says it did, in place of `text`.
        """
        outcome: Literal["done", "refused", "failed"] = "done"
        why, made = "", None
        try:
            made = await work()
        except CommandError as error:
            outcome, why = "refused", str(error)
        except CompanionError as error:
            outcome, why = "failed", str(error)
        return await self._record(
            PlatformAction(
                action=action,
                source=target,
                subject=subject,
                text=text or " ".join(told),
                seconds=seconds,
                outcome=outcome,
                why=why,
                made=made,
                by=asked.by,
                who=asked.who,
                of=asked.of,
            )
        )


def limits_text(limits: ChatLimits) -> str:
    """Return limits as the log shows them."""
    who = _("followers only") if limits.followers_only else _("everybody")
    if not limits.slow_seconds:
        return who
    slow = _("slow: {n} s").format(n=limits.slow_seconds)
    return f"{who}, {slow}"


def _of_platform(
    writers: Mapping[str, ChatWriter], platform: str
) -> Mapping[str, ChatWriter]:
    return {
        target: writer
        for target, writer in writers.items()
        if target.startswith(f"{platform}:")
    }


def _event_id(entry: Entry | None) -> str | None:
    if entry is None or not isinstance(entry.body, Chat):
        return None
    return entry.body.id
