"""A busy minute stays readable: what belongs together is one line."""

from __future__ import annotations

import pytest

from companion.domain.entries import Award, Reset, Undo
from companion.domain.events import Follow, HypeTrain, Join, Membership, Raid, Share
from companion.domain.views import Shown
from companion.gui.live.activity_log import LIMIT, ActivityLog
from companion.gui.live.activity_row import ActivityRow
from companion.gui.live.activity_words import headline, what
from tests.support.live_scene import (
    CHANNELS,
    SECOND,
    TIKTOK,
    TWITCH,
    YOUTUBE,
    Ledger,
    Scene,
    viewer,
)


def _lines(log: ActivityLog, now: int) -> list[tuple[str, str]]:
    return [(headline(row), what(row, now)) for row in log.rows.values()]


def _only(log: ActivityLog) -> ActivityRow:
    (row,) = log.rows.values()
    return row


def test_chat_is_no_activity() -> None:
    book, log = Ledger(), ActivityLog()
    log.take([book.shown(book.chat(TIKTOK, "Ida", "hi"))])

    assert not log.rows
    assert log.count == 0


def test_follows_within_a_minute_are_one_line() -> None:
    book, log = Ledger(), ActivityLog()
    log.take([book.shown(book.plain(Follow, TIKTOK, "étoile"), points=10)])
    assert _lines(log, book.at) == [("étoile", "followed")]

    for number in range(6):
        log.take([book.shown(book.plain(Follow, TIKTOK, f"fan {number}"), points=10)])
    assert _lines(log, book.at) == [("étoile", "and 6 others followed")]
    assert _only(log).points == 70_000
    assert log.count == 7


def test_follows_after_the_minute_are_another_line() -> None:
    book, log = Ledger(), ActivityLog()
    log.take([book.shown(book.plain(Follow, TIKTOK, "a"))])
    book.at += 61 * SECOND
    log.take([book.shown(book.plain(Follow, TIKTOK, "b"))])

    assert len(log.rows) == 2


def test_follows_of_two_platforms_stay_apart() -> None:
    book, log = Ledger(), ActivityLog()
    log.take([book.shown(book.plain(Follow, TIKTOK, "a"))])
    log.take([book.shown(book.plain(Follow, TWITCH, "b"))])

    assert len(log.rows) == 2


def test_likes_of_a_minute_count_viewers_once() -> None:
    book, log = Ledger(), ActivityLog()
    for _ in range(3):
        log.take(book.shown(book.like(f"fan {n}", 5), points=1) for n in range(34))

    assert _lines(log, book.at) == [("34 viewers", "510 likes in the last minute")]
    later = book.at + 61 * SECOND
    assert _lines(log, later) == [("34 viewers", "510 likes within a minute")]


def test_one_viewers_likes_carry_the_name() -> None:
    book, log = Ledger(), ActivityLog()
    log.take(book.shown(book.like("Ida", 15)) for _ in range(4))

    assert _lines(log, book.at) == [("Ida", "60 likes in the last minute")]


def test_a_streak_is_one_line_that_grows() -> None:
    book, log = Ledger(), ActivityLog()
    for total, increase in ((1, 1), (50, 49), (120, 70)):
        gift = book.gift("Луна", "Rose", total=total, increase=increase)
        log.take([book.shown(gift, points=increase)])

    assert _lines(log, book.at) == [("Луна", "Rose ×120 · 120 diamonds")]
    assert _only(log).points == 120_000
    assert _only(log).money


def test_ten_gifted_subscriptions_are_one_line_however_they_come() -> None:
    book, at_once, one_by_one = Ledger(), ActivityLog(), ActivityLog()
    at_once.take([book.shown(book.gifted("Nova", 10))])
    one_by_one.take(book.shown(book.gifted("Nova")) for _ in range(10))

    expected = [("Nova", "gifted 10 Subscriptions")]
    assert _lines(at_once, book.at) == expected
    assert _lines(one_by_one, book.at) == expected


def test_new_members_are_merged_and_renewals_are_not() -> None:
    book, log = Ledger(), ActivityLog()

    def member(name: str, months: int) -> Shown:
        return book.shown(
            Membership(
                id=book.event_id(YOUTUBE),
                platform=YOUTUBE,
                channel=CHANNELS[YOUTUBE],
                viewer=viewer(YOUTUBE, name),
                months=months,
            )
        )

    log.take([member("Ayşe", 1), member("Bo", 1), member("Cem", 1), member("Dua", 7)])

    assert _lines(log, book.at) == [
        ("Ayşe", "and 2 others became members"),
        ("Dua", "Membership, month 7"),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (Raid, {"viewers": 84}, "raided with 84 viewers"),
        (Share, {}, "shared the live"),
        (Join, {}, "joined"),
    ],
)
def test_small_things_have_their_words(kind, fields, words: str) -> None:
    book, log = Ledger(), ActivityLog()
    event = kind(
        id="twitch:1",
        platform=TWITCH,
        channel="c",
        viewer=viewer(TWITCH, "Paula"),
        **fields,
    )
    log.take([book.shown(event)])

    assert _lines(log, book.at) == [("Paula", words)]


def test_a_hype_train_is_one_line_that_moves_on() -> None:
    book, log = Ledger(), ActivityLog()
    for number, (phase, level) in enumerate(
        (("begin", 1), ("progress", 2), ("end", 3))
    ):
        train = HypeTrain(
            id=f"twitch:{number}",
            platform=TWITCH,
            channel="c",
            phase=phase,
            level=level,
            total=100,
        )
        log.take([book.shown(train)])

    assert _lines(log, book.at) == [("Hype train", "level 3, ended")]


def test_corrections_are_told() -> None:
    book, log = Ledger(), ActivityLog()
    log.take(
        [
            book.shown(Award(viewer_id="x", points=500)),
            book.shown(Reset(viewer_id="x")),
            book.shown(Undo(of=2)),
            book.shown(Reset(viewer_id=None, batch="b")),
            book.shown(Reset(viewer_id="y", batch="b")),
        ]
    )

    assert [words for _who, words in _lines(log, book.at)] == [
        "points awarded",
        "points set to 0",
        "correction undone",
        "all points set to 0",
    ]


def test_support_that_is_released_late_is_no_second_line() -> None:
    book, log = Ledger(), ActivityLog()
    entry = book.entry(book.superchat("Ida", 5_000_000, ""), points=5)
    log.take([Shown(entry=entry)])
    log.take([Shown(entry=entry, late=True)])

    assert log.count == 1


def test_the_feed_is_bounded() -> None:
    book, log = Ledger(), ActivityLog()
    for number in range(LIMIT + 50):
        log.take([book.shown(book.superchat(f"v{number}", 1_000_000))])
        log.trim()

    assert len(log.rows) == LIMIT
    assert len(log._open) <= 2 * LIMIT


def test_the_evening_reads_as_in_the_design() -> None:
    scene, log = Scene(), ActivityLog()
    log.take(scene.activity())
    lines = _lines(log, scene.ledger.at)[::-1]

    assert lines[0] == ("Nova_Kessler", "gifted 10 Subscriptions")
    assert lines[1] == ("34 viewers", "1,902 likes in the last minute")
    assert lines[2] == ("étoile filante", "and 6 others followed")
    assert lines[3] == ("さくらもち🌸", "Galaxy ×1 · 1,000 diamonds")
    assert len(lines) == 11
