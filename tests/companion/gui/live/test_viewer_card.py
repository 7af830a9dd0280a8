"""The card: who, how many, where from, gifts, history; undo by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.entries import Award, Judgement, Undo, Verdict
from companion.domain.values import POINT
from companion.domain.views import GiftTally, Standing, ViewerCard, ViewerMarks
from companion.gui.bridge import Bridge
from companion.gui.live.card_head import CardActions
from companion.gui.live.viewer_card import CardView
from tests.companion.gui.live.test_card_lines import LUNA, Story
from tests.support.fakes import EPOCH, FakeClock
from tests.support.live_scene import TIKTOK

pytestmark = pytest.mark.qt

GIFTS = (
    GiftTally(gift_id="f", name="Firework", icon=None, count=3, diamonds=3_000),
    GiftTally(gift_id="r", name="Rose", icon=None, count=412, diamonds=412),
    GiftTally(gift_id="u", name="<b>Unknown</b>", icon=None, count=2, diamonds=198),
)


def card_of(story: Story, *, gifts=(), off_by: int = 0) -> ViewerCard:
    total = sum(one.change.points for one in story.entries) + off_by
    return ViewerCard(
        standing=Standing(rank=4, viewer=LUNA, points=total, tie=True),
        viewer=LUNA,
        first_seen=EPOCH,
        used_points=2_500 * POINT,
        gifts=tuple(gifts),
        entries=tuple(reversed(story.entries)),
    )


class Desk:
    def __init__(self, qtbot, theme) -> None:
        self.asked: list[tuple[str, object]] = []
        self.view = CardView(
            theme=theme,
            clock=FakeClock(EPOCH + 3_600_000_000),
            actions=CardActions(
                award=lambda viewer: self.asked.append(("award", viewer)),
                reset=lambda viewer: self.asked.append(("reset", viewer)),
                undo=lambda seq: self.asked.append(("undo", seq)),
                close=lambda: self.asked.append(("close", "")),
                unmark=lambda viewer, mark: self.asked.append((mark, viewer)),
            ),
            ask=Bridge().ask,
        )
        self.view.set_zone("UTC")
        self.view.resize(472, 800)
        qtbot.addWidget(self.view)
        self.view.show()


@pytest.fixture
def desk(qtbot, theme) -> Desk:
    return Desk(qtbot, theme)


@pytest.fixture
def story() -> Story:
    made = Story()
    made.add(made.book.gift("Луна", "Rose", total=120, ended=True), 120)
    made.add(made.book.chat(TIKTOK, "Луна", "first words"), 1)
    made.add(made.book.chat(TIKTOK, "Луна", "last words"), 1)
    return made


def test_the_head_says_who_and_where(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))

    assert "Луна" in desk.view.head.name.text()
    assert desk.view.head.rank.accessibleName() == "4th · tie"
    assert [value.text() for value in desk.view.figures.values] == [
        "122",
        "0",
        "20:00",
        "2,500",
    ]


def test_it_says_that_it_adds_up(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))
    assert desk.view.sum_title.text() == "Where 122 comes from"
    assert desk.view.sum_note.text() == "newest first · adds up"
    assert desk.view.sum_mark.isVisible()


def test_it_does_not_claim_so_when_it_does_not(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story, off_by=POINT))

    assert not desk.view.sum_mark.isVisible()
    assert "adds up" not in desk.view.sum_note.text()


def test_gifts_have_count_name_and_diamonds(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story, gifts=GIFTS))

    assert desk.view.gifts.count.text() == "417 · 3,610 diamonds"
    tiles = desk.view.gifts.tiles
    assert [tile.accessibleName() for tile in tiles] == [
        "Firework ×3",
        "Rose ×412",
        "<b>Unknown</b> ×2",
    ]
    assert tiles[0].accessibleDescription() == "3,000 diamonds"


def test_without_gifts_there_are_no_tiles(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))

    assert not desk.view.gifts.isVisible()


def test_the_history_is_newest_first(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))
    desk.view.show_tab(1)
    history = desk.view.history

    assert [history.row(one).text for one in range(history.rowCount())] == [
        "last words",
        "first words",
    ]
    assert desk.view.messages.isVisible()


def test_what_was_not_allowed_stays_hidden_in_the_history(desk: Desk) -> None:
    story = Story()
    chat = story.book.chat(TIKTOK, "Луна", "something bad")
    story.add(chat, 0, judgement=Judgement(text=Verdict.BLOCK))
    desk.view.show_card(card_of(story))
    row = desk.view.history.row(0)

    assert row.masked == ((0, len("something bad")),)
    assert "bad" not in desk.view.history.data(desk.view.history.index(0))


def test_undo_takes_back_the_newest_correction(desk: Desk, story: Story) -> None:
    award = story.add(Award(viewer_id=LUNA.id, points=500 * POINT), 500)
    desk.view.show_card(card_of(story))
    assert "Awarded" in desk.view.head.undo.toolTip()
    desk.view.head.undo.click()

    assert desk.asked == [("undo", award.seq)]


def test_without_a_correction_there_is_nothing_to_undo(
    desk: Desk, story: Story
) -> None:
    award = story.add(Award(viewer_id=LUNA.id, points=500 * POINT), 500)
    story.add(Undo(of=award.seq), -500)
    desk.view.show_card(card_of(story))

    assert not desk.view.head.undo.isEnabled()


def test_an_older_correction_is_undone_from_its_own_line(
    desk: Desk, story: Story
) -> None:
    first = story.add(Award(viewer_id=LUNA.id, points=5 * POINT), 5)
    story.add(Award(viewer_id=LUNA.id, points=7 * POINT), 7)
    desk.view.show_card(card_of(story))
    position = next(
        index
        for index, line in enumerate(desk.view.lines.lines)
        if line.seq == first.seq
    )
    (item,) = desk.view.points_view.menu_items(desk.view.lines.index(position))
    item.on_pick()

    assert desk.asked == [("undo", first.seq)]


def test_an_earned_line_has_no_menu(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))

    assert desk.view.points_view.menu_items(desk.view.lines.index(0)) == []


def test_award_and_reset_are_asked_for_this_viewer(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))
    desk.view.head.award.click()
    desk.view.head.reset.click()

    assert desk.asked == [("award", LUNA.id), ("reset", LUNA.id)]


def test_escape_closes(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))
    desk.view.head.award.setFocus()
    QTest.keyClick(desk.view.head.award, Qt.Key.Key_Escape)

    assert desk.asked == [("close", "")]


def test_while_it_is_read_nothing_of_the_one_before_is_left(
    desk: Desk, story: Story
) -> None:
    desk.view.show_card(card_of(story, gifts=GIFTS))
    desk.view.show_waiting("tiktok:other", "Other")

    assert desk.view.lines.rowCount() == 0
    assert desk.view.history.rowCount() == 0
    assert not desk.view.gifts.isVisible()
    assert not desk.view.head.rank.isVisible()
    assert {value.text() for value in desk.view.figures.values} == {"–"}


def test_lines_are_read_out(desk: Desk, story: Story) -> None:
    desk.view.show_card(card_of(story))

    said = desk.view.lines.data(desk.view.lines.index(0))
    assert said == "2 chat messages, +2, makes 122, 20:03:00"


def test_it_can_be_drawn_in_both_themes(desk: Desk, story: Story, theme) -> None:
    award = story.add(Award(viewer_id=LUNA.id, points=5 * POINT), 5)
    story.add(Undo(of=award.seq), -5)
    desk.view.show_card(card_of(story, gifts=GIFTS))
    dark = desk.view.grab().toImage()
    theme.set_mode("light")
    light = desk.view.grab().toImage()

    assert dark.pixelColor(4, 200).lightness() < 60
    assert light.pixelColor(4, 200).lightness() > 200


def test_marks_stand_under_the_name_and_are_taken_back_there(
    desk: Desk, story: Story
) -> None:
    desk.view.show_card(card_of(story))
    assert desk.view.head.marks.isHidden()

    marks = ViewerMarks(
        viewer_id=LUNA.id,
        is_banned=True,
        muted_until=EPOCH + 3_600_000_000,
        is_trusted=True,
        is_picture_hidden=True,
        permit_until=EPOCH + 7_200_000_000,
        strikes=2,
    )
    desk.view.head.marks.show_marks(marks)

    buttons = desk.view.head.marks.buttons
    assert list(buttons) == ["ban", "mute", "trust", "picture", "permit"]
    assert buttons["mute"].text().startswith("muted until")
    buttons["trust"].click()
    assert desk.asked == [("trust", LUNA.id)]

    desk.view.head.marks.show_marks(None)
    assert desk.view.head.marks.isHidden()


def test_without_a_gate_the_moderate_menu_offers_nothing_here(
    desk: Desk, story: Story
) -> None:
    desk.view.show_card(card_of(story))

    names = [one.text() for one in desk.view.head.moderate_menu().actions()]
    assert "Kick" not in names
