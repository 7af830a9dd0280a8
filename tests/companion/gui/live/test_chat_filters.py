"""Saved filters as tabs: made, changed, moved, deleted, counted, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.domain.errors import SettingsError
from companion.domain.values import Role
from companion.gui.components.toast import Notice
from companion.gui.live.chat_actions import ChatActions
from companion.gui.live.chat_filter import ChatFilter
from companion.gui.live.chat_pane import ChatPane
from companion.gui.live.chat_tabs import ALL
from companion.gui.live.filter_dialog import FilterDialog
from companion.gui.live.tab_store import TabStore
from companion.gui.preferences import Preferences
from companion.settings import FILE_NAME, Settings, load, save
from tests.support.fakes import FakeClock
from tests.support.live_scene import TIKTOK, TWITCH, Ledger

pytestmark = pytest.mark.qt

NOTHING = ChatActions(
    feature=lambda _seq: None,
    hide=lambda _row: None,
    allow=lambda _row: None,
    open_viewer=lambda _viewer: None,
)


class Desk:
    def __init__(self, qtbot, theme, file: Path) -> None:
        self.book = Ledger()
        self.file = file
        self.notices: list[Notice] = []
        self.preferences = Preferences(
            load(file) if file.exists() else Settings(),
            save=lambda new: save(file, new),
        )
        self.pane = ChatPane(
            theme=theme,
            clock=FakeClock(),
            actions=NOTHING,
            store=TabStore(self.preferences),
            say=self.notices.append,
        )
        self.filters, self.strip = self.pane.filters, self.pane.filters.strip
        self.pane.resize(648, 500)
        qtbot.addWidget(self.pane)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    def say(self, text: str, *roles: Role, platform=TWITCH) -> None:
        chat = self.book.chat(platform, "Ida", text, *roles)
        self.pane.take_shown([self.book.shown(chat)])

    def texts(self) -> list[str]:
        model = self.pane.model
        return [model.row(one).text for one in range(model.rowCount())]

    def names(self) -> list[str]:
        return [tab.text() for tab in self.strip.tabs]

    def save(self, name: str, chosen: ChatFilter) -> None:
        dialog = self.filters.ask()
        dialog.name.set_text(name)
        error = dialog._on_save(name, chosen)
        assert not error
        dialog.reject()

    def pick(self, place: int) -> None:
        self.strip.tabs[place + 1].click()

    def unseen(self) -> list[int]:
        return [tab.unseen for tab in self.strip.tabs]


MODS = ChatFilter(roles=frozenset({Role.MODERATOR}))
ON_TIKTOK = ChatFilter(platforms=frozenset({TIKTOK}))


@pytest.fixture
def desk(qtbot, theme, tmp_path) -> Desk:
    return Desk(qtbot, theme, tmp_path / FILE_NAME)


def test_without_a_saved_filter_there_are_no_tabs(desk: Desk) -> None:
    assert not desk.strip.isVisible()


def test_a_saved_filter_is_a_tab_and_shows_what_it_lets_through(desk: Desk) -> None:
    desk.say("hello")
    desk.say("song list is pinned", Role.MODERATOR)
    desk.save("Mods", MODS)

    assert desk.strip.isVisible()
    assert desk.names() == ["All", "Mods"]
    assert desk.strip.current == 0
    assert desk.texts() == ["song list is pinned"]
    desk.pick(ALL)
    assert desk.texts() == ["hello", "song list is pinned"]


def test_rows_that_a_tab_hides_are_not_lost_and_are_counted(desk: Desk) -> None:
    desk.save("Mods", MODS)
    desk.save("TikTok", ON_TIKTOK)
    desk.say("one", Role.MODERATOR)
    desk.say("two", platform=TIKTOK)
    desk.say("three", platform=TIKTOK)
    assert desk.unseen() == [3, 1, 0]

    desk.pick(0)
    assert desk.unseen() == [3, 0, 0]
    desk.pick(ALL)
    assert desk.unseen() == [0, 0, 0]
    assert desk.texts() == ["one", "two", "three"]


def test_tabs_are_kept_in_the_settings(desk: Desk, qtbot, theme) -> None:
    desk.save("Mods", MODS)
    again = Desk(qtbot, theme, desk.file)

    assert again.names() == ["All", "Mods"]
    assert again.strip.current == ALL
    assert load(desk.file).chat.tabs[0].roles == ("moderator",)


def test_a_tab_is_renamed_in_place(desk: Desk) -> None:
    desk.save("Mods", MODS)
    desk.save("TikTok", ON_TIKTOK)
    dialog = desk.filters.ask(0)
    assert dialog.name.text == "Mods"
    assert dialog.filter == MODS
    dialog.name.edit.selectAll()
    QTest.keyClicks(dialog.name.edit, "Helpers")
    QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)

    assert desk.names() == ["All", "Helpers", "TikTok"]
    assert desk.filters._saved[0] == MODS


def test_two_tabs_cannot_have_one_name(desk: Desk) -> None:
    desk.save("Mods", MODS)
    dialog = desk.filters.ask()
    dialog.name.set_text("Mods")
    dialog._check()
    dialog.act.click()

    assert dialog.isVisible()
    assert "already" in dialog.name.error
    dialog.reject()


def test_a_tab_needs_a_name(desk: Desk) -> None:
    dialog = desk.filters.ask()
    assert not dialog.act.isEnabled()
    QTest.keyClick(dialog.name.edit, Qt.Key.Key_Return)

    assert dialog.isVisible()
    dialog.reject()


def test_a_tab_moves_and_stays_chosen(desk: Desk) -> None:
    desk.save("Mods", MODS)
    desk.save("TikTok", ON_TIKTOK)
    left = desk.strip.menu_of(1).actions()[1]
    assert left.isEnabled()
    left.trigger()

    assert desk.names() == ["All", "TikTok", "Mods"]
    assert desk.strip.current == 0
    first = desk.strip.menu_of(0).actions()
    assert [first[1].isEnabled(), first[2].isEnabled()] == [False, True]


def test_a_deleted_tab_comes_back_by_undo(desk: Desk) -> None:
    desk.save("Mods", MODS)
    desk.save("TikTok", ON_TIKTOK)
    desk.say("hello")
    desk.pick(0)
    desk.strip.menu_of(0).actions()[-1].trigger()
    assert desk.names() == ["All", "TikTok"]
    assert desk.strip.current == ALL
    assert desk.texts() == ["hello"]

    (notice,) = desk.notices
    assert notice.undo is not None
    notice.undo()
    assert desk.names() == ["All", "Mods", "TikTok"]


def test_another_session_counts_anew(desk: Desk) -> None:
    desk.save("Mods", MODS)
    desk.pick(ALL)
    desk.say("one", Role.MODERATOR)
    assert desk.unseen() == [0, 1]

    desk.pane.clear()
    assert desk.unseen() == [0, 0]


def test_roles_narrow_the_search_and_can_be_saved(desk: Desk) -> None:
    desk.say("a rose", Role.MODERATOR)
    desk.say("a rose too")
    desk.filters.search.toggle()
    picks = {one.text(): one for one in desk.filters.quick.roles_menu().actions()}
    picks["Moderator"].trigger()
    QTest.keyClicks(desk.filters.search.field.edit, "rose")
    assert desk.texts() == ["a rose"]

    dialog = desk.filters.ask()
    assert dialog.filter == ChatFilter(roles=MODS.roles, words="rose")
    dialog.name.set_text("Roses")
    dialog._check()
    dialog.act.click()
    assert desk.names() == ["All", "Roses"]
    assert not desk.filters.search.is_open
    assert desk.texts() == ["a rose"]
    desk.pick(ALL)
    assert desk.texts() == ["a rose", "a rose too"]


def test_a_search_that_ends_takes_its_roles_along(desk: Desk) -> None:
    desk.say("hello")
    desk.filters.search.toggle()
    desk.filters.quick.choose_roles(MODS.roles)
    assert desk.texts() == []

    desk.filters.search.toggle()
    assert desk.texts() == ["hello"]


def test_the_dialog_offers_every_part_of_a_filter(qtbot, theme) -> None:
    saved: list[tuple[str, ChatFilter]] = []
    dialog = FilterDialog(
        None,
        theme=theme,
        channels=("twitch:mira", "tiktok:@mira"),
        on_save=lambda name, one: saved.append((name, one)) or "",
    )
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.set_text("Everything at once")
    dialog._check()
    for button in (dialog.platforms["twitch"], dialog.roles["vip"]):
        button.click()
    for toggle in (dialog.channels["twitch:mira"], dialog.money, dialog.mentions):
        toggle.click()
    dialog.words.set_text("rose")
    dialog.act.click()

    assert saved == [
        (
            "Everything at once",
            ChatFilter(
                platforms=frozenset({TWITCH}),
                channels=frozenset({"twitch:mira"}),
                roles=frozenset({Role.VIP}),
                money_only=True,
                mentions_only=True,
                words="rose",
            ),
        )
    ]


def test_settings_that_cannot_be_saved_change_nothing() -> None:
    def refuse(_settings: Settings) -> None:
        raise SettingsError("The disk is full.", field="chat.tabs")

    store = TabStore(Preferences(Settings(), save=refuse))

    assert "The disk is full." in store.add("Mods", MODS)
    assert store.tabs == ()


def test_a_thirteenth_tab_is_refused_and_says_so() -> None:
    store = TabStore()
    for number in range(12):
        assert store.add(f"{number}", MODS) == ""

    assert "12" in store.add("one more", MODS)
    assert len(store.tabs) == 12


def test_twelve_tabs_with_long_names_fit_a_narrow_pane(desk: Desk) -> None:
    for number in range(12):
        desk.save(f"{number} with quite a long name for a tab", MODS)
    desk.pane.resize(600, 500)
    QTest.qWait(1)

    last = desk.strip.tabs[-1]
    assert desk.pane.width() == 600
    assert last.geometry().right() < desk.strip.add.geometry().left()
