"""Decisions in words."""

from __future__ import annotations

import pytest

from companion.domain.entries import (
    GateChanged,
    PlatformAction,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.views import VerdictLine
from companion.gui.moderation.decision_words import (
    by_name,
    reason_text,
    what_happened,
    why,
)


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("reason", "scores", "told"),
    [
        (Reason(rule="insult", detail="0.81"), {"insult": 0.81}, "insult 0.81"),
        (Reason(rule="link", detail="sk1ns.gg"), {}, "link: sk1ns.gg"),
        (Reason(rule="blocklist", detail="garbage"), {}, "blocked word"),
        (Reason(rule="starter-pt", detail="garbage"), {}, "Portuguese starter list"),
        (Reason(rule="name-blocklist", detail="garbage"), {}, "name: blocked word"),
        (Reason(rule="muted"), {}, "muted"),
        (Reason(rule="identity_attack"), {}, "identity attack"),
        (Reason(rule="link", detail="x" * 80), {}, f"link: {'x' * 27}…"),
    ],
)
def test_a_reason_says_rule_and_detail_but_repeats_no_slur(
    reason: Reason, scores: dict[str, float], told: str
) -> None:
    assert plain(reason_text(reason, scores)) == told


@pytest.mark.parametrize(
    ("by", "who", "told"),
    [
        ("person", "", "you"),
        ("person", "Zoë", "Zoë"),
        ("undo", "Zoë", "Zoë"),
        ("rules", "", "rules"),
        ("ladder", "", "escalation"),
    ],
)
def test_who_decided(by: str, who: str, told: str) -> None:
    assert plain(by_name(by, who)) == told


def line(what: object, *, by: str = "person", kind: str = "verdict") -> VerdictLine:
    verdict = what.text if isinstance(what, VerdictGiven) else None
    return VerdictLine(seq=2, at=0, kind=kind, by=by, verdict=verdict, what=what)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (ViewerMarked(viewer_id="twitch:1", mark="ban"), "banned here"),
        (
            ViewerMarked(viewer_id="twitch:1", mark="trust", is_lifted=True),
            "no longer trusts",
        ),
        (TextPermitted(text="x"), "always allows a text"),
        (GateChanged(rules="8c1f0a77d2", mode="raid"), "raid mode · rules 8c1f0a77"),
        (
            PlatformAction(
                action="timeout", source="twitch:x", seconds=60, outcome="dry-run"
            ),
            "dry run: would have timed out for 1 min",
        ),
        (
            PlatformAction(action="ban", source="twitch:x", outcome="refused"),
            "banned on the platform: did not work",
        ),
        (VerdictGiven(of=1, text=Verdict.BLOCK), "blocked"),
    ],
)
def test_what_happened(what: object, told: str) -> None:
    assert what_happened(line(what)) == told


def test_taking_back_says_what_holds_again() -> None:
    given = VerdictGiven(of=1, text=Verdict.HOLD, by="undo", undoes=1)

    assert what_happened(line(given, by="undo")) == "took back a decision: held"


def test_why_leaves_out_that_a_person_decided() -> None:
    found = VerdictLine(
        seq=1,
        at=0,
        kind="verdict",
        by="person",
        reasons=(Reason(rule="person"), Reason(rule="caps", detail="90%")),
    )
    assert plain(why(found)) == "capitals: 90%"


def test_one_reason_is_told_once_however_many_words_were_found() -> None:
    found = (
        Reason(rule="blocklist", detail="one"),
        Reason(rule="blocklist", detail="two"),
        Reason(rule="caps", detail=""),
    )
    line = VerdictLine(seq=1, at=1, kind="verdict", by="rules", of=1, reasons=found)

    assert why(line) == "blocked word · capitals"
