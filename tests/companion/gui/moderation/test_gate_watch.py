"""What the page knows of the gate, and what it says when the gate is silent."""

from __future__ import annotations

import pytest
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.gate import VIEW, SceneGate
from companion.domain.errors import CommandError
from companion.domain.views import GateView
from companion.gui.bridge import Bridge
from companion.gui.moderation.gate_watch import GateWatch


class FallibleGate(SceneGate):
    is_gone = False

    @override
    def view(self) -> GateView:
        if self.is_gone:
            raise CommandError("Companion is closing.")
        return super().view()


class Scene:
    def __init__(self, loop) -> None:
        self.engine = SceneEngine()
        self.gate = self.engine.moderation = FallibleGate()
        self.bridge = Bridge(self.engine, loop)
        self.watch = GateWatch(self.bridge)
        self.problems: list[str] = []
        self.watch.failed.connect(self.problems.append)


@pytest.fixture
def scene(qt_loop) -> Scene:
    return Scene(qt_loop)


def test_one_look_reads_view_verdicts_and_the_last_hour(scene: Scene, run) -> None:
    scene.watch.look()
    run(scene.bridge.answered())

    assert scene.watch.view == VIEW
    assert scene.watch.lines
    assert len(scene.watch.bars) == 72


def test_what_has_not_changed_is_not_told_again(scene: Scene, run) -> None:
    told: list[str] = []
    scene.watch.view_changed.connect(lambda: told.append("view"))
    scene.watch.lines_changed.connect(lambda: told.append("lines"))
    for _look in range(3):
        scene.watch.look()
        run(scene.bridge.answered())

    assert sorted(told) == ["lines", "view"]


def test_a_gate_that_is_gone_is_told_once_and_so_is_its_return(
    scene: Scene, run
) -> None:
    scene.gate.is_gone = True
    for _look in range(3):
        scene.watch.look()
        run(scene.bridge.answered())
    assert scene.problems == ["Companion is closing."]

    scene.gate.is_gone = False
    scene.watch.look()
    run(scene.bridge.answered())
    assert scene.problems == ["Companion is closing.", ""]
    assert scene.watch.view == VIEW


def test_a_viewer_is_asked_about_once_until_they_write_again(scene: Scene, run) -> None:
    known: list[str] = []
    scene.watch.facts_known.connect(known.append)

    assert scene.watch.facts("twitch:sniper") is None
    run(scene.bridge.answered())
    facts = scene.watch.facts("twitch:sniper")
    assert facts is not None
    assert facts.chats == 812
    assert known == ["twitch:sniper"]

    scene.watch.forget_facts("twitch:sniper")
    assert scene.watch.facts("twitch:sniper") == facts
    run(scene.bridge.answered())
    assert known == ["twitch:sniper"] * 2


def test_nobody_is_known_of_whom_the_engine_knows_nothing(scene: Scene, run) -> None:
    scene.watch.facts("twitch:nobody-at-all")
    run(scene.bridge.answered())

    facts = scene.watch.facts("twitch:nobody-at-all")
    assert facts is not None
    assert facts.is_new
