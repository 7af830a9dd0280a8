"""Read models: what the ledger's entries amount to, for whoever shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Literal, Protocol

from msgspec import Struct

from companion.domain.entries import AnyNote, Entry, Reason, Verdict
from companion.domain.moments import (
    CreditPart,
    Moment,
    MomentKind,
    Supporter,
    Unit,
)
from companion.domain.on_air import OnAirT
from companion.domain.values import (
    Fragment,
    Micros,
    Platform,
    Points,
    Timestamp,
    Viewer,
)


class ConnectionState(StrEnum):
    """How a connection stands, told honestly."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    LIVE = "live"
    SILENT = "silent"
    WAITING = "waiting"
    RATE_LIMITED = "rate-limited"
    NEEDS_LOGIN = "needs-login"
    ENDED = "ended"


class GapView(Struct, frozen=True, kw_only=True):
    """A stretch in which a connection could not hear; see entries.Gap."""

    began: Timestamp
    ended: Timestamp
    recovered: int
    unknown: int | None


class GapSums(Struct, frozen=True, kw_only=True):
    """All gaps of a connection since it was made, also those no longer listed.

    unknown: of those whose loss is known.
    """

    count: int = 0
    recovered: int = 0
    unknown: int = 0

    def plus(self, gap: GapView) -> GapSums:
        """Return the sums with one more."""
        return GapSums(
            count=self.count + 1,
            recovered=self.recovered + gap.recovered,
            unknown=self.unknown + (gap.unknown or 0),
        )


class ConnectionView(Struct, frozen=True, kw_only=True):
    """One connection, as pill, API and metrics show it.

    target: "tiktok:@mira.plays". detail: one sentence for a person, "" when all is
    well. heard: events taken. duplicates, shed: events that fell out. refused: events
    of another room than the one asked for. until: when a rate limit or back-off ends.
    attempt: tries since it was last live. heard_share: 0..1 of what the room's totals
    imply, None when nothing tells. room_likes: the room's own total, from before the
    connection on, the highest told; heard_likes: those that came one Viewer at a time,
    a part of it; None when the platform tells no such thing. cannot_write: why nothing
    can be written through it, for a person; "" when it can. text_limit: characters of
    one text, 0 where the platform takes none from us. unofficial: the platform does
    not know of this way.
    """

    target: str
    platform: Platform | None
    state: ConnectionState
    detail: str = ""
    since: Timestamp = 0
    last_event_at: Timestamp | None = None
    until: Timestamp | None = None
    attempt: int = 0
    viewers: int | None = None
    heard: int = 0
    heard_share: float | None = None
    duplicates: int = 0
    shed: int = 0
    gaps: tuple[GapView, ...] = ()
    budget: str = ""
    refused: int = 0
    room_likes: int | None = None
    heard_likes: int | None = None
    cannot_write: str = ""
    text_limit: int = 0
    unofficial: bool = False
    gap_sums: GapSums = GapSums()


class LoginView(Struct, frozen=True, kw_only=True):
    """How Companion stands with one platform's account.

    way: "login" (by the platform's own page), "token" (from the environment), "key"
    (YouTube's, reads only) or "none". account: whose it is, "" when not known. detail:
    one sentence for a person, "" when all is well. kept: whether it outlasts the
    program. client_id: the application's, as typed by the Broadcaster.
    """

    platform: Platform
    way: Literal["login", "token", "key", "none"] = "none"
    account: str = ""
    detail: str = ""
    kept: bool = True
    client_id: str = ""


class LoginCode(Struct, frozen=True, kw_only=True):
    """What a person needs to log in on another page or device.

    user_code: to be typed at `address`, an https page that a QR code can hold.
    """

    user_code: str
    address: str
    expires_at: Timestamp


class Totals(Struct, frozen=True, kw_only=True):
    """Sums over a session; points in thousandths.

    likes: likes heard. likes_room: the rooms' own totals, None before one was told.
    viewers: distinct Viewers in the standings. watching: people there now; watching_by:
    the same by platform, of those that tell. memberships: those among the
    subscriptions. money: of Super Chats and Stickers, micros by currency.
    """

    entries: int = 0
    points: Points = 0
    diamonds: int = 0
    bits: int = 0
    likes: int = 0
    likes_room: int | None = None
    chats: int = 0
    gifts: int = 0
    follows: int = 0
    shares: int = 0
    joins: int = 0
    subscriptions: int = 0
    memberships: int = 0
    money: dict[str, Micros] = {}
    viewers: int = 0
    watching: int | None = None
    watching_by: dict[str, int] = {}
    watching_peak: int | None = None
    held: int = 0


class SessionView(Struct, frozen=True, kw_only=True):
    """One stream, past or present; ordinal counts the folder's sessions from 1."""

    id: str
    ordinal: int
    name: str
    state: Literal["live", "paused", "ended"]
    started_at: Timestamp
    ended_at: Timestamp | None
    timezone: str
    totals: Totals = Totals()


class Standing(Struct, frozen=True, kw_only=True):
    """One Viewer's rank and points.

    rank: 1 for the most points; equal points keep the order in which they were
    reached, and tie is true for both. points in thousandths.
    """

    rank: int
    viewer: Viewer
    points: Points
    tie: bool = False
    diamonds: int = 0
    bits: int = 0
    likes: int = 0
    chats: int = 0
    gifts: int = 0


class GiftTally(Struct, frozen=True, kw_only=True):
    """How many of one gift a Viewer gave; diamonds is their sum."""

    gift_id: str
    name: str
    icon: str | None
    count: int
    diamonds: int


class ViewerCard(Struct, frozen=True, kw_only=True):
    """One Viewer explained: entries are newest first and add up to points."""

    standing: Standing | None
    viewer: Viewer
    first_seen: Timestamp | None
    used_points: Points
    gifts: tuple[GiftTally, ...]
    entries: tuple[Entry, ...]


class Shown(Struct, frozen=True, kw_only=True):
    """What the stream may see of an entry: the entry after the gate.

    entry: its body has texts that are not allowed emptied, and names that are not
    allowed replaced by the Viewer's alias. late: released after it first arrived.
    """

    entry: Entry
    late: bool = False


class StreamView(Protocol):
    """The running session as overlays read it: what the gate let through, no more."""

    @property
    def now(self) -> Timestamp:
        """Return the time of this look: what is shown by time goes by it."""

    @property
    def session(self) -> SessionView | None:
        """Return the running session, or None between sessions."""

    def top(
        self,
        limit: int,
        *,
        platform: Platform | None = None,
        unit: Unit = "points",
    ) -> Sequence[Standing]:
        """Return the first `limit` standings by a unit, best first; names as allowed.

        By another unit than points, rank and tie are those of that order, and who has
        none of it is left out.
        """

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's standing, or None when they have no points entry."""

    def chat(self, limit: int) -> Sequence[Entry]:
        """Return the newest `limit` allowed Chat entries, oldest first."""

    def feed(self, limit: int) -> Sequence[Entry]:
        """Return the newest `limit` allowed Chat and money entries, oldest first.

        Money entries (events.MONEY) are all there, if need be without their text;
        `limit` counts both kinds together.
        """

    def featured(self) -> Entry | None:
        """Return the Chat entry shown on the question overlay, or None."""

    def moments(self, limit: int) -> Sequence[Moment]:
        """Return the newest `limit` Moments of the session, oldest first."""

    def latest(self, kind: MomentKind) -> Moment | None:
        """Return the newest Moment of a kind in the session, or None."""

    def greatest(self) -> Moment | None:
        """Return the session's Gift with the most Diamonds so far, or None."""

    def credits(self, part: CreditPart, limit: int) -> Sequence[Viewer]:
        """Return whom to thank: the most generous first, else in order of coming."""

    def on_air(self, kind: type[OnAirT]) -> OnAirT | None:
        """Return what is shown of an interaction, or None while there is none."""

    def emote(self, entry: Entry, fragment: Fragment) -> str | None:
        """Return the https address of an emote's picture, None where there is none.

        For a text fragment: when it is, as a whole word, an emote of 7TV, BTTV or FFZ.
        """


class GatedView(StreamView, Protocol):
    """A StreamView for sinks that wait: when things came, and who allowed them."""

    def keep(self, lines: int) -> None:
        """Keep so many of the newest lines from now on."""

    def totals_of(self, is_chosen: Callable[[str, str], bool]) -> Totals:
        """Return the session's sums of some connections.

        is_chosen: asked with a connection's target and a platform; the target is ""
        where a note of ours paid a Viewer of that platform.
        """

    def newest_first(self) -> Iterator[Entry]:
        """Yield every Chat and money entry that is kept, as it came, newest first."""

    def seen_now(self, entry: Entry) -> Entry:
        """Return an entry with the names and pictures that may be seen now."""

    def has_picture(self, viewer: Viewer) -> bool:
        """Return whether a Viewer's picture may be seen now."""

    def moment_parts(
        self, kind: MomentKind | None = None
    ) -> Iterator[Sequence[Moment]]:
        """Yield the Moments that are kept, of one kind or of all, newest first.

        Each as its entries' own Moments, in order, and as they came.
        """

    def greatest_parts(self) -> Sequence[Sequence[Moment]]:
        """Return the greatest Gifts in the same way, greatest first."""

    def moment_now(self, moment: Moment) -> Moment:
        """Return a Moment with the names and pictures that may be seen now."""

    def supporters(self, part: CreditPart) -> Iterator[Supporter]:
        """Yield whom to thank, as they may be seen now, in the order of `credits`."""

    def is_approved(self, seq: int) -> bool:
        """Return whether a person has allowed an entry, and nobody undid it."""

    def named_at(self, viewer_id: str) -> Timestamp | None:
        """Return when a Viewer's present name first came; None: long ago."""

    def is_name_approved(self, viewer: Viewer) -> bool:
        """Return whether a person allowed a line under this name, or trusts them."""


class Review(Struct, frozen=True, kw_only=True):
    """An entry that waits for a verdict.

    text, name: how each stands now, why, and by which scores. expires_at: when Hold
    becomes Block by itself; None while Pending.
    """

    entry: Entry
    text: Verdict
    name: Verdict
    expires_at: Timestamp | None = None
    reasons: tuple[Reason, ...] = ()
    scores: dict[str, float] = {}


class ModelView(Struct, frozen=True, kw_only=True):
    """How the model stands that is asked after the rules.

    state: "off" (none is chosen), "missing" (chosen, its files are not there or not
    whole), "loading", "ready", "failed" (restarts with back-off). title: for a person.
    detail: one sentence, "" when all is well. version: id and hash. judged, late, shed:
    texts since the start; late ones got the rules' verdict. cached: of the judged,
    those that a cache answered. p95_ms: milliseconds from asking to scores, over the
    newest answers. rss: of the worker, bytes. languages: BCP 47 codes it knows.
    """

    state: Literal["off", "missing", "loading", "ready", "failed"] = "off"
    id: str = ""
    title: str = ""
    detail: str = ""
    version: str = ""
    judged: int = 0
    cached: int = 0
    late: int = 0
    shed: int = 0
    p95_ms: float | None = None
    rss: int | None = None
    restarts: int = 0
    languages: tuple[str, ...] = ()


class GateView(Struct, frozen=True, kw_only=True):
    """The gate as of now.

    rules: version, as in GateChanged. dry_run_until: platform actions of the ladder
    are only told until then; None: never, 0: for good. toxic_share: 0..1 of the texts
    of the last five minutes that were held or blocked, None without any. held, blocked:
    texts since the start, by their first verdict. has_opinion_key: the keyring holds a
    key for a second opinion.
    """

    rules: str = ""
    mode: Literal["normal", "raid", "quiet"] = "normal"
    model: ModelView = ModelView()
    dry_run_until: Timestamp | None = None
    toxic_share: float | None = None
    judged_recently: int = 0
    held: int = 0
    blocked: int = 0
    has_opinion_key: bool = False


class Trial(Struct, frozen=True, kw_only=True):
    """What the gate would say about a text; nothing is stored.

    rules_us: microseconds that the rules took. model_ms: that the model took, None
    when it was not asked.
    """

    text: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    skeleton: str = ""
    scores: dict[str, float] = {}
    rules_us: float = 0.0
    model_ms: float | None = None


class VerdictLine(Struct, frozen=True, kw_only=True):
    """One decision, as the lists of verdicts and the audit log show it.

    seq: of the entry that decided: the judged event itself when the rules did. of: seq
    of the judged event; None for a decision about no event. kind: "verdict", "gate",
    "viewer_mark", "text_permit" or "platform_action". by: "rules", "model", "person",
    "clock", "ladder" or "undo". what: the note itself, None for a verdict of the
    rules. undone_by: seq of the entry that took it back.
    """

    seq: int
    at: Timestamp
    kind: str
    by: str
    who: str = ""
    of: int | None = None
    viewer: Viewer | None = None
    text: str = ""
    verdict: Verdict | None = None
    name: Verdict = Verdict.ALLOW
    reasons: tuple[Reason, ...] = ()
    scores: dict[str, float] = {}
    what: AnyNote | None = None
    undone_by: int | None = None
    platform: Platform | None = None


class VerdictFilter(Struct, frozen=True, kw_only=True):
    """Which decisions are asked for; what is left at its default lets all through.

    words: full-text, in texts and names. viewer_id, rule, by, verdict: exactly this.
    label, score: only with at least that score (0..1) for the label; label "" means
    any. decisions_only: verdicts that allowed an event at once are left out. before:
    only entries with a lower seq, for the next page. session: id, "" for the running
    one, "*" for every one, such as all about a Viewer. limit: 1..1000, newest first.
    kind: as in VerdictLine. who: decisions of this person, "" the Broadcaster's; None:
    of anybody and of nobody.
    """

    words: str = ""
    viewer_id: str = ""
    rule: str = ""
    by: str = ""
    verdict: Verdict | None = None
    label: str = ""
    score: float = 0.0
    decisions_only: bool = False
    before: int | None = None
    session: str = ""
    limit: int = 100
    kind: str = ""
    who: str | None = None


class ToxicityBar(Struct, frozen=True, kw_only=True):
    """What the gate did in one stretch of time.

    at: when it begins. judged: texts; held and blocked: of these, by their first
    verdict that was final or asked a person. mean: of the highest score of each text
    that a model judged, None without one. labels: texts by the label that passed its
    threshold.
    """

    at: Timestamp
    judged: int = 0
    held: int = 0
    blocked: int = 0
    mean: float | None = None
    labels: dict[str, int] = {}


class WouldChange(Struct, frozen=True, kw_only=True):
    """What other thresholds would have said about the newest texts.

    looked_at: texts with scores, 500 at most. lines: those whose verdict would differ,
    newest first: as it was, and as it would be.
    """

    looked_at: int
    lines: tuple[tuple[VerdictLine, Verdict], ...] = ()


class ViewerMarks(Struct, frozen=True, kw_only=True):
    """What the gate holds against or for one Viewer; times in the future only.

    strikes: steps of the ladder that have not decayed.
    """

    viewer_id: str
    name: str = ""
    is_banned: bool = False
    muted_until: Timestamp | None = None
    is_trusted: bool = False
    is_picture_hidden: bool = False
    permit_until: Timestamp | None = None
    strikes: int = 0


class ModelOffer(Struct, frozen=True, kw_only=True):
    """A moderation model that can be chosen, and how it stands on this computer.

    state: "absent", "downloading", "ready" or "broken" (files that are not whole).
    done, size: bytes. measured_ms: milliseconds of one core for one text, measured
    here, None before. detail: what is wrong, or what to know before choosing.
    """

    id: str
    title: str
    description: str
    languages: tuple[str, ...]
    licence: str
    size: int
    state: Literal["absent", "downloading", "ready", "broken"] = "absent"
    done: int = 0
    detail: str = ""
    measured_ms: float | None = None
    is_chosen: bool = False
