"""What happened in an interaction, beside what Viewers said: one struct each."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from companion.domain.values import Timestamp, Viewer


class Step(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="step"):
    """Base of them."""


class Shown(Step, frozen=True, kw_only=True, tag="shown"):
    """It is put on the stream, or taken off; what it counts goes on."""

    is_shown: bool


class Closing(Step, frozen=True, kw_only=True, tag="closing"):
    """Answers said after `at` do not count; some are still on their way.

    waits: microseconds that each platform's answers take, from its clock.
    """

    at: Timestamp
    waits: dict[str, int] = {}


class Extended(Step, frozen=True, kw_only=True, tag="extended"):
    """It runs longer or shorter by so many seconds."""

    seconds: Annotated[int, Meta(ge=-86_400, le=86_400)]
    of: int | None = None


class Revealed(Step, frozen=True, kw_only=True, tag="revealed"):
    """What was hidden is shown: the correct answer, the votes, the code."""


class Committed(Step, frozen=True, kw_only=True, tag="committed"):
    """A draw was prepared: the hash of its seed, told before anybody can enter.

    sealed: what all seeds of the interaction come from, see interactions.draws; kept
    here so that a crash changes no draw, and shown by nothing.
    """

    hash: str
    sealed: str = ""


class Drawn(Step, frozen=True, kw_only=True, tag="drawn"):
    """Winners were drawn with this seed. lots: names in the bowl, entry by entry.

    winners: ids. A second draw replaces who did not claim. bowl: in order of entry, the
    seq of each entry with how many lots it has; () of a second draw, which takes the
    next of the same bowl. round: which seed of the interaction it is, from 1.
    """

    seed: str
    winners: tuple[str, ...]
    entrants: int
    lots: int
    bowl: tuple[tuple[int, int], ...] = ()
    round: int = 1


class Spun(Step, frozen=True, kw_only=True, tag="spun"):
    """The wheel turns, and stops `turn` (0..1) into the slot with that index.

    bowl: the slots by their index, with how many lots each has. round: as in Drawn.
    """

    picked: int
    turn: float
    seed: str = ""
    bowl: tuple[tuple[int, int], ...] = ()
    round: int = 1


class Decided(Step, frozen=True, kw_only=True, tag="decided"):
    """A prediction's outcome: the winning option's key; None: everything goes back."""

    winner: str | None


class Called(Step, frozen=True, kw_only=True, tag="called"):
    """The next Viewers of a queue have their turn."""

    viewer_ids: tuple[str, ...]


class Removed(Step, frozen=True, kw_only=True, tag="removed"):
    """A Viewer was taken out of a queue, a giveaway or a wheel by a person."""

    viewer_id: str


class Placed(Step, frozen=True, kw_only=True, tag="placed"):
    """A Viewer has another place in a queue, 0 is next, or was put there by hand."""

    viewer: Viewer
    place: Annotated[int, Meta(ge=0)]


class Opened(Step, frozen=True, kw_only=True, tag="opened"):
    """A queue takes Viewers, or takes none for now."""

    is_open: bool


class Held(Step, frozen=True, kw_only=True, tag="held"):
    """A timer stands still, or goes on."""

    is_held: bool


class Round(Step, frozen=True, kw_only=True, tag="round"):
    """A round of teams begins or ends."""

    what: Literal["begun", "ended"]


class Refused(Step, frozen=True, kw_only=True, tag="refused"):
    """Coins that something was to cost were not there; run: of the CoinsMoved."""

    run: str
    why: str = ""


AnyStep = (
    Shown
    | Closing
    | Extended
    | Revealed
    | Committed
    | Drawn
    | Spun
    | Decided
    | Called
    | Removed
    | Placed
    | Opened
    | Held
    | Round
    | Refused
)
