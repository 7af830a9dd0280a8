"""The simulator: seeded evenings on all three platforms, faults included."""

from companion.platforms.simulator.connector import SimulatorConnector, simulator
from companion.platforms.simulator.library import DEFAULT, Library, ScenarioCard
from companion.platforms.simulator.scenario import Scenario
from companion.platforms.simulator.sequence import generate
from companion.platforms.simulator.settings import SimulatorSettings
from companion.platforms.simulator.stage import BEGINNING, Fault
from companion.platforms.simulator.truth import Tally, Truth, truth

__all__ = [
    "BEGINNING",
    "DEFAULT",
    "Fault",
    "Library",
    "Scenario",
    "ScenarioCard",
    "SimulatorConnector",
    "SimulatorSettings",
    "Tally",
    "Truth",
    "generate",
    "simulator",
    "truth",
]
