"""The desk: what people ask of the show, on the real engine and ledger."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import msgspec
import pytest

from companion.domain.entries import VerdictGiven
from companion.domain.errors import CommandError
from companion.domain.events import Cheer
from companion.domain.on_air import PollOnAir, PredictionOnAir, ScoreboardOnAir
from companion.domain.show.notes import InteractionMoved
from companion.domain.show.specs import (
    CardSpec,
    FlagSpec,
    PollSpec,
    PredictionSpec,
    Team,
    TeamsSpec,
    WordCloudSpec,
)
from companion.domain.values import Platform, Viewer
from companion.interactions.heard import Heard
from companion.interactions.kinds.catalogue import KINDS
from companion.interactions.kinds.poll import Poll
from companion.interactions.templates import templates
from companion.settings import Settings
from companion.settings.coins import CoinsSettings
from tests.companion.interactions.conftest import Playing
from tests.support.events import chat, rose
from tests.support.fakes import settle
from tests.support.real_engine import open_engine

POLL = PollSpec(question="Which map first?", options=("Forest", "Desert"))


async def test_a_poll_counts_what_the_chat_says(playing: Playing) -> None:
    show = playing.show
    poll = await show.make(POLL)
    assert (poll.phase, poll.next) == ("before", "start")
    await show.act(poll.id, "start")

    await playing.hear(
        chat("luna", "1"), chat("kwame", "desert"), chat("zoe", "B"), chat("zoe", "A")
    )

    now = show.interaction(poll.id)
    assert [one.votes for one in now.options] == [1, 2]
    assert (now.voters, now.repeats, now.late) == (3, 1, 0)
    assert playing.running.view.on_air(PollOnAir) == now.on_air


async def test_a_chat_that_tells_a_running_flags_code_is_on_no_overlay(
    playing: Playing,
) -> None:
    show, view = playing.show, playing.running.view
    flag = await show.make(FlagSpec(title="Find it", code="gh0st"))
    early, other = await playing.hear(chat("zoe", "gh0st?"), chat("sol", "hello"))
    assert [one.seq for one in view.feed(9)] == [early.seq, other.seq]
    await show.act(flag.id, "start")

    (found,) = await playing.hear(chat("luna", "!flag GH0ST"))
    await playing.engine.feature(found.seq)

    assert [one.seq for one in view.chat(9)] == [other.seq]
    assert [one.seq for one in view.feed(9)] == [other.seq]
    assert view.featured() is None
    assert show.interaction(flag.id).voters == 1

    await show.act(flag.id, "reveal")

    assert [one.seq for one in view.chat(9)] == [early.seq, other.seq, found.seq]
    assert view.featured().seq == found.seq


async def test_a_running_flags_code_is_no_word_of_a_cloud(playing: Playing) -> None:
    show = playing.show
    cloud = await show.make(WordCloudSpec(title="One word", words_each=0))
    flag = await show.make(FlagSpec(title="Find it", code="gh0st"))
    for one in (cloud, flag):
        await show.act(one.id, "start")

    await playing.hear(chat("luna", "gh0st"), chat("sol", "sunshine"))

    words = show.interaction(cloud.id).on_air.words
    assert [word for word, _count in words] == ["sunshine"]
    assert show.interaction(flag.id).voters == 1


async def test_a_super_chat_that_tells_a_running_flags_code_is_thanked_without_text(
    playing: Playing,
) -> None:
    show, view = playing.show, playing.running.view
    flag = await show.make(FlagSpec(title="Find it", code="gh0st"))
    await show.act(flag.id, "start")

    cheer = Cheer(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        viewer=Viewer(id="twitch:7", name="Luna"),
        bits=100,
        text="it is gh0st!",
    )
    await playing.hear(cheer)

    assert [one.event.text for one in view.feed(9)] == [""]
    assert [one.text for one in view.moments(9)] == [""]
    assert view.moments(9)[0].count == 100


async def test_what_the_gate_holds_back_counts_when_it_is_released(
    playing: Playing,
) -> None:
    show = playing.show
    spec = PollSpec(question="?", options=("hold on", "go on"))
    poll = await show.make(spec)
    await show.act(poll.id, "start")
    (held,) = await playing.hear(chat("luna", "hold on"))
    assert show.interaction(poll.id).voters == 0

    await playing.engine.allow(held.seq)

    assert show.interaction(poll.id).options[0].votes == 1

    for decide, voters in (("block", 0), ("allow", 1)):
        await getattr(playing.engine, decide)(held.seq)

        assert show.interaction(poll.id).voters == voters


async def test_a_prediction_calls_coins_as_the_settings_do(tmp_path: Path) -> None:
    names = CoinsSettings(name="pebble", plural="pebbles")
    async with open_engine(tmp_path, settings=Settings(coins=names)) as running:
        await running.engine.start_session("Friday")
        show = running.engine.show
        made = await show.make(PredictionSpec(question="?", options=("a", "b")))
        shown = (await show.act(made.id, "start")).on_air

    assert isinstance(shown, PredictionOnAir)
    assert (shown.coin, shown.coins) == ("pebble", "pebbles")


async def test_what_an_undo_holds_back_again_counts_no_more(playing: Playing) -> None:
    show = playing.show
    poll = await show.make(PollSpec(question="?", options=("hold on", "go on")))
    await show.act(poll.id, "start")
    (vote, question) = await playing.hear(
        chat("luna", "hold on"), chat("zoe", "!ask hold why?")
    )
    for held in (vote, question):
        await playing.engine.allow(held.seq)
    await playing.until(lambda: len(show.view().questions) == 1)
    assert show.interaction(poll.id).voters == 1

    given = [
        entry.seq
        for entry in await playing.engine.entries(after=0)
        if isinstance(entry.body, VerdictGiven)
    ]
    for seq in reversed(given):
        await playing.engine.gate.undo(seq)

    assert show.interaction(poll.id).voters == 0
    assert show.view().questions == ()
    with pytest.raises(CommandError, match="allowed"):
        await show.mark_question(question.seq, "shown")
    closing = await asyncio.wait_for(show.act(poll.id, "close"), 5)
    assert closing.phase == "results", "for no verdict is waited"


async def test_what_is_deleted_after_the_results_counts_no_more(
    playing: Playing,
) -> None:
    show = playing.show
    poll = await show.make(PollSpec(question="?", options=("a", "b")))
    await show.act(poll.id, "start")
    await playing.hear(chat("luna", "1"), chat("zoe", "2"))
    await playing.clock.advance(1)
    await show.act(poll.id, "close")

    await playing.engine.gate.mark("tiktok:zoe", "ban")

    assert [one.votes for one in show.interaction(poll.id).options] == [1, 0]


async def test_what_is_released_after_the_results_does_not_count(
    playing: Playing,
) -> None:
    show = playing.show
    poll = await show.make(PollSpec(question="?", options=("hold on", "go on")))
    await show.act(poll.id, "start")
    (held,) = await playing.hear(chat("luna", "hold on"))
    closed = await show.act(poll.id, "close")
    assert closed.phase == "results"

    await playing.engine.allow(held.seq)

    assert show.interaction(poll.id).voters == 0
    await playing.reopened()
    assert show.interaction(poll.id).voters == 0


async def test_a_ban_takes_the_vote_back(playing: Playing) -> None:
    show = playing.show
    poll = await show.make(POLL)
    await show.act(poll.id, "start")
    await playing.hear(chat("luna", "1"), chat("kwame", "2"))

    await playing.engine.gate.mark("tiktok:luna", "ban")
    await settle()

    assert [one.votes for one in show.interaction(poll.id).options] == [0, 1]
    await playing.reopened()
    assert [one.votes for one in show.interaction(poll.id).options] == [0, 1]


async def test_going_back_opens_again_what_was_decided(playing: Playing) -> None:
    show = playing.show
    poll = await show.make(POLL)
    await show.act(poll.id, "start")
    await playing.hear(chat("luna", "1"))
    await playing.clock.advance(1)
    await show.act(poll.id, "close")
    await playing.hear(chat("zoe", "2"))

    again = await show.act(poll.id, "back")
    await playing.clock.advance(1)
    await playing.hear(chat("kwame", "2"))

    assert again.phase == "ongoing"
    now = show.interaction(poll.id)
    assert [one.votes for one in now.options] == [1, 1]  # not what came in between


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("close", ""),
        ("scoreboard", ""),
        ("extend", "10"),
        ("draw", ""),
        ("retry", ""),
        ("back", ""),
    ],
)
async def test_what_cannot_be_done_now_changes_nothing(
    playing: Playing, verb: str, value: str
) -> None:
    poll = await playing.show.make(POLL)
    before = len(await playing.engine.entries(after=0))

    with pytest.raises(CommandError):
        await playing.show.act(poll.id, verb, value=value)  # type: ignore[arg-type]  # as a request has it

    assert playing.show.interaction(poll.id) == poll
    assert len(await playing.engine.entries(after=0)) == before


@pytest.mark.parametrize("value", ["", "ten", "0", "999999", "1e3", "--5"])
async def test_seconds_that_are_none_are_refused(playing: Playing, value: str) -> None:
    poll = await playing.show.make(
        PollSpec(question="?", options=("a", "b"), seconds=9)
    )
    await playing.show.act(poll.id, "start")

    with pytest.raises(CommandError, match="seconds"):
        await playing.show.act(poll.id, "extend", value=value)


async def test_a_spec_that_contradicts_itself_is_not_recorded(playing: Playing) -> None:
    with pytest.raises(CommandError, match="options"):
        await playing.show.make(PollSpec(question="?", options=("a", "A")))

    assert playing.show.view().interactions == ()


async def test_the_scoreboard_is_shown_and_hidden_at_any_time(playing: Playing) -> None:
    view = playing.running.view
    assert view.on_air(ScoreboardOnAir) is None

    await playing.show.show_scoreboard(True)
    shown = view.on_air(ScoreboardOnAir)
    await playing.show.show_scoreboard(False)

    assert shown is not None
    assert "first" in shown.rule.lower()
    assert view.on_air(ScoreboardOnAir) is None


async def test_what_is_hidden_leaves_the_stream_and_counts_on(playing: Playing) -> None:
    show, view = playing.show, playing.running.view
    poll = await show.make(POLL)
    await show.act(poll.id, "start")

    await show.act(poll.id, "hide")
    await playing.hear(chat("luna", "1"))
    hidden = view.on_air(PollOnAir)
    await show.act(poll.id, "show")
    shown = view.on_air(PollOnAir)

    assert hidden is None
    assert shown is not None
    assert shown.voters == 1


async def test_another_poll_takes_the_place_and_the_first_one_counts_on(
    playing: Playing,
) -> None:
    show, view = playing.show, playing.running.view
    first, second = await show.make(POLL), await show.make(POLL)
    await show.act(first.id, "start")
    await show.act(second.id, "start")

    shown = view.on_air(PollOnAir)
    await playing.hear(chat("luna", "1"))

    assert shown is not None
    assert shown.id == second.id
    assert [one.voters for one in show.view().interactions] == [1, 1]


async def test_a_new_session_begins_with_an_empty_show(playing: Playing) -> None:
    poll = await playing.show.make(POLL)
    await playing.show.act(poll.id, "start")

    await playing.engine.start_session("Saturday")

    assert playing.show.view().interactions == ()
    assert playing.running.view.on_air(PollOnAir) is None


async def test_every_phase_is_the_same_after_it_is_read_again(playing: Playing) -> None:
    show = playing.show
    poll = await show.make(PollSpec(question="?", options=("a", "b"), seconds=30))
    for verb in ("wait", "start", "hide", "extend", "close", "back", "finish", "back"):
        await show.act(poll.id, verb, value="10")  # type: ignore[arg-type]  # each is one
        await playing.hear(chat("luna", "a"), chat("zoe", "b"))
        await playing.clock.advance(1)
        before = msgspec.json.encode(show.view())

        await playing.reopened()

        assert msgspec.json.encode(show.view()) == before
        assert (
            playing.running.view.on_air(PollOnAir) == show.view().interactions[0].on_air
        )


async def test_a_recount_knows_who_was_whose_account_when(playing: Playing) -> None:
    show = playing.show
    teams = (Team(key="red", name="Red"), Team(key="blue", name="Blue"))
    made = await show.make(TeamsSpec(title="Red or blue", teams=teams))
    await show.act(made.id, "start")
    await playing.hear(chat("luna", "!team red"), rose("kwame"))
    await playing.engine.coins.link("tiktok:luna", "tiktok:kwame")
    await playing.hear(rose("kwame"))
    before = show.interaction(made.id)
    assert before.on_air.teams[0].value > 0

    await playing.reopened()

    assert show.interaction(made.id) == before
    assert show.fold.links.person("tiktok:kwame") == "tiktok:luna"
    await playing.engine.coins.unlink("tiktok:kwame")
    assert show.fold.links.person("tiktok:kwame") == "tiktok:kwame"


async def test_nothing_is_asked_between_sessions(playing: Playing) -> None:
    poll = await playing.show.make(POLL)
    await playing.engine.end_session()

    with pytest.raises(CommandError, match="session"):
        await playing.show.act(poll.id, "start")


async def test_two_who_start_at_once_start_it_once(playing: Playing) -> None:
    poll = await playing.show.make(POLL)

    done = await asyncio.gather(
        *(playing.show.act(poll.id, "start") for _ in range(5)), return_exceptions=True
    )

    assert sum(isinstance(one, CommandError) for one in done) == 4
    entries = await playing.engine.entries(after=0)
    assert sum(isinstance(one.body, InteractionMoved) for one in entries) == 1


# The run-sheet.


async def test_the_run_sheet_is_gone_through_with_one_key(playing: Playing) -> None:
    show = playing.show
    await show.keep_sheet("Friday", [("", CardSpec(title="Hello")), ("", POLL)])

    states = []
    for _ in range(5):  # card, poll, start, close, finish
        view = await show.next()
        states.append([one.state for one in view.sheet.items])

    assert states[0] == ["on air", "next"]
    assert states[-1] == ["done", "done"]
    with pytest.raises(CommandError, match="end"):
        await show.next()


async def test_back_leads_to_the_line_before(playing: Playing) -> None:
    show = playing.show
    await show.keep_sheet("", [("", POLL), ("", POLL)])
    items = show.view().sheet.items
    await show.go(items[1].id)

    view = await show.back()

    assert [one.state for one in view.sheet.items] == ["on air", "next"]


async def test_what_is_skipped_is_left_out(playing: Playing) -> None:
    show = playing.show
    await show.keep_sheet("", [("", POLL), ("", POLL), ("", POLL)])
    first, second, third = show.view().sheet.items
    await show.go(first.id)
    await show.skip(second.id)

    view = await show.next()
    while view.sheet.place == 0:
        view = await show.next()

    assert [one.state for one in view.sheet.items] == ["done", "skipped", "on air"]
    assert (await show.skip(second.id)).sheet.items[1].state == "ahead"
    assert third.id == view.sheet.items[2].id


async def test_a_pack_gives_the_same_lines_elsewhere(
    playing: Playing, tmp_path: Path
) -> None:
    show, pack = playing.show, tmp_path / "friday.companion-show"
    for name, specs in templates():
        await show.keep_sheet(name, [("", spec) for spec in specs])
        await show.save_pack(pack)
        await show.keep_sheet("", [])

        assert await show.open_pack(pack) == len(specs)
        assert [one.spec for one in show.view().sheet.items] == list(specs)
        assert show.view().sheet.name == name


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[1]",
        b"PK\x03\x04",
        b'{"format":"companion-show-2","items":[{"kind":"card"}]}',
        b'{"format":"companion-show-1","items":[{"kind":"rocket"}]}',
        b'{"format":"companion-show-1","items":[{"kind":"poll","question":"?"}]}',
        b'{"format":"companion-show-1","items":[]}',
        b'{"format":"companion-show-1","items":[{"kind":"poll","question":"?",'
        b'"options":["a","A"]}]}',
        b"[" * 100_000,
        b'{"format":"\xff"}',
    ],
)
async def test_a_broken_pack_is_not_taken_at_all(
    playing: Playing, tmp_path: Path, raw: bytes
) -> None:
    await playing.show.keep_sheet("Friday", [("", POLL)])
    before = playing.show.view().sheet
    (tmp_path / "broken").write_bytes(raw)

    with pytest.raises(CommandError):
        await playing.show.open_pack(tmp_path / "broken")

    assert playing.show.view().sheet == before


# Failing.


class Faulty(Poll):
    """A poll with a bug in it."""

    def hear(self, heard: Heard) -> bool:
        if heard.text == "bug":
            raise ZeroDivisionError(heard.text)
        return super().hear(heard)


async def test_a_bug_in_one_interaction_fails_it_and_no_other(
    playing: Playing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    show = playing.show
    well = await show.make(PollSpec(question="?", options=("bug", "none")))
    await show.act(well.id, "start")
    with monkeypatch.context() as patched:
        patched.setitem(cast("dict[type, type]", KINDS), PollSpec, Faulty)
        faulty = await show.make(POLL)
    await show.act(faulty.id, "start")

    await playing.hear(chat("luna", "1"))
    await playing.clock.advance(1)
    await playing.hear(chat("zoe", "bug"))
    await playing.until(lambda: show.interaction(faulty.id).phase == "failed")

    failed = show.interaction(faulty.id)
    assert failed.why
    assert failed.may[0] == "retry"
    assert "ZeroDivisionError" in caplog.text
    assert show.interaction(well.id).voters == 2
    again = await show.act(faulty.id, "retry")
    assert (again.phase, again.voters) == ("ongoing", 1)
