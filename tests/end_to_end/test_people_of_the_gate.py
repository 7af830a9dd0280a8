"""Muting, kicking, banning and a raid mode, through the API, on three platforms.

`companion serve` runs as a user runs it, logged in, against the three emulators.
"""

from __future__ import annotations

from typing import Any

from tests.end_to_end.three import Stage, entries, heard, logged_in, stage
from tests.support.emulators import twitch_script as W  # noqa: N812  # as Y below
from tests.support.emulators import youtube_script as Y  # noqa: N812  # short for many
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["stage", "twitch", "twitch_channel", "twitch_name"]


async def requests(stage: Stage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await stage.channel.state())["requests"]
    return found


async def test_a_mute_and_a_kick_are_translated_to_each_platform(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with stage.serving() as app:
        await stage.channel.publish(W.Chat(text="rude on twitch", by=W.BEN))
        await stage.stream.chat("rude on youtube", Y.BEN)
        found = await heard(app, "rude on twitch", "rude on youtube")
        lines = {one["payload"].get("text"): one for one in found}
        outcomes: list[tuple[str, str]] = []
        for text in ("rude on twitch", "rude on youtube"):
            who = lines[text]["viewer"]["id"]
            for verb in ("mute", "kick", "banish"):
                status, answer = await app.post(f"/viewers/{who}/{verb}", {})
                assert status == 200, answer
                outcomes += [(verb, one["outcome"]) for one in answer["platforms"]]
        local = await app.post("/viewers/tiktok:77/banish", {"who": "Zoë"})
        banned = [one for one in await requests(stage) if one["what"] == "ban"]
        recorded = await entries(app)

    assert outcomes == [("mute", "done"), ("kick", "done"), ("banish", "done")] * 2
    assert [one.get("duration") for one in banned] == [300, 1, None]
    assert {one["user_id"] for one in banned} == {
        lines["rude on twitch"]["viewer"]["id"].removeprefix("twitch:")
    }
    assert local[0] == 200
    assert [one["outcome"] for one in local[1]["platforms"]] == ["refused"]
    marks = [one["payload"] for one in recorded if one["kind"] == "viewer_mark"]
    assert [one["mark"] for one in marks] == ["mute", "mute", "ban"] * 2 + ["ban"]
    assert marks[-1]["who"] == "Zoë"


async def test_a_raid_mode_slows_what_can_be_slowed_and_gives_it_back(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with stage.serving() as app:
        raid = await app.post("/moderation/mode", {"mode": "raid", "who": "Zoë"})
        normal = await app.post("/moderation/mode", {"mode": "normal"})
        asked = [one for one in await requests(stage) if one["what"] == "settings"]
        recorded = await entries(app)

    assert (raid[0], raid[1]["mode"], normal[1]["mode"]) == (200, "raid", "normal")
    assert [
        (one["follower_mode"], one["slow_mode"], one["slow_mode_wait_time"])
        for one in asked
    ] == [(True, True, 30), (False, False, None)]
    outcomes = {
        (one["payload"]["source"], one["payload"]["outcome"])
        for one in recorded
        if one["kind"] == "platform_action"
    }
    assert outcomes == {
        (stage.targets["twitch"], "done"),
        (stage.targets["youtube"], "refused"),
        (stage.targets["tiktok"], "refused"),
    }
    gates = [one["payload"] for one in recorded if one["kind"] == "gate"]
    assert [one["mode"] for one in gates][-2:] == ["raid", "normal"]
    assert all(len(one["rules"]) == 16 for one in gates)


async def test_a_text_is_tried_and_stays_unsaid(stage: Stage) -> None:
    async with stage.serving() as app:
        status, tried = await app.post("/moderation/try", {"text": "ｇｏｏｄ gäme"})
        recorded = await entries(app)

    assert status == 200
    assert set(tried) == {"text", "verdict", "reasons", "skeleton", "scores", "ms"}
    assert (tried["text"], tried["verdict"]) == ("ｇｏｏｄ gäme", "allow")
    assert tried["skeleton"]
    assert not any(one["kind"] == "chat" for one in recorded)
