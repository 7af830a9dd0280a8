"""The table of subscriptions, beside twitchio's own classes for them."""

from __future__ import annotations

import inspect

import pytest
from twitchio import eventsub

from companion.platforms.twitch.parse import _READERS
from companion.platforms.twitch.wanted import BY_TYPE, SCOPES, WANTED, Wanted, possible

THEIRS = {
    (str(one.type), one.version): one
    for _name, one in inspect.getmembers(eventsub, inspect.isclass)
    if getattr(one, "version", None)
}


@pytest.mark.parametrize("wanted", WANTED, ids=lambda one: one.type)
def test_type_version_and_condition_are_those_of_the_library(wanted: Wanted) -> None:
    theirs = THEIRS[(wanted.type, wanted.version)]
    known = wanted.condition(channel_id="1", account_id="2")
    # Where a condition may be left out, the library sends an empty one.
    condition = {name: one for name, one in theirs(**known).condition.items() if one}

    assert condition == known


def test_everything_that_is_wanted_can_be_read_and_nothing_else() -> None:
    assert set(BY_TYPE) == set(_READERS)


def test_every_scope_of_the_table_is_asked_for_at_login() -> None:
    assert {one.scope for one in WANTED if one.scope} <= set(SCOPES)


def test_a_login_with_every_scope_hears_everything_on_its_own_channel() -> None:
    assert possible(scopes=SCOPES, is_broadcaster=True) == (WANTED, ())


def test_another_account_is_not_told_that_it_lacks_what_it_cannot_have() -> None:
    can, lacking = possible(scopes=["user:read:chat"], is_broadcaster=False)

    assert lacking == ("moderator:read:followers",)
    assert all(one.needs != "broadcaster" for one in can)
