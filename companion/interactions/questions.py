"""The queue of questions: Chats that are to be answered on the stream, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.events import Chat
from companion.domain.show.notes import QuestionMarked
from companion.interactions.commands.english import NAMES, Names, heard_command


class Question(Struct, frozen=True, kw_only=True):
    """One question. seq: of its Chat. by: "person" or "command"."""

    seq: int
    state: Literal["listed", "shown", "used"]
    by: str = "person"


class Questions:
    """The fold of QuestionMarked: those that wait in order, and those that are done."""

    def __init__(self) -> None:
        self._waiting: list[int] = []
        self._shown: int | None = None
        self._used: list[int] = []
        self._by: dict[int, str] = {}
        self._askers: dict[int, str] = {}

    def ask(self, seq: int, viewer_id: str) -> None:
        """Take note of who asks by command, before it is decided where that goes."""
        self._askers[seq] = viewer_id

    def waiting_of(self, person_of: Callable[[str], str]) -> Counter[str]:
        """Return how many questions of each person wait that were asked by command."""
        asked_by = (self._askers.get(seq) for seq in self._waiting)
        return Counter(person_of(one) for one in asked_by if one is not None)

    def asker(self, seq: int) -> str:
        """Return who asked by command."""
        return self._askers[seq]

    def take(self, entry: Entry) -> bool:
        """Take the next entry; returns whether anything changed."""
        if not isinstance(entry.body, QuestionMarked):
            return False
        self._mark(entry.body)
        return True

    def _mark(self, mark: QuestionMarked) -> None:
        self._take_out(mark.of)
        self._by.setdefault(mark.of, mark.by)
        match mark.state:
            case "listed":
                place = len(self._waiting) if mark.place is None else mark.place
                self._waiting.insert(place, mark.of)
            case "shown":
                if self._shown is not None:
                    self._used.append(self._shown)
                self._shown = mark.of
            case "used":
                self._used.append(mark.of)

    def _take_out(self, seq: int) -> None:
        if self._shown == seq:
            self._shown = None
        for one in (self._waiting, self._used):
            if seq in one:
                one.remove(seq)

    def drop(self, seq: int) -> bool:
        """Take out a Chat that is no longer allowed; returns whether it was in."""
        was_in = seq in self
        self._take_out(seq)
        return was_in

    def __contains__(self, seq: int) -> bool:
        """Return whether a Chat is in the queue, used ones included."""
        return seq == self._shown or seq in self._waiting or seq in self._used

    def all(self) -> tuple[Question, ...]:
        """Return the one that is shown, those that wait, then those that were used."""
        shown = () if self._shown is None else (self._question(self._shown, "shown"),)
        return (
            *shown,
            *(self._question(seq, "listed") for seq in self._waiting),
            *(self._question(seq, "used") for seq in reversed(self._used)),
        )

    def next(self) -> int | None:
        """Return the Chat that is to be shown next, or None."""
        return self._waiting[0] if self._waiting else None

    def _question(
        self, seq: int, state: Literal["listed", "shown", "used"]
    ) -> Question:
        return Question(seq=seq, state=state, by=self._by.get(seq, "person"))


def asked(chat: Chat, names: Names = NAMES) -> bool:
    """Return whether a Chat asks for its place in the queue."""
    word, *rest = chat.text.split(maxsplit=1) or ("",)
    return bool(rest) and heard_command(word, names=names) == "ask"
