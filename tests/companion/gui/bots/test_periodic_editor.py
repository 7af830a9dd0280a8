"""Texts in turn are added and taken away."""

from __future__ import annotations

from tests.companion.gui.bots.conftest import Bench


def test_a_text_is_added_and_removed_in_turn(bench: Bench) -> None:
    bench.page.open_tab("periodic")
    bench.page.select("periodic:periodic-2")
    editor = bench.page.editor.editor
    assert editor is not None
    texts = editor.texts  # type: ignore[attr-defined]  # of the periodic editor
    texts.add_button.click()
    texts.boxes[2].put("Third.")
    texts.boxes[0].remove.click()

    bench.page.save()
    bench.settle()

    kept = next(one for one in bench.bots.kept.periodic if one.id == "periodic-2")
    assert kept.texts == ("Clips go into #clips.", "Third.")
