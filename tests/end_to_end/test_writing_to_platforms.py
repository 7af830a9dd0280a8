"""Writing to three platforms at once, through the API, and what became of it.

`companion serve` runs as a user runs it, logged in, against the three emulators.
"""

from __future__ import annotations

import json

from tests.end_to_end.three import Stage, entries, heard, logged_in, stage
from tests.support.emulators import twitch_script as W  # noqa: N812  # as Y below
from tests.support.emulators import youtube_script as Y  # noqa: N812  # short for many
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["stage", "twitch", "twitch_channel", "twitch_name"]


async def test_a_text_reaches_the_chats_and_its_outcome_is_an_entry(
    stage: Stage,
) -> None:
    stage = await logged_in(stage)
    async with stage.serving() as app:
        status, answer = await app.post("/chat", {"text": "hello from the stage"})
        refused = await app.post(
            "/chat", {"text": "no", "targets": [stage.targets["tiktok"]]}
        )
        await stage.channel.mode(drop_reason="too many caps")
        _status, dropped = await app.post(
            "/chat", {"text": "SHOUTING", "targets": [stage.targets["twitch"]]}
        )
        found = await entries(app)
        on_twitch = (await stage.channel.state())["requests"]
        on_youtube = (await stage.stream.state(history=True))["history"]

    assert status == 200
    assert {(one["target"], one["outcome"]) for one in answer} == {
        (stage.targets["twitch"], "done"),
        (stage.targets["youtube"], "done"),
    }
    assert refused[0] == 409
    assert stage.targets["tiktok"] in refused[1]["detail"]
    assert [one["message"] for one in on_twitch if one["what"] == "message"] == [
        "hello from the stage",
        "SHOUTING",
    ]
    assert "hello from the stage" in json.dumps(on_youtube)
    assert dropped[0]["outcome"] == "refused"
    assert "too many caps" in dropped[0]["why"]
    actions = {one["seq"]: one for one in found if one["kind"] == "platform_action"}
    assert {one["seq"] for one in (*answer, *dropped)} == set(actions)
    assert actions[dropped[0]["seq"]]["payload"]["why"] == dropped[0]["why"]
    assert actions[answer[0]["seq"]]["payload"]["text"] == "hello from the stage"


async def test_moderating_through_the_api_reaches_the_platforms(stage: Stage) -> None:
    stage = await logged_in(stage)
    async with stage.serving() as app:
        await stage.channel.publish(W.Chat(text="rude on twitch", by=W.BEN))
        await stage.stream.chat("rude on youtube", Y.BEN)
        found = await heard(app, "rude on twitch", "rude on youtube")
        lines = {one["payload"].get("text"): one for one in found}
        outcomes = []
        for text in ("rude on twitch", "rude on youtube"):
            line = lines[text]
            who = line["viewer"]["id"]
            for path, body in (
                (f"/moderation/{line['seq']}/delete", {}),
                (f"/viewers/{who}/timeout", {"seconds": 60}),
                (f"/viewers/{who}/ban", {}),
                (f"/viewers/{who}/unban", {}),
            ):
                status, answer = await app.post(path, body)
                outcomes.append((status, [one["outcome"] for one in answer], answer))
        asked = [one["what"] for one in (await stage.channel.state())["requests"]]
        deleted = (await stage.stream.state(history=True))["history"][-1]

    assert [one[:2] for one in outcomes] == [(200, ["done"])] * 8, outcomes
    assert [one for one in asked if one != "message"][:3] == ["delete", "ban", "ban"]
    assert deleted["snippet"]["type"] == "messageDeletedEvent"
