"""The API's objects, and how they are made of our own values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import structs

from companion.domain.entries import AnyNote, Award, Entry, VerdictGiven
from companion.domain.show.notes import ShowNote
from companion.domain.values import Platform, Viewer
from companion.domain.views import (
    ConnectionView,
    GapView,
    Review,
    SessionView,
    Standing,
    Totals,
    ViewerCard,
)
from companion.web.api.show_notes import trimmed
from companion.web.wire import (
    Number,
    decimal_points,
    rfc3339,
    rfc3339_or_null,
)


class Object(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that the API answers with."""


class ViewerObject(Object, frozen=True, kw_only=True):
    """A Viewer; name and avatar are null where the token's scope may not see them."""

    id: str
    platform: str
    name: str | None
    avatar: str | None


class AuthorObject(ViewerObject, frozen=True, kw_only=True):
    """A Viewer, with what the platform says of them."""

    handle: str | None
    roles: list[str]
    anonymous: bool


class StandingObject(Object, frozen=True, kw_only=True):
    """One line of a leaderboard."""

    rank: int
    viewer: ViewerObject
    points: Number
    diamonds: int
    bits: int
    likes: int
    chats: int
    gifts: int


class LeaderboardObject(Object, frozen=True, kw_only=True):
    """The first standings; viewers counts everybody who is in them."""

    session: str | None
    at: str
    standings: list[StandingObject]
    viewers: int


class GapObject(Object, frozen=True, kw_only=True):
    """A stretch in which a connection could not hear."""

    began: str
    ended: str
    recovered: int
    unknown: int | None


class ConnectionObject(Object, frozen=True, kw_only=True):
    """One connection to a platform, told honestly.

    detail: one sentence for a person, "" when all is well. until: when a rate limit or
    back-off ends. attempt: tries since it was last live. heard_share: 0..1 of what the
    room's totals imply; null when nothing tells. refused: events of another stream.
    room_likes: the room's own total; heard_likes: those told of single viewers, a part
    of it. cannot_write: why nothing can be written through it, "" when it can.
    unofficial: the platform does not know of this way of reading it.
    """

    platform: str | None
    target: str
    state: str
    detail: str
    until: str | None
    attempt: int
    last_event_at: str | None
    viewers: int | None
    heard: int
    heard_share: float | None
    gaps: list[GapObject]
    duplicates: int
    shed: int
    refused: int
    room_likes: int | None
    heard_likes: int | None
    budget: str
    cannot_write: str
    unofficial: bool


class TotalsObject(Object, frozen=True, kw_only=True):
    """Sums over a session; money: millionths by currency, of Super Chats."""

    entries: int
    points: Number
    diamonds: int
    bits: int
    likes: int
    likes_room: int | None
    chats: int
    gifts: int
    follows: int
    shares: int
    joins: int
    subscriptions: int
    memberships: int
    money: dict[str, int]
    viewers: int
    watching: int | None
    watching_by: dict[str, int]
    watching_peak: int | None
    held: int


class SessionObject(Object, frozen=True, kw_only=True):
    """The running session; id is null and state "ended" between sessions."""

    id: str | None
    name: str
    state: Literal["live", "paused", "ended"]
    started_at: str | None
    connections: list[ConnectionObject]
    totals: TotalsObject


class EntryObject(Object, frozen=True, kw_only=True):
    """One entry of the ledger; verdict is moderation's when it was written.

    A later verdict is an entry of kind "verdict", payload.of the seq it judges.
    """

    seq: int
    at: str
    session: str
    kind: str
    platform: str | None
    viewer: AuthorObject | None
    payload: dict[str, Any]
    points: Number
    verdict: str
    test: bool


class ReasonObject(Object, frozen=True, kw_only=True):
    """Why a verdict was given."""

    rule: str
    detail: str


class ReviewObject(Object, frozen=True, kw_only=True):
    """An entry that waits for a verdict; text and name are judged apart."""

    entry: EntryObject
    text: str
    name: str
    reasons: list[ReasonObject]
    scores: dict[str, float]
    expires_at: str | None


class GiftObject(Object, frozen=True, kw_only=True):
    """How many of one gift a Viewer gave."""

    gift_id: str
    name: str
    icon: str | None
    count: int
    diamonds: int


class ViewerCardObject(Object, frozen=True, kw_only=True):
    """One Viewer explained; used_points were reset away."""

    viewer: AuthorObject
    standing: StandingObject | None
    first_seen: str | None
    used_points: Number
    gifts: list[GiftObject]


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What of an entry may be told: its text, the names in it, who moderates.

    picture: whether those of its Viewers may be seen. secrets: what would spoil a game.
    """

    text: bool = True
    name: bool = True
    people: bool = True
    picture: bool = True
    secrets: bool = True


EVERYTHING = Sight()


def viewer_object(viewer: Viewer, *, has_name: bool = True) -> ViewerObject:
    """Return a Viewer as leaderboards show one."""
    return ViewerObject(
        id=viewer.id,
        platform=viewer.id.partition(":")[0],
        name=viewer.name if has_name else None,
        avatar=viewer.avatar if has_name else None,
    )


def author_object(
    viewer: Viewer, *, has_name: bool = True, has_picture: bool = True
) -> AuthorObject:
    """Return a Viewer as entries and cards show one."""
    return AuthorObject(
        id=viewer.id,
        platform=viewer.id.partition(":")[0],
        name=viewer.name if has_name else None,
        avatar=viewer.avatar if has_name and has_picture else None,
        handle=viewer.handle if has_name else None,
        roles=sorted(viewer.roles),
        anonymous=viewer.anonymous,
    )


def standing_object(standing: Standing, *, has_name: bool = True) -> StandingObject:
    """Return one line of a leaderboard."""
    return StandingObject(
        rank=standing.rank,
        viewer=viewer_object(standing.viewer, has_name=has_name),
        points=decimal_points(standing.points),
        diamonds=standing.diamonds,
        bits=standing.bits,
        likes=standing.likes,
        chats=standing.chats,
        gifts=standing.gifts,
    )


def session_object(
    session: SessionView | None, connections: Sequence[ConnectionView]
) -> SessionObject:
    """Return the running session with its connections."""
    return SessionObject(
        id=session.id if session else None,
        name=session.name if session else "",
        state=session.state if session else "ended",
        started_at=rfc3339(session.started_at) if session else None,
        connections=[connection_object(one) for one in connections],
        totals=totals_object(session.totals if session else Totals()),
    )


def connection_object(view: ConnectionView) -> ConnectionObject:
    """Return one connection."""
    return ConnectionObject(
        platform=view.platform,
        target=view.target,
        state=view.state,
        detail=view.detail,
        until=rfc3339_or_null(view.until),
        attempt=view.attempt,
        last_event_at=rfc3339_or_null(view.last_event_at),
        viewers=view.viewers,
        heard=view.heard,
        heard_share=view.heard_share,
        gaps=[_gap_object(gap) for gap in view.gaps],
        duplicates=view.duplicates,
        shed=view.shed,
        refused=view.refused,
        room_likes=view.room_likes,
        heard_likes=view.heard_likes,
        budget=view.budget,
        cannot_write=view.cannot_write,
        unofficial=view.unofficial,
    )


def totals_object(totals: Totals) -> TotalsObject:
    """Return a session's sums."""
    fields = msgspec.structs.asdict(totals)
    return TotalsObject(**{**fields, "points": decimal_points(totals.points)})


def entry_object(entry: Entry, sight: Sight = EVERYTHING) -> EntryObject:
    """Return an entry as far as `sight` allows."""
    event = entry.event
    viewer = event.viewer if event else entry.earner
    moved = entry.amounts.points or (entry.change.points if entry.change else 0)
    return EntryObject(
        seq=entry.seq,
        at=rfc3339(entry.at),
        session=entry.session,
        kind=str(type(entry.body).__struct_config__.tag),
        platform=event.platform if event else None,
        viewer=_author(viewer, sight) if viewer else None,
        payload=_payload(entry, sight),
        points=decimal_points(moved),
        verdict=entry.judgement.text,
        test=entry.test,
    )


def note_object(note: AnyNote) -> dict[str, Any]:
    """Return a note of ours with its kind, for whoever may see everything."""
    fields = {
        name: rfc3339_or_null(value) if name in _TIMES else msgspec.to_builtins(value)
        for name in note.__struct_fields__
        for value in (getattr(note, name),)
    }
    return {"kind": str(note.__struct_config__.tag), **fields}


def review_object(review: Review) -> ReviewObject:
    """Return an entry that waits for a verdict."""
    return ReviewObject(
        entry=entry_object(review.entry),
        text=review.text,
        name=review.name,
        reasons=[
            ReasonObject(rule=reason.rule, detail=reason.detail)
            for reason in review.reasons
        ],
        scores=review.scores,
        expires_at=rfc3339_or_null(review.expires_at),
    )


def card_object(
    card: ViewerCard, *, has_name: bool, has_picture: bool
) -> ViewerCardObject:
    """Return one Viewer explained, without the entries."""
    standing = card.standing
    if standing is not None and not has_picture:
        hidden = structs.replace(standing.viewer, avatar=None)
        standing = structs.replace(standing, viewer=hidden)
    return ViewerCardObject(
        viewer=author_object(card.viewer, has_name=has_name, has_picture=has_picture),
        standing=standing_object(standing, has_name=has_name) if standing else None,
        first_seen=rfc3339_or_null(card.first_seen),
        used_points=decimal_points(card.used_points),
        gifts=[
            GiftObject(
                gift_id=gift.gift_id,
                name=gift.name,
                icon=gift.icon,
                count=gift.count,
                diamonds=gift.diamonds,
            )
            for gift in card.gifts
        ],
    )


def _author(viewer: Viewer, sight: Sight) -> AuthorObject:
    return author_object(viewer, has_name=sight.name, has_picture=sight.picture)


def _gap_object(gap: GapView) -> GapObject:
    return GapObject(
        began=rfc3339(gap.began),
        ended=rfc3339(gap.ended),
        recovered=gap.recovered,
        unknown=gap.unknown,
    )


_ON_TOP = frozenset({"platform", "viewer"})
_TIMES = frozenset({"platform_at", "began", "ended", "until"})
# What people wrote, and what repeats it: a rule's detail quotes the text.
_TEXTS = frozenset({"text", "fragments", "title", "question", "options"})
# Who moderates, and what they or the ladder thought: nobody else's business. Of what
# a platform told, “by” is a moderator, whose name nobody judged.
_PEOPLES = frozenset({"who", "reason", "why", "scores"})


def _payload(entry: Entry, sight: Sight) -> dict[str, Any]:
    """Return the fields of an entry's body that do not stand beside it."""
    body = entry.body
    found: dict[str, Any] = {}
    for name in body.__struct_fields__:
        if name in _ON_TOP and entry.event is not None:
            continue
        value = getattr(body, name)
        if _is_secret(entry, name, sight):
            found[name] = None
        elif isinstance(value, Viewer):
            found[name] = _author(value, sight)
        elif name in _TIMES:
            found[name] = rfc3339_or_null(value)
        else:
            found[name] = msgspec.to_builtins(value)
    return _with_units(entry, found, sight)


def _is_secret(entry: Entry, name: str, sight: Sight) -> bool:
    """Return whether a field of a body may not be told."""
    about_people = _PEOPLES if entry.event is None else {"by"}
    if name in about_people:
        return not sight.people
    is_verdict = isinstance(entry.body, VerdictGiven)
    return name in _TEXTS and not sight.text and not is_verdict


def _with_units(entry: Entry, payload: dict[str, Any], sight: Sight) -> dict[str, Any]:
    """Finish what only single kinds have: points, quoted texts, raw payloads."""
    body = entry.body
    if isinstance(body, ShowNote):
        return trimmed(body, payload, people=sight.people, secrets=sight.secrets)
    match body:
        case Award(points=points):
            payload["points"] = decimal_points(points)
        case VerdictGiven(reasons=reasons):
            payload["reasons"] = [
                {"rule": reason.rule, "detail": reason.detail if sight.text else None}
                for reason in reasons
            ]
        case _ if payload.get("payload") is not None and not sight.text:
            payload["payload"] = None
    return payload


PLATFORMS = tuple(platform.value for platform in Platform)
