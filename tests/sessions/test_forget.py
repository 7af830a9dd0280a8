"""Forgetting a Viewer: what was decided about them goes with what they wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.domain.entries import (
    AnyNote,
    Entry,
    GateChanged,
    Judgement,
    PlatformAction,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.errors import DiskFull
from companion.domain.show.notes import BotRan
from sessions import ledger as ledger_module
from sessions.ledger import Ledger, Record
from sessions.purses import Purse
from tests.sessions.coins import minted, move, moved
from tests.sessions.conftest import SOURCE
from tests.sessions.gate import note, say
from tests.support.fakes import FakeClock

SECRET = "gherkin"

Said = dict[str, Entry]


@pytest.fixture
async def said(ledger: Ledger, clock: FakeClock) -> Said:
    await ledger.start("", timezone="UTC")
    seen = Judgement(
        text=Verdict.HOLD, reasons=(Reason(rule="blocklist", detail=SECRET),)
    )
    return {
        "luna": await say(ledger, clock, "luna", f"a {SECRET}", seen),
        "sol": await say(ledger, clock, "sol", "a cucumber"),
    }


def about(said: Said, who: str) -> dict[str, AnyNote]:
    """One note of every kind about what somebody wrote, or about them."""
    entry = said[who]
    assert entry.event is not None
    viewer_id = f"tiktok:{who}"
    why = Reason(rule="blocklist", detail=SECRET)
    return {
        "a verdict": VerdictGiven(of=entry.seq, text=Verdict.BLOCK, reasons=(why,)),
        "a mark": ViewerMarked(viewer_id=viewer_id, mark="ban", reason=SECRET),
        "a mark for a text": ViewerMarked(
            viewer_id="tiktok:kai", mark="strike", of=entry.seq, reason=SECRET
        ),
        "a permitted text": TextPermitted(text=f"a {SECRET}!", of=entry.seq),
        "a deletion": PlatformAction(
            action="delete",
            source=SOURCE,
            subject=entry.event.id,
            text=SECRET,
            outcome="done",
        ),
        "a ban": PlatformAction(
            action="ban", source=SOURCE, subject=viewer_id, why=SECRET, outcome="failed"
        ),
        "a timeout for a text": PlatformAction(
            action="timeout",
            source=SOURCE,
            subject="tiktok:kai",
            text=SECRET,
            of=entry.seq,
            outcome="dry-run",
        ),
        "a reply": PlatformAction(
            action="send",
            source=SOURCE,
            text=f"@{who.title()} {SECRET}",
            outcome="done",
        ),
        "what the gate changed for": GateChanged(
            rules="00", why=f"{SECRET} of @{who.title()}"
        ),
    }


KINDS = (
    "a verdict",
    "a mark",
    "a mark for a text",
    "a permitted text",
    "a deletion",
    "a ban",
    "a timeout for a text",
    "a reply",
    "what the gate changed for",
)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_decided_about_them_goes(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path, kind: str
) -> None:
    (entry,) = await note(ledger, clock, about(said, "luna")[kind])
    erased = await ledger.forget("tiktok:luna")

    assert erased == 2
    assert body_of(tmp_path, entry.seq) == "forgotten"
    assert verifies(tmp_path, entry.session)
    assert SECRET.encode() not in content_of(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_decided_about_others_stays(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path, kind: str
) -> None:
    (entry,) = await note(ledger, clock, about(said, "sol")[kind])

    assert await ledger.forget("tiktok:luna") == 1
    assert body_of(tmp_path, entry.seq) == "there"


async def test_a_text_of_theirs_that_was_typed_as_permitted_goes(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path
) -> None:
    typed, other = await note(
        ledger,
        clock,
        TextPermitted(text=f"a {SECRET}"),
        TextPermitted(text="a cucumber"),
    )
    assert await ledger.forget("tiktok:luna") == 2
    assert body_of(tmp_path, typed.seq) == "forgotten"
    assert body_of(tmp_path, other.seq) == "there"


async def test_a_decision_in_a_later_session_goes_too(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path
) -> None:
    view, _entry = await ledger.start("next", timezone="UTC")
    later = VerdictGiven(of=said["luna"].seq, text=Verdict.ALLOW)
    (entry,) = await note(ledger, clock, later)

    assert await ledger.forget("tiktok:luna") == 2
    assert body_of(tmp_path, entry.seq) == "forgotten"
    assert verifies(tmp_path, view.id)
    assert verifies(tmp_path, said["luna"].session)


async def test_their_coins_go_to_the_sink_and_everybody_keeps_theirs(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path
) -> None:
    everybody = {"mint": -30, "tiktok:luna": 10, "tiktok:sol": 20}
    await move(ledger, clock, moved(everybody, run="minute:1"))
    view, _entry = await ledger.start("next", timezone="UTC")
    spent = {"tiktok:luna": -4, "tiktok:sol": -3, "pot:1": 7}
    await move(ledger, clock, moved(spent, reason="stake"))

    await ledger.forget("tiktok:luna")

    wallets = ledger.history.wallets
    assert wallets.balances([*everybody, "pot:1", "sink"]) == {
        "mint": -30,
        "tiktok:luna": 0,
        "tiktok:sol": 17,
        "pot:1": 7,
        "sink": 6,
    }
    assert wallets.purse("tiktok:sol") == Purse(earned=20, spent=3)
    assert verifies(tmp_path, view.id)
    assert verifies(tmp_path, said["luna"].session)
    assert b"tiktok:luna" not in content_of(tmp_path)


async def test_what_was_paid_is_not_paid_again_to_those_who_are_left(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path
) -> None:
    paid = moved({"mint": -3, "tiktok:luna": 1, "tiktok:sol": 2}, run="minute:1")
    await move(ledger, clock, paid)
    await ledger.forget("tiktok:luna")
    await ledger.reopen(said["luna"].session)
    assert await move(ledger, clock, paid) == []
    assert ledger.history.wallets.balance("tiktok:sol") == 2


async def test_one_after_the_other_is_forgotten(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path
) -> None:
    everybody = {"mint": -6, "tiktok:luna": 1, "tiktok:sol": 2, "tiktok:kai": 3}
    await move(ledger, clock, moved(everybody))
    await ledger.forget("tiktok:luna")
    await ledger.forget("tiktok:sol")

    found = ledger.history.wallets.balances(["mint", "tiktok:kai", "sink"])
    assert found == {"mint": -6, "tiktok:kai": 3, "sink": 3}
    assert verifies(tmp_path, said["luna"].session)


async def test_a_bots_answer_to_them_goes(
    ledger: Ledger, clock: FakeClock, said: Said, tmp_path: Path
) -> None:
    ran = BotRan(
        run="r",
        bot="b",
        name="points",
        action="reply",
        outcome="done",
        of=said["luna"].seq,
        text=f"{SECRET} points",
    )
    sent = PlatformAction(
        action="send", source=SOURCE, text=f"Luna: {SECRET} points", outcome="done"
    )
    await note(ledger, clock, ran, sent)

    assert await ledger.forget("tiktok:luna") == 3
    assert SECRET.encode() not in content_of(tmp_path)
    assert verifies(tmp_path, said["luna"].session)


async def test_all_of_it_is_forgotten_or_nothing_is(
    ledger: Ledger,
    clock: FakeClock,
    said: Said,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await move(ledger, clock, minted("tiktok:luna", 5))

    def fails(*_args: object, **_fields: object) -> None:
        raise DiskFull("full")

    with monkeypatch.context() as broken:
        broken.setattr(ledger_module, "erase", fails)
        with pytest.raises(DiskFull):
            await ledger.forget("tiktok:luna")
    assert verifies(tmp_path, said["luna"].session)
    assert ledger.history.wallets.balance("tiktok:luna") == 5
    assert body_of(tmp_path, said["luna"].seq) == "there"

    await ledger.forget("tiktok:luna")
    assert verifies(tmp_path, said["luna"].session)


def content_of(folder: Path) -> bytes:
    """All that is on the disk."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return b"".join(file.read_bytes() for file in files)


def body_of(folder: Path, seq: int) -> str:
    with Record(folder) as record:
        entry = record.history.entries_at([seq])[seq]
    return "forgotten" if getattr(entry.body, "name", "") == "forgotten" else "there"


def verifies(folder: Path, session_id: str) -> bool:
    with Record(folder) as record:
        return record.verify(session_id).ok
