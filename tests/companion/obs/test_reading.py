"""The picture of OBS: read, and kept by events."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from companion.obs.client import ObsClient
from companion.obs.errors import RequestRefused
from companion.obs.picture import Browser, Item, Picture
from companion.obs.protocol import Event
from companion.obs.reading import after, read
from tests.support.obs.scripted import scripted_obs

GROUPED = Picture(
    scene="Game",
    scenes=("Game", "Chat"),
    items={
        "Game": (
            Item(id=1, source="Box", is_enabled=True, is_group=True),
            Item(id=2, source="Chat", is_enabled=True),
            Item(id=3, source="Off", is_enabled=False),
        ),
        "Box": (Item(id=1, source="Inner", is_enabled=True),),
        "Chat": (Item(id=1, source="Nested", is_enabled=True),),
    },
)


def test_what_is_seen_is_looked_for_in_groups_and_scenes_within() -> None:
    assert GROUPED.seen() == {"Box", "Inner", "Chat", "Nested"}


def test_a_scene_that_holds_itself_ends_the_search() -> None:
    odd = structs.replace(
        GROUPED, items={"Game": (Item(id=1, source="Game", is_enabled=True),)}
    )

    assert odd.seen() == {"Game"}


def test_a_source_in_a_group_is_in_the_scene_of_the_group() -> None:
    assert GROUPED.holders("Inner") == ("Game",)
    assert GROUPED.holders("Nested") == ("Chat",)


def test_an_eye_in_a_group_closes() -> None:
    found = after(
        GROUPED,
        Event(
            "SceneItemEnableStateChanged",
            {"sceneName": "Box", "sceneItemId": 1, "sceneItemEnabled": False},
        ),
    )

    assert found is not None
    assert "Inner" not in found.seen()
    assert "Box" in found.seen()


@pytest.mark.parametrize(
    ("kind", "data", "field", "value"),
    [
        ("CurrentProgramSceneChanged", {"sceneName": "Chat"}, "scene", "Chat"),
        ("StreamStateChanged", {"outputActive": True}, "is_streaming", True),
        ("RecordStateChanged", {"outputActive": True}, "is_recording", True),
        ("ReplayBufferStateChanged", {"outputActive": True}, "is_replaying", True),
        ("CurrentSceneTransitionChanged", {"transitionName": "X"}, "transition", "X"),
    ],
)
def test_what_says_all_by_itself_is_put_in(
    kind: str, data: dict[str, Any], field: str, value: object
) -> None:
    assert after(GROUPED, Event(kind, data)) == structs.replace(
        GROUPED, **{field: value}
    )


def test_what_changes_scenes_or_inputs_means_to_read_again() -> None:
    assert after(GROUPED, Event("InputSettingsChanged", {"inputName": "x"})) is None
    assert after(GROUPED, Event("SceneItemCreated", {})) is None


def test_anything_else_changes_nothing() -> None:
    assert after(GROUPED, Event("InputVolumeMeters")) == GROUPED


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, Browser(name="b", url="https://default", width=800, height=600)),
        ({"url": 5, "width": "x", "shutdown": 1}, Browser(name="b")),
        (
            {"url": "u", "width": 3, "height": 4, "shutdown": True},
            Browser(name="b", url="u", width=3, height=4, shutdown=True),
        ),
    ],
)
def test_settings_of_a_browser_have_defaults(
    settings: dict[str, Any], expected: Browser
) -> None:
    assert Browser.of("b", settings, {"url": "https://default"}) == expected


ANSWERS: dict[str, dict[str, Any]] = {
    "GetVersion": {"obsVersion": "30.2.3"},
    "GetSceneList": {
        "currentProgramSceneName": "A",
        "scenes": [{"sceneName": "B"}, {"sceneName": "A"}],
    },
    "GetInputList": {"inputs": [{"inputName": "page"}, {"inputName": "gone"}]},
    "GetGroupList": {"groups": ["box"]},
    "GetVideoSettings": {"baseWidth": 1080, "baseHeight": 1920},
    "GetInputKindList": {"inputKinds": ["browser_source"]},
}


def answer(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    if kind == "GetSceneItemList" and data["sceneName"] == "A":
        item = {
            "sceneItemId": 4,
            "sourceName": "page",
            "sceneItemEnabled": True,
            "isGroup": None,
        }
        return {"sceneItems": [item]}
    if kind == "GetInputSettings" and data["inputName"] == "page":
        return {"inputSettings": {"url": "u"}}
    if kind == "GetInputSettings" or kind == "GetReplayBufferStatus":
        return {"status": {"result": False, "code": 600}}
    return dict(ANSWERS.get(kind, {}))


async def test_obs_is_read_by_two_messages() -> None:
    async with scripted_obs() as obs:
        obs.answer = answer
        async with ObsClient.open(obs.address, "") as client:
            found = await read(client)

    assert (found.version, found.scene, found.scenes) == ("30.2.3", "A", ("A", "B"))
    assert (found.width, found.height) == (1080, 1920)
    assert found.items["A"] == (Item(id=4, source="page", is_enabled=True),)
    # What was removed between the two messages is not there.
    assert list(found.browsers) == ["page"]
    assert found.browsers["page"].url == "u"


async def test_a_version_stays_on_its_line() -> None:
    said = {"obsVersion": "30\n\x1b[2J" + "x" * 10_000}
    async with scripted_obs() as obs:
        obs.answer = lambda kind, data: (
            dict(said) if kind == "GetVersion" else answer(kind, data)
        )
        async with ObsClient.open(obs.address, "") as client:
            found = await read(client)

    assert found.version.isprintable()
    assert len(found.version) == 40


@pytest.mark.parametrize(
    "scenes",
    [{}, {"scenes": 5}, {"scenes": [{}]}, {"status": {"result": False, "code": 207}}],
)
async def test_what_cannot_be_read_is_a_refusal(scenes: dict[str, Any]) -> None:
    async with scripted_obs() as obs:
        obs.answer = lambda kind, data: (
            dict(scenes) if kind == "GetSceneList" else answer(kind, data)
        )
        async with ObsClient.open(obs.address, "") as client:
            with pytest.raises(RequestRefused):
                await read(client)
