"""Write the golden ledger of the present version: run once, at its release.

`python -m tests.sessions.golden.make FOLDER`: one entry of every kind there is.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import islice
from pathlib import Path

from companion.domain.earning import Draft, Earning, earner_of
from companion.domain.entries import (
    AnyNote,
    Award,
    Featured,
    Gap,
    GateChanged,
    Judgement,
    PlatformAction,
    Reason,
    Reset,
    SessionChange,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import AnyEvent, MoneySource, StreamEvent
from companion.domain.show.notes import (
    BotRan,
    Celebrated,
    CounterSet,
    HookCalled,
    InteractionMade,
    InteractionMoved,
    InteractionStepped,
    OwnName,
    QuestionMarked,
    QuoteKept,
    ScoreboardShown,
    TeamJoined,
    ViewersLinked,
    WordsNamed,
)
from companion.domain.show.specs import QuizSpec
from companion.domain.show.steps import (
    AnyStep,
    Called,
    Closing,
    Committed,
    Decided,
    Drawn,
    Extended,
    Held,
    Opened,
    Placed,
    Refused,
    Removed,
    Revealed,
    Round,
    Shown,
    Spun,
)
from companion.domain.values import Platform, Viewer
from companion.platforms.simulator.library import Library
from companion.platforms.simulator.sequence import generate
from sessions.export import export_jsonl
from sessions.ledger import Ledger
from tests.sessions.coins import moved
from tests.support.fakes import FakeClock, FakeIds


def one_of_each() -> list[AnyEvent]:
    scenario, seed = Library(None).find("demo")
    told = (one for one in generate(scenario, seed) if isinstance(one, StreamEvent))
    found: dict[type, AnyEvent] = {}
    for event in islice(told, 60_000):
        found.setdefault(type(event), event)
    found[MoneySource] = MoneySource(
        id="twitch:golden-switch",
        platform=Platform.TWITCH,
        channel="golden",
        money="bits",
        old="irc",
        new="channel.bits.use",
    )
    return list(found.values())


def notes_of_the_gate(first: str, now: int) -> list[AnyNote]:
    return [
        GateChanged(
            rules="0123456789abcdef",
            model="english-small@0123456789ab",
            mode="raid",
            who="Zoë",
            why="art",
        ),
        VerdictGiven(
            of=3,
            text=Verdict.ALLOW,
            by="person",
            who="Zoë",
            scores={"toxicity": 0.25},
            model="english-small@0123456789ab",
        ),
        ViewerMarked(
            viewer_id=first,
            mark="mute",
            until=now + 300_000_000,
            of=3,
            who="Zoë",
            reason="kick",
        ),
        ViewerMarked(
            viewer_id=first,
            mark="strike",
            is_lifted=True,
            of=3,
            by="undo",
            undoes=4,
        ),
        TextPermitted(text="Golden évening", of=3, who="Zoë"),
        TextPermitted(text="Golden évening", is_lifted=True, undoes=5),
    ]


def other_notes(first: str, second: str) -> list[AnyNote]:
    return [
        Award(viewer_id=first, points=2500, reason="art"),
        Reset(viewer_id=second),
        Featured(of=3),
        Gap(source="twitch:golden", began=1, ended=2, unknown=3),
        PlatformAction(
            action="timeout",
            source="twitch:golden",
            subject=first,
            seconds=60,
            outcome="refused",
            why="not a moderator",
            by="ladder",
            of=3,
        ),
    ]


def notes_of_the_show(first: str, second: str, now: int) -> list[AnyNote]:
    quiz = QuizSpec(question="Golden?", options=("yes", "évening"), correct=(1,))
    steps: list[AnyStep] = [
        Shown(is_shown=True),
        Closing(at=now, waits={"twitch": 250_000}),
        Extended(seconds=-30, of=3),
        Revealed(),
        Committed(hash="00ff", sealed="golden"),
        Drawn(seed="ff", winners=(first,), entrants=2, lots=3, bowl=((3, 2),)),
        Spun(picked=1, turn=0.5, seed="ff"),
        Decided(winner="1"),
        Called(viewer_ids=(first,)),
        Removed(viewer_id=first),
        Placed(viewer=Viewer(id=first, name="Golden"), place=0),
        Opened(is_open=False),
        Held(is_held=True),
        Round(what="begun"),
        Refused(run="stake:1", why="too few"),
    ]
    return [
        InteractionMade(id="golden", spec=quiz, item="1", who="Zoë"),
        InteractionMoved(id="golden", to="ongoing", who="Zoë"),
        *(InteractionStepped(id="golden", step=step) for step in steps),
        TeamJoined(id="golden", viewer_id=first, key="red"),
        ScoreboardShown(is_shown=True),
        QuestionMarked(of=3, state="listed", place=0, by="command"),
        moved({"mint": -30, first: 20, second: 10}, reason="watched", run="minute:1"),
        moved({first: -5, "pot:golden": 5}, reason="stake", of=3),
        ViewersLinked(viewer_id=first, other_id="twitch:golden"),
        CounterSet(name="falls", value=3, of=3),
        QuoteKept(number=1, text="Golden évening", of=3),
        BotRan(
            run="golden",
            bot="b1",
            name="points",
            action="reply",
            outcome="failed",
            of=3,
            text="50",
            why="refused",
            again=True,
        ),
        HookCalled(name="golden", amount=5, text="golden évening", key="k"),
        WordsNamed(names=(OwnName(word="vote", name="góld"),), only_english=("bet",)),
        Celebrated(bot="b2", title="Golden", video="a.webm", at=now, callers=5),
    ]


async def make(folder: Path) -> None:
    clock, ids = FakeClock(), FakeIds()
    async with await Ledger.open(
        folder, clock=clock, ids=ids, purpose="golden"
    ) as ledger:
        view, _entry = await ledger.start("Golden évening", timezone="Europe/Paris")
        for event in one_of_each():
            await clock.advance(1)
            earner = earner_of(event)
            earning = Earning(earner=earner, units=3, points=1500, meter="m")
            held = Judgement(
                text=Verdict.HOLD,
                reasons=(Reason(rule="blocklist"),),
                scores={"insult": 0.5},
            )
            drafts = [
                Draft(
                    body=event,
                    at=clock.now(),
                    source="twitch:golden",
                    earning=earning if earner else None,
                    judgement=held,
                )
            ]
            await ledger.append(drafts)
        best = (await ledger.read(lambda history: history.tally(view.id))).top(2)
        first, second = (one.viewer.id for one in best)
        notes = (
            *notes_of_the_gate(first, clock.now()),
            *other_notes(first, second),
            *notes_of_the_show(first, second, clock.now()),
        )
        await ledger.append([Draft(body=body, at=clock.now()) for body in notes])
        await ledger.reset_all("end")
        await ledger.forget(second)
        await ledger.reopen(view.id)
        await ledger.change(SessionChange(change="ended"))
        lines = export_jsonl(ledger.history, view.id)
        (folder / "export.jsonl").write_bytes(b"".join(lines))
    # Each of them is made anew where it is missing.
    for made in ("writer.lock", "search.sqlite3"):
        (folder / made).unlink(missing_ok=True)


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1])))
