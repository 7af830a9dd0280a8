"""What passes the gate, and how it looks behind it."""

from __future__ import annotations

from msgspec import structs

from companion.domain.entries import Entry, Judgement, Verdict
from companion.domain.events import (
    MONEY,
    Announcement,
    AnyEvent,
    Chat,
    Membership,
    PlatformPoll,
    PlatformQuestion,
    Redemption,
    Subscription,
)
from companion.domain.values import Viewer, alias_of
from companion.domain.views import Shown
from companion.i18n import _

_WRITTEN = ("text", "title", "question")
"""Fields that hold what a Viewer wrote or chose."""

_ASKED = (Chat, Announcement, Redemption, PlatformQuestion, PlatformPoll, *MONEY)
_WAITING = (Verdict.HOLD, Verdict.PENDING)


def waits(judgement: Judgement) -> bool:
    """Return whether a text or a name still has no final verdict."""
    return judgement.text in _WAITING or judgement.name in _WAITING


def is_reviewed(entry: Entry) -> bool:
    """Return whether a person is asked: not about each like of a doubtful name."""
    return isinstance(entry.body, _ASKED)


def passes(entry: Entry, judgement: Judgement) -> bool:
    """Return whether an entry is published now.

    Money always is; the rest when its text is allowed. Notes of ours have no text.
    """
    return judgement.text is Verdict.ALLOW or isinstance(entry.body, MONEY)


def behind_gate(entry: Entry, judgement: Judgement, *, late: bool = False) -> Shown:
    """Return the entry as the stream may see it.

    A text that is not allowed is left out; a name that is not allowed is an alias.
    """
    event = entry.event
    clean = judgement.text is Verdict.ALLOW and judgement.name is Verdict.ALLOW
    if event is None or clean:
        return Shown(entry=entry, late=late)
    if judgement.text is not Verdict.ALLOW:
        event = without_text(event)
    earner = entry.earner
    if judgement.name is not Verdict.ALLOW:
        event = without_names(event)
        earner = masked(earner) if earner else None
    return Shown(entry=structs.replace(entry, body=event, earner=earner), late=late)


def move(
    entry: Entry,
    stood: Judgement | None,
    judgement: Judgement,
    shown: list[Shown],
    gone: list[int],
) -> None:
    """Show an entry, or take it off, where it looks other than it stood.

    stood: None when it stood nowhere yet.
    """
    before = None
    if stood is not None and passes(entry, stood):
        before = behind_gate(entry, stood)
    now = behind_gate(entry, judgement, late=True)
    was_read = stood is not None and stood.text is Verdict.ALLOW
    is_refused = judgement.text is Verdict.BLOCK and was_read
    if is_refused or not passes(entry, judgement):
        if before is not None:
            gone.append(entry.seq)
    elif before is None or before.entry != now.entry:
        shown.append(now)


def without_text(event: AnyEvent) -> AnyEvent:
    """Return the event with everything that somebody wrote left out."""
    blank: dict[str, object] = {name: "" for name in _WRITTEN if hasattr(event, name)}
    if isinstance(event, Chat):
        blank["fragments"] = ()
    return structs.replace(event, **blank)


def without_names(event: AnyEvent) -> AnyEvent:
    """Return the event with its Viewers under their aliases."""
    changes: dict[str, object] = {}
    if event.viewer is not None:
        changes["viewer"] = masked(event.viewer)
    if isinstance(event, Subscription | Membership) and event.gifted_by is not None:
        changes["gifted_by"] = masked(event.gifted_by)
    return structs.replace(event, **changes)


def masked(viewer: Viewer) -> Viewer:
    """Return a Viewer under their alias: no name, no handle, no picture."""
    name = _("Viewer {digits}").format(digits=alias_of(viewer.id))
    return structs.replace(viewer, name=name, handle="", avatar=None)
