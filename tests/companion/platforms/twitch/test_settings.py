from __future__ import annotations

import pytest

from companion.domain.errors import SettingsError
from companion.platforms.twitch.settings import TwitchSettings


def test_without_an_environment_it_is_twitch_itself() -> None:
    settings = TwitchSettings().with_environment({})

    assert settings == TwitchSettings()
    assert settings.helix_url == "https://api.twitch.tv/helix"
    assert settings.eventsub_url == "wss://eventsub.wss.twitch.tv/ws"


def test_the_environment_replaces_every_setting() -> None:
    values = {
        "COMPANION_TWITCH_HELIX_URL": "http://127.0.0.1:1/helix/",
        "COMPANION_TWITCH_ID_URL": "http://127.0.0.1:1/id/",
        "COMPANION_TWITCH_EVENTSUB_URL": "ws://127.0.0.1:1/ws/",
        "COMPANION_TWITCH_IRC_URL": "ws://127.0.0.1:1/irc",
        "COMPANION_TWITCH_CLIENT_ID": " abc123 ",
        "COMPANION_TWITCH_TOKEN": "oauth:secret1",
    }
    settings = TwitchSettings().with_environment(values)

    assert set(values) == set(TwitchSettings.VARIABLES.values())
    assert settings.helix_url == "http://127.0.0.1:1/helix"
    assert settings.id_url == "http://127.0.0.1:1/id"
    assert settings.eventsub_url == "ws://127.0.0.1:1/ws"
    assert settings.irc_url == "ws://127.0.0.1:1/irc"
    assert (settings.client_id, settings.token) == ("abc123", "secret1")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COMPANION_TWITCH_HELIX_URL", "ws://127.0.0.1"),
        ("COMPANION_TWITCH_ID_URL", "id.twitch.tv"),
        ("COMPANION_TWITCH_EVENTSUB_URL", "https://eventsub"),
        ("COMPANION_TWITCH_IRC_URL", "wss://a b"),
        ("COMPANION_TWITCH_CLIENT_ID", "has spaces"),
        ("COMPANION_TWITCH_TOKEN", "planted secret"),
    ],
)
def test_nonsense_names_the_variable_and_not_its_value(
    variable: str, value: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        TwitchSettings().with_environment({variable: value})

    assert variable in str(caught.value)
    assert caught.value.field == variable
    assert value not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
