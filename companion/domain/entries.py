"""What the ledger records: StreamEvents, verdicts, corrections and session changes.

An Entry is one line of a session's ledger. Every total is a fold of entries.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from companion.domain.events import AnyEvent, StreamEvent
from companion.domain.note import LedgerNote
from companion.domain.show.notes import ShowNote
from companion.domain.values import Platform, Points, Timestamp, Viewer


class Verdict(StrEnum):
    """Moderation's answer about one text or one name."""

    ALLOW = "allow"
    HOLD = "hold"
    BLOCK = "block"
    PENDING = "pending"


class Reason(Struct, frozen=True, gc=False, kw_only=True):
    """Why: the rule's name, and what in the text it saw.

    detail: the entry of a list, else the part of the text. start, end: where that part
    stands in the text (of rules named "name-…": in the Viewer's name), in characters;
    not set when the reason is about no part.
    """

    rule: str
    detail: str = ""
    start: int | UnsetType = UNSET
    end: int | UnsetType = UNSET

    @property
    def span(self) -> tuple[int, int] | None:
        """Return where the part stands, None when there is none."""
        if isinstance(self.start, int) and isinstance(self.end, int):
            return self.start, self.end
        return None


class Judgement(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The verdicts on an event's text and on its Viewer's name, judged apart.

    scores: of a model, 0..1 by canonical label (settings.moderation.LABELS); {} when
    none was asked.
    """

    text: Verdict = Verdict.ALLOW
    name: Verdict = Verdict.ALLOW
    reasons: tuple[Reason, ...] = ()
    scores: dict[str, float] = {}


ALLOWED = Judgement()


class SessionChange(LedgerNote, frozen=True, kw_only=True, tag="session"):
    """The session changed state; "reopened" continues it after an end or a crash."""

    change: Literal["started", "paused", "resumed", "ended", "reopened", "renamed"]
    name: str = ""


class VerdictGiven(LedgerNote, frozen=True, kw_only=True, tag="verdict"):
    """A later verdict on entry `of` (its seq), which replaces the one before.

    by: who decided: "model", "person", "clock" (a Hold that expired), "undo". who: the
    person's name, "" for the Broadcaster. model: id and hash of the model that gave
    the scores. undoes: seq of the verdict that this one takes back.
    """

    of: int
    text: Verdict
    name: Verdict = Verdict.ALLOW
    reasons: tuple[Reason, ...] = ()
    by: str = "person"
    scores: dict[str, float] = field(default_factory=dict)
    who: str = ""
    model: str = ""
    undoes: int | None = None


class GateChanged(LedgerNote, frozen=True, kw_only=True, tag="gate"):
    """What the gate judges by from here on, so that every decision can be explained.

    rules: version of the rules, 16 hex digits over their settings and lists. model: id
    and hash of the model that is asked, "" while the rules decide alone. mode: how
    strict it is. who: as in VerdictGiven. why: one sentence, "" when settings changed.
    """

    rules: str
    model: str = ""
    mode: Literal["normal", "raid", "quiet"] = "normal"
    who: str = ""
    why: str = ""


class ViewerMarked(LedgerNote, frozen=True, kw_only=True, tag="viewer_mark"):
    """What the gate does about a Viewer from here on.

    mark: "ban" and "mute" hide all they write and their name from every sink, a mute
    until `until`; "trust" lets no rule or model stop them; "picture" hides theirs
    everywhere; "permit" lets them post links until `until`; "strike" is one step of
    the escalation ladder. is_lifted: the mark is taken back. of: seq of the entry that
    it is about. by: "person", "ladder" or "undo"; who: as in VerdictGiven. undoes: seq
    of the ViewerMarked that this one takes back.
    """

    viewer_id: str
    mark: Literal["ban", "mute", "trust", "picture", "permit", "strike"]
    until: Timestamp | None = None
    is_lifted: bool = False
    of: int | None = None
    by: str = "person"
    who: str = ""
    reason: str = ""
    undoes: int | None = None


class TextPermitted(LedgerNote, frozen=True, kw_only=True, tag="text_permit"):
    """A text that no rule or model stops from here on, whoever writes it.

    text: as it was written; compared by its skeleton. is_lifted, of, who, undoes: as
    in ViewerMarked.
    """

    text: str
    is_lifted: bool = False
    of: int | None = None
    who: str = ""
    undoes: int | None = None


class Reset(LedgerNote, frozen=True, kw_only=True, tag="reset"):
    """A Viewer's points went to 0; the history stays.

    viewer_id None heads a reset of everybody: one Reset per Viewer follows in the
    same commit, all with the same `batch`.
    """

    viewer_id: str | None = None
    reason: str = ""
    batch: str = ""


class Award(LedgerNote, frozen=True, kw_only=True, tag="award"):
    """A person gave points, or took them when negative."""

    viewer_id: str
    points: Points
    reason: str = ""


class Undo(LedgerNote, frozen=True, kw_only=True, tag="undo"):
    """Takes back the correction with seq `of`."""

    of: int


class Featured(LedgerNote, frozen=True, kw_only=True, tag="featured"):
    """Chat entry `of` is shown on the question overlay; None takes it off."""

    of: int | None = None


class Gap(LedgerNote, frozen=True, kw_only=True, tag="gap"):
    """A stretch in which a connection could not hear.

    recovered: events that came afterwards from the platform's backlog.
    unknown: events that the room's totals say were missed; None when nothing tells.
    Where only likes have a total, it is likes.
    """

    source: str
    platform: Platform | None = None
    began: Timestamp
    ended: Timestamp
    recovered: int = 0
    unknown: int | None = None


class PlatformAction(LedgerNote, frozen=True, kw_only=True, tag="platform_action"):
    """Something was asked of a platform: a text sent, a Viewer banned.

    source: the connection it went through, as its target. subject: id of the Chat that
    is deleted or answered, or of the Viewer who is acted upon; None for a new text.
    seconds: of a timeout. why: what the platform said when it did not do as asked.
    made: id of the Chat that was sent, when the platform tells it. outcome "dry-run":
    nothing was asked, it would have been. by: "person", "ladder" or "bot"; who: as in
    VerdictGiven. of: seq of the entry that it is about.
    """

    action: Literal["send", "delete", "timeout", "ban", "unban", "mode"]
    source: str
    subject: str | None = None
    text: str = ""
    seconds: int | None = None
    outcome: Literal["done", "refused", "failed", "dry-run"]
    why: str = ""
    made: str | None = None
    by: str = "person"
    who: str = ""
    of: int | None = None


class Erasure(LedgerNote, frozen=True, kw_only=True, tag="erasure"):
    """A Viewer was forgotten: the bodies of these entries are gone for good."""

    numbers: tuple[int, ...]


AnyNote = (
    SessionChange
    | VerdictGiven
    | GateChanged
    | ViewerMarked
    | TextPermitted
    | Reset
    | Award
    | Undo
    | Featured
    | Gap
    | PlatformAction
    | Erasure
    | ShowNote
)
AnyBody = AnyEvent | AnyNote


class Amounts(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What an entry adds to its earner's and the session's totals.

    points in thousandths; the rest in their own units. Negative only in corrections.
    """

    points: Points = 0
    diamonds: int = 0
    bits: int = 0
    likes: int = 0
    chats: int = 0
    gifts: int = 0


class PointsChange(Struct, frozen=True, gc=False, kw_only=True):
    """Whose points an entry moves, and by how much (thousandths, may be negative)."""

    viewer_id: str
    points: Points


class Entry(Struct, frozen=True, gc=False, kw_only=True):
    """One line of the ledger.

    seq: global to the data folder, rising. number: 1, 2, 3 … within the session.
    at: when it was recorded; never decreasing within a session.
    earner: the Viewer whose totals `amounts` belong to; None when nobody's.
    change: what the entry does to a Viewer's points; None when to nobody's.
    judgement: moderation's answer when the entry was written.
    earns: the session was not paused and the event is no test, so it may score.
    """

    seq: int
    number: int
    session: str
    at: Timestamp
    body: AnyBody
    source: str = ""
    earner: Viewer | None = None
    amounts: Amounts = Amounts()
    change: PointsChange | None = None
    judgement: Judgement = ALLOWED
    test: bool = False
    earns: bool = True

    @property
    def event(self) -> AnyEvent | None:
        """Return the StreamEvent, or None when the entry is a note of ours."""
        return self.body if isinstance(self.body, StreamEvent) else None


class ModelVerdict(Struct, frozen=True, gc=False, kw_only=True):
    """What the model, or the rules in its place, say of an entry that was Pending.

    judgement: none of it is Pending. model: id and hash of the model that gave the
    scores, "" when it gave none.
    """

    entry: Entry
    judgement: Judgement
    model: str = ""
