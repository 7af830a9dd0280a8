"""Protocols through which the layers meet; wired together in companion.app."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

from companion.domain.entries import Entry, Gap, Judgement, ModelVerdict
from companion.domain.events import AnyEvent, Arrival
from companion.domain.show.desk import Bots, Coins, Room, Show
from companion.domain.studio import Studio
from companion.domain.values import ChatLimits, Platform, Points, Timestamp
from companion.domain.views import (
    ConnectionView,
    GateView,
    LoginCode,
    LoginView,
    ModelOffer,
    Review,
    SessionView,
    Shown,
    Standing,
    Totals,
    ToxicityBar,
    Trial,
    VerdictFilter,
    VerdictLine,
    ViewerCard,
    ViewerMarks,
    WouldChange,
)

Random = random.Random
"""Chance is an argument: a seeded generator, never the module's functions."""


class Clock(Protocol):
    """Time as an argument."""

    def now(self) -> Timestamp:
        """Return microseconds since 1970 UTC, by a clock that nobody sets."""

    def catch_up(self, least: Timestamp = 0) -> None:
        """Go on from what the computer's clock shows, where that is later than `now`.

        least: go on from there at the earliest.
        """

    def monotonic(self) -> float:
        """Return seconds that only ever rise."""

    async def sleep(self, seconds: float) -> None:
        """Wait; seconds >= 0."""


class IdSource(Protocol):
    """Fresh identifiers and secrets as arguments."""

    def new_id(self) -> str:
        """Return an id that sorts by the time it was made."""

    def new_token(self) -> str:
        """Return 128 secret bits, safe in a link."""

    def new_salt(self) -> bytes:
        """Return 16 secret bytes."""


class Connector(Protocol):
    """One platform connection; an object serves one attempt after another.

    events() runs one attempt: it yields what comes and returns when the platform
    says that the stream ended. It raises PlatformError when the attempt fails; the
    type decides what the supervisor does. Cancelling it closes the connection.
    """

    target: str
    platform: Platform | None

    def events(self) -> AsyncIterator[AnyEvent]:
        """Run one attempt."""

    def connected(self) -> bool:
        """Return whether the platform has accepted the present attempt."""

    @property
    def can_wait(self) -> bool:
        """Whether the source loses nothing by waiting: back-pressure, no shedding."""


ConnectorFactory = Callable[[str], Connector]
"""Makes a Connector of a target without its platform ("@mira.plays").

Raises TargetUnknown when the target cannot be one.
"""


@runtime_checkable
class ChatWriter(Protocol):
    """A Connector through which the Broadcaster can also write and moderate.

    Ids are those of events and Viewers, "<platform>:<native id>". Every method raises
    CommandError when the platform refuses (its text says why, a drop reason included;
    asking again is no use), LoginRequired, RateLimited, ConnectionLost otherwise.
    """

    text_limit: int
    """Characters that one text may have."""

    @property
    def cannot_write(self) -> str:
        """Why nothing can be written now, for a person; "" when it can."""

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        """Send a text, waiting for the platform's pace; returns the Chat's id."""

    async def delete(self, event_id: str) -> None:
        """Delete one Chat. Raises ValueError on an empty native id."""

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        """Keep a Viewer from writing for a while, 1 to 1,209,600 s."""

    async def ban(self, viewer_id: str) -> None:
        """Keep a Viewer from writing until unbanned."""

    async def unban(self, viewer_id: str) -> None:
        """Let a Viewer write again, also before a timeout is over."""


@runtime_checkable
class SetsChatLimits(Protocol):
    """A ChatWriter whose platform can keep a chat slow or to followers.

    Raises as ChatWriter does; LoginRequired where the login does not allow it.
    """

    async def chat_limits(self) -> ChatLimits:
        """Return what the chat asks of whoever writes, now."""

    async def limit_chat(self, limits: ChatLimits) -> None:
        """Ask that of whoever writes from now on."""


class Secrets(Protocol):
    """Where logins are kept, outside settings, ledger and logs: the system's keyring.

    Raises SettingsError when the keyring refuses; it says what to do.
    """

    def read(self, name: str) -> str | None:
        """Return the secret of that name, or None."""

    def write(self, name: str, value: str) -> None:
        """Keep a secret in place of the old one."""

    def erase(self, name: str) -> None:
        """Forget a secret; none of that name is fine."""


class Logins(Protocol):
    """The Broadcaster's accounts; every method runs on the engine's loop.

    Raises CommandError for what cannot be as typed, LoginRequired when the platform
    refuses, RateLimited, ConnectionLost. Cancelling a login leaves all as it was.
    """

    async def views(self) -> Sequence[LoginView]:
        """Return how each platform that has logins stands; asks no platform."""

    async def begin_twitch(self, client_id: str) -> LoginCode:
        """Ask Twitch for a code, as the application of that id; the id is kept."""

    async def finish_twitch(self) -> LoginView:
        """Wait until the code that was begun last is entered, denied or too old."""

    async def try_youtube_key(self, key: str) -> None:
        """Make one call with an API key; returns when it works. Costs 1 unit."""

    async def keep_youtube_key(self, key: str) -> LoginView:
        """Try a key, and read with it from now on."""

    async def log_in_youtube(
        self, client_id: str, client_secret: str, *, open_page: Callable[[str], object]
    ) -> LoginView:
        """Log in with the Broadcaster's own Google client; open_page shows an address.

        An empty client_secret: the one of the last time.
        """

    async def log_out(self, platform: Platform) -> LoginView:
        """Forget a platform's login, key and all; told to the platform if possible."""


class Gate(Protocol):
    """What people ask of moderation, beside allow and block; on the engine's loop.

    who: the person's name for the record, "" for the Broadcaster. Raises CommandError
    when it cannot be done as asked (somebody was quicker, nothing to undo), LedgerError
    when the record cannot be written; nothing is changed then.
    """

    def view(self) -> GateView:
        """Return how the gate stands; cheap, asked twice a second."""

    async def reconfigure(self, values: Mapping[str, object]) -> None:
        """Judge by other settings from now on: the whole table [moderation].

        Raises SettingsError naming the field; the old ones hold then. Saves nothing.
        """

    async def try_text(self, text: str) -> Trial:
        """Return what the gate would say about a text; stores nothing."""

    async def would_change(self, values: Mapping[str, object]) -> WouldChange:
        """Return what the thresholds of a table [moderation] would have changed."""

    async def set_mode(
        self, mode: Literal["normal", "raid", "quiet"], *, who: str = ""
    ) -> None:
        """Be as strict as usual, as in a raid, or as in quiet hours.

        A raid mode also asks the platforms that can for followers only and slow chat.
        """

    async def always_allow(self, seq: int, *, who: str = "") -> int:
        """Permit the text of an entry for good, and release the entry if it waits."""

    async def mark(
        self,
        viewer_id: str,
        mark: Literal["ban", "mute", "trust", "picture", "permit"],
        *,
        seconds: int | None = None,
        of: int | None = None,
        who: str = "",
    ) -> int:
        """Mark a Viewer in Companion itself; returns the seq of the ViewerMarked.

        seconds: how long a mute or permit lasts, 1 to 1,209,600. A ban or mute takes
        what they wrote off every screen; trust releases what of theirs waits.
        """

    async def unmark(self, viewer_id: str, mark: str, *, who: str = "") -> int:
        """Take a mark back; returns the seq.

        A ban or mute that was asked of the platform is lifted there too.
        """

    async def mute(
        self,
        viewer_id: str,
        *,
        seconds: int = 300,
        of: int | None = None,
        who: str = "",
    ) -> Sequence[Entry]:
        """Keep a Viewer from every sink for a while, and time them out where possible.

        Returns the entries: the mark, and each platform's outcome.
        """

    async def kick(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Take all that a Viewer wrote off every sink, and throw them out once.

        A platform without a kick gets its shortest timeout.
        """

    async def banish(
        self, viewer_id: str, *, of: int | None = None, who: str = ""
    ) -> Sequence[Entry]:
        """Ban a Viewer on their platform where possible, and here in any case."""

    async def undo(self, seq: int, *, who: str = "") -> int:
        """Take back a decision by its seq: a verdict, a mark, a permitted text.

        A ban or mute is lifted on the platform too. Returns the seq of the undo.
        """

    async def approve(self, seq: int, *, who: str = "") -> None:
        """Let an allowed entry pass to overlays that show nothing else."""

    def marks(self) -> Sequence[ViewerMarks]:
        """Return every Viewer with a mark that holds now."""

    def permitted_texts(self) -> Sequence[str]:
        """Return the texts that are always allowed, oldest first."""

    async def withdraw_text(self, text: str, *, who: str = "") -> int:
        """Judge a text again that was always allowed; returns the seq."""

    async def verdicts(self, wanted: VerdictFilter) -> Sequence[VerdictLine]:
        """Return decisions, newest first; the audit log, page by page."""

    async def corrections(self) -> str:
        """Return as CSV what people decided against the gate, to tune it by.

        Of all sessions, with texts and scores, a head line first.
        """

    async def context(self, seq: int, *, limit: int = 3) -> Sequence[Entry]:
        """Return what the Viewer of an entry wrote before it, oldest first."""

    async def toxicity(
        self, *, minutes: int = 60, bars: int = 60
    ) -> Sequence[ToxicityBar]:
        """Return the last minutes of the running session in so many equal bars."""

    def models(self) -> Sequence[ModelOffer]:
        """Return the models that can be chosen, installed or not."""

    async def fetch_model(
        self, model_id: str, *, file: str | None = None, address: str = ""
    ) -> None:
        """Download a model, or take it from a file or mirror; cancel to stop.

        What was loaded stays for the next try. Raises ModelError.
        """

    async def measure_model(self, model_id: str) -> float:
        """Return milliseconds of one core for one text here; takes some seconds."""

    async def keep_opinion_key(self, key: str) -> None:
        """Keep the key of a second opinion in the keyring; empty: forget it.

        Raises SettingsError when it cannot be one, or the keyring refuses.
        """


class Inlet(Protocol):
    """Where connectors leave what they heard; the pipeline's front door."""

    def offer(self, arrival: Arrival) -> None:
        """Take it now; under overload sheds joins, then likes, then chat, counted."""

    async def put(self, arrival: Arrival) -> None:
        """Take it, waiting for room: for sources that can wait, like a simulator."""

    def gap(self, gap: Gap) -> None:
        """Record a stretch in which a connection could not hear."""


class Judge(Protocol):
    """Rules: answers at once, in process."""

    def judge(self, event: AnyEvent, *, at: Timestamp) -> Judgement:
        """Return the verdicts on the event's text and name. Never raises."""


class SlowJudge(Protocol):
    """The model: answers later, from a worker process."""

    def ask(
        self, entry: Entry, answered: Callable[[ModelVerdict | None], object]
    ) -> None:
        """Have an entry judged; `answered` is called once, on this loop.

        When the model is too late or cannot be asked the answer is what the rules said,
        with the reason; None when nothing is to be recorded.
        """


class EngineListener(Protocol):
    """Hears what the engine does, on the engine's thread; must not block or raise."""

    def shown(self, items: Sequence[Shown]) -> None:
        """Entries that passed the gate, in ledger order; late releases included."""

    def reviewing(self, items: Sequence[Review]) -> None:
        """Entries that the gate holds back, when they come and when they change."""

    def retracted(self, seqs: Sequence[int]) -> None:
        """Entries that must leave every screen."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """All connections, whenever one of them changed; at most 4 times a second."""

    def session(self, view: SessionView | None) -> None:
        """Take the session's new state: started, paused, resumed, ended, renamed."""

    def alarm(self, text: str) -> None:
        """Something stopped that a person must know of; "" when it is over."""


class Engine(Protocol):
    """What window, server and command line may ask of the running engine.

    Every method runs on the engine's loop. Raises CommandError when the request
    cannot be carried out as asked (nothing is changed then), LedgerError when the
    record cannot be written.
    """

    def listen(self, listener: EngineListener) -> Callable[[], None]:
        """Add a listener; returns the function that removes it."""

    async def connect(self, target: str) -> None:
        """Start a connection, "tiktok:@name". Raises TargetUnknown, CommandError."""

    async def disconnect(self, target: str) -> None:
        """End a connection and forget it."""

    def connections(self) -> Sequence[ConnectionView]:
        """Return all connections in the order in which they were made."""

    def session(self) -> SessionView | None:
        """Return the running session with its totals as of now."""

    def totals(self) -> Totals:
        """Return the running session's totals; zeros between sessions."""

    async def start_session(self, name: str = "") -> SessionView:
        """End the running session, if any, and open a new one."""

    async def pause_session(self) -> SessionView:
        """Go on recording, stop earning."""

    async def resume_session(self) -> SessionView:
        """End the pause."""

    async def end_session(self) -> SessionView:
        """Close the session; it can be reopened."""

    async def reopen_session(self, session_id: str | None = None) -> SessionView:
        """Continue a session; None: the newest one."""

    async def rename_session(self, name: str) -> SessionView:
        """Name the running session."""

    async def sessions(self) -> Sequence[SessionView]:
        """Return every session, newest first."""

    def unfinished(self) -> SessionView | None:
        """Return the session that a crash left open, until it is reopened or left."""

    async def standings(
        self,
        *,
        limit: int = 10,
        platform: Platform | None = None,
        scope: Literal["session", "week", "all"] = "session",
    ) -> tuple[Sequence[Standing], int]:
        """Return the first standings and the number of Viewers; limit 1..1000."""

    async def viewer_card(self, viewer_id: str) -> ViewerCard:
        """Return one Viewer explained; CommandError when nobody has that id."""

    async def entries(self, *, after: int, limit: int = 1000) -> Sequence[Entry]:
        """Return entries with seq > after, in order.

        after 0: those of the running or last session from its beginning; else all that
        came since, so that who follows along misses nothing when a session changes.
        """

    async def reset_viewer(self, viewer_id: str | None, reason: str = "") -> int:
        """Set points to 0 (None: everybody's); returns the correction's seq."""

    async def award(self, viewer_id: str, points: Points, reason: str = "") -> int:
        """Give or take points; returns the correction's seq."""

    async def undo(self, seq: int) -> int:
        """Take back a correction; returns the seq of the undo."""

    async def feature(self, seq: int | None) -> None:
        """Show a Chat entry on the question overlay; None takes it off."""

    async def send(
        self,
        text: str,
        *,
        targets: Sequence[str] | None = None,
        reply_to: int | None = None,
    ) -> Sequence[Entry]:
        """Send a text through some connections (None: all that can write).

        reply_to: seq of the Chat that is answered; only its own connection sends then.
        Returns one PlatformAction entry per connection, with its outcome.
        """

    async def delete_chat(self, seq: int) -> Entry:
        """Delete a Chat on its platform; it leaves every screen at once."""

    async def time_out(self, viewer_id: str, *, seconds: int) -> Sequence[Entry]:
        """Keep a Viewer from writing for 1 to 1,209,600 s, on their platform."""

    async def ban(self, viewer_id: str) -> Sequence[Entry]:
        """Keep a Viewer from writing, on their platform, until unbanned."""

    async def unban(self, viewer_id: str) -> Sequence[Entry]:
        """Let a Viewer write again, also before a timeout is over."""

    @property
    def logins(self) -> Logins:
        """Return the Broadcaster's accounts."""

    async def allow(self, seq: int, *, who: str = "") -> None:
        """Release an entry that waits or was blocked: it publishes now.

        Raises CommandError when it is allowed already.
        """

    async def block(
        self, seq: int, *, who: str = "", only_waiting: bool = False
    ) -> None:
        """Refuse an entry that waits, or retract a shown one.

        only_waiting: raises CommandError, which names who was quicker, instead of
        retracting what somebody has allowed meanwhile.
        """

    @property
    def gate(self) -> Gate:
        """Return moderation, beyond allow and block."""

    def reviews(self) -> Sequence[Review]:
        """Return what waits for a verdict, oldest first."""

    async def inject(self, event: AnyEvent) -> Entry:
        """Take a test event through the whole line; shown, marked, never scored."""

    def overlay_links(self) -> dict[str, str]:
        """Return every overlay's link by name; {} while the server is off."""

    @property
    def studio(self) -> Studio:
        """Return overlays, OBS and media; CommandError while the server is off."""

    @property
    def show(self) -> Show:
        """Return interactions, run-sheet and questions."""

    @property
    def coins(self) -> Coins:
        """Return scores, coins and whose accounts are whose."""

    @property
    def bots(self) -> Bots:
        """Return commands and bots."""

    @property
    def room(self) -> Room:
        """Return the page for people in the room."""
