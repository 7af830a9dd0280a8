"""No token, key or secret is anywhere but in the keyring and on its way to a platform.

Planted ones are searched for in everything that the program writes or answers, in a
run with faults, with every library's log at its loudest, and a crash at its end.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from companion.app.logins import SECOND_OPINION, TWITCH_CLIENT
from companion.platforms.twitch.login import SECRET as TWITCH_SECRET
from companion.platforms.twitch.login import Token
from companion.platforms.youtube.credentials import (
    CLIENT_SECRET,
    KEY_SECRET,
    TOKEN_SECRET,
    OAuthClient,
    StoredLogin,
)
from tests.end_to_end.planted import folder_of
from tests.end_to_end.three import Stage, heard
from tests.support.app_process import AppProcess, command
from tests.support.emulators import youtube_script
from tests.support.emulators.tiktok_control import TikTokEmulator, TikTokRoom
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["twitch", "twitch_channel", "twitch_name"]

PLANTED = "plantedSECRET"
SIGN_KEY = f"{PLANTED}-sign-key"
YOUTUBE_KEY = f"key-{PLANTED}"
YOUTUBE_TOKEN = f"fixed-token-{PLANTED}"
CLIENT = OAuthClient(
    client_id="999-app.apps.example", client_secret=f"GOCSPX-{PLANTED}"
)
SECRETS = re.compile(rf"{PLANTED}|(?:access|refresh)\d{{6}}".encode())
"""What was planted, and every token that the Twitch emulator gives out."""

WORDS = ("before", "after")


@pytest.fixture
def stage(
    tmp_path: Path,
    tiktok: TikTokEmulator,
    tiktok_name: str,
    tiktok_room: TikTokRoom,
    twitch_channel: TwitchChannel,
    youtube: YouTubeEmulator,
    youtube_stream: YouTubeStream,
) -> Stage:
    return Stage(
        folder=tmp_path / "data",
        tiktok_name=tiktok_name,
        room=tiktok_room,
        channel=twitch_channel,
        stream=youtube_stream,
        environment={
            **tiktok.environment,
            **twitch_channel.environment,
            **youtube.environment,
            "COMPANION_TIKTOK_SIGN_API_KEY": SIGN_KEY,
        },
        logins={},
    )


async def with_secrets(stage: Stage, place: Path, *, where: str) -> Stage:
    """Return the stage with logins in the keyring, or in the environment."""
    granted = await stage.channel.login()
    if where == "environment":
        kept: dict[str, str] = {}
        logins = {
            "COMPANION_TWITCH_TOKEN": granted["access"],
            "COMPANION_YOUTUBE_TOKEN": YOUTUBE_TOKEN,
            "COMPANION_YOUTUBE_API_KEY": YOUTUBE_KEY,
        }
    else:
        logins = {}
        kept = keyring_of(granted, stage.environment["COMPANION_TWITCH_CLIENT_ID"])
    logins |= folder_of(place, kept)
    return Stage(**{**vars(stage), "logins": logins})


def keyring_of(granted: dict[str, str], client_id: str) -> dict[str, str]:
    token = Token(
        access=granted["access"], refresh=granted["refresh"], client_id=client_id
    )
    login = StoredLogin(
        access_token=YOUTUBE_TOKEN,
        refresh_token=f"{PLANTED}-refresh",
        expires_at=9_999_999_999_000_000,
        client=CLIENT,
    )
    return {
        TWITCH_SECRET: msgspec.json.encode(token).decode(),
        TWITCH_CLIENT: client_id,
        TOKEN_SECRET: msgspec.json.encode(login).decode(),
        KEY_SECRET: YOUTUBE_KEY,
        CLIENT_SECRET: msgspec.json.encode(CLIENT).decode(),
        SECOND_OPINION: f"{PLANTED}-opinion",
    }


async def strike(stage: Stage) -> None:
    """Let everything go wrong once that has to do with logins and with wires."""
    await stage.room.raw_frame(b"\x42\x03abc\x3a\x03msg")
    await stage.room.mode(sign="down")
    await stage.channel.garbage('{"metadata": 7}')
    await stage.channel.expire()
    await stage.channel.mode(helix="401", helix_times=1)
    await stage.channel.reset()
    await stage.stream.fault("list", "garbage", times=1)
    await stage.stream.fault("any", "401", times=2)
    await stage.stream.fault("stream", "garbage", times=1)
    await stage.stream.cut()
    await stage.stream.reset()


async def answers(app: AppProcess) -> list[bytes]:
    """Return what the API tells, refusals included."""
    told = []
    for path in (
        "/session", "/events?after=0&limit=1000", "/metrics", "/leaderboard",
        "/moderation/held", "/openapi.json", "/docs", "/viewers/twitch:7001",
        "/gate",
    ):  # fmt: skip
        async with app.http.get(app.ready["api"] + path) as answer:
            told.append(await answer.read())
    async with app.http.get(app.ready["api"][:-7] + "/metrics") as answer:
        told.append(await answer.read())
    for path in ("/chat", "/viewers/twitch:7001/ban", "/viewers/youtube:UCx/ban"):
        told.append(json.dumps(await app.post(path, {"text": "hi"})).encode())
        told.append(json.dumps(await app.post(path, {})).encode())
    return told


def found_in(told: dict[str, bytes]) -> dict[str, list[bytes]]:
    """Return where a secret stands, and which."""
    found = {name: SECRETS.findall(text) for name, text in told.items()}
    return {name: secrets for name, secrets in found.items() if secrets}


@pytest.mark.parametrize(
    "where", ["keyring", pytest.param("environment", marks=pytest.mark.long)]
)
async def test_secrets_are_nowhere_after_a_run_of_faults_and_a_crash(
    where: str, stage: Stage, tmp_path: Path
) -> None:
    stage = await with_secrets(stage, tmp_path / "site", where=where)
    async with stage.serving() as app:
        await say(stage, "before")
        await heard(app, *(f"before {name}" for name in stage.targets))
        await strike(stage)
        told = {"answers under way": b"\n".join(await answers(app))}
        await stage.room.mode(sign="ok")
        await stage.stream.mend()
        await until_all_have_answered(app, stage)
        told |= {"answers": b"\n".join(await answers(app))}
        os.kill(app.pid, signal.SIGABRT)
        await app.ended()
        told |= {"stdout": (await app.more_output()).encode()}
    told |= {"log and crash": app.log().encode()}
    told |= await exports(stage)
    told |= {
        str(path): path.read_bytes()
        for path in stage.folder.rglob("*")
        if path.is_file()
    }

    assert found_in(told) == {}
    # What was searched through is what was meant to be searched through.
    assert b"Fatal Python error: Aborted" in told["log and crash"]
    assert b"DEBUG googleapiclient" in told["log and crash"]
    assert any(name.endswith("ledger.sqlite3") for name in told)
    assert b"before twitch" in told["jsonl"]


async def say(stage: Stage, word: str) -> None:
    await stage.room.chat(f"{word} tiktok")
    await stage.channel.chat(f"{word} twitch")
    await stage.stream.chat(f"{word} youtube", youtube_script.ANN)


async def until_all_have_answered(app: AppProcess, stage: Stage) -> None:
    """Speak until every platform is heard again, or asks for a login.

    A token of the environment cannot be renewed: a person is asked for another.
    """
    async with asyncio.timeout(90):
        while True:
            await say(stage, "after")
            found: list[dict[str, Any]] = await app.get("/events?after=0&limit=1000")
            texts = {one["payload"].get("text") for one in found}
            heard_again = {name for name in stage.targets if f"after {name}" in texts}
            connections = (await app.get("/session"))["connections"]
            asking = {
                one["platform"] for one in connections if one["state"] == "needs-login"
            }
            if heard_again | asking == set(stage.targets):
                return
            await asyncio.sleep(0.2)


async def exports(stage: Stage) -> dict[str, bytes]:
    """Return every kind of file, and what the doctor says, as the same user."""
    folder = ("--data-dir", str(stage.folder))
    environment = {**stage.environment, **stage.logins}
    told = {}
    for kind in ("csv", "json", "jsonl", "html"):
        code, out, err = await command(
            "sessions", "export", "last", "--format", kind, *folder,
            environment=environment,
        )  # fmt: skip
        if code != 2:
            told[kind] = (out + err).encode()
    for name in ("table", "json"):
        options = ("--json",) if name == "json" else ()
        _code, out, err = await command(
            "doctor", *options, *folder, environment=environment
        )
        told[f"doctor {name}"] = (out + err).encode()
    return told


@pytest.mark.parametrize(
    "name",
    [
        "COMPANION_TWITCH_TOKEN",
        "COMPANION_YOUTUBE_API_KEY",
        "COMPANION_YOUTUBE_TOKEN",
        "COMPANION_TIKTOK_SIGN_API_KEY",
    ],
)
async def test_a_secret_that_cannot_be_one_is_refused_without_being_said(
    name: str, tmp_path: Path
) -> None:
    wrong = f"{PLANTED} é " * (60 if name.startswith("COMPANION_TIKTOK") else 1)
    code, out, err = await command(
        "serve", "--port", "0", "--data-dir", str(tmp_path / "data"),
        environment={name: wrong},
    )  # fmt: skip

    assert (code, out) == (2, "")
    assert name in err
    assert PLANTED not in err
