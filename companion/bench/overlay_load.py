"""What overlays show while they are measured: 500 changes a second, everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle

from msgspec import structs

from companion.app.running import RunningApp
from companion.bench.orm_baseline import demo_events
from companion.domain.events import AnyEvent, Arrival, Gift
from companion.domain.on_air import (
    CardOnAir,
    CelebrationOnAir,
    FlagOnAir,
    GiveawayOnAir,
    HypeTrainOnAir,
    OnAir,
    Option,
    PollOnAir,
    PredictionOnAir,
    QueueOnAir,
    QuizOnAir,
    RatingOnAir,
    Scored,
    SpotlightOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.ports import Clock
from companion.domain.values import POINT, Timestamp, Viewer

RATE = 500
"""Changes a second."""

SOURCE = "simulator:bench"

_STEP_S = 0.02
_EVENTS = 20_000
"""More than any page is fed in one run."""

_runs = count(1)

_WORDS = (
    "cozy", "chaos", "ramen", "finally", "новый", "最高", "gg", "speedrun", "لعبة",
    "karaoke", "boss", "again", "louder", "cat", "music", "wow", "encore", "tea",
)  # fmt: skip
_VIEWERS = tuple(Viewer(id=f"twitch:{n}", name=f"Viewer {n}") for n in range(60))


async def feed(app: RunningApp, clock: Clock, seconds: float) -> int:
    """Change everything that overlays can show, RATE times a second.

    Half of the changes are events through the whole line, half votes and the like,
    put on the air directly. Returns how many changes there were.
    """
    run = next(_runs)
    events = (_of_run(event, run) for event in demo_events(_EVENTS))
    changes = _changes(app.engine.view.now)
    began, done = clock.monotonic(), 0
    while (passed := clock.monotonic() - began) < seconds:
        while done < passed * RATE:
            app.engine.offer(Arrival(event=next(events), source=SOURCE))
            app.engine.view.put_on_air(next(changes)(done))
            done += 2
        await clock.sleep(_STEP_S)
    await asyncio.wait_for(app.engine.settle(), timeout=30)
    return done


def _of_run(event: AnyEvent, run: int) -> AnyEvent:
    """Return an event that the ledger has not seen: of another run of the same."""
    again = structs.replace(event, id=f"{event.id}-{run}")
    if isinstance(again, Gift) and again.streak is not None:
        streak = structs.replace(again.streak, group=f"{again.streak.group}-{run}")
        again = structs.replace(again, streak=streak)
    return again


def _options(
    n: int, texts: Sequence[str], *, correct: int | None = None
) -> tuple[Option, ...]:
    """Return answers whose votes grow with n."""
    return tuple(
        Option(
            key=str(at),
            text=text,
            votes=(n // at) % 5_000,
            is_correct=None if correct is None else at == correct,
            points=(n * at) % 90_000 * POINT,
        )
        for at, text in enumerate(texts, 1)
    )


def _scores(n: int) -> tuple[Scored, ...]:
    return tuple(
        Scored(viewer=one, points=(n % 97 + 10 - at) * POINT, is_first=at == 0)
        for at, one in enumerate(_VIEWERS[:8])
    )


Maker = Callable[[int], OnAir]
"""Makes the n-th state of one interaction."""

_GAMES = ("Ranked, solo queue", "Karaoke", "The cursed level", "Just chatting")
_YEARS = ("1978", "1984", "1989", "1991")


def _changes(now: Timestamp) -> Iterator[Maker]:
    """Yield, for ever and in turn, what makes the next state of each interaction."""
    soon = now + 3_600_000_000
    return cycle((*_votes(soon), *_words(), *_games(now, soon), *_shows(now, soon)))


def _votes(soon: Timestamp) -> tuple[Maker, ...]:
    return (
        lambda n: PollOnAir(
            id="poll", phase="ongoing", question="What next?",
            options=_options(n, _GAMES), voters=n % 9_000, closes_at=soon,
        ),
        lambda n: QuizOnAir(
            id="quiz", phase="results", question="Which year did Tetris come out?",
            options=_options(n, _YEARS, correct=2), voters=n % 9_000, scores=_scores(n),
        ),
        lambda n: PredictionOnAir(
            id="bet", phase="ongoing", question="Does the boss fall tonight?",
            options=_options(n, ("Yes", "No")), voters=n % 900, closes_at=soon,
        ),
    )  # fmt: skip


def _words() -> tuple[Maker, ...]:
    return (
        lambda n: WordCloudOnAir(
            id="cloud", phase="ongoing", title="How was it?", voters=n,
            words=tuple(
                sorted(
                    ((word, (n * at) % 211 + 1) for at, word in enumerate(_WORDS, 3)),
                    key=lambda pair: (-pair[1], pair[0]),
                )
            ),
        ),
        lambda n: RatingOnAir(
            id="rating", phase="ongoing", title="That level?", voters=n,
            mean=1 + n % 40 / 10, histogram=tuple((n * k) % 60 for k in range(1, 6)),
        ),
    )  # fmt: skip


def _games(now: Timestamp, soon: Timestamp) -> tuple[Maker, ...]:
    return (
        lambda n: FlagOnAir(
            id="flag", phase="ongoing", title="Find the flag", code="!flag k7x2",
            points=100 * POINT, found=_scores(n)[: n % 5],
        ),
        lambda n: GiveawayOnAir(
            id="gift", phase="ongoing", title="A keyboard", keyword="!join",
            entrants=n, closes_at=soon, proof="b1946ac92492d234",
        ),
        lambda n: WheelOnAir(
            id=f"wheel{n // 4_000}", phase="ongoing", title="Forfeit",
            slots=_WORDS[:12], picked=n // 4_000 % 12, spun_at=now,
        ),
        lambda n: QueueOnAir(
            id="queue", phase="ongoing", title="Play with me", keyword="!queue",
            now=_VIEWERS[n % 50 : n % 50 + 1],
            waiting=_VIEWERS[n % 50 + 1 : n % 50 + 6], count=n % 40,
        ),
    )  # fmt: skip


def _shows(now: Timestamp, soon: Timestamp) -> tuple[Maker, ...]:
    return (
        lambda n: HypeTrainOnAir(
            id="train", phase="ongoing", level=n // 2_000 % 5 + 1, total=n,
            progress=n % 2_000, goal=2_000, ends_at=soon,
        ),
        lambda n: TimerOnAir(
            id="timer", phase="ongoing", title="Subathon", mode="subathon",
            at=soon + n * 1_000_000, added_us=n * 1_000_000,
        ),
        lambda n: SpotlightOnAir(
            id="spot", phase="ongoing", viewer=_VIEWERS[n // 700 % 60]
        ),
        lambda n: CardOnAir(
            id="card", phase="ongoing", title="Tonight", text=f"**Round {n // 700}**"
        ),
        lambda n: CelebrationOnAir(
            id=f"party{n // 3_000}", phase="ongoing", title="Revolution!",
            began_at=now + n * 4_000, callers=n % 90,
        ),
    )  # fmt: skip
