"""The straight line for tests: a real ledger, pipeline and view on a fake clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from companion.domain.earning import Earning
from companion.domain.entries import ALLOWED, Entry, Judgement
from companion.domain.events import AnyEvent, Arrival
from companion.domain.values import Timestamp
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.pipeline.bus import Bus
from companion.pipeline.intake import Intake, Ticket
from companion.pipeline.live_view import LiveView
from companion.pipeline.pipeline import Pipeline
from companion.pipeline.publisher import Publisher
from companion.pipeline.review import ReviewQueue
from companion.scoring.rules import earning_of
from companion.scoring.table import ScoringTable
from companion.settings import ScoringSettings
from sessions.ledger import Ledger
from tests.support.fakes import FakeClock, FakeIds

SOURCE = "tiktok:@mira.plays"


class ByText:
    """Rules that judge by a function of the text: a policy, small and real."""

    def __init__(self, judge: Callable[[str], Judgement] | None = None) -> None:
        self._judge = judge or (lambda _text: ALLOWED)

    def judge(self, event: AnyEvent, *, at: Timestamp) -> Judgement:
        return self._judge(getattr(event, "text", ""))


class Heard:
    """A listener that keeps everything it was told, in order."""

    def __init__(self) -> None:
        self.items: list[Shown] = []
        self.reviews: list[Review] = []
        self.gone: list[int] = []
        self.alarms: list[str] = []
        self.sessions: list[SessionView | None] = []

    def shown(self, items: Sequence[Shown]) -> None:
        self.items.extend(items)

    def reviewing(self, items: Sequence[Review]) -> None:
        self.reviews.extend(items)

    def retracted(self, seqs: Sequence[int]) -> None:
        self.gone.extend(seqs)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        pass

    def session(self, view: SessionView | None) -> None:
        self.sessions.append(view)

    def alarm(self, text: str) -> None:
        self.alarms.append(text)

    def texts(self) -> list[str]:
        """Texts of the events that were shown, "" for those without one."""
        events = [item.entry.event for item in self.items]
        return [getattr(one, "text", "") for one in events if one is not None]


class Line:
    """All parts of the straight line, and a way to send events down it."""

    def __init__(
        self, ledger: Ledger, clock: FakeClock, rules: ByText, *, hold_s: int = 20
    ) -> None:
        self.ledger = ledger
        self.clock = clock
        self.bus, self.view, self.heard = Bus(), LiveView(now=clock.now), Heard()
        self.bus.listen(self.heard)
        self.review = ReviewQueue(hold_us=hold_s * 1_000_000)
        self.publisher = Publisher(view=self.view, bus=self.bus, review=self.review)
        self.duplicates: dict[str, int] = {}
        self.shed: list[str] = []
        self.intake = Intake(on_shed=self.shed.append)
        table = ScoringTable(ScoringSettings())
        self._score: Callable[[AnyEvent], Earning | None] = lambda event: earning_of(
            event, table
        )
        self.pipeline = Pipeline(
            intake=self.intake,
            score=self._score,
            rules=rules,
            ledger=ledger,
            publisher=self.publisher,
            clock=clock,
            on_duplicates=self._count_duplicates,
        )

    async def send(self, *events: AnyEvent, test: bool = False) -> None:
        arrivals = [Arrival(event=one, source=SOURCE, test=test) for one in events]
        await self.pipeline.accept([Ticket(arrival) for arrival in arrivals])

    async def verdict(self, of: Entry, judgement: Judgement, by: str = "model") -> None:
        draft = self.pipeline.draft_of_verdict(of, judgement, by=by)

        async def write() -> Sequence[Entry]:
            return (await self.ledger.append([draft])).entries

        await self.pipeline.record(write)

    def _count_duplicates(self, source: str, count: int) -> None:
        self.duplicates[source] = self.duplicates.get(source, 0) + count


@asynccontextmanager
async def open_line(
    folder: Path, rules: ByText | None = None, clock: FakeClock | None = None
) -> AsyncIterator[Line]:
    """A line with an open session."""
    clock = clock or FakeClock()
    async with await Ledger.open(
        folder, clock=clock, ids=FakeIds(), purpose="test"
    ) as ledger:
        line = Line(ledger, clock, rules or ByText())
        view, entry = await ledger.start("Friday", timezone="UTC")
        line.view.open(view)
        line.publisher.publish([entry])
        yield line
