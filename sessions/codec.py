"""Entries to rows and back."""

from __future__ import annotations

from typing import Any, Final, cast

import msgspec
from msgspec import Struct
from sqlalchemy import RowMapping

from companion.domain.earning import earner_of
from companion.domain.entries import (
    ALLOWED,
    Amounts,
    AnyBody,
    Award,
    Entry,
    Judgement,
    PointsChange,
    Reset,
)
from companion.domain.errors import Corrupt
from companion.domain.events import StreamEvent, UnknownEvent
from companion.domain.values import Platform, Points, Viewer
from companion.i18n import _
from sessions.chain import forgotten_id
from sessions.upcast import VERSION, upcast


class Stored(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept in an entry's body column, as JSON.

    meter, units: what the entry added to which meter of its earner (see Earning).
    earner: set where the body itself does not name one: a verdict that pays a Chat.
    withheld, used_up_by: thousandths that it did not move because that Reset (its seq)
    has taken what was earned; they move when the Reset is undone.
    """

    body: AnyBody
    source: str = ""
    judgement: Judgement = ALLOWED
    meter: str = ""
    units: int = 0
    earner: Viewer | None = None
    withheld: Points = 0
    used_up_by: int | None = None


UNREADABLE: Final = (
    msgspec.DecodeError,
    UnicodeDecodeError,
    AttributeError,
    KeyError,
    TypeError,
)
"""What `decode` raises for bytes that nobody of ours wrote."""

_NAMING: Final = (Reset, Award)
"""Corrections that name the Viewer whose points they move."""

_encoder: Final = msgspec.json.Encoder(order="deterministic")
_decoder: Final = msgspec.json.Decoder(Stored)


def encode(stored: Stored) -> bytes:
    """Return the body column's bytes, of version `upcast.VERSION`."""
    return _encoder.encode(stored)


def decode(raw: bytes, version: int) -> Stored:
    """Return what was stored; a kind not known here becomes an UnknownEvent."""
    if version == VERSION:
        try:
            return _decoder.decode(raw)
        except msgspec.ValidationError:
            return _decode_unknown(msgspec.json.decode(raw))
    plain = upcast(msgspec.json.decode(raw), version)
    try:
        return msgspec.convert(plain, Stored)
    except msgspec.ValidationError:
        return _decode_unknown(plain)


def _decode_unknown(plain: dict[str, Any]) -> Stored:
    """Keep the payload of a later version's kind, with what it shares with others."""
    body = plain.get("body", {})
    platform = body.get("platform")
    known = platform in set(Platform)
    return Stored(
        body=UnknownEvent(
            id=str(body.get("id", "")),
            platform=Platform(platform) if known else Platform.TIKTOK,
            channel=str(body.get("channel", "")),
            name=str(body.get("kind", "")),
            payload=body,
        ),
        source=str(plain.get("source", "")),
    )


def kind_of(body: AnyBody) -> str:
    """Return the tag that names a body's kind."""
    return cast("str", body.__struct_config__.tag)


def stored_of(row: RowMapping, viewer: Viewer | None = None) -> Stored:
    """Return what a row of the entries table keeps in its body.

    An erased body comes back as an UnknownEvent named "forgotten". viewer: whose it
    was, when it was erased for what it said of somebody else. Raises Corrupt when the
    body cannot be read.
    """
    if row["body"] is None:
        return Stored(body=forgotten_body(row["viewer_key"], viewer))
    try:
        return decode(row["body"], row["version"])
    except UNREADABLE as error:
        text = _("Entry {number} of session {id} cannot be read. Restore a backup.")
        named = text.format(number=row["number"], id=row["session_id"])
        raise Corrupt(named) from error


def entry_of(row: RowMapping, stored: Stored) -> Entry:
    """Return the Entry of a row that has every column of the entries table."""
    amounts = Amounts(
        points=row["points"],
        diamonds=row["diamonds"],
        bits=row["bits"],
        likes=row["likes"],
        chats=row["chats"],
        gifts=row["gifts"],
    )
    earner = earner_in(stored)
    return Entry(
        seq=row["seq"],
        number=row["number"],
        session=row["session_id"],
        at=row["at"],
        body=stored.body,
        source=stored.source,
        earner=earner,
        amounts=amounts,
        change=change_of(stored.body, earner, amounts, earns=row["earns"]),
        judgement=stored.judgement,
        test=row["test"],
        earns=row["earns"],
    )


def forgotten_body(viewer_key: bytes | None, viewer: Viewer | None) -> UnknownEvent:
    """Return what stands for an erased body: a forgotten Viewer has a key, no name."""
    if viewer is None and viewer_key is not None:
        viewer = Viewer(id=forgotten_id(viewer_key), name="")
    return UnknownEvent(
        id="", platform=Platform.TIKTOK, channel="", viewer=viewer, name="forgotten"
    )


def earner_in(stored: Stored) -> Viewer | None:
    """Return whose totals an entry belongs to, or None."""
    if isinstance(stored.body, StreamEvent):
        return earner_of(stored.body)
    return stored.earner


def change_of(
    body: AnyBody, earner: Viewer | None, amounts: Amounts, *, earns: bool
) -> PointsChange | None:
    """Return what an entry does to a Viewer's points, or None when to nobody's.

    Everybody who did something that counts is in the standings, even with 0 points;
    anonymous givers are not, and what arrives while paused brings nobody in.
    """
    if isinstance(body, _NAMING):
        if body.viewer_id is None:
            return None
        return PointsChange(viewer_id=body.viewer_id, points=amounts.points)
    if earner is None or earner.anonymous or not earns:
        return None
    return PointsChange(viewer_id=earner.id, points=amounts.points)
