"""The connect dialog is honest about what it recognises and what it cannot do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from companion.domain.errors import CompanionError, TargetUnknown
from companion.domain.values import Platform
from companion.gui.shell.connect import ConnectDialog, Scenario
from companion.gui.theme.theme import Theme

Answer = Callable[[CompanionError | None], None]


class Asked:
    """What the dialog asked for."""

    def __init__(self) -> None:
        self.targets: list[str] = []
        self.answers: list[Answer] = []
        self.accepted = 0

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


@pytest.fixture
def dialog(window: QWidget, theme: Theme, asked: Asked) -> ConnectDialog:
    made = ConnectDialog(
        window,
        theme=theme,
        available=frozenset({Platform.TIKTOK}),
        scenarios=[Scenario(target="simulator:demo", title="Demo", description="Calm")],
        connect=asked.connect,
        tiktok_accepted=True,
        on_tiktok_accepted=asked.accept,
    )
    made.open()
    return made


def words(dialog: ConnectDialog) -> str:
    labels = dialog.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(dialog))


def test_enter_connects_what_was_recognised(
    dialog: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(dialog.field.edit, "@mira.plays")
    assert "This is TikTok." in words(dialog)

    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)

    assert asked.targets == ["tiktok:@mira.plays"]
    assert dialog.act.is_busy


@pytest.mark.parametrize(
    ("typed", "platform"),
    [("twitch.tv/mira_plays", "Twitch"), ("youtu.be/dQw4w9WgXcQ", "YouTube")],
)
def test_a_platform_that_is_not_there_yet_says_so_and_keeps_the_text(
    dialog: ConnectDialog, asked: Asked, typed: str, platform: str
) -> None:
    QTest.keyClicks(dialog.field.edit, typed)
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)

    assert f"{platform} arrives with a later version of Companion." in words(dialog)
    assert dialog.field.text == typed
    assert not dialog.act.isEnabled()
    assert asked.targets == []


def test_a_menu_appears_only_when_two_platforms_fit(dialog: ConnectDialog) -> None:
    QTest.keyClicks(dialog.field.edit, "@mira")
    assert not dialog.choice.isVisible()

    dialog.field.edit.clear()
    QTest.keyClicks(dialog.field.edit, "mira_plays")

    assert dialog.choice.isVisible()


def test_the_chosen_one_of_two_platforms_counts(
    dialog: ConnectDialog, asked: Asked
) -> None:
    QTest.keyClicks(dialog.field.edit, "mira_plays")
    assert dialog.act.isEnabled()
    QTest.keyClick(dialog.choice, Qt.Key.Key_Right)

    assert "Twitch arrives" in words(dialog)
    assert not dialog.act.isEnabled()


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
