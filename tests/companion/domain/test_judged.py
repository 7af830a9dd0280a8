"""What of an event people wrote, and whose names it shows."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from companion.domain.events import (
    AnyEvent,
    Chat,
    Gift,
    PlatformPoll,
    PollOption,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.judged import text_of, viewers_of
from companion.domain.values import Platform, Viewer

LUNA = Viewer(id="tiktok:1", name="Luna")
NORA = Viewer(id="tiktok:2", name="Nora")

FILL: dict[type, Any] = {str: "s", int: 1, bool: True}


def sample(kind: type) -> AnyEvent:
    """Return an event of a kind with something in every required field."""
    fields: dict[str, Any] = {"id": "x:1", "platform": Platform.TIKTOK, "channel": "@x"}
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in fields:
            fields[field.name] = FILL.get(field.type, ())
    if "text" in kind.__struct_fields__:
        fields["text"] = "written"
    return kind(**fields)


@pytest.mark.parametrize("kind", get_args(AnyEvent), ids=lambda kind: kind.__name__)
def test_every_text_field_but_a_stickers_is_judged(kind: type) -> None:
    has_text = "text" in kind.__struct_fields__ and kind is not SuperSticker

    assert ("written" in text_of(sample(kind))) is has_text


def test_a_polls_question_and_answers_are_judged_together() -> None:
    poll = PlatformPoll(
        id="x:1",
        platform=Platform.TWITCH,
        channel="x",
        question="Which?",
        options=(PollOption(text="one"), PollOption(text="two")),
    )

    assert text_of(poll) == "Which?\none\ntwo"


def test_the_name_of_a_gift_is_the_platforms() -> None:
    assert text_of(sample(Gift)) == ""


@pytest.mark.parametrize("kind", [Chat, SuperChat])
def test_the_author_is_shown(kind: type) -> None:
    event = msgspec.structs.replace(sample(kind), viewer=LUNA)

    assert list(viewers_of(event)) == [LUNA]


def test_a_gifted_subscription_shows_two_people() -> None:
    event = msgspec.structs.replace(sample(Subscription), viewer=LUNA, gifted_by=NORA)

    assert list(viewers_of(event)) == [LUNA, NORA]


def test_an_event_without_viewer_shows_nobody() -> None:
    assert list(viewers_of(sample(Chat))) == []
