"""Which lines, and under which names, a person has allowed."""

from __future__ import annotations

from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.pipeline.approvals import Approvals
from tests.support.events import chat, viewer

LINE = Entry(seq=1, number=1, session="s", at=0, body=chat("luna"))


def verdict(seq: int, **fields: object) -> tuple[Entry, VerdictGiven]:
    given = VerdictGiven(**{"of": 1, "text": Verdict.ALLOW, **fields})
    return Entry(seq=seq, number=seq, session="s", at=0, body=given), given


def test_only_a_person_approves() -> None:
    approvals = Approvals()
    for by in ("model", "clock", "rules"):
        approvals.decided(*verdict(2, by=by), lambda _seq: LINE)
        assert 1 not in approvals
    approvals.decided(*verdict(3), lambda _seq: LINE)

    assert 1 in approvals
    assert approvals.has_name(viewer("luna"))
    assert not approvals.has_name(viewer("luna", name="Other"))


def test_a_line_that_comes_up_after_its_approval_brings_its_name() -> None:
    approvals = Approvals()
    approvals.decided(*verdict(2), lambda _seq: None)
    assert not approvals.has_name(viewer("luna"))
    approvals.shown(LINE)

    assert approvals.has_name(viewer("luna"))


def test_a_later_verdict_of_another_withdraws_it() -> None:
    approvals = Approvals()
    approvals.decided(*verdict(2), lambda _seq: LINE)
    approvals.decided(*verdict(3, text=Verdict.HOLD, by="model"), lambda _seq: LINE)

    assert 1 not in approvals
    assert not approvals.has_name(viewer("luna"))
