"""The scene's gate: what it decided this evening, for the pages of moderation."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NoReturn

from msgspec import structs
from typing_extensions import override

from companion.app.scene.evening import MINUTE, NOW
from companion.app.scene.held import written_before
from companion.app.scene.offers import OFFERS
from companion.app.scene.verdicts import LINES
from companion.domain.entries import Entry, Reason, Verdict
from companion.domain.errors import CommandError
from companion.domain.ports import Gate
from companion.domain.views import (
    GateView,
    ModelOffer,
    ModelView,
    ToxicityBar,
    Trial,
    VerdictFilter,
    VerdictLine,
    ViewerMarks,
    WouldChange,
)
from companion.i18n import _

JUDGED, HELD, BLOCKED = 8_842, 41, 67
"""Texts of the last hour."""

_WAVE_AT: Final = 21
"""Minutes ago when many wrote the same."""

MODEL: Final = ModelView(
    state="ready",
    id="english-small",
    title="English small",
    version="english-small@5f0c2b9e7a41",
    judged=9_102,
    cached=1_918,
    late=3,
    p95_ms=11.0,
    rss=110_000_000,
    languages=("en",),
)

VIEW: Final = GateView(
    rules="8c1f0a77d2b94e35",
    model=MODEL,
    dry_run_until=NOW + 38 * MINUTE,
    toxic_share=0.021,
    judged_recently=612,
)

TRIED: Final = "sh!tposting hour, grab a \u0441offee"
"""The text that is being tried in the picture; one letter of it is Cyrillic."""

_TRIAL: Final = Trial(
    text=TRIED,
    verdict=Verdict.HOLD,
    reasons=(Reason(rule="holdlist", detail="shit"),),
    skeleton="shitposting hour grab a coffee",
    scores={"obscene": 0.41, "toxicity": 0.38, "insult": 0.05},
    rules_us=12.0,
    model_ms=8.0,
)


class SceneGate(Gate):
    """Answers like the real gate and changes nothing.

    shown: how the gate stands; a picture of something else puts another in.
    quiet: nothing was judged yet.
    """

    def __init__(self) -> None:
        self.shown = VIEW
        self.quiet = False

    @override
    def view(self) -> GateView:
        """Return how the gate stands in the picture."""
        return self.shown

    @override
    async def try_text(self, text: str) -> Trial:
        """Return one trial for whatever was typed."""
        if text == _TRIAL.text:
            return _TRIAL
        allowed = structs.replace(
            _TRIAL, verdict=Verdict.ALLOW, reasons=(), scores={"toxicity": 0.02}
        )
        return structs.replace(allowed, text=text, skeleton=text.casefold())

    @override
    async def would_change(self, values: Mapping[str, object]) -> WouldChange:
        """Return the lines with scores, as if they were held."""
        scored = [line for line in self._lines() if line.scores]
        changed = [
            (line, Verdict.HOLD) for line in scored if line.verdict is Verdict.ALLOW
        ]
        return WouldChange(looked_at=500, lines=tuple(changed))

    @override
    def marks(self) -> Sequence[ViewerMarks]:
        """Return a ban, a mute and somebody who is trusted."""
        return (
            ViewerMarks(viewer_id="twitch:dan", name="deadlock_dan", is_banned=True),
            ViewerMarks(
                viewer_id="tiktok:ben",
                name="BEN10000",
                muted_until=NOW + 3 * MINUTE,
                strikes=2,
            ),
            ViewerMarks(viewer_id="twitch:zoe", name="Zoë Ångström", is_trusted=True),
        )

    @override
    def permitted_texts(self) -> Sequence[str]:
        """Return the one text that is always allowed."""
        return ("Scunthorpe away",)

    @override
    async def verdicts(self, wanted: VerdictFilter) -> Sequence[VerdictLine]:
        """Return what was decided, as far as the filter lets it through."""
        found = [line for line in self._lines() if _fits(line, wanted)]
        return found[: wanted.limit]

    @override
    async def corrections(self) -> str:
        """Return the table without a line."""
        return "seq,at,text,verdict,decided,by\n"

    @override
    async def context(self, seq: int, *, limit: int = 3) -> Sequence[Entry]:
        """Return what somebody wrote before what is held."""
        return written_before(seq)[-limit:]

    @override
    async def toxicity(
        self, *, minutes: int = 60, bars: int = 60
    ) -> Sequence[ToxicityBar]:
        """Return the last hour, with a wave of copies in it."""
        return () if self.quiet else _hour(minutes, bars)

    @override
    def models(self) -> Sequence[ModelOffer]:
        """Return what can be chosen."""
        return OFFERS

    def _lines(self) -> Sequence[VerdictLine]:
        return () if self.quiet else LINES

    @override
    async def reconfigure(self, values: Mapping[str, object]) -> None:
        """Take other settings; the picture stays."""

    @override
    async def set_mode(
        self, mode: Literal["normal", "raid", "quiet"], *, who: str = ""
    ) -> None:
        """Refuse."""
        _refuse()

    @override
    async def always_allow(self, seq: int, *, who: str = "") -> int:
        """Refuse."""
        _refuse()

    @override
    async def mark(
        self,
        viewer_id: str,
        mark: Literal["ban", "mute", "trust", "picture", "permit"],
        *,
        seconds: int | None = None,
        of: int | None = None,
        who: str = "",
    ) -> int:
        """Refuse."""
        _refuse()

    @override
    async def unmark(self, viewer_id: str, mark: str, *, who: str = "") -> int:
        """Refuse."""
        _refuse()

    @override
    async def mute(
        self,
        viewer_id: str,
        *,
        seconds: int = 300,
        of: int | None = None,
        who: str = "",
    ) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @override
    async def kick(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @override
    async def banish(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @override
    async def undo(self, seq: int, *, who: str = "") -> int:
        """Refuse."""
        _refuse()

    @override
    async def approve(self, seq: int, *, who: str = "") -> None:
        """Refuse."""
        _refuse()

    @override
    async def withdraw_text(self, text: str, *, who: str = "") -> int:
        """Refuse."""
        _refuse()

    @override
    async def fetch_model(
        self, model_id: str, *, file: str | None = None, address: str = ""
    ) -> None:
        """Refuse."""
        _refuse()

    @override
    async def measure_model(self, model_id: str) -> float:
        """Refuse."""
        _refuse()

    @override
    async def keep_opinion_key(self, key: str) -> None:
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise CommandError(_("This is a picture; nothing can be changed in it."))


def _fits(line: VerdictLine, wanted: VerdictFilter) -> bool:
    who = line.viewer.id if line.viewer else ""
    words = f"{line.text} {line.viewer.name if line.viewer else ''}".casefold()
    high = max(line.scores.values(), default=0.0)
    score = line.scores.get(wanted.label, 0.0) if wanted.label else high
    is_decision = line.by != "rules" or line.verdict is not Verdict.ALLOW
    return (
        all(word in words for word in wanted.words.casefold().split())
        and wanted.viewer_id in ("", who)
        and wanted.by in ("", line.by)
        and wanted.verdict in (None, line.verdict)
        and wanted.kind in ("", line.kind)
        and wanted.who in (None, line.who)
        and (not wanted.rule or any(r.rule == wanted.rule for r in line.reasons))
        and score >= wanted.score
        and (is_decision or not wanted.decisions_only)
        and (wanted.before is None or line.seq < wanted.before)
    )


def _hour(minutes: int, bars: int) -> tuple[ToxicityBar, ...]:
    """Return bars whose sums are JUDGED, HELD and BLOCKED, the same every time."""
    chance = random.Random(8)  # noqa: S311  # the same picture every time
    width = minutes * MINUTE // bars
    wave = bars - 1 - round(_WAVE_AT / minutes * bars)
    weights = [
        3 + chance.random() * 7 + (9 if abs(place - wave) <= bars // 20 else 0)
        for place in range(bars)
    ]
    scale = JUDGED / sum(weights)
    judged = [round(weight * scale) for weight in weights]
    judged[-1] += JUDGED - sum(judged)
    blocked, held = [0] * bars, [0] * bars
    near = [place for place in range(bars) if 0 <= place - wave + 2 < 5]
    for number in range(BLOCKED):
        place = near[number % len(near)] if near and number < 31 else None
        blocked[chance.randrange(bars) if place is None else place] += 1
    for _number in range(HELD):
        held[chance.randrange(bars)] += 1
    start = NOW - minutes * MINUTE
    return tuple(
        ToxicityBar(
            at=start + place * width,
            judged=judged[place],
            held=held[place],
            blocked=blocked[place],
            mean=0.05 + 0.02 * chance.random(),
            labels={"insult": held[place], "toxicity": held[place] + blocked[place]},
        )
        for place in range(bars)
    )
