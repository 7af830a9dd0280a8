"""Random evenings on the real engine: whatever is asked, what is on record holds."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Final, get_args

import msgspec
import pytest

from companion.domain.entries import Entry, VerdictGiven, ViewerMarked
from companion.domain.errors import CommandError
from companion.domain.on_air import Phase
from companion.domain.show.desk import Verb
from companion.domain.show.notes import (
    CoinsMoved,
    InteractionMade,
    InteractionMoved,
    OwnName,
    WordsNamed,
)
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    Extension,
    FlagSpec,
    GiveawaySpec,
    GoalSpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
    WordCloudSpec,
)
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat, follow, like, rose

MAPS: Final = ("Forest", "Desert", "hold City")
SPECS: Final[tuple[AnySpec, ...]] = (
    PollSpec(question="Which?", options=MAPS, seconds=20),
    PollSpec(question="Which?", options=MAPS, revote=True, is_hidden=True),
    QuizSpec(question="Which?", options=MAPS, correct=(1,)),
    QuizSpec(question="Which?", options=MAPS, correct=(0, 2), seconds=30, decay=True),
    WordCloudSpec(title="Tonight", words_each=2),
    RatingSpec(title="How?"),
    RatingSpec(title="How?", low=0, high=100, revote=False, seconds=15),
    FlagSpec(title="Find it", code="ghost"),
    GiveawaySpec(title="Keyboard", winners=2),
    GiveawaySpec(title="Mouse", cost=5, past_winners=True),
    WheelSpec(title="What?", slots=("a", "b", "c"), joins="!wheel"),
    PredictionSpec(question="Win?", options=("Yes", "No")),
    QueueSpec(title="Play", at_once=2),
    GoalSpec(title="500", unit="points", target=20),
    TimerSpec(title="Tea", seconds=40),
    TimerSpec(title="Watch", mode="stopwatch"),
    TimerSpec(
        title="Sub",
        mode="subathon",
        seconds=60,
        adds=(Extension(unit="gifts", seconds=5),),
    ),
    CardSpec(text="Back soon"),
    TeamsSpec(
        title="Lava?", teams=(Team(key="red", name="R"), Team(key="blue", name="B"))
    ),
)
TEXTS: Final = (
    *("1", "2", "B", "forest", "hold city", "90", "4/5", "7", "ghost", "GHOST"),
    *("!enter", "!wheel", "!bet 1 3", "!bet 2 900", "!bet x", "!join", "!leave"),
    *("!team red", "!team blue", "!ask hold why?", "!ask who?", "pending 2"),
    *("!say 2", "!in", "!in 1", "!votar B", "!unirse", "!parier 1 3"),
    *("block this", "cozy lava", "<b>x</b>", "hold 1", "", "%s {0} {{x}}"),
)
WORDS: Final = (
    WordsNamed(),
    WordsNamed(
        names=(OwnName(word="join", name="in"), OwnName(word="vote", name="say"))
    ),
    WordsNamed(names=(OwnName(word="vote", name="in"),), only_english=("bet", "join")),
)
PEOPLE: Final = ("ana", "ben", "cleo", "dan", "eve")
VALUES: Final = (
    "",
    "10",
    "-5",
    "99999999",
    "x",
    "1",
    "2",
    "tiktok:ana",
    "tiktok:ben 0",
)

KEYS: Final = ("red", "blue", "", "green")
UNDONE: Final = (VerdictGiven, ViewerMarked)

# Which phase may follow which, written down once more.
AFTER: Final[dict[Phase, set[Phase]]] = {
    "before": {"waiting", "ongoing", "after", "failed"},
    "waiting": {"ongoing", "after", "failed"},
    "ongoing": {"results", "after", "failed"},
    "results": {"scoreboard", "after", "failed"},
    "scoreboard": {"after", "failed"},
    "after": set(),
    "failed": set(),
}


class Evening:
    """Does at random what people, Viewers and time can do."""

    def __init__(self, playing: Playing, seed: int) -> None:
        self.playing = playing
        self.chance = random.Random(seed)
        self.seqs: list[int] = []
        self.made: list[str] = []
        self.done = self.refused = 0
        weighted = {
            self.act: 40,
            self.talk: 30,
            self.make: 8,
            self.judge: 12,
            self.undo: 3,
            self.banish: 2,
            self.wait: 6,
            self.link: 2,
            self.award: 6,
            self.plan: 6,
            self.ask: 4,
            self.team: 3,
            self.name: 3,
        }
        self.jobs, self.weights = tuple(weighted), tuple(weighted.values())

    async def go(self, steps: int) -> None:
        for _n in range(steps):
            job = self.chance.choices(self.jobs, weights=self.weights)[0]
            try:
                await job()
                self.done += 1
            except CommandError:
                self.refused += 1
        await self.rest()

    async def make(self) -> None:
        one = await self.playing.show.make(self.chance.choice(SPECS))
        self.made.append(one.id)

    async def act(self) -> None:
        if not self.made:
            await self.make()
        show, one = self.playing.show, self.chance.choice(self.made[-6:])
        may = show.interaction(one).may
        is_listed = may and self.chance.random() < 0.7
        verb: Verb = self.chance.choice(may if is_listed else get_args(Verb))
        value = self.chance.choice(VALUES)
        asked = asyncio.create_task(show.act(one, verb, value=value))
        if verb == "close":
            await self.let_pass(asked)
        await asyncio.wait_for(asked, 10)

    async def let_pass(self, asked: asyncio.Task[object]) -> None:
        """Let time pass until something that takes time is done."""
        while not asked.done():
            await self.playing.clock.advance(1)
            await asyncio.sleep(0.001)
        await asked

    async def talk(self) -> None:
        events = []
        for _n in range(self.chance.randrange(1, 6)):
            who = self.chance.choice(PEOPLE)
            made = (
                like(who, 3),
                rose(who),
                follow(who),
                *(chat(who, self.chance.choice(TEXTS)) for _m in range(9)),
            )
            events.append(self.chance.choice(made))
        is_test = self.chance.random() < 0.15
        for entry in await self.playing.hear(*events, test=is_test):
            self.seqs.append(entry.seq)

    async def judge(self) -> None:
        if not self.seqs:
            return
        seq, engine = self.chance.choice(self.seqs[-25:]), self.playing.engine
        await (engine.allow if self.chance.random() < 0.6 else engine.block)(seq)

    async def undo(self) -> None:
        entries = await self.playing.engine.entries(after=0)
        given = [one.seq for one in entries if isinstance(one.body, UNDONE)]
        if given:
            await self.playing.engine.gate.undo(self.chance.choice(given[-8:]))

    def someone(self) -> str:
        return f"tiktok:{self.chance.choice(PEOPLE)}"

    async def banish(self) -> None:
        gate, who = self.playing.engine.gate, self.someone()
        await (gate.mark(who, "ban") if self.chance.random() < 0.3 else gate.kick(who))

    async def link(self) -> None:
        coins = self.playing.engine.coins
        if self.chance.random() < 0.5:
            await coins.link(self.someone(), self.someone())
        else:
            await coins.unlink(self.someone())

    async def award(self) -> None:
        coins = self.playing.engine.coins
        await coins.award(self.someone(), self.chance.choice((5, 40, -3)))

    async def plan(self) -> None:
        show = self.playing.show
        lines = [one.id for one in show.view().sheet.items]
        match self.chance.randrange(5):
            case 0:
                specs = self.chance.sample(SPECS, 3)
                kept = [(one.id, one.spec) for one in show.view().sheet.items[-2:]]
                await show.keep_sheet("x", [*kept, *(("", one) for one in specs)])
            case 1:
                await show.back()
            case 2 if lines:
                await show.skip(self.chance.choice(lines))
            case 3 if lines:
                await show.go(self.chance.choice(lines))
            case _:
                asked = asyncio.create_task(show.next())
                await self.let_pass(asked)

    async def ask(self) -> None:
        show = self.playing.show
        await show.show_scoreboard(self.chance.random() < 0.5)
        if self.seqs:
            state = self.chance.choice(("listed", "shown", "used", "dropped"))
            await show.mark_question(self.chance.choice(self.seqs[-25:]), state)

    async def team(self) -> None:
        one, key = self.chance.choice(self.made or ["x"]), self.chance.choice(KEYS)
        await self.playing.show.put_in_team(one, self.someone(), key)

    async def name(self) -> None:
        self.playing.show.hear_words(self.chance.choice(WORDS))

    async def wait(self) -> None:
        await self.playing.clock.advance(self.chance.choice((1, 5, 30)))

    async def rest(self) -> None:
        """Wait until nothing is closing, and all that is owed is on record."""
        fold = self.playing.show.fold

        def is_at_rest() -> bool:
            ones = fold.interactions.values()
            is_closing = any(one.closing and one.phase == "ongoing" for one in ones)
            return not is_closing and next(fold.owed(), None) is None

        async with asyncio.timeout(20):
            while not is_at_rest():
                await self.playing.clock.advance(1)
                await asyncio.sleep(0.001)
        await self.playing.running.pipeline.drain()
        await self.read()

    async def read(self) -> None:
        """Wait until a thread has read the questions; not those of who is banned."""
        show = self.playing.show
        for _n in range(300):
            if len(show.view().questions) == len(show.fold.questions.all()):
                return
            await asyncio.sleep(0.001)


def check_transitions(entries: list[Entry]) -> int:
    """Walk every interaction's phases by the list above; returns how many moves."""
    ways: dict[str, list[Phase]] = {}
    moves = 0
    for entry in entries:
        body = entry.body
        if isinstance(body, InteractionMade):
            ways[body.id] = ["before"]
        elif isinstance(body, InteractionMoved):
            way = ways[body.id]
            moves += 1
            if body.is_back:
                way.pop()
                assert way[-1] == body.to
            else:
                assert body.to in AFTER[way[-1]]
                way.append(body.to)
    return moves


def check_coins(entries: list[Entry], over: set[str]) -> None:
    """Nobody has less than nothing, and no pot of what is over holds a coin."""
    has: Counter[str] = Counter()
    runs: set[str] = set()
    for entry in entries:
        if isinstance(entry.body, CoinsMoved):
            postings = entry.body.postings
            assert sum(one.coins for one in postings) == 0
            for one in postings:
                has[one.account] += one.coins
            below = [who for who, coins in has.items() if coins < 0 and who != "mint"]
            assert below == []
            if entry.body.run:
                assert entry.body.run not in runs
                runs.add(entry.body.run)
    assert {f"pot:{one}" for one in over} & set(+has) == set()


async def evening(playing: Playing, seed: int, steps: int) -> None:
    told = Evening(playing, seed)
    await told.go(steps)
    before = playing.show.view()
    await playing.reopened()
    await told.read()
    after = playing.show.view()

    for one, again in zip(before.interactions, after.interactions, strict=True):
        assert msgspec.to_builtins(one) == msgspec.to_builtins(again)
    for name in before.__struct_fields__:
        assert getattr(after, name) == getattr(before, name), name
    assert msgspec.json.encode(after) == msgspec.json.encode(before)
    entries = list(await playing.engine.entries(after=0))
    assert check_transitions(entries) > 5
    over = {one.id for one in after.interactions if one.phase in {"after", "failed"}}
    check_coins(entries, over)
    assert told.done > steps // 4
    assert told.refused > 0


@pytest.mark.parametrize("seed", range(20))
async def test_a_random_evening_is_the_same_when_it_is_resumed(
    playing: Playing, seed: int
) -> None:
    await evening(playing, seed, steps=120)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 440))
async def test_many_random_evenings_are_the_same_when_they_are_resumed(
    playing: Playing, seed: int
) -> None:
    await evening(playing, seed, steps=300)
