"""The page: tiles, filter, pane, keys; small windows and large letters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from companion.app.scene.studio import link_of
from companion.gui.overlays.controls import NumberControl
from companion.gui.overlays.link import MASK
from companion.gui.overlays.look_controls import (
    ColoursControl,
    ConnectionsControl,
    WaitsControl,
)
from companion.gui.overlays.pane import TABS
from tests.companion.gui.overlays.conftest import Room


def test_every_overlay_has_a_tile_and_the_first_is_selected(room: Room) -> None:
    names = [view.name for view in room.studio.overlays.views()]

    assert list(room.page.grid.tiles) == names
    assert room.page.selected == names[0] == "leaderboard"
    assert room.page.pane.title == "Leaderboard"


def test_the_pane_says_what_proves_that_obs_shows_it(room: Room) -> None:
    proof = room.page.pane.proof

    assert proof == "OBS is showing this overlay · heartbeat 0.3 s"


def test_filters_count_and_show_what_they_say(room: Room) -> None:
    page = room.page
    assert page.filter is not None
    counts = page.grid.counts
    assert counts["all"] == len(page.grid.tiles)

    page.filter.chosen.emit("look")

    assert len(page.grid.shown) == counts["look"] > 0
    hidden = [name for name, tile in page.grid.tiles.items() if not tile.isVisible()]
    assert len(hidden) == counts["all"] - counts["look"]


def test_no_token_is_anywhere_on_the_page(room: Room) -> None:
    labels = room.page.findChildren(QLabel)
    texts = [one.text() + one.toolTip() + one.accessibleName() for one in labels]

    assert not any("/o/scene/" in text for text in texts)
    assert room.page.pane.link.shown == f"127.0.0.1:7717/o/{MASK}/leaderboard/"


def test_the_eye_uncovers_the_link_and_another_overlay_covers_it(room: Room) -> None:
    link = room.page.pane.link
    link.eye.click()
    assert link.shown.endswith("/o/scene/leaderboard/")

    room.page.select("chat")

    assert link.shown == f"127.0.0.1:7717/o/{MASK}/chat/"


def test_copying_gives_the_whole_link_and_warns(room: Room) -> None:
    room.page.pane.link.copy.click()

    assert QGuiApplication.clipboard().text() == link_of("leaderboard")
    assert "Do not show it" in room.notices[-1].detail


def test_without_a_server_there_is_nothing_to_copy_or_test(room: Room) -> None:
    room.studio.own_overlays.is_served = False
    room.settle()

    assert not room.page.pane.link.copy.isEnabled()
    assert not room.page.pane.preview.test.isEnabled()
    assert not room.page.grid.tiles["chat"].test.isEnabled()
    assert room.page.pane.link.shown == "The overlay server is off."


def test_arrows_walk_and_t_tests(room: Room) -> None:
    page = room.page
    first, second = list(page.grid.tiles)[:2]
    tile = page.grid.tiles[first]
    tile.setFocus()

    QTest.keyClick(tile, Qt.Key.Key_Right)
    assert page.selected == second

    QTest.keyClick(page.grid.tiles[second], Qt.Key.Key_T)
    room.settle()
    assert room.studio.own_overlays.tested == [second]


def test_only_one_tile_stops_tab(room: Room) -> None:
    stops = [
        name
        for name, tile in room.page.grid.tiles.items()
        if tile.focusPolicy() == Qt.FocusPolicy.StrongFocus
    ]

    assert stops == [room.page.selected]


def test_tiles_tell_a_screen_reader_name_and_state(room: Room) -> None:
    tile = room.page.grid.tiles["leaderboard"]

    assert tile.accessibleName() == "Leaderboard"
    assert tile.accessibleDescription().startswith("OBS shows it")
    assert tile.test.accessibleName() == "Test Leaderboard"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_every_overlay_opens(room: Room, tab) -> None:
    for name in room.page.grid.tiles:
        room.page.select(name)
        room.page.pane.open_tab(tab)
        assert room.page.pane.current_tab == tab


def test_a_slider_shows_at_once_and_saves_when_it_rests(room: Room, qtbot) -> None:
    form = room.page.pane.form()
    assert form is not None
    control = form.lines["scale"].control
    assert isinstance(control, NumberControl)

    control.slider.setValue(150)
    room.settle()
    assert room.studio.own_overlays.tried[-1][1] == {"scale": 150}
    assert room.saved == []

    qtbot.waitUntil(lambda: bool(room.saved))
    assert room.saved[-1].overlays == {"leaderboard": {"scale": 150}}


def test_a_bad_number_stays_typed_with_the_reason_beneath(room: Room) -> None:
    form = room.page.pane.form()
    assert form is not None
    line = form.lines["margin_x"]
    assert isinstance(line.control, NumberControl)
    edit = line.control.edit
    edit.setFocus()
    edit.setText("999")

    QTest.keyClick(edit, Qt.Key.Key_Return)

    assert line.error == "Not accepted: whole number, 0 to 400"
    assert room.saved == []
    assert room.page.pane.said == "Not saved: see the field"


def test_contrast_is_measured_beside_the_colours(room: Room) -> None:
    form = room.page.pane.form()
    assert form is not None
    line = form.lines["slab"]
    assert isinstance(line.control, ColoursControl)
    assert line.control.ratio.text() == "19.3 : 1"

    line.control.chosen.emit({"ink": "#222222"})

    assert "contrast" in line.error
    assert line.control.ratio.text() == "19.3 : 1"
    line.control.chosen.emit({"ink": "#ffee00"})
    assert line.error == ""
    assert room.saved[-1].overlays["leaderboard"] == {"ink": "#ffee00"}


def test_what_viewers_write_waits_as_chosen(room: Room) -> None:
    page = room.page
    page.select("chat")
    page.pane.open_tab("content")
    form = page.pane.form()
    assert form is not None
    control = form.lines["delay_s"].control
    assert isinstance(control, WaitsControl)

    control.waits.chosen.emit("10")
    assert room.saved[-1].overlays == {"chat": {"delay_s": 10}}
    control.waits.chosen.emit("approval")
    assert room.saved[-1].overlays == {"chat": {"approval": True}}
    assert control.waits.text() == "Waits for your OK"
    control.waits.chosen.emit("0")
    assert not room.saved[-1].overlays.get("chat")


def test_whose_events_show_is_a_preset_or_channels(room: Room) -> None:
    page = room.page
    page.select("chat")
    page.pane.open_tab("content")
    form = page.pane.form()
    assert form is not None
    control = form.lines["connections"].control
    assert isinstance(control, ConnectionsControl)
    assert "Twitch asks" in control.note.text()

    control.presets.chosen.emit("twitch")

    assert room.saved[-1].overlays == {"chat": {"connections": ["twitch"]}}
    assert "right for each platform" in control.note.text()
    channels = [item.text for item in control.items()]
    assert "tiktok:@mira.plays" in channels


def test_theme_and_reset(room: Room) -> None:
    form = room.page.pane.form()
    assert form is not None
    form.lines["theme"].control.chosen.emit("cozy")
    assert room.saved[-1].overlays["leaderboard"] == {"theme": "cozy"}

    room.page.pane.reset.click()

    assert not room.saved[-1].overlays.get("leaderboard")
    assert not room.page.pane.reset.isEnabled()


def test_reading_stops_while_the_page_is_not_seen(room: Room) -> None:
    assert room.page.studio.is_running
    assert room.page.pictures.is_running

    room.page.hide()

    assert not room.page.studio.is_running
    assert not room.page.pictures.is_running


@pytest.mark.parametrize("size", [(952, 564), (476, 282)])
def test_in_a_small_window_the_pane_is_a_drawer(room: Room, size) -> None:
    page = room.page
    page.resize(*size)
    assert not page.pane.isVisible()

    page.select("chat")

    assert page.pane.isVisible()
    assert page.pane.geometry().right() < page.width()
    assert page.pane.width() <= page.width() - 80
    QTest.keyClick(page.pane, Qt.Key.Key_Escape)
    assert not page.pane.isVisible()


def test_typing_t_into_a_field_tests_nothing(room: Room) -> None:
    room.page.pane.open_tab("content")
    form = room.page.pane.form()
    assert form is not None
    edit = form.lines["heading"].control.findChild(QLineEdit)
    edit.setFocus()

    QTest.keyClicks(edit, "ttt")
    room.settle()

    assert edit.text() == "ttt"
    assert room.studio.own_overlays.tested == []
