"""The catalogue of platforms: explicit, so that a reader and a packager see it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from companion.domain.ports import Clock, ConnectorFactory
from companion.platforms.simulator.connector import simulator
from companion.platforms.simulator.settings import SimulatorSettings
from companion.platforms.tiktok.connector import tiktok_connectors
from companion.platforms.tiktok.settings import TikTokSettings
from companion.settings import Settings


def factories(
    settings: Settings, *, clock: Clock, rate: float | None, folder: Path
) -> Mapping[str, ConnectorFactory]:
    """Return what makes a Connector, by the platform's name in a target.

    rate: events a second of simulators; None: the scenario's own pace. folder: the
    data folder; scenarios of one's own are in `scenarios` there. Raises SettingsError
    when the environment overrides an address with nonsense.
    """
    own = folder / "scenarios"
    chosen = {"sign_url": settings.tiktok.sign_url} if settings.tiktok.sign_url else {}
    tiktok = TikTokSettings.model_validate(chosen).with_environment(os.environ)
    return {
        "simulator": simulator(clock, SimulatorSettings(rate=rate, folder=own)),
        "tiktok": tiktok_connectors(settings=tiktok, clock=clock),
    }
