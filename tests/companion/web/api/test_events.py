"""GET /events and WS /stream: the same entries, as far as the token may see."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from companion.domain.entries import Gap, Reason, Verdict, VerdictGiven
from companion.domain.events import (
    ChatCleared,
    ChatDeleted,
    PlatformPoll,
    PollOption,
    Redemption,
    UnknownEvent,
    ViewerRemoved,
)
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import FlagSpec
from companion.domain.values import Fragment, Platform
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, until
from tests.support.events import chat, like, rose, viewer
from tests.support.fakes import EPOCH, FakeClock
from tests.support.patience import PATIENCE_S
from tests.support.small_engine import SmallEngine

FIELDS = {
    "seq", "at", "session", "kind", "platform", "viewer", "payload", "points",
    "verdict", "test",
}  # fmt: skip


async def events(web: Web, scope: Scope = Scope.CONTROL, **query: object) -> list[Any]:
    status, found = await web.get("/api/v1/events", scope=scope, params=query)
    assert status == 200
    return found


async def test_an_entry_has_its_shape(web: Web, engine: SmallEngine) -> None:
    said = chat("luna", "hello", id="tiktok:77", platform_at=EPOCH - 1)
    engine.feed(said)

    entry = (await events(web))[-1]

    assert entry == {
        "seq": 2,
        "at": "2026-01-01T20:00:00.000000Z",
        "session": "session-1",
        "kind": "chat",
        "platform": "tiktok",
        "viewer": {
            "id": "tiktok:luna",
            "platform": "tiktok",
            "name": "Luna",
            "avatar": None,
            "handle": "",
            "roles": [],
            "anonymous": False,
        },
        "payload": {
            "id": "tiktok:77",
            "channel": "@mira.plays",
            "platform_at": "2026-01-01T19:59:59.999999Z",
            "text": "hello",
            "fragments": [],
            "reply_to": None,
        },
        "points": 1,
        "verdict": "allow",
        "test": False,
    }


async def test_every_kind_of_entry_has_the_same_fields(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat(), rose(), like())
    await engine.award("tiktok:luna", 1_500, "well said")
    await engine.reset_viewer("tiktok:luna")
    await engine.feature(2)
    engine.note(Gap(source="tiktok:@mira.plays", began=EPOCH, ended=EPOCH))

    found = await events(web)

    assert {frozenset(entry) for entry in found} == {frozenset(FIELDS)}
    assert [entry["kind"] for entry in found] == [
        "session", "chat", "gift", "like", "award", "reset", "featured", "gap",
    ]  # fmt: skip
    assert found[4]["payload"]["points"] == found[4]["points"] == 1.5
    assert found[5]["points"] == -3.833
    assert found[7]["payload"]["began"] == "2026-01-01T20:00:00.000000Z"


async def test_only_entries_after_a_seq_are_given(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(*(chat(text=str(number)) for number in range(30)))

    page = await events(web, after=10, limit=5)

    assert [entry["seq"] for entry in page] == [11, 12, 13, 14, 15]
    assert await events(web, after=31) == []


@pytest.mark.parametrize("after", ["-1", "x", "1.0", str(2**63), ""])
async def test_an_after_that_is_none_is_422(web: Web, after: str) -> None:
    status, problem = await web.get("/api/v1/events", params={"after": after})

    assert (status, problem["field"]) == (422, "after")


async def test_before_the_first_session_there_are_no_events(
    web: Web, engine: SmallEngine
) -> None:
    engine.view.open(None)

    assert await events(web) == []
    assert await events(web, Scope.READ) == []


# What `read` sees


async def test_a_reader_gets_neither_text_nor_name_unless_allowed(
    web: Web, engine: SmallEngine
) -> None:
    troll = viewer("troll", name="BLOCK name", handle="rude")
    piece = Fragment(text="HOLD secret")
    engine.feed(chat("luna", "HOLD secret", fragments=(piece,)), chat(troll, "hello"))

    held, named = (await events(web, Scope.READ))[-2:]
    full_held, full_named = (await events(web, Scope.MODERATE))[-2:]

    assert (held["payload"]["text"], held["payload"]["fragments"]) == (None, None)
    assert held["viewer"]["name"] == "Luna"
    assert "secret" not in json.dumps(held)
    assert (named["viewer"]["name"], named["viewer"]["handle"]) == (None, None)
    assert named["payload"]["text"] == "hello"
    assert full_held["payload"]["text"] == "HOLD secret"
    assert full_named["viewer"]["name"] == "BLOCK name"


async def test_a_reader_sees_a_text_once_it_is_allowed(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "HOLD on"))
    assert (await events(web, Scope.READ))[-1]["payload"]["text"] is None

    await engine.allow(2)

    said, verdict = (await events(web, Scope.READ))[-2:]
    assert (said["payload"]["text"], said["verdict"]) == ("HOLD on", "hold")
    assert (verdict["kind"], verdict["payload"]["of"]) == ("verdict", 2)
    assert verdict["payload"]["text"] == "allow"


async def test_a_reader_no_longer_sees_what_was_blocked_afterwards(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "sly words"))
    reason = Reason(rule="words", detail="sly words")
    engine.note(VerdictGiven(of=2, text=Verdict.BLOCK, reasons=(reason,)))

    found = await events(web, Scope.READ)

    assert found[1]["payload"]["text"] is None
    assert found[2]["payload"]["reasons"] == [{"rule": "words", "detail": None}]
    assert "sly" not in json.dumps(found)
    assert "sly" in json.dumps(await events(web, Scope.MODERATE))


@pytest.mark.parametrize("how", ["deleted", "banned", "cleared"])
async def test_a_reader_no_longer_sees_what_the_platform_took_back(
    web: Web, engine: SmallEngine, how: str
) -> None:
    said = chat("troll", "sly words")
    engine.feed(said, chat("luna", "kind words"))
    common = {
        "id": "tiktok:gone",
        "platform": Platform.TIKTOK,
        "channel": "@mira.plays",
    }
    removal = {
        "deleted": ChatDeleted(**common, targets=(said.id,)),
        "banned": ViewerRemoved(**common, target="tiktok:troll", action="ban"),
        "cleared": ChatCleared(**common),
    }[how]
    engine.feed(removal)
    engine.feed(chat("troll", "back again"))

    texts = [entry["payload"].get("text") for entry in await events(web, Scope.READ)]

    kept = None if how == "cleared" else "kind words"
    assert texts == [None, None, kept, None, "back again"]


@pytest.mark.parametrize("waits", ["HOLD", "PENDING"])
async def test_what_was_taken_back_while_it_waited_stays_unseen(
    web: Web, engine: SmallEngine, waits: str
) -> None:
    said = chat("troll", f"{waits} sly words")
    engine.feed(said)
    gone = ChatDeleted(
        id="tiktok:gone",
        platform=Platform.TIKTOK,
        channel="@mira.plays",
        targets=(said.id,),
    )
    engine.feed(gone)
    engine.note(VerdictGiven(of=2, text=Verdict.ALLOW, by="model"))

    assert "sly" not in json.dumps(await events(web, Scope.READ))
    assert "sly" in json.dumps(await events(web, Scope.MODERATE))

    engine.note(VerdictGiven(of=2, text=Verdict.BLOCK, by="person"))
    engine.note(VerdictGiven(of=2, text=Verdict.ALLOW, by="undo"))

    assert "sly" in json.dumps(await events(web, Scope.READ))


async def test_a_reward_that_is_not_allowed_loses_its_title_too(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(
        Redemption(
            id="twitch:1",
            platform=Platform.TWITCH,
            channel="mira",
            reward_id="r",
            title="Say it",
            cost=1,
            text="BLOCK",
        )
    )

    payload = (await events(web, Scope.READ))[-1]["payload"]

    assert (payload["title"], payload["text"]) == (None, None)


async def test_a_poll_that_is_not_allowed_loses_its_answers_too(
    web: Web, engine: SmallEngine
) -> None:
    poll = PlatformPoll(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        question="Which?",
        options=(PollOption(text="sly words"),),
    )
    engine.feed(poll)
    allowed = (await events(web, Scope.READ))[1]
    engine.note(VerdictGiven(of=2, text=Verdict.BLOCK))

    assert allowed["payload"]["options"][0]["text"] == "sly words"
    assert "sly" not in json.dumps(await events(web, Scope.READ))
    assert "sly" in json.dumps(await events(web, Scope.MODERATE))


async def test_a_reader_is_not_told_which_moderator_it_was(
    web: Web, engine: SmallEngine
) -> None:
    common = {"platform": Platform.TWITCH, "channel": "mira"}
    mod = viewer("mod", name="Strict Sol")
    engine.feed(
        ChatDeleted(id="twitch:1", targets=("twitch:9",), by=mod, **common),
        ViewerRemoved(id="twitch:2", target="twitch:9", action="ban", by=mod, **common),
    )

    told = (await events(web, Scope.READ))[-2:]

    assert [one["payload"]["by"] for one in told] == [None, None]
    assert "Strict Sol" in json.dumps((await events(web, Scope.MODERATE))[-1])


async def test_what_no_version_knows_is_not_told_to_a_reader(
    web: Web, engine: SmallEngine
) -> None:
    unknown = UnknownEvent(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        name="whisper",
        payload={"message": "sly words"},
    )
    engine.feed(unknown)

    told = (await events(web, Scope.READ))[-1]

    assert (told["payload"]["name"], told["payload"]["payload"]) == ("whisper", None)
    assert "sly" in json.dumps((await events(web, Scope.MODERATE))[-1])


async def test_a_new_session_begins_with_its_own_verdicts(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat("luna", "HOLD on"))
    await engine.allow(2)
    await events(web, Scope.READ)
    await engine.start_session("Next")
    engine.feed(chat("luna", "hi"))

    texts = [one["payload"].get("text") for one in await events(web, Scope.READ)]

    assert texts == [None, "hi"]


# The stream


def stream(
    web: Web, scope: Scope = Scope.CONTROL, query: str = "", **fields: Any
) -> Any:
    address = f"{web.root}/api/v1/stream{query}"
    return web.http.ws_connect(address, headers=web.bearer(scope), **fields)


async def told(ws: aiohttp.ClientWebSocketResponse) -> Any:
    return json.loads(await ws.receive_str(timeout=PATIENCE_S))


async def test_the_stream_tells_what_happens_from_now_on(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(chat(text="before"))
    async with stream(web) as ws:
        await until(lambda: web.server.following() == 1)
        engine.feed(chat(text="one"), rose())

        first, second = await told(ws), await told(ws)

    assert (first["payload"]["text"], second["kind"]) == ("one", "gift")
    assert [first, second] == (await events(web))[-2:]


async def test_the_stream_resumes_after_a_seq_without_a_gap(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(*(chat(text=str(number)) for number in range(2500)))
    async with stream(web, query="?after=1") as ws:
        early = [(await told(ws))["seq"] for _ in range(1000)]
        engine.feed(*(chat(text="late") for _ in range(10)))
        late = [(await told(ws))["seq"] for _ in range(1510)]

    assert early + late == list(range(2, 2512))


async def test_the_stream_tells_what_no_listener_hears(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async with stream(web) as ws:
        await until(lambda: web.server.following() == 1)
        engine.feed(chat(text="BLOCK"))  # published to nobody
        waiting = asyncio.ensure_future(told(ws))
        for _ in range(5):
            await clock.advance(0.25)

        assert (await waiting)["verdict"] == "block"


async def test_a_reader_of_the_stream_sees_only_what_is_allowed(
    web: Web, engine: SmallEngine
) -> None:
    async with (
        stream(web, Scope.READ, "?after=0") as reader,
        stream(web, Scope.MODERATE, "?after=0") as moderator,
    ):
        engine.feed(chat("luna", "HOLD on"))
        seen = [await told(reader) for _ in range(2)]
        all_ = [await told(moderator) for _ in range(2)]
        await engine.allow(2)
        verdict = await told(reader)

    assert seen[1]["payload"]["text"] is None
    assert all_[1]["payload"]["text"] == "HOLD on"
    assert (verdict["kind"], verdict["payload"]["of"]) == ("verdict", 2)


async def test_a_reader_of_the_stream_is_not_told_who_decided(
    web: Web, engine: SmallEngine
) -> None:
    async with (
        stream(web, Scope.MODERATE, "?after=0") as moderator,
        stream(web, Scope.READ, "?after=0") as reader,
    ):
        engine.feed(chat("luna", "hello"))
        engine.note(VerdictGiven(of=2, text=Verdict.ALLOW, who="Strict Sol"))
        all_ = [await told(moderator) for _ in range(3)]
        seen = [await told(reader) for _ in range(3)]

    assert all_[2]["payload"]["who"] == "Strict Sol"
    assert seen[2]["payload"]["who"] is None


async def test_a_hidden_picture_is_not_told_to_readers(
    web: Web, engine: SmallEngine
) -> None:
    avatar = "https://p16.tiktokcdn.com/luna.webp"
    engine.feed(chat(viewer("luna", avatar=avatar), "hello"))
    path = "/api/v1/viewers/tiktok:luna"

    async def told_to(scope: Scope) -> list[str | None]:
        _status, card = await web.get(path, scope=scope)
        found = [(await events(web, scope))[-1], card]
        return [one["viewer"]["avatar"] for one in found]

    shown = await told_to(Scope.READ)
    engine.view.faces.show_pictures(lambda: "none")

    assert shown == [avatar, avatar]
    assert await told_to(Scope.READ) == [None, None]
    assert await told_to(Scope.MODERATE) == [avatar, avatar]


async def test_a_browser_brings_its_token_as_a_subprotocol(
    web: Web, engine: SmallEngine
) -> None:
    token = web.tokens.api(Scope.READ)
    async with web.http.ws_connect(
        f"{web.root}/api/v1/stream?after=0",
        protocols=("companion.v1", f"bearer.{token}"),
    ) as ws:
        assert ws.protocol == "companion.v1"
        assert (await told(ws))["kind"] == "session"


@pytest.mark.parametrize(
    ("protocols", "status"),
    [
        ((), 401),
        (("companion.v1",), 401),
        (("companion.v1", "bearer.wrong"), 401),
        (("companion.v1", "bearer.{overlay}"), 403),
        (("bearer.{read}",), 400),
        (("companion.v2", "bearer.{read}"), 400),
        (("companion.v1", "bearer.{read}", "bearer.{read}"), 401),
    ],
)
async def test_a_stream_is_refused_without_a_token_and_protocol(
    web: Web, protocols: tuple[str, ...], status: int
) -> None:
    offered = [
        name.format(read=web.tokens.api(Scope.READ), overlay=web.tokens.overlay("chat"))
        for name in protocols
    ]

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await web.http.ws_connect(f"{web.root}/api/v1/stream", protocols=offered)

    assert refused.value.status == status


async def test_a_stream_without_an_upgrade_is_400(web: Web) -> None:
    assert (await web.get("/api/v1/stream"))[0] == 400


async def test_a_client_that_talks_too_much_is_closed(web: Web) -> None:
    async with stream(web) as ws:
        for _ in range(40):
            await ws.send_str("hello")

        message = await ws.receive(timeout=PATIENCE_S)

    assert message.data == aiohttp.WSCloseCode.POLICY_VIOLATION


@pytest.mark.parametrize(
    ("frame", "code"), [(b"x", None), ("x" * 5000, aiohttp.WSCloseCode.MESSAGE_TOO_BIG)]
)
async def test_a_client_that_sends_nonsense_is_closed(
    web: Web, frame: str | bytes, code: int | None
) -> None:
    async with stream(web) as ws:
        send = ws.send_bytes if isinstance(frame, bytes) else ws.send_str
        await send(frame)

        message = await ws.receive(timeout=PATIENCE_S)

    assert message.type is aiohttp.WSMsgType.CLOSE
    assert code is None or message.data == code


async def test_a_fault_closes_the_stream_and_nothing_else(
    web: Web, engine: SmallEngine
) -> None:
    async with stream(web, query="?after=0") as ws:
        await told(ws)
        engine.failure = RuntimeError("bug")
        async with stream(web, query="?after=0") as broken:
            message = await broken.receive(timeout=PATIENCE_S)
        engine.failure = None
        engine.feed(chat(text="on we go"))

        assert message.data == aiohttp.WSCloseCode.INTERNAL_ERROR
        assert (await told(ws))["payload"]["text"] == "on we go"


async def test_nobody_follows_once_all_clients_have_gone(
    web: Web, clock: FakeClock
) -> None:
    async with stream(web):
        await until(lambda: web.server.following() == 1)
    await until(lambda: web.server.following() == 0)
    await clock.advance(1)

    assert clock.sleeping == 0


async def test_a_client_that_comes_later_hears_the_new_entries_only(
    web: Web, engine: SmallEngine
) -> None:
    for number in range(3):
        engine.feed(chat(text=f"before {number}"))
        async with stream(web) as ws:
            await until(lambda: web.server.following() == 1)
            engine.feed(chat(text=f"during {number}"))
            assert (await told(ws))["payload"]["text"] == f"during {number}"
        await until(lambda: web.server.following() == 0)


async def test_a_flags_code_is_told_to_who_controls_alone(
    web: Web, engine: SmallEngine
) -> None:
    flag = FlagSpec(title="t", code="gherkin")
    engine.note(InteractionMade(id="i", spec=flag))
    told = {}
    for scope in (Scope.READ, Scope.MODERATE, Scope.CONTROL):
        _status, found = await web.get("/api/v1/events", scope=scope)
        told[scope] = "gherkin" in str(found)
    assert list(told.values()) == [False, False, True]
