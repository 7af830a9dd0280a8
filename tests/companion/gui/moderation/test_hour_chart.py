"""The last hour: sums, the peak, and what a bar stands for."""

from __future__ import annotations

from companion.app.scene.gate import BLOCKED, HELD, JUDGED, SceneGate
from companion.domain.views import ToxicityBar
from companion.gui.moderation.hour_chart import HourChart, label_shares, peak, sums
from companion.gui.theme.theme import Theme

MINUTE = 60_000_000
AT = 1_795_207_617_000_000


def bars(*stopped: int) -> list[ToxicityBar]:
    return [
        ToxicityBar(at=AT + n * MINUTE, judged=100, held=0, blocked=count)
        for n, count in enumerate(stopped)
    ]


def test_the_scene_has_the_sums_of_its_picture(run) -> None:
    shown = run(SceneGate().toxicity(bars=72))

    assert sums(shown) == (JUDGED, HELD, BLOCKED)


def test_a_wave_is_named_with_all_that_was_stopped_in_it() -> None:
    found = peak(bars(0, 1, 0, 6, 20, 5, 0, 1, 0, 0))

    assert found is not None
    bar, stopped = found
    assert bar.at == AT + 4 * MINUTE
    assert stopped == 31


def test_a_calm_hour_has_no_peak() -> None:
    assert peak(bars(1, 0, 2, 1, 1, 0)) is None
    assert peak([]) is None


def test_an_hour_that_is_loud_all_over_has_no_peak() -> None:
    assert peak(bars(20, 21, 19, 22, 20)) is None


def test_shares_by_label_are_of_all_that_passed_a_threshold() -> None:
    hour = [
        ToxicityBar(at=AT, labels={"insult": 6, "threat": 1}),
        ToxicityBar(at=AT, labels={"threat": 1}),
    ]

    assert label_shares(hour) == "insult 75 % · threat 25 %"
    assert label_shares([]) == ""


def test_the_chart_is_read_out_and_each_bar_explains_itself(
    theme: Theme, qtbot
) -> None:
    chart = HourChart(theme=theme)
    qtbot.addWidget(chart)
    chart.resize(100, 76)
    chart.set_bars(bars(0, 12), zone="UTC")

    assert chart.accessibleDescription() == (
        "200 judged, 0 held, 12 blocked. 20:47 · 12 stopped"
    )
    assert chart.tip_at(75) == "20:47: 100 judged, 0 held, 12 blocked"
    assert chart.tip_at(500) == ""
