"""The ports of the show: what window, server and chat ask of it.

Every method runs on the engine's loop. Raises CommandError when it cannot be done as
asked (nothing is changed then), LedgerError when the record cannot be written. who: the
person's name for the record, "" for the Broadcaster.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

from companion.domain.entries import Entry
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.specs import AnySpec, Who
from companion.domain.show.views import (
    BotsView,
    HookAnswer,
    InteractionView,
    QuestionView,
    RoomView,
    SandboxLine,
    ScoreView,
    ShowView,
    WalletView,
)
from companion.domain.values import Platform

Verb = Literal[
    "wait",
    "start",
    "close",
    "reveal",
    "scoreboard",
    "finish",
    "back",
    "retry",
    "show",
    "hide",
    "extend",
    "draw",
    "spin",
    "decide",
    "call",
    "remove",
    "place",
    "open",
    "shut",
    "hold",
    "go",
    "round",
]
"""What can be asked of an interaction. value: seconds of "extend", key of "decide",
viewer id of "remove", "<viewer id> <place>" of "place"; else none."""


class Show(Protocol):
    """Interactions, the run-sheet, questions, teams and the scoreboard."""

    def view(self) -> ShowView:
        """Return how it all stands; cheap, asked four times a second."""

    def interaction(self, interaction_id: str) -> InteractionView:
        """Return one. Raises CommandError when there is none of that id."""

    async def make(
        self, spec: AnySpec, *, item: str = "", who: str = ""
    ) -> InteractionView:
        """Set up an interaction. Raises CommandError naming what of it cannot be."""

    async def act(
        self, interaction_id: str, verb: Verb, *, value: str = "", who: str = ""
    ) -> InteractionView:
        """Do something with it; returns when it is done.

        "close" returns when the answers that were said in time have come.
        """

    async def next(self, *, who: str = "") -> ShowView:
        """Do the one next step of the evening: close, reveal, scoreboard, next item."""

    async def show_scoreboard(self, is_shown: bool, *, who: str = "") -> None:
        """Show the session's scoreboard on the stream, or take it off."""

    async def mark_question(
        self,
        seq: int,
        state: Literal["listed", "shown", "used", "dropped"],
        *,
        place: int | None = None,
        who: str = "",
    ) -> Sequence[QuestionView]:
        """Put an allowed Chat into the queue of questions, or elsewhere in it."""

    async def put_in_team(
        self, interaction_id: str, viewer_id: str, key: str, *, who: str = ""
    ) -> InteractionView:
        """Put a Viewer into a team; key "": out of all."""

    async def keep_sheet(self, name: str, items: Sequence[tuple[str, AnySpec]]) -> None:
        """Keep the run-sheet: ids ("" for a new one) and specs in order."""

    def planned(self) -> Sequence[AnySpec]:
        """Return what the run-sheet plans, in order."""

    async def go(self, item: str, *, who: str = "") -> ShowView:
        """Go to an item of the run-sheet: what is on is finished, this one waits."""

    async def back(self, *, who: str = "") -> ShowView:
        """Go back one step: of what is on, else to the line before."""

    async def skip(self, item: str, *, who: str = "") -> ShowView:
        """Leave out an item, or take it up again."""

    def templates(self) -> Sequence[tuple[str, Sequence[AnySpec]]]:
        """Return the run-sheets to start from: name and specs."""

    async def save_pack(self, path: Path, items: Sequence[str] = ()) -> None:
        """Write items of the run-sheet (none: all) and their pictures to a file."""

    async def open_pack(self, path: Path) -> int:
        """Append a pack's items to the run-sheet; returns how many.

        Raises CommandError for a broken file, of which nothing is taken.
        """

    def take_control(self, name: str) -> bool:
        """Ask for the right to write as a remote controller; returns whether it is had.

        The window has it first. It is lost after some seconds without `keep_control`.
        """

    def keep_control(self, name: str) -> bool:
        """Say that a controller is still there; returns whether it may write."""

    def check_control(self, name: str) -> None:
        """Raise CommandError when a remote controller only watches; "": the window."""

    def leave_control(self, name: str) -> None:
        """Give it up; it passes to who has watched longest, else to the window."""


class Coins(Protocol):
    """Viewers' scores and coins, and whose accounts are one person's."""

    async def wallet(self, viewer_id: str) -> WalletView:
        """Return a person's coins. Raises CommandError when nobody has that id."""

    def score(self, viewer_id: str) -> ScoreView:
        """Return a person's score in the show and its rank."""

    async def award(
        self, viewer_id: str, coins: int, *, reason: str = "", who: str = ""
    ) -> WalletView:
        """Give or take coins; nobody gets below 0."""

    async def give(
        self, giver_id: str, receiver_id: str, coins: int, *, of: int | None = None
    ) -> WalletView:
        """Move coins between two people. Raises CommandError when there are too few."""

    async def link(self, viewer_id: str, other_id: str, *, who: str = "") -> WalletView:
        """Make two accounts one person: coins, score and votes are shared."""

    async def unlink(self, viewer_id: str, *, who: str = "") -> WalletView:
        """Make an account a person of its own again; it takes no coins along."""


class Bots(Protocol):
    """Commands, periodic messages, thresholds, rules, announcements."""

    def view(self) -> BotsView:
        """Return how they stand; cheap, asked twice a second."""

    def book(self) -> BotBook:
        """Return what they are told to do."""

    def built_in(self) -> Sequence[CommandDef]:
        """Return our own commands as they are when the book says nothing of them."""

    async def keep(self, book: BotBook) -> None:
        """Do this from now on, and keep it. Raises CommandError naming the field."""

    async def repeat(self, run: str, *, who: str = "") -> Entry:
        """Do again by hand what failed. Raises CommandError when it did not."""

    async def set_counter(self, name: str, value: int, *, who: str = "") -> None:
        """Set a counter."""

    async def keep_quote(
        self, text: str, *, number: int | None = None, who: str = ""
    ) -> int:
        """Keep a quote under a number (None: the next); "" drops it."""

    async def sandbox(
        self,
        text: str,
        *,
        who: Who = "everyone",
        platform: Platform = Platform.TWITCH,
        no_cooldowns: bool = False,
        book: BotBook | None = None,
    ) -> Sequence[SandboxLine]:
        """Return what would be said to a text; nothing leaves, nothing is recorded.

        The sandbox has cooldowns and counters of its own. book: another than is kept.
        """

    def announcement(self) -> str:
        """Return the going-live post as it would be sent now."""

    async def announce(self, *, again: bool = False, who: str = "") -> Sequence[Entry]:
        """Send it. Raises CommandError when this session was announced already."""

    async def keep_webhook(self, name: str, address: str) -> None:
        """Keep an https address under a name in the keyring; "" forgets it."""

    def webhooks(self) -> Sequence[str]:
        """Return the names of those that are kept."""

    async def call_hook(
        self, name: str, *, amount: int = 0, text: str = "", key: str = ""
    ) -> HookAnswer:
        """Record that a hook was called; rules hear of it after that.

        key: of the delivery, "" for none; within a session the same twice is one call.
        Raises CommandError between sessions.
        """


class Room(Protocol):
    """The page for people in the room."""

    def view(self) -> RoomView:
        """Return how it stands."""

    async def open(self) -> RoomView:
        """Serve it on the local network, with a fresh code."""

    async def close(self) -> RoomView:
        """Serve it no more; who was in keeps their score."""
