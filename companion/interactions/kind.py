"""What every kind of interaction is: a fold of what was done and said in it.

A kind is one file in `kinds`, one class and one line in its catalogue. It is given what
is on record and nothing else: the same entries give the same state, whenever they are
read. It never records; what must be recorded because of it, it says in `owed`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

from msgspec import Struct, structs

from companion.domain.entries import AnyNote, Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import OnAir, Phase
from companion.domain.ports import IdSource, Random
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import AnySpec, kind_of
from companion.domain.show.steps import (
    AnyStep,
    Closing,
    Extended,
    Revealed,
    Shown,
)
from companion.domain.show.views import AnswerView, InteractionView
from companion.domain.values import Points, Timestamp, Viewer
from companion.domain.views import Totals
from companion.i18n import _
from companion.interactions.awards import Award
from companion.interactions.ballot import Moved
from companion.interactions.heard import Heard
from companion.interactions.machine import Track

SECOND: Final = 1_000_000
"""Microseconds in a second."""

SpecT = TypeVar("SpecT", bound=AnySpec)


class Around(Struct, frozen=True, kw_only=True):
    """What a kind may ask of the world while a step is planned; never while folding.

    chance: seeded. viewer: by id, None when nobody here has it. points: of a Viewer on
    the leaderboard. person: the account that stands for one. totals: of the session.
    winners: the people who have won a giveaway of this session.
    """

    now: Timestamp
    chance: Random
    ids: IdSource
    viewer: Callable[[str], Viewer | None]
    points: Callable[[str], Points]
    person: Callable[[str], str]
    totals: Callable[[], Totals]
    winners: Callable[[], frozenset[str]] = frozenset


class Window(Struct):
    """A stretch in which answers count. ends, frozen: None while it is open.

    since: seq of the entry that opened it, for what was heard in the same microsecond.
    frozen: seq of the entry that made the results, after which nothing is added.
    """

    begins: Timestamp
    since: int
    ends: Timestamp | None = None
    frozen: int | None = None

    def takes(self, said_at: Timestamp, by: int) -> bool:
        """Return whether what was said then, and let through by that entry, counts."""
        return (
            self.begins <= said_at
            and self.since < by
            and (self.ends is None or said_at < self.ends)
            and (self.frozen is None or by < self.frozen)
        )


class Interaction(ABC, Generic[SpecT]):
    """One interaction, from its making to its end.

    steps: the phases that its kind goes through. longest_wait_s: how long closing may
    wait for answers that were said in time. repeats_words: it shows what Viewers write,
    so it does not hear what tells the secret of another.
    """

    steps: ClassVar[tuple[Phase, ...]] = (
        "before",
        "waiting",
        "ongoing",
        "results",
        "after",
    )
    longest_wait_s: ClassVar[float] = 1.5
    repeats_words: ClassVar[bool] = False

    def __init__(self, made: InteractionMade, spec: SpecT, at: Timestamp) -> None:
        self.id: Final = made.id
        self.item: Final = made.item
        self.spec: Final = spec
        self.made_at: Final = at
        self.track: Final = Track()
        self.is_hidden = False
        self.is_revealed = False
        self.started_at: Timestamp | None = None
        self.closes_at: Timestamp | None = None
        self.ended_at: Timestamp | None = None
        self.closing: Closing | None = None
        self.why = ""
        self.windows: Final[list[Window]] = []
        self.is_recut = False

    # What a kind gives.

    @abstractmethod
    def on_air(self) -> OnAir:
        """Return what viewers see of it now; hidden things are left out."""

    def hear(self, heard: Heard) -> bool:
        """Take an allowed entry while it is ongoing; returns whether it changed."""
        return False

    def unhear(self, seq: int) -> bool:
        """Take back an entry that is no longer allowed; returns whether it changed."""
        return False

    def unhear_all(self, seqs: Iterable[int]) -> bool:
        """Take back all that somebody said; returns whether it changed."""
        return sum(self.unhear(seq) for seq in seqs) > 0

    def note(self, entry: Entry) -> bool:
        """Take another note of ours (coins moved, teams, links, a Reset).

        Called in every phase, for every session note; returns whether it changed.
        """
        return False

    def answers(self, text: str) -> bool:
        """Return whether a text is an answer word for word, such as an option's key.

        Such a one needs no model, and four hundred of it are no raid.
        """
        return False

    def answer_of(self, person: str) -> AnswerView:
        """Return what counts of a person's answers; person: as in Heard."""
        return AnswerView()

    def hides(self, text: str) -> bool:
        """Return whether a text would tell viewers what they must find out."""
        return False

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count accounts as another person's.

        It looks at what those said and no further: thousands may take part.
        """

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Take a step of its own that was recorded."""

    def prepare(self, verb: Verb, around: Around) -> Iterable[None]:
        """Do portion by portion what planning a verb needs; others run in between.

        It may be left at any portion, and nothing depends on its having been done.
        """
        return ()

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Return the steps that a verb of its own means now; records nothing.

        Raises CommandError when it is none of its verbs, or not now.
        """
        raise CommandError(_("This cannot be done with it: {verb}.").format(verb=verb))

    def verbs(self) -> Sequence[Verb]:
        """Return the verbs of its own that are possible now."""
        return ()

    def check_start(self, around: Around) -> Sequence[AnyStep]:
        """Return steps to record with its start. Raises CommandError if it cannot."""
        return ()

    def time_is_up(self) -> Sequence[AnyStep]:
        """Return the steps to record when `closes_at` has come; () closes it."""
        return ()

    def owed(self) -> Sequence[AnyNote]:
        """Return what must be recorded because of it and is not yet, in order.

        Asked after every change, and after a crash: each must bear its `run`, or not
        be owed any more once it is on record.
        """
        return ()

    def awards(self) -> Mapping[str, Award]:
        """Return what people have earned in it, by person; {} before its results.

        What was returned once does not change; the same one is returned until it does.
        """
        return {}

    def reckon(self, verb: Verb) -> Generator[None, None, Mapping[str, Award]]:
        """Reckon portion by portion what people earn by a verb; others run in between.

        Returns it, {} when nobody does. It may be left at any portion, and nothing
        depends on its having been done.
        """
        yield from ()
        return {}

    @property
    def winners(self) -> frozenset[str]:
        """Return the people who have won a prize in it."""
        return frozenset()

    @property
    def holds_coins(self) -> bool:
        """Return whether coins lie in it that go back when it ends undecided."""
        return False

    @property
    def can_extend(self) -> bool:
        """Return whether "extend" can make it longer or shorter now."""
        is_open = self.phase == "ongoing" and self.closing is None
        return is_open and self.closes_at is not None

    def described(self) -> Mapping[str, Any]:
        """Return the fields of its InteractionView that its kind tells."""
        return {}

    def moved(self, entry: Entry) -> None:
        """Take note that it is in another phase, after it is; entry tells how.

        is_recut: other answers may count than before.
        """

    # What all have.

    @property
    def phase(self) -> Phase:
        """Return where it is."""
        return self.track.phase

    @property
    def listens(self) -> bool:
        """Return whether it hears what Viewers say now."""
        return self.phase == "ongoing"

    @property
    def is_shown(self) -> bool:
        """Return whether it is to be on the stream."""
        return not self.is_hidden and self.phase not in {"before", "after", "failed"}

    def counts(self, said_at: Timestamp, by: int) -> bool:
        """Return whether what was said then, and let through by that entry, counts."""
        for window in self.windows:  # noqa: SIM110  # asked for every answer: quicker
            if window.takes(said_at, by):
                return True
        return False

    def move(self, to: Phase, *, is_back: bool, entry: Entry, why: str = "") -> None:
        """Take a change of phase that was recorded."""
        came_from, windows = self.phase, [structs.replace(one) for one in self.windows]
        self.track.move(to, is_back=is_back)
        self.why = why
        if is_back:
            self._go_back(came_from, to, entry)
        elif to == "ongoing":
            self._begin(entry)
        elif to in {"results", "after", "failed"} and came_from == "ongoing":
            self._freeze(entry)
        self.ended_at = entry.at if to in {"after", "failed"} else None
        self.is_recut = windows != self.windows
        self.moved(entry)

    def _begin(self, entry: Entry) -> None:
        self.started_at, self.closing = entry.at, None
        self.windows.append(Window(begins=entry.at, since=entry.seq))
        seconds = self.spec.seconds
        self.closes_at = None if seconds is None else entry.at + seconds * SECOND

    def _freeze(self, entry: Entry) -> None:
        if self.windows:
            window = self.windows[-1]
            window.frozen = entry.seq
            if window.ends is None:
                window.ends = entry.at

    def _go_back(self, came_from: Phase, to: Phase, entry: Entry) -> None:
        """Open again what was decided since."""
        if to == "ongoing":
            # It runs on from here; what was said while it was closed stays out.
            self.is_revealed, self.closing, self.closes_at = False, None, None
            self.windows.append(Window(begins=entry.at, since=entry.seq))
        elif came_from == "ongoing":
            self.started_at, self.closes_at, self.closing = None, None, None
            self.windows.clear()
        if to in {"before", "waiting"}:
            self.is_revealed = False

    def step(self, step: AnyStep, entry: Entry) -> None:
        """Take a step that was recorded."""
        match step:
            case Shown():
                self.is_hidden = not step.is_shown
            case Closing():
                self.closing, self.closes_at = step, step.at
                if self.windows:
                    self.windows[-1].ends = step.at
            case Extended() if self.closes_at is not None and self.closing is None:
                self.closes_at += step.seconds * SECOND
            case Revealed():
                self.is_revealed = True
        self.stepped(step, entry)

    def view(self) -> InteractionView:
        """Return it as the Broadcaster sees it."""
        base = InteractionView(
            id=self.id,
            kind=kind_of(self.spec),
            spec=self.spec,
            phase=self.phase,
            made_at=self.made_at,
            item=self.item,
            steps=self.steps,
            shown=self.is_shown,
            started_at=self.started_at,
            closes_at=self.closes_at,
            ended_at=self.ended_at,
            is_revealed=self.is_revealed,
            on_air=self.on_air(),
            why=self.why,
        )
        return structs.replace(base, **self.described())
