"""What people do about Viewers: marks of ours, and what platforms are asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal

from companion.app.decisions import ALLOWED_BY_HAND, Decisions
from companion.app.gate.books import Books
from companion.app.writing import LONGEST_TIMEOUT_S, Asked, Writing
from companion.domain.entries import (
    AnyNote,
    Entry,
    Judgement,
    PlatformAction,
    Reason,
    Verdict,
    ViewerMarked,
)
from companion.domain.errors import CommandError
from companion.domain.views import Review
from companion.i18n import _
from companion.moderation.people import People

Mark = Literal["ban", "mute", "trust", "picture", "permit"]

MARKS: Final[tuple[Mark, ...]] = ("ban", "mute", "trust", "picture", "permit")

MUTE_S: Final = 300
"""Seconds of a mute that nobody gave a length."""

KICK_S: Final = 1
"""The shortest timeout that Twitch knows; YouTube takes it too."""

_HIDDEN: Final = Judgement(
    text=Verdict.BLOCK, name=Verdict.BLOCK, reasons=(Reason(rule="person"),)
)
_DECIDING: Final = {"ban": _HIDDEN, "mute": _HIDDEN, "trust": ALLOWED_BY_HAND}
"""What a mark says of the lines of its Viewer that wait."""

_US: Final = 1_000_000

Save = Callable[[], Awaitable[None]]


class Marks:
    """Marks Viewers; each change is an entry, then holds, then is kept.

    waiting: what the gate holds back. name_of: what a Viewer is called, "" when not
    known. permit_s: seconds of a permit that nobody gave a length. save: keeps people.
    """

    def __init__(
        self,
        *,
        people: People,
        books: Books,
        writing: Writing,
        decisions: Decisions,
        waiting: Callable[[], Sequence[Review]],
        name_of: Callable[[str], str],
        permit_s: Callable[[], int],
        save: Save,
    ) -> None:
        self._people = people
        self._books = books
        self._writing = writing
        self._decisions = decisions
        self._waiting = waiting
        self._name_of = name_of
        self._permit_s = permit_s
        self._save = save

    async def mark(
        self,
        viewer_id: str,
        mark: Mark,
        *,
        seconds: int | None = None,
        of: int | None = None,
        who: str = "",
        reason: str = "",
    ) -> Entry:
        """Mark a Viewer; a ban or mute takes what they wrote off every screen.

        seconds: of a mute or permit, 1 to 1,209,600. Raises CommandError when the mark
        is there already: it names nobody, the audit log does.
        """
        _require_viewer_id(viewer_id)
        if mark not in MARKS:
            raise CommandError(_("There is no mark “{name}”.").format(name=mark))
        lasts = self._lasts(mark, seconds)

        async def decide() -> AnyNote:
            now = self._books.now()
            if lasts is None and self._people.holds(viewer_id, mark, now):
                raise CommandError(_is_already(mark, self._called(viewer_id)))
            return ViewerMarked(
                viewer_id=viewer_id,
                mark=mark,
                until=None if lasts is None else now + lasts * _US,
                of=of,
                who=who,
                reason=reason,
            )

        (entry,) = await self._books.put(decide, self.take)
        await self._save()
        await self._follow(viewer_id, mark, who)
        return entry

    async def unmark(self, viewer_id: str, mark: str, *, who: str = "") -> Entry:
        """Take a mark back; what its platform did about the Viewer is lifted too.

        Raises CommandError when it is not there.
        """
        _require_viewer_id(viewer_id)
        since = self._people.seq_of(viewer_id, mark)

        async def decide() -> AnyNote:
            known = next((one for one in MARKS if one == mark), None)
            if known is None or not self._people.holds(
                viewer_id, known, self._books.now()
            ):
                called = self._called(viewer_id)
                raise CommandError(_is_not(mark, called))
            return ViewerMarked(
                viewer_id=viewer_id, mark=known, is_lifted=True, who=who
            )

        (entry,) = await self._books.put(decide, self.take)
        await self._save()
        if since is not None:
            await self._lift(viewer_id, mark, since, Asked(who=who))
        return entry

    async def mute(
        self,
        viewer_id: str,
        *,
        seconds: int = MUTE_S,
        of: int | None = None,
        who: str = "",
    ) -> Sequence[Entry]:
        """Mute a Viewer here, and time them out where their platform can."""
        marked = await self.mark(viewer_id, "mute", seconds=seconds, of=of, who=who)
        asked = Asked(who=who, of=of)
        outcomes = await self._writing.attempt(
            "timeout", viewer_id, seconds=seconds, asked=asked
        )
        return [marked, *outcomes]

    async def kick(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Take all that a Viewer wrote off every screen, and throw them out once."""
        marked = await self.mark(
            viewer_id, "mute", seconds=KICK_S, of=of, who=who, reason="kick"
        )
        asked = Asked(who=who, of=of)
        outcomes = await self._writing.attempt(
            "timeout", viewer_id, seconds=KICK_S, asked=asked
        )
        return [marked, *outcomes]

    async def banish(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Ban a Viewer here, and on their platform where it can."""
        marked: list[Entry] = []
        if not self._people.holds(viewer_id, "ban", self._books.now()):
            marked = [await self.mark(viewer_id, "ban", of=of, who=who)]
        asked = Asked(who=who, of=of)
        outcomes = await self._writing.attempt("ban", viewer_id, asked=asked)
        return [*marked, *outcomes]

    async def undo(self, marked: Entry, note: ViewerMarked, *, who: str = "") -> Entry:
        """Take a mark, or its end, back; a platform lets a banned Viewer write again.

        Raises CommandError when it was taken back already, or changed since.
        """

        async def decide() -> AnyNote:
            history = await self._books.read(
                lambda history: history.notes.marks_of(note.viewer_id)
            )
            same = [one for one in history if _mark_of(one) == note.mark]
            _require_newest(marked.seq, same)
            return _reverse(marked, note, same, who)

        (entry,) = await self._books.put(decide, self.take)
        await self._save()
        if not note.is_lifted:
            asked = Asked(who=who, of=note.of)
            await self._lift(note.viewer_id, note.mark, marked.seq, asked)
        return entry

    async def _lift(self, viewer_id: str, mark: str, since: int, asked: Asked) -> None:
        """Let a Viewer write again where they were kept out since a mark."""
        if mark not in ("ban", "mute"):
            return
        actions = await self._books.read(
            lambda history: history.notes.actions_on(viewer_id, after=since)
        )
        done = [
            one.body.action
            for one in actions
            if isinstance(one.body, PlatformAction) and one.body.outcome == "done"
        ]
        kept_out = [one for one in done if one in ("ban", "timeout", "unban")]
        if kept_out and kept_out[-1] != "unban":
            await self._writing.attempt("unban", viewer_id, asked=asked)

    def take(self, entry: Entry) -> None:
        """Let a committed mark hold from here on."""
        if isinstance(entry.body, ViewerMarked):
            viewer_id = entry.body.viewer_id
            self._people.take_mark(entry.body, seq=entry.seq, at=entry.at)
            self._people.name(viewer_id, self._name_of(viewer_id))

    async def _follow(self, viewer_id: str, mark: Mark, who: str) -> None:
        """Decide what waits of a Viewer: trust releases, a ban or mute refuses."""
        if mark not in _DECIDING:
            return
        judgement = _DECIDING[mark]
        for review in self._waiting():
            event = review.entry.event
            if event is None or event.viewer is None or event.viewer.id != viewer_id:
                continue
            await self._decisions.settle(review.entry.seq, judgement, who=who)

    def _lasts(self, mark: Mark, seconds: int | None) -> int | None:
        """Return how long a mark holds, in seconds; None: for good."""
        if mark not in ("mute", "permit"):
            return None
        default = MUTE_S if mark == "mute" else self._permit_s()
        lasts = default if seconds is None else seconds
        if not 1 <= lasts <= LONGEST_TIMEOUT_S:
            raise CommandError(
                _("It lasts 1 to {most} seconds.").format(most=LONGEST_TIMEOUT_S)
            )
        return lasts

    def _called(self, viewer_id: str) -> str:
        return self._name_of(viewer_id) or viewer_id


def _mark_of(entry: Entry) -> str:
    return entry.body.mark if isinstance(entry.body, ViewerMarked) else ""


def _require_newest(seq: int, same: Sequence[Entry]) -> None:
    """Raise CommandError unless nothing has changed the same mark since."""
    for later in same:
        if later.seq <= seq:
            continue
        if isinstance(later.body, ViewerMarked) and later.body.undoes == seq:
            raise CommandError(_("Entry {seq} is already undone.").format(seq=seq))
        text = _("A later decision has replaced entry {seq}.")
        raise CommandError(text.format(seq=seq))


def _reverse(
    marked: Entry, note: ViewerMarked, same: Sequence[Entry], who: str
) -> ViewerMarked:
    """Return what takes a mark back, or gives one back until when it held."""
    until = None
    if note.is_lifted:
        given = [one.body for one in same if one.seq < marked.seq]
        ends = [
            one.until
            for one in given
            if isinstance(one, ViewerMarked) and not one.is_lifted
        ]
        until = ends[-1] if ends else None
    return ViewerMarked(
        viewer_id=note.viewer_id,
        mark=note.mark,
        until=until,
        is_lifted=not note.is_lifted,
        of=note.of,
        by="undo",
        who=who,
        undoes=marked.seq,
    )


def _require_viewer_id(viewer_id: str) -> None:
    platform, _colon, native = viewer_id.partition(":")
    if not platform or not native.strip():
        raise CommandError(_("There is no viewer “{id}”.").format(id=viewer_id))


def _is_already(mark: str, name: str) -> str:
    words = {
        "ban": _("{name} is banned already."),
        "trust": _("{name} is trusted already."),
        "picture": _("The picture of {name} is hidden already."),
    }
    return words[mark].format(name=name)


def _is_not(mark: str, name: str) -> str:
    words = {
        "ban": _("{name} is not banned."),
        "mute": _("{name} is not muted."),
        "trust": _("{name} is not trusted."),
        "picture": _("The picture of {name} is not hidden."),
        "permit": _("{name} has no permit."),
    }
    unknown = _("There is no mark “{name}”.").format(name=mark)
    return words[mark].format(name=name) if mark in words else unknown
