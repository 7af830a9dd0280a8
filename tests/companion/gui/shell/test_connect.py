"""The connect dialog is honest about what it recognises and what it cannot do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from companion.domain.errors import CompanionError, TargetUnknown
from companion.domain.values import Platform
from companion.gui.shell.connect import Conditions, ConnectDialog, Scenario
from companion.gui.theme.theme import Theme

Answer = Callable[[CompanionError | None], None]


class Asked:
    """What the dialog asked for."""

    def __init__(self) -> None:
        self.targets: list[str] = []
        self.answers: list[Answer] = []
        self.accepted = 0
        self.set_up: list[str] = []

    def connect(self, target: str, answer: Answer) -> None:
        self.targets.append(target)
        self.answers.append(answer)

    def accept(self) -> None:
        self.accepted += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def window(theme: Theme, qtbot) -> QWidget:
    made = QWidget()
    made.resize(1024, 640)
    qtbot.addWidget(made)
    made.show()
    return made


def made_of(
    window: QWidget,
    theme: Theme,
    asked: Asked,
    *,
    notice: str = "",
    youtube_ready: bool = True,
    available: frozenset[Platform] = frozenset(Platform),
) -> ConnectDialog:
    made = ConnectDialog(
        window,
        theme=theme,
        scenarios=[Scenario(target="simulator:demo", title="Demo", description="Calm")],
        connect=asked.connect,
        conditions=Conditions(
            available=available,
            tiktok_notice=notice,
            on_tiktok_accepted=asked.accept,
            youtube_ready=youtube_ready,
            on_youtube_setup=asked.set_up.append,
        ),
    )
    made.open()
    return made


@pytest.fixture
def dialog(window: QWidget, theme: Theme, asked: Asked) -> ConnectDialog:
    return made_of(window, theme, asked)


def words(dialog: ConnectDialog) -> str:
    labels = dialog.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(dialog))


@pytest.mark.parametrize(
    ("typed", "platform", "target"),
    [
        ("tiktok.com/@mira.plays", "TikTok", "tiktok:@mira.plays"),
        ("twitch.tv/mira_plays", "Twitch", "twitch:mira_plays"),
        ("youtu.be/dQw4w9WgXcQ", "YouTube", "youtube:dQw4w9WgXcQ"),
    ],
)
def test_enter_connects_what_a_link_names(
    dialog: ConnectDialog, asked: Asked, typed: str, platform: str, target: str
) -> None:
    QTest.keyClicks(dialog.field.edit, typed)
    assert f"This is {platform}." in words(dialog)
    assert dialog.choice is None

    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)

    assert asked.targets == [target]
    assert dialog.act.is_busy


def test_a_platform_that_is_not_there_yet_says_so_and_keeps_the_text(
    window: QWidget, theme: Theme, asked: Asked
) -> None:
    only = frozenset({Platform.TIKTOK})
    dialog = made_of(window, theme, asked, available=only)
    QTest.keyClicks(dialog.field.edit, "twitch.tv/mira_plays")
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)

    assert "Twitch arrives with a later version of Companion." in words(dialog)
    assert dialog.field.text == "twitch.tv/mira_plays"
    assert not dialog.act.isEnabled()
    assert asked.targets == []


@pytest.mark.parametrize(
    ("typed", "platforms"),
    [
        ("mira_plays", ["tiktok", "twitch"]),
        ("@mira", ["tiktok", "youtube"]),
        ("mira.plays", []),
    ],
)
def test_a_choice_appears_only_when_several_platforms_fit(
    dialog: ConnectDialog, typed: str, platforms: list[str]
) -> None:
    QTest.keyClicks(dialog.field.edit, typed)
    offered = [] if dialog.choice is None else dialog.choice.keys

    assert offered == platforms


def test_the_chosen_one_of_two_platforms_counts_and_stays_while_typing(
    dialog: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(dialog.field.edit, "mira_plays")
    assert dialog.choice is not None
    QTest.keyClick(dialog.choice, Qt.Key.Key_Right)
    QTest.keyClicks(dialog.field.edit, "2")
    dialog.act.click()

    assert asked.targets == ["twitch:mira_plays2"]


def test_only_tiktok_is_marked_unofficial(dialog: ConnectDialog) -> None:
    QTest.keyClicks(dialog.field.edit, "mira_plays")
    assert dialog.unofficial.isVisible()
    assert dialog.choice is not None

    QTest.keyClick(dialog.choice, Qt.Key.Key_Right)

    assert not dialog.unofficial.isVisible()


def test_a_link_to_something_else_says_so(dialog: ConnectDialog) -> None:
    QTest.keyClicks(dialog.field.edit, "https://example.com/mira")

    assert "This link names no TikTok, Twitch or YouTube channel." in words(dialog)
    assert not dialog.act.isEnabled()


# The notice


NOTICE = "TikTok has no official way.\n\nA sign server learns the channel."


@pytest.fixture
def unread(window: QWidget, theme: Theme, asked: Asked) -> ConnectDialog:
    return made_of(window, theme, asked, notice=NOTICE)


def test_before_the_first_tiktok_connection_the_whole_notice_is_shown(
    unread: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(unread.field.edit, "mira.plays")
    unread.act.click()

    assert unread.is_reading_notice
    for paragraph in NOTICE.split("\n\n"):
        assert paragraph in words(unread)
    assert asked.targets == []
    assert asked.accepted == 0


def test_who_declines_the_notice_connects_nothing_and_keeps_the_text(
    unread: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(unread.field.edit, "mira.plays")
    unread.act.click()
    # Enter is the safe choice.
    QTest.keyClick(unread.cancel, Qt.Key.Key_Return)

    assert not unread.is_reading_notice
    assert unread.isVisible()
    assert unread.field.text == "mira.plays"
    assert asked.targets == []
    assert asked.accepted == 0


def test_who_accepts_the_notice_is_recorded_and_connected(
    unread: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(unread.field.edit, "mira.plays")
    unread.act.click()
    unread.act.click()

    assert asked.accepted == 1
    assert asked.targets == ["tiktok:@mira.plays"]


def test_the_notice_is_not_asked_for_other_platforms(
    unread: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(unread.field.edit, "twitch.tv/mira_plays")
    unread.act.click()

    assert asked.targets == ["twitch:mira_plays"]
    assert asked.accepted == 0


# YouTube without a key


@pytest.fixture
def keyless(window: QWidget, theme: Theme, asked: Asked) -> ConnectDialog:
    return made_of(window, theme, asked, youtube_ready=False)


def test_youtube_without_a_key_says_what_is_needed_and_leads_there(
    keyless: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(keyless.field.edit, "youtu.be/dQw4w9WgXcQ")
    assert "free API key" in words(keyless)
    keyless.act.click()

    assert asked.set_up == ["youtube:dQw4w9WgXcQ"]
    assert asked.targets == []
    assert not keyless.isVisible()


def test_a_missing_key_does_not_block_the_other_two(
    keyless: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(keyless.field.edit, "twitch.tv/mira_plays")
    assert "free API key" not in words(keyless)
    keyless.act.click()

    assert asked.targets == ["twitch:mira_plays"]


def test_an_error_stands_beside_the_field_until_something_is_typed(
    dialog: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(dialog.field.edit, "@mira.play")
    dialog.act.click()
    asked.answers[0](TargetUnknown("TikTok has no channel @mira.play."))

    assert dialog.field.error == "TikTok has no channel @mira.play."
    assert dialog.isVisible()
    QTest.keyClicks(dialog.field.edit, "s")

    assert dialog.field.error == ""
    assert dialog.field.text == "@mira.plays"


def test_it_closes_when_the_connection_is_made(
    dialog: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(dialog.field.edit, "@mira.plays")
    dialog.act.click()
    asked.answers[0](None)

    assert not dialog.isVisible()


def test_nothing_typed_can_connect_nothing(dialog: ConnectDialog, asked: Asked) -> None:
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)

    assert asked.targets == []
    assert "recognised from what you type" in words(dialog)


def test_a_scenario_is_reached_by_keyboard(dialog: ConnectDialog, asked: Asked) -> None:
    [row] = dialog.rows
    assert row.focusPolicy() & Qt.FocusPolicy.TabFocus

    QTest.keyClick(row, Qt.Key.Key_Space)

    assert asked.targets == ["simulator:demo"]


def test_an_answer_that_comes_after_cancel_harms_nothing(
    dialog: ConnectDialog, asked: Asked, qtbot
) -> None:
    QTest.keyClicks(dialog.field.edit, "@mira.plays")
    dialog.act.click()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.cancel.click()

    asked.answers[0](TargetUnknown("too late"))
    asked.answers[0](None)
