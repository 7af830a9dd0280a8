"""OBS from near: connecting, and what asks before viewers notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from companion.app.scene.stage import SceneClock
from companion.domain.studio import ObsView
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.toast import Notice
from companion.gui.obs.popover import ObsPopover
from companion.gui.obs.preflight import PreflightDialog
from companion.gui.obs.wishes import ObsWishes
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from tests.companion.gui.overlays.willing import WillingEngine, WillingObs


@dataclass
class Near:
    """A window with something at its foot to click."""

    wishes: ObsWishes
    watch: Watch
    obs: WillingObs
    anchor: QWidget
    settle: Callable[[], None]
    notices: list[Notice] = field(default_factory=list)
    dialogs: list[Dialog] = field(default_factory=list)

    def open(self, view: ObsView | None = None) -> ObsPopover:
        """Open the popover, with OBS as in `view`."""
        if view is not None:
            self.obs.shown = view
            self.settle()
        self.wishes.open_popover(self.anchor)
        popover = self.wishes.popover
        assert popover is not None
        return popover


@pytest.fixture
def near(theme: Theme, qt_loop, run, qtbot) -> Iterator[Near]:
    engine = WillingEngine()
    bridge = Bridge(engine, qt_loop)
    watch = Watch(bridge, clock=SceneClock())
    watch.take(read(engine))
    notices: list[Notice] = []
    dialogs: list[Dialog] = []
    window = QWidget()
    column = QVBoxLayout(window)
    column.addStretch(1)
    anchor = QLabel("OBS")
    column.addWidget(anchor)
    qtbot.addWidget(window)
    window.resize(1024, 640)
    window.show()
    wishes = ObsWishes(
        window, watch, theme=theme, say=notices.append, show_dialog=dialogs.append
    )

    def settle() -> None:
        watch.refresh()
        run(bridge.answered())

    yield Near(
        wishes=wishes,
        watch=watch,
        obs=engine.own_studio.own_obs,
        anchor=anchor,
        settle=settle,
        notices=notices,
        dialogs=dialogs,
    )
    popover = wishes.popover
    if popover is not None:
        popover.close()
    window.hide()
    run(bridge.close())
    watch.stop()


def test_it_says_how_to_switch_the_server_on_and_looks_when_asked(near: Near) -> None:
    popover = near.open(ObsView(state="absent", detail="Nothing answers at 4455."))
    texts = [one.text() for one in popover.findChildren(QLabel)]
    assert any("WebSocket Server Settings" in text for text in texts)
    assert "Nothing answers at 4455." in texts
    assert popover.connect_button is not None

    popover.connect_button.click()
    near.settle()

    assert near.obs.done == [("look",)]
    assert popover.words == "asks for a password"


def test_a_refused_password_stays_typed_and_the_right_one_connects(near: Near) -> None:
    popover = near.open(ObsView(state="locked"))
    assert popover.password is not None
    edit = popover.password.edit
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    edit.setText("wrong")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    near.settle()

    assert popover.problem == "Wrong password."
    assert popover.password.edit.text() == "wrong"

    popover.password.edit.setText("right")
    assert popover.connect_button is not None
    popover.connect_button.click()
    near.settle()

    assert [one[1] for one in near.obs.done] == ["wrong", "right"]
    assert popover.password is None
    assert "not streaming" in popover.words


def test_scenes_and_eyes_act_at_once(near: Near) -> None:
    popover = near.open()
    assert popover.scenes is not None

    popover.scenes.chosen.emit("Karaoke")
    popover.eyes["Companion chat"].click()
    near.settle()

    assert near.obs.done[0] == ("scene", "Karaoke")
    assert near.obs.done[1] == ("show", "Companion chat", "Gaming", False)


def test_stopping_the_stream_asks_and_the_replay_does_not(near: Near) -> None:
    popover = near.open()
    popover.outputs["replay_save"].click()
    near.settle()
    assert near.obs.done == [("act", "replay_save")]
    assert near.dialogs == []

    popover.outputs["stream_stop"].click()
    question = near.dialogs[-1]
    assert isinstance(question, Question)
    near.settle()
    assert len(near.obs.done) == 1

    question.act.click()
    near.settle()
    assert near.obs.done[-1] == ("act", "stream_stop")


def test_panic_says_what_is_on_air(near: Near) -> None:
    near.open().panic.click()
    near.settle()

    assert near.obs.done == [("panic",)]
    assert near.notices[-1].text == "The privacy scene is on air"


def test_what_obs_refuses_stands_in_the_popover(near: Near) -> None:
    popover = near.open()
    near.obs.refusal = "No privacy scene is chosen."

    popover.panic.click()
    near.settle()

    assert popover.problem == "No privacy scene is chosen."


def test_preflight_shows_what_is_wrong_first(near: Near) -> None:
    near.open().preflight.click()
    near.settle()

    dialog = near.dialogs[-1]
    assert isinstance(dialog, PreflightDialog)
    states = [line.partition(":")[0] for line in dialog.lines]
    assert states == sorted(states, key=["bad", "look", "good"].index)
    assert dialog.verdict.text() == "1 thing must be mended"
    assert not dialog.again.is_busy


def test_the_popover_stays_inside_the_window(near: Near) -> None:
    popover = near.open()
    frame = near.anchor.window()

    top = frame.mapFromGlobal(popover.pos()).y()
    assert top >= 0
