"""People in the room stay who they are when Companion is killed and comes back."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.app_process import AppProcess

POLL = {"question": "Tea or milk?", "options": ["Tea", "Milk"], "seconds": 600}


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("", 0))
        return int(sock.getsockname()[1])


class Phone:
    """A page that somebody has open: it asks with its token alone."""

    def __init__(self, http: aiohttp.ClientSession, port: int, token: str = "") -> None:
        self._http = http
        self._root = f"http://127.0.0.1:{port}"
        self.token = token

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        headers = {"Origin": self._root, "X-Room-Token": self.token}
        asked = self._http.post(self._root + path, json=body, headers=headers)
        async with asked as answer:
            return answer.status, json.loads(await answer.text())

    async def join(self, code: str, name: str) -> None:
        body = {"code": code, "name": name, "token": self.token}
        status, told = await self.post("/join", body)
        assert status == 200, told
        self.token = told["token"]

    async def sees(self, hint: str) -> dict[str, Any]:
        """Return the first card once it says that; closes the socket again."""
        headers = {"Origin": self._root}
        async with self._http.ws_connect(f"{self._root}/ws", headers=headers) as ws:
            await ws.send_json({"token": self.token})
            while True:
                message = await ws.receive(timeout=10)
                assert message.type is aiohttp.WSMsgType.TEXT, message
                view = json.loads(message.data)["view"]
                if view["cards"] and view["cards"][0]["hint"] == hint:
                    return dict(view)

    async def closed_with(self) -> int:
        """Return why a socket is closed at once."""
        headers = {"Origin": self._root}
        async with self._http.ws_connect(f"{self._root}/ws", headers=headers) as ws:
            await ws.send_json({"token": self.token})
            return int((await ws.receive(timeout=10)).data)


def serving(folder: Path, port: int, *more: str) -> Any:
    settings = ("--set", f"room.port={port}", "--set", "room.opens_at_start=true")
    return AppProcess.serving(*more, *settings, folder=folder)


async def test_a_page_goes_on_as_the_same_viewer_after_kill_9(tmp_path: Path) -> None:
    folder, port = tmp_path / "data", free_port()
    async with aiohttp.ClientSession() as http:
        phone = Phone(http, port)
        async with serving(folder, port, "--demo", "--rate", "0") as app:
            code = (await app.get("/room"))["code"]
            await phone.join(code, "Luna")
            _status, poll = await app.post("/polls", POLL)
            here = f"/polls/{poll['id']}"
            await app.post(f"{here}/start")
            assert (await phone.post("/answer", {"text": "2", "of": poll["id"]}))[
                0
            ] == 200
            await phone.sees("Your answer is in.")
            app.kill()
            await app.ended()

        async with serving(folder, port, "--resume") as app:
            await app.until("/room", lambda one: one["is_open"])
            assert (await app.get("/room"))["code"] == code
            view = await phone.sees("Your answer is in.")
            assert view["me"]["name"] == "Luna"
            assert [one["mine"] for one in view["cards"][0]["choices"]] == [False, True]
            # Nobody votes twice by it.
            await phone.post("/answer", {"text": "1", "of": poll["id"]})
            await phone.sees("You had answered already. Your first answer counts.")
            assert (await app.get(here))["voters"] == 1
            # And it is as durable as before: once more.
            app.kill()
            await app.ended()

        async with serving(folder, port, "--resume") as app:
            await app.until("/room", lambda one: one["is_open"])
            await phone.sees("Your answer is in.")
            # Closed by hand: there is a new code, and everybody must tell it.
            await app.post("/room/close")
            status, room = await app.post("/room/open")
            assert (status, room["code"] != code) == (200, True)
            assert await phone.closed_with() == 4403
            body = {"text": "1", "of": poll["id"]}
            assert (await phone.post("/answer", body))[0] == 401
            await phone.join(room["code"], "Luna")
            await phone.sees("Your answer is in.")
            await app.post("/session/end")
            await app.until("/session", lambda one: one["state"] == "ended")
            assert not (folder / "room.jsonl").exists()
            app.kill()
            await app.ended()


async def test_another_session_knows_nobody_of_the_one_that_was_cut_off(
    tmp_path: Path,
) -> None:
    folder, port = tmp_path / "data", free_port()
    async with aiohttp.ClientSession() as http:
        phone = Phone(http, port)
        async with serving(folder, port, "--demo", "--rate", "0") as app:
            await phone.join((await app.get("/room"))["code"], "Luna")
            app.kill()
            await app.ended()

        async with serving(folder, port, "--demo", "--rate", "0") as app:
            await app.until("/room", lambda one: one["is_open"])
            assert await phone.closed_with() in {4401, 4403}
            assert (await phone.post("/answer", {"text": "1", "of": ""}))[0] == 401
