"""Recordings: a message in, the event out, for each kind that is claimed."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from companion.domain.events import AnyEvent
from companion.platforms.tiktok import KINDS
from companion.platforms.tiktok.parse import parse
from tests.companion.platforms.tiktok.recording_cases import CASES
from tests.support.emulators.tiktok_messages import encode

UPDATE = False
"""True rewrites every recording from recording_cases.py; read the difference after."""

FOLDER = Path(__file__).parent / "recordings"
FILES = sorted(FOLDER.rglob("*.json"))
CHANNEL = "@mira.plays"


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def kind_of(path: Path) -> str:
    return path.parent.name


def replayed(recording: dict[str, Any]) -> tuple[AnyEvent, ...]:
    """Return what is read today of the recording's input."""
    payload = base64.b64decode(recording["input"]["payload"])
    return parse(recording["input"]["method"], payload, channel=CHANNEL)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_recording_is_read_as_it_was(path: Path) -> None:
    recording = json.loads(path.read_text(encoding="utf-8"))

    assert replayed(recording) == (msgspec.convert(recording["output"], AnyEvent),)
    assert recording["output"]["kind"] == kind_of(path)


def test_every_claimed_kind_is_recorded_and_every_recording_is_claimed() -> None:
    claimed = {str(kind.__struct_config__.tag) for kind in KINDS}

    assert {kind_of(path) for path in FILES} == claimed


def test_every_recording_has_its_case_and_every_case_its_recording() -> None:
    assert {name_of(path) for path in FILES} == set(CASES)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_recordings_input_is_what_the_emulator_sends(path: Path) -> None:
    recording = json.loads(path.read_text(encoding="utf-8"))
    method, payload = encode(CASES[name_of(path)], room=1)

    assert recording["input"] == written(method, payload)


def test_nothing_is_rewritten_by_a_run_that_counts() -> None:
    assert not UPDATE, "set UPDATE back to False once the difference is right"


def written(method: str, payload: bytes) -> dict[str, str]:
    """Return a message as it stands in a recording."""
    return {"method": method, "payload": base64.b64encode(payload).decode("ascii")}


def update() -> None:
    """Write every recording anew."""
    for name, message in CASES.items():
        method, payload = encode(message, room=1)
        (event,) = parse(method, payload, channel=CHANNEL)
        output = json.loads(msgspec.json.encode(event))
        if "roles" in (output.get("viewer") or {}):
            output["viewer"]["roles"].sort()
        path = FOLDER / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        recording = {"input": written(method, payload), "output": output}
        text = json.dumps(recording, indent=2, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


if UPDATE:
    update()
