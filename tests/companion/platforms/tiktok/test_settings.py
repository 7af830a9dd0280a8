"""Addresses and key: defaults, environment, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from companion.domain.errors import SettingsError
from companion.platforms.tiktok.messages import Connect
from companion.platforms.tiktok.settings import TikTokSettings


def test_the_defaults_are_tiktok_and_the_shared_sign_server() -> None:
    settings = TikTokSettings()

    assert settings.app_url == "https://www.tiktok.com"
    assert settings.webcast_url == "https://webcast.tiktok.com/webcast"
    assert settings.sign_url == "https://api.eulerstream.com"
    assert settings.sign_api_key == ""


def test_the_environment_replaces_addresses() -> None:
    settings = TikTokSettings().with_environment(
        {
            "COMPANION_TIKTOK_APP_URL": "http://127.0.0.1:1/app",
            "COMPANION_TIKTOK_WEBCAST_URL": "http://127.0.0.1:1/webcast",
            "COMPANION_TIKTOK_SIGN_URL": "http://127.0.0.1:1/sign",
            "OTHER": "http://127.0.0.1:1/other",
        }
    )

    assert settings == TikTokSettings(
        app_url="http://127.0.0.1:1/app",
        webcast_url="http://127.0.0.1:1/webcast",
        sign_url="http://127.0.0.1:1/sign",
    )


@pytest.mark.parametrize("field", ["app_url", "sign_url", "webcast_url"])
@pytest.mark.parametrize("end", ["", "/", "//"])
def test_a_final_slash_does_not_matter(field: str, end: str) -> None:
    environment = {TikTokSettings.VARIABLES[field]: f" http://127.0.0.1:1/root{end} "}

    settings = TikTokSettings().with_environment(environment)

    assert getattr(settings, field) == "http://127.0.0.1:1/root"


def test_an_empty_variable_replaces_nothing() -> None:
    environment = dict.fromkeys(TikTokSettings.VARIABLES.values(), "  ")

    assert TikTokSettings().with_environment(environment) == TikTokSettings()


@pytest.mark.parametrize("address", ["localhost", "ftp://x", "http://", "http://a b"])
def test_what_is_no_address_is_refused_with_the_variables_name(address: str) -> None:
    with pytest.raises(SettingsError, match="COMPANION_TIKTOK_SIGN_URL") as caught:
        TikTokSettings().with_environment({"COMPANION_TIKTOK_SIGN_URL": address})

    assert caught.value.field == "COMPANION_TIKTOK_SIGN_URL"


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(ValidationError):
        TikTokSettings.model_validate({"proxy": "x"})


def test_the_key_does_not_stand_in_logs() -> None:
    assert "secret" not in repr(TikTokSettings(sign_api_key="secret"))


@pytest.mark.parametrize("name", sorted(TikTokSettings.model_fields))
def test_every_setting_is_described(name: str) -> None:
    field = TikTokSettings.model_fields[name]

    assert field.title
    assert field.description


def test_the_key_comes_from_the_environment_and_is_shown_nowhere() -> None:
    environment = {"COMPANION_TIKTOK_SIGN_API_KEY": "euler-secret"}
    settings = TikTokSettings().with_environment(environment)

    assert settings.sign_api_key == "euler-secret"
    assert "euler-secret" not in repr(settings)


def test_a_key_that_cannot_be_one_is_refused_by_name() -> None:
    environment = {"COMPANION_TIKTOK_SIGN_API_KEY": "x" * 501}
    with pytest.raises(SettingsError, match="COMPANION_TIKTOK_SIGN_API_KEY"):
        TikTokSettings().with_environment(environment)


def test_an_order_to_the_worker_does_not_show_the_key() -> None:
    order = Connect(
        name="mira", app_url="", webcast_url="", sign_url="", sign_key="euler-secret"
    )

    assert "euler-secret" not in repr(order)
