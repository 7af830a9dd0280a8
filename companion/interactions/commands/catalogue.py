"""Our own commands: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.interactions.commands.built_in.ask import ask
from companion.interactions.commands.built_in.bet import bet
from companion.interactions.commands.built_in.coins import coins
from companion.interactions.commands.built_in.commands import commands
from companion.interactions.commands.built_in.enter import enter
from companion.interactions.commands.built_in.give import give
from companion.interactions.commands.built_in.join import join
from companion.interactions.commands.built_in.leave import leave
from companion.interactions.commands.built_in.link import link
from companion.interactions.commands.built_in.points import points
from companion.interactions.commands.built_in.quote import quote
from companion.interactions.commands.built_in.rank import rank
from companion.interactions.commands.built_in.redeem import redeem
from companion.interactions.commands.built_in.score import score
from companion.interactions.commands.built_in.team import team
from companion.interactions.commands.built_in.top import top
from companion.interactions.commands.built_in.uptime import uptime
from companion.interactions.commands.built_in.vote import vote
from companion.interactions.commands.command import BuiltIn

BUILT_IN: Final[Mapping[str, BuiltIn]] = {
    one.name: one
    for one in (
        points,
        rank,
        top,
        score,
        coins,
        give,
        vote,
        link,
        uptime,
        commands,
        quote,
        ask,
        bet,
        enter,
        join,
        leave,
        team,
        redeem,
    )
}
"""By their names, in the order in which people read about them."""
