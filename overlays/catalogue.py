"""Every overlay there is, in the order in which people see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from overlays.alerts import Alerts
from overlays.card import Card
from overlays.celebration import Celebration
from overlays.chat import Chat
from overlays.credits import Credits
from overlays.emotes import Emotes
from overlays.flag import Flag
from overlays.gift_feed import GiftFeed
from overlays.gift_menu import GiftMenu
from overlays.giveaway import Giveaway
from overlays.goal import Goal
from overlays.hype_train import HypeTrain
from overlays.latest import Latest
from overlays.leaderboard import Leaderboard
from overlays.overlay import Overlay
from overlays.poll import Poll
from overlays.prediction import Prediction
from overlays.prompter import Prompter
from overlays.question import Question
from overlays.queue import Queue
from overlays.quiz import Quiz
from overlays.rating import Rating
from overlays.room import Room
from overlays.scoreboard import Scoreboard
from overlays.spotlight import Spotlight
from overlays.stage import Stage
from overlays.teams import Teams
from overlays.ticker import Ticker
from overlays.timer import Timer
from overlays.top_gifters import TopGifters
from overlays.viewers import Viewers
from overlays.wheel import Wheel
from overlays.word_cloud import WordCloud

AnyOverlay = Overlay[Any]

CATALOGUE: tuple[AnyOverlay, ...] = (
    Leaderboard(),
    Question(),
    Chat(),
    Alerts(),
    GiftFeed(),
    Latest(),
    TopGifters(),
    Credits(),
    Ticker(),
    Goal(),
    Timer(),
    Viewers(),
    Emotes(),
    Spotlight(),
    Card(),
    Celebration(),
    HypeTrain(),
    Poll(),
    Quiz(),
    Prediction(),
    WordCloud(),
    Rating(),
    Flag(),
    Giveaway(),
    Wheel(),
    Queue(),
    Teams(),
    GiftMenu(),
    Scoreboard(),
    Room(),
    Prompter(),
    Stage(),
)

_NUMBERED = re.compile(r"(?P<kind>[a-z_]+)_(?P<number>[2-9]|[1-9][0-9])")


def overlay_named(name: str) -> AnyOverlay | None:
    """Return the overlay of that name, None when there is no such kind.

    "goal" is the first goal, "goal_2" to "goal_99" are further ones, each with its own
    link and settings.
    """
    for overlay in CATALOGUE:
        if name == overlay.kind:
            return overlay
        found = _NUMBERED.fullmatch(name)
        if found and found["kind"] == overlay.kind:
            return type(overlay)(name)
    return None


def overlays_of(names: Iterable[str]) -> tuple[AnyOverlay, ...]:
    """Return the first of each kind and the further ones among `names`, in order."""
    named = [overlay_named(name) for name in sorted(names, key=_number_of)]
    more = [one for one in named if one is not None and one.name != one.kind]
    found: list[AnyOverlay] = []
    for first in CATALOGUE:
        found.append(first)
        found.extend(one for one in more if one.kind == first.kind)
    return tuple(found)


def _number_of(name: str) -> int:
    found = _NUMBERED.fullmatch(name)
    return int(found["number"]) if found else 1
