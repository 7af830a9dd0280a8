"""What the show is opened beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from companion.app.engine import CompanionEngine
from companion.app.machine import Machine
from companion.domain.ports import ChatWriter, Secrets
from companion.moderation.people import People
from companion.pipeline.bus import Bus
from companion.pipeline.publisher import Publisher
from companion.settings import Settings


@dataclass(kw_only=True)
class Around:
    """What the show is opened beside.

    publisher: whose committed entries are followed. bus: what passed the gate. people:
    whom the gate asks whether a text is an answer. writers: the chats that can be
    written to, by target. settings: those that hold now. folder: of the data.
    """

    engine: CompanionEngine
    publisher: Publisher
    bus: Bus
    people: People
    writers: Callable[[], Mapping[str, ChatWriter]]
    machine: Machine
    settings: Settings
    secrets: Secrets
    folder: Path
