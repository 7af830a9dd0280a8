"""What the gate knows of Viewers across sessions: bans, mutes, trust, permits, strikes.

Kept in one file of the data folder. Every change is an entry of the ledger first; the
file is what a restart needs of them, whichever session they stand in.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Struct

from companion.domain.entries import TextPermitted, ViewerMarked
from companion.domain.values import ChatLimits, Timestamp
from companion.domain.views import ViewerMarks
from companion.kept_file import aside_of, replace_whole
from companion.moderation.skeleton import skeleton_of

log = logging.getLogger(__name__)

FILE_NAME: Final = "people.json"

CHATTERS: Final = 200_000
"""Viewers of whom it is remembered that they have written; some 20 MB."""

MarkName = Literal["ban", "mute", "trust", "picture", "permit", "strike"]

_Time = Annotated[Timestamp, msgspec.Meta(ge=0, le=253_402_300_799_999_999)]
"""A moment that a calendar can show: until the end of the year 9999."""


class _Mark(Struct, omit_defaults=True):
    """A mark that holds. seq: of the entry that made it; until: None: for good."""

    seq: int
    until: _Time | None = None


class _Person(Struct, omit_defaults=True):
    """strikes: steps of the ladder as of `struck_at`, which decay from then on."""

    marks: dict[str, _Mark] = {}
    strikes: Annotated[int, msgspec.Meta(ge=0)] = 0
    struck_at: _Time = 0
    name: str = ""


class _Kept(Struct, omit_defaults=True):
    """The file. began: when the data folder was first used. texts: as written."""

    began: _Time = 0
    people: dict[str, _Person] = {}
    texts: list[str] = []
    mode: Literal["normal", "raid", "quiet"] = "normal"
    before_raid: dict[str, ChatLimits] = {}


def _nothing(_text: str) -> bool:
    return False


class People:
    """The fold of all marks and permitted texts; implements moderation.known.Known.

    path: the file, None to keep nothing. now: when the data folder is first used.
    chatters: of how many Viewers it is remembered that they have written. asked_for:
    set by whoever asks Viewers something: tells whether a text answers it.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        now: Timestamp = 0,
        chatters: int = CHATTERS,
    ) -> None:
        self._path = path
        self._kept = _read(path) if path is not None else _Kept()
        if not self._kept.began:
            self._kept.began = now
        # Not kept by skeleton: another version may make another one of a text.
        self._texts = {_key_of(text): text for text in self._kept.texts}
        self._most_chatters = chatters
        self._chatters: OrderedDict[str, None] = OrderedDict()
        self._saving = threading.Lock()
        self.asked_for: Callable[[str], bool] = _nothing

    # What rules and gate ask, for every event.

    def is_trusted(self, viewer_id: str) -> bool:
        """Return whether no rule or model stops a Viewer."""
        return self._mark(viewer_id, "trust") is not None

    def hides(self, viewer_id: str, at: Timestamp) -> Literal["", "banned", "muted"]:
        """Return why a Viewer is kept from every sink, "" when they are not."""
        person = self._kept.people.get(viewer_id)
        if person is None:
            return ""
        if "ban" in person.marks:
            return "banned"
        mute = person.marks.get("mute")
        return "muted" if mute is not None and _holds(mute, at) else ""

    def may_link(self, viewer_id: str, at: Timestamp) -> bool:
        """Return whether a Viewer may post links now."""
        permit = self._mark(viewer_id, "permit")
        return permit is not None and _holds(permit, at)

    def permits(self, skeleton: str) -> bool:
        """Return whether a text with that skeleton is always allowed."""
        return bool(self._texts) and _on_one_line(skeleton) in self._texts

    def is_answer(self, text: str) -> bool:
        """Return whether a text is, word for word, an answer that is asked for now."""
        return self.asked_for(text)

    def has_chatted(self, viewer_id: str) -> bool:
        """Return whether a Chat of a Viewer has been allowed before, as far as known.

        Only the newest are remembered.
        """
        return viewer_id in self._chatters

    def hides_picture(self, viewer_id: str) -> bool:
        """Return whether a Viewer's picture is hidden everywhere."""
        return self._mark(viewer_id, "picture") is not None

    # What people and ladder ask.

    @property
    def began(self) -> Timestamp:
        """When the data folder was first used."""
        return self._kept.began

    def was_there(self, at: Timestamp) -> None:
        """Learn that the data folder is as old as `at`: a session began then."""
        self._kept.began = min(self._kept.began, at)

    @property
    def mode(self) -> Literal["normal", "raid", "quiet"]:
        """How strict the gate was when this was kept."""
        return self._kept.mode

    @property
    def before_raid(self) -> dict[str, ChatLimits]:
        """How each channel's chat was before the raid mode, by target."""
        return self._kept.before_raid

    def note_mode(self, mode: Literal["normal", "raid", "quiet"]) -> None:
        """Remember how strict the gate is."""
        self._kept.mode = mode

    def holds(self, viewer_id: str, mark: str, at: Timestamp) -> bool:
        """Return whether a mark is on a Viewer now."""
        found = self._mark(viewer_id, mark)
        return found is not None and _holds(found, at)

    def seq_of(self, viewer_id: str, mark: str) -> int | None:
        """Return the seq of the entry that made a mark which was not taken back."""
        found = self._mark(viewer_id, mark)
        return found.seq if found is not None else None

    def strikes(self, viewer_id: str) -> tuple[int, Timestamp]:
        """Return the steps taken, not decayed, and when the last one was."""
        person = self._kept.people.get(viewer_id)
        return (person.strikes, person.struck_at) if person is not None else (0, 0)

    def marked(self, at: Timestamp) -> Iterator[ViewerMarks]:
        """Yield what holds now of everybody about whom something does; no strikes."""
        for viewer_id, person in self._kept.people.items():
            marks = {
                name: mark for name, mark in person.marks.items() if _holds(mark, at)
            }
            mute, permit = marks.get("mute"), marks.get("permit")
            if marks or person.strikes:
                yield ViewerMarks(
                    viewer_id=viewer_id,
                    name=person.name,
                    is_banned="ban" in marks,
                    muted_until=mute.until if mute else None,
                    is_trusted="trust" in marks,
                    is_picture_hidden="picture" in marks,
                    permit_until=permit.until if permit else None,
                    strikes=person.strikes,
                )

    def texts(self) -> tuple[str, ...]:
        """Return the texts that are always allowed, oldest first."""
        return tuple(self._texts.values())

    # How it changes: by entries alone.

    def take_mark(self, note: ViewerMarked, *, seq: int, at: Timestamp) -> None:
        """Take a committed mark, or the end of one; `strike` is counted up or down."""
        person = self._kept.people.setdefault(note.viewer_id, _Person())
        if note.mark == "strike":
            steps = -1 if note.is_lifted else 1
            person.strikes = max(0, person.strikes + steps)
            person.struck_at = person.struck_at if note.is_lifted else at
        elif note.is_lifted:
            person.marks.pop(note.mark, None)
        else:
            person.marks[note.mark] = _Mark(seq=seq, until=note.until)
        self._forget_idle(note.viewer_id, at)

    def set_strikes(self, viewer_id: str, strikes: int) -> None:
        """Take what is left of a Viewer's steps after the decay."""
        person = self._kept.people.get(viewer_id)
        if person is not None:
            person.strikes = strikes

    def take_text(self, note: TextPermitted) -> None:
        """Take a committed text that is always allowed, or no longer."""
        if note.is_lifted:
            self._texts.pop(_key_of(note.text), None)
        else:
            self._texts[_key_of(note.text)] = note.text
        self._kept.texts = list(self._texts.values())

    def name(self, viewer_id: str, name: str) -> None:
        """Remember what a marked Viewer is called, for lists."""
        person = self._kept.people.get(viewer_id)
        if person is not None and name:
            person.name = name

    def chatted(self, viewer_ids: Iterable[str]) -> None:
        """Learn who has written, oldest first."""
        for viewer_id in viewer_ids:
            self._chatters[viewer_id] = None
            self._chatters.move_to_end(viewer_id)
            if len(self._chatters) > self._most_chatters:
                self._chatters.popitem(last=False)

    def chatted_before(self, viewer_ids: Iterable[str]) -> None:
        """Learn who wrote in earlier sessions, newest first; who has since is newer."""
        for viewer_id in viewer_ids:
            if len(self._chatters) >= self._most_chatters:
                return
            if viewer_id not in self._chatters:
                self._chatters[viewer_id] = None
                self._chatters.move_to_end(viewer_id, last=False)

    # The file.

    def frozen(self) -> bytes:
        """Return the file's bytes as of now; asked on the engine's loop."""
        return msgspec.json.format(msgspec.json.encode(self._kept))

    def save(self, raw: bytes) -> None:
        """Replace the file in one step, durably; may run on any thread.

        What cannot be written is logged: the ledger has it.
        """
        path = self._path
        if path is None:
            return
        try:
            with self._saving:
                replace_whole(path, raw)
        except OSError as error:
            log.warning("%s cannot be written: %s", path.name, error)

    def _mark(self, viewer_id: str, mark: str) -> _Mark | None:
        person = self._kept.people.get(viewer_id)
        return person.marks.get(mark) if person is not None else None

    def _forget_idle(self, viewer_id: str, at: Timestamp) -> None:
        """Drop ended marks of a Viewer, and the Viewer when nothing is left."""
        person = self._kept.people[viewer_id]
        person.marks = {
            name: mark for name, mark in person.marks.items() if _holds(mark, at)
        }
        if not person.marks and not person.strikes:
            del self._kept.people[viewer_id]


def _key_of(text: str) -> str:
    return _on_one_line(skeleton_of(text))


def _on_one_line(skeleton: str) -> str:
    return " ".join(skeleton.split())


def _holds(mark: _Mark, at: Timestamp) -> bool:
    return mark.until is None or mark.until > at


def _read(path: Path) -> _Kept:
    """Return what the file holds; a broken one is set aside, and all begins anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return _Kept()
    except (
        OSError,
        msgspec.DecodeError,
        RecursionError,
        UnicodeDecodeError,
    ) as error:
        aside = aside_of(path)
        log.error(  # noqa: TRY400  # no bug of ours: no traceback
            "%s cannot be read (%s): bans and permits begin anew, the old file is %s",
            path.name,
            error,
            aside.name,
        )
        try:
            os.replace(path, aside)  # noqa: PTH105  # one step on every system
        except OSError:
            log.warning("%s cannot be set aside", path.name)
        return _Kept()
