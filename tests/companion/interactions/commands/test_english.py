"""Words that what is on hears: in every language they count as the English ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from companion.domain.show.bots import CommandDef
from companion.domain.show.notes import (
    CoinsMoved,
    OwnName,
    QuestionMarked,
    WordsNamed,
)
from companion.domain.show.specs import (
    GiveawaySpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
)
from companion.interactions.bots.triggers import redeemed
from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.english import (
    heard_command,
    named_by,
    names_of,
    wordings,
)
from companion.interactions.questions import asked
from tests.companion.interactions.folding import Folding
from tests.support.events import chat

HEARD = {name: one for name, one in BUILT_IN.items() if one.is_heard}
LANGUAGES = {"fr", "de", "es", "it", "pt", "nl", "pl"}
WORDS = {
    name: [word for words in one.aliases.values() for word in words]
    for name, one in HEARD.items()
}


def words(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("word", WORDS[name])


def same(folding: Folding, look: Callable[[Any], Any]) -> Any:
    """Return what is seen of it, which a recount sees as well."""
    live = look(folding.fold.interactions["i"])
    assert look(folding.again().interactions["i"]) == live
    return live


@pytest.mark.parametrize("name", list(HEARD))
def test_every_language_has_a_word(name: str) -> None:
    assert set(HEARD[name].aliases) == LANGUAGES


@words("vote")
def test_a_vote_counts(word: str) -> None:
    folding = Folding()
    folding.make(PollSpec(question="?", options=("a", "b")), "start")

    folding.say("luna", f"!{word.upper()}  2")
    folding.say("sol", f"!{word}")

    assert same(folding, lambda one: [o.votes for o in one.on_air().options]) == [0, 1]
    assert folding.fold.is_answer(f"!{word} b")


def test_a_rating_counts() -> None:
    folding = Folding()
    folding.make(RatingSpec(title="?"), "start")
    folding.say("luna", "!votar 4/5")

    assert same(folding, lambda one: one.view().voters) == 1


@words("bet")
def test_a_stake_is_owed(word: str) -> None:
    folding = Folding()
    folding.make(PredictionSpec(question="?", options=("a", "b")), "start")
    folding.say("luna", f"!{word} 2 50")

    (owed,) = folding.fold.owed()
    assert isinstance(owed, CoinsMoved)
    assert {abs(one.coins) for one in owed.postings} == {50}
    assert list(folding.again().owed()) == [owed]


@words("enter")
def test_a_giveaway_is_entered(word: str) -> None:
    folding = Folding()
    folding.make(GiveawaySpec(title="x"), "start")
    folding.say("luna", f"!{word}")

    assert same(folding, lambda one: one.view().voters) == 1


@words("join")
def test_a_queue_is_joined(word: str) -> None:
    folding = Folding()
    folding.make(QueueSpec(title="x"), "start")
    folding.say("luna", f"!{word}")

    assert same(folding, lambda one: one.on_air().count) == 1


@words("leave")
def test_a_queue_is_left(word: str) -> None:
    folding = Folding()
    folding.make(QueueSpec(title="x"), "start")
    folding.say("luna", "!join")
    folding.say("luna", f"!{word}")

    assert same(folding, lambda one: one.on_air().count) == 0


@words("team")
def test_a_team_is_joined(word: str) -> None:
    folding = Folding()
    teams = (Team(name="Red", key="red"), Team(name="Blue", key="blue"))
    folding.make(TeamsSpec(title="x", teams=teams), "start")
    folding.say("luna", f"!{word} blue")

    assert same(folding, lambda one: one.team_of("tiktok:luna")) == "blue"


@words("ask")
def test_a_question_is_asked(word: str) -> None:
    assert asked(chat("luna", f"!{word} why?"))
    assert not asked(chat("luna", f"!{word} "))


@words("redeem")
def test_something_is_redeemed_with_either_sign(word: str) -> None:
    assert redeemed(f"!{word} A Song", "!") == "a song"
    assert redeemed(f"?{word} a song", "?") == "a song"
    assert redeemed(f"!{word} a song", "?") == "a song"
    assert redeemed(f"?{word} a song", "!") is None
    assert redeemed(f"!{word}", "!") is None


def test_what_is_no_such_word_is_left_as_it_is() -> None:
    for text in ("", "!", "! votar 2", "votar 2", "!points", "!vote 2", "!VOTE 2"):
        assert wordings(text) == (text,)
    assert heard_command("!points") is None


def test_a_word_of_its_own_goes_before_one_of_ours() -> None:
    folding = Folding()
    folding.make(GiveawaySpec(title="x", keyword="!entrar"), "start")
    folding.make(QueueSpec(title="x"), "start", name="q")

    folding.say("luna", "!entrar")
    assert folding.fold.interactions["q"].view().voters == 0
    assert folding.fold.interactions["i"].view().voters == 1

    folding.act("close")
    folding.say("sol", "!entrar")
    assert folding.fold.interactions["q"].view().voters == 1
    assert folding.again().interactions["q"].view().voters == 1


def test_a_changed_word_is_the_only_one() -> None:
    folding = Folding()
    folding.make(QueueSpec(title="x", keyword="!play"), "start")
    folding.say("luna", "!unirse")

    assert same(folding, lambda one: one.on_air().count) == 0


def test_a_quiz_is_answered_by_an_option_s_text() -> None:
    folding = Folding()
    folding.make(
        QuizSpec(question="?", options=("Paris", "Rome"), correct=(0,)), "start"
    )
    folding.say("luna", "!votar Paris")

    assert folding.fold.is_answer("!votar Paris")
    assert same(folding, lambda one: one.view().voters) == 1


# Names of the Broadcaster's own.


def own(**names: str) -> WordsNamed:
    """Return what a book gives: word=name."""
    return named_by(
        [CommandDef(name=word, aliases=(name,)) for word, name in names.items()]
    )


def voters(folding: Folding) -> int:
    return int(same(folding, lambda one: one.view().voters))


def test_every_word_can_have_names_of_its_own() -> None:
    words = own(**{name: f"Mein-{name}" for name in HEARD})
    names = names_of(words)

    assert words.only_english == ()
    for name in HEARD:
        assert heard_command(f"!mein-{name.upper()}", names=names) == name
        assert heard_command(f"!{name}", names=names) == name
        assert heard_command(f"!mein-{name}") is None
    assert redeemed("?mein-redeem a song", "?", names) == "a song"
    assert asked(chat("luna", "!mein-ask why?"), names)


def test_a_name_that_answers_is_none_that_is_heard() -> None:
    given = [CommandDef(name="points", aliases=("loot",)), CommandDef(name="hi")]

    assert named_by(given) == WordsNamed()


def test_an_own_name_goes_before_one_of_another_language() -> None:
    assert heard_command("!stem") == "vote"
    assert heard_command("!stem", names=names_of(own(enter="stem"))) == "enter"


def test_a_word_that_is_switched_off_keeps_its_english_name() -> None:
    words = named_by([CommandDef(name="Vote", aliases=("tick",), is_on=False)])
    names = names_of(words)

    assert words == WordsNamed(only_english=("vote",))
    assert heard_command("!vote", names=names) == "vote"
    assert heard_command("!tick", names=names) is None
    assert heard_command("!votar", names=names) is None
    assert heard_command("!parier", names=names) == "bet"


def test_names_count_from_where_they_are_on_record() -> None:
    folding = Folding()
    folding.make(PollSpec(question="?", options=("a", "b")), "start")
    folding.say("luna", "!tick 1")
    assert voters(folding) == 0

    folding.write(own(vote="tick"))
    folding.say("luna", "!tick 1")
    assert voters(folding) == 1
    assert folding.fold.is_answer("!tick b")

    folding.write(own(vote="tock"))
    folding.say("sol", "!tick 1")
    folding.say("zoe", "!tock 2")
    assert voters(folding) == 2
    assert same(folding, lambda one: [o.votes for o in one.options()]) == [1, 1]


def test_a_question_is_asked_by_an_own_name() -> None:
    folding = Folding()
    folding.write(own(ask="wonder"))
    asks = folding.say("luna", "!wonder why?")

    (owed,) = folding.fold.owed()
    assert isinstance(owed, QuestionMarked)
    assert owed.of == asks.seq
    assert list(folding.again().owed()) == [owed]


def test_names_are_owed_until_they_are_on_record_and_never_by_a_recount() -> None:
    folding = Folding()
    assert list(folding.fold.owed()) == []
    folding.fold.words = WordsNamed()
    assert list(folding.fold.owed()) == []

    words = WordsNamed(names=(OwnName(word="vote", name="tick"),))
    folding.fold.words = words
    assert list(folding.fold.owed()) == [words]

    folding.write(words)
    assert list(folding.fold.owed()) == []
    again = folding.again()
    assert list(again.owed()) == []
    again.words = WordsNamed()
    assert list(again.owed()) == [WordsNamed()]
