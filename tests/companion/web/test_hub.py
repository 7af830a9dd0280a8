"""Pages hear what changed, in frames, and nothing while nothing changes."""

from __future__ import annotations

import asyncio

import aiohttp

from companion.domain.events import ChatDeleted
from companion.domain.values import Platform
from overlays.chat import ChatSettings
from tests.companion.web.conftest import Web, next_message, nothing_waits, until
from tests.support.events import chat, rose, viewer
from tests.support.fakes import FakeClock
from tests.support.patience import PATIENCE_S
from tests.support.small_engine import SmallEngine


async def test_a_page_begins_with_a_snapshot(web: Web, engine: SmallEngine) -> None:
    engine.feed(rose("luna", count=120))

    async with web.open_page() as page:
        message = await next_message(page)

    assert (message["v"], message["seq"], message["kind"]) == (1, 1, "snapshot")
    data = message["data"]
    assert data["overlay"] == "leaderboard"
    assert data["settings"]["rows"] == 5
    assert data["labels"]["title"] == "Leaderboard"
    assert data["app"]
    assert [(r["name"], r["points"]) for r in data["state"]["rows"]] == [
        ("Luna", 120_000)
    ]


async def test_a_change_comes_as_an_update(web: Web, engine: SmallEngine) -> None:
    async with web.open_page() as page:
        await next_message(page)
        engine.feed(rose("luna"))
        message = await next_message(page)

    assert (message["seq"], message["kind"]) == (2, "update")
    assert message["data"]["state"]["rows"][0]["name"] == "Luna"
    assert "test" not in message["data"]


async def test_many_changes_within_50_ms_are_one_frame(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async with web.open_page() as page:
        await next_message(page)
        engine.feed(rose("luna"))
        first = await next_message(page)
        for _ in range(100):
            engine.feed(rose("luna"))
        assert await nothing_waits(page)
        await clock.advance(0.05)
        second = await next_message(page)
        assert await nothing_waits(page)

    assert first["data"]["state"]["rows"][0]["points"] == 1_000
    assert second["data"]["state"]["rows"][0]["points"] == 101_000


async def test_nothing_runs_while_nothing_happens(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async with web.open_page() as page:
        await next_message(page)
        engine.feed(rose("luna"))
        await next_message(page)
        await clock.advance(0.05)

        # One sleeper is left: it looks after silent pages every 10 s.
        assert clock.sleeping == 1
    await until(lambda: web.server.connected()["leaderboard"] == 0)
    await clock.advance(10)
    assert clock.sleeping == 0


async def test_a_change_that_the_overlay_does_not_show_sends_nothing(
    web: Web, engine: SmallEngine
) -> None:
    async with web.open_page("question") as page:
        await next_message(page)
        engine.feed(rose("luna"))

        assert await nothing_waits(page)


async def test_seq_rises_per_connection(web: Web, engine: SmallEngine) -> None:
    async with web.open_page() as first:
        await next_message(first)
        engine.feed(rose("luna"))
        assert (await next_message(first))["seq"] == 2
        async with web.open_page() as second:
            assert (await next_message(second))["seq"] == 1


async def test_all_pages_of_an_overlay_get_the_same_data(
    web: Web, engine: SmallEngine
) -> None:
    async with web.open_page() as first, web.open_page() as second:
        assert (await next_message(first))["data"] == (await next_message(second))[
            "data"
        ]
        engine.feed(rose("luna"))
        assert (await next_message(first))["data"] == (await next_message(second))[
            "data"
        ]


async def test_a_deleted_message_is_retracted_at_once_and_then_gone(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    said = chat("troll", "look at me")
    (entry,) = engine.feed(said)
    async with web.open_page("chat") as page:
        snapshot = await next_message(page)
        engine.feed(_deletion(said.id))
        retract = await next_message(page)
        update = await next_message(page)

    assert "look at me" in str(snapshot)
    assert (retract["kind"], retract["data"]) == ("retract", {"ids": [entry.seq]})
    assert update["kind"] == "update"
    assert "look at me" not in str(update)


async def test_a_retraction_does_not_wait_for_the_frame(
    web: Web, engine: SmallEngine
) -> None:
    async with web.open_page("chat") as page:
        await next_message(page)
        said = chat("troll", "look at me")
        engine.feed(said)
        await next_message(page)
        engine.feed(_deletion(said.id))  # the clock stands: no frame is due

        assert (await next_message(page))["kind"] == "retract"
        assert (await next_message(page))["kind"] == "update"


async def test_a_held_message_is_on_no_page(web: Web, engine: SmallEngine) -> None:
    async with web.open_page("chat") as page:
        await next_message(page)
        engine.feed(chat("troll", "HOLD this"))

        assert await nothing_waits(page)


async def test_a_name_that_is_not_allowed_shows_as_an_alias(
    web: Web, engine: SmallEngine
) -> None:
    engine.feed(rose(viewer("troll", name="BLOCK me")))

    async with web.open_page() as page:
        message = await next_message(page)

    assert message["data"]["state"]["rows"][0]["name"].startswith("Viewer ")


async def test_a_test_shows_the_preview_marked_for_five_seconds(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async with web.open_page() as page:
        await next_message(page)
        status, answer = await web.post("/api/v1/overlays/leaderboard/test")
        test = await next_message(page)
        await clock.advance(4.9)
        assert await nothing_waits(page)
        await clock.advance(0.1)
        after = await next_message(page)

    assert status == 202
    assert answer["test"] is True
    assert answer["connected"] == 1
    assert test["data"]["test"] is True
    assert len(test["data"]["state"]["rows"]) > 3
    assert after["data"] == {"state": {"rows": []}}


async def test_a_page_that_connects_during_a_test_gets_the_test(
    web: Web, clock: FakeClock
) -> None:
    await web.post("/api/v1/overlays/leaderboard/test")
    async with web.open_page() as page:
        message = await next_message(page)

    assert message["data"]["test"] is True
    await clock.advance(5)


async def test_a_second_test_starts_the_five_seconds_again(
    web: Web, clock: FakeClock
) -> None:
    async with web.open_page() as page:
        await next_message(page)
        await web.post("/api/v1/overlays/leaderboard/test")
        await next_message(page)
        await clock.advance(3)
        await web.post("/api/v1/overlays/leaderboard/test")
        await clock.advance(3)
        assert await nothing_waits(page)
        await clock.advance(2)
        assert (await next_message(page))["data"]["state"]["rows"] == []


async def test_a_test_does_not_hide_what_happens_meanwhile(
    web: Web, engine: SmallEngine, clock: FakeClock
) -> None:
    async with web.open_page() as page:
        await next_message(page)
        web.server.show_test("leaderboard")
        await next_message(page)
        engine.feed(rose("luna"))
        await clock.advance(5)
        after = await next_message(page)

    assert [row["name"] for row in after["data"]["state"]["rows"]] == ["Luna"]


async def test_new_settings_come_as_a_snapshot(
    web: Web, settings: dict[str, object]
) -> None:
    async with web.open_page() as page:
        await next_message(page)
        settings["leaderboard"] = settings["leaderboard"].model_copy(update={"rows": 3})
        web.server.refresh("leaderboard")
        message = await next_message(page)

    assert (message["seq"], message["kind"]) == (2, "snapshot")
    assert message["data"]["settings"]["rows"] == 3


async def test_pictures_come_from_this_server_or_not_at_all(
    web: Web, engine: SmallEngine
) -> None:
    ours = "https://static-cdn.jtvnw.net/jtv_user_pictures/a.png"
    engine.feed(
        rose(viewer("a", avatar=ours), count=4),
        rose(viewer("b", avatar="https://evil.example/a.png"), count=3),
        rose(viewer("c", avatar="javascript:alert(1)"), count=2),
        rose(viewer("d", avatar="//evil.example/a.png"), count=1),
    )
    async with web.open_page() as page:
        rows = (await next_message(page))["data"]["state"]["rows"]

    token = web.tokens.overlay("leaderboard")
    assert rows[0]["avatar"].startswith(f"/o/{token}/picture/")
    assert [row["avatar"] for row in rows[1:]] == [None, None, None]


async def test_a_bug_in_one_overlay_does_not_reach_the_others(
    web: Web, engine: SmallEngine, settings: dict[str, object]
) -> None:
    async with web.open_page("chat") as broken, web.open_page() as well:
        await next_message(broken)
        await next_message(well)
        del settings["chat"]
        engine.feed(chat("luna", "hi"))

        assert (await next_message(well))["kind"] == "update"
        assert await nothing_waits(broken)


async def test_closing_the_server_says_goodbye(web: Web) -> None:
    page = await web.open_page()
    await next_message(page)
    closing = web.server.__aexit__(None, None, None)
    message, _ = await asyncio.gather(page.receive(timeout=PATIENCE_S), closing)

    assert message.type is aiohttp.WSMsgType.CLOSE
    assert message.data == aiohttp.WSCloseCode.GOING_AWAY


def _deletion(event_id: str) -> ChatDeleted:
    return ChatDeleted(
        id="tiktok:deletion",
        platform=Platform.TIKTOK,
        channel="@mira.plays",
        targets=(event_id,),
    )


async def test_an_overlay_with_a_delay_is_woken_when_a_line_is_due(
    web: Web, engine: SmallEngine, clock: FakeClock, settings: dict[str, object]
) -> None:
    settings["chat"] = ChatSettings(delay_s=10)
    async with web.open_page("chat") as page, web.open_page("question"):
        await next_message(page)
        engine.feed(chat("luna", "hello"))
        await clock.advance(9.5)
        assert await nothing_waits(page)
        async with web.open_page("chat") as second:
            assert "hello" not in str(await next_message(second)), (
                "a snapshot waits too"
            )
        await clock.advance(0.5)
        assert "hello" in str(await next_message(page))

        await clock.advance(0.05)
        assert clock.sleeping == 1, "at rest only silent pages are looked after"


async def test_what_is_deleted_within_the_delay_is_on_no_page(
    web: Web, engine: SmallEngine, clock: FakeClock, settings: dict[str, object]
) -> None:
    settings["chat"] = ChatSettings(delay_s=10)
    said = chat("troll", "look at me")
    async with web.open_page("chat", autoping=True) as page:
        told = [await next_message(page)]
        engine.feed(said)
        await clock.advance(5)
        engine.feed(_deletion(said.id), chat("luna", "the end"))
        await clock.advance(15)
        while "the end" not in str(told[-1]):
            told.append(await next_message(page))

    assert "look at me" not in str(told)


async def test_lines_are_shown_one_by_one_as_they_are_due(
    web: Web, engine: SmallEngine, clock: FakeClock, settings: dict[str, object]
) -> None:
    settings["chat"] = ChatSettings(delay_s=3)
    async with web.open_page("chat") as page:
        await next_message(page)
        for text in ("one", "two", "three"):
            engine.feed(chat("luna", text))
            await clock.advance(1)
        seen = []
        for _ in range(3):
            lines = (await next_message(page))["data"]["state"]["lines"]
            seen.append([line["text"] for line in lines])
            await clock.advance(1)

    assert seen == [["one"], ["one", "two"], ["one", "two", "three"]]


async def test_other_settings_hold_at_once(
    web: Web, engine: SmallEngine, clock: FakeClock, settings: dict[str, object]
) -> None:
    changed = {**settings, "chat": ChatSettings(delay_s=5)}
    async with web.open_page("chat") as page, web.open_page("question") as other:
        await next_message(page)
        await next_message(other)
        web.server.apply(changed)
        assert (await next_message(page))["kind"] == "snapshot"
        assert await nothing_waits(other), "its settings are the same"
        engine.feed(chat("luna", "hello"))
        await clock.advance(4)
        assert await nothing_waits(page)
        web.server.apply(settings)
        message = await next_message(page)

    assert (message["kind"], "hello" in str(message)) == ("snapshot", True)


async def test_a_line_that_a_new_delay_hides_comes_back_when_it_is_due(
    web: Web, engine: SmallEngine, clock: FakeClock, settings: dict[str, object]
) -> None:
    async with web.open_page("chat") as page:
        await next_message(page)
        engine.feed(chat("luna", "hello"))
        assert "hello" in str(await next_message(page))
        changed = {**settings, "chat": ChatSettings(delay_s=5)}
        web.server.apply(changed)
        assert "hello" not in str(await next_message(page))
        await clock.advance(5)

        assert "hello" in str(await next_message(page))


async def test_another_session_begins_empty_whatever_waited(
    web: Web, engine: SmallEngine, clock: FakeClock, settings: dict[str, object]
) -> None:
    settings["chat"] = ChatSettings(delay_s=5)
    async with web.open_page("chat") as page:
        told = [await next_message(page)]
        engine.feed(chat("luna", "of yesterday"))
        await clock.advance(3)
        await engine.start_session("Saturday")
        engine.feed(chat("luna", "of today"))
        await clock.advance(5)
        while "of today" not in str(told[-1]):
            told.append(await next_message(page))

    assert "yesterday" not in str(told)
