"""An evening at the gate: what people wrote, and everything that was decided of it."""

from __future__ import annotations

from companion.domain.earning import Draft
from companion.domain.entries import (
    AnyBody,
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
from companion.domain.views import VerdictFilter, VerdictLine
from sessions.ledger import Ledger
from tests.sessions.conftest import SOURCE, write
from tests.support.events import chat
from tests.support.fakes import FakeClock

PENDING = Judgement(text=Verdict.PENDING)
HELD = Judgement(text=Verdict.HOLD, reasons=(Reason(rule="links", detail="a.example"),))


async def say(
    ledger: Ledger,
    clock: FakeClock,
    who: str,
    text: str,
    judgement: Judgement | None = None,
    **fields: object,
) -> Entry:
    judged = {} if judgement is None else {"judgement": judgement}
    return (await write(ledger, clock, chat(who, text), **judged, **fields))[0]


async def note(ledger: Ledger, clock: FakeClock, *bodies: AnyBody) -> list[Entry]:
    drafts = [Draft(body=body, at=clock.now(), source=SOURCE) for body in bodies]
    return list((await ledger.append(drafts)).entries)


def by_model(seq: int, toxicity: float, text: Verdict) -> VerdictGiven:
    reasons = (Reason(rule="toxicity", detail=f"{toxicity:.2f}"),)
    return VerdictGiven(
        of=seq,
        text=text,
        by="model",
        model="small@0123456789ab",
        scores={"toxicity": toxicity, "insult": toxicity / 2},
        reasons=() if text is Verdict.ALLOW else reasons,
    )


async def evening(ledger: Ledger, clock: FakeClock) -> dict[str, int]:
    """Write one of everything; returns seqs by what they are."""
    seqs: dict[str, int] = {}
    (gate,) = await note(ledger, clock, GateChanged(rules="00ff", why="settings"))
    seqs["gate"] = gate.seq
    seqs["hello"] = (await say(ledger, clock, "luna", "hello there")).seq
    seqs["link"] = (await say(ledger, clock, "sol", "see a.example", HELD)).seq
    for name, who, text, toxicity, verdict in (
        ("nice", "luna", "nice stream", 0.02, Verdict.ALLOW),
        ("rude", "kai", "you rude idiot", 0.91, Verdict.HOLD),
        ("vile", "kai", "vile words", 0.99, Verdict.BLOCK),
    ):
        await clock.advance(1)
        said = await say(ledger, clock, who, text, PENDING)
        seqs[name] = said.seq
        (judged,) = await note(ledger, clock, by_model(said.seq, toxicity, verdict))
        seqs[f"{name}-judged"] = judged.seq
    bodies: dict[str, AnyBody] = {
        "rude-allowed": VerdictGiven(of=seqs["rude"], text=Verdict.ALLOW, who="Nora"),
        "link-expired": VerdictGiven(of=seqs["link"], text=Verdict.BLOCK, by="clock"),
        "muted": ViewerMarked(viewer_id="tiktok:kai", mark="mute", until=9),
        "struck": ViewerMarked(
            viewer_id="tiktok:kai", mark="strike", of=seqs["vile"], by="ladder"
        ),
        "permitted": TextPermitted(text="you rude idiot", of=seqs["rude"]),
        "deleted": PlatformAction(
            action="delete",
            source=SOURCE,
            subject="tiktok:1",
            outcome="dry-run",
            by="ladder",
            of=seqs["vile"],
        ),
        "banned": PlatformAction(
            action="ban", source=SOURCE, subject="tiktok:kai", outcome="refused"
        ),
        "sent": PlatformAction(
            action="send", source=SOURCE, text="hello chat", outcome="done"
        ),
    }
    for name, body in bodies.items():
        seqs[name] = (await note(ledger, clock, body))[0].seq
    back = VerdictGiven(
        of=seqs["rude"], text=Verdict.HOLD, by="undo", undoes=seqs["rude-allowed"]
    )
    seqs["rude-back"] = (await note(ledger, clock, back))[0].seq
    return seqs


async def lines(ledger: Ledger, session_id: str, **wanted: object) -> list[VerdictLine]:
    return await ledger.read(
        lambda history: history.verdicts(session_id, VerdictFilter(**wanted))
    )


def named(seqs: dict[str, int], found: list[VerdictLine]) -> list[str]:
    names = {seq: name for name, seq in seqs.items()}
    return [names[line.seq] for line in found]
