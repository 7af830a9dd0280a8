"""How fast notifications are read, beside the bare library: for the bench.

Both take the frames of EventSub's socket as text, as they come. The library decodes
the JSON, builds its model and dispatches it to a listener; ours decodes the same JSON
with the same function and ends with the event that counts.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from twitchio import Client
from twitchio.eventsub.websockets import Websocket
from twitchio.utils import _from_json

from companion.domain.events import AnyEvent
from companion.domain.ports import Clock
from companion.platforms.twitch.counting import Counting
from companion.platforms.twitch.parse import parse
from companion.platforms.twitch.told import Told
from companion.platforms.twitch.wanted import BY_TYPE

_TURN: Final = 200
"""Frames between two turns of the loop, in which listeners and readers run."""

_BROADCASTER: Final = {
    "broadcaster_user_id": "1001",
    "broadcaster_user_login": "mira_plays",
    "broadcaster_user_name": "Mira_Plays",
}
_CHATTER: Final = {
    "chatter_user_id": "7001",
    "chatter_user_login": "ann",
    "chatter_user_name": "Ann",
    "color": "#1E90FF",
    "badges": [
        {"set_id": "moderator", "id": "1", "info": ""},
        {"set_id": "subscriber", "id": "12", "info": "14"},
    ],
}


def sample_frames(count: int) -> list[str]:
    """Return so many frames of a lively chat: 8 in 10 are messages, 1 with bits.

    The shapes are those of Twitch's reference, with an emote and a mention each.
    """
    return [_frame(number) for number in range(count)]


def _frame(number: int) -> str:
    kind, event = "channel.chat.message", _message(number)
    match number % 10:
        case 8:
            event = {**event, "cheer": {"bits": 100}}
        case 9:
            kind, event = "channel.bits.use", _bits()
    metadata = {
        "message_id": f"notification-{number}",
        "message_type": "notification",
        "message_timestamp": "2026-01-01T20:00:00.123456789Z",
        "subscription_type": kind,
        "subscription_version": "1",
    }
    subscription = {
        "id": "f1c2a387-161a-49f9-a165-0f21d7a4e1c4",
        "type": kind,
        "version": "1",
        "status": "enabled",
        "cost": 0,
        "condition": {"broadcaster_user_id": "1001", "user_id": "1001"},
        "transport": {"method": "websocket", "session_id": "AgoQHR3s6Mb4T8"},
        "created_at": "2026-01-01T19:00:00.000000000Z",
    }
    payload = {"subscription": subscription, "event": event}
    return json.dumps({"metadata": metadata, "payload": payload})


def _text() -> dict[str, Any]:
    nothing = {"cheermote": None, "emote": None, "mention": None}
    emote = {"id": "25", "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
    person = {"user_id": "7002", "user_login": "ben", "user_name": "Ben"}
    return {
        "text": "@Ben that was close Kappa",
        "fragments": [
            {**nothing, "type": "mention", "text": "@Ben", "mention": person},
            {**nothing, "type": "text", "text": " that was close "},
            {**nothing, "type": "emote", "text": "Kappa", "emote": emote},
        ],
    }


def _message(number: int) -> dict[str, Any]:
    return {
        **_BROADCASTER,
        **_CHATTER,
        "message_id": f"00000000-0000-4000-8000-{number:012d}",
        "message": _text(),
        "message_type": "text",
        "reply": None,
        "cheer": None,
        "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None,
        "source_broadcaster_user_id": None,
        "source_broadcaster_user_login": None,
        "source_broadcaster_user_name": None,
        "source_message_id": None,
        "source_badges": None,
        "is_source_only": None,
    }


def _bits() -> dict[str, Any]:
    return {
        **_BROADCASTER,
        "user_id": "7001",
        "user_login": "ann",
        "user_name": "Ann",
        "bits": 100,
        "type": "cheer",
        "message": _text(),
        "power_up": None,
        "custom_power_up": None,
    }


async def library_per_s(frames: Sequence[str], *, timer: Callable[[], float]) -> float:
    """Return frames a second that twitchio alone reads and dispatches to a listener.

    timer: seconds, of CPU time or of the wall.
    """
    heard: list[Any] = []

    async def listener(payload: Any) -> None:  # noqa: ANN401  # any model of twitchio
        heard.append(payload)

    # It warns of a web server that nobody starts.
    logging.getLogger("twitchio").setLevel(logging.ERROR)
    client = Client(client_id="bench", bot_id="1001", fetch_client_user=False)
    client.add_listener(listener, event="event_message")
    client.add_listener(listener, event="event_bits_use")
    account = "1001"
    socket = Websocket(client=client, token_for=account, http=client.http)
    process = socket._process_notification  # noqa: SLF001  # where its frames arrive
    began = timer()
    for number, frame in enumerate(frames):
        await process(_from_json(frame))
        if number % _TURN == 0:
            await asyncio.sleep(0)  # noqa: TID251  # a turn of the loop, no waiting
    await asyncio.sleep(0)  # noqa: TID251  # as above: the last listeners run
    if len(heard) != len(frames):
        raise RuntimeError("twitchio did not dispatch what it was given")
    return len(frames) / (timer() - began)


async def ours_per_s(
    frames: Sequence[str], *, timer: Callable[[], float], clock: Clock
) -> float:
    """Return frames a second that become events, by way of the queue as in earnest."""
    queue: asyncio.Queue[Told] = asyncio.Queue()
    counting = Counting("mira_plays", clock=clock)
    counting.listen_to(frozenset(BY_TYPE))
    events: list[AnyEvent] = []
    began = timer()
    for number, frame in enumerate(frames):
        for told in parse(_from_json(frame), channel="mira_plays"):
            queue.put_nowait(told)
        if number % _TURN == 0:
            await asyncio.sleep(0)  # noqa: TID251  # a turn of the loop, no waiting
        while not queue.empty():
            event = counting.counted(await queue.get())
            if event is not None:
                events.append(event)
    return len(frames) / (timer() - began)
