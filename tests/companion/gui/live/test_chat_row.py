"""Which entries chat shows, and as what."""

from __future__ import annotations

import pytest

from companion.domain.entries import Award, Featured, Gap, Reset, SessionChange
from companion.domain.events import (
    Announcement,
    ChatMode,
    Cheer,
    Follow,
    Join,
    Membership,
    PlatformQuestion,
    Redemption,
    StreamStatus,
    ViewerCount,
)
from companion.domain.values import Role
from companion.gui.live.chat_row import RowKind, row_of
from tests.support.live_scene import CHANNELS, TIKTOK, TWITCH, YOUTUBE, Ledger, viewer


@pytest.fixture
def book() -> Ledger:
    return Ledger()


def test_a_chat_has_name_text_platform_and_roles(book: Ledger) -> None:
    chat = book.chat(TWITCH, "Ida", "hello", Role.MODERATOR)
    row = row_of(book.entry(chat, points=1), 7)

    assert row is not None
    assert (row.uid, row.kind, row.name, row.text) == (7, RowKind.CHAT, "Ida", "hello")
    assert row.platform is TWITCH
    assert row.roles == {Role.MODERATOR}
    assert row.featurable
    assert row.points is None


def test_a_gift_is_money_with_its_sign_and_points(book: Ledger) -> None:
    gift = book.gift("Луна", "Rose", total=120, ended=True)
    row = row_of(book.entry(gift, points=120), 1)

    assert row is not None
    assert row.kind is RowKind.MONEY
    assert (row.sign, row.title) == ("🌹", "Rose ×120")
    assert row.points == 120_000
    assert not row.running
    assert not row.featurable


def test_a_streak_that_has_not_ended_runs(book: Ledger) -> None:
    row = row_of(book.entry(book.gift("Луна", "Rose", total=3)), 1)

    assert row is not None
    assert row.running


def test_a_super_chat_says_its_amount_before_its_text(book: Ledger) -> None:
    row = row_of(book.entry(book.superchat("심야라면", 20_000_000, "hi")), 1)

    assert row is not None
    assert (row.title, row.text) == ("€20.00 Super Chat", "hi")


def test_gifted_subscriptions_name_the_giver(book: Ledger) -> None:
    row = row_of(book.entry(book.gifted("Nova", 10)), 1)

    assert row is not None
    assert (row.name, row.title) == ("Nova", "gifted 10 Subscriptions")


def test_markup_in_a_text_stays_text(book: Ledger) -> None:
    row = row_of(book.entry(book.chat(TIKTOK, "<i>x</i>", "<script>1</script>")), 1)

    assert row is not None
    assert (row.name, row.text) == ("<i>x</i>", "<script>1</script>")


def test_a_gap_stands_in_the_chat(book: Ledger) -> None:
    gap = Gap(source="tiktok:@a", platform=TIKTOK, began=1, ended=2)
    row = row_of(book.entry(gap), 1)

    assert row is not None
    assert row.kind is RowKind.GAP
    assert row.gap == gap


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("started", "Session started"),
        ("paused", "Paused: what comes now is kept and earns nothing"),
        ("ended", "Session ended"),
        ("reopened", "Session continued"),
    ],
)
def test_session_changes_are_quiet_lines(book: Ledger, change, words: str) -> None:
    row = row_of(book.entry(SessionChange(change=change)), 1)

    assert row is not None
    assert (row.kind, row.note) == (RowKind.LINE, words)
    assert not row.is_message


def _event(book: Ledger, kind, **fields):
    return kind(
        id=book.event_id(TWITCH),
        platform=TWITCH,
        channel=CHANNELS[TWITCH],
        viewer=viewer(TWITCH, "Ida"),
        **fields,
    )


@pytest.mark.parametrize(
    ("kind", "fields", "title"),
    [
        (Announcement, {"text": "hear hear"}, "Announcement"),
        (PlatformQuestion, {"text": "why?"}, "Question"),
        (Cheer, {"bits": 500, "text": "go"}, "Cheer 500 Bits"),
        (Membership, {"months": 3}, "Membership, month 3"),
        (Membership, {}, "became a member"),
        (
            Redemption,
            {"reward_id": "r", "title": "Hydrate", "cost": 300},
            "Hydrate · 300 channel points",
        ),
    ],
)
def test_titles_say_what_was_sent(book: Ledger, kind, fields, title: str) -> None:
    row = row_of(book.entry(_event(book, kind, **fields)), 1)

    assert row is not None
    assert row.title == title


def test_quiet_lines_tell_of_stream_and_mode(book: Ledger) -> None:
    live = row_of(book.entry(_event(book, StreamStatus, status="live")), 1)
    off = row_of(book.entry(_event(book, ChatMode, mode="slow", is_on=False)), 1)

    assert live is not None
    assert live.note == "mira_plays went live"
    assert off is not None
    assert off.note == "Chat mode slow is off"


@pytest.mark.parametrize("kind", [Follow, Join])
def test_what_is_not_said_is_no_chat(book: Ledger, kind) -> None:
    assert row_of(book.entry(_event(book, kind)), 1) is None


@pytest.mark.parametrize(
    "note", [Featured(of=1), Award(viewer_id="x", points=1), Reset(viewer_id="x")]
)
def test_notes_of_ours_are_no_chat(book: Ledger, note) -> None:
    assert row_of(book.entry(note), 1) is None


def test_a_viewer_count_is_no_chat(book: Ledger) -> None:
    count = ViewerCount(id="youtube:1", platform=YOUTUBE, channel="c", viewers=3)

    assert row_of(book.entry(count), 1) is None
