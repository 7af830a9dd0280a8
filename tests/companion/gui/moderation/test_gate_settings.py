"""Settings of the gate: saved and in force together, or neither."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.gate import SceneGate
from companion.domain.errors import SettingsError
from companion.gui.bridge import Bridge
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.preferences import Preferences
from companion.settings import Settings, apply_overrides

pytestmark = pytest.mark.qt


class PickyGate(SceneGate):
    """Takes every table but those that hold a refused word."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Mapping[str, object]] = []

    @override
    async def reconfigure(self, values: Mapping[str, object]) -> None:
        if "refused" in tuple(values["blocklist"]):
            field = "moderation.blocklist.0"
            raise SettingsError(f"{field}: not this one", field=field)
        self.tables.append(values)


class Desk:
    def __init__(self, loop) -> None:
        self.gate = PickyGate()
        engine = SceneEngine()
        engine.moderation = self.gate
        self.saved: list[Settings] = []
        self.savers: set[int] = set()
        self.preferences = Preferences(Settings(), save=self._save)
        self.bridge = Bridge(engine, loop)
        self.settings = GateSettings(self.bridge, self.preferences)
        self.told: list[str] = []
        self.changes = 0
        self.settings.changed.connect(self._count)

    def _save(self, settings: Settings) -> None:
        self.savers.add(threading.get_ident())
        self.saved.append(settings)

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
def desk(qt_loop) -> Desk:
    return Desk(qt_loop)


def test_a_change_is_saved_and_the_gate_gets_the_whole_table(desk: Desk, run) -> None:
    async def story() -> None:
        desk.settings.change({"hold_seconds": 12}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert desk.told == [""]
    assert desk.preferences.current.moderation.hold_seconds == 12
    (table,) = desk.gate.tables
    assert table["hold_seconds"] == 12
    assert set(table) >= {"blocklist", "rules", "model", "policy", "ladder", "modes"}
    assert desk.changes == 1


def test_what_no_setting_can_be_reaches_neither_file_nor_gate(desk: Desk, run) -> None:
    async def story() -> None:
        desk.settings.change({"hold_seconds": "soon"}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert len(desk.told) == 1
    assert desk.told[0].startswith("whole number, 0 to 600")
    assert (desk.saved, desk.gate.tables, desk.changes) == ([], [], 0)


def test_what_the_gate_refuses_is_taken_back_in_the_file(desk: Desk, run) -> None:
    async def story() -> None:
        desk.settings.change({"blocklist": ["fine"]}, desk.told.append)
        await desk.bridge.answered()
        desk.settings.change({"blocklist": ["fine", "refused"]}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert desk.told == ["", "not this one"]
    assert desk.preferences.current.moderation.blocklist == ("fine",)
    assert desk.saved[-1].moderation.blocklist == ("fine",)


def test_changes_in_a_hurry_go_along_with_the_next_request(desk: Desk, run) -> None:
    async def story() -> None:
        for seconds in (1, 2, 3):
            desk.settings.change({"hold_seconds": seconds}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert desk.told == ["", "", ""]
    assert len(desk.gate.tables) == 2
    assert desk.gate.tables[-1]["hold_seconds"] == 3


def test_a_later_change_of_the_same_setting_outlives_a_refusal(desk: Desk, run) -> None:
    async def story() -> None:
        desk.settings.change({"blocklist": ["refused"]}, desk.told.append)
        desk.settings.change({"blocklist": ["better"]}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert desk.told == ["not this one", ""]
    assert desk.preferences.current.moderation.blocklist == ("better",)
    assert list(desk.gate.tables[-1]["blocklist"]) == ["better"]


def test_a_change_made_elsewhere_is_told_on_the_next_look(desk: Desk) -> None:
    desk.settings.look()
    assert desk.changes == 0

    desk.preferences.change({"moderation.hold_seconds": 9})
    desk.settings.look()
    desk.settings.look()
    assert desk.changes == 1


def test_what_is_saved_never_stops_the_window(desk: Desk, run) -> None:
    async def story() -> None:
        words = [f"word{number}" for number in range(2_000)]
        desk.settings.change({"blocklist": words}, desk.told.append)
        assert desk.saved == []
        assert desk.settings.wanted("blocklist") == words
        await desk.bridge.answered()

    run(story())

    assert desk.told == [""]
    assert len(desk.preferences.current.moderation.blocklist) == 2_000
    assert threading.get_ident() not in desk.savers


def test_a_change_that_cannot_be_takes_no_other_along(desk: Desk, run) -> None:
    async def story() -> None:
        desk.settings.change({"hold_seconds": 1}, desk.told.append)
        desk.settings.change({"hold_seconds": "soon"}, desk.told.append)
        desk.settings.change({"blocklist": ["kept"]}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert [bool(problem) for problem in desk.told] == [False, True, False]
    assert desk.preferences.current.moderation.blocklist == ("kept",)
    assert desk.preferences.current.moderation.hold_seconds == 1


def test_what_the_command_line_has_set_outlives_a_change_in_the_window(
    desk: Desk, run
) -> None:
    desk.preferences = Preferences(
        Settings(),
        save=desk.saved.append,
        of_run=lambda settings: apply_overrides(settings, ["moderation.model.id=tiny"]),
    )
    desk.settings = GateSettings(desk.bridge, desk.preferences)

    async def story() -> None:
        desk.settings.change({"hold_seconds": 12}, desk.told.append)
        await desk.bridge.answered()

    run(story())

    assert desk.gate.tables[-1]["hold_seconds"] == 12
    assert desk.gate.tables[-1]["model"]["id"] == "tiny"
    assert desk.saved[-1].moderation.model.id == ""
