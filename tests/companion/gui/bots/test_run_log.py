"""The log says what fired and why not; what failed can be done again."""

from __future__ import annotations

from msgspec import structs

from companion.app.scene.bots import log
from tests.companion.gui.bots.conftest import Bench


def texts(bench: Bench) -> list[str]:
    return [row.said.text for row in bench.page.side.log.rows]


def test_each_line_says_what_and_why(bench: Bench) -> None:
    found = texts(bench)

    assert found[0] == "!rank: replied: r4cc00n, you are 14th of 1,204"
    assert found[3] == (
        "Raid welcome: dry run, would have replied: Welcome, raiders of nova!"
    )
    assert found[4] == "Confetti: 24 of 25 in 20 s, not enough"


def test_only_what_failed_can_be_done_again(bench: Bench) -> None:
    rows = bench.page.side.log.rows
    able = [row for row in rows if row.again is not None]
    assert [row.line.name for row in able] == ["Going live"]
    again = able[0].again
    assert again is not None

    again.click()
    busy = again.is_busy
    bench.settle()

    assert bench.bots.repeated == [able[0].line.run]
    assert (busy, again.is_busy) == (True, False)
    assert bench.notices[-1].text == "Not done again"


def test_lines_that_stay_keep_their_widgets(bench: Bench) -> None:
    shown = bench.page.side.log
    before = list(shown.rows)
    newest = structs.replace(log()[0], at=log()[0].at + 1, run="other")

    shown.show_lines([newest, *log()[:-1]])

    assert shown.rows[1:] == before[:-1]
    assert shown.rows[0].line == newest


def test_many_lines_are_cut_to_what_is_seen(bench: Bench) -> None:
    shown = bench.page.side.log
    line = log()[0]

    shown.show_lines([structs.replace(line, run=str(n)) for n in range(200)])

    assert len(shown.rows) == 60
