"""The room's server: coming in, answering, being told, being shut out."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

import aiohttp
import pytest
from msgspec import structs

from companion.domain.errors import CommandError
from companion.domain.on_air import RoomOnAir
from companion.domain.show.notes import InteractionStepped
from companion.domain.show.specs import GiveawaySpec, PollSpec, QuizSpec, WheelSpec
from companion.domain.show.steps import Closing
from companion.domain.values import Platform
from companion.settings import Settings
from companion.web.problems import Problem
from companion.web.room.door import Door
from companion.web.room.people import MOST, People
from companion.web.room.server import (
    CLOSED,
    ELSEWHERE,
    FILES,
    FRAME,
    SOURCE,
    UNKNOWN,
)
from tests.companion.web.room.conftest import OpenRoom, free_port
from tests.support.fakes import FakeClock, FakeIds
from tests.support.patience import PATIENCE_S
from tests.support.real_engine import open_engine

DRAW_COMES = "Closed. The draw comes in a moment."
POLL = PollSpec(question="Which game?", options=("Hollow Knight", "Celeste"))
QUIZ = QuizSpec(question="A mammal?", options=("Shark", "Dolphin"), correct=(1,))


async def test_the_page_comes_over_the_local_network(room: OpenRoom, lan: str) -> None:
    status, text, headers = await room.ask("GET", "/")

    assert room.root == f"http://{lan}:{room.port}"
    assert status == 200
    assert "room.js" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


async def test_the_code_is_not_in_the_page(room: OpenRoom) -> None:
    for path in ("/", *(f"/{name}" for name in FILES)):
        assert room.desk.view().code not in (await room.ask("GET", path))[1]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/session", "/api/v1/room", "/healthz", "/o/x/poll/", "/page/room.js",
        "/index.html", "/../server.py", "/%2e%2e/server.py", "/favicon.ico", "/join",
    ],
)  # fmt: skip
async def test_there_is_no_other_route(room: OpenRoom, path: str) -> None:
    assert (await room.ask("GET", path))[0] in {404, 405}


async def test_a_wrong_code_is_refused_and_then_slowed(room: OpenRoom) -> None:
    body = {"code": "WRONG2", "name": "Luna"}
    answers = [await room.ask("POST", "/join", json=body) for _try in range(4)]

    assert [status for status, _body, _headers in answers] == [403, 403, 403, 429]
    assert int(answers[-1][2]["Retry-After"]) >= 1


async def test_a_name_that_cannot_be_seen_is_refused(room: OpenRoom) -> None:
    status, body, _headers = await room.join("\u200b")

    assert (status, body["field"]) == (422, "name")


async def test_an_answer_is_a_chat_of_the_room_and_counts(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    token = await room.token()

    assert (await room.answer(token, "2", poll))[0] == 200
    await room.heard()

    (entry,) = await room.chats()
    assert entry.source == SOURCE
    assert entry.body.platform is Platform.ROOM
    assert entry.body.viewer is not None
    assert entry.body.viewer.name == "Luna"
    assert not entry.test
    assert [one.votes for one in room.engine.show.interaction(poll).options] == [0, 1]


async def test_a_second_answer_of_one_person_does_not_count(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    token = await room.token()
    for text in ("1", "2"):
        assert (await room.answer(token, text, poll))[0] == 200
        await room.heard()

    assert [one.votes for one in room.engine.show.interaction(poll).options] == [1, 0]


async def test_a_name_the_gate_refuses_is_an_alias_everywhere_else(
    room: OpenRoom,
) -> None:
    quiz = await room.run(QUIZ, "start")
    token = await room.token("block me")
    page = await room.page("Mira")
    await room.answer(token, "B", quiz)
    await room.heard()
    await room.do(quiz, "close", "reveal", "scoreboard")

    told = [await page.told()]
    while not (told[-1]["cards"] and told[-1]["cards"][0]["places"]):
        told.append(await page.told())
    assert "block me" not in str(told)
    assert told[-1]["cards"][0]["places"][0]["points"] == 2


BLOCKED = PollSpec(question="Which game?", options=("Celeste", "block", "hold"))


async def test_what_the_gate_blocks_is_said_not_to_count_and_one_may_go_on(
    room: OpenRoom,
) -> None:
    poll = await room.run(BLOCKED, "start")
    page = await room.page()
    await room.answer(page.token, "block", poll)
    await room.heard()

    card = await page.card_with("It was not let through. It does not count.")
    assert card["tone"] == "bad"
    assert card["can_answer"]
    assert not any(one["mine"] or one["is_sent"] for one in card["choices"])

    await room.answer(page.token, "1", poll)
    await room.heard()
    card = await page.card_with("Your answer is in.")
    assert [one["mine"] for one in card["choices"]] == [True, False, False]


async def test_what_the_gate_holds_is_being_checked_until_somebody_decides(
    room: OpenRoom,
) -> None:
    poll = await room.run(BLOCKED, "start")
    page = await room.page()
    await room.answer(page.token, "hold", poll)
    await room.heard()

    card = await page.card_with("It is being checked.")
    assert not card["can_answer"]
    await room.engine.allow((await room.chats())[0].seq)
    await room.heard()

    card = await page.card_with("Your answer is in.")
    assert [one["mine"] for one in card["choices"]] == [False, False, True]


async def test_of_two_answers_the_first_is_said_to_count(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    page = await room.page()
    for text in ("1", "2"):
        await room.answer(page.token, text, poll)
        await room.heard()

    card = await page.card_with("You had answered already. Your first answer counts.")
    assert [one["mine"] for one in card["choices"]] == [True, False]


async def test_the_last_answer_is_marked_where_it_may_be_changed(
    room: OpenRoom,
) -> None:
    poll = await room.run(structs.replace(POLL, revote=True), "start")
    page = await room.page()
    for text in ("1", "2"):
        await room.answer(page.token, text, poll)
        await room.heard()

    told = await page.card_with("Your answer is in. You can still change it.")
    while not told["choices"][1]["mine"]:
        told = await page.card_with("Your answer is in. You can still change it.")
    assert [one["mine"] for one in told["choices"]] == [False, True]


async def test_what_comes_too_late_is_said_to_and_stays_so(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    page = await room.page()
    # It waits for what another platform's Viewers said in time.
    step = Closing(at=room.clock.now(), waits={"youtube": 5_000_000})
    closing = InteractionStepped(id=poll, step=step)
    await room.engine.books.put_all(lambda: (closing,))
    await room.clock.advance(0)
    assert (await room.answer(page.token, "1", poll))[0] == 200
    await room.heard()

    await page.card_with("That came too late. It does not count.")
    assert room.engine.show.interaction(poll).voters == 0


async def test_a_vote_that_is_deleted_is_not_shown_as_ones_own(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    page = await room.page()
    await room.answer(page.token, "1", poll)
    await room.heard()
    await page.card_with("Your answer is in.")
    await room.engine.block((await room.chats())[0].seq)
    await room.heard()

    card = await page.card_with("It was not let through. It does not count.")
    assert not any(one["mine"] for one in card["choices"])


async def test_a_vote_of_a_linked_account_is_ones_own_too(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    mira, luna = await room.page("Mira"), await room.page("Luna")
    for one in (mira, luna):
        await room.answer(one.token, "hello")
        await room.heard()
    mira_id, luna_id = [one.body.viewer.id for one in await room.chats()]
    await room.engine.coins.link(mira_id, luna_id)
    await room.answer(mira.token, "2", poll)
    await room.heard()

    card = await luna.card_with("Your answer is in.")
    assert [one["mine"] for one in card["choices"]] == [False, True]


async def test_an_answer_without_a_token_is_refused(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")

    assert (await room.answer("", "1", poll))[0] == 401
    assert (await room.answer("made up", "1", poll))[0] == 401


async def test_of_ten_thousand_who_would_come_in_the_room_takes_what_it_holds() -> None:
    clock = FakeClock()
    people = People(clock=clock, ids=FakeIds())
    door = Door("K7PM2X", clock)
    statuses: Counter[int] = Counter()
    for number in range(10_000):
        try:
            door.check("K7PM2X", f"10.{number % 9}.{number % 250}.{number % 200}")
            people.join(f"Viewer {number}")
            statuses[200] += 1
        except Problem as problem:
            statuses[problem.status] += 1

    assert statuses[200] == MOST
    assert statuses[200] + statuses[429] + statuses[503] == 10_000


@pytest.mark.skipif(sys.platform == "darwin", reason="it has one loopback address")
async def test_who_holds_connections_open_shuts_nobody_else_out(
    room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.web.connection.MAX_OF_ONE", 5)
    held = [
        await asyncio.open_connection(
            "127.0.0.1", room.port, local_addr=("127.0.0.9", 0)
        )
        for _one in range(6)
    ]
    assert await asyncio.wait_for(held[-1][0].read(), 5) == b""  # one too many
    token = await room.token()

    assert token
    held[0][1].close()
    await held[0][1].wait_closed()
    one_more = aiohttp.TCPConnector(local_addr=("127.0.0.9", 0))
    async with aiohttp.ClientSession(connector=one_more) as http:
        answer = await http.get(f"http://127.0.0.1:{room.port}/")
        assert answer.status == 200
    for _reader, writer in held[1:]:
        writer.close()


async def test_a_flood_of_votes_is_one_vote(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    token = await room.token()
    asked = [room.answer(token, str(1 + n % 2), poll) for n in range(200)]
    statuses = Counter([status for status, _b, _h in await asyncio.gather(*asked)])
    await room.heard()

    assert statuses == {200: 1, 429: 199}
    assert len(await room.chats()) == 1
    assert room.engine.show.interaction(poll).voters == 1


async def test_one_answer_a_second(room: OpenRoom) -> None:
    token = await room.token()
    assert (await room.answer(token, "hello"))[0] == 200

    status, _body, headers = await room.answer(token, "hello")
    assert (status, headers["Retry-After"]) == (429, "1")
    await room.clock.advance(1)
    assert (await room.answer(token, "hello"))[0] == 200


@pytest.mark.parametrize(("text", "status"), [("x" * 300, 200), ("x" * 301, 422)])
async def test_an_answer_has_300_characters_at_most(
    room: OpenRoom, text: str, status: int
) -> None:
    assert (await room.answer(await room.token(), text))[0] == status


async def test_what_has_closed_takes_no_answer(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start", "close", "finish")
    status, body, _headers = await room.answer(await room.token(), "1", poll)

    assert (status, body["detail"]) == (409, "This has closed.")


async def test_nothing_is_taken_between_sessions(room: OpenRoom) -> None:
    token = await room.token()
    await room.engine.end_session()

    assert (await room.answer(token, "hello"))[0] == 409


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"code":1,"name":"x"}', b'{"code":"","name":"","x":1}']
)
async def test_a_body_that_is_none_is_refused(room: OpenRoom, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    status, _body, _headers = await room.ask(
        "POST", "/join", data=body, headers=headers
    )
    assert status in {400, 422}


async def test_a_large_body_is_refused(room: OpenRoom) -> None:
    assert (await room.ask("POST", "/join", json={"name": "x" * 5000}))[0] == 413


async def test_a_form_is_refused(room: OpenRoom) -> None:
    assert (await room.ask("POST", "/join", data={"code": "x"}))[0] == 415


@pytest.mark.parametrize("path", ["/join", "/answer"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
async def test_another_sites_page_may_not_post(
    room: OpenRoom, path: str, origin: str
) -> None:
    status, _body, _headers = await room.ask(
        "POST", path, json={}, headers={"Origin": origin}
    )
    assert status == 403


async def test_another_sites_page_gets_no_socket(room: OpenRoom) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await room.socket(headers={"Origin": "http://evil.example"})

    assert refused.value.status == 403


@pytest.mark.parametrize("host", ["evil.example", "10.255.1.2", "", "localhost.evil"])
async def test_a_foreign_host_is_refused(room: OpenRoom, host: str) -> None:
    for name in (host, f"{host}:{room.port}"):
        status, _body, _headers = await room.ask("GET", "/", headers={"Host": name})
        assert status in {400, 421}


async def test_a_socket_of_nobodys_token_is_closed(room: OpenRoom) -> None:
    for hello in ('{"token":"made up"}', "[]", "{", "x" * 100):
        async with room.socket() as ws:
            await ws.send_str(hello)
            assert (await ws.receive(timeout=PATIENCE_S)).data == UNKNOWN


async def test_a_page_is_told_its_own_answer_and_no_ids(room: OpenRoom) -> None:
    poll = await room.run(POLL, "start")
    mira = await room.page("Mira")
    luna = await room.page("Luna")
    assert [(await one.told())["cards"][0]["hint"] for one in (mira, luna)] == [
        "Choose one.", "Choose one.",
    ]  # fmt: skip
    await room.answer(luna.token, "2", poll)
    await room.heard()

    card = await luna.card_with("Your answer is in.")
    assert [one["mine"] for one in card["choices"]] == [False, True]
    await room.do(poll, "close")
    seen = str(await mira.told())
    assert "room:" not in seen
    assert luna.token not in seen


async def test_no_telephone_is_told_where_the_wheel_stops_before_it_has(
    room: OpenRoom,
) -> None:
    """Nor is who comes, or comes again, while it turns; then all are told at once."""
    spec = WheelSpec(title="What?", slots=("Ramen", "Pizza"), turns_s=8)
    wheel = await room.run(spec, "start")
    luna = await room.page("Luna")
    await luna.card_with("Watch the screen.")
    for _spin in range(2):
        await room.engine.show.act(wheel, "spin")
        await room.clock.advance(FRAME)
        await luna.card_with("It turns. Watch the screen.")
        await room.clock.advance(7.7 - FRAME)
        pages = [await room.page("Mira"), await room.page(token=luna.token)]
        for page in pages:
            seen = str(await page.told())
            assert "It turns." in seen
            assert "Ramen" not in seen
            assert "Pizza" not in seen
        await room.clock.advance(0.3 + FRAME)

        picked = room.engine.show.interaction(wheel).numbers["picked"]
        for page in (luna, *pages):
            told = await page.told()
            assert told["cards"][0]["hint"] == f"It stopped at “\u2068{picked}\u2069”."
            if page is not luna:
                await page.ws.close()


async def test_no_telephone_is_told_who_has_won_before_the_draw(room: OpenRoom) -> None:
    spec = GiveawaySpec(title="A poster")
    giveaway = await room.run(spec, "start")
    luna, mira = await room.page("Luna"), await room.page("Mira")
    await room.answer(luna.token, spec.keyword)
    await room.heard()
    await room.do(giveaway, "close")
    assert "Luna" not in str(await mira.card_with(DRAW_COMES))
    await room.do(giveaway, "draw")

    await luna.card_with("You have won!")
    await mira.card_with("Won by \u2068Luna\u2069.")


async def test_of_too_many_pages_of_one_person_the_oldest_goes(room: OpenRoom) -> None:
    pages = [await room.page("Luna")]
    for _tab in range(3):
        await pages[-1].told()
        pages.append(await room.page(token=pages[0].token))
    await pages[-1].told()

    assert (await pages[0].ws.receive(timeout=PATIENCE_S)).data == ELSEWHERE
    assert [one.ws.closed for one in pages] == [True, False, False, False]


async def test_who_says_nothing_in_time_is_not_told_that_nobody_knows_them(
    room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.web.room.server._FIRST_WORD_S", 0.01)
    ws = await room.socket()

    code = (await ws.receive(timeout=PATIENCE_S)).data
    assert code == aiohttp.WSCloseCode.TRY_AGAIN_LATER


async def test_closing_ends_every_socket_at_once(room: OpenRoom) -> None:
    pages = [await room.page(name) for name in ("Mira", "Luna")]
    for one in pages:
        await one.told()
    assert room.desk.view().people == 2
    port = room.port

    await room.desk.close()

    for one in pages:
        assert (await one.ws.receive(timeout=PATIENCE_S)).data == CLOSED
    with pytest.raises(aiohttp.ClientConnectorError):
        await room.http.get(f"http://127.0.0.1:{port}/")
    assert room.desk.view().code == ""
    assert room.engine.view.on_air(RoomOnAir) is None


async def test_opening_again_has_another_code_and_knows_who_was_in(
    room: OpenRoom,
) -> None:
    before, token = room.desk.view().code, await room.token()
    await room.desk.close()
    await room.desk.open()

    assert room.desk.view().code != before
    assert (await room.join("Luna", token=token))[1]["token"] == token


async def test_how_to_join_is_on_air_while_it_is_open(room: OpenRoom) -> None:
    shown = room.engine.view.on_air(RoomOnAir)

    assert shown is not None
    assert shown.address == f"{room.root}/#{shown.code}"
    assert shown.code == room.desk.view().code


async def test_it_is_closed_until_it_is_opened(tmp_path: Path) -> None:
    async with open_engine(tmp_path) as running:
        assert not running.engine.room.view().is_open


async def test_it_opens_at_the_start_where_the_settings_say_so(tmp_path: Path) -> None:
    room = {"port": free_port(), "opens_at_start": True}
    settings = Settings.model_validate({"room": room})
    async with open_engine(tmp_path, settings=settings) as running:
        view = await running.engine.room.open()  # waits for the one at the start

        assert view.is_open
        assert view.address.endswith(f":{room['port']}/")


async def test_a_taken_port_is_said(room: OpenRoom, tmp_path: Path) -> None:
    settings = Settings.model_validate({"room": {"port": room.port}})
    async with open_engine(tmp_path / "other", settings=settings) as running:
        with pytest.raises(CommandError, match=str(room.port)):
            await running.engine.room.open()

        assert str(room.port) in running.engine.room.view().why
