"""Lines that wait for an OK: one key lets them on stream, another blocks them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.entries import Verdict
from companion.domain.views import Shown, VerdictLine
from companion.gui.moderation.approval_queue import (
    KEPT,
    ApprovalQueue,
    wants_approval,
)
from companion.gui.moderation.approvals import MOST, Approvals
from companion.gui.theme.theme import Theme
from tests.companion.gui.inspection import nameless
from tests.companion.gui.moderation.held_scene import NOW, held


def shown(*seqs: int) -> list[Shown]:
    return [Shown(entry=held(seq, f"line {seq}").entry) for seq in seqs]


def waiting(queue: ApprovalQueue) -> list[int]:
    return [entry.seq for entry in queue.waiting]


def decision(of: int, **more: object) -> VerdictLine:
    return VerdictLine(
        **{
            "seq": of + 100,
            "at": NOW,
            "kind": "verdict",
            "by": "person",
            "of": of,
            "verdict": Verdict.ALLOW,
            **more,
        }
    )


def test_an_overlay_asks_for_it_in_its_settings() -> None:
    assert wants_approval({"chat": {"delay_s": 3}, "question": {"approval": True}})
    assert not wants_approval({"chat": {"approval": False}, "question": {}})


def test_lines_wait_until_a_person_has_allowed_them() -> None:
    queue = ApprovalQueue()
    queue.shown(shown(1, 2, 3))

    queue.approved(2)
    queue.take_lines([decision(3), decision(1, by="model")])

    assert waiting(queue) == [1]


def test_what_was_taken_back_waits_on() -> None:
    queue = ApprovalQueue()
    queue.shown(shown(1))
    queue.take_lines([decision(1, undone_by=300)])

    assert waiting(queue) == [1]


def test_what_leaves_the_screens_waits_no_more() -> None:
    queue = ApprovalQueue()
    queue.shown(shown(1, 2))
    queue.retracted([1])

    assert waiting(queue) == [2]


def test_a_flood_keeps_the_newest() -> None:
    queue = ApprovalQueue()
    queue.shown(shown(*range(1, KEPT + 11)))

    assert len(queue.waiting) == KEPT
    assert waiting(queue)[0] == 11


class Group:
    def __init__(self, theme: Theme) -> None:
        self.approved: list[int] = []
        self.blocked: list[int] = []
        self.widget = Approvals(
            theme=theme, approve=self.approved.append, block=self.blocked.append
        )

    def take(self, *seqs: int) -> None:
        entries = [one.entry for one in shown(*seqs)]
        self.widget.take(entries, is_wanted=True)


@pytest.fixture
def group(theme: Theme, qtbot) -> Group:
    made = Group(theme)
    qtbot.addWidget(made.widget)
    made.widget.resize(800, 400)
    made.widget.show()
    return made


def test_it_is_not_there_while_no_overlay_asks_for_it(group: Group) -> None:
    group.take(1)
    assert group.widget.isVisible()

    group.widget.take([], is_wanted=False)
    assert not group.widget.isVisible()


def test_a_lets_the_selected_line_through_and_b_blocks_it(group: Group) -> None:
    group.take(1, 2, 3)
    group.widget.setFocus()
    QTest.keyClicks(group.widget, "a")
    QTest.keyClicks(group.widget, "jb")

    assert (group.approved, group.blocked) == ([1], [2])


def test_the_buttons_do_the_same_for_their_own_line(group: Group) -> None:
    group.take(1, 2)
    group.widget.rows[1].approve.click()
    group.widget.rows[0].block.click()

    assert (group.approved, group.blocked) == ([2], [1])
    assert nameless(group.widget) == []


def test_newcomers_stand_below_and_what_waits_stays_in_its_place(group: Group) -> None:
    group.take(1, 2)
    first = group.widget.rows[0]
    group.take(1, 2, 3)

    assert [row.entry.seq for row in group.widget.rows] == [1, 2, 3]
    assert group.widget.rows[0] is first


def test_more_than_a_few_are_counted(group: Group) -> None:
    group.take(*range(1, MOST + 6))

    assert len(group.widget.rows) == MOST
    assert group.widget._count.text() == "and 5 more"


def test_the_queues_other_keys_end_here(group: Group, qtbot) -> None:
    group.take(1)
    group.widget.setFocus()
    for key in (Qt.Key.Key_T, Qt.Key.Key_X, Qt.Key.Key_O):
        QTest.keyClick(group.widget, key)

    assert (group.approved, group.blocked) == ([], [])
