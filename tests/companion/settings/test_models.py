"""The sections: every field is described and bounded, and takes nothing vague."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import get_origin

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from companion.settings.accepted import Kind, is_section, kind_of
from companion.settings.models import Settings
from companion.settings.scoring import Tier
from companion.settings.validation import check


def fields(
    model: type[BaseModel], section: str = ""
) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield f"{section}{name}", field
        inner = kind_of(field).type
        if is_section(inner):
            yield from fields(inner, f"{section}{name}.")


FIELDS = [*fields(Settings), *fields(Tier, "scoring.gift.tiers[].")]
VALUES = [
    (name, field) for name, field in FIELDS if not is_section(kind_of(field).type)
]


def names(items: list[tuple[str, FieldInfo]]) -> list[str]:
    return [name for name, _ in items]


@pytest.mark.parametrize(("_name", "field"), FIELDS, ids=names(FIELDS))
def test_every_setting_has_a_title(_name: str, field: FieldInfo) -> None:
    assert field.title


@pytest.mark.parametrize(("_name", "field"), VALUES, ids=names(VALUES))
def test_every_setting_is_described_in_a_sentence(_name: str, field: FieldInfo) -> None:
    assert field.description
    assert field.description[0].isupper()
    assert field.description.endswith(".")


@pytest.mark.parametrize(("_name", "field"), VALUES, ids=names(VALUES))
def test_every_setting_is_bounded(_name: str, field: FieldInfo) -> None:
    kind = kind_of(field)

    assert is_bounded(kind)


def is_bounded(kind: Kind) -> bool:
    if kind.type in {int, float, Decimal}:
        return kind.bound("ge") is not None and kind.bound("le") is not None
    if kind.type is str or get_origin(kind.type) in {tuple, dict}:
        return kind.bound("max_length") is not None
    return True


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        Settings().server.port = 8000


def test_the_defaults_are_those_of_the_interface_page() -> None:
    settings = Settings()

    assert settings.server.port == 7717
    assert settings.connections.silent_after_s == 30.0
    assert settings.appearance.theme == "dark"
    assert settings.moderation.expired == "block"
    assert settings.tiktok.notice_accepted_at is None


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd"])
def test_a_time_zone_must_exist(zone: str) -> None:
    with pytest.raises(ValidationError, match="Europe/Paris"):
        Settings.model_validate({"general": {"timezone": zone}})


def test_a_time_zone_that_exists_is_taken() -> None:
    settings = Settings.model_validate({"general": {"timezone": "Europe/Paris"}})

    assert settings.general.timezone == "Europe/Paris"


@pytest.mark.parametrize(
    "address",
    [
        "https://sign.example.org/",
        "http://localhost:8080",
        "http://127.0.0.1:9",
        "http://192.168.1.5/sign",
        "http://[::1]:7000",
        "",
    ],
)
def test_a_sign_server_is_https_or_in_the_own_network(address: str) -> None:
    settings = Settings.model_validate({"tiktok": {"sign_url": address}})

    assert settings.tiktok.sign_url == address


@pytest.mark.parametrize(
    "address",
    [
        "http://sign.example.org",
        "ftp://127.0.0.1",
        "https://",
        "https://me:secret@sign.example.org",
        "http://[::1",
        "https://sign.example.org:99999",
        "javascript:alert(1)",
        "sign.example.org",
    ],
)
def test_any_other_sign_server_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"tiktok": {"sign_url": address}})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-01-31T21:00:00+01:00", "2026-01-31T20:00:00+00:00"),
        ("2026-01-31T20:00:00", None),
        ("0282-01-31T20:00:00Z", None),
        ("9999-12-31T23:59:00-23:00", None),
    ],
)
def test_the_notice_needs_a_time_that_everybody_reads_alike(
    given: str, expected: str | None
) -> None:
    values = {"tiktok": {"notice_accepted_at": datetime.fromisoformat(given)}}

    settings = check(values).settings

    accepted_at = settings.tiktok.notice_accepted_at if settings else None
    assert (accepted_at.isoformat() if accepted_at else None) == expected


def test_an_overlays_table_holds_what_toml_can_hold() -> None:
    table = {"rows": 5, "colour": "#00ff00", "list": (1, 2), "share": Decimal("0.1")}

    settings = Settings.model_validate({"overlays": {"leaderboard": table}})

    assert settings.overlays["leaderboard"] == {
        "rows": 5,
        "colour": "#00ff00",
        "list": [1, 2],
        "share": 0.1,
    }


@pytest.mark.parametrize("value", [None, object(), float("nan"), 2**63, {"a": None}])
def test_an_overlays_table_holds_nothing_else(value: object) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"overlays": {"leaderboard": {"rows": value}}})


@pytest.mark.parametrize("name", ["../x", "Leader Board", "", "9lives", "a" * 41])
def test_an_overlays_name_is_a_plain_word(name: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"overlays": {name: {}}})
