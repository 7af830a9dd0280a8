"""What a delete or a ban takes off, and what it leaves."""

from __future__ import annotations

import pytest

from companion.domain.entries import AnyBody, PlatformAction, SessionChange
from companion.domain.events import ChatCleared, ChatDeleted, ViewerRemoved
from companion.domain.removal import REMOVING, removal_of
from companion.domain.values import Platform
from tests.support.events import chat

ROOM = {"platform": Platform.TIKTOK, "channel": "@mira.plays"}
SAID = chat("luna", "hello", id="tiktok:1")


def acted(action: str, subject: str | None, outcome: str = "done") -> PlatformAction:
    return PlatformAction(
        action=action,  # type: ignore[arg-type]  # one of its literals
        source="tiktok:@mira.plays",
        subject=subject,
        outcome=outcome,  # type: ignore[arg-type]  # one of its literals
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ChatDeleted(id="d", targets=("tiktok:1",), **ROOM), True),
        (ChatDeleted(id="d", targets=("tiktok:2",), **ROOM), False),
        (ViewerRemoved(id="b", target="tiktok:luna", action="ban", **ROOM), True),
        (ViewerRemoved(id="b", target="tiktok:sol", action="ban", **ROOM), False),
        (ViewerRemoved(id="b", target="tiktok:luna", action="unban", **ROOM), False),
        (ChatCleared(id="c", **ROOM), True),
        (ChatCleared(id="c", platform=Platform.TIKTOK, channel="@else"), False),
        (acted("delete", "tiktok:1"), True),
        (acted("delete", "tiktok:1", "refused"), True),
        (acted("ban", "tiktok:luna"), True),
        (acted("ban", "tiktok:luna", "refused"), False),
        (acted("timeout", "tiktok:luna"), True),
        (acted("unban", "tiktok:luna"), False),
        (acted("send", "tiktok:1"), False),
        (SessionChange(change="paused"), False),
        (SAID, False),
    ],
)
def test_only_what_is_meant_goes(body: AnyBody, expected: bool) -> None:
    removal = removal_of(body)

    assert (removal is not None and removal.takes(SAID)) is expected
    assert removal is None or isinstance(body, REMOVING)
