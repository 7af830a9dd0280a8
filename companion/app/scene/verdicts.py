"""The decisions of the evening, newest first, as lists and the audit log tell them."""

from __future__ import annotations

from typing import Final

from companion.app.scene.cast import VIEWERS
from companion.app.scene.evening import FIRST_NUMBER, NOW, SECOND
from companion.domain.entries import (
    GateChanged,
    PlatformAction,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.values import Platform
from companion.domain.views import VerdictLine

_LAST: Final = FIRST_NUMBER + 106
MODEL: Final = "english-small@5f0c2b9e7a41"


def _line(
    ago: float,
    by: str,
    key: str,
    text: str,
    verdict: Verdict,
    *,
    rule: str = "",
    detail: str = "",
    scores: dict[str, float] | None = None,
) -> VerdictLine:
    """Return a verdict on what somebody wrote, `ago` seconds before the picture."""
    viewer = VIEWERS[key]
    seq = _LAST - round(ago)
    return VerdictLine(
        seq=seq,
        at=NOW - round(ago * SECOND),
        kind="verdict",
        by=by,
        of=seq,
        viewer=viewer,
        text=text,
        verdict=verdict,
        reasons=(Reason(rule=rule, detail=detail),) if rule else (),
        scores=scores or {},
        platform=Platform(viewer.id.partition(":")[0]),
    )


def _person(ago: float, who: str, key: str, text: str, verdict: Verdict) -> VerdictLine:
    viewer = VIEWERS[key]
    seq = _LAST - round(ago)
    note = VerdictGiven(
        of=seq - 9, text=verdict, reasons=(Reason(rule="person"),), who=who
    )
    return VerdictLine(
        seq=seq,
        at=NOW - round(ago * SECOND),
        kind="verdict",
        by="person",
        who=who,
        of=seq - 9,
        viewer=viewer,
        text=text,
        verdict=verdict,
        reasons=note.reasons,
        what=note,
        platform=Platform(viewer.id.partition(":")[0]),
    )


_ZOE: Final = "Zoë Ångström"

_ALWAYS = VerdictLine(
    seq=_LAST - 62,
    at=NOW - 62 * SECOND,
    kind="text_permit",
    by="person",
    who=_ZOE,
    of=_LAST - 75,
    viewer=VIEWERS["river"],
    text="Scunthorpe away",
    what=TextPermitted(text="Scunthorpe away", of=_LAST - 75, who=_ZOE),
    platform=Platform.YOUTUBE,
)

_UNDONE = VerdictLine(
    seq=_LAST - 66,
    at=NOW - 66 * SECOND,
    kind="verdict",
    by="undo",
    who=_ZOE,
    of=_LAST - 75,
    viewer=VIEWERS["river"],
    text="Scunthorpe away",
    verdict=Verdict.ALLOW,
    what=VerdictGiven(
        of=_LAST - 75, text=Verdict.ALLOW, by="undo", who=_ZOE, undoes=_LAST - 74
    ),
    platform=Platform.YOUTUBE,
)

_MARK = VerdictLine(
    seq=_LAST - 205,
    at=NOW - 205 * SECOND,
    kind="viewer_mark",
    by="ladder",
    of=_LAST - 206,
    viewer=VIEWERS["ben"],
    what=ViewerMarked(viewer_id="tiktok:ben", mark="strike", by="ladder"),
    platform=Platform.TIKTOK,
)

_WOULD = VerdictLine(
    seq=_LAST - 204,
    at=NOW - 204 * SECOND,
    kind="platform_action",
    by="ladder",
    of=_LAST - 206,
    viewer=VIEWERS["ben"],
    what=PlatformAction(
        action="timeout",
        source="tiktok:@mira.plays",
        subject="tiktok:ben",
        seconds=60,
        outcome="dry-run",
        by="ladder",
    ),
    platform=Platform.TIKTOK,
)

_GATE = VerdictLine(
    seq=_LAST - 1_260,
    at=NOW - 1_260 * SECOND,
    kind="gate",
    by="person",
    what=GateChanged(rules="8c1f0a77d2b94e35", model=MODEL),
)

LINES: Final = tuple(
    sorted(
        (
            _person(8, "", "dan", "buy followers cheap", Verdict.BLOCK),
            _line(
                14,
                "model",
                "kwame",
                "is the headset the wired one? latency on mine is terrible",
                Verdict.ALLOW,
                scores={"toxicity": 0.02, "insult": 0.01},
            ),
            _line(
                24,
                "rules",
                "dan",
                "slur slur slur",
                Verdict.BLOCK,
                rule="blocklist",
                detail="slur",
            ),
            _person(31, _ZOE, "sorina", "this boss is killing me", Verdict.ALLOW),
            _line(
                39,
                "rules",
                "priya",
                "agla gaana Kishore Kumar please 🙏",
                Verdict.ALLOW,
                rule="model-late",
            ),
            _ALWAYS,
            _UNDONE,
            _line(
                77,
                "model",
                "ben",
                "bro garbage cant aim",
                Verdict.BLOCK,
                rule="blocklist",
                detail="garbage",
                scores={"insult": 0.94, "toxicity": 0.91},
            ),
            _line(
                131,
                "clock",
                "kira",
                "that was a waste of an evening",
                Verdict.BLOCK,
                rule="expired",
                scores={"toxicity": 0.63},
            ),
            _line(
                188,
                "rules",
                "dyke",
                "best stream on the platform",
                Verdict.ALLOW,
                rule="permitlist",
                detail="dyke",
            ),
            _MARK,
            _WOULD,
            _line(
                206,
                "model",
                "ben",
                "uninstall and never come back",
                Verdict.BLOCK,
                rule="toxicity",
                detail="0.96",
                scores={"toxicity": 0.96, "insult": 0.88},
            ),
            _line(
                412,
                "rules",
                "raccoon",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                Verdict.HOLD,
                rule="repetition",
                detail="28",
            ),
            _GATE,
        ),
        key=lambda line: -line.seq,
    )
)
"""Newest first."""
