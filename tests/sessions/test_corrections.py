"""Where people decided otherwise than the gate, for whoever tunes thresholds."""

from __future__ import annotations

import csv
import io

import pytest

from companion.domain.entries import Judgement, Verdict, VerdictGiven
from companion.settings.moderation import LABELS
from sessions.corrections import Correction, corrections_csv
from sessions.ledger import Ledger
from tests.sessions.gate import HELD, PENDING, by_model, note, say
from tests.support.fakes import EPOCH, FakeClock

ALLOW, HOLD, BLOCK = Verdict.ALLOW, Verdict.HOLD, Verdict.BLOCK


async def found(ledger: Ledger, session: str) -> list[Correction]:
    return await ledger.read(lambda history: list(history.corrections(session)))


async def test_a_text_that_a_person_released_is_one(
    ledger: Ledger, clock: FakeClock
) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    said = await say(ledger, clock, "kai", "you legend", PENDING)
    await note(ledger, clock, by_model(said.seq, 0.8, HOLD))
    await note(ledger, clock, VerdictGiven(of=said.seq, text=ALLOW))

    assert await found(ledger, view.id) == [
        Correction(
            seq=said.seq,
            at=EPOCH,
            session=view.id,
            text="you legend",
            gate=HOLD,
            person=ALLOW,
            rules=("toxicity",),
            scores={"toxicity": 0.8, "insult": 0.4},
        )
    ]


CASES: dict[
    str, tuple[Judgement, list[tuple[str, Verdict]], tuple[str, str] | None]
] = {
    "a shown text is taken off": (Judgement(), [("person", BLOCK)], ("allow", "block")),
    "a held one is refused": (HELD, [("person", BLOCK)], ("hold", "block")),
    "nobody decided": (HELD, [], None),
    "the clock did": (HELD, [("clock", BLOCK)], None),
    "a person after the clock": (
        HELD,
        [("clock", BLOCK), ("person", ALLOW)],
        ("hold", "allow"),
    ),
    "a person agreed": (
        Judgement(text=BLOCK),
        [("person", ALLOW), ("person", BLOCK)],
        None,
    ),
    "it was undone": (HELD, [("person", ALLOW), ("undo", HOLD)], None),
    "the undo was undone": (
        HELD,
        [("person", ALLOW), ("undo", HOLD), ("undo", ALLOW)],
        ("hold", "allow"),
    ),
    "the model is late": (PENDING, [("person", BLOCK)], None),
}


@pytest.mark.parametrize("name", CASES)
async def test_what_counts_is_what_holds(
    ledger: Ledger, clock: FakeClock, name: str
) -> None:
    judgement, decided, expected = CASES[name]
    view, _entry = await ledger.start("", timezone="UTC")
    said = await say(ledger, clock, "kai", "a text", judgement)
    last = said.seq
    for by, verdict in decided:
        undoes = last if by == "undo" else None
        given = VerdictGiven(of=said.seq, text=verdict, by=by, undoes=undoes)
        last = (await note(ledger, clock, given))[0].seq

    corrected = [(one.gate, one.person) for one in await found(ledger, view.id)]
    assert corrected == ([expected] if expected else [])


async def test_many_come_in_the_order_of_the_evening(
    ledger: Ledger, clock: FakeClock
) -> None:
    view, _entry = await ledger.start("", timezone="UTC")
    held = [await say(ledger, clock, "kai", f"text {n}", HELD) for n in range(40)]
    for entry in reversed(held):
        await note(ledger, clock, VerdictGiven(of=entry.seq, text=ALLOW))
    other, _entry = await ledger.start("", timezone="UTC")

    assert [one.seq for one in await found(ledger, view.id)] == [e.seq for e in held]
    assert await found(ledger, other.id) == []
    assert len(await found(ledger, "*")) == 40


def correction(text: str, **fields: object) -> Correction:
    return Correction(
        seq=7, at=EPOCH, session="id-1", text=text, gate=HOLD, person=ALLOW, **fields
    )


def rows(*corrections: Correction) -> list[dict[str, str]]:
    written = b"".join(corrections_csv(corrections, LABELS)).decode()
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_the_file_says_everything_in_columns() -> None:
    one = correction("hi, “you”", rules=("links", "toxicity"), scores={"insult": 0.25})
    assert rows(one) == [
        {
            "at": "2026-01-01T20:00:00.000000Z",
            "session": "id-1",
            "seq": "7",
            "text": "hi, “you”",
            "gate": "hold",
            "person": "allow",
            "rules": "links toxicity",
            **dict.fromkeys(LABELS, ""),
            "insult": "0.2500",
        }
    ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|'/C calc'!A0", "＝1"],
)
def test_no_text_is_a_formula(text: str) -> None:
    assert rows(correction(text))[0]["text"] == f"'{text}"


@pytest.mark.parametrize("text", ['a "quoted" one', "two\nlines", "a,b;c", "", "'tis"])
def test_other_texts_come_back_as_they_were(text: str) -> None:
    assert rows(correction(text))[0]["text"] == text
