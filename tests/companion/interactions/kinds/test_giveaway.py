"""A giveaway: who takes part, who wins, and what a ticket costs."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from companion.domain.entries import Verdict
from companion.domain.errors import CommandError
from companion.domain.show.notes import InteractionStepped, ViewersLinked
from companion.domain.show.specs import GiveawaySpec, Weight
from companion.domain.show.steps import Committed, Drawn
from companion.domain.values import POINT, Role
from companion.interactions.draws import first_of, hash_of
from companion.interactions.kinds.giveaway import Giveaway
from tests.companion.interactions.conftest import Playing
from tests.companion.interactions.folding import PENDING
from tests.companion.interactions.kinds.giving import Giving, names, ranked
from tests.support.events import chat


@pytest.fixture
def giving() -> Giving:
    return Giving()


def spec(**fields: object) -> GiveawaySpec:
    return GiveawaySpec(**{"title": "A keyboard", "keyword": "!Enter", **fields})


def drawn(giving: Giving) -> Drawn:
    steps = [
        entry.body.step
        for entry in giving.entries
        if isinstance(entry.body, InteractionStepped)
    ]
    return [one for one in steps if isinstance(one, Drawn)][-1]


def test_the_keyword_alone_enters_once_per_person(giving: Giving) -> None:
    one = giving.make(spec(), "start")

    for text in ("!enter", " !ENTER  ", "!enter please", "enter", ""):
        giving.say("ana", text)
    giving.say("bo", "!EnTeR")

    assert one.on_air().entrants == 2
    assert one.view().repeats == 1


def test_the_hash_is_told_at_the_start_and_the_seed_at_the_draw(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    told = one.on_air().proof
    giving.say("ana", "!enter")
    sealed = [
        entry.body.step.sealed
        for entry in giving.entries
        if isinstance(entry.body, InteractionStepped)
        and isinstance(entry.body.step, Committed)
    ]

    giving.act("close", "draw")

    assert hash_of(one.on_air().proof) == told
    assert one.on_air().proof == drawn(giving).seed
    assert sealed[0] not in str(one.view())


def test_the_seed_is_not_told_before_the_draw(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.say("ana", "!enter")
    giving.act("close")
    committed = next(
        entry.body.step
        for entry in giving.entries
        if isinstance(entry.body, InteractionStepped)
        and isinstance(entry.body.step, Committed)
    )

    shown = str(one.view())

    assert committed.hash in shown
    assert committed.sealed not in shown
    assert one.view().numbers["seed"] == ""


def test_a_fold_made_anew_draws_the_same(giving: Giving) -> None:
    giving.make(spec(winners=3), "start")
    for name in "abcdefgh":
        giving.say(name, "!enter")
    giving.act("close")
    before = giving.fold
    first = before.interactions["i"].plan("draw", "", giving.around())

    giving.fold = giving.again()

    assert giving.fold.interactions["i"].plan("draw", "", giving.around()) == first


def test_tests_are_counted_and_never_win(giving: Giving) -> None:
    one = giving.make(spec(winners=5), "start")
    giving.say("ana", "!enter", test=True)
    giving.say("bo", "!enter")

    giving.act("close", "draw")

    assert (one.on_air().entrants, one.on_air().test_votes) == (2, 1)
    assert names(one.on_air().winners) == ["bo"]


def test_nobody_wins_where_only_tests_took_part(giving: Giving) -> None:
    giving.make(spec(), "start")
    giving.say("ana", "!enter", test=True)
    giving.act("close")

    with pytest.raises(CommandError, match="Nobody"):
        giving.act("draw")


def test_only_who_is_at_least_that_enters(giving: Giving) -> None:
    one = giving.make(spec(who="subscriber"), "start")

    giving.say(ranked("ana", Role.FOLLOWER), "!enter")
    giving.say(ranked("bo", Role.MEMBER), "!enter")
    giving.say(ranked("cy", Role.MODERATOR), "!enter")

    assert one.on_air().entrants == 2


def test_lots_are_the_highest_weight_and_one_for_so_many_points(giving: Giving) -> None:
    weights = (Weight(who="follower", weight=2), Weight(who="vip", weight=5))
    giving.make(spec(weights=weights, loyalty=100 * POINT), "start")
    giving.say(ranked("ana"), "!enter")
    giving.say(ranked("bo", Role.FOLLOWER), "!enter")
    giving.say(ranked("cy", Role.VIP, Role.FOLLOWER), "!enter")
    giving.say(ranked("di"), "!enter")
    giving.points = {"ana": 99, "bo": 100, "cy": 250, "di": -50}
    giving.known = {"tiktok:di": ranked("di", Role.MODERATOR)}

    giving.act("close", "draw")

    assert [lots for _seq, lots in drawn(giving).bowl] == [1, 3, 7, 5]
    assert drawn(giving).lots == 16


def test_who_has_too_few_points_is_not_in_the_bowl(giving: Giving) -> None:
    one = giving.make(spec(least_points=10 * POINT, winners=2), "start")
    giving.say("ana", "!enter")
    giving.say("bo", "!enter")
    giving.points = {"ana": 9, "bo": 10}

    giving.act("close", "draw")

    assert names(one.on_air().winners) == ["bo"]


@pytest.mark.parametrize("may_again", [False, True])
def test_past_winners_are_left_out_unless_they_may(
    giving: Giving, may_again: bool
) -> None:
    giving.make(spec(), "start", name="first")
    giving.say("ana", "!enter")
    giving.act("close", "draw", "finish", name="first")
    two = giving.make(spec(past_winners=may_again, winners=2), "start", name="second")
    giving.say("ana", "!enter")
    giving.say("bo", "!enter")

    giving.act("close", "draw", name="second")

    expected = {"ana", "bo"} if may_again else {"bo"}
    assert set(names(two.on_air().winners)) == expected


def test_a_second_draw_replaces_who_was_silent(giving: Giving) -> None:
    one = giving.make(spec(winners=2), "start")
    for name in "abcdef":
        giving.say(name, "!enter")
    giving.act("close", "draw")
    first = names(one.on_air().winners)
    giving.say(first[1], "it is me!")

    giving.act("draw")

    again = names(one.on_air().winners)
    assert again == [names_drawn(giving, 3)[2], first[1]]


def names_drawn(giving: Giving, many: int) -> list[str]:
    """Return whom the last bowl and seed draw, by a plain reading of the record."""
    steps = [getattr(entry.body, "step", None) for entry in giving.entries]
    draw = next(one for one in reversed(steps) if isinstance(one, Drawn) and one.bowl)
    seqs = [draw.bowl[at][0] for at in first_of(draw.seed, draw.bowl, many)]
    return names(tuple(giving.entries[seq - 1].event.viewer for seq in seqs))


def test_a_winner_who_is_named_is_replaced(giving: Giving) -> None:
    one = giving.make(spec(winners=2), "start")
    for name in "abcdef":
        giving.say(name, "!enter")
    giving.act("close", "draw")
    first = names(one.on_air().winners)

    giving.act("draw", value=f"tiktok:{first[0]}")

    again = names(one.on_air().winners)
    assert again[1] == first[1]
    assert again[0] not in first


def test_who_was_replaced_is_never_drawn_again(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    for name in "abcd":
        giving.say(name, "!enter")
    giving.act("close")
    won = []
    for _turn in range(4):
        giving.act("draw")
        won += names(one.on_air().winners)

    assert sorted(won) == ["a", "b", "c", "d"]
    with pytest.raises(CommandError, match="left in the bowl"):
        giving.act("draw")


def test_a_winner_taken_out_leaves_a_place_for_the_next(giving: Giving) -> None:
    one = giving.make(spec(winners=2), "start")
    for name in "abcdef":
        giving.say(name, "!enter")
    giving.act("close", "draw")
    first = names(one.on_air().winners)

    giving.act("remove", value=f"tiktok:{first[0]}")
    assert names(one.on_air().winners) == [first[1]]
    giving.act("draw")

    again = names(one.on_air().winners)
    assert again[0] == first[1]
    assert again[1] not in first


def test_who_was_taken_out_is_not_in_the_bowl(giving: Giving) -> None:
    one = giving.make(spec(winners=9), "start")
    giving.say("ana", "!enter")
    giving.say("bo", "!enter")
    giving.act("remove", value="tiktok:ana")
    giving.say("ana", "!enter")

    giving.act("close", "draw")

    assert names(one.on_air().winners) == ["bo"]


def test_back_to_its_entries_nobody_has_won_and_another_seed_draws(
    giving: Giving,
) -> None:
    one = giving.make(spec(), "start")
    giving.say("ana", "!enter")
    giving.act("close", "draw")
    told = drawn(giving).seed

    giving.act("back")
    assert one.on_air().winners == ()
    giving.say("bo", "!enter")
    giving.act("close", "draw")

    assert drawn(giving).entrants == 2
    assert drawn(giving).round == 2
    assert hash_of(drawn(giving).seed) == told


def test_two_accounts_of_a_person_are_one_entry(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.say("ana", "!enter")
    giving.say("bo", "!enter")

    giving.write(ViewersLinked(viewer_id="tiktok:ana", other_id="tiktok:bo"))

    assert one.on_air().entrants == 1


def test_a_ticket_counts_when_it_is_paid_for(giving: Giving) -> None:
    giving.give(ana=10, bo=9)
    one = giving.make(spec(cost=10), "start")
    giving.say("ana", "!enter")
    giving.say("bo", "!enter")
    giving.say("cy", "!enter", test=True)
    assert one.on_air().entrants == 1  # the test, which pays nothing

    giving.pay()

    assert (one.on_air().entrants, one.on_air().test_votes) == (2, 1)
    assert giving.coins["tiktok:ana"] == 0
    assert giving.coins["tiktok:bo"] == 9


def test_who_had_too_few_coins_may_enter_later(giving: Giving) -> None:
    one = giving.make(spec(cost=10), "start")
    giving.say("ana", "!enter")
    giving.pay()
    giving.give(ana=10)
    giving.say("ana", "!enter")

    giving.pay()

    assert one.on_air().entrants == 1
    assert giving.coins["tiktok:ana"] == 0


@pytest.mark.parametrize("end", ["failed", "back", "finish", "removed", "blocked"])
def test_a_ticket_for_nothing_is_given_back(giving: Giving, end: str) -> None:
    giving.give(ana=10)
    giving.make(spec(cost=10), "wait", "start")
    said = giving.say("ana", "!enter")
    giving.pay()

    if end == "failed":
        giving.fail()
    elif end == "removed":
        giving.act("remove", value="tiktok:ana")
    elif end == "blocked":
        giving.judge(said, Verdict.BLOCK)
    else:
        giving.act(end)
    giving.pay()

    assert giving.coins["tiktok:ana"] == 10
    assert not giving.again().interactions["i"].owed()


def test_a_ticket_of_an_entry_that_is_released_again_is_paid_again(
    giving: Giving,
) -> None:
    giving.give(ana=10)
    one = giving.make(spec(cost=10), "start")
    said = giving.say("ana", "!enter")
    entrants = []
    for text in (Verdict.BLOCK, Verdict.ALLOW, Verdict.BLOCK, Verdict.ALLOW):
        giving.pay()
        giving.judge(said, text)
        giving.pay()
        entrants.append((one.on_air().entrants, giving.coins["tiktok:ana"]))

    assert entrants == [(0, 10), (1, 0), (0, 10), (1, 0)]
    assert not giving.again().interactions["i"].owed()


def test_a_ticket_is_used_up_by_the_draw(giving: Giving) -> None:
    giving.give(ana=10)
    giving.make(spec(cost=10), "start")
    giving.say("ana", "!enter")
    giving.pay()

    giving.act("close", "draw", "finish")

    assert giving.pay() == 0
    assert giving.coins["tiktok:ana"] == 0


def test_a_draw_needs_the_giveaway_closed(giving: Giving) -> None:
    giving.make(spec(), "start")
    giving.say("ana", "!enter")

    with pytest.raises(CommandError, match="Close it first"):
        giving.act("draw")


SAID = st.lists(
    st.tuples(
        st.sampled_from("abcde"),
        st.sampled_from(["!enter", "!ENTER", "hello"]),
        st.sampled_from(["", "test", "late", "blocked", "removed"]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(said=SAID, cost=st.sampled_from([0, 3]))
def test_who_wins_is_a_plain_recount(
    said: list[tuple[str, str, str]], cost: int
) -> None:
    giving = Giving()
    giving.give(a=3, b=30, c=2, d=30)
    one = giving.make(spec(cost=cost, winners=9), "start")
    # A plain recount: who has said the keyword, is allowed, and could pay.
    entered: dict[str, int] = {}
    removed: set[str] = set()
    for name, text, what in said:
        if what == "late":
            giving.judge(giving.say(name, text, judgement=PENDING), Verdict.ALLOW)
        elif what == "blocked":
            giving.judge(giving.say(name, text, judgement=PENDING), Verdict.BLOCK)
        else:
            giving.say(name, text, test=what == "test")
        is_entry = text != "hello" and what in {"", "late", "removed"}
        if is_entry and giving.fold.interactions["i"] is one:
            entered.setdefault(name, len(giving.entries))
        giving.pay()
        if what == "removed" and f"tiktok:{name}" in {
            answer.viewer.id for answer in one._ballot
        }:
            giving.act("remove", value=f"tiktok:{name}")
            removed.add(name)
            giving.pay()
    giving.act("close")
    rich = {"a", "b", "d"} if cost else set("abcde")
    expected = {name for name in entered if name in rich and name not in removed}

    if expected:
        giving.act("draw")

    assert set(names(one.on_air().winners)) == expected
    paid = sum(giving.coins.values()) - giving.coins.get("sink", 0)
    assert paid == 65 - cost * len(expected)
    assert str(giving.again().interactions["i"].view()) == str(one.view())


def prepared(giving: Giving, one: Giveaway) -> int:
    return sum(1 for _portion in one.prepare("draw", giving.around()))


def asks_nobody(_viewer_id: str) -> int:
    raise AssertionError(_viewer_id)


def test_a_draw_among_many_is_prepared_in_portions(giving: Giving) -> None:
    one = giving.make(spec(winners=3, loyalty=POINT), "start")
    for n in range(1200):
        giving.say(f"v{n}", "!enter")
    giving.act("close")

    assert prepared(giving, one) == 6  # three of at most 500 to weigh, three to fill
    around = structs.replace(giving.around(), points=asks_nobody)
    (drawn_now,) = one.plan("draw", "", around)

    assert isinstance(drawn_now, Drawn)
    assert drawn_now.bowl == tuple((seq, 1) for seq in range(4, 1204))
    places = first_of(drawn_now.seed, drawn_now.bowl, 3)
    assert drawn_now.winners == tuple(f"tiktok:v{at}" for at in places)


def test_what_changes_after_it_was_prepared_is_drawn_as_it_is(giving: Giving) -> None:
    giving.make(spec(), "start", name="other")
    giving.say("ana", "!enter")
    giving.act("close", name="other")
    one = giving.make(spec(winners=9), "start")
    for who in ("ana", "bo", "cy"):
        last = giving.say(who, "!enter")
    giving.act("close")

    prepared(giving, one)
    giving.act("draw", name="other")
    giving.judge(last, Verdict.BLOCK)
    giving.act("draw")

    assert names(one.on_air().winners) == ["bo"]


def test_a_second_draw_of_what_was_prepared_as_the_first_is_none(
    giving: Giving,
) -> None:
    one = giving.make(spec(winners=1), "start")
    for name in "abc":
        giving.say(name, "!enter")
    giving.act("close")
    prepared(giving, one)
    giving.act("draw")
    prepared(giving, one)

    giving.act("draw")

    assert names(one.on_air().winners) == names_drawn(giving, 2)[1:]


async def test_others_have_their_turn_while_many_thousand_lots_are_drawn(
    playing: Playing,
) -> None:
    show = playing.show
    made = await show.make(spec())
    await show.act(made.id, "start")
    await playing.hear(*(chat(f"v{n}", "!enter") for n in range(2000)))
    await playing.clock.advance(5)
    await show.act(made.id, "close")
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    await show.act(made.id, "draw")
    beside.cancel()

    assert turns >= 8
    assert len(show.interaction(made.id).on_air.winners) == 1
