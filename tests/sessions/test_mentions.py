"""Which notes of the show tell of a Viewer."""

from __future__ import annotations

import msgspec
import pytest

from companion.domain.entries import AnyNote
from companion.domain.show.notes import (
    BotRan,
    Celebrated,
    CounterSet,
    HookCalled,
    InteractionMade,
    InteractionMoved,
    InteractionStepped,
    QuestionMarked,
    QuoteKept,
    TeamJoined,
    ViewersLinked,
)
from companion.domain.show.specs import GiveawaySpec, PollSpec, WheelSpec
from companion.domain.show.steps import (
    Called,
    Drawn,
    Extended,
    Placed,
    Refused,
    Removed,
)
from companion.domain.values import Viewer
from sessions.mentions import Mentions
from tests.sessions.coins import minted, moved

LUNA = Viewer(id="tiktok:7", name="Luna", handle="luna.moon")
OTHER = "tiktok:77"
SAID = "the moon is made of cheese"
SEQ = 41


def bot(**fields: object) -> BotRan:
    return BotRan(
        **{
            "run": "r",
            "bot": "b",
            "name": "points",
            "action": "reply",
            "outcome": "done",
            **fields,
        }
    )


def stepped(step: object) -> InteractionStepped:
    return InteractionStepped(id="i", step=step)


def drawn(*winners: str) -> InteractionStepped:
    return stepped(Drawn(seed="s", winners=winners, entrants=2, lots=2))


def tells(note: AnyNote) -> bool:
    found = Mentions(LUNA)
    return found.in_note(note, msgspec.json.encode(note), seqs={SEQ}, texts={SAID})


@pytest.mark.parametrize(
    "note",
    [
        minted("tiktok:7", 5),
        moved({"mint": -1, OTHER: 1}, run="ticket:i:tiktok:7"),
        ViewersLinked(viewer_id="tiktok:7", other_id=OTHER),
        ViewersLinked(viewer_id=OTHER, other_id="tiktok:7"),
        TeamJoined(id="i", viewer_id="tiktok:7", key="red"),
        drawn(OTHER, "tiktok:7"),
        stepped(Called(viewer_ids=("tiktok:7",))),
        stepped(Removed(viewer_id="tiktok:7")),
        stepped(Placed(viewer=LUNA, place=0)),
        stepped(Refused(run="stake:i:tiktok:7:3")),
        QuoteKept(number=1, text=f"“{SAID}”"),
        HookCalled(name="tip", text="Luna: thank you"),
        HookCalled(name="tip", text=f"they said {SAID}"),
        QuoteKept(number=1, text="as LUNA said: oh"),
        QuoteKept(number=1, text="oh", of=SEQ),
        QuestionMarked(of=SEQ, state="listed"),
        bot(text="Luna: 50 points"),
        bot(text="50 points", of=SEQ),
        bot(run="watch:tiktok:7"),
        Celebrated(bot="b", title="Luna did it", video="v", at=1),
        InteractionMade(id="i", spec=WheelSpec(title="w", slots=("luna", "Sol"))),
        InteractionMade(id="i", spec=GiveawaySpec(title="for @Luna")),
        InteractionMade(id="i", spec=PollSpec(question=SAID, options=("a", "b"))),
    ],
    ids=str,
)
def test_what_tells_of_them_is_found(note: AnyNote) -> None:
    assert tells(note)


@pytest.mark.parametrize(
    "note",
    [
        minted(OTHER, 5),
        moved({"mint": -1, OTHER: 1}, run="ticket:i:tiktok:7.x"),
        moved({"mint": -1, OTHER: 1}, of=SEQ),
        ViewersLinked(viewer_id=OTHER, other_id="twitch:7"),
        drawn(OTHER),
        stepped(Extended(seconds=5, of=SEQ)),
        InteractionMoved(id="i", to="ongoing"),
        CounterSet(name="deaths", value=3, of=SEQ),
        QuoteKept(number=1, text="a lunatic said: oh"),
        HookCalled(name="tip", amount=5, text="a lunatic: thank you"),
        QuestionMarked(of=SEQ + 1, state="listed"),
        bot(text="lunatics: 50 points"),
        InteractionMade(id="i", spec=GiveawaySpec(title="Luna lamp")),
    ],
    ids=str,
)
def test_what_tells_of_others_is_not(note: AnyNote) -> None:
    assert not tells(note)


def test_a_name_of_two_letters_is_a_word_of_others() -> None:
    assert not Mentions(Viewer(id="tiktok:1", name="is")).named_in("it is late")


def test_a_name_that_means_something_to_expressions_is_a_plain_text() -> None:
    hostile = Mentions(Viewer(id="tiktok:(((a+)+)+)+$", name="(((a+)+)+)+$"))
    assert hostile.named_in("said (((A+)+)+)+$ !")
    assert not hostile.named_in("a" * 5000)
