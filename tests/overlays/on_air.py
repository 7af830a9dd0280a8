"""Interactions as they are on the air: the designed examples, and others like them."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from companion.domain.on_air import (
    FlagOnAir,
    GiftMenuOnAir,
    GiveawayOnAir,
    GoalOnAir,
    MenuLine,
    OnAir,
    Option,
    PollOnAir,
    PredictionOnAir,
    QueueOnAir,
    QuizOnAir,
    RatingOnAir,
    RoomOnAir,
    ScoreboardOnAir,
    Scored,
    TeamOnAir,
    TeamsOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.values import POINT, Viewer
from overlays.overlay import Overlay, State
from tests.overlays.people import PEOPLE
from tests.overlays.stream import Stream
from tests.support.fakes import EPOCH

SECOND = 1_000_000
CLOSES_AT = EPOCH + 18 * SECOND


def someone(place: int) -> Viewer:
    """Return the person who starts at that place of the leaderboard."""
    viewer, name, _ = PEOPLE[place - 1]
    return Viewer(id=viewer, name=name)


def scored(place: int, points: int, *, first: bool = False) -> Scored:
    return Scored(viewer=someone(place), points=points * POINT, is_first=first)


def options(*votes: int | None, texts: tuple[str, ...] = ()) -> tuple[Option, ...]:
    """Return answers 1, 2, 3 … with these votes."""
    names = texts or tuple(f"answer {n}" for n in range(1, len(votes) + 1))
    return tuple(
        Option(key=str(n), text=text, votes=count)
        for n, (text, count) in enumerate(zip(names, votes, strict=True), 1)
    )


MAPS = ("Frozen Harbour", "Old Quarry", "Дача / Summer House", "Random")
YEARS = ("1978", "1984", "1989", "1991")
SAID = (
    ("cozy", 96),
    ("chaos", 41),
    ("最高", 33),
    ("класс", 27),
    ("ramen", 25),
    ("جميل", 20),
    ("unhinged", 19),
    ("karaoke", 16),
    ("家族", 15),
    ("GG", 14),
    ("🔥", 12),
    ("मस्त", 10),
    ("sleepy", 9),
    ("재밌다", 8),
    ("loud", 7),
    ("wild", 6),
    ("lag?", 5),
    ("hyggelig", 5),
    ("клоун", 4),
    ("win", 4),
    ("très bien", 3),
    ("おもしろい", 3),
)
SLOTS = (
    "Karaoke",
    "Dance break",
    "Viewer picks the map",
    "10 push-ups",
    "Sing in Finnish",
    "おみくじ",
    "Nothing",
    "مفاجأة",
    "Hot sauce",
    "Swap seats",
    "Story time",
    "Double points",
)

MENU = (
    MenuLine(gift="Rose", label="Spin the wheel"),
    MenuLine(gift="Galaxy", label="Boss music", by=someone(2)),
    MenuLine(gift="Finger Heart", label="Say a name of your choice", count=5),
    MenuLine(gift="Doughnut", label="次の曲を選ぶ"),
    MenuLine(gift="Lion", label="Ten push-ups, right away and with the camera on"),
)

EXAMPLES: dict[str, OnAir] = {
    "poll": PollOnAir(
        id="p",
        phase="ongoing",
        question="Which map first?",
        options=options(541, 325, 301, 37, texts=MAPS),
        voters=1_204,
        closes_at=CLOSES_AT,
    ),
    "quiz": QuizOnAir(
        id="q",
        phase="ongoing",
        question="Which year did Tetris reach its first players?",
        options=tuple(
            structs.replace(one, key=key)
            for key, one in zip(
                "abcd", options(98, 497, 171, 48, texts=YEARS), strict=True
            )
        ),
        voters=814,
        closes_at=CLOSES_AT,
        scores=(scored(2, 2, first=True), scored(1, 1), scored(3, 1), scored(5, 1)),
        rule="2.41 s, by the time it was sent, not received",
    ),
    "prediction": PredictionOnAir(
        id="r",
        phase="ongoing",
        question="Do we beat the boss before midnight?",
        options=(
            Option(key="1", text="Yes, easily", points=18_400 * POINT),
            Option(key="2", text="With one life left", points=9_250 * POINT),
            Option(key="3", text="いいえ", points=4_100 * POINT),
        ),
        voters=212,
        keyword="!bet",
        closes_at=CLOSES_AT,
    ),
    "word_cloud": WordCloudOnAir(
        id="w", phase="ongoing", title="Tonight in one word", words=SAID, voters=612
    ),
    "rating": RatingOnAir(
        id="t",
        phase="ongoing",
        title="Rate the new setup",
        mean=4.3,
        voters=387,
        histogram=(9, 14, 41, 128, 195),
    ),
    "flag": FlagOnAir(
        id="f",
        phase="ongoing",
        title="Find the flag in the haunted house",
        code="!flag GH0ST-LANTERN",
        points=250 * POINT,
        found=(scored(2, 250, first=True), scored(4, 100), scored(11, 100)),
    ),
    "giveaway": GiveawayOnAir(
        id="g",
        phase="ongoing",
        title="A signed keyboard",
        keyword="!keyboard",
        entrants=1_284,
        closes_at=CLOSES_AT,
        proof="9f2c4b1de07a8835c6d1f04be2a97733bb08c4915ed6fa20717c3d84ce95a06b",
    ),
    "wheel": WheelOnAir(
        id="h",
        phase="results",
        title="What happens next?",
        slots=SLOTS,
        picked=2,
        spun_at=EPOCH,
    ),
    "queue": QueueOnAir(
        id="u",
        phase="ongoing",
        title="Play with me",
        keyword="!join",
        now=(someone(1),),
        waiting=tuple(someone(n) for n in (2, 3, 4, 5, 6)),
        count=14,
    ),
    "teams": TeamsOnAir(
        id="m",
        phase="ongoing",
        title="Lava or ice?",
        teams=(
            TeamOnAir(
                key="lava",
                name="Team Lava",
                colour="#e0451f",
                value=18_425 * POINT,
                members=204,
                total=31_310 * POINT,
                wins=1,
            ),
            TeamOnAir(
                key="ice",
                name="Команда Лёд",
                colour="#2f7de0",
                value=12_980 * POINT,
                members=187,
                total=30_450 * POINT,
            ),
        ),
        closes_at=CLOSES_AT,
        round=2,
    ),
    "gift_menu": GiftMenuOnAir(id="n", phase="ongoing", lines=MENU),
    "scoreboard": ScoreboardOnAir(
        id="scoreboard",
        phase="scoreboard",
        scores=tuple(
            scored(n, points, first=n == 2)
            for n, points in enumerate((9, 7, 7, 6, 4, 3, 2, 1), 1)
        ),
        rule="First is who sent it first, by each platform's own clock, corrected.",
    ),
    "room": RoomOnAir(
        id="room",
        phase="ongoing",
        address="http://192.168.178.24:7718/#RAMEN7",
        code="RAMEN7",
    ),
}
"""Of each kind the one that is designed, as it is while people take part."""


GOAL = GoalOnAir(
    id="o",
    phase="ongoing",
    title="Lights out at 500",
    unit="points",
    value=368,
    target=500,
)
"""A goal that a person put on: its overlay shows goals of its settings as well."""


def airing(kind: str, **changes: Any) -> Stream:
    """Return a stream on which the example of a kind is shown, otherwise as said."""
    return Stream(airing=(structs.replace(EXAMPLES[kind], **changes),))


def state(overlay: Overlay[Any], /, **changes: Any) -> State:
    """Return what the overlay shows of its kind's example, otherwise as said."""
    settings = overlay.settings_type()
    projected: State = overlay.project(airing(overlay.kind, **changes), settings)
    return projected
