from __future__ import annotations

import pytest

from companion.domain.events import Like
from companion.domain.values import Platform, Viewer
from companion.platforms.heard_share import HeardShare


def like(count: int, room_total: int | None, channel: str = "@mira") -> Like:
    return Like(
        id=f"tiktok:{room_total}",
        platform=Platform.TIKTOK,
        channel=channel,
        viewer=Viewer(id="tiktok:1", name="Nova"),
        count=count,
        room_total=room_total,
    )


def test_nothing_is_known_before_a_room_told_its_total() -> None:
    share = HeardShare()

    share.heard(like(5, None))

    assert share.share is None


def test_likes_that_only_the_total_shows_lower_the_share() -> None:
    share = HeardShare()

    share.heard(like(10, 1_010))
    share.heard(like(10, 1_040))

    assert share.share == pytest.approx(20 / 40)


def test_likes_before_the_connection_do_not_count_as_missed() -> None:
    share = HeardShare()

    share.heard(like(10, 900_000))

    assert share.share == 1.0


def test_a_late_batch_does_not_move_the_total_back() -> None:
    share = HeardShare()

    for batch in (like(10, 110), like(10, 130), like(10, 120)):
        share.heard(batch)

    assert share.share == 1.0


def test_a_new_stream_of_the_channel_begins_its_own_count() -> None:
    share = HeardShare()
    share.heard(like(10, 1_000_000))
    share.heard(like(10, 1_000_100))

    share.heard(like(5, 5))

    assert share.share == 1.0
