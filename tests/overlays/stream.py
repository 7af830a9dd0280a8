"""A session as overlays read it, made of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent, Chat, Gift, Streak
from companion.domain.moments import CreditPart, Moment, MomentKind, Unit
from companion.domain.on_air import OnAir, OnAirT
from companion.domain.values import Fragment, Platform, Timestamp, Viewer
from companion.domain.views import SessionView, Standing
from tests.support.fakes import EPOCH


class Stream(Struct, kw_only=True):
    """A StreamView that answers from what it was given."""

    standings: Sequence[Standing] = ()
    entries: Sequence[Entry] = ()
    shown: Entry | None = None
    session: SessionView | None = None
    now: Timestamp = EPOCH
    happened: Sequence[Moment] = ()
    best_gift: Moment | None = None
    thanked: Mapping[CreditPart, Sequence[Viewer]] = {}
    airing: Sequence[OnAir] = ()
    emotes: Mapping[str, str] = {}

    def top(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        unit: Unit = "points",
    ) -> Sequence[Standing]:
        prefix = f"{platform}:" if platform else ""
        chosen = [s for s in self.standings if s.viewer.id.startswith(prefix)]
        if unit != "points":
            chosen = [s for s in chosen if getattr(s, unit) > 0]
            chosen.sort(key=lambda s: getattr(s, unit), reverse=True)
            chosen = [
                structs.replace(s, rank=rank) for rank, s in enumerate(chosen, start=1)
            ]
        return chosen[:limit]

    def standing(self, viewer_id: str) -> Standing | None:
        return next((s for s in self.standings if s.viewer.id == viewer_id), None)

    def chat(self, limit: int) -> Sequence[Entry]:
        return [e for e in self.entries if isinstance(e.body, Chat)][-limit:]

    def feed(self, limit: int) -> Sequence[Entry]:
        return self.entries[-limit:]

    def featured(self) -> Entry | None:
        return self.shown

    def moments(self, limit: int) -> Sequence[Moment]:
        return self.happened[-limit:] if limit else ()

    def latest(self, kind: MomentKind) -> Moment | None:
        return next((m for m in reversed(self.happened) if m.kind == kind), None)

    def greatest(self) -> Moment | None:
        return self.best_gift

    def credits(self, part: CreditPart, limit: int) -> Sequence[Viewer]:
        return self.thanked.get(part, ())[:limit]

    def on_air(self, kind: type[OnAirT]) -> OnAirT | None:
        return next((one for one in self.airing if isinstance(one, kind)), None)

    def emote(self, entry: Entry, fragment: Fragment) -> str | None:
        return self.emotes.get(fragment.emote or fragment.text)


def viewer(name: str = "Nova", platform: str = "twitch", **more: Any) -> Viewer:
    return Viewer(id=f"{platform}:{name}", name=name, **more)


def moment(number: int = 1, kind: MomentKind = "gift", **more: Any) -> Moment:
    """Return a Moment of Nova's, a second after the one before; fields win."""
    at = EPOCH + number * 1_000_000
    known = {
        "entries": (number,),
        "began": at,
        "grew": more.get("began", at),
        "platform": Platform.TWITCH,
        "viewer": viewer(),
    }
    return Moment(id=number, kind=kind, **{**known, **more})


def entry(seq: int, event: AnyEvent, *, test: bool = False) -> Entry:
    at = EPOCH + seq * 1_000_000
    return Entry(seq=seq, number=seq, session="s", at=at, body=event, test=test)


def event(kind: type[Any], platform: str = "twitch", **fields: Any) -> Any:
    """Return a StreamEvent of Nova's; fields that are given win."""
    known = {
        "id": f"{platform}:1",
        "platform": Platform(platform),
        "channel": "mira",
        "viewer": viewer(platform=platform),
    }
    return kind(**{**known, **fields})


def chat(seq: int, text: str = "hello", **fields: Any) -> Entry:
    return entry(seq, event(Chat, text=text, **fields))


def rose(seq: int, *, total: int, group: str = "g", **fields: Any) -> Entry:
    """Return one increase of a Streak of roses, by one, up to `total`."""
    streak = Streak(group=group, total=total, message=seq)
    body = event(
        Gift,
        platform="tiktok",
        gift_id="5655",
        name="Rose",
        diamonds_each=1,
        count=1,
        streak=streak,
        icon="https://p16.tiktokcdn.com/rose.png",
        **fields,
    )
    return entry(seq, body)
