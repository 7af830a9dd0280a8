"""Teams: who is in them, what counts for them, and who wins a round."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Verdict, ViewerMarked
from companion.domain.errors import CommandError
from companion.domain.on_air import TeamsOnAir
from companion.domain.show.notes import (
    InteractionMade,
    InteractionStepped,
    TeamJoined,
    ViewersLinked,
)
from companion.domain.show.specs import Team, TeamsSpec
from companion.domain.show.steps import Round
from companion.domain.values import POINT
from companion.interactions.kind import SECOND
from companion.interactions.kinds.catalogue import made
from companion.interactions.kinds.teams import Teams
from tests.companion.interactions.conftest import Playing
from tests.companion.interactions.folding import PENDING, Folding
from tests.support.events import chat, like, rose

RED = Team(key="red", name="Team Lava", colour="#ff3300", gift="Rose")
BLUE = Team(key="blue", name="Команда Лёд", colour="#0066ff")


def spec(**changes: Any) -> TeamsSpec:
    known = {"title": "Lava or ice?", "teams": (RED, BLUE), "unit": "chats"}
    return TeamsSpec(**{**known, **changes})


def values(teams: Teams) -> dict[str, int]:
    return {one.key: one.value for one in teams.on_air().teams}


def members(teams: Teams) -> dict[str, int]:
    return {one.key: one.members for one in teams.on_air().teams}


@pytest.mark.parametrize(
    "text", ["!team red", "!TEAM  Red", "!team team lava", "!team 1"]
)
def test_a_team_is_joined_by_its_key_name_or_number(text: str) -> None:
    told = Folding()
    teams = told.make(spec(), "start")
    told.say("luna", text)

    assert teams.answers(text)
    assert (members(teams), values(teams)) == (
        {"red": 1, "blue": 0},
        {"red": 1, "blue": 0},
    )


@pytest.mark.parametrize(
    "text", ["red", "!team", "!team green", "!team red blue", "!teams red", "!team 3"]
)
def test_nothing_else_joins_one(text: str) -> None:
    told = Folding()
    teams = told.make(spec(), "start")
    told.say("luna", text)

    assert not teams.answers(text)
    assert members(teams) == {"red": 0, "blue": 0}


def test_a_viewer_stays_in_the_first_team_unless_they_may_change() -> None:
    for may_change, expected in (
        (False, {"red": 2, "blue": 0}),
        (True, {"red": 1, "blue": 1}),
    ):
        told = Folding()
        teams = told.make(spec(may_change=may_change), "start")
        told.say("luna", "!team red")
        told.say("luna", "!team blue")

        assert values(teams) == expected


def test_a_gift_joins_its_team_and_counts_for_it() -> None:
    told = Folding()
    teams = told.make(spec(unit="diamonds"), "start")
    told.happen(rose("luna", count=7), diamonds=7, gifts=7)

    assert values(teams) == {"red": 7, "blue": 0}
    assert members(teams) == {"red": 1, "blue": 0}


def test_a_gift_of_a_member_counts_for_the_team_that_they_are_in() -> None:
    told = Folding()
    teams = told.make(spec(unit="diamonds"), "start")
    told.say("luna", "!team blue")
    told.happen(rose("luna", count=7), diamonds=7, gifts=7)

    assert values(teams) == {"red": 0, "blue": 7}


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("points", 3 * POINT), ("diamonds", 5), ("gifts", 2), ("likes", 40), ("chats", 1)],
)
def test_each_unit_is_summed_as_the_ledger_counts_it(unit: str, expected: int) -> None:
    told = Folding()
    teams = told.make(spec(unit=unit), "start")
    told.say("luna", "!team blue")
    told.happen(rose("luna"), diamonds=5, gifts=2, points=2)
    told.happen(like("luna", 40), likes=40)

    assert values(teams) == {"red": 0, "blue": expected}


def test_tests_and_what_is_said_in_a_pause_never_count() -> None:
    told = Folding()
    teams = told.make(spec(), "start")
    told.say("test", "!team red", test=True)
    told.say("luna", "!team red", earns=False)
    told.say("luna", "still paused", earns=False)
    told.say("luna", "a test", test=True)

    assert values(teams) == {"red": 0, "blue": 0}
    assert members(teams) == {"red": 1, "blue": 0}


def test_viewers_gather_before_it_starts_and_count_from_then_on() -> None:
    told = Folding()
    teams = told.make(spec(), "wait")
    told.say("luna", "!team red")
    told.say("luna", "go go go")
    assert (members(teams)["red"], values(teams)["red"]) == (1, 0)

    told.act("start")
    told.say("luna", "go")
    assert values(teams) == {"red": 1, "blue": 0}


def test_a_person_puts_a_viewer_into_a_team_and_out_of_it() -> None:
    told = Folding()
    teams = told.make(spec(), "start")
    told.say("luna", "!team red")
    for key in ("blue", "no such team", ""):
        told.write(TeamJoined(id="i", viewer_id="tiktok:luna", key=key))
        told.say("luna", "counts for whom?")

    assert values(teams) == {"red": 1, "blue": 2}
    assert members(teams) == {"red": 0, "blue": 0}


def test_a_message_is_counted_when_it_is_allowed_and_not_when_it_is_blocked() -> None:
    told = Folding()
    teams = told.make(spec(), "start")
    asked = told.say("luna", "!team red", judgement=PENDING)
    assert members(teams)["red"] == 0
    told.judge(asked, Verdict.ALLOW)
    insult = told.say("luna", "an insult")
    assert values(teams)["red"] == 2

    told.judge(insult, Verdict.BLOCK)
    assert values(teams) == {"red": 1, "blue": 0}


def test_points_of_a_message_count_when_it_is_released_with_what_it_earns_then() -> (
    None
):
    told = Folding()
    teams = told.make(spec(unit="points"), "start")
    told.say("luna", "!team red")
    late = told.happen(chat("luna", "hello"), judgement=PENDING, chats=1)
    assert values(teams)["red"] == POINT

    for text, points in ((Verdict.ALLOW, 2), (Verdict.BLOCK, -2), (Verdict.ALLOW, 2)):
        told.judge(late, text, points=points)
        expected = POINT + max(0, points * POINT)
        assert values(teams) == {"red": expected, "blue": 0}
        assert told.again().interactions["i"].on_air() == teams.on_air()


def test_what_a_banned_viewer_wrote_is_taken_back_and_what_they_gave_is_not() -> None:
    told = Folding()
    teams = told.make(spec(unit="points"), "start")
    told.happen(rose("luna"), points=5)
    told.say("luna", "!team red")
    told.write(ViewerMarked(viewer_id="tiktok:luna", mark="ban"))

    assert values(teams) == {"red": 5 * POINT, "blue": 0}


def test_two_accounts_of_a_person_are_in_one_team() -> None:
    told = Folding()
    teams = told.make(spec(), "start")
    told.say("luna", "!team red")
    told.say("moon", "!team blue")
    told.write(ViewersLinked(viewer_id="tiktok:luna", other_id="tiktok:moon"))

    assert values(teams) == {"red": 2, "blue": 0}
    assert members(teams) == {"red": 1, "blue": 0}
    told.say("moon", "one more")
    assert values(teams) == {"red": 3, "blue": 0}


def test_an_account_that_was_put_into_a_team_is_found_to_be_a_persons() -> None:
    told = Folding()
    told.write(ViewersLinked(viewer_id="tiktok:luna", other_id="tiktok:moon"))
    teams = told.make(spec(), "start")
    told.say("luna", "!team red")
    told.write(TeamJoined(id="i", viewer_id="tiktok:moon", key="blue"))
    told.say("moon", "!team 2")

    assert members(teams) == {"red": 0, "blue": 1}


def play(told: Folding, red: int, blue: int) -> None:
    for who, count in (("luna", red), ("kai", blue)):
        for _ in range(count):
            told.say(who, "go")


def gathered(told: Folding, **changes: Any) -> Teams:
    teams: Teams = told.make(spec(**changes), "wait")
    told.say("luna", "!team red")
    told.say("kai", "!team blue")
    return teams


def test_a_round_names_its_winner_and_the_session_is_kept_beside_it() -> None:
    told = Folding()
    teams = gathered(told, seconds=600)
    told.act("start")
    play(told, red=3, blue=1)
    assert teams.on_air().winner is None

    told.act("round")
    shown = teams.on_air()
    assert (shown.winner, shown.round, shown.closes_at) == ("red", 1, None)
    told.say("kai", "between the rounds")
    assert values(teams) == {"red": 3, "blue": 1}

    told.act("round")
    play(told, red=0, blue=5)
    shown = teams.on_air()
    assert (shown.winner, shown.round, shown.closes_at) == (
        None,
        2,
        shown.closes_at,
    )
    assert values(teams) == {"red": 0, "blue": 5}
    assert [one.total for one in shown.teams] == [3, 7]

    told.act("round")
    play_off(told, teams)


def play_off(told: Folding, teams: Teams) -> None:
    told.act("close")
    shown = teams.on_air()
    assert [(one.wins, one.value) for one in shown.teams] == [(1, 3), (1, 7)]
    assert shown.winner == "blue", "as many rounds: the sum decides"


def test_a_tie_has_no_winner() -> None:
    told = Folding()
    teams = gathered(told)
    told.act("start")
    play(told, red=2, blue=2)
    told.act("round")

    assert (teams.on_air().winner, teams.on_air().is_tied) == (None, True)
    told.act("close")
    assert (teams.on_air().winner, teams.on_air().is_tied) == (None, True)


def test_a_round_of_nothing_has_no_winner() -> None:
    told = Folding()
    teams = gathered(told)
    told.act("start", "round")

    assert (teams.on_air().winner, teams.on_air().is_tied) == (None, True)


def test_a_rounds_time_ends_the_round_and_not_the_teams() -> None:
    told = Folding()
    teams = gathered(told, seconds=60)
    told.act("start")
    ends = teams.closes_at
    assert ends is not None
    assert teams.time_is_up() == (Round(what="ended"),)
    told.say("luna", "in time", at=ends - 1)
    told.say("kai", "too late", at=ends)
    told.say("kai", "too late", at=ends + 1)
    told.now = ends + SECOND
    told.write(InteractionStepped(id="i", step=Round(what="ended")))

    assert (teams.on_air().winner, teams.on_air().phase) == ("red", "ongoing")
    assert teams.time_is_up() == ()
    assert [one.total for one in teams.on_air().teams] == [1, 2]


def test_it_goes_on_where_it_was_when_it_is_taken_back() -> None:
    told = Folding()
    teams = gathered(told, seconds=600)
    told.act("start")
    play(told, red=1, blue=0)
    told.act("close")
    told.say("kai", "while it is closed")
    told.act("back")
    play(told, red=0, blue=3)

    assert (values(teams), teams.on_air().round) == ({"red": 1, "blue": 3}, 1)
    assert teams.on_air().winner is None
    told.act("close", "back", "back")
    assert (teams.phase, values(teams)) == ("waiting", {"red": 0, "blue": 0})
    assert members(teams) == {"red": 1, "blue": 1}


def test_it_fails_with_what_it_had_and_is_taken_up_again() -> None:
    told = Folding()
    teams = gathered(told)
    told.act("start")
    play(told, red=1, blue=0)
    told.fail()
    assert (values(teams), teams.awards()) == ({"red": 1, "blue": 0}, {})
    told.act("retry")
    play(told, red=0, blue=2)

    assert values(teams) == {"red": 1, "blue": 2}


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        ((RED, Team(key="RED", name="Other")), "RED"),
        ((RED, Team(key="x", name="red")), "red"),
        ((RED, Team(key="x", name="X", gift=" rose ")), "rose"),
        ((RED, Team(key=" ", name="X")), "each needs a key"),
    ],
)
def test_teams_that_cannot_be_told_apart_are_refused(
    teams: tuple[Team, ...], said: str
) -> None:
    note = InteractionMade(id="i", spec=spec(teams=teams))
    with pytest.raises(CommandError, match="teams: ") as refused:
        made(note, 0)
    assert said in str(refused.value)


def test_a_team_may_be_called_as_its_key_and_other_verbs_are_none_of_it() -> None:
    told = Folding()
    same = (Team(key="red", name="Red"), Team(key="blue", name="Blue"))
    teams = told.make(spec(teams=same), "start")
    told.say("luna", "!team blue")
    assert members(teams) == {"red": 0, "blue": 1}

    with pytest.raises(CommandError):
        told.act("decide")
    told.act("close")
    with pytest.raises(CommandError):
        told.act("round")


PEOPLE = ("luna", "kai", "zoe")
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("say"),
            st.sampled_from(PEOPLE),
            st.sampled_from(("!team red", "!team 2", "hi")),
        ),
        st.tuples(st.just("give"), st.sampled_from(PEOPLE), st.integers(1, 9)),
        st.tuples(
            st.just("put"),
            st.sampled_from(PEOPLE),
            st.sampled_from(("red", "blue", "")),
        ),
        st.tuples(st.just("round"), st.none(), st.none()),
        st.tuples(st.just("block"), st.integers(0, 40), st.none()),
        st.tuples(st.just("link"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    ),
    max_size=40,
)


@given(acts=ACTS)
def test_the_same_entries_give_the_same_and_each_counts_for_one_team(
    acts: list[tuple[str, Any, Any]],
) -> None:
    told = Folding()
    teams = told.make(spec(unit="points"), "start")
    said = []
    for act, one, other in acts:
        match act:
            case "say":
                said.append(told.say(one, other))
            case "give":
                told.happen(rose(one, count=other), points=other)
            case "put":
                told.write(TeamJoined(id="i", viewer_id=f"tiktok:{one}", key=other))
            case "round":
                told.act("round")
            case "block" if one < len(said):
                told.judge(said[one], Verdict.BLOCK)
            case "link":
                told.write(
                    ViewersLinked(viewer_id=f"tiktok:{one}", other_id=f"tiktok:{other}")
                )
        # Looked at or not, it is the same in the end.
        teams.on_air()
    told.act("close")

    shown: TeamsOnAir = teams.on_air()
    assert told.again().interactions["i"].on_air() == shown
    earned = Counter(
        {entry.seq: entry.amounts.points for entry in told.entries if entry.event}
    )
    assert sum(one.total for one in shown.teams) <= earned.total()
    assert sum(one.members for one in shown.teams) <= len(PEOPLE)


async def test_on_the_engine_a_team_has_the_points_that_its_members_have(
    playing: Playing,
) -> None:
    made = await playing.show.make(spec(unit="points"))
    await playing.show.act(made.id, "start")
    *_said, held = await playing.hear(
        chat("luna", "!team red"), rose("luna"), chat("luna", "hold on")
    )
    for decide in ("allow", "block", "allow"):
        await getattr(playing.engine, decide)(held.seq)
    before = playing.show.interaction(made.id)
    await playing.reopened()

    total = playing.running.view.tally.totals().points
    assert [one.value for one in before.on_air.teams] == [total, 0]
    assert total > 0
    assert playing.show.interaction(made.id) == before


def test_what_was_done_as_a_round_begins_is_of_the_one_before() -> None:
    told = Folding()
    teams = told.make(spec(unit="points"), "start")
    told.say("luna", "!team red")
    rose_at = told.now
    told.happen(rose("luna"), points=5, at=rose_at)
    for what in ("ended", "begun"):
        step = InteractionStepped(id="i", step=Round(what=what))
        told.write(step, at=rose_at)

    assert values(teams) == {"red": 0, "blue": 0}
    assert told.again().interactions["i"].on_air() == teams.on_air()
