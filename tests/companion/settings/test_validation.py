"""What is wrong is told field by field, in words that a person can act on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import SettingsError
from companion.settings.models import Settings
from companion.settings.validation import check, parsed


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({"server": {"port": 80}}, "server.port",
         "whole number, 1,024 to 65,535; not 80"),
        ({"server": {"port": True}}, "server.port",
         "whole number, 1,024 to 65,535; not true"),
        ({"scoring": {"follow": {"points": "ten"}}}, "scoring.follow.points",
         "number, 0 to 1,000,000, at most 3 decimals; not “ten”"),
        ({"connections": {"silent_after_s": 0}}, "connections.silent_after_s",
         "number, 1 to 3,600; not 0.0"),
        ({"general": {"language": "de"}}, "general.language",
         "one of: system, en, fr; not “de”"),
        ({"appearance": {"reduced_motion": 1}}, "appearance.reduced_motion",
         "true or false; not 1"),
        ({"tiktok": {"notice_accepted_at": "today"}}, "tiktok.notice_accepted_at",
         "date and time, such as 2026-01-31T20:00:00Z; not “today”"),
        ({"moderation": {"blocklist": ["a", ""]}}, "moderation.blocklist.1",
         "may not be empty"),
        ({"moderation": {"blocklist": "a"}}, "moderation.blocklist",
         "list; each: text of at most 200 characters; not “a”"),
        ({"moderation": {"exempt_roles": ["vip"] * 11}}, "moderation.exempt_roles",
         "at most 10 items"),
        ({"scoring": {"gift": {"tiers": [{"up_to": 4}]}}},
         "scoring.gift.tiers.0.factor", "is missing"),
        ({"scoring": {"gift": {"tiers": [{"up_to": 4, "factor": 1}]}}},
         "scoring.gift.tiers", "the last tier, and only that one, has no up_to"),
        ({"scoring": {"superchat": {"currencies": {"yen": 1}}}},
         "scoring.superchat.currencies.yen",
         "a currency is three capital letters, such as EUR"),
        ({"overlays": {"My Overlay": {}}}, "overlays.My Overlay",
         "a name is small letters, digits and _, and begins with a letter"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_would_be_right(
    values: dict[str, Any], field: str, text: str
) -> None:
    (problem,) = check(values).problems

    assert (problem.field, problem.text) == (field, text)


@pytest.mark.parametrize(
    ("values", "nearest"),
    [
        ({"scoring": {"folow": {}}}, "scoring.follow"),
        ({"scoring": {"chat": {"point": 2}}}, "scoring.chat.points"),
        ({"port": 8000}, "server.port"),
        ({"serverr": {}}, "server"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_one(
    values: dict[str, Any], nearest: str
) -> None:
    (problem,) = check(values).problems

    assert problem.text == f"there is no such setting; do you mean {nearest}?"


def test_a_name_like_no_other_is_just_unknown() -> None:
    (problem,) = check({"qqqqqq": 1}).problems

    assert problem.text == "there is no such setting"


@pytest.mark.parametrize("name", ["sign_api_key", "token", "password"])
def test_a_secret_is_sent_elsewhere_and_never_repeated(name: str) -> None:
    (problem,) = check({"tiktok": {name: "s3cr3t"}}).problems

    assert "environment variable" in problem.text
    assert "s3cr3t" not in problem.text


def test_all_problems_are_told_at_once() -> None:
    checked = check({"server": {"port": 1}, "scoring": {"join": {"points": -1}}})

    assert checked.settings is None
    assert [p.field for p in checked.problems] == ["server.port", "scoring.join.points"]


def test_the_error_names_the_field_in_text_and_in_attribute() -> None:
    with pytest.raises(SettingsError) as raised:
        parsed({"server": {"port": 1}})

    assert raised.value.field == "server.port"
    assert str(raised.value).startswith("server.port: whole number")


def test_a_long_or_odd_value_is_repeated_short_and_on_one_line() -> None:
    (problem,) = check({"general": {"language": "a\nb\x1b[31m" + "x" * 500}}).problems

    assert len(problem.text) < 120
    assert problem.text.isprintable()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
sections = st.sampled_from(list(Settings.model_fields))


@given(st.dictionaries(sections | st.text(max_size=8), values, max_size=3))
def test_any_values_are_settings_or_problems(given_values: dict[str, Any]) -> None:
    settings, problems = check(given_values)

    assert (settings is None) == bool(problems)
    assert all(problem.text for problem in problems)
