"""All three platforms in one session: every kind once, exact totals, one order each.

`companion serve` runs as a user runs it, against the three emulators at once; every
message is delivered twice.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import aiohttp

from tests.end_to_end.three import Entries, Stage, heard, logged_in, stage
from tests.support.app_process import AppProcess, command
from tests.support.emulators import tiktok_script, twitch_script, youtube_script
from tests.support.emulators.tiktok_control import (
    FOLLOWED,
    SHARED,
)
from tests.support.emulators.youtube_control import YouTubeEmulator
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["stage", "twitch", "twitch_channel", "twitch_name"]

NUMBERS = 7_200_000_000_000_000_000


def numbered(*messages: tiktok_script.AnyMessage) -> list[tiktok_script.AnyMessage]:
    """Return each message twice, under its own number, as a replay tells it."""
    found = []
    for number, message in enumerate(messages, start=1):
        stamped = _with_number(message, NUMBERS + number)
        found += [stamped, stamped]
    return found


def _with_number(
    message: tiktok_script.AnyMessage, number: int
) -> tiktok_script.AnyMessage:
    fields = {name: getattr(message, name) for name in message.__struct_fields__}
    return type(message)(**{**fields, "msg_id": number})


T, W, Y = tiktok_script, twitch_script, youtube_script

ON_TIKTOK = (
    T.Chat(text="first on tiktok", by=T.ANN),
    T.Like(count=15, total=400, by=T.BEN),
    T.Gift(count=2, group=9, by=T.ANN),
    T.Gift(count=5, group=9, ended=True, by=T.ANN),
    T.Gift(can_streak=False, diamonds=30, by=T.BEN),
    T.Social(key=FOLLOWED, action=1, by=T.BEN),
    T.Social(key=SHARED, action=3, by=T.BEN),
    T.Member(by=T.BEN),
    T.Subscribe(months=1, by=T.BEN),
    T.Viewers(total=42),
    T.Poll(phase="start", title="Next map?", options=(("Ice", 0), ("Fire", 0))),
    T.Question(text="which brush?", by=T.BEN),
    T.Control(action=1),
    T.Control(action=2),
    T.Delete(messages=(NUMBERS + 1,)),
    T.Delete(people=(7_009,)),
)
TIKTOK_KINDS = {
    "chat": 2, "like": 1, "gift": 3, "follow": 1, "share": 1, "join": 1,
    "subscription": 1, "viewer_count": 1, "platform_poll": 1, "platform_question": 1,
    "stream_status": 2, "chat_deleted": 1, "viewer_removed": 1,
}  # fmt: skip
TIKTOK_POINTS = {"Ann": 1 + 5 + 1, "Ben": Decimal("1.5") + 30 + 10 + 5 + 500}

GENEROUS = W.Person(id="7010", login="gen", name="Gen")
ON_TWITCH = (
    W.Chat(text="first on twitch", by=W.ANN),
    W.Announcement(text="hear, hear", by=W.MOD),
    W.Cheer(bits=100, by=W.ANN),
    W.Cheer(bits=250, text="Cheer250 wow", by=W.ANN),
    W.Sub(by=W.Person(id="7011", login="sue", name="Sue")),
    W.Resub(months=7, text="seven!", by=W.BEN),
    W.Bomb(count=50, by=GENEROUS),
    W.Raid(viewers=12, by=W.BEN),
    W.Follow(by=W.BEN),
    W.Redemption(by=W.ANN),
    W.Train(phase="begin"),
    W.Status(is_live=True),
    W.Mode(mode="emote"),
    W.Delete(target="00000000-0000-4000-8000-none", by=W.ANN),
    W.Ban(by=W.Person(id="7012", login="rude", name="Rude")),
    W.Unban(by=W.Person(id="7012", login="rude", name="Rude")),
    W.Clear(),
)
TWITCH_KINDS = {
    "chat": 2, "announcement": 1, "cheer": 2, "subscription": 3, "raid": 1,
    "follow": 1, "redemption": 1, "hype_train": 1, "chat_mode": 1, "chat_deleted": 1,
    "viewer_removed": 2, "chat_cleared": 1, "stream_status": 1,
}  # fmt: skip
TWITCH_POINTS = {
    "Ann": 1 + 350 + 1, "Sue": 500, "Ben": 500 + 12 + 10, "Gen": 50 * 500,
}  # fmt: skip

ON_YOUTUBE = (
    Y.chat("first on youtube", Y.ANN),
    Y.super_chat(5_000_000, "EUR", "for tea", Y.BEN),
    Y.super_sticker(400_000_000, "JPY", Y.ANN),
    Y.gift("Rose", 10, 3, Y.BEN),
    Y.member("Crew", Y.ANN),
    Y.milestone(14, "still here", Y.ANN),
    Y.poll("Next?", ("Ice", 7), ("Fire", 2)),
    Y.members_only(True),
    Y.banned(Y.Person("UCrude0000000000000000R", "Rude")),
)
YOUTUBE_KINDS = {
    "chat": 2, "superchat": 1, "supersticker": 1, "jewel_gift": 1, "membership": 3,
    "platform_poll": 1, "chat_mode": 1, "viewer_removed": 1, "chat_deleted": 1,
    "stream_status": 1,
}  # fmt: skip

YOUTUBE_POINTS = {
    "@ann": 1 + 400 * 100 + 500 + 500 + 1,
    "Ben": 5 * 100 + 3 * 500 + 10,
}

LAST = ("last on tiktok", "last on twitch", "last on youtube")


async def play(stage: Stage) -> None:
    """Let everything happen on all three, each message delivered twice."""
    await stage.channel.mode(copies=2)
    await stage.stream.set(is_doubled=True)
    await stage.room.push(*numbered(*ON_TIKTOK))
    await stage.channel.publish(*ON_TWITCH)
    first, *_rest = await stage.stream.push(*ON_YOUTUBE)
    given = (await stage.stream.push(Y.gifting(3, Y.BEN)))[0]
    await stage.stream.push(*(Y.received(given, giver=Y.BEN) for _one in range(3)))
    await stage.stream.push(Y.deleted(first), Y.chat(LAST[2], Y.ANN))
    await stage.room.chat(LAST[0], by=T.ANN)
    await stage.channel.chat(LAST[1], by=W.ANN)


def kinds(found: Entries, platform: str) -> Counter[str]:
    return Counter(one["kind"] for one in found if one["platform"] == platform)


async def points(app: AppProcess, platform: str = "") -> dict[str, Decimal]:
    """Return the leaderboard as points by id, without who only announced something."""
    where = f"&platform={platform}" if platform else ""
    board = await app.get(f"/leaderboard?limit=1000{where}")
    return {
        one["viewer"]["id"]: Decimal(str(one["points"]))
        for one in board["standings"]
        if one["points"]
    }


async def named_points(app: AppProcess, platform: str) -> dict[str, Decimal]:
    board = await app.get(f"/leaderboard?limit=1000&platform={platform}")
    return {
        one["viewer"]["name"]: Decimal(str(one["points"]))
        for one in board["standings"]
        if one["points"]
    }


async def test_every_kind_is_there_once_and_every_total_is_exact(stage: Stage) -> None:
    stage = await logged_in(stage)
    async with stage.serving() as app:
        await play(stage)
        await heard(app, *LAST)
        await stage.stream.push(Y.chat_ended())
        found = await app.until(
            "/events?after=0&limit=1000",
            lambda told: kinds(told, "youtube")["stream_status"],
        )
        session = await app.get("/session")
        by_platform = {name: await points(app, name) for name in stage.targets}
        together = await points(app)
        tiktok_names = await named_points(app, "tiktok")
        twitch_names = await named_points(app, "twitch")
        youtube_names = await named_points(app, "youtube")
        assert await app.stop() == 0, app.log()

    told = {name: kinds(found, name) for name in stage.targets}
    # How many watch is asked for now and then, so how often it is told is chance.
    assert told["twitch"].pop("viewer_count", 1) >= 1
    assert told["youtube"].pop("viewer_count", 1) >= 1
    assert told["tiktok"] == TIKTOK_KINDS
    assert told["twitch"] == TWITCH_KINDS
    assert told["youtube"] == YOUTUBE_KINDS
    assert tiktok_names == TIKTOK_POINTS
    assert twitch_names == TWITCH_POINTS
    assert youtube_names == YOUTUBE_POINTS
    assert together == {
        viewer: earned for one in by_platform.values() for viewer, earned in one.items()
    }
    assert session["totals"]["bits"] == 350
    assert session["totals"]["diamonds"] == 35
    assert sum(together.values()) == Decimal(str(session["totals"]["points"]))
    await _the_export_adds_up(stage, found, together)


async def _the_export_adds_up(
    stage: Stage, found: Entries, together: dict[str, Decimal]
) -> None:
    folder = ("--data-dir", str(stage.folder))
    session = found[0]["session"]
    code, out, err = await command(
        "sessions", "export", session, "--format", "jsonl", *folder
    )
    assert (code, err) == (0, "")
    added: defaultdict[str, Decimal] = defaultdict(Decimal)
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for line in out.splitlines():
        one = json.loads(line, parse_float=Decimal)
        if one["platform"]:
            sources[one["platform"]].add(one["source"])
        earner = (one["payload"].get("gifted_by") or one["viewer"] or {}).get("id")
        if one["points"]:
            added[earner] += Decimal(one["points"])
    assert added == together
    assert sources == {name: {target} for name, target in stage.targets.items()}
    assert (await command("sessions", "verify", session, *folder))[0] == 0


async def test_each_source_keeps_its_own_order(stage: Stage) -> None:
    async with stage.serving(has_login=False) as app:
        for number in range(15):
            await stage.room.chat(f"tiktok {number}", by=T.ANN)
            await stage.channel.chat(f"twitch {number}", by=W.ANN)
            await stage.stream.chat(f"youtube {number}", Y.ANN)
        found = await heard(app, "tiktok 14", "twitch 14", "youtube 14")

    said: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        if one["kind"] == "chat":
            said[one["platform"]].append(one["payload"]["text"])
    assert said == {
        name: [f"{name} {number}" for number in range(15)] for name in stage.targets
    }
    assert [one["seq"] for one in found] == sorted(one["seq"] for one in found)


async def test_tiktoks_notice_is_said_once_and_the_states_are_honest(
    stage: Stage,
) -> None:
    async with stage.serving(has_login=False) as app:
        session = await app.get("/session")
        log = app.log()

    states = {one["platform"]: one for one in session["connections"]}
    assert log.count("naming a TikTok target accepts this") == 1
    assert [name for name, one in states.items() if one["unofficial"]] == ["tiktok"]
    assert all(one["cannot_write"] for one in states.values())


class Page:
    """The chat overlay as OBS has it open, over its socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.text = ""
        self.retracted: list[int] = []

    async def until_shown(self, *words: str) -> None:
        while not all(word in self.text for word in words):
            await self._next()

    async def until_gone(self, seq: int, word: str) -> None:
        """Wait for the retraction, and for a state without the words."""
        while seq not in self.retracted or word in self.text:
            await self._next()

    async def _next(self) -> None:
        message: dict[str, Any] = json.loads(await self._socket.receive_str(timeout=20))
        if message["kind"] == "retract":
            self.retracted += message["data"]["ids"]
        elif message["kind"] in ("snapshot", "update"):
            self.text = json.dumps(message["data"]["state"], ensure_ascii=False)


async def test_what_a_platform_takes_back_leaves_the_overlay_at_once(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with stage.serving() as app:
        number = await stage.room.chat("bad on tiktok", by=T.ANN)
        (native,) = await stage.channel.publish(W.Chat(text="bad on twitch", by=W.BEN))
        item = await stage.stream.chat("bad on youtube", Y.ANN)
        await stage.room.chat("mean on tiktok", by=T.BEN)
        await stage.channel.publish(W.Chat(text="mean on twitch", by=W.ANN))
        await stage.stream.chat("mean on youtube", Y.BEN)
        found = await heard(
            app,
            *(f"{how} on {name}" for how in ("bad", "mean") for name in stage.targets),
        )
        seq = {one["payload"].get("text"): one["seq"] for one in found}
        link = app.ready["overlays"]["chat"].replace("http", "ws", 1) + "ws"
        async with app.http.ws_connect(link) as socket:
            page = Page(socket)
            await page.until_shown(*(f"bad on {name}" for name in stage.targets))

            await stage.room.delete(number)
            await page.until_gone(seq["bad on tiktok"], "bad on tiktok")
            await stage.channel.publish(W.Delete(target=native, by=W.BEN))
            await page.until_gone(seq["bad on twitch"], "bad on twitch")
            await stage.stream.push(Y.deleted(item))
            await page.until_gone(seq["bad on youtube"], "bad on youtube")

            await stage.room.delete(people=(T.BEN.id,))
            await page.until_gone(seq["mean on tiktok"], "mean on tiktok")
            await stage.channel.publish(W.Ban(by=W.ANN))
            await page.until_gone(seq["mean on twitch"], "mean on twitch")
            await stage.stream.push(Y.banned(Y.BEN))
            await page.until_gone(seq["mean on youtube"], "mean on youtube")

    assert set(page.retracted) == {one["seq"] for one in found if one["kind"] == "chat"}


async def test_two_streams_of_one_channel_are_two_sources(
    stage: Stage, youtube: YouTubeEmulator
) -> None:
    name = stage.stream.video
    other = youtube.stream(f"{name[:-1]}Z")
    async with (
        other,
        AppProcess.serving(
            "--connect", f"youtube:{name}", "--connect", f"youtube:{other.video}",
            folder=stage.folder, environment=stage.environment,
        ) as app,
    ):  # fmt: skip
        await other.seen("stream")
        await stage.stream.seen("stream")
        await other.chat("upright", Y.ANN)
        await stage.stream.chat("sideways", Y.ANN)
        await stage.stream.push(Y.super_chat(5_000_000, "EUR", "tea", Y.ANN))
        found = await heard(app, "upright", "sideways", "tea")
        views = {
            one["target"]: one for one in (await app.get("/session"))["connections"]
        }
        session = found[0]["session"]
        assert await app.stop() == 0
    _code, out, _err = await command(
        "sessions", "export", session, "--format", "jsonl",
        "--data-dir", str(stage.folder),
    )  # fmt: skip
    sources = {
        one["payload"]["text"]: one["source"]
        for one in map(json.loads, out.splitlines())
        if one["payload"].get("text")
    }

    assert set(views) == {f"youtube:{name}", f"youtube:{other.video}"}
    assert sources["upright"] == f"youtube:{other.video}"
    assert sources["sideways"] == sources["tea"] == f"youtube:{name}"
