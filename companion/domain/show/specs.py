"""What an interaction is: all that the Broadcaster decides before it runs."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from companion.domain.values import Points

Title = Annotated[str, Meta(min_length=1, max_length=300)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=200)]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]
Options = Annotated[tuple[Line, ...], Meta(min_length=2, max_length=26)]
Worth = Annotated[Points, Meta(ge=0, le=1_000_000_000)]
Coins = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Keyword = Annotated[str, Meta(min_length=1, max_length=50)]
Who = Literal["everyone", "follower", "subscriber", "vip", "moderator", "broadcaster"]
"""The least that a Viewer must be in the channel; each holds all that come after."""

Keys = Literal["numbers", "letters"]


class Spec(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Base of them. seconds: for how long answers count; None: until it is closed."""

    seconds: Seconds | None = None


class PollSpec(Spec, frozen=True, kw_only=True, tag="poll"):
    """A poll. An answer is an option's key, its text or its keyword.

    revote: the last answer counts, else the first. is_hidden: votes are shown when it
    has closed. keywords: one per option, "" for none; () for none at all.
    """

    question: Title
    options: Options
    keys: Keys = "numbers"
    keywords: tuple[Short, ...] = ()
    revote: bool = False
    is_hidden: bool = False


class QuizSpec(Spec, frozen=True, kw_only=True, tag="quiz"):
    """A quiz question. correct: indexes of the options that are.

    right, first: Points for a correct answer, and on top for the first one. decay:
    `right` sinks evenly with the time that an answer took, to half at the end; needs
    `seconds`.
    """

    question: Title
    options: Options
    correct: Annotated[tuple[int, ...], Meta(min_length=1)]
    keys: Keys = "letters"
    right: Worth = 1000
    first: Worth = 1000
    decay: bool = False
    revote: bool = False


class WordCloudSpec(Spec, frozen=True, kw_only=True, tag="word_cloud"):
    """A word cloud. words_each: that one Viewer may add, 0: any number.

    language: whose stop words are left out, "" for none; "all" for every list. prefix:
    only messages that begin so count, "" for all.
    """

    title: Title
    words_each: Annotated[int, Meta(ge=0, le=100)] = 1
    language: Literal["", "all", "de", "en", "es", "fr", "it", "nl", "pl", "pt"] = "all"
    prefix: Short = ""


class RatingSpec(Spec, frozen=True, kw_only=True, tag="rating"):
    """A rating by a number from low to high.

    prior_mean, prior_weight: the Bayesian mean is (weight * prior + sum) / (weight +
    number of ratings); prior_mean None: the middle of the scale.
    """

    title: Title
    low: Literal[0, 1] = 1
    high: Literal[5, 10, 100] = 5
    prior_mean: float | None = None
    prior_weight: Annotated[float, Meta(ge=0, le=10_000)] = 5.0
    revote: bool = True


class FlagSpec(Spec, frozen=True, kw_only=True, tag="flag"):
    """A flag: a secret code that whoever finds it writes.

    code: without prefix; compared without case and spaces around. prefix: "ramen" also
    accepts ramen{code}. on_overlay: the QR code tells the code. points, first: for
    finding it, and on top for the first.
    """

    title: Title
    code: Annotated[str, Meta(min_length=3, max_length=100)]
    prefix: Short = ""
    points: Worth = 1000
    first: Worth = 1000
    on_overlay: bool = False


class Weight(Struct, frozen=True, kw_only=True):
    """How often the name of a Viewer who is at least `who` lies in the bowl."""

    who: Who
    weight: Annotated[int, Meta(ge=1, le=1000)]


class GiveawaySpec(Spec, frozen=True, kw_only=True, tag="giveaway"):
    """A giveaway, entered by a keyword.

    weights: the highest that applies counts; without any everybody has 1.
    loyalty: one more lot for each so many Points, 0: none. least_points: to enter.
    cost: coins for a lot. past_winners: whoever won one in this session may win again.
    """

    title: Title
    keyword: Keyword = "!enter"
    winners: Annotated[int, Meta(ge=1, le=100)] = 1
    who: Who = "everyone"
    weights: tuple[Weight, ...] = ()
    loyalty: Annotated[Points, Meta(ge=0)] = 0
    least_points: Annotated[Points, Meta(ge=0)] = 0
    cost: Coins = 0
    past_winners: bool = False


class WheelSpec(Spec, frozen=True, kw_only=True, tag="wheel"):
    """A wheel. weights: one per slot, () for equal ones.

    joins: a keyword with which Viewers put their names on it; slots may be empty then.
    """

    title: Title
    slots: Annotated[tuple[Line, ...], Meta(max_length=60)] = ()
    weights: tuple[Annotated[int, Meta(ge=1, le=1000)], ...] = ()
    turns_s: Annotated[float, Meta(ge=1, le=30)] = 6.0
    joins: Short = ""


class PredictionSpec(Spec, frozen=True, kw_only=True, tag="prediction"):
    """A prediction: Viewers stake coins on an outcome, "!bet 2 50"; winners share all.

    least, most: coins of one stake.
    """

    question: Title
    options: Options
    keys: Keys = "numbers"
    keyword: Keyword = "!bet"
    least: Annotated[int, Meta(ge=1)] = 1
    most: Annotated[int, Meta(ge=1, le=1_000_000_000)] = 1_000_000


class QueueSpec(Spec, frozen=True, kw_only=True, tag="queue"):
    """A queue of Viewers. at_once: how many it calls together. most: that may wait."""

    title: Title
    keyword: Keyword = "!join"
    leave: Keyword = "!leave"
    at_once: Annotated[int, Meta(ge=1, le=50)] = 1
    most: Annotated[int, Meta(ge=1, le=10_000)] = 500
    who: Who = "everyone"
    subscribers_first: bool = False


class GoalSpec(Spec, frozen=True, kw_only=True, tag="goal"):
    """A goal of this session. unit: what is counted, from when it starts."""

    title: Title
    unit: Literal[
        "points", "diamonds", "bits", "likes", "gifts", "chats", "follows", "subs"
    ] = "points"
    target: Annotated[int, Meta(ge=1, le=1_000_000_000_000)]


class Extension(Struct, frozen=True, kw_only=True):
    """What support adds to a subathon: seconds for each so many units."""

    unit: Literal["diamonds", "bits", "gifts", "subs", "follows", "superchat", "raid"]
    seconds: Annotated[int, Meta(ge=1, le=86_400)]
    each: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class TimerSpec(Spec, frozen=True, kw_only=True, tag="timer"):
    """A timer; `seconds` is how long a countdown or subathon runs at first.

    adds: rules of a subathon. most_per_hour: seconds that support may add in any 3,600
    s, None: no cap. most_s: how long it may run in all, None: no end.
    """

    title: Short = ""
    mode: Literal["countdown", "stopwatch", "subathon"] = "countdown"
    adds: tuple[Extension, ...] = ()
    most_per_hour: Annotated[int, Meta(ge=1)] | None = None
    most_s: Annotated[int, Meta(ge=1)] | None = None


class CardSpec(Spec, frozen=True, kw_only=True, tag="card"):
    """A card of text. text: Markdown. picture: name in the media library."""

    title: Short = ""
    text: Annotated[str, Meta(max_length=4000)] = ""
    picture: Short = ""


class Team(Struct, frozen=True, kw_only=True):
    """A team. key: as in "!team red". gift: whoever sends it joins, "" for none."""

    key: Keyword
    name: Line
    colour: Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")] = "#ff0050"
    gift: Short = ""


class TeamsSpec(Spec, frozen=True, kw_only=True, tag="teams"):
    """Teams that pull a rope; `seconds` is one round.

    unit: what a Viewer's team gets. may_change: a Viewer may join another team.
    """

    title: Title
    teams: Annotated[tuple[Team, ...], Meta(min_length=2, max_length=6)]
    unit: Literal["points", "diamonds", "gifts", "chats", "likes"] = "points"
    may_change: bool = False


AnySpec = (
    PollSpec
    | QuizSpec
    | WordCloudSpec
    | RatingSpec
    | FlagSpec
    | GiveawaySpec
    | WheelSpec
    | PredictionSpec
    | QueueSpec
    | GoalSpec
    | TimerSpec
    | CardSpec
    | TeamsSpec
)

Kind = Literal[
    "poll",
    "quiz",
    "word_cloud",
    "rating",
    "flag",
    "giveaway",
    "wheel",
    "prediction",
    "queue",
    "goal",
    "timer",
    "card",
    "teams",
]


def kind_of(spec: AnySpec) -> Kind:
    """Return the name of a spec's kind, as the ledger and the API write it."""
    return spec.__struct_config__.tag  # type: ignore[return-value]  # every member of the union has one of Kind


def title_of(spec: AnySpec) -> str:
    """Return what a person calls it: its question or title, "" when it has none."""
    match spec:
        case PollSpec() | QuizSpec() | PredictionSpec():
            return spec.question
        case _:
            return spec.title
