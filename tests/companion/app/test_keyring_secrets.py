"""Logins outlast the program in the keyring, and a run without one."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError, PasswordSetError

from companion.app.keyring_secrets import SERVICE, KeyringSecrets
from companion.domain.errors import SettingsError

TOKEN = "oauth-4f1c0d"


class Drawer(KeyringBackend):
    """A keyring as the library wants one, in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise PasswordSetError(f"cannot keep {password}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


async def test_a_login_outlasts_the_program(drawer: Drawer) -> None:
    first = await KeyringSecrets.open(["twitch.token"])
    first.write("twitch.token", TOKEN)
    first.close()

    second = await KeyringSecrets.open(["twitch.token"])
    second.close()

    assert second.read("twitch.token") == TOKEN
    assert drawer.kept == {(SERVICE, "twitch.token"): TOKEN}


async def test_a_login_that_is_erased_is_gone(drawer: Drawer) -> None:
    store = await KeyringSecrets.open([])
    store.write("twitch.token", TOKEN)
    store.erase("twitch.token")
    store.erase("twitch.token")
    store.close()

    assert store.read("twitch.token") is None
    assert drawer.kept == {}
    assert store.trouble == ""


async def test_without_a_keyring_a_login_lasts_for_this_run(no_keyring: None) -> None:
    store = await KeyringSecrets.open(["twitch.token"])
    store.write("twitch.token", TOKEN)
    store.close()

    assert store.read("twitch.token") == TOKEN
    assert "keyring" in store.trouble


async def test_a_keyring_that_refuses_is_told_and_nothing_of_the_secret(
    drawer: Drawer, caplog: pytest.LogCaptureFixture
) -> None:
    store = await KeyringSecrets.open([])
    drawer.is_locked = True
    store.write("twitch.token", TOKEN)
    store.close()

    assert store.read("twitch.token") == TOKEN
    assert store.trouble
    assert "PasswordSetError" in caplog.text
    assert TOKEN not in caplog.text


async def test_a_keyring_that_is_unlocked_again_is_no_trouble(drawer: Drawer) -> None:
    store = await KeyringSecrets.open([])
    drawer.is_locked = True
    store.write("twitch.token", "old")
    drawer_opens = store._thread.submit(lambda: setattr(drawer, "is_locked", False))
    drawer_opens.result()
    store.write("twitch.token", TOKEN)
    store.close()

    assert store.trouble == ""
    assert drawer.kept == {(SERVICE, "twitch.token"): TOKEN}


async def test_a_secret_is_kept_and_forgotten_for_good(drawer: Drawer) -> None:
    store = await KeyringSecrets.open([])
    await store.keep("moderation.second-opinion", TOKEN)
    kept = dict(drawer.kept)
    read = store.read("moderation.second-opinion")
    await store.keep("moderation.second-opinion", "")
    await store.keep("moderation.second-opinion", "")
    store.close()

    assert read == TOKEN
    assert kept == {(SERVICE, "moderation.second-opinion"): TOKEN}
    assert drawer.kept == {}
    assert store.read("moderation.second-opinion") is None


async def test_a_refusal_keeps_the_old_secret_and_quotes_none(
    drawer: Drawer, caplog: pytest.LogCaptureFixture
) -> None:
    store = await KeyringSecrets.open([])
    await store.keep("moderation.second-opinion", "old")
    drawer.is_locked = True
    with pytest.raises(SettingsError, match="keyring") as refused:
        await store.keep("moderation.second-opinion", TOKEN)
    store.close()

    assert store.read("moderation.second-opinion") == "old"
    assert refused.value.__cause__ is None
    assert TOKEN not in caplog.text + str(refused.value)
