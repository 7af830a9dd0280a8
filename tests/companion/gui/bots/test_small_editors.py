"""Counters, quotes and notes are kept, and can be taken back."""

from __future__ import annotations

from companion.gui.bots.small_editors import CounterEditor
from tests.companion.gui.bots.conftest import Bench


def test_a_counter_is_set_by_its_buttons(bench: Bench) -> None:
    bench.page.open_tab("counters")
    bench.page.select("counters:deaths")
    editor = bench.page.editor.editor
    assert isinstance(editor, CounterEditor)

    editor.up.click()
    bench.page.save()
    bench.settle()

    assert bench.bots.counters["deaths"] == 42
    assert bench.page.editor.status.text() == "Saved"


def test_a_quote_is_kept_deleted_and_brought_back(bench: Bench) -> None:
    bench.page.open_tab("counters")
    bench.page.new("quotes")
    editor = bench.page.editor.editor
    assert editor is not None
    editor.text.put("One more round.")  # type: ignore[attr-defined]  # of the quote editor
    bench.page.save()
    bench.settle()
    assert bench.bots.quotes[3] == "One more round."
    assert bench.page.selected == "quotes:3"

    bench.page.delete()
    bench.settle()
    assert 3 not in bench.bots.quotes
    undo = bench.notices[-1].undo
    assert undo is not None
    undo()
    bench.settle()

    assert bench.bots.quotes[3] == "One more round."


def test_the_note_board_is_kept(bench: Bench) -> None:
    bench.page.open_tab("counters")
    editor = bench.page.editor.editor
    assert editor is not None
    editor.text.put("Buy cake. ")  # type: ignore[attr-defined]  # of the notes' editor

    bench.page.save()
    bench.settle()

    assert bench.bots.kept.notes.startswith("Buy cake. ")
