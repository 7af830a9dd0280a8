"""Who it was: names, pictures, roles."""

from __future__ import annotations

import pytest
from TikTokLive.proto import ImageModel, User

from companion.domain.values import Role, Viewer
from companion.platforms.tiktok.people import viewer_of
from companion.platforms.tiktok.shapes import IDENTITY, PERSON
from companion.platforms.tiktok.wire import decode
from tests.support.emulators.tiktok_messages import identity, person
from tests.support.emulators.tiktok_script import Person

CHANNEL = "@mira.plays"


def seen(who: Person, *, with_identity: bool = True) -> Viewer:
    """Return the Viewer of a message by `who`."""
    related = decode(IDENTITY, bytes(identity(who))) if with_identity else None
    viewer = viewer_of(
        decode(PERSON, bytes(person(who))), channel=CHANNEL, identity=related
    )
    assert viewer is not None
    return viewer


def read(user: User) -> Viewer | None:
    return viewer_of(decode(PERSON, bytes(user)), channel=CHANNEL)


def test_a_viewer_has_id_name_handle_and_picture() -> None:
    assert seen(Person()) == Viewer(
        id="tiktok:7001",
        name="Ann",
        handle="ann",
        avatar="https://p16.example/ann.webp",
    )


@pytest.mark.parametrize(
    ("who", "role"),
    [
        (Person(is_broadcaster=True), Role.BROADCASTER),
        (Person(is_moderator=True), Role.MODERATOR),
        (Person(is_subscriber=True), Role.SUBSCRIBER),
        (Person(is_follower=True), Role.FOLLOWER),
        (Person(is_verified=True), Role.VERIFIED),
        (Person(fan_level=4), Role.MEMBER),
    ],
)
def test_a_role_is_told_by_identity_or_badge(who: Person, role: Role) -> None:
    assert seen(who).roles == {role}


@pytest.mark.parametrize(
    ("who", "role"),
    [
        (Person(handle="mira.plays"), Role.BROADCASTER),
        (Person(handle="Mira.Plays"), Role.BROADCASTER),
        (Person(is_moderator=True), Role.MODERATOR),
        (Person(is_subscriber=True), Role.SUBSCRIBER),
        (Person(is_follower=True), Role.FOLLOWER),
    ],
)
def test_a_role_is_told_without_identity_too(who: Person, role: Role) -> None:
    assert seen(who, with_identity=False).roles == {role}


def test_roles_add_up() -> None:
    roles = seen(Person(is_moderator=True, is_follower=True, fan_level=1)).roles

    assert roles == {Role.MODERATOR, Role.FOLLOWER, Role.MEMBER}


def test_a_viewer_without_nickname_goes_by_the_handle() -> None:
    assert seen(Person(name="")).name == "ann"


def test_a_viewer_without_any_name_goes_by_the_number() -> None:
    assert seen(Person(name="", handle="")).name == "7001"


def test_a_message_without_a_number_is_by_nobody() -> None:
    assert read(User(nickname="Ghost")) is None
    assert read(User(id=-4, nickname="Ghost")) is None
    assert viewer_of(None, channel=CHANNEL) is None


def test_a_masked_viewer_is_anonymous() -> None:
    assert seen(Person(is_masked=True)).anonymous


def test_a_long_and_broken_name_is_made_storable() -> None:
    name = seen(Person(name="a\nb\x00" + "x" * 10_000)).name

    assert name.startswith("a b\ufffdx")
    assert len(name) == 200


@pytest.mark.parametrize(
    "address",
    [
        "http://p16.example/a.webp",
        "javascript:alert(1)",
        "https://p16.example/a b",
        'https://p16.example/"onerror=',
        "https://p16.example/<script>",
        "https://p16.example/" + "x" * 3_000,
        "https://",
    ],
)
def test_an_address_that_is_not_plainly_https_is_no_picture(address: str) -> None:
    assert seen(Person(avatar=address)).avatar is None


def test_the_first_good_address_is_the_picture() -> None:
    user = User(
        id=1,
        avatar_thumb=ImageModel(url_list=["http://one.example/a"]),
        avatar_medium=ImageModel(url_list=["ftp://b", "https://two.example/b?c=d&e"]),
        avatar_large=ImageModel(url_list=["https://three.example/c"]),
    )
    viewer = read(user)

    assert viewer is not None
    assert viewer.avatar == "https://two.example/b?c=d&e"
