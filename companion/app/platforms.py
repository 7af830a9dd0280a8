"""The catalogue of platforms: explicit, so that a reader and a packager see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from companion.app.keyring_secrets import KeyringSecrets
from companion.app.logins import Accounts
from companion.app.machine import Machine
from companion.domain.ports import ConnectorFactory
from companion.domain.values import Platform
from companion.platforms.simulator.connector import simulator
from companion.platforms.simulator.settings import SimulatorSettings
from companion.platforms.store import FolderStore
from companion.platforms.tiktok.connector import tiktok_connectors
from companion.platforms.tiktok.settings import TikTokSettings
from companion.platforms.twitch.connector import twitch_connectors
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.youtube.connector import youtube_connectors
from companion.platforms.youtube.quota import Quotas
from companion.platforms.youtube.settings import YouTubeSettings
from companion.settings import Settings

OnChannel = Callable[[Platform, str, str], None]


class Platforms:
    """Every platform of one run, set up by the settings and the environment.

    folder: the data folder; scenarios of one's own are in `scenarios` there. rate:
    events a second of simulators; None: the scenario's own pace. Raises SettingsError
    when the environment overrides an address with nonsense.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        machine: Machine,
        rate: float | None,
        folder: Path,
        secrets: KeyringSecrets,
    ) -> None:
        self._clock = machine.clock
        self._rate = rate
        self._folder = folder
        self.secrets = secrets
        self._store = FolderStore(folder / "platforms")
        self._tiktok = tiktok_settings(settings, os.environ)
        self._twitch = twitch_settings(settings, os.environ)
        self._youtube = youtube_settings(settings, os.environ)
        self.on_channel: OnChannel = lambda _platform, _channel, _id: None
        """Called with a channel's name and id once its platform has told them."""
        self._quotas = Quotas(
            plan=self._youtube.plan, clock=machine.clock, store=self._store
        )
        self.accounts = Accounts(
            twitch=self._twitch,
            youtube=self._youtube,
            secrets=secrets,
            clock=machine.clock,
            ids=machine.ids,
            quotas=self._quotas,
        )

    def factories(self) -> Mapping[str, ConnectorFactory]:
        """Return what makes a Connector, by the platform's name in a target."""
        own = SimulatorSettings(rate=self._rate, folder=self._folder / "scenarios")
        return {
            "simulator": simulator(self._clock, own),
            "tiktok": tiktok_connectors(
                settings=self._tiktok,
                clock=self._clock,
                gifts_file=self._folder / "platforms" / "tiktok-gifts.json",
            ),
            "twitch": twitch_connectors(
                settings=self._twitch,
                login=self.accounts.twitch,
                clock=self._clock,
                store=self._store,
                on_channel=lambda name, id_: self.on_channel(
                    Platform.TWITCH, name, id_
                ),
            ),
            "youtube": youtube_connectors(
                settings=self._youtube,
                secrets=self.secrets,
                clock=self._clock,
                store=self._store,
                quotas=self._quotas,
            ),
        }


def tiktok_settings(
    settings: Settings, environment: Mapping[str, str]
) -> TikTokSettings:
    """Return how TikTok is reached. Raises SettingsError naming a variable."""
    own = settings.tiktok.sign_url
    chosen = TikTokSettings(sign_url=own) if own else TikTokSettings()
    return chosen.with_environment(environment)


def twitch_settings(
    settings: Settings, environment: Mapping[str, str]
) -> TwitchSettings:
    """Return how Twitch is reached. Raises SettingsError naming a variable."""
    chosen = TwitchSettings.model_validate(settings.twitch.model_dump())
    return chosen.with_environment(environment)


def youtube_settings(
    settings: Settings, environment: Mapping[str, str]
) -> YouTubeSettings:
    """Return how YouTube is reached. Raises SettingsError naming a variable."""
    chosen = YouTubeSettings.model_validate(settings.youtube.model_dump())
    return chosen.with_environment(environment)
