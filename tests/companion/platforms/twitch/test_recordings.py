"""Recordings: a notification or a line in, the event out, for each kind claimed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from companion.domain.events import AnyEvent
from companion.platforms.twitch import KINDS
from companion.platforms.twitch.irc_parse import parse_irc
from companion.platforms.twitch.parse import parse
from tests.companion.platforms.twitch.recording_cases import AT, CASES
from tests.support.emulators.twitch import notification
from tests.support.emulators.twitch_events import Room, notifications
from tests.support.emulators.twitch_lines import lines
from tests.support.emulators.twitch_state import Subscription

UPDATE = False
"""True rewrites every recording from recording_cases.py; read the difference after."""

FOLDER = Path(__file__).parent / "recordings"
FILES = sorted(FOLDER.rglob("*.json"))
CHANNEL = "mira_plays"


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def kind_of(path: Path) -> str:
    return path.parent.name


def sent(name: str) -> Any:
    """Return what the emulator sends: a notification, or a line as {"irc": …}."""
    via, happening = CASES[name]
    room = Room("1001", CHANNEL)
    if via == "irc":
        (line,) = lines(happening, room)
        return {"irc": line}
    (event,) = [event for kind, event in notifications(happening, room) if kind == via]
    one = Subscription(
        id="sub1",
        type=via,
        version="1",
        condition={"broadcaster_user_id": room.id},
        session="session1",
        account=CHANNEL,
        client_id="client",
    )
    message_id = f"notification-{happening.id}"
    return json.loads(notification(one, event, message_id=message_id, at=happening.at))


def replayed(given: Any) -> tuple[AnyEvent, ...]:
    """Return what is read today of a recording's input."""
    if "irc" in given:
        told = parse_irc(given["irc"], channel=CHANNEL, at=AT * 1000)
    else:
        told = parse(given, channel=CHANNEL)
    return tuple(one.event for one in told)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_recording_is_read_as_it_was(path: Path) -> None:
    recording = json.loads(path.read_text(encoding="utf-8"))

    expected = msgspec.convert(recording["output"], AnyEvent)
    assert replayed(recording["input"]) == (expected,)
    assert recording["output"]["kind"] == kind_of(path)


def test_every_claimed_kind_is_recorded_and_every_recording_is_claimed() -> None:
    claimed = {str(kind.__struct_config__.tag) for kind in KINDS}

    assert {kind_of(path) for path in FILES} == claimed


def test_every_recording_has_its_case_and_every_case_its_recording() -> None:
    assert {name_of(path) for path in FILES} == set(CASES)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_recordings_input_is_what_the_emulator_sends(path: Path) -> None:
    recording = json.loads(path.read_text(encoding="utf-8"))

    assert recording["input"] == sent(name_of(path))


@pytest.mark.parametrize(
    "name",
    ["chat/plain", "chat/emote", "chat/mention", "chat/hostile", "announcement/said",
     "subscription/first", "subscription/prime", "subscription/again",
     "subscription/gift", "subscription/bomb"],
)  # fmt: skip
def test_both_ways_tell_the_same_event_under_the_same_id(name: str) -> None:
    assert replayed(sent(name)) == replayed(sent(f"{name}-irc"))


def test_nothing_is_rewritten_by_a_run_that_counts() -> None:
    assert not UPDATE, "set UPDATE back to False once the difference is right"


def update() -> None:
    """Write every recording anew."""
    for name in CASES:
        given = sent(name)
        (event,) = replayed(given)
        output = json.loads(msgspec.json.encode(event))
        for role in ("viewer", "gifted_by"):
            if "roles" in (output.get(role) or {}):
                output[role]["roles"].sort()
        path = FOLDER / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        recording = {"input": given, "output": output}
        text = json.dumps(recording, indent=2, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


if UPDATE:
    update()
