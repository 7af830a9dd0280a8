"""Coins that lie in something go back before the session ends."""

from __future__ import annotations

import pytest

from companion.domain.show.specs import GiveawaySpec, PredictionSpec
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat

PREDICTION = PredictionSpec(question="Do we win?", options=("Yes", "No"))
GIVEAWAY = GiveawaySpec(title="A headset", cost=20)


async def staked(playing: Playing) -> None:
    """Luna has 100 coins, stakes 50 of them and buys a ticket for 20."""
    await playing.hear(chat("luna", "hello"))
    await playing.engine.coins.award("tiktok:luna", 100)
    for spec in (PREDICTION, GIVEAWAY):
        made = await playing.show.make(spec)
        await playing.show.act(made.id, "start")
    await playing.hear(chat("luna", "!bet 1 50"), chat("luna", "!enter"))
    await playing.until(lambda: playing.engine.coins.balance("tiktok:luna") == 30)


@pytest.mark.parametrize("how", ["end", "start another"])
async def test_what_was_staked_goes_back_when_the_session_ends(
    playing: Playing, how: str
) -> None:
    await staked(playing)

    if how == "end":
        await playing.engine.end_session()
    else:
        await playing.engine.start_session("Saturday")

    assert playing.engine.coins.balance("tiktok:luna") == 100


async def test_what_was_decided_stays_decided(playing: Playing) -> None:
    await staked(playing)
    (giveaway, prediction) = playing.show.view().interactions
    await playing.clock.advance(1)
    await playing.show.act(giveaway.id, "close")
    await playing.show.act(giveaway.id, "draw")
    await playing.show.act(prediction.id, "close")
    await playing.show.act(prediction.id, "decide", value="1")

    await playing.engine.end_session()

    # The ticket was drawn from, and is spent; the stake has won itself back.
    assert playing.engine.coins.balance("tiktok:luna") == 80
