"""What a platform's delete or ban still finds."""

from __future__ import annotations

from companion.domain.entries import Entry
from companion.domain.events import AnyEvent, ChatDeleted, ViewerRemoved
from companion.domain.values import Platform
from companion.pipeline.on_screen import REMEMBERED, OnScreen
from tests.support.events import chat, like

ROOM = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}


def entry(seq: int, event: AnyEvent) -> Entry:
    return Entry(seq=seq, number=seq, session="s", at=0, body=event)


def test_a_flood_of_likes_does_not_save_a_line_from_a_ban() -> None:
    lines = OnScreen()
    said = chat("luna", "rude")
    lines.note(entry(1, said))
    for seq in range(2, REMEMBERED + 10):
        lines.note(entry(seq, like("sol")))
    lines.note(entry(REMEMBERED + 10, like("luna")))

    ban = ViewerRemoved(id="tiktok:b", target="tiktok:luna", action="ban", **ROOM)
    gone = ChatDeleted(id="tiktok:d", targets=(said.id,), **ROOM)

    assert list(lines.removed_by(entry(99_999, ban))) == [1, REMEMBERED + 10]
    assert list(lines.removed_by(entry(99_999, gone))) == [1]


def test_what_fell_out_of_memory_is_not_found_any_more() -> None:
    lines = OnScreen()
    for seq in range(1, 2 * REMEMBERED + 2):
        lines.note(entry(seq, chat("luna", f"line {seq}")))

    ban = ViewerRemoved(id="tiktok:b", target="tiktok:luna", action="ban", **ROOM)
    gone = list(lines.removed_by(entry(99_999, ban)))

    assert gone == list(range(REMEMBERED + 2, 2 * REMEMBERED + 2))


def test_a_ban_that_is_lifted_takes_nothing() -> None:
    lines = OnScreen()
    lines.note(entry(1, chat("luna")))
    lifted = ViewerRemoved(id="tiktok:b", target="tiktok:luna", action="unban", **ROOM)
    assert list(lines.removed_by(entry(2, lifted))) == []
