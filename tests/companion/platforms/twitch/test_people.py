from __future__ import annotations

import pytest

from companion.domain.errors import ProtocolChanged
from companion.domain.values import Role
from companion.platforms.twitch.people import SOMEBODY, native_id, viewer_of


def test_somebody_is_known_by_number_and_shown_by_name() -> None:
    viewer = viewer_of("7", login="ann", name="安", badges=["vip", "sub-gifter"])

    assert (viewer.id, viewer.handle, viewer.name) == ("twitch:7", "ann", "安")
    assert viewer.roles == {Role.VIP}


@pytest.mark.parametrize(
    ("login", "name", "shown"),
    [("ann", "", "ann"), ("", "", "7"), (None, None, "7"), ("ann", "  ", "ann")],
)
def test_who_has_no_name_is_shown_by_what_there_is(
    login: object, name: object, shown: str
) -> None:
    assert viewer_of("7", login=login, name=name).name == shown


@pytest.mark.parametrize("number", ["274598607", "407665396"])
def test_twitchs_own_accounts_are_nobody_in_particular(number: str) -> None:
    assert viewer_of(number, login="x", name="X") is SOMEBODY
    assert SOMEBODY.anonymous


@pytest.mark.parametrize("number", [None, 7, "", "x", "7/../8", "٣", "9" * 21])
def test_what_is_no_number_is_nobody(number: object) -> None:
    with pytest.raises(ProtocolChanged):
        native_id(number)
