"""The record as a file for people and programs: one JSON object a line."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from msgspec import structs

from companion.domain.entries import (
    AnyBody,
    Award,
    Entry,
    PlatformAction,
    VerdictGiven,
)
from companion.domain.show.steps import Closing
from companion.domain.text import on_one_line
from companion.domain.values import Viewer
from companion.domain.views import SessionView, Standing
from sessions.codec import entry_of, kind_of
from sessions.history import History
from sessions.times import time_text

_encoder: Final = msgspec.json.Encoder(order="deterministic")


def entry_object(entry: Entry) -> dict[str, Any]:
    """Return an Entry in the shape of the API's events, and what only a file needs.

    {"seq","at","session","kind","platform","viewer","payload","points","verdict",
    "test"}, then {"name_verdict","reasons","source"}, and {"scores"} where a model had
    been asked; the verdicts are those at the time of writing; points are exact
    decimals, times RFC 3339 in UTC.
    """
    event = entry.event
    viewer = event.viewer if event is not None else entry.earner
    scores = entry.judgement.scores
    return {
        "seq": entry.seq,
        "at": time_text(entry.at),
        "session": entry.session,
        "kind": kind_of(entry.body),
        "platform": event.platform.value if event is not None else None,
        "viewer": _viewer_object(viewer) if viewer is not None else None,
        "payload": _payload(entry),
        "points": _points(entry.amounts.points),
        "verdict": entry.judgement.text.value,
        "test": entry.test,
        "name_verdict": entry.judgement.name.value,
        "reasons": _plain(entry.judgement.reasons),
        "source": entry.source,
    } | ({"scores": _plain(scores)} if scores else {})


_BESIDE: Final = frozenset({"platform", "viewer"})
"""Fields of a StreamEvent that stand beside its payload."""

_TIMES: Final = frozenset({"platform_at", "began", "ended", "until", "at"})

_LATER: Final[dict[type[AnyBody], frozenset[str]]] = {
    VerdictGiven: frozenset({"scores", "who", "model", "undoes"}),
    PlatformAction: frozenset({"by", "who", "of"}),
}
"""Fields that a kind did not have at first. They are left out at their default, so that
an entry is written for ever as it was when it was new."""


def _payload(entry: Entry) -> dict[str, Any]:
    body = entry.body
    later = _LATER.get(type(body), frozenset())
    defaults = dict(_defaults(type(body))) if later else {}
    names = [
        name
        for name in body.__struct_fields__
        if (entry.event is None or name not in _BESIDE)
        and not (name in later and getattr(body, name) == defaults[name])
    ]
    return {name: _field(body, name) for name in names}


def _defaults(kind: type[AnyBody]) -> Iterator[tuple[str, object]]:
    for field in structs.fields(kind):
        made = field.default_factory
        yield field.name, field.default if made is msgspec.NODEFAULT else made()


def _field(body: AnyBody, name: str) -> Any:  # noqa: ANN401  # whatever JSON has for it
    value = getattr(body, name)
    match value:
        case Viewer():
            return _viewer_object(value)
        case Closing():
            return _plain(value) | {"at": time_text(value.at)}
        case int() if name in _TIMES:
            return time_text(value)
        case int() if isinstance(body, Award) and name == "points":
            return _points(value)
    return _plain(value)


def _viewer_object(viewer: Viewer) -> dict[str, Any]:
    return {
        "id": viewer.id,
        "platform": viewer.id.partition(":")[0],
        "name": viewer.name,
        "avatar": viewer.avatar,
        "handle": viewer.handle,
        "roles": sorted(viewer.roles),
        "anonymous": viewer.anonymous,
    }


def standing_object(standing: Standing) -> dict[str, Any]:
    """Return a standing in the shape of the API's leaderboard."""
    viewer = standing.viewer
    return {
        "rank": standing.rank,
        "viewer": {
            "id": viewer.id,
            "platform": viewer.id.partition(":")[0],
            "name": viewer.name,
            "avatar": viewer.avatar,
        },
        "points": _points(standing.points),
        "diamonds": standing.diamonds,
        "bits": standing.bits,
        "likes": standing.likes,
        "chats": standing.chats,
        "gifts": standing.gifts,
    }


def session_object(session: SessionView) -> dict[str, Any]:
    """Return a session in the shape of `sessions list --json`."""
    ended = session.ended_at
    return {
        "id": session.id,
        "name": session.name,
        "state": session.state,
        "started_at": time_text(session.started_at),
        "ended_at": time_text(ended) if ended is not None else None,
        "viewers": session.totals.viewers,
        "points": _points(session.totals.points),
        "diamonds": session.totals.diamonds,
        "bits": session.totals.bits,
        "likes": session.totals.likes,
        "chats": session.totals.chats,
        "gifts": session.totals.gifts,
        "entries": session.totals.entries,
    }


def _plain(value: object) -> Any:  # noqa: ANN401  # whatever JSON has for it
    """Return plain JSON kinds; sets come sorted, so that exports are byte-equal."""
    return msgspec.to_builtins(value, order="deterministic")


def _points(thousandths: int) -> msgspec.Raw:
    return msgspec.Raw(decimal_text(thousandths).encode())


def decimal_text(thousandths: int) -> str:
    """Return thousandths as an exact decimal number: 1500 as "1.5", 2000 as "2"."""
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1000)
    return f"{sign}{whole}.{rest:03d}".rstrip("0").rstrip(".")


def export_jsonl(history: History, session_id: str) -> Generator[bytes, None, None]:
    """Yield every entry of a session as one line of JSON, in order.

    Each line also carries the entry's number, amounts and checksum. Raises
    CommandError when there is no such session.
    """
    history.session(session_id)
    for row in history.rows(session_id):
        entry = entry_of(row, history.stored_of(row))
        yield on_one_line(_encoder.encode(_line(row, entry))) + b"\n"


def _line(row: sa.RowMapping, entry: Entry) -> dict[str, Any]:
    amounts = structs.asdict(entry.amounts)
    del amounts["points"]
    return {
        **entry_object(entry),
        "kind": row["kind"] if row["body"] is None else kind_of(entry.body),
        "number": entry.number,
        "amounts": amounts,
        "earns": entry.earns,
        "checksum": row["checksum"].hex(),
    }
