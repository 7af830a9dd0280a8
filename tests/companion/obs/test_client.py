"""The connection to OBS, where OBS is slow, broken, gone or no OBS at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from companion.obs.client import ObsClient
from companion.obs.errors import (
    ObsAbsent,
    ObsSlow,
    PasswordMissing,
    PasswordWrong,
    RequestRefused,
)
from companion.obs.protocol import Event, Request
from tests.support.obs.scripted import HELLO, ScriptedObs, scripted_obs
from tests.support.patience import PATIENCE_S

LOCKED = {**HELLO, "authentication": {"challenge": "c", "salt": "s"}}


@pytest_asyncio.fixture
async def obs() -> AsyncIterator[ScriptedObs]:
    async with scripted_obs() as obs:
        yield obs


async def test_what_is_asked_is_answered(obs: ScriptedObs) -> None:
    obs.answer = lambda kind, data: {"kind": kind, **data}

    async with ObsClient.open(obs.address, "") as client:
        found = await client.call("GetInputSettings", {"inputName": "x"})

    assert found == {"kind": "GetInputSettings", "inputName": "x"}
    assert client.version == "5.1.0"
    assert not client.is_protected


async def test_answers_find_their_question_in_any_order(obs: ScriptedObs) -> None:
    obs.answer = lambda kind, _data: None if kind == "Slow" else {}

    async with ObsClient.open(obs.address, "") as client:
        slow = asyncio.create_task(client.call("Slow"))
        await obs.heard.wait()
        await client.call("Quick")
        assert not slow.done()
        await obs.say(
            7,
            {
                "requestType": "Slow",
                "requestId": "1",
                "requestStatus": {"result": True, "code": 100},
                "responseData": {"late": True},
            },
        )
        assert await slow == {"late": True}


async def test_a_refusal_has_its_code_and_words(obs: ScriptedObs) -> None:
    status = {"result": False, "code": 601, "comment": "It is there."}
    obs.answer = lambda _kind, _data: {"status": status}

    async with ObsClient.open(obs.address, "") as client:
        with pytest.raises(RequestRefused) as refused:
            await client.call("CreateInput")

    assert (refused.value.code, refused.value.comment) == (601, "It is there.")
    assert str(refused.value) == "CreateInput: 601 It is there."


async def test_of_a_batch_each_request_has_its_answer(obs: ScriptedObs) -> None:
    no = {"result": False, "code": 600}
    obs.answer = lambda kind, _data: {"status": no} if kind == "No" else {"n": 1}

    async with ObsClient.open(obs.address, "") as client:
        found = await client.batch([Request(kind="Yes"), Request(kind="No")])
        nothing = await client.batch([])

    assert [one.request_status.result for one in found] == [True, False]
    assert [dict(one.data) for one in found] == [{"n": 1}, {}]
    assert nothing == ()


async def test_no_answer_in_time_is_told_and_the_line_stays(obs: ScriptedObs) -> None:
    obs.answer = lambda kind, _data: None if kind == "Never" else {}

    async with ObsClient.open(obs.address, "") as client:
        with pytest.raises(ObsSlow):
            await client.call("Never", patience_s=0.05)
        assert await client.call("GetVersion") == {}


async def test_what_waits_is_told_at_once_when_obs_goes(obs: ScriptedObs) -> None:
    obs.answer = lambda _kind, _data: None

    async with ObsClient.open(obs.address, "") as client:
        waiting = asyncio.create_task(client.call("GetVersion"))
        over = asyncio.create_task(client.ended())
        await obs.heard.wait()
        await obs.close()

        with pytest.raises(ObsAbsent, match="OBS has gone"):
            await waiting
        assert isinstance(await over, ObsAbsent)
        with pytest.raises(ObsAbsent):
            await client.call("GetVersion")
        assert isinstance(await client.ended(), ObsAbsent)


async def test_a_password_that_is_wanted_and_missing(obs: ScriptedObs) -> None:
    obs.hello = LOCKED

    with pytest.raises(PasswordMissing):
        async with ObsClient.open(obs.address, ""):
            raise AssertionError
    assert not obs.identified.is_set()


async def test_a_password_that_is_wrong_is_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    async def refuse(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("obswebsocket.json",))
        await socket.prepare(request)
        await socket.send_json({"op": 0, "d": LOCKED})
        await socket.receive()
        await socket.close(code=4009)
        return socket

    async with scripted_obs(refuse) as obs:
        with pytest.raises(PasswordWrong) as wrong:
            async with ObsClient.open(obs.address, "hunter2-hunter2"):
                raise AssertionError

    assert "hunter2" not in caplog.text + str(wrong.value)


@pytest.mark.parametrize("hello", ["nonsense", '{"op":5,"d":{"eventType":"x"}}', "[]"])
async def test_what_greets_otherwise_is_not_obs(obs: ScriptedObs, hello: str) -> None:
    obs.hello = hello

    with pytest.raises(ObsAbsent, match="What answers there is not OBS"):
        async with ObsClient.open(obs.address, ""):
            raise AssertionError


async def test_what_does_not_greet_is_given_up(obs: ScriptedObs) -> None:
    obs.hello = None

    with pytest.raises(ObsAbsent, match="does not greet"):
        async with ObsClient.open(obs.address, "", patience_s=0.05):
            raise AssertionError


async def test_a_web_server_is_not_obs() -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async with scripted_obs(page) as obs:
        with pytest.raises(ObsAbsent, match=f"answers on {obs.address}"):
            async with ObsClient.open(obs.address, ""):
                raise AssertionError


async def test_where_nothing_listens_there_is_no_obs(unused_tcp_port: int) -> None:
    with pytest.raises(ObsAbsent):
        async with ObsClient.open(f"ws://127.0.0.1:{unused_tcp_port}", ""):
            raise AssertionError


async def test_a_frame_in_mid_stream_that_is_broken_ends_the_line(
    obs: ScriptedObs,
) -> None:
    async with ObsClient.open(obs.address, "") as client:
        await obs.send('{"op":5,"d":')

        assert str(await client.ended()) == "What answers there is not OBS."


async def test_events_come_in_order_and_a_listener_that_fails_ends_nothing(
    obs: ScriptedObs, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[int] = []
    all_heard = asyncio.Event()

    def listen(event: Event) -> None:
        heard.append(event.data["n"])
        if len(heard) == 500:
            all_heard.set()
        if event.data["n"] == 3:
            raise RuntimeError("a bug")

    async with ObsClient.open(obs.address, "", on_event=listen):
        for number in range(500):
            await obs.event("Test", n=number)
        async with asyncio.timeout(PATIENCE_S):
            await all_heard.wait()

    assert heard == list(range(500))
    assert "an event of OBS could not be taken: Test" in caplog.text


async def test_an_error_of_the_block_comes_out_as_it_is(obs: ScriptedObs) -> None:
    with pytest.raises(KeyError, match="mine"):
        async with ObsClient.open(obs.address, ""):
            raise KeyError("mine")
