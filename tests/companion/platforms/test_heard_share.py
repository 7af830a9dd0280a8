from __future__ import annotations

import pytest

from companion.domain.events import Like, ViewerCount
from companion.domain.values import Platform, Viewer
from companion.platforms.heard_share import HeardShare


def like(count: int, room_total: int | None, channel: str = "@mira") -> Like:
    return Like(
        id=f"tiktok:{channel}/{count}/{room_total}",
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


def counted(likes_total: int | None) -> ViewerCount:
    return ViewerCount(
        id="youtube:1",
        platform=Platform.YOUTUBE,
        channel="@mira",
        viewers=9,
        likes_total=likes_total,
    )


def test_the_rooms_total_and_the_likes_heard_are_kept_apart() -> None:
    share = HeardShare()

    share.heard(like(10, 5_010))
    share.heard(like(15, 5_400))

    assert (share.room_likes, share.likes) == (5_400, 25)


def test_the_rooms_total_is_the_highest_that_was_told() -> None:
    share = HeardShare()
    for batch in (like(1, 5_010), like(2, 5_400), like(3, 5_300)):
        share.heard(batch)

    assert share.room_likes == 5_400


def test_rooms_add_up() -> None:
    share = HeardShare()
    share.heard(like(1, 100))
    share.heard(like(2, 50, channel="@otto"))

    assert share.room_likes == 150


def test_a_total_without_single_likes_leaves_them_unknown() -> None:
    share = HeardShare()

    share.told(counted(None))
    assert share.room_likes is None
    share.told(counted(900))
    share.told(counted(899))

    assert (share.room_likes, share.likes, share.share) == (900, None, None)


def test_a_batch_that_the_backlog_tells_again_is_heard_once() -> None:
    share = HeardShare()
    for _again in range(3):
        share.heard(like(10, 1_010))
    share.heard(like(11, 1_041))

    assert share.likes == 21
    assert share.share == pytest.approx(21 / 41)
