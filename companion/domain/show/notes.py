"""What the ledger records of the show; every state of it is a fold of these."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from companion.domain.note import LedgerNote
from companion.domain.on_air import Phase
from companion.domain.show.specs import AnySpec
from companion.domain.show.steps import AnyStep
from companion.domain.values import Timestamp


class InteractionMade(LedgerNote, frozen=True, kw_only=True, tag="interaction"):
    """An interaction was set up, in the phase "before".

    id: of the interaction. item: of the run-sheet that it came from, "" for none.
    who: the person's name, "" for the Broadcaster; so in all of these.
    """

    id: str
    spec: AnySpec
    item: str = ""
    who: str = ""


class InteractionMoved(LedgerNote, frozen=True, kw_only=True, tag="interaction_phase"):
    """An interaction is in another phase.

    is_back: it was taken back to where it stood; what was decided since is open again.
    why: what failed, of "failed".
    """

    id: str
    to: Phase
    is_back: bool = False
    why: str = ""
    who: str = ""


class InteractionStepped(LedgerNote, frozen=True, kw_only=True, tag="interaction_step"):
    """Something happened in an interaction.

    of: seq of the entry that caused it, None when a person did.
    """

    id: str
    step: AnyStep
    of: int | None = None
    who: str = ""


class TeamJoined(LedgerNote, frozen=True, kw_only=True, tag="team"):
    """A person put a Viewer into a team, or out of all (key "")."""

    id: str
    viewer_id: str
    key: str
    who: str = ""


class ScoreboardShown(LedgerNote, frozen=True, kw_only=True, tag="scoreboard"):
    """The scoreboard of the session is shown on the stream, or is not."""

    is_shown: bool
    who: str = ""


class QuestionMarked(LedgerNote, frozen=True, kw_only=True, tag="question"):
    """The Chat entry `of` has another place in the queue of questions.

    state: "listed" waits, "shown" is on the stream, "used" was, "dropped" is out of the
    queue. place: among those that wait, 0 is next; None: last. by: "person", "command".
    """

    of: int
    state: Literal["listed", "shown", "used", "dropped"]
    place: Annotated[int, Meta(ge=0)] | None = None
    by: str = "person"
    who: str = ""


class Posting(Struct, frozen=True, kw_only=True):
    """One line of a transfer. account: a Viewer's id, or one of ours: see CoinsMoved.

    coins: that come to it, negative: that leave it.
    """

    account: str
    coins: int


class CoinsMoved(LedgerNote, frozen=True, kw_only=True, tag="coins"):
    """Coins, the Broadcaster's own currency, went from account to account; sums to 0.

    Accounts of ours: "mint" (where they come from, the only one that may be below 0),
    "sink" (what was spent), "pot:<interaction id>" (staked). reason: "watched", "chat",
    "gift", "award", "gave", "stake", "payout", "refund", "ticket", "redeemed",
    "linked", "undone"; "off" moves none: they are earned no more from here on. of: seq
    of the entry that caused it. run: of one cause and one effect, "" for none; the same
    twice is refused. undoes: seq of the CoinsMoved that this one takes back.
    """

    postings: tuple[Posting, ...]
    reason: str
    of: int | None = None
    run: str = ""
    who: str = ""
    undoes: int | None = None


class ViewersLinked(LedgerNote, frozen=True, kw_only=True, tag="link"):
    """Two accounts belong to one person, or no longer do.

    viewer_id: the account that is kept as the person. other_id: the one that joins it.
    of: seq of the Chat with the code.
    """

    viewer_id: str
    other_id: str
    is_lifted: bool = False
    of: int | None = None
    who: str = ""


class CounterSet(LedgerNote, frozen=True, kw_only=True, tag="counter"):
    """A counter of the bots has another value; of: seq of the Chat that moved it."""

    name: str
    value: int
    of: int | None = None
    who: str = ""


class QuoteKept(LedgerNote, frozen=True, kw_only=True, tag="quote"):
    """A quote has this text from now on; is_dropped: there is none of that number."""

    number: int
    text: str = ""
    is_dropped: bool = False
    of: int | None = None
    who: str = ""


class BotRan(LedgerNote, frozen=True, kw_only=True, tag="bot"):
    """A command, bot or rule did something, or says why it did not.

    run: of one cause and one action, so that none is done twice: "begun" is recorded
    before it is done, the outcome after. bot: of the definition. of: seq of the entry
    that caused it, None when time did. action: "reply", "message", "celebration",
    "alert", "sound", "scene", "points", "coins", "webhook", "hotkey", "counter",
    "announcement". text: what was said. why: in one sentence, when it did not happen.
    again: it was asked for by hand, after a failure.
    """

    run: str
    bot: str
    name: str
    action: str
    outcome: Literal["begun", "done", "failed", "dry-run", "left out"]
    of: int | None = None
    text: str = ""
    why: str = ""
    again: bool = False
    who: str = ""


class OwnName(Struct, frozen=True, kw_only=True):
    """A name that the Broadcaster gives a word that is heard; both without "!"."""

    word: str
    name: str


class WordsNamed(LedgerNote, frozen=True, kw_only=True, tag="words"):
    """What the words that interactions hear are called beside their English names.

    names: all that are the Broadcaster's own. only_english: words that no further name
    calls, neither an own one nor one of another language. It holds from this entry on,
    in place of what did before; a session begins without any.
    """

    names: tuple[OwnName, ...] = ()
    only_english: tuple[str, ...] = ()


class HookCalled(LedgerNote, frozen=True, kw_only=True, tag="hook"):
    """Another program has told a hook that something happened.

    amount: whole units of whatever it counts. text: as the gate allows it;
    is_withheld: there was one that it did not allow. key: a digest of what who called
    named the delivery, "" for nothing; the same twice is refused.
    """

    name: str
    amount: int = 0
    text: str = ""
    is_withheld: bool = False
    key: str = ""


class Celebrated(LedgerNote, frozen=True, kw_only=True, tag="celebration"):
    """A celebration plays from `at` on. video: its name in the media library."""

    bot: str
    title: str
    video: str
    at: Timestamp
    callers: int = 0
    of: int | None = None


ShowNote = (
    InteractionMade
    | InteractionMoved
    | InteractionStepped
    | TeamJoined
    | ScoreboardShown
    | QuestionMarked
    | CoinsMoved
    | ViewersLinked
    | CounterSet
    | QuoteKept
    | BotRan
    | Celebrated
    | HookCalled
    | WordsNamed
)
