"""Making the picture of OBS, and keeping it by OBS's events.

What happens often and says all by itself (a scene on air, an eye opened, an output) is
put into the picture at once; after anything else OBS is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import structs

from companion.domain.text import clean_name
from companion.obs.client import ObsClient, granted
from companion.obs.errors import RequestRefused
from companion.obs.picture import BROWSER, Browser, Item, Picture
from companion.obs.protocol import Answer, Event, Events, Request

WANTED: Final = (
    Events.GENERAL
    | Events.CONFIG
    | Events.SCENES
    | Events.INPUTS
    | Events.TRANSITIONS
    | Events.OUTPUTS
    | Events.SCENE_ITEMS
)
"""The events that `after` understands."""

_CHANGE: Final = frozenset(
    {
        "CurrentSceneCollectionChanged",
        "CurrentProfileChanged",
        "SceneCreated",
        "SceneRemoved",
        "SceneNameChanged",
        "SceneListChanged",
        "InputCreated",
        "InputRemoved",
        "InputNameChanged",
        "InputSettingsChanged",
        "SceneItemCreated",
        "SceneItemRemoved",
        "SceneItemListReindexed",
        "SceneTransitionListChanged",
    }
)
"""After these OBS must be read again."""

_OUTPUTS: Final[Mapping[str, str]] = {
    "StreamStateChanged": "is_streaming",
    "RecordStateChanged": "is_recording",
    "ReplayBufferStateChanged": "is_replaying",
}

_HEAD: Final = (
    Request(kind="GetVersion"),
    Request(kind="GetSceneList"),
    Request(kind="GetInputList", data={"inputKind": BROWSER}),
    Request(kind="GetGroupList"),
    Request(kind="GetVideoSettings"),
    Request(kind="GetSceneTransitionList"),
    Request(kind="GetStreamStatus"),
    Request(kind="GetRecordStatus"),
    Request(kind="GetReplayBufferStatus"),
    Request(kind="GetInputKindList"),
    Request(kind="GetInputDefaultSettings", data={"inputKind": BROWSER}),
)


async def read(client: ObsClient) -> Picture:
    """Return the picture of OBS as it is now, by two messages.

    Raises ObsError: RequestRefused with NOT_READY while OBS changes collections.
    """
    try:
        return await _read(client)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise RequestRefused("GetSceneList", 0, "cannot be read") from error


async def _read(client: ObsClient) -> Picture:
    answers = await client.batch(_HEAD)
    granted(answers[1])  # without scenes there is nothing to know
    head = {answer.request_type: answer.data for answer in answers}
    names = [str(one["sceneName"]) for one in head["GetSceneList"]["scenes"]]
    scenes = tuple(reversed(names))  # OBS counts from the end of its list
    inputs = [str(one["inputName"]) for one in head["GetInputList"].get("inputs", ())]
    groups = [str(name) for name in head["GetGroupList"].get("groups", ())]
    items, browsers = await _contents(
        client,
        scenes=scenes,
        groups=groups,
        inputs=inputs,
        defaults=head["GetInputDefaultSettings"].get("defaultInputSettings") or {},
    )
    video = head["GetVideoSettings"]
    transitions = head["GetSceneTransitionList"]
    return Picture(
        version=clean_name(str(head["GetVersion"].get("obsVersion", "")))[:40],
        scene=str(head["GetSceneList"].get("currentProgramSceneName") or ""),
        scenes=scenes,
        items=items,
        browsers=browsers,
        has_browsers=BROWSER in head["GetInputKindList"].get("inputKinds", (BROWSER,)),
        width=int(video.get("baseWidth") or 1920),
        height=int(video.get("baseHeight") or 1080),
        transition=str(transitions.get("currentSceneTransitionName") or ""),
        transitions=_first_of_each(transitions.get("transitions", ())),
        is_streaming=head["GetStreamStatus"].get("outputActive") is True,
        is_recording=head["GetRecordStatus"].get("outputActive") is True,
        is_replaying=head["GetReplayBufferStatus"].get("outputActive") is True,
    )


def after(picture: Picture, event: Event) -> Picture | None:
    """Return the picture after an event, None when OBS must be read again. Pure."""
    data = event.data
    if event.event_type in _CHANGE:
        return None
    match event.event_type:
        case "CurrentProgramSceneChanged":
            return structs.replace(picture, scene=str(data.get("sceneName", "")))
        case "CurrentSceneTransitionChanged":
            name = str(data.get("transitionName", ""))
            return structs.replace(picture, transition=name)
        case "SceneItemEnableStateChanged":
            return _with_eye(picture, data)
        case kind if kind in _OUTPUTS:
            is_on = data.get("outputActive") is True
            return structs.replace(picture, **{_OUTPUTS[kind]: is_on})
    return picture


async def _contents(
    client: ObsClient,
    *,
    scenes: Sequence[str],
    groups: Sequence[str],
    inputs: Sequence[str],
    defaults: Mapping[str, Any],
) -> tuple[Mapping[str, tuple[Item, ...]], Mapping[str, Browser]]:
    """Return what is in scenes and groups, and every browser source."""
    wanted = (
        *(_about("GetSceneItemList", "sceneName", name) for name in scenes),
        *(_about("GetGroupSceneItemList", "sceneName", name) for name in groups),
        *(_about("GetInputSettings", "inputName", name) for name in inputs),
    )
    answers = list(await client.batch(wanted))
    if len(answers) < len(wanted):
        raise RequestRefused("GetSceneItemList", 0, "answers are missing")
    places = (*scenes, *groups)
    # What was removed since the first message answers with a refusal: it is left out.
    items = {
        name: tuple(_items(answer))
        for name, answer in zip(places, answers, strict=False)
        if answer.request_status.result
    }
    browsers = {
        name: Browser.of(name, answer.data.get("inputSettings") or {}, defaults)
        for name, answer in zip(inputs, answers[len(places) :], strict=True)
        if answer.request_status.result
    }
    return items, browsers


def _about(kind: str, field: str, name: str) -> Request:
    return Request(kind=kind, data={field: name})


def _items(answer: Answer) -> Iterable[Item]:
    for one in answer.data.get("sceneItems", ()):
        yield Item(
            id=int(one["sceneItemId"]),
            source=str(one["sourceName"]),
            is_enabled=one.get("sceneItemEnabled") is True,
            is_group=one.get("isGroup") is True,
        )


def _first_of_each(transitions: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in transitions:
        found.setdefault(
            str(one.get("transitionKind", "")), str(one.get("transitionName", ""))
        )
    return found


def _with_eye(picture: Picture, data: Mapping[str, Any]) -> Picture:
    place, item_id = str(data.get("sceneName", "")), data.get("sceneItemId")
    is_enabled = data.get("sceneItemEnabled") is True
    changed = tuple(
        structs.replace(item, is_enabled=is_enabled) if item.id == item_id else item
        for item in picture.items.get(place, ())
    )
    return structs.replace(picture, items={**picture.items, place: changed})
