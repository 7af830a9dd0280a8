"""A queue: its order, whose turn it is, and who lets whom in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.entries import Verdict, ViewerMarked
from companion.domain.errors import CommandError
from companion.domain.show.notes import ViewersLinked
from companion.domain.show.specs import QueueSpec
from companion.domain.values import Role
from tests.companion.interactions.folding import calls
from tests.companion.interactions.kinds.giving import Giving, names, ranked


@pytest.fixture
def giving() -> Giving:
    return Giving()


def spec(**fields: object) -> QueueSpec:
    return QueueSpec(**{"title": "Play with me", **fields})


def waiting(one: object) -> list[str]:
    return names(one.on_air().waiting)


def test_who_joins_waits_once_and_may_leave(giving: Giving) -> None:
    one = giving.make(spec(), "start")

    for who, text in (
        ("ana", "!join"),
        ("bo", " !JOIN "),
        ("ana", "!join"),
        ("cy", "!join me"),
        ("di", "!join"),
        ("bo", "!leave"),
    ):
        giving.say(who, text)

    assert waiting(one) == ["ana", "di"]
    assert one.on_air().count == 2


def test_who_wrote_first_stands_first_however_late_it_came(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.now += 10_000_000
    giving.say("ana", "!join")
    giving.say("bo", "!join", at=giving.now - 5_000_000)

    assert waiting(one) == ["bo", "ana"]


def test_subscribers_stand_before_others(giving: Giving) -> None:
    one = giving.make(spec(subscribers_first=True), "start")
    for who in (
        ranked("ana"),
        ranked("bo", Role.MODERATOR),
        ranked("cy", Role.SUBSCRIBER),
        ranked("di", Role.MEMBER),
    ):
        giving.say(who, "!join")

    assert waiting(one) == ["cy", "di", "ana", "bo"]


def test_the_next_are_called_so_many_at_once(giving: Giving) -> None:
    one = giving.make(spec(at_once=2), "start")
    for who in ("ana", "bo", "cy"):
        giving.say(who, "!join")

    giving.act("call")
    assert (names(one.on_air().now), waiting(one)) == (["ana", "bo"], ["cy"])
    giving.say("ana", "!join")
    assert waiting(one) == ["cy"]
    giving.act("call")
    assert names(one.on_air().now) == ["cy"]
    giving.say("ana", "!join")
    assert waiting(one) == ["ana"]


def test_nobody_is_called_from_an_empty_queue(giving: Giving) -> None:
    giving.make(spec(), "start")

    with pytest.raises(CommandError, match="Nobody"):
        giving.act("call")


def test_a_full_or_shut_queue_takes_nobody(giving: Giving) -> None:
    one = giving.make(spec(most=2), "start")
    giving.say("ana", "!join")
    giving.act("shut")
    giving.say("bo", "!join")
    assert (waiting(one), one.on_air().is_open) == (["ana"], False)

    giving.act("open")
    for who in ("bo", "cy"):
        giving.say(who, "!join")

    assert waiting(one) == ["ana", "bo"]
    assert not one.on_air().is_open


def test_what_was_said_while_it_was_open_counts(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.act("shut")
    giving.say("ana", "!join", at=giving.now - 1)

    assert waiting(one) == ["ana"]


def test_a_person_places_whom_they_like(giving: Giving) -> None:
    one = giving.make(spec(subscribers_first=True), "start")
    for who in ("ana", "bo", "cy"):
        giving.say(who, "!join")
    giving.known = {"tiktok:eve": ranked("eve")}

    giving.act("place", value="tiktok:cy 0")
    giving.act("place", value="tiktok:eve 1")
    assert waiting(one) == ["cy", "eve", "ana", "bo"]
    giving.say(ranked("sub", Role.SUBSCRIBER), "!join")
    assert waiting(one) == ["cy", "eve", "sub", "ana", "bo"]


@pytest.mark.parametrize(
    "value", ["", "tiktok:ana", "tiktok:ana x", "tiktok:ana -1", "tiktok:who 0", " 1"]
)
def test_a_place_that_is_none_is_refused(giving: Giving, value: str) -> None:
    giving.make(spec(), "start")
    giving.say("ana", "!join")

    with pytest.raises(CommandError, match="value"):
        giving.act("place", value=value)


def test_who_is_removed_or_blocked_is_out(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    giving.say("ana", "!join")
    said = giving.say("bo", "!join")
    giving.say("cy", "!join")

    giving.act("remove", value="tiktok:ana")
    giving.judge(said, Verdict.BLOCK)

    assert waiting(one) == ["cy"]


def test_two_accounts_of_a_person_have_the_better_place(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    for who in ("ana", "bo", "cy"):
        giving.say(who, "!join")

    giving.write(ViewersLinked(viewer_id="tiktok:cy", other_id="tiktok:ana"))

    assert waiting(one) == ["ana", "bo"]


def test_a_closed_queue_is_called_to_its_end(giving: Giving) -> None:
    one = giving.make(spec(), "start")
    for who in ("ana", "bo"):
        giving.say(who, "!join")
    giving.act("close")
    giving.say("cy", "!join")

    giving.act("call")
    giving.say("bo", "!leave")

    assert (names(one.on_air().now), waiting(one)) == (["ana"], [])


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["!join", "!leave", "call", "remove", "shut", "open"]),
        st.sampled_from("abcdef"),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(deeds=DEEDS)
def test_the_queue_is_a_plain_list(deeds: list[tuple[str, str]]) -> None:
    giving = Giving()
    one = giving.make(spec(most=4, at_once=2), "start")
    line: list[str] = []
    now: list[str] = []
    is_open = True
    for deed, who in deeds:
        if deed == "!join":
            giving.say(who, deed)
            if is_open and who not in line + now and len(line) < 4:
                line.append(who)
        elif deed == "!leave":
            giving.say(who, deed)
            line = [name for name in line if name != who]
        elif deed == "call" and line + now:
            giving.act("call")
            now, line = line[:2], line[2:]
        elif deed == "remove" and who in line + now:
            giving.act("remove", value=f"tiktok:{who}")
            line = [name for name in line if name != who]
            now = [name for name in now if name != who]
        elif deed in {"shut", "open"} and is_open is (deed == "shut"):
            giving.act(deed)
            is_open = deed == "open"
    assert (names(one.on_air().now), waiting(one)) == (now, line)
    assert giving.again().interactions["i"].on_air() == one.on_air()


def of_many(people: int) -> Giving:
    giving = Giving()
    giving.make(spec(most=10_000), "start")
    for number in range(people):
        giving.say(f"v{number}", "!join")
    return giving


def test_who_asks_again_or_is_banned_costs_as_much_in_a_long_queue() -> None:
    """A flood of either must not stop the rest."""
    small, large = of_many(20), of_many(2_000)
    ban = ViewerMarked(viewer_id="tiktok:spam", mark="ban")
    again, banned = [], []
    for giving in (small, large):
        again.append(calls(lambda one=giving: one.say("v1", "!join")))
        for _n in range(20):
            giving.say("spam", "hello")
        banned.append(calls(lambda one=giving: one.write(ban)))

    assert again[1] <= again[0] + 10
    assert banned[1] <= banned[0] + 10
