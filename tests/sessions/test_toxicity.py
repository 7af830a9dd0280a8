"""The toxicity chart beside a count by hand of the same evening."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from companion.domain.entries import Judgement, Reason, Verdict, VerdictGiven
from companion.domain.views import ToxicityBar
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.sessions.gate import HELD, PENDING, by_model, note, say
from tests.support.events import like, rose
from tests.support.fakes import EPOCH, FakeClock

MINUTE = 60_000_000


async def bars(
    ledger: Ledger, session: str, *, minutes: int = 3, count: int = 3
) -> list[ToxicityBar]:
    return await ledger.read(
        lambda history: history.toxicity(
            session, EPOCH, EPOCH + minutes * MINUTE, count
        )
    )


async def test_an_evening_counted_by_hand(ledger: Ledger, clock: FakeClock) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    # First minute: four texts, of which one is held; no text: a like, a gift.
    await write(ledger, clock, like("luna"), rose("sol"))
    await say(ledger, clock, "luna", "hello")
    await say(ledger, clock, "luna", "hello again")
    held = await say(ledger, clock, "sol", "a.example", HELD)
    await clock.advance(59.999999)
    await say(ledger, clock, "kai", "the last of the minute")
    # Second: a model is asked about three; one answer comes in the third minute, one
    # never. Afterwards a person releases what was held, which changes no bar.
    await clock.advance(0.000001)
    vile = await say(ledger, clock, "kai", "vile", PENDING)
    await note(ledger, clock, by_model(vile.seq, 0.9, Verdict.BLOCK))
    late = await say(ledger, clock, "kai", "nice", PENDING)
    await say(ledger, clock, "kai", "never judged", PENDING)
    await note(ledger, clock, VerdictGiven(of=held.seq, text=Verdict.ALLOW))
    await clock.advance(60)
    await note(ledger, clock, by_model(late.seq, 0.1, Verdict.ALLOW))
    await say(ledger, clock, "luna", "a test", HELD, test=True)
    await clock.advance(60)
    await say(ledger, clock, "luna", "after the end")

    assert await bars(ledger, view.id) == [
        ToxicityBar(at=EPOCH, judged=4, held=1),
        ToxicityBar(
            at=EPOCH + MINUTE, judged=2, blocked=1, mean=0.5, labels={"toxicity": 1}
        ),
        ToxicityBar(at=EPOCH + 2 * MINUTE),
    ]


@pytest.mark.parametrize("count", [1, 7, 60, 1000])
async def test_a_random_evening_adds_up_as_recounted(
    ledger: Ledger, clock: FakeClock, count: int
) -> None:
    chance = random.Random(count)
    view, _entry = await ledger.start("", timezone="UTC")
    judged: Counter[int] = Counter()
    stopped: Counter[tuple[int, Verdict]] = Counter()
    scores: dict[int, list[float]] = {}
    labels: Counter[tuple[int, str]] = Counter()
    length = 3 * MINUTE
    for _ in range(60):
        await clock.advance(chance.uniform(0, 3))
        at = clock.now() - EPOCH
        if at >= length:
            break
        bar = next(n for n in range(count) if at < length * (n + 1) // count)
        verdict = chance.choice([Verdict.ALLOW, Verdict.HOLD, Verdict.BLOCK])
        score = round(chance.random(), 3)
        passed = [one for one in ("toxicity", "threat") if chance.random() < 0.5]
        said = await say(ledger, clock, "luna", "text", PENDING)
        answer = VerdictGiven(
            of=said.seq,
            text=verdict,
            by="model",
            scores={"toxicity": score, "threat": score / 3},
            reasons=tuple(Reason(rule=label) for label in passed),
        )
        await note(ledger, clock, answer)
        judged[bar] += 1
        stopped[bar, verdict] += 1
        scores.setdefault(bar, []).append(score)
        labels.update((bar, label) for label in passed)

    found = await bars(ledger, view.id, count=count)

    assert len(found) == count
    for number, bar_found in enumerate(found):
        mean = scores.get(number)
        assert bar_found.at == EPOCH + length * number // count
        assert bar_found.judged == judged[number]
        assert bar_found.held == stopped[number, Verdict.HOLD]
        assert bar_found.blocked == stopped[number, Verdict.BLOCK]
        assert bar_found.mean == (
            pytest.approx(sum(mean) / len(mean)) if mean else None
        )
        assert bar_found.labels == {
            label: texts for (bar, label), texts in labels.items() if bar == number
        }


async def test_only_its_own_session_counts(ledger: Ledger, clock: FakeClock) -> None:
    first, _entry = await ledger.start("", timezone="UTC")
    await say(ledger, clock, "luna", "hello")
    second, _entry = await ledger.start("", timezone="UTC")
    blocked = Judgement(text=Verdict.BLOCK)
    await say(ledger, clock, "luna", "hello", blocked)

    counts = [
        [(bar.judged, bar.blocked) for bar in await bars(ledger, one.id, count=1)]
        for one in (first, second)
    ]
    assert counts == [[(1, 0)], [(1, 1)]]


async def test_a_session_without_a_text_is_flat(ledger: Ledger) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    assert [bar.judged for bar in await bars(ledger, view.id)] == [0, 0, 0]


@pytest.mark.parametrize(("since", "until", "count"), [(5, 5, 1), (0, 9, 0), (9, 0, 3)])
async def test_a_stretch_that_is_none_is_refused(
    ledger: Ledger, since: int, until: int, count: int
) -> None:
    with pytest.raises(ValueError, match=str(since)):
        ledger.history.toxicity("x", since, until, count)
