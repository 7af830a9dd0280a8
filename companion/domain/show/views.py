"""How the show stands, for window, API and panel."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from companion.domain.on_air import OnAir, Option, Phase, Scored
from companion.domain.show.specs import AnySpec, Kind
from companion.domain.values import Platform, Points, Timestamp, Viewer


class ClockView(Struct, frozen=True, kw_only=True):
    """How long what a platform's Viewers write takes to come here.

    delay_us: the median of the last messages. spread_us: half of them are within this
    of it. samples: messages it was taken from. skew_us: how much the platform's clock
    is ahead of ours. is_echoed: our own messages, heard again, confirm it.
    """

    platform: Platform
    delay_us: int
    spread_us: int
    samples: int
    skew_us: int = 0
    is_echoed: bool = False


class InteractionView(Struct, frozen=True, kw_only=True):
    """One interaction as the Broadcaster sees it: nothing is hidden.

    steps: the phases that it goes through, in order. next: what the one next step is,
    "" when there is none; may: every verb that is possible now (see desk.Show.act).
    shown: it is on the stream. on_air: what viewers see of it. unseen: what they would
    see if it were shown, None while it is. options: with votes and
    what is correct. voters: Viewers whose answer counts. repeats: answers that did not
    count because their Viewer had answered. late, early: by their own time. test_votes:
    among the votes. fastest_us: of the first correct answer since the start. scores:
    what this interaction earned, best first. waiting_for: platforms whose answers are
    still on their way. numbers: what else its kind tells, by name.
    """

    id: str
    kind: Kind
    spec: AnySpec
    phase: Phase
    made_at: Timestamp
    item: str = ""
    steps: tuple[Phase, ...] = ()
    next: str = ""
    may: tuple[str, ...] = ()
    shown: bool = False
    started_at: Timestamp | None = None
    closes_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    is_revealed: bool = False
    options: tuple[Option, ...] = ()
    voters: int = 0
    repeats: int = 0
    early: int = 0
    late: int = 0
    test_votes: int = 0
    fastest_us: int | None = None
    fastest: Viewer | None = None
    scores: tuple[Scored, ...] = ()
    waiting_for: tuple[Platform, ...] = ()
    on_air: OnAir | None = None
    unseen: OnAir | None = None
    numbers: dict[str, int | float | str | None] = {}
    why: str = ""


class ItemView(Struct, frozen=True, kw_only=True):
    """One line of the run-sheet. state: by what the ledger says of it.

    interaction: the last one made from it, "" for none. done_at: when it was over.
    result: in a few words, "1,204 votes".
    """

    id: str
    spec: AnySpec
    state: Literal["ahead", "next", "on air", "done", "skipped"] = "ahead"
    interaction: str = ""
    done_at: Timestamp | None = None
    result: str = ""


class RunSheetView(Struct, frozen=True, kw_only=True):
    """The evening in order. place: of the item that is on, None before the first.

    problem: why its file could not be read, and where that is kept; "" when it could.
    """

    name: str = ""
    items: tuple[ItemView, ...] = ()
    place: int | None = None
    problem: str = ""


class QuestionView(Struct, frozen=True, kw_only=True):
    """A Chat in the queue of questions, next first; text and Viewer as allowed now."""

    seq: int
    viewer: Viewer
    text: str
    state: Literal["listed", "shown", "used"]
    by: str = "person"


class ControllerView(Struct, frozen=True, kw_only=True):
    """Who may write now. others: who watch. until: when an idle one loses it."""

    name: str = ""
    is_window: bool = True
    others: tuple[str, ...] = ()
    until: Timestamp | None = None


class ShowView(Struct, frozen=True, kw_only=True):
    """The whole show. interactions: of this session, newest first.

    on_air: id of the one that the Broadcaster runs now, "" for none.
    """

    interactions: tuple[InteractionView, ...] = ()
    on_air: str = ""
    sheet: RunSheetView = RunSheetView()
    clocks: tuple[ClockView, ...] = ()
    scores: tuple[Scored, ...] = ()
    scoreboard_shown: bool = False
    rule: str = ""
    questions: tuple[QuestionView, ...] = ()
    controller: ControllerView = ControllerView()


class WalletView(Struct, frozen=True, kw_only=True):
    """A person's coins. accounts: ids of all that are linked, first the one kept."""

    viewer: Viewer
    coins: int
    earned: int = 0
    spent: int = 0
    accounts: tuple[str, ...] = ()


class ScoreView(Struct, frozen=True, kw_only=True):
    """A person's score in the show. rank: 1 is best, None without any score."""

    viewer: Viewer
    points: Points = 0
    rank: int | None = None
    people: int = 0


class RunLine(Struct, frozen=True, kw_only=True):
    """What a command, bot or rule did, or why it did not; newest first.

    seq: of its entry, None of what only the log knows. of: seq of the entry that caused
    it. outcome: as in BotRan, or "interrupted" by a crash. can_repeat: it failed, and
    may be done again by hand.
    """

    at: Timestamp
    bot: str
    name: str
    action: str
    outcome: str
    text: str = ""
    why: str = ""
    seq: int | None = None
    of: int | None = None
    run: str = ""
    can_repeat: bool = False


class CommandView(Struct, frozen=True, kw_only=True):
    """One chat command with how often it was asked today; is_built_in: one of ours."""

    name: str
    aliases: tuple[str, ...] = ()
    says: str = ""
    who: str = "everyone"
    cooldown_s: float = 0
    cooldown_each_s: float = 0
    platforms: tuple[Platform, ...] = ()
    is_on: bool = True
    is_built_in: bool = False
    today: int = 0


class ThresholdView(Struct, frozen=True, kw_only=True):
    """How far a threshold bot is: callers of those it needs; when it fired last."""

    name: str
    callers: int
    needed: int
    fired_at: Timestamp | None = None
    rests_until: Timestamp | None = None


class PaceView(Struct, frozen=True, kw_only=True):
    """How many replies a platform takes now. why: it takes none, "" when it does."""

    platform: Platform
    left: int
    per_minute: int
    why: str = ""


class HookAnswer(Struct, frozen=True, kw_only=True):
    """What became of a call of a hook.

    seq: of its entry. is_again: this delivery was on record already. is_withheld: the
    gate did not allow its text.
    """

    seq: int
    is_again: bool = False
    is_withheld: bool = False


class BotsView(Struct, frozen=True, kw_only=True):
    """How the bots stand.

    variables: as they are typed in replies, each with what it stands for, for a person.
    problem: what of their file could not be used, and where that is kept; "" when all
    could.
    """

    commands: tuple[CommandView, ...] = ()
    thresholds: tuple[ThresholdView, ...] = ()
    counters: tuple[tuple[str, int], ...] = ()
    quotes: tuple[tuple[int, str], ...] = ()
    log: tuple[RunLine, ...] = ()
    pace: tuple[PaceView, ...] = ()
    notes: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    problem: str = ""


class SandboxLine(Struct, frozen=True, kw_only=True):
    """One line of the sandbox chat. who: "viewer", "bot" or "note" (nothing was said).

    empty: variables that had no value.
    """

    who: Literal["viewer", "bot", "note"]
    text: str
    name: str = ""
    empty: tuple[str, ...] = ()


class AnswerView(Struct, frozen=True, kw_only=True):
    """What counts now of what a person has said to an interaction.

    said: as it is typed, oldest first; () when nothing counts. seqs: of the entries
    that it comes from. asked: seqs of those whose coins are on their way, refused:
    of those whose coins were not there. is_late: what they said last was not in its
    time. place: in a queue, 1 is next and 0 whose turn it is. won: coins that it
    has brought.
    """

    said: tuple[str, ...] = ()
    seqs: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    is_late: bool = False
    place: int | None = None
    won: int = 0


class RoomView(Struct, frozen=True, kw_only=True):
    """The page for people in the room. address: to type, "" while it is off."""

    is_open: bool = False
    address: str = ""
    code: str = ""
    people: int = 0
    why: str = ""
