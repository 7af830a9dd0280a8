"""Where the points come from: every line, and it adds up."""

from __future__ import annotations

from msgspec import structs

from companion.domain.entries import (
    Award,
    Entry,
    PointsChange,
    Reset,
    Undo,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import Follow, Share
from companion.domain.values import POINT
from companion.domain.views import ViewerCard
from companion.gui.live.card_lines import CardLine, card_lines
from tests.support.fakes import EPOCH
from tests.support.live_scene import SECOND, TIKTOK, Ledger, viewer

LUNA = viewer(TIKTOK, "Луна")


class Story:
    """One Viewer's entries, one minute after another."""

    def __init__(self) -> None:
        self.book = Ledger()
        self.entries: list[Entry] = []

    def add(self, body, points: int, **more) -> Entry:
        self.book.at += 60 * SECOND
        entry = structs.replace(
            self.book.entry(body, points=points, **more),
            earner=LUNA,
            change=PointsChange(viewer_id=LUNA.id, points=points * POINT),
        )
        self.entries.append(entry)
        return entry

    def lines(self) -> list[CardLine]:
        card = ViewerCard(
            standing=None,
            viewer=LUNA,
            first_seen=EPOCH,
            used_points=0,
            gifts=(),
            entries=tuple(reversed(self.entries)),
        )
        return card_lines(card, "UTC")

    def texts(self) -> list[tuple[str, int]]:
        return [(line.text, line.points // POINT) for line in self.lines()]


def test_totals_run_from_the_oldest_line_to_the_sum() -> None:
    story = Story()
    story.add(story.book.plain(Share, TIKTOK, "Луна"), 5)
    story.add(story.book.gift("Луна", "Rose", total=120, ended=True), 120)
    story.add(Award(viewer_id=LUNA.id, points=500 * POINT, reason="best fan art"), 500)
    lines = story.lines()

    assert [(line.points // POINT, line.total // POINT) for line in lines] == [
        (500, 625),
        (120, 125),
        (5, 5),
    ]


def test_chat_and_likes_are_one_line_each() -> None:
    story = Story()
    for number in range(38):
        story.add(story.book.chat(TIKTOK, "Луна", "hi"), 1 if number < 30 else 0)
        entry = story.add(story.book.like("Луна", 20), 2)
        story.entries[-1] = structs.replace(
            entry, amounts=structs.replace(entry.amounts, likes=20)
        )

    assert story.texts() == [("≥ 760 likes", 76), ("38 chat messages", 30)]


def test_gifts_of_a_kind_tell_streaks_and_worth() -> None:
    story = Story()
    for number in range(4):
        gift = story.book.gift("Луна", "Rose", total=73, group=f"g{number}")
        story.add(gift, 73)
    story.add(story.book.gift("Луна", "Cap", total=2, each=99), 198)

    assert story.texts() == [
        ("Cap ×2, one Streak · 99 each", 198),
        ("Rose ×292 in 4 Streaks · 1 each", 292),
    ]


def test_the_increases_of_one_streak_are_one_line() -> None:
    story = Story()
    story.add(story.book.gift("Луна", "Rose", total=1), 1)
    story.add(story.book.gift("Луна", "Rose", total=120, increase=119), 119)

    assert story.texts() == [("Rose ×120, one Streak · 1 each", 120)]


def test_a_correction_stands_alone_between_what_was_before_and_after() -> None:
    story = Story()
    story.add(story.book.chat(TIKTOK, "Луна", "one"), 1)
    story.add(Reset(viewer_id=LUNA.id, reason="round two"), -1)
    story.add(story.book.chat(TIKTOK, "Луна", "two"), 1)

    assert story.texts() == [
        ("1 chat message", 1),
        ("Reset to 0 · “round two”", -1),
        ("1 chat message", 1),
    ]
    assert [line.kind for line in story.lines()] == ["earned", "correction", "earned"]


def test_an_undone_correction_is_struck_and_its_undo_says_of_what() -> None:
    story = Story()
    award = story.add(Award(viewer_id=LUNA.id, points=50 * POINT), 50)
    story.add(Undo(of=award.seq), -50)
    undo, undone = story.lines()

    assert (undone.text, undone.kind, undone.can_be_undone) == (
        "Awarded",
        "undone",
        False,
    )
    assert undo.text == "Undo of award 20:01"
    assert not undo.can_be_undone
    assert undo.total == 0


def test_a_standing_correction_can_be_undone() -> None:
    story = Story()
    award = story.add(Award(viewer_id=LUNA.id, points=-5 * POINT), -5)
    (line,) = story.lines()

    assert line.text == "Taken away"
    assert line.can_be_undone
    assert line.seq == award.seq


def test_a_chat_that_was_released_is_paid_by_its_verdict() -> None:
    story = Story()
    chat = story.add(story.book.chat(TIKTOK, "Луна", "hm"), 0)
    story.add(VerdictGiven(of=chat.seq, text=Verdict.ALLOW), 1)

    assert story.texts() == [("1 chat message", 1)]


def test_single_events_have_their_own_words() -> None:
    story = Story()
    story.add(story.book.plain(Follow, TIKTOK, "Луна"), 1)
    story.add(story.book.plain(Share, TIKTOK, "Луна"), 5)
    story.add(story.book.superchat("Луна", 20_000_000), 2000)

    assert [text for text, _points in story.texts()] == [
        "Super Chat €20.00",
        "Shared the live",
        "Followed",
    ]


def test_what_moves_another_viewer_moves_nothing_here() -> None:
    story = Story()
    entry = story.add(story.book.plain(Share, TIKTOK, "Луна"), 5)
    other = PointsChange(viewer_id="tiktok:other", points=9 * POINT)
    story.entries.append(structs.replace(entry, number=99, change=other))

    assert story.lines()[0].total == 5 * POINT


def test_an_empty_card_has_no_lines() -> None:
    assert Story().lines() == []
