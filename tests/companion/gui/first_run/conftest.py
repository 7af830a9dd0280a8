"""The three cards on a scene that does what it is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from companion.app.scene.stage import SceneClock
from companion.app.scene.stage import settle as settle_window
from companion.domain.values import Platform
from companion.gui.bridge import Bridge
from companion.gui.first_run.desk import Answer, FirstRunDesk, FirstRunWishes
from companion.gui.first_run.dialog import FirstRun
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.shell.connect import Scenario
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from tests.companion.gui.first_run.room import (
    NOTICE,
    Room,
)
from tests.companion.gui.overlays.willing import WillingEngine


@pytest.fixture
def room(theme: Theme, qt_loop, run, qtbot) -> Iterator[Room]:
    engine = WillingEngine()
    engine.alone = True
    engine.own_studio.begin_alone()
    bridge = Bridge(engine, qt_loop)
    watch = Watch(bridge, clock=SceneClock())
    window = QWidget()
    window.resize(1024, 640)
    qtbot.addWidget(window)
    window.show()
    notice = [NOTICE]

    def connect(target: str, answer: Answer) -> None:
        room.done.append(("connect", target))
        answer(room.problem)

    def accept() -> None:
        room.done.append(("accept",))
        notice[0] = ""

    cards = FirstRun(
        window,
        FirstRunDesk(
            theme=theme,
            clock=SceneClock(),
            watch=watch,
            studio=StudioWatch(watch, parent=window),
            wishes=FirstRunWishes(
                connect=connect,
                disconnect=lambda target: room.done.append(("disconnect", target)),
                tiktok_notice=lambda: notice[0],
                accept_tiktok=accept,
                open_login=lambda *asked: room.done.append(("login", *asked)),
                enable_obs=lambda: room.done.append(("enable",)),
                is_obs_running=lambda: room.is_running,
                change_done=lambda: room.done.append(("set up",)),
                go_live=lambda: room.done.append(("live",)),
                say=lambda notice: room.done.append(("say", notice.text)),
            ),
            scenarios=(Scenario(target="simulator:1", title="One", description=""),),
            available=frozenset(Platform),
            began=-52.0,
        ),
    )

    def settle() -> None:
        run(settle_window(1))
        run(bridge.answered())
        run(settle_window(1))

    room = Room(cards=cards, engine=engine, watch=watch, settle=settle)
    cards.open()
    room.look()
    yield room
    if isValid(cards):
        cards.put_off()
    window.hide()
    run(bridge.close())
    watch.stop()
