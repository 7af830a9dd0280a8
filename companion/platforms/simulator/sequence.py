"""The simulator without its clock: what comes, in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from companion.platforms.simulator.chance import Dice
from companion.platforms.simulator.faults import Disturbance, Item
from companion.platforms.simulator.scenario import Scenario
from companion.platforms.simulator.story import Story


def generate(scenario: Scenario, seed: int | None = None) -> Iterator[Item]:
    """Yield events and faults for ever: the same for the same scenario and seed.

    seed: >= 0; None: the scenario's own. How fast they are asked for changes nothing.
    """
    used = scenario.seed if seed is None else seed
    story = Story(scenario, seed=used)
    return Disturbance(story, Dice(f"{scenario.name}:{used}:faults")).events()
