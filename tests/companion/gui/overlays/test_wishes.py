"""What a tile and its menu can ask: asked first where others notice it."""

from __future__ import annotations

from msgspec import structs
from PySide6.QtCore import QUrlQuery

from companion.app.scene.studio import link_of
from companion.domain.studio import ObsView
from companion.gui.components.dialog import Question
from companion.gui.overlays.hints import HintsDialog, hint_texts
from tests.companion.gui.overlays.conftest import Room


def texts(room: Room, name: str) -> list[str]:
    return [item.text for item in room.page.wishes.menu_items(name)]


def pick(room: Room, name: str, text: str) -> None:
    items = {item.text: item for item in room.page.wishes.menu_items(name)}
    chosen = items[text].on_pick
    assert chosen is not None
    chosen()
    room.settle()


def test_the_one_click_of_a_tile_mends_what_it_says(room: Room) -> None:
    tiles = room.page.grid.tiles
    assert tiles["timer"].mend.text() == "Repair"
    assert tiles["card"].mend.text() == "Add to OBS"

    tiles["timer"].mend.click()
    tiles["card"].mend.click()
    room.settle()

    assert room.studio.own_obs.done == [("repair", "timer"), ("add", "card", "")]
    assert "Gaming" in room.notices[-1].text
    assert not tiles["card"].mend.is_busy


def test_adding_without_obs_leads_to_connecting_it(room: Room, qtbot) -> None:
    room.studio.own_obs.shown = ObsView()
    room.settle()

    with qtbot.waitSignal(room.page.obs_asked):
        room.page.grid.tiles["card"].mend.click()

    assert room.studio.own_obs.done == []


def test_what_obs_refuses_is_told_and_the_button_works_again(room: Room) -> None:
    room.studio.own_obs.refusal = "The scene Gaming is gone."

    room.page.grid.tiles["card"].mend.click()
    room.settle()

    assert room.notices[-1].detail == "The scene Gaming is gone."
    assert not room.page.grid.tiles["card"].mend.is_busy


def test_a_new_link_asks_first(room: Room) -> None:
    room.page.pane.link.rotate.click()
    question = room.dialogs[-1]
    assert isinstance(question, Question)
    assert room.studio.own_overlays.rotated == []

    question.act.click()
    room.settle()

    assert room.studio.own_overlays.rotated == ["leaderboard"]


def test_the_menu_shows_and_hides_in_obs(room: Room) -> None:
    scene = "\u2068Gaming\u2069"
    pick(room, "chat", f"Hide in {scene}")

    assert room.studio.own_obs.done == [("show", "Companion chat", "Gaming", False)]
    hidden = texts(room, "timer")
    assert f"Show in {scene}" in hidden
    assert "Reload in OBS" in hidden
    assert "Reload in OBS" not in texts(room, "card")


def test_a_duplicate_has_the_settings_and_can_be_removed(room: Room) -> None:
    room.preferences.change({"overlays.goal.align": "top"})
    room.studio.own_overlays.more = ["goal_2"]

    room.page.wishes.duplicate("goal")
    assert room.saved[-1].overlays["goal_2"] == {"align": "top"}
    room.settle()
    assert room.page.selected == "goal_2"
    assert "Remove…" not in texts(room, "goal")

    pick(room, "goal_2", "Remove…")
    question = room.dialogs[-1]
    assert isinstance(question, Question)
    room.studio.own_overlays.more = []
    question.act.click()
    room.settle()

    assert "goal_2" not in room.saved[-1].overlays
    assert room.page.selected == "goal"
    assert "goal_2" not in room.page.grid.tiles


def test_a_busy_stream_counts_down_and_stops_when_asked(room: Room) -> None:
    room.page.busy.click()
    room.stand.until(lambda: room.studio.own_overlays.is_busy)
    assert room.page.busy.text() == "Stop, 30 s"

    room.page.busy.click()

    room.stand.until(lambda: not room.studio.own_overlays.is_busy)
    assert room.page.busy.text() == "Busy stream, 30 s"


def test_a_busy_stream_ends_by_itself(room: Room) -> None:
    room.page.busy.click()
    room.stand.until(lambda: room.studio.own_overlays.is_busy)

    room.studio.own_overlays.calm.set()

    room.stand.until(lambda: room.page.busy.text() == "Busy stream, 30 s")


def test_a_test_that_nobody_sees_says_so(room: Room) -> None:
    room.page.wishes.test("card")
    room.settle()

    assert room.studio.own_overlays.tested == ["card"]
    assert room.notices[-1].text == "Nobody sees the test yet"


def test_what_is_dragged_into_obs_is_the_link_with_name_and_size(room: Room) -> None:
    data = room.page.grid.tiles["leaderboard"].mime_data()

    url = data.urls()[0]
    query = QUrlQuery(url)
    assert url.toString().partition("?")[0] == link_of("leaderboard")
    assert query.queryItemValue("layer-name") == "Leaderboard"
    view = room.page.grid.tiles["leaderboard"].view
    assert query.queryItemValue("layer-width") == str(view.width)
    assert query.queryItemValue("layer-height") == str(view.height)
    assert data.text() == link_of("leaderboard")


def test_other_programs_get_size_and_green(room: Room) -> None:
    pick(room, "chat", "vMix, Streamlabs, a browser…")
    dialog = room.dialogs[-1]
    assert isinstance(dialog, HintsDialog)
    view = room.page.grid.tiles["chat"].view
    size = f"{view.width} × {view.height}"
    assert all(size in text for _name, text in hint_texts(view)[:3])

    dialog.key.setChecked(True)
    assert room.saved[-1].overlays == {"chat": {"background": "chroma"}}
    dialog.key.setChecked(False)
    assert not room.saved[-1].overlays.get("chat")


def test_showing_now_lists_each_page_with_its_heartbeat(room: Room) -> None:
    room.page.pane.open_tab("now")
    page = room.page.pane._area.widget()

    assert "heartbeat 0.3 s" in page.lines[0]
    assert "visible to viewers" in page.lines[0]
    assert "drawn after 42 ms" in page.lines[0]


def test_sources_that_are_gone_leave_the_tile_honest(room: Room) -> None:
    shown = room.studio.own_obs.shown
    room.studio.own_obs.shown = structs.replace(shown, sources=())
    room.studio.own_overlays.alone = True
    room.settle()

    tile = room.page.grid.tiles["leaderboard"]
    assert tile.state.text == "not in OBS"
    assert tile.mend.text() == "Add to OBS"
