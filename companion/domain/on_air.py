"""What an interaction looks like to viewers at one moment; every text has passed."""

from __future__ import annotations

from typing import Literal, TypeVar

from msgspec import Struct

from companion.domain.values import Platform, Points, Timestamp, Viewer

Phase = Literal[
    "before", "waiting", "ongoing", "results", "scoreboard", "after", "failed"
]


class OnAir(Struct, frozen=True, kw_only=True):
    """Base of what an interaction shows; id: of the interaction."""

    id: str
    phase: Phase = "before"


OnAirT = TypeVar("OnAirT", bound=OnAir)


class Option(Struct, frozen=True, kw_only=True):
    """One answer. key: what is typed for it. votes: None while they are hidden.

    is_correct: of a quiz, None until it is revealed. points: staked on it.
    """

    key: str
    text: str
    votes: int | None = 0
    is_correct: bool | None = None
    points: Points = 0


class Scored(Struct, frozen=True, kw_only=True):
    """A Viewer and what they have earned in an interaction; is_first: first of all."""

    viewer: Viewer
    points: Points
    is_first: bool = False


class PollOnAir(OnAir, frozen=True, kw_only=True):
    """A poll; test_votes are among the votes."""

    question: str
    options: tuple[Option, ...] = ()
    voters: int = 0
    test_votes: int = 0
    closes_at: Timestamp | None = None


class QuizOnAir(OnAir, frozen=True, kw_only=True):
    """A quiz; scores: the scoreboard, best first. rule: how "first" is judged.

    waiting_for: platforms whose answers in time may still come, after it has closed;
    waits: for how many microseconds from `closes_at`, by a platform's name.
    """

    question: str
    options: tuple[Option, ...] = ()
    voters: int = 0
    test_votes: int = 0
    closes_at: Timestamp | None = None
    scores: tuple[Scored, ...] = ()
    rule: str = ""
    waiting_for: tuple[Platform, ...] = ()
    waits: dict[str, int] = {}


class PredictionOnAir(OnAir, frozen=True, kw_only=True):
    """A prediction; voters: Viewers who staked coins. winner: key, None before.

    points of an option: the coins staked on it, in thousandths. keyword: what a stake
    begins with, as in "!bet 2 50". coin, coins: what one and several are called.
    """

    question: str
    options: tuple[Option, ...] = ()
    voters: int = 0
    closes_at: Timestamp | None = None
    winner: str | None = None
    keyword: str = ""
    coin: str = "coin"
    coins: str = "coins"


class WordCloudOnAir(OnAir, frozen=True, kw_only=True):
    """A word cloud; words with how many Viewers said each, most first."""

    title: str
    words: tuple[tuple[str, int], ...] = ()
    voters: int = 0


class RatingOnAir(OnAir, frozen=True, kw_only=True):
    """A rating from low to high. mean: Bayesian, None before the first.

    histogram: Viewers by equal steps from low to high; test_votes are among them.
    """

    title: str
    low: int = 1
    high: int = 5
    mean: float | None = None
    voters: int = 0
    histogram: tuple[int, ...] = ()
    test_votes: int = 0


class FlagOnAir(OnAir, frozen=True, kw_only=True):
    """A flag to be found. code: what its QR code says. found: newest last."""

    title: str
    code: str
    points: Points = 0
    found: tuple[Scored, ...] = ()


class GiveawayOnAir(OnAir, frozen=True, kw_only=True):
    """A giveaway. keyword: how to enter. proof: hash before, seed after the draw.

    test_votes: tests among the entrants; they never win.
    """

    title: str
    keyword: str = ""
    entrants: int = 0
    closes_at: Timestamp | None = None
    winners: tuple[Viewer, ...] = ()
    proof: str = ""
    test_votes: int = 0


class WheelOnAir(OnAir, frozen=True, kw_only=True):
    """A wheel. slots: texts, 2 to 60. picked: index of the one that wins.

    spun_at: when it began to turn, None before; seconds: for how long. turn: 0..1 of
    a slot, where in it the wheel stops. people: for each slot the Viewer who stands
    there with the name that may be shown, in place of its text; None for a text, and
    () when there are texts only. keyword: how a name gets there, "" for not at all.
    proof: as in GiveawayOnAir.
    """

    title: str
    slots: tuple[str, ...] = ()
    people: tuple[Viewer | None, ...] = ()
    keyword: str = ""
    proof: str = ""
    picked: int | None = None
    spun_at: Timestamp | None = None
    seconds: float = 6.0
    turn: float = 0.5

    @property
    def rests_at(self) -> Timestamp | None:
        """Return when it has come to rest, as pages turn it; None before it turned."""
        if self.spun_at is None:
            return None
        return self.spun_at + round(self.seconds * 1_000_000)


class TimerOnAir(OnAir, frozen=True, kw_only=True):
    """A timer. at: when a countdown or subathon ends, or a stopwatch began.

    held_us: what it showed when it was stopped, in microseconds; None while it runs.
    added_us: what support has added so far.
    """

    title: str = ""
    mode: Literal["countdown", "stopwatch", "subathon"] = "countdown"
    at: Timestamp = 0
    held_us: int | None = None
    added_us: int = 0


class QueueOnAir(OnAir, frozen=True, kw_only=True):
    """Viewers in a queue, next first; now: whose turn it is. keyword: how to join."""

    title: str
    keyword: str = ""
    now: tuple[Viewer, ...] = ()
    waiting: tuple[Viewer, ...] = ()
    count: int = 0
    is_open: bool = True


class CardOnAir(OnAir, frozen=True, kw_only=True):
    """A card. text: Markdown. picture: name in the media library, "" for none."""

    title: str = ""
    text: str = ""
    picture: str = ""


class CelebrationOnAir(OnAir, frozen=True, kw_only=True):
    """A celebration. video: name in the media library. began_at: when it plays."""

    title: str = ""
    video: str = ""
    began_at: Timestamp = 0
    callers: int = 0


class HypeTrainOnAir(OnAir, frozen=True, kw_only=True):
    """A hype train of Twitch; progress and goal: points within this level.

    contributors: who gave most, first of all first; () where nobody tells.
    """

    level: int = 1
    total: int = 0
    progress: int = 0
    goal: int = 0
    ends_at: Timestamp | None = None
    contributors: tuple[Viewer, ...] = ()


class PromptOnAir(OnAir, frozen=True, kw_only=True):
    """What the Broadcaster reads: the run-sheet's present and next lines."""

    lines: tuple[str, ...] = ()


class LogLine(Struct, frozen=True, kw_only=True):
    """One thing that happened around the stream. is_bad: it needs a look."""

    at: Timestamp
    text: str
    is_bad: bool = False


class LogOnAir(OnAir, frozen=True, kw_only=True):
    """What happened to the session and its connections, newest last."""

    lines: tuple[LogLine, ...] = ()


class ObsLogOnAir(OnAir, frozen=True, kw_only=True):
    """What happened in OBS: when and what, short lines, newest last."""

    lines: tuple[tuple[Timestamp, str], ...] = ()


class SpotlightOnAir(OnAir, frozen=True, kw_only=True):
    """A Viewer's card that a person put on the stream."""

    viewer: Viewer


class GoalOnAir(OnAir, frozen=True, kw_only=True):
    """A goal of the show; value and target in whole units, as in specs.GoalSpec."""

    title: str
    unit: str
    value: int = 0
    target: int = 1


class TeamOnAir(Struct, frozen=True, kw_only=True):
    """One team. colour: #rrggbb. value: what it has, in the unit of the teams.

    value: in the round that runs or ended last; in the results, since the start.
    total: since the start. wins: rounds that it won.
    """

    key: str
    name: str
    colour: str
    value: int = 0
    members: int = 0
    total: int = 0
    wins: int = 0


class TeamsOnAir(OnAir, frozen=True, kw_only=True):
    """Teams that pull a rope. closes_at: end of the round. winner: key, None before.

    round: its number, 0 before the first. is_tied: what ended has no winner.
    """

    title: str
    teams: tuple[TeamOnAir, ...] = ()
    unit: str = "points"
    closes_at: Timestamp | None = None
    winner: str | None = None
    round: int = 0
    is_tied: bool = False


class MenuLine(Struct, frozen=True, kw_only=True):
    """One line of the gift menu. lit_at: when it fired last. by: who fired it."""

    gift: str
    label: str
    picture: str = ""
    count: int = 1
    lit_at: Timestamp | None = None
    by: Viewer | None = None


class GiftMenuOnAir(OnAir, frozen=True, kw_only=True):
    """What gifts do, in the order of the rules."""

    lines: tuple[MenuLine, ...] = ()


class ScoreboardOnAir(OnAir, frozen=True, kw_only=True):
    """The scoreboard of the session, best first; rule: how "first" is judged."""

    scores: tuple[Scored, ...] = ()
    rule: str = ""


class RoomOnAir(OnAir, frozen=True, kw_only=True):
    """How to join from the room: an address for the QR code, and a code."""

    address: str
    code: str
