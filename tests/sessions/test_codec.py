"""Bodies as bytes and back: what is written stays readable."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from companion.domain.entries import (
    AnyNote,
    GateChanged,
    Judgement,
    PlatformAction,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import UnknownEvent
from sessions.codec import Stored, decode, encode, kind_of
from sessions.upcast import VERSION
from tests.support.events import chat

WHY = (Reason(rule="links", detail="a.example"),)

NOTES: list[AnyNote] = [
    VerdictGiven(
        of=7,
        text=Verdict.BLOCK,
        name=Verdict.HOLD,
        reasons=WHY,
        by="model",
        scores={"toxicity": 0.93},
        who="Nora",
        model="small@0123456789ab",
        undoes=3,
    ),
    GateChanged(rules="00ff", model="m@1", mode="raid", who="Nora", why="a raid"),
    ViewerMarked(
        viewer_id="tiktok:1",
        mark="mute",
        until=9,
        is_lifted=True,
        of=7,
        by="ladder",
        who="Nora",
        reason="loud",
        undoes=3,
    ),
    TextPermitted(text="fair\u2028", is_lifted=True, of=7, who="Nora", undoes=3),
    PlatformAction(
        action="mode", source="twitch:x", outcome="dry-run", by="ladder", who="N", of=7
    ),
]


@pytest.mark.parametrize("note", NOTES, ids=kind_of)
def test_a_decision_reads_as_it_was_written(note: AnyNote) -> None:
    stored = Stored(body=note, source="twitch:x")
    assert decode(encode(stored), VERSION) == stored


def test_every_field_was_written() -> None:
    """So that none of them is lost unseen."""
    for note in NOTES[:4]:
        written = msgspec.json.decode(encode(Stored(body=note)))["body"]
        assert set(written) - {"kind"} == set(note.__struct_fields__)


def test_scores_stand_with_the_first_judgement() -> None:
    judgement = Judgement(text=Verdict.HOLD, reasons=WHY, scores={"insult": 0.5})
    stored = Stored(body=chat("luna", "hello"), judgement=judgement)
    assert decode(encode(stored), VERSION) == stored


OLD: list[dict[str, Any]] = [
    {"kind": "verdict", "of": 3, "text": "allow"},
    {"kind": "platform_action", "action": "ban", "source": "x", "outcome": "done"},
]


@pytest.mark.parametrize("body", OLD, ids=lambda body: str(body["kind"]))
def test_what_was_written_before_there_were_scores_is_read(
    body: dict[str, Any],
) -> None:
    note = decode(msgspec.json.encode({"body": body}), VERSION).body
    assert isinstance(note, get_args(AnyNote))
    assert (note.by, note.who) == ("person", "")


def test_a_mark_of_a_later_version_is_kept_as_it_is() -> None:
    """An older program on a newer folder is refused; a newer field is not lost here."""
    body = {"kind": "viewer_mark", "viewer_id": "tiktok:1", "mark": "glitter"}
    found = decode(msgspec.json.encode({"body": body}), VERSION).body
    assert isinstance(found, UnknownEvent)
    assert found.payload == body


def test_an_event_of_a_platform_that_is_not_known_keeps_all_it_says() -> None:
    body = {
        "kind": "chat",
        "id": "kick:1",
        "platform": "kick",
        "channel": "mira",
        "viewer": {"id": "kick:7", "name": "Luna"},
        "text": "hi",
    }
    raw = msgspec.json.encode({"body": body, "source": "kick:mira"})

    found = decode(raw, VERSION).body

    assert isinstance(found, UnknownEvent)
    assert (found.name, found.payload) == ("chat", body)
