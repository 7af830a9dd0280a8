"""The gate's desk: implements domain.ports.Gate over people, decisions and record."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import structs

from companion.app.decisions import Decisions
from companion.app.gate.books import Books
from companion.app.gate.escalation import Escalation
from companion.app.gate.marks import MUTE_S, Mark, Marks
from companion.app.gate.modes import Modes
from companion.app.gate.parts import GateParts, Mode
from companion.app.gate.permits import PermitCommand
from companion.app.gate.permitted import PermittedTexts
from companion.app.gate.share import ToxicShare
from companion.app.writing import Writing
from companion.domain.earning import Draft
from companion.domain.entries import (
    Entry,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.errors import CommandError, LedgerError
from companion.domain.events import Chat
from companion.domain.judged import text_of
from companion.domain.ports import Clock
from companion.domain.views import (
    ConnectionView,
    GateView,
    ModelOffer,
    Review,
    SessionView,
    Shown,
    ToxicityBar,
    Trial,
    VerdictFilter,
    VerdictLine,
    ViewerMarks,
    WouldChange,
)
from companion.i18n import _
from companion.moderation.people import CHATTERS
from companion.pipeline.bus import Bus
from companion.pipeline.review import ReviewQueue
from companion.settings import ModerationSettings, check
from companion.settings.moderation import LABELS
from companion.settings.validation import error_of
from sessions.corrections import corrections_csv

log = logging.getLogger(__name__)


class GateDesk:
    """Implements domain.ports.Gate; run() does what follows by itself.

    name_of: what a Viewer is called, "" when not known.
    """

    def __init__(
        self,
        parts: GateParts,
        *,
        books: Books,
        decisions: Decisions,
        writing: Writing,
        review: ReviewQueue,
        bus: Bus,
        clock: Clock,
        zone: Callable[[], ZoneInfo],
        name_of: Callable[[str], str],
    ) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._reconfiguring = asyncio.Lock()
        self._people = parts.people
        self._books = books
        self._decisions = decisions
        self._review = review
        self._marks = Marks(
            people=parts.people,
            books=books,
            writing=writing,
            decisions=decisions,
            waiting=review.waiting,
            name_of=name_of,
            permit_s=lambda: self._settings.rules.links.permit_seconds,
            save=self._save,
        )
        self._texts = PermittedTexts(people=parts.people, books=books, save=self._save)
        self._modes = Modes(
            books=books,
            people=parts.people,
            gatekeeper=parts.gatekeeper,
            writing=writing,
            settings=lambda: self._settings,
            zone=zone,
            clock=clock,
            save=self._save,
        )
        self._escalation = Escalation(
            books=books,
            people=parts.people,
            writing=writing,
            settings=lambda: self._settings,
            save=self._save,
        )
        self._permits = PermitCommand(self._marks)
        self._share = ToxicShare(clock.now)
        parts.gatekeeper.on_model_change(self._modes.tell_later)
        for listener in (self._share, self._escalation, self._permits, self):
            bus.listen(listener)

    async def run(self) -> None:
        """Climb the ladder, keep quiet hours, give permits; cancel to stop."""
        await self._remember_chatters()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._escalation.run())
            tasks.create_task(self._modes.keep_hours())
            tasks.create_task(self._modes.tell_changes())
            tasks.create_task(self._modes.limit_newcomers())
            tasks.create_task(self._permits.run())

    @property
    def settings(self) -> ModerationSettings:
        """What the gate judges by now."""
        return self._settings

    async def settled(self) -> None:
        """Wait until what follows from everything published so far has been done."""
        await self._escalation.settled()
        await self._permits.settled()

    def view(self) -> GateView:
        """Return how the gate stands."""
        share, judged = self._share.share()
        return GateView(
            rules=self._parts.gatekeeper.version,
            mode=self._modes.mode,
            model=self._parts.gatekeeper.model_view(),
            dry_run_until=self._escalation.dry_run_until(),
            toxic_share=share,
            judged_recently=judged,
            held=self._share.held,
            blocked=self._share.blocked,
            has_opinion_key=self._parts.opinion_key.is_kept(),
        )

    async def reconfigure(self, values: Mapping[str, object]) -> None:
        """Judge by other settings from now on; see the port."""
        async with self._reconfiguring:
            # Long lists take seconds to check, and to make rules of.
            settings = await asyncio.to_thread(settings_of, values)
            await self._modes.judge_by(settings)
            self._settings = settings
            self._decisions.expired = Verdict(settings.expired)
            self._review.hold_for(settings.hold_seconds * 1_000_000)
            await self._modes.tell()

    async def try_text(self, text: str) -> Trial:
        """Return what the gate would say about a text; stores nothing."""
        return await self._parts.gatekeeper.try_text(text)

    async def would_change(self, values: Mapping[str, object]) -> WouldChange:
        """Return what the thresholds of a table [moderation] would have changed."""
        settings = await asyncio.to_thread(settings_of, values)
        return self._parts.gatekeeper.would_change(settings)

    async def set_mode(self, mode: Mode, *, who: str = "") -> None:
        """Be as strict as usual, as in a raid, or as in quiet hours."""
        await self._modes.set(mode, who=who)

    async def always_allow(self, seq: int, *, who: str = "") -> int:
        """Permit the text of an entry for good, and release the entry if it waits."""
        entry = await self._books.entry(seq)
        text = text_of(entry.event) if entry.event is not None else ""
        permitted = await self._texts.permit(text, of=seq, who=who)
        now = (await self._books.decided(seq)).now
        if not now.text is now.name is Verdict.ALLOW:
            await self._decisions.allow(seq, who=who)
        return permitted.seq

    async def mark(
        self,
        viewer_id: str,
        mark: Mark,
        *,
        seconds: int | None = None,
        of: int | None = None,
        who: str = "",
    ) -> int:
        """Mark a Viewer in Companion itself; returns the seq of the ViewerMarked."""
        marked = await self._marks.mark(
            viewer_id, mark, seconds=seconds, of=of, who=who
        )
        return marked.seq

    async def unmark(self, viewer_id: str, mark: str, *, who: str = "") -> int:
        """Take a mark back; returns the seq."""
        return (await self._marks.unmark(viewer_id, mark, who=who)).seq

    async def mute(
        self,
        viewer_id: str,
        *,
        seconds: int = MUTE_S,
        of: int | None = None,
        who: str = "",
    ) -> Sequence[Entry]:
        """Keep a Viewer from every sink for a while; see the port."""
        return await self._marks.mute(viewer_id, seconds=seconds, of=of, who=who)

    async def kick(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Take all that a Viewer wrote off every sink, and throw them out once."""
        return await self._marks.kick(viewer_id, of=of, who=who)

    async def banish(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Ban a Viewer on their platform where possible, and here in any case."""
        return await self._marks.banish(viewer_id, of=of, who=who)

    async def undo(self, seq: int, *, who: str = "") -> int:
        """Take back a decision by its seq; see the port."""
        entry = await self._books.entry(seq, any_session=True)
        match entry.body:
            case ViewerMarked() as note:
                return (await self._marks.undo(entry, note, who=who)).seq
            case TextPermitted() as note:
                return (await self._texts.undo(entry, note, who=who)).seq
            case VerdictGiven(of=of):
                return await self._decisions.undo(of, seq, who=who)
            case _ if entry.event is not None:
                return await self._decisions.undo(seq, seq, who=who)
        raise CommandError(
            _("Entry {seq} decided nothing that could be undone.").format(seq=seq)
        )

    async def approve(self, seq: int, *, who: str = "") -> None:
        """Let an allowed entry pass to overlays that show nothing else."""
        await self._decisions.approve(seq, who=who)

    def marks(self) -> Sequence[ViewerMarks]:
        """Return every Viewer with a mark that holds now."""
        found = (
            structs.replace(
                one, strikes=self._escalation.strikes(one.viewer_id, one.strikes)
            )
            for one in self._people.marked(self._books.now())
        )
        return [one for one in found if one != _unmarked(one)]

    def permitted_texts(self) -> Sequence[str]:
        """Return the texts that are always allowed, oldest first."""
        return self._people.texts()

    async def withdraw_text(self, text: str, *, who: str = "") -> int:
        """Judge a text again that was always allowed; returns the seq."""
        return (await self._texts.withdraw(text, who=who)).seq

    async def verdicts(self, wanted: VerdictFilter) -> Sequence[VerdictLine]:
        """Return decisions, newest first; the audit log, page by page."""
        session = wanted.session or self._books.session_id()
        return await self._books.read(lambda history: history.verdicts(session, wanted))

    async def corrections(self) -> str:
        """Return as CSV what people decided against the gate, to tune it by."""
        return await self._books.read(
            lambda history: b"".join(
                corrections_csv(history.corrections("*"), LABELS)
            ).decode()
        )

    async def context(self, seq: int, *, limit: int = 3) -> Sequence[Entry]:
        """Return what the Viewer of an entry wrote before it, oldest first."""
        entry = await self._books.entry(seq, any_session=True)
        return await self._books.read(lambda history: history.context(entry, limit))

    async def toxicity(
        self, *, minutes: int = 60, bars: int = 60
    ) -> Sequence[ToxicityBar]:
        """Return the last minutes of the running session in so many equal bars."""
        until, session = self._books.now(), self._books.session_id()
        since = until - minutes * 60_000_000
        return await self._books.read(
            lambda history: history.toxicity(session, since, until, bars)
        )

    def models(self) -> Sequence[ModelOffer]:
        """Return the models that can be chosen, installed or not."""
        return self._parts.models.offers(self._settings.model.id)

    async def fetch_model(
        self, model_id: str, *, file: str | None = None, address: str = ""
    ) -> None:
        """Download a model, or take it from a file or mirror; cancel to stop."""
        here = None if file is None else Path(file)
        await self._parts.models.fetch(model_id, file=here, address=address)
        if model_id == self._settings.model.id:
            self._parts.gatekeeper.reload_model()

    async def measure_model(self, model_id: str) -> float:
        """Return milliseconds of one core for one text here; takes some seconds."""
        return await self._parts.models.measure(model_id)

    async def keep_opinion_key(self, key: str) -> None:
        """Keep the key of a second opinion; it is used from now on."""
        await self._parts.opinion_key.keep(key)
        self._parts.gatekeeper.reload_model()

    async def tell_session(
        self, append: Callable[[Draft], Awaitable[Sequence[Entry]]]
    ) -> Sequence[Entry]:
        """Record what the gate judges by in a session that begins just now.

        append: commits a draft. Asked when nobody else can record anything; what cannot
        be recorded now is told later.
        """
        return await self._modes.tell_session(append)

    # What the desk hears: who has written what was allowed, and what is connected.

    def shown(self, items: Sequence[Shown]) -> None:
        """Remember who has written."""
        self._people.chatted(
            item.entry.event.viewer.id
            for item in items
            if isinstance(item.entry.event, Chat)
            and item.entry.event.viewer is not None
            and not item.entry.test
        )

    def reviewing(self, items: Sequence[Review]) -> None:
        """Nothing to do."""

    def retracted(self, seqs: Sequence[int]) -> None:
        """Nothing to do."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Take which chats can be slowed in a raid."""
        self._modes.connections(items)

    def session(self, view: SessionView | None) -> None:
        """Nothing to do."""

    def alarm(self, text: str) -> None:
        """Nothing to do."""

    async def _remember_chatters(self) -> None:
        """Learn from the record who wrote before, and how old this folder is.

        Kept at once: the first hour of a new installation begins now.
        """
        try:
            await self._read_past()
        except LedgerError as error:
            log.warning("Who wrote in earlier sessions is not known: %s", error)
        await self._save()

    async def _read_past(self) -> None:
        known = await self._books.read(lambda history: history.notes.chatters(CHATTERS))
        self._people.chatted_before(known)
        sessions = await self._books.read(lambda history: history.sessions())
        for session in sessions:
            self._people.was_there(session.started_at)

    async def _save(self) -> None:
        raw = self._people.frozen()
        await asyncio.to_thread(self._people.save, raw)


def settings_of(values: Mapping[str, object]) -> ModerationSettings:
    """Return a table [moderation] as settings; raises SettingsError."""
    settings, problems = check({"moderation": dict(values)})
    if settings is None:
        raise error_of(problems[0])
    return settings.moderation


def _unmarked(marks: ViewerMarks) -> ViewerMarks:
    return ViewerMarks(viewer_id=marks.viewer_id, name=marks.name)
