"""How far a threshold bot is stands where it is edited, and beneath commands."""

from __future__ import annotations

from tests.companion.gui.bots.conftest import Bench


def test_a_threshold_bot_tells_how_far_it_is(bench: Bench) -> None:
    bench.page.open_tab("thresholds")
    editor = bench.page.editor.editor
    assert editor is not None

    state = editor.state  # type: ignore[attr-defined]  # of the threshold editor
    assert state.far.text() == "18 of 25"
    assert "then rests 5 min" in state.rests.text()
    assert "last fired 20:12" in state.rests.text()


def test_beneath_a_command_stands_the_bot_that_is_nearest(bench: Bench) -> None:
    bench.page.select("commands:song")
    glance = bench.page.editor.glance
    assert glance.isVisible()
    assert glance.toggle.accessibleName() == "Threshold bot: “Confetti”"

    glance.toggle.click()
    bench.settle()

    assert bench.bots.kept.thresholds[0].is_on is False
    assert glance.toggle.accessibleName() == "Threshold bot: “Encore”"
