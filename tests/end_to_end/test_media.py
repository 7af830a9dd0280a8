"""Media, speech and emotes in the whole app: what a page is told and gets."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from companion.media.sounds import sound_kind
from tests.companion.media import samples
from tests.support.app_process import AppProcess
from tests.support.emulators.emotes import SEVENTV, EmoteEmulator
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.picture_host import png
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["twitch", "twitch_channel", "twitch_name"]

ALERTS = (
    "--set",
    "overlays.alerts.speak=true",
    "--set",
    'overlays.alerts.sound_small="builtin:pop"',
    "--set",
    'overlays.alerts.sound_medium="party.wav"',
    "--set",
    "speech.enabled=true",
    "--set",
    "moderation.holdlist=['ask me']",
)


@asynccontextmanager
async def states(
    app: AppProcess, overlay: str
) -> AsyncIterator[Callable[[Callable[[Any], bool]], Any]]:
    """Follow an overlay's states: gives what waits for one that is as wished."""
    link = app.ready["overlays"][overlay]
    async with app.http.ws_connect(f"{link}ws".replace("http", "ws")) as socket:

        async def until(is_so: Callable[[Any], bool]) -> Any:
            seen = []
            try:
                async with asyncio.timeout(20):
                    while True:
                        data = json.loads(await socket.receive_str())["data"]
                        seen.append(data.get("state"))
                        if "state" in data and is_so(data["state"]):
                            return data["state"]
            except TimeoutError:
                raise AssertionError(f"{seen[-3:]}\n{app.log()}") from None

        yield until


def alert_of(state: Any) -> Any:
    return state["main"] or (state["rows"] or [None])[0]


async def get(app: AppProcess, path: str) -> tuple[int, str, bytes]:
    root = app.ready["api"].removesuffix("/api/v1")
    async with app.http.get(root + path) as answer:
        return answer.status, answer.content_type, await answer.read()


async def upload(app: AppProcess, name: str, content: bytes) -> Any:
    async with app.http.post(
        f"{app.ready['api']}/media",
        params={"name": name},
        data=content,
        headers={"Content-Type": "application/octet-stream"},
    ) as answer:
        return await answer.json()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
async def test_an_alert_sounds_and_speaks_what_a_person_has_allowed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "synced"
    run = ("--demo", "--rate", "0", *ALERTS, "--set", f'media.folder="{folder}"')
    async with (
        AppProcess.serving(*run, folder=tmp_path / "data") as app,
        states(app, "alerts") as until,
    ):
        await upload(app, "party.wav", samples.wav())
        _status, told = await app.post(
            "/test/superchat", {"text": "ask me anything", "amount_micros": 5_000_000}
        )
        shown = alert_of(await until(lambda state: alert_of(state) is not None))
        assert (shown["text"], shown["speech"]) == ("", None)
        status, kind, sound = await get(app, shown["sound"])
        assert (status, kind, sound) == (200, "audio/wav", samples.wav())

        await app.post(f"/moderation/{told['seq']}/allow")
        spoken = alert_of(
            await until(lambda state: alert_of(state) and alert_of(state)["speech"])
        )
        assert spoken["text"] == "ask me anything"
        status, kind, speech = await get(app, spoken["speech"])
        assert (status, kind) == (200, "audio/wav")
        found = sound_kind(speech)
        assert found is not None
        assert found.seconds > 0.5

        await _check_the_folder(app, folder)


async def _check_the_folder(app: AppProcess, folder: Path) -> None:
    """What is used stays; what another computer puts there is noticed when whole."""
    async with app.http.delete(f"{app.ready['api']}/media/party.wav") as answer:
        assert answer.status == 409
        assert "alerts" in (await answer.json())["detail"]
    (folder / "a.webm").write_bytes(samples.webm()[:-9])
    (folder / "b.png").write_bytes(png())
    items = await app.until("/media", lambda items: len(items) == 2)
    assert {one["name"]: one["used_by"] for one in items} == {
        "b.png": [],
        "party.wav": ["alerts"],
    }

    (folder / "a.webm").write_bytes(samples.webm())

    await app.until("/media", lambda items: len(items) == 3)


def kept(folder: Path) -> dict[str, str]:
    """Return the lists of emotes that are kept on disk."""
    where = folder / "cache" / "emotes"
    files = where.iterdir() if where.exists() else ()
    return {path.name: path.read_text() for path in files if path.suffix != ".new"}


async def test_the_emotes_of_a_connected_channel_are_fetched_and_shown(
    tmp_path: Path, twitch_channel: TwitchChannel
) -> None:
    data = tmp_path / "data"
    with EmoteEmulator.running() as emotes:
        async with (
            AppProcess.serving(
                "--connect",
                f"twitch:{twitch_channel.name}",
                folder=data,
                environment={**twitch_channel.environment, **emotes.environment},
            ) as app,
            states(app, "chat") as until,
        ):
            async with asyncio.timeout(30):
                while len(kept(data)) < 6:  # noqa: ASYNC110  # another process
                    await asyncio.sleep(0.02)
            await twitch_channel.chat("so RainTime it is")
            state = await until(lambda state: "RainTime" in json.dumps(state))

        assert emotes.asked().total() == 6
    assert any(SEVENTV in text for text in kept(data).values())
    assert "/picture/" in json.dumps(state)
