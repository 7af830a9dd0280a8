"""Recordings: a message in, the event out, for each kind that is claimed; both ways."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from companion.domain.events import AnyEvent
from companion.platforms.youtube import KINDS
from companion.platforms.youtube.pages import PageReader
from companion.platforms.youtube.parse import parse, parse_streamed
from companion.platforms.youtube.schema import ChatMessage
from tests.companion.platforms.youtube.recording_cases import (
    CASES,
    ONLY_POLLED,
    VIDEOS,
)
from tests.support.emulators.youtube_schema import encoded
from tests.support.fakes import EPOCH

UPDATE = False
"""True rewrites every recording from recording_cases.py; read the difference after."""

FOLDER = Path(__file__).parent / "recordings"
FILES = sorted(FOLDER.rglob("*.json"))
CHANNEL = "UCmira0000000000000000M"


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def kind_of(path: Path) -> str:
    return path.parent.name


STREAMED = [path for path in FILES if name_of(path) in set(CASES) - ONLY_POLLED]


def recorded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def polled(given: dict[str, Any]) -> tuple[AnyEvent, ...]:
    if "video" in given:
        reader = PageReader(channel=CHANNEL, video="video000001")
        count = reader.watching(given["video"], at=EPOCH)
        return () if count is None else (count,)
    return parse(given["polled"], channel=CHANNEL)


def streamed(given: dict[str, Any]) -> tuple[AnyEvent, ...]:
    message = ChatMessage.FromString(base64.b64decode(given["streamed"]))
    return parse_streamed(message, channel=CHANNEL)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_polled_recording_is_read_as_it_was(path: Path) -> None:
    recording = recorded(path)

    expected = msgspec.convert(recording["output"], AnyEvent)
    assert polled(recording["input"]) == (expected,)
    assert recording["output"]["kind"] == kind_of(path)


@pytest.mark.parametrize("path", STREAMED, ids=name_of)
def test_the_stream_tells_the_same_event_with_the_same_id(path: Path) -> None:
    recording = recorded(path)

    expected = msgspec.convert(recording["output"], AnyEvent)
    assert streamed(recording["input"]) == (expected,)


def test_every_claimed_kind_is_recorded_and_every_recording_is_claimed() -> None:
    claimed = {str(kind.__struct_config__.tag) for kind in KINDS}

    assert {kind_of(path) for path in FILES} == claimed


def test_every_recording_has_its_case_and_every_case_its_recording() -> None:
    assert {name_of(path) for path in FILES} == set(CASES) | set(VIDEOS)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_recordings_input_is_what_the_emulator_sends(path: Path) -> None:
    assert recorded(path)["input"] == given_for(name_of(path))


def test_nothing_is_rewritten_by_a_run_that_counts() -> None:
    assert not UPDATE, "set UPDATE back to False once the difference is right"


def given_for(name: str) -> dict[str, Any]:
    """Return the input of a recording."""
    if name in VIDEOS:
        return {"video": VIDEOS[name]}
    given: dict[str, Any] = {"polled": CASES[name]}
    if name not in ONLY_POLLED:
        raw = encoded(CASES[name]).SerializeToString(deterministic=True)
        given["streamed"] = base64.b64encode(raw).decode("ascii")
    return given


def update() -> None:
    """Write every recording anew."""
    for name in [*CASES, *VIDEOS]:
        given = given_for(name)
        (event,) = polled(given)
        output = json.loads(msgspec.json.encode(event))
        for who in ("viewer", "gifted_by", "by"):
            if "roles" in (output.get(who) or {}):
                output[who]["roles"].sort()
        path = FOLDER / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        recording = {"input": given, "output": output}
        text = json.dumps(recording, indent=2, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


if UPDATE:
    update()
