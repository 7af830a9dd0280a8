"""Addresses, credentials and the budget: what is accepted, and what stays unsaid."""

from __future__ import annotations

import pytest

from companion.domain.errors import SettingsError
from companion.platforms.youtube.settings import (
    API_URL,
    GRPC_TARGET,
    YouTubeSettings,
)

KEY = "AIza-planted-key-0123456789"


def test_without_an_environment_it_is_the_real_youtube() -> None:
    settings = YouTubeSettings().with_environment({})

    assert (settings.api_url, settings.grpc_target) == (API_URL, GRPC_TARGET)
    assert not settings.is_plain


def test_the_environment_replaces_what_it_names_and_nothing_else() -> None:
    settings = YouTubeSettings(planned_hours=12).with_environment(
        {
            "COMPANION_YOUTUBE_API_URL": "http://127.0.0.1:8080/",
            "COMPANION_YOUTUBE_GRPC_TARGET": "127.0.0.1:9090",
            "COMPANION_GOOGLE_TOKEN_URL": "http://127.0.0.1:8080/token/",
            "COMPANION_YOUTUBE_API_KEY": f" {KEY} ",
            "COMPANION_YOUTUBE_TOKEN": "ya29.x",
        }
    )

    assert settings.api_url == "http://127.0.0.1:8080"
    assert settings.token_url == "http://127.0.0.1:8080/token"
    assert (settings.api_key, settings.token) == (KEY, "ya29.x")
    assert settings.planned_hours == 12


@pytest.mark.parametrize(
    ("target", "is_plain"),
    [("127.0.0.1:1", True), ("localhost:1", True), ("[::1]:1", True),
     ("127.0.0.1.evil.example:443", False), ("youtube.googleapis.com:443", False),
     ("10.0.0.1:443", False)],
)  # fmt: skip
def test_only_this_computer_is_spoken_to_in_plain_text(
    target: str, is_plain: bool
) -> None:
    assert YouTubeSettings(grpc_target=target).is_plain is is_plain


@pytest.mark.parametrize("variable", YouTubeSettings.VARIABLES.values())
def test_nonsense_is_refused_by_the_name_of_its_variable_and_not_quoted(
    variable: str,
) -> None:
    with pytest.raises(SettingsError, match=variable) as refused:
        YouTubeSettings().with_environment({variable: "no good secret"})

    assert refused.value.field == variable
    assert "no good" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_credentials_are_not_shown() -> None:
    assert KEY not in repr(YouTubeSettings(api_key=KEY, token=KEY))


def test_the_reserve_never_takes_more_than_half_of_the_day() -> None:
    settings = YouTubeSettings(units_per_day=1_000, reserve_units=5_000)

    assert settings.plan.reserve == 500
