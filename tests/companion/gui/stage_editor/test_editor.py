"""The editor around its canvas: fields, presets, adding, OBS, settings files."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from companion.domain.errors import SettingsError
from companion.domain.studio import SourceView
from companion.gui.components.dialog import Question
from companion.gui.stage_editor.arrangement import composed
from companion.gui.stage_editor.box import Box
from companion.gui.stage_editor.editor import NARROW_SIDE
from companion.settings.file import load, save
from overlays.stage import MOST_ITEMS
from tests.companion.gui.stage_editor.conftest import Workshop


def _item(name: str, **more: int) -> dict[str, object]:
    return {"overlay": name, "x": 0, "y": 0, "width": 400, "height": 200, **more}


def test_exact_places_are_typed(shop: Workshop) -> None:
    fields = shop.editor.fields
    shop.editor.plan.select(("goal",))
    assert [one.text() for one in fields.edits.values()] == ["1360", "32", "512", "224"]
    edit = fields.edits["x"]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "-120")
    QTest.keyClick(edit, Qt.Key.Key_Return)

    assert shop.box("goal") == Box(x=-120, y=32, width=512, height=224)
    assert len(shop.saved) == 1


def test_a_bad_number_stays_typed_and_changes_nothing(shop: Workshop) -> None:
    fields = shop.editor.fields
    shop.editor.plan.select(("goal",))
    edit = fields.edits["width"]
    edit.setFocus()
    edit.selectAll()
    for typed in ("0", "abc", ""):
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_Backspace)
        QTest.keyClicks(edit, typed)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert edit.text() == typed
        assert fields.error == "Whole number, 40 to 3840"

    assert shop.box("goal").width == 512
    assert shop.saved == []
    shop.editor.plan.select(("chat",))
    assert fields.error == ""
    assert edit.text() == "712"


def test_arrows_in_a_field_step(shop: Workshop) -> None:
    shop.editor.plan.select(("goal",))
    edit = shop.editor.fields.edits["height"]
    QTest.keyClick(edit, Qt.Key.Key_Up)
    QTest.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert shop.box("goal").height == 215
    assert edit.text() == "215"


def test_a_locked_or_several_overlays_have_no_fields(shop: Workshop) -> None:
    plan, fields = shop.editor.plan, shop.editor.fields
    plan.select(("goal", "chat"))
    assert not fields.edits["x"].isVisible()
    plan.change(plan.arrangement.locked("goal", locked=True))
    plan.select(("goal",))
    assert not fields.edits["x"].isEnabled()


def test_a_preset_replaces_what_nobody_arranged_at_once(shop: Workshop) -> None:
    shop.editor.compose("portrait")

    assert shop.dialogs == []
    assert shop.editor.plan.kept == composed("portrait")
    assert shop.saved[-1].overlays["stage"] == {"canvas": "portrait"}
    assert shop.editor.head.presets.text() == "Portrait · 1080 × 1920"


def test_a_preset_asks_before_it_replaces_an_arrangement(shop: Workshop) -> None:
    plan = shop.editor.plan
    plan.change(plan.arrangement.moved(("goal",), -10, 0))
    mine = plan.kept
    shop.editor.compose("portrait")
    assert plan.kept == mine
    question = shop.dialogs[-1]
    assert isinstance(question, Question)

    question.act.click()
    assert plan.kept == composed("portrait")
    shop.editor.head.undo.click()
    assert plan.kept == mine


def test_what_is_not_on_the_stage_can_be_added(shop: Workshop) -> None:
    items = shop.editor.adding.menu_items()
    names = {item.text: item for item in items if item.text}
    assert "Stage" not in names
    assert "Goal" not in names
    pick = names["Timer"].on_pick
    assert pick is not None
    pick()

    assert shop.selected() == ("timer",)
    assert shop.editor.plan.kept.names[-1] == "timer"


def test_another_of_a_kind_is_made_as_the_page_does(shop: Workshop) -> None:
    shop.preferences.change({"overlays.goal.theme": "arcade"})
    again = shop.editor.adding.menu_items()[0]
    goal = next(one for one in again.children if one.text == "Goal")
    assert goal.on_pick is not None
    goal.on_pick()

    saved = shop.saved[-1].overlays
    assert saved["goal_2"] == {"theme": "arcade"}
    assert shop.editor.plan.kept.names[-1] == "goal_2"
    assert shop.box("goal_2") == shop.box("goal").moved(0, 24) or shop.box(
        "goal_2"
    ) == shop.box("goal").moved(24, 24)
    row = shop.editor.layers.rows["goal_2"]
    assert row.title == "Goal 2"
    assert row.back.isHidden()


def test_control_d_duplicates_what_is_selected(shop: Workshop) -> None:
    shop.editor.plan.select(("goal", "chat"))
    shop.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)

    assert shop.editor.plan.kept.names[-2:] == ("goal_2", "chat_2")


@pytest.mark.parametrize("stage_values", [{"items": [_item("fireworks")]}])
def test_what_is_not_there_cannot_be_duplicated(shop: Workshop) -> None:
    shop.editor.plan.select(("fireworks",))
    shop.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)

    assert "There is no second" in shop.notices[-1].text
    assert shop.saved == []


@pytest.mark.parametrize(
    "stage_values",
    [{"items": [_item(f"goal_{n}", x=n, y=n) for n in range(2, MOST_ITEMS + 2)]}],
)
def test_a_full_stage_says_so(shop: Workshop) -> None:
    editor = shop.editor
    assert len(editor.layers.rows) == MOST_ITEMS
    (only,) = editor.adding.menu_items()
    assert only.on_pick is None
    assert "40" in only.text
    editor.plan.select(editor.plan.arrangement.names)
    shop.press(Qt.Key.Key_Right)
    editor.plan.keep()
    assert len(shop.saved) == 1


@pytest.mark.parametrize(
    "stage_values", [{"items": [_item("chat", width=0), 7, _item("goal")]}]
)
def test_a_wrong_settings_file_is_told_and_mended_by_a_change(shop: Workshop) -> None:
    editor = shop.editor
    assert "Entry 2 cannot be read" in editor.banner.accessibleDescription()
    assert editor.banner.isVisible()
    assert shop.names() == ("chat", "goal")

    editor.plan.change(editor.plan.arrangement.moved(("goal",), 100, 100))
    assert not editor.banner.isVisible()
    assert [one["overlay"] for one in shop.saved[-1].overlays["stage"]["items"]] == [
        "chat",
        "goal",
    ]


def test_what_cannot_be_saved_is_told_and_taken_back(shop: Workshop) -> None:
    plan = shop.editor.plan
    before = plan.arrangement

    def refuse(_settings: object) -> None:
        raise SettingsError("The disk is full.", field="")

    shop.preferences._save = refuse
    plan.change(before.moved(("goal",), -50, 0))

    assert plan.arrangement == before
    assert shop.notices[-1].detail == "The disk is full."
    assert shop.editor.said == "Not saved"
    assert not plan.can_undo


def test_changes_made_elsewhere_are_shown_when_it_opens_again(shop: Workshop) -> None:
    editor = shop.editor
    editor.hide()
    shop.preferences.change({"overlays.stage.canvas": "portrait"})
    editor.show()

    assert editor.plan.arrangement == composed("portrait")
    assert not editor.plan.can_undo


def test_leaving_saves_what_the_keys_have_moved(shop: Workshop) -> None:
    shop.editor.plan.select(("goal",))
    shop.press(Qt.Key.Key_Right)
    shop.editor.hide()

    assert len(shop.saved) == 1


def test_it_goes_to_obs_and_tests(shop: Workshop) -> None:
    editor = shop.editor
    assert editor.head.proof.text == "not in OBS"
    assert editor.head.act.text() == "Add to OBS"
    editor.head.act.click()
    editor.head.test.click()
    shop.settle()

    assert shop.studio.own_obs.done == [("add", "stage", "")]
    assert shop.studio.own_overlays.tested == ["stage"]


def test_the_head_says_how_obs_stands_and_mends_it(shop: Workshop) -> None:
    obs = shop.studio.own_obs.shown
    shown = SourceView(
        source="Companion Stage",
        overlay="stage",
        scenes=("Gaming",),
        is_visible=True,
        state="showing",
    )
    shop.studio.own_obs.shown = structs.replace(obs, sources=(shown,))
    shop.settle()
    head = shop.editor.head
    assert head.proof.text == "OBS is showing this overlay"
    assert not head.act.isVisible()

    shop.studio.own_obs.shown = structs.replace(
        obs, sources=(structs.replace(shown, state="stale", scenes=("S" * 90,)),)
    )
    shop.settle()
    assert head.proof.text == "link is out of date"
    assert head.act.text() == "Repair"
    head.act.click()
    shop.settle()
    assert shop.studio.own_obs.done == [("repair", "stage")]


def test_an_arrangement_survives_the_settings_file(
    shop: Workshop, tmp_path: Path
) -> None:
    plan = shop.editor.plan
    changed = plan.arrangement.moved(("goal",), -300, 40).shown("chat", visible=False)
    plan.change(changed)
    file = tmp_path / "settings.toml"
    save(file, shop.saved[-1])

    overlays = load(file).overlays
    assert len(overlays["stage"]["items"]) == 5
    shop.preferences.change({"overlays.stage": overlays["stage"]})
    plan.load()
    assert plan.arrangement == changed


def test_every_control_has_a_name_and_fits(shop: Workshop) -> None:
    editor = shop.editor
    for size in ((1368, 780), (904, 420)):
        editor.resize(*size)
        shop.settle()
        assert editor.width() == size[0]
        for button in editor.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.accessibleName(), button
                right = button.mapTo(editor, button.rect().topRight()).x()
                assert right < editor.width(), button.accessibleName()
    assert editor.layers.width() <= NARROW_SIDE


def test_a_second_stage_is_arranged_by_itself(shop: Workshop) -> None:
    shop.preferences.change({"overlays.stage_2": {"canvas": "portrait"}})
    first = shop.editor.plan.arrangement
    shop.editor.plan.change(first.moved(("goal",), -5, 0))
    shop.editor.open("stage_2")
    assert shop.editor.plan.arrangement == composed("portrait")
    assert not shop.editor.plan.can_undo

    plan = shop.editor.plan
    plan.change(plan.arrangement.without(("chat",)))
    saved = shop.saved[-1].overlays
    assert "items" in saved["stage_2"]
    shop.editor.open("stage")
    assert shop.names() == first.names
