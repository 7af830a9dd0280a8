"""The log of every moderation decision, put together from the ledger's entries.

The search index tells which entries; what they say is read in the ledger itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from companion.domain.entries import (
    AnyNote,
    Entry,
    GateChanged,
    Judgement,
    PlatformAction,
    TextPermitted,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import AnyEvent, UnknownEvent
from companion.domain.judged import text_of
from companion.domain.values import Platform, Viewer
from companion.domain.views import VerdictLine
from sessions.codec import kind_of
from sessions.search import Found

Profile = Callable[[str], Viewer | None]
"""Returns a Viewer by id as last seen, or None."""


def verdict_lines(
    found: Sequence[Found], entries: Mapping[int, Entry], profile: Profile
) -> list[VerdictLine]:
    """Return the lines of decisions that are still in the ledger, in the same order."""
    lines: list[VerdictLine] = []
    for one in found:
        entry = entries.get(one.seq)
        if entry is None or _is_forgotten(entry):
            continue
        about = entries.get(one.about) if one.about is not None else None
        lines.append(_line(one, entry, about, profile))
    return lines


def _line(
    found: Found, entry: Entry, about: Entry | None, profile: Profile
) -> VerdictLine:
    if entry.event is not None:
        return _of_rules(found, entry, entry.event)
    note, event = entry.body, about.event if about is not None else None
    assert not isinstance(note, AnyEvent)  # noqa: S101  # its event would not be None
    if event is not None and isinstance(event, UnknownEvent):
        event = None
    viewer = event.viewer if event is not None else None
    verdict = note if isinstance(note, VerdictGiven) else None
    return VerdictLine(
        seq=entry.seq,
        at=entry.at,
        kind=kind_of(note),
        by=_by(note),
        who=getattr(note, "who", ""),
        of=found.about,
        viewer=_subject(note, profile) or viewer,
        text=_text(note) or (text_of(event) if event is not None else ""),
        verdict=verdict.text if verdict else None,
        name=verdict.name if verdict else Judgement().name,
        reasons=verdict.reasons if verdict else (),
        scores=found.scores,
        what=note,
        undone_by=found.undone_by,
        platform=_platform(note, event, viewer),
    )


def _of_rules(found: Found, entry: Entry, event: AnyEvent) -> VerdictLine:
    return VerdictLine(
        seq=entry.seq,
        at=entry.at,
        kind="verdict",
        by="rules",
        of=entry.seq,
        viewer=event.viewer,
        text=text_of(event),
        verdict=entry.judgement.text,
        name=entry.judgement.name,
        reasons=entry.judgement.reasons,
        scores=entry.judgement.scores,
        undone_by=found.undone_by,
        platform=event.platform,
    )


def _is_forgotten(entry: Entry) -> bool:
    return isinstance(entry.body, UnknownEvent) and entry.body.name == "forgotten"


def _by(note: AnyNote) -> str:
    match note:
        case VerdictGiven() | ViewerMarked() | PlatformAction():
            return note.by
        case TextPermitted() if note.undoes is not None:
            return "undo"
    return "person"


def _subject(note: AnyNote, profile: Profile) -> Viewer | None:
    """Return whom a note names, as last seen."""
    match note:
        case ViewerMarked(viewer_id=viewer_id):
            pass
        case PlatformAction(
            action="timeout" | "ban" | "unban", subject=str() as subject
        ):
            viewer_id = subject
        case _:
            return None
    return profile(viewer_id) or Viewer(id=viewer_id, name="")


def _text(note: AnyNote) -> str:
    return note.text if isinstance(note, TextPermitted) else ""


def _platform(
    note: AnyNote, event: AnyEvent | None, viewer: Viewer | None
) -> Platform | None:
    if event is not None:
        return event.platform
    match note:
        case ViewerMarked(viewer_id=viewer_id):
            prefix = viewer_id.partition(":")[0]
        case PlatformAction(source=source):
            prefix = source.partition(":")[0]
        case GateChanged():
            return None
        case _:
            prefix = viewer.id.partition(":")[0] if viewer else ""
    return Platform(prefix) if prefix in set(Platform) else None
