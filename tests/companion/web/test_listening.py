"""Whatever the engine tells counts as a change."""

from __future__ import annotations

from companion.web.listening import ChangeListener


def test_everything_is_a_change_and_retractions_come_first() -> None:
    heard: list[object] = []
    listener = ChangeListener(lambda: heard.append("changed"), heard.append)
    listener.shown([])
    listener.reviewing([])
    listener.connections([])
    listener.session(None)
    listener.alarm("")
    listener.retracted([3, 5])

    assert heard == ["changed"] * 5 + [[3, 5], "changed"]
