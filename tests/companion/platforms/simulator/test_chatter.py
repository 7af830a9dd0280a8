from __future__ import annotations

from collections import Counter
from itertools import islice

from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    Redemption,
    ViewerRemoved,
)
from companion.domain.values import FragmentKind
from companion.platforms.simulator import Fault, Library, generate


def told(name: str, count: int) -> list[AnyEvent]:
    items = generate(Library().load(name))
    return [item for item in islice(items, count) if not isinstance(item, Fault)]


def chats(name: str, count: int = 8_000) -> list[Chat]:
    return [event for event in told(name, count) if isinstance(event, Chat)]


def test_fragments_join_to_the_text() -> None:
    parts = [chat for chat in chats("demo") if chat.fragments]
    kinds = {part.kind for chat in parts for part in chat.fragments}

    assert kinds == set(FragmentKind)
    assert all("".join(p.text for p in c.fragments) == c.text for c in parts)


def test_the_evening_does_not_repeat_itself_too_soon() -> None:
    texts = Counter(chat.text for chat in chats("demo"))

    assert len(texts) > 500
    assert texts.most_common(1)[0][1] < 0.05 * texts.total()


def test_replies_answer_a_message_that_came_before() -> None:
    seen: set[str] = set()
    replies = 0
    for chat in chats("demo"):
        if chat.reply_to is not None:
            assert chat.reply_to in seen
            replies += 1
        seen.add(chat.id)

    assert replies > 10


def test_nothing_is_left_unfilled() -> None:
    for chat in chats("friday-night"):
        name = chat.viewer.name if chat.viewer else ""
        assert "{other}" not in chat.text or "{broadcaster}" in chat.text, name


def test_what_bots_write_is_removed_soon_after() -> None:
    events = told("hostile", 10_000)
    spam = {
        event.id: event
        for event in events
        if isinstance(event, Chat) and event.viewer and "sim-b" in event.viewer.id
    }
    bots = {event.viewer.id for event in spam.values() if event.viewer}
    deleted = [event for event in events if isinstance(event, ChatDeleted)]
    removed = [event for event in events if isinstance(event, ViewerRemoved)]

    assert len(spam) > 50
    assert {target for event in deleted for target in event.targets} <= spam.keys()
    assert {event.target for event in removed} <= bots
    assert {event.action for event in removed} == {"ban", "unban", "timeout", "clear"}
    assert all(
        (event.seconds is None) != (event.action == "timeout") for event in removed
    )
    assert len(deleted) + len(removed) > 0.8 * len(spam)


def test_rewards_that_ask_for_words_get_them() -> None:
    redeemed = [
        event for event in told("demo", 20_000) if isinstance(event, Redemption)
    ]

    assert {bool(event.text) for event in redeemed} == {True, False}
    assert all(event.cost > 0 for event in redeemed)
