"""What waits for a person in the scene, and what is known of who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msgspec import structs

from companion.app.scene.evening import (
    MINUTE,
    NOW,
    SECOND,
    Happening,
    blank,
    done_by,
    entry_of,
)
from companion.domain.entries import Entry, Judgement, Reason, Verdict
from companion.domain.events import Chat
from companion.domain.values import Role, Timestamp, Viewer
from companion.domain.views import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One held message: `ago` seconds before the picture, with `left` seconds left."""

    ago: float
    left: int
    key: str
    text: str
    reasons: tuple[Reason, ...]
    scores: dict[str, float]
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Since when somebody is known, and how much they have written."""

    first_seen: Timestamp
    chats: int


_HELD: Final = (
    Waiting(
        ago=19,
        left=9,
        key="ben",
        text="you are actual garbage lol uninstall",
        reasons=(
            Reason(rule="holdlist", detail="garbage", start=15, end=22),
            Reason(rule="insult", detail="0.93"),
            Reason(rule="toxicity", detail="0.77"),
        ),
        scores={
            "insult": 0.93,
            "toxicity": 0.77,
            "obscene": 0.11,
            "threat": 0.06,
            "identity_attack": 0.02,
            "severe_toxicity": 0.01,
            "sexual_explicit": 0.01,
        },
    ),
    Waiting(
        ago=12,
        left=16,
        key="sniper",
        text="free skins at sk1ns-drop[.]gg trust me its real",
        reasons=(Reason(rule="link", detail="sk1ns-drop[.]gg"),),
        scores={"toxicity": 0.04},
        roles=frozenset({Role.FOLLOWER}),
    ),
    Waiting(
        ago=6,
        left=22,
        key="muhammad",
        text="هذا اللاعب غبي جداً والله",
        reasons=(
            Reason(rule="holdlist", detail="غبي"),
            Reason(rule="model-late"),
        ),
        scores={},
        roles=frozenset({Role.MEMBER}),
    ),
    Waiting(
        ago=1,
        left=27,
        key="shadow",
        text="G I V E A W A Y 👉 my bio 👈 first 100 win",
        reasons=(
            Reason(rule="holdlist", detail="~giveaway"),
            Reason(rule="copy-paste", detail="4"),
        ),
        scores={},
    ),
)

KNOWN: Final = {
    "ben": Known(first_seen=NOW - 6 * MINUTE, chats=3),
    "sniper": Known(first_seen=NOW - 700 * 24 * 60 * MINUTE, chats=812),
    "muhammad": Known(first_seen=NOW - 150 * 24 * 60 * MINUTE, chats=64),
    "shadow": Known(first_seen=NOW - SECOND, chats=1),
}
"""By the key of the cast."""

_BEFORE: Final = {
    "ben": (
        (133, "who plays with that sens", Verdict.ALLOW),
        (77, "bro garbage cant aim", Verdict.BLOCK),
    ),
    "sniper": ((940, "gg wp", Verdict.ALLOW), (310, "nice clutch", Verdict.ALLOW)),
    "muhammad": ((620, "السلام عليكم", Verdict.ALLOW),),
}
"""Seconds ago, what, and what became of it."""


def held_entries() -> tuple[Review, ...]:
    """Return what waits for a person, oldest first."""
    return tuple(
        _review(place - len(_HELD), waiting) for place, waiting in enumerate(_HELD)
    )


def written_before(seq: int) -> tuple[Entry, ...]:
    """Return what the Viewer of a held entry wrote before it, oldest first."""
    for review, waiting in zip(held_entries(), _HELD, strict=True):
        if review.entry.seq == seq:
            return tuple(
                _chat(-100 - place, ago, waiting.key, text, verdict)
                for place, (ago, text, verdict) in enumerate(
                    _BEFORE.get(waiting.key, ())
                )
            )
    return ()


def _review(place: int, waiting: Waiting) -> Review:
    judgement = Judgement(
        text=Verdict.HOLD, reasons=waiting.reasons, scores=waiting.scores
    )
    event_id, platform, channel = blank("held")
    chat = done_by(
        waiting.key,
        Chat(id=event_id, platform=platform, channel=channel, text=waiting.text),
    )
    viewer = chat.viewer
    if viewer is not None and waiting.roles:
        viewer = structs.replace(viewer, roles=waiting.roles)
    happening = Happening(
        ago=waiting.ago,
        key=waiting.key,
        event=structs.replace(chat, viewer=viewer),
        judgement=judgement,
    )
    return Review(
        entry=entry_of(2 * place - 1, happening),
        text=Verdict.HOLD,
        name=Verdict.ALLOW,
        expires_at=NOW + waiting.left * SECOND,
        reasons=waiting.reasons,
        scores=waiting.scores,
    )


def _chat(place: int, ago: float, key: str, text: str, verdict: Verdict) -> Entry:
    event_id, platform, channel = blank("before")
    chat = Chat(id=event_id, platform=platform, channel=channel, text=text)
    reasons: tuple[Reason, ...] = ()
    if verdict is Verdict.BLOCK:
        reasons = (Reason(rule="blocklist", detail="garbage"),)
    return entry_of(
        place,
        Happening(
            ago=ago,
            key=key,
            event=done_by(key, chat),
            judgement=Judgement(text=verdict, reasons=reasons),
        ),
    )


def known_of(viewer: Viewer, keys: dict[str, Viewer]) -> Known | None:
    """Return what is known of somebody, None when nothing particular is."""
    for key, known in KNOWN.items():
        if keys[key].id == viewer.id:
            return known
    return None
