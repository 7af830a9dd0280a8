"""The log of decisions: who, what, when, why, and what took it back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from companion.domain.entries import Judgement, Verdict, VerdictGiven
from companion.domain.values import Platform
from companion.domain.views import VerdictLine
from sessions.ledger import Ledger
from tests.sessions.conftest import write
from tests.sessions.gate import PENDING, evening, lines, named, note, say
from tests.support.events import like, rose, viewer
from tests.support.fakes import FakeClock


@dataclass
class Told:
    """A ledger with an evening at the gate."""

    ledger: Ledger
    session: str
    seqs: dict[str, int]

    async def names(self, **wanted: object) -> list[str]:
        return named(self.seqs, await lines(self.ledger, self.session, **wanted))

    async def line(self, name: str) -> VerdictLine:
        every = await lines(self.ledger, self.session)
        return next(one for one in every if one.seq == self.seqs[name])


@pytest.fixture
async def told(ledger: Ledger, clock: FakeClock) -> Told:
    view, _entry = await ledger.start("", timezone="UTC")
    return Told(ledger, view.id, await evening(ledger, clock))


async def test_every_decision_is_a_line_newest_first(told: Told) -> None:
    assert await told.names() == [
        "rude-back",
        "banned",
        "deleted",
        "permitted",
        "struck",
        "muted",
        "link-expired",
        "rude-allowed",
        "vile-judged",
        "rude-judged",
        "nice-judged",
        "link",
        "hello",
        "gate",
    ]


FILTERS: dict[str, tuple[dict[str, object], list[str]]] = {
    "words of a text": (
        {"words": "rude"},
        ["rude-back", "permitted", "rude-allowed", "rude-judged"],
    ),
    "the beginning of a word": ({"words": "hel"}, ["hello"]),
    "a name": ({"words": "sol"}, ["link-expired", "link"]),
    "all of the words": ({"words": "rude vile"}, []),
    "a viewer": ({"viewer_id": "tiktok:sol"}, ["link-expired", "link"]),
    "a viewer who was marked": (
        {"viewer_id": "tiktok:kai", "by": "person"},
        ["banned", "permitted", "muted", "rude-allowed"],
    ),
    "a rule": ({"rule": "links"}, ["link"]),
    "a label as rule": ({"rule": "toxicity"}, ["vile-judged", "rude-judged"]),
    "the rules": ({"by": "rules"}, ["link", "hello"]),
    "the ladder": ({"by": "ladder"}, ["deleted", "struck"]),
    "the clock": ({"by": "clock"}, ["link-expired"]),
    "an undo": ({"by": "undo"}, ["rude-back"]),
    "a verdict": ({"verdict": Verdict.BLOCK}, ["link-expired", "vile-judged"]),
    "a score, undecided people's too": (
        {"label": "toxicity", "score": 0.95},
        ["deleted", "struck", "vile-judged"],
    ),
    "any label": (
        {"score": 0.91, "by": "model"},
        ["vile-judged", "rude-judged"],
    ),
    "a score within a tenth": ({"label": "insult", "score": 0.46, "by": "model"},
        ["vile-judged"]),
    "a low score": (
        {"label": "insult", "score": 0.01, "by": "model"},
        ["vile-judged", "rude-judged", "nice-judged"],
    ),
    "a label that no model knows": ({"label": "spam"}, []),
    "decisions": (
        {"decisions_only": True, "by": "model"},
        ["vile-judged", "rude-judged"],
    ),
    "decisions of the rules": ({"decisions_only": True, "by": "rules"}, ["link"]),
    "a kind": ({"kind": "viewer_mark"}, ["struck", "muted"]),
    "a kind, one page after the other": (
        {"kind": "gate", "limit": 2},
        ["gate"],
    ),
    "a person": ({"who": "Nora"}, ["rude-allowed"]),
    "the Broadcaster, by kind": ({"who": "", "kind": "text_permit"}, ["permitted"]),
    "nobody": ({"viewer_id": "tiktok:nobody"}, []),
    "all at once": (
        {
            "words": "idiot",
            "viewer_id": "tiktok:kai",
            "rule": "toxicity",
            "by": "model",
            "verdict": Verdict.HOLD,
            "label": "toxicity",
            "score": 0.9,
            "decisions_only": True,
        },
        ["rude-judged"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_lets_through_what_it_names(told: Told, name: str) -> None:
    wanted, expected = FILTERS[name]
    assert await told.names(**wanted) == expected


async def test_pages_follow_each_other_without_gap_or_repeat(told: Told) -> None:
    every = await told.names()
    paged: list[str] = []
    before = None
    while page := await told.names(limit=3, before=before):
        paged += page
        before = told.seqs[page[-1]]
    assert paged == every


ODD: list[dict[str, object]] = [
    {"limit": 10**9},
    {"before": 2**200},
    {"score": 0.1, "by": "model", "label": "toxicity", "before": 2**63},
]


@pytest.mark.parametrize("wanted", ODD)
async def test_odd_numbers_find_what_they_say(
    told: Told, wanted: dict[str, object]
) -> None:
    assert await told.names(**wanted)


NOTHING: list[dict[str, object]] = [
    {"before": -(2**200)},
    {"score": math.inf},
    {"score": math.nan, "label": "toxicity"},
    {"rule": "\ud800"},
    {"viewer_id": 'x" OR "d'},
    {"who": '" OR tags:"d'},
    {"kind": "*"},
]


@pytest.mark.parametrize("wanted", NOTHING)
async def test_odd_filters_find_nothing_and_break_nothing(
    told: Told, wanted: dict[str, object]
) -> None:
    assert await told.names(**wanted) == []


async def test_a_line_of_the_rules_tells_why(told: Told) -> None:
    line = await told.line("link")
    assert (line.kind, line.by, line.of) == ("verdict", "rules", told.seqs["link"])
    assert (line.text, line.verdict) == ("see a.example", Verdict.HOLD)
    assert [reason.rule for reason in line.reasons] == ["links"]
    assert line.viewer == viewer("sol")
    assert (line.what, line.platform) == (None, Platform.TIKTOK)


async def test_a_later_verdict_tells_whose_text_it_is_and_who_took_it_back(
    told: Told,
) -> None:
    line = await told.line("rude-allowed")
    assert (line.by, line.who, line.of) == ("person", "Nora", told.seqs["rude"])
    assert (line.text, line.viewer) == ("you rude idiot", viewer("kai"))
    assert line.scores == {"toxicity": 0.91, "insult": 0.455}
    assert line.undone_by == told.seqs["rude-back"]
    assert isinstance(line.what, VerdictGiven)


async def test_a_mark_tells_whom(told: Told) -> None:
    line = await told.line("muted")
    assert (line.kind, line.of, line.viewer) == ("viewer_mark", None, viewer("kai"))
    assert line.verdict is None


async def test_what_undoes_an_undo_lets_the_first_hold_again(
    told: Told, clock: FakeClock
) -> None:
    again = VerdictGiven(
        of=told.seqs["rude"],
        text=Verdict.ALLOW,
        by="undo",
        undoes=told.seqs["rude-back"],
    )
    (entry,) = await note(told.ledger, clock, again)

    assert (await told.line("rude-back")).undone_by == entry.seq
    assert (await told.line("rude-allowed")).undone_by is None


async def test_a_text_that_waits_is_a_line_until_somebody_decided(
    told: Told, clock: FakeClock
) -> None:
    waiting = await say(told.ledger, clock, "luna", "hm hm", PENDING)
    (line,) = await lines(told.ledger, told.session, words="hm")
    assert (line.seq, line.verdict) == (waiting.seq, Verdict.PENDING)
    assert not await lines(told.ledger, told.session, words="hm", decisions_only=True)

    blocked = VerdictGiven(of=waiting.seq, text=Verdict.BLOCK)
    (decided,) = await note(told.ledger, clock, blocked)
    (line,) = await lines(told.ledger, told.session, words="hm")
    assert (line.seq, line.by) == (decided.seq, "person")


async def test_what_has_no_text_is_a_line_only_when_its_name_was_doubted(
    told: Told, clock: FakeClock
) -> None:
    doubted = Judgement(name=Verdict.BLOCK)
    await write(told.ledger, clock, like("sol"), rose("sol"))
    (entry,) = await write(told.ledger, clock, rose("vex"), judgement=doubted)

    (line, *_rest) = await lines(told.ledger, told.session)
    assert (line.seq, line.name) == (entry.seq, Verdict.BLOCK)
    found = await lines(told.ledger, told.session, verdict=Verdict.BLOCK, by="rules")
    assert [one.seq for one in found] == [entry.seq]


async def test_decisions_about_a_viewer_are_found_across_sessions(
    told: Told, clock: FakeClock
) -> None:
    view, _entry = await told.ledger.start("next", timezone="UTC")
    entry = await say(told.ledger, clock, "sol", "back again")

    only = await lines(told.ledger, view.id, viewer_id="tiktok:sol")
    every = await lines(told.ledger, "*", viewer_id="tiktok:sol")
    assert [one.seq for one in only] == [entry.seq]
    assert [one.seq for one in every] == [
        entry.seq,
        told.seqs["link-expired"],
        told.seqs["link"],
    ]


async def test_no_filter_at_all_finds_every_line(told: Told) -> None:
    assert len(await lines(told.ledger, "*")) == len(await told.names())


async def test_there_is_nothing_in_a_session_that_is_not_there(told: Told) -> None:
    assert await lines(told.ledger, "none") == []
