"""People in the room are nobody's to play."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from companion.domain.values import Platform
from companion.platforms.simulator.scenario import Scenario


def test_a_scenario_cannot_play_people_in_the_room() -> None:
    with pytest.raises(ValidationError, match="room"):
        Scenario.model_validate({"name": "x", "platforms": {Platform.ROOM: 1}})
