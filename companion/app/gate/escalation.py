"""What a platform is asked to do about those whose texts are blocked, step by step."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal

from companion.app.gate.books import Books
from companion.app.gate.marks import Save
from companion.app.rehearsal import is_simulated
from companion.app.writing import Asked, Writing
from companion.domain.entries import (
    AnyNote,
    Entry,
    PlatformAction,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.errors import CommandError, LedgerError
from companion.domain.events import Chat
from companion.domain.values import Timestamp, Viewer
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.i18n import _
from companion.moderation.ladder import Step, dry_run_until, standing, step_after
from companion.moderation.people import People
from companion.settings import ModerationSettings

log = logging.getLogger(__name__)

LADDER_END: Final = "ladder-end"
"""Reason of the strike with which a person is asked."""

_MOST_WAITING: Final = 500
"""Blocked texts of which nothing has been done yet; more are left to the gate."""

_STRUCK: Final = 1_000
"""Texts that led to a step, kept for the case that somebody allows one."""

_LONGEST_NAME: Final = 50
"""Characters of a name in a warning: YouTube takes 200 in all."""

_Untried = Literal["refused", "dry-run"]

_NOT_OURS: Final = frozenset({"person", "expired", "undo", "banned", "muted"})
"""Reasons of a block that is nobody's fault here, or was answered for already."""


class Escalation:
    """Climbs the ladder when rules or model block a Chat. It never bans.

    settings: of now. save: keeps what people know. Tests, simulated chats, exempt roles
    and trusted Viewers are left alone, as is a text whose name alone is in doubt.
    """

    def __init__(
        self,
        *,
        books: Books,
        people: People,
        writing: Writing,
        settings: Callable[[], ModerationSettings],
        save: Save,
    ) -> None:
        self._books = books
        self._people = people
        self._writing = writing
        self._settings = settings
        self._save = save
        self._blocked: asyncio.Queue[Entry] = asyncio.Queue(_MOST_WAITING)
        self._allowed: asyncio.Queue[Entry] = asyncio.Queue(_MOST_WAITING)
        self._struck: OrderedDict[int, str] = OrderedDict()
        self._warnings: asyncio.Queue[Entry] = asyncio.Queue(_MOST_WAITING)
        self._left_out = 0

    async def run(self) -> None:
        """Act for ever; cancel to stop. Warnings wait for the platform's pace apart."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._work(self._blocked, self._act))
            tasks.create_task(self._work(self._allowed, self._forgive))
            tasks.create_task(self._work(self._warnings, self._warn))

    async def settled(self) -> None:
        """Wait until something has been done about everything heard so far."""
        for waiting in (self._blocked, self._allowed, self._warnings):
            await waiting.join()

    def dry_run_until(self) -> Timestamp | None:
        """Return until when platforms are not asked; as in GateView."""
        ladder, now = self._settings().ladder, self._books.now()
        return dry_run_until(ladder, began=self._people.began, now=now)

    def strikes(self, viewer_id: str, strikes: int) -> int:
        """Return a Viewer's steps that still count."""
        _known, struck_at = self._people.strikes(viewer_id)
        ladder = self._settings().ladder
        return standing(strikes, struck_at, self._books.now(), ladder)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Take what rules or model have blocked."""
        for item in items:
            if item.text is Verdict.BLOCK and self._is_to_act(item):
                try:
                    self._blocked.put_nowait(item.entry)
                except asyncio.QueueFull:
                    self._leave_out()

    def shown(self, items: Sequence[Shown]) -> None:
        """Take what a person has allowed of that for which there was a step."""
        for item in items:
            given = item.entry.body
            if (
                isinstance(given, VerdictGiven)
                and given.text is Verdict.ALLOW
                and given.of in self._struck
                and not self._allowed.full()
            ):
                self._allowed.put_nowait(item.entry)

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing to do."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Nothing to do."""

    def session(self, view: SessionView | None) -> None:
        """Nothing to do."""

    def alarm(self, text: str) -> None:
        """Nothing to do."""

    def _leave_out(self) -> None:
        """Say once that there are too many, however many there are."""
        if not self._left_out:
            log.warning("Too many blocked texts at once for the ladder")
        self._left_out += 1

    def _catch_up(self) -> None:
        """Say what was left to the gate alone, once all others are done."""
        if self._left_out and self._blocked.empty():
            log.warning("The ladder left out %d blocked texts", self._left_out)
            self._left_out = 0

    def _is_to_act(self, item: Review) -> bool:
        entry, settings = item.entry, self._settings()
        event = entry.event
        if not settings.ladder.is_on or entry.test or is_simulated(entry.source):
            return False
        if not isinstance(event, Chat) or event.viewer is None:
            return False
        roles = {role.value for role in event.viewer.roles}
        is_exempt = not roles.isdisjoint(settings.exempt_roles)
        if is_exempt or self._people.is_trusted(event.viewer.id):
            return False
        return _NOT_OURS.isdisjoint(reason.rule for reason in item.reasons)

    async def _work(
        self,
        waiting: asyncio.Queue[Entry],
        act: Callable[[Entry], Awaitable[None]],
    ) -> None:
        while True:
            entry = await waiting.get()
            try:
                await act(entry)
            except (CommandError, LedgerError) as error:
                # The session has ended, or the record stopped and says so itself.
                log.info("Nothing was done about entry %d: %s", entry.seq, error)
            except Exception:  # a bug of ours in one case must not end all
                log.exception("Nothing was done about entry %d", entry.seq)
            finally:
                waiting.task_done()

    async def _act(self, entry: Entry) -> None:
        self._catch_up()
        viewer = _author(entry)
        step = await self._strike(entry, viewer)
        if step is None:
            return
        why = self._writing.why_not(entry.source)
        is_dry = self.dry_run_until() is not None
        if why or is_dry:
            if step.kind != "asked":
                outcome: _Untried = "refused" if why else "dry-run"
                await self._tell(entry, step, outcome, why)
            return
        asked = Asked(by="ladder", of=entry.seq)
        await self._writing.delete(entry, asked=asked)
        if step.kind == "timeout":
            await self._writing.attempt(
                "timeout", viewer.id, seconds=step.seconds, asked=asked
            )
        elif step.kind == "warn" and not self._warnings.full():
            self._warnings.put_nowait(entry)

    async def _strike(self, entry: Entry, viewer: Viewer) -> Step | None:
        """Count one step more; returns what it leads to.

        None when somebody has allowed the text meanwhile.
        """
        known, _struck_at = self._people.strikes(viewer.id)
        before = self.strikes(viewer.id, known)
        step = step_after(before, self._settings().ladder)
        is_still_blocked = False

        async def decide() -> AnyNote | None:
            nonlocal is_still_blocked
            now = (await self._books.decided(entry.seq)).now
            is_still_blocked = now.text is Verdict.BLOCK
            if step.kind == "asked" or not is_still_blocked:
                return None
            return ViewerMarked(
                viewer_id=viewer.id,
                mark="strike",
                of=entry.seq,
                by="ladder",
                reason=LADDER_END if step.kind == "ask" else "",
            )

        def committed(marked: Entry) -> None:
            self._people.set_strikes(viewer.id, before)
            if isinstance(marked.body, ViewerMarked):
                self._people.take_mark(marked.body, seq=marked.seq, at=marked.at)
                self._people.name(viewer.id, viewer.name)
            self._note_struck(entry.seq, viewer.id)

        if await self._books.put(decide, committed):
            await self._save()
        return step if is_still_blocked else None

    def _note_struck(self, seq: int, viewer_id: str) -> None:
        self._struck[seq] = viewer_id
        while len(self._struck) > _STRUCK:
            self._struck.popitem(last=False)

    async def _forgive(self, allowed: Entry) -> None:
        """Take a step back whose text somebody has allowed."""
        given = allowed.body
        if not isinstance(given, VerdictGiven):
            return
        viewer_id = self._struck.pop(given.of, None)
        if viewer_id is None:
            return

        def committed(marked: Entry) -> None:
            if isinstance(marked.body, ViewerMarked):
                self._people.take_mark(marked.body, seq=marked.seq, at=marked.at)

        note = ViewerMarked(
            viewer_id=viewer_id,
            mark="strike",
            is_lifted=True,
            of=given.of,
            by="undo",
            who=given.who,
        )
        await self._books.note(note, committed)
        await self._save()

    async def _tell(
        self, entry: Entry, step: Step, outcome: _Untried, why: str
    ) -> None:
        """Record what would have been asked: one entry for a step."""
        viewer, event = _author(entry), entry.event
        chat_id = event.id if event is not None else None
        actions: dict[str, Literal["send", "timeout", "delete"]] = {
            "warn": "send",
            "timeout": "timeout",
        }
        action = actions.get(step.kind, "delete")
        await self._writing.record(
            PlatformAction(
                action=action,
                source=entry.source,
                subject=viewer.id if action == "timeout" else chat_id,
                text=warning(None) if action == "send" else "",
                seconds=step.seconds if action == "timeout" else None,
                outcome=outcome,
                why=why,
                by="ladder",
                of=entry.seq,
            )
        )

    async def _warn(self, entry: Entry) -> None:
        is_named = entry.judgement.name is Verdict.ALLOW
        text = warning(_author(entry).name if is_named else None)
        asked = Asked(by="ladder", of=entry.seq)
        await self._writing.send(text, targets=[entry.source], asked=asked)


def warning(name: str | None) -> str:
    """Return what is said in the chat; name: of whom it is about, if it may be said."""
    if name is None:
        return _("A message was removed. Please stay friendly.")
    return _("@{name} Your message was removed. Please stay friendly.").format(
        name=name[:_LONGEST_NAME]
    )


def _author(entry: Entry) -> Viewer:
    event = entry.event
    if event is None or event.viewer is None:
        raise CommandError(_("Nobody wrote entry {seq}.").format(seq=entry.seq))
    return event.viewer
