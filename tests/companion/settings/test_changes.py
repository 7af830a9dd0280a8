"""Settings as what differs from the defaults, and changing single values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from companion.domain.errors import SettingsError
from companion.settings.changes import apply_overrides, changes, with_values
from companion.settings.models import Settings
from companion.settings.validation import parsed


def test_defaults_differ_in_nothing() -> None:
    assert changes(Settings()) == {}


def test_what_differs_makes_the_same_settings_again() -> None:
    settings = apply_overrides(
        Settings(),
        ["scoring.preset=classic", "scoring.gift.tiers=[]", "overlays.chat.rows=4"],
    )

    assert parsed(changes(settings)) == settings


@pytest.mark.parametrize(
    ("override", "section", "field", "expected"),
    [
        ("appearance.scale=150", "appearance", "scale", 150),
        ("appearance.theme=light", "appearance", "theme", "light"),
        ('appearance.theme="light"', "appearance", "theme", "light"),
        (" appearance.reduced_motion = true ", "appearance", "reduced_motion", True),
        ("connections.silent_after_s=0x10", "connections", "silent_after_s", 16.0),
        ("general.timezone=Europe/Paris", "general", "timezone", "Europe/Paris"),
        ("general.timezone=''", "general", "timezone", ""),
        ("moderation.blocklist=['a=b', '~c d e']", "moderation", "blocklist",
         ("a=b", "~c d e")),
    ],
)  # fmt: skip
def test_an_override_is_a_toml_value_or_a_bare_word(
    override: str, section: str, field: str, expected: object
) -> None:
    settings = apply_overrides(Settings(), [override])

    assert getattr(getattr(settings, section), field) == expected


def test_an_override_keeps_its_decimals_exactly() -> None:
    settings = apply_overrides(Settings(), ["scoring.chat.points=0.1"])

    assert settings.scoring.chat.points == Decimal("0.1")


def test_the_last_of_two_overrides_holds() -> None:
    settings = apply_overrides(Settings(), ["server.port=8000", "server.port=8001"])

    assert settings.server.port == 8001


@pytest.mark.parametrize(
    ("override", "field"),
    [
        ("server.port=ten", "server.port"),
        ("server.port=1", "server.port"),
        ("server.prot=8000", "server.prot"),
        ("server=8000", "server"),
        ("server.port.deep=1", "server.port"),
        ("server.port", "server.port"),
        ("=8000", ""),
        ("server.port=", "server.port"),
        ("moderation.blocklist=['a'", "moderation.blocklist"),
        ("server.port=8000\nport=1", "server.port"),
        ("server.port=8000\n[general]", "server.port"),
    ],
)
def test_a_wrong_override_names_its_field(override: str, field: str) -> None:
    with pytest.raises(SettingsError) as raised:
        apply_overrides(Settings(), [override])

    assert raised.value.field == field


def test_a_preset_chosen_later_reaches_what_nobody_set() -> None:
    mine = with_values(Settings(), {"scoring.chat.points": 3})

    classic = with_values(mine, {"scoring.preset": "classic"})

    assert classic.scoring.chat.points == 3
    assert len(classic.scoring.gift.tiers) == 8


def test_nothing_sets_the_default_again() -> None:
    mine = with_values(Settings(), {"server.port": 8000, "scoring.preset": "classic"})

    again = with_values(mine, {"server.port": None, "scoring.preset": None})

    assert again == Settings()


def test_settings_that_are_changed_stay_as_they_were() -> None:
    before = with_values(Settings(), {"overlays.chat.rows": 4})

    with_values(before, {"overlays.chat.rows": 5})

    assert before.overlays == {"chat": {"rows": 4}}
