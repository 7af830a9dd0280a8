"""How commands, bots and coins look in the API."""

from __future__ import annotations

from typing import Literal

from companion.domain.show.views import (
    BotsView,
    CommandView,
    RunLine,
    SandboxLine,
    ScoreView,
    ThresholdView,
    WalletView,
)
from companion.web.api.shapes import Object, ViewerObject, viewer_object
from companion.web.wire import Number, decimal_points, rfc3339, rfc3339_or_null


class CommandObject(Object, frozen=True, kw_only=True):
    """One chat command. today: how often it was asked in this session."""

    name: str
    aliases: list[str]
    says: str
    who: str
    cooldown_s: float
    cooldown_each_s: float
    platforms: list[str]
    on: bool
    built_in: bool
    today: int


class ThresholdObject(Object, frozen=True, kw_only=True):
    """How far a threshold bot is: callers of those it needs; when it fired last."""

    name: str
    callers: int
    needed: int
    fired_at: str | None
    rests_until: str | None


class CounterObject(Object, frozen=True, kw_only=True):
    """A counter by its name."""

    name: str
    value: int


class QuoteObject(Object, frozen=True, kw_only=True):
    """A quote by its number."""

    number: int
    text: str


class PaceObject(Object, frozen=True, kw_only=True):
    """How many replies a platform takes now; why it takes none, "" when it does."""

    platform: str
    left: int
    per_minute: int
    why: str


class RunObject(Object, frozen=True, kw_only=True):
    """What a command, bot or rule did, or why it did not.

    seq: of its entry, null of what only the log knows. of: seq of the entry that caused
    it. run: what /bots/repeat takes, where can_repeat is true.
    """

    at: str
    bot: str
    name: str
    action: str
    outcome: str
    text: str
    why: str
    seq: int | None
    of: int | None
    run: str
    can_repeat: bool


class BotsObject(Object, frozen=True, kw_only=True):
    """How the bots stand; log: newest first.

    Quotes, log and notes are null for scope read: nobody has judged them.
    """

    commands: list[CommandObject]
    thresholds: list[ThresholdObject]
    counters: list[CounterObject]
    pace: list[PaceObject]
    quotes: list[QuoteObject] | None
    log: list[RunObject] | None
    notes: str | None


class SandboxLineObject(Object, frozen=True, kw_only=True):
    """One line of the sandbox chat; a note says why nothing was said.

    empty: variables that had no value.
    """

    who: Literal["viewer", "bot", "note"]
    name: str
    text: str
    empty: list[str]


class SandboxObject(Object, frozen=True, kw_only=True):
    """What would be said to a text."""

    lines: list[SandboxLineObject]


class WalletObject(Object, frozen=True, kw_only=True):
    """A person's coins. accounts: ids of all that are linked, the one kept first."""

    viewer: ViewerObject
    coins: int
    earned: int
    spent: int
    accounts: list[str]


class ScoreObject(Object, frozen=True, kw_only=True):
    """A person's score in the show; rank 1 is best, null without any score."""

    viewer: ViewerObject
    points: Number
    rank: int | None
    people: int


def bots_object(view: BotsView, *, sees_all: bool) -> BotsObject:
    """Return how the bots stand, as a token of that scope may see it."""
    quotes = [QuoteObject(number=number, text=text) for number, text in view.quotes]
    return BotsObject(
        commands=[_command(one) for one in view.commands],
        thresholds=[_threshold(one) for one in view.thresholds],
        counters=[
            CounterObject(name=name, value=value) for name, value in view.counters
        ],
        pace=[
            PaceObject(
                platform=one.platform,
                left=one.left,
                per_minute=one.per_minute,
                why=one.why,
            )
            for one in view.pace
        ],
        quotes=quotes if sees_all else None,
        log=[run_object(one) for one in view.log] if sees_all else None,
        notes=view.notes if sees_all else None,
    )


def _command(one: CommandView) -> CommandObject:
    return CommandObject(
        name=one.name,
        aliases=list(one.aliases),
        says=one.says,
        who=one.who,
        cooldown_s=one.cooldown_s,
        cooldown_each_s=one.cooldown_each_s,
        platforms=list(one.platforms),
        on=one.is_on,
        built_in=one.is_built_in,
        today=one.today,
    )


def _threshold(one: ThresholdView) -> ThresholdObject:
    return ThresholdObject(
        name=one.name,
        callers=one.callers,
        needed=one.needed,
        fired_at=rfc3339_or_null(one.fired_at),
        rests_until=rfc3339_or_null(one.rests_until),
    )


def run_object(line: RunLine) -> RunObject:
    """Return a line of the log."""
    return RunObject(
        at=rfc3339(line.at),
        bot=line.bot,
        name=line.name,
        action=line.action,
        outcome=line.outcome,
        text=line.text,
        why=line.why,
        seq=line.seq,
        of=line.of,
        run=line.run,
        can_repeat=line.can_repeat,
    )


def sandbox_line(line: SandboxLine) -> SandboxLineObject:
    """Return a line of the sandbox chat."""
    return SandboxLineObject(
        who=line.who, name=line.name, text=line.text, empty=list(line.empty)
    )


def wallet_object(wallet: WalletView, *, has_name: bool) -> WalletObject:
    """Return a person's coins."""
    return WalletObject(
        viewer=viewer_object(wallet.viewer, has_name=has_name),
        coins=wallet.coins,
        earned=wallet.earned,
        spent=wallet.spent,
        accounts=list(wallet.accounts),
    )


def score_object(score: ScoreView, *, has_name: bool) -> ScoreObject:
    """Return a person's score in the show."""
    return ScoreObject(
        viewer=viewer_object(score.viewer, has_name=has_name),
        points=decimal_points(score.points),
        rank=score.rank,
        people=score.people,
    )
