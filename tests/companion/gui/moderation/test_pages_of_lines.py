"""Reading page by page: nothing twice, nothing missed, errors told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.gate import SceneGate
from companion.domain.entries import Verdict
from companion.domain.errors import LedgerError
from companion.domain.views import VerdictFilter, VerdictLine
from companion.gui.bridge import Bridge
from companion.gui.components.empty import EmptyState
from companion.gui.moderation.line_model import LineModel
from companion.gui.moderation.line_view import LineView
from companion.gui.moderation.paged_list import PagedList
from companion.gui.moderation.pages_of_lines import PAGE, PagesOfLines
from companion.gui.moderation.verdict_delegate import LOW, VerdictDelegate, spoken

pytestmark = pytest.mark.qt


class LongGate(SceneGate):
    """An evening of many decisions; `failure` is raised instead of an answer."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.failure: LedgerError | None = None
        self.asked: list[VerdictFilter] = []

    @override
    async def verdicts(self, wanted: VerdictFilter) -> Sequence[VerdictLine]:
        self.asked.append(wanted)
        if self.failure is not None:
            raise self.failure
        newest = self.count if wanted.before is None else wanted.before - 1
        seqs = range(newest, max(0, newest - wanted.limit), -1)
        return [line(seq) for seq in seqs]


def line(seq: int) -> VerdictLine:
    return VerdictLine(
        seq=seq,
        at=seq,
        kind="verdict",
        by="rules",
        of=seq,
        text=f"text {seq}",
        verdict=Verdict.ALLOW,
    )


class Reading:
    """Pages over an engine on the window's own loop."""

    def __init__(self, loop, count: int) -> None:
        self.gate = LongGate(count)
        engine = SceneEngine()
        engine.moderation = self.gate
        self.bridge = Bridge(engine, loop)
        self.model = LineModel(spoken)
        self.pages = PagesOfLines(self.bridge, self.model)

    @property
    def seqs(self) -> list[int]:
        return [self.model.row(place).line.seq for place in range(len(self))]

    def __len__(self) -> int:
        return self.model.rowCount()


def test_pages_follow_each_other_to_the_end(run, qt_loop) -> None:
    reading = Reading(qt_loop, 2 * PAGE + 30)

    async def story() -> None:
        reading.pages.show(VerdictFilter(kind="verdict"))
        await reading.bridge.answered()
        assert reading.pages.state == "shown"
        assert reading.pages.has_more
        for _page in range(3):
            reading.pages.more()
            await reading.bridge.answered()

    run(story())

    assert reading.seqs == list(range(2 * PAGE + 30, 0, -1))
    assert not reading.pages.has_more
    assert [one.before for one in reading.gate.asked] == [None, PAGE + 31, 31]


def test_a_look_keeps_the_pages_that_were_read(run, qt_loop) -> None:
    reading = Reading(qt_loop, 150)

    async def story() -> None:
        reading.pages.show(VerdictFilter())
        await reading.bridge.answered()
        reading.pages.more()
        await reading.bridge.answered()
        reading.gate.count = 153
        reading.pages.look()
        await reading.bridge.answered()

    run(story())

    assert reading.seqs == list(range(153, 0, -1))


def test_after_a_flood_only_the_newest_page_is_kept(run, qt_loop) -> None:
    reading = Reading(qt_loop, 150)

    async def story() -> None:
        reading.pages.show(VerdictFilter())
        await reading.bridge.answered()
        reading.gate.count = 1_000
        reading.pages.look()
        await reading.bridge.answered()

    run(story())

    assert reading.seqs == list(range(1_000, 1_000 - PAGE, -1))
    assert reading.pages.has_more


def test_an_answer_to_an_old_question_is_thrown_away(run, qt_loop) -> None:
    reading = Reading(qt_loop, 5)

    async def story() -> None:
        reading.pages.show(VerdictFilter(words="old"))
        reading.pages.show(VerdictFilter(words="new"))
        await reading.bridge.answered()

    run(story())

    assert len(reading) == 5
    assert reading.pages.wanted.words == "new"


def test_a_list_that_cannot_be_read_says_why_and_tries_again(
    run, qt_loop, theme, qtbot
) -> None:
    reading = Reading(qt_loop, 3)
    reading.gate.failure = LedgerError("The disk does not answer.")
    view = LineView(
        reading.model,
        VerdictDelegate(theme=theme),
        theme=theme,
        name="Lines",
        estimate=LOW,
        hover=lambda _row: (),
        everything=lambda _row: (),
        keys=(),
    )
    empty = EmptyState(theme=theme, icon="list-dashes", title="None", text="None.")
    shown = PagedList(view, reading.pages, theme=theme, empty=empty, row_height=LOW)
    qtbot.addWidget(shown)

    async def story() -> None:
        reading.pages.show(VerdictFilter())
        await reading.bridge.answered()
        failed = shown.shown
        assert isinstance(failed, EmptyState)
        assert failed.accessibleDescription() == "The disk does not answer."

        reading.gate.failure = None
        failed.actions_shown[0].click()
        await reading.bridge.answered()
        assert shown.shown is view

        reading.gate.count = 0
        reading.pages.show(VerdictFilter())
        await reading.bridge.answered()
        assert shown.shown is empty

    run(story())


def test_a_skeleton_comes_only_when_it_takes_long(qt_loop, theme, qtbot) -> None:
    reading = Reading(qt_loop, 3)
    view = LineView(
        reading.model,
        VerdictDelegate(theme=theme),
        theme=theme,
        name="Lines",
        estimate=LOW,
        hover=lambda _row: (),
        everything=lambda _row: (),
        keys=(),
    )
    empty = EmptyState(theme=theme, icon="list-dashes", title="None", text="None.")
    shown = PagedList(view, reading.pages, theme=theme, empty=empty, row_height=LOW)
    qtbot.addWidget(shown)
    shown.show()

    reading.pages.changed.emit()
    assert not shown.is_loading
    qtbot.waitUntil(lambda: shown.is_loading)
