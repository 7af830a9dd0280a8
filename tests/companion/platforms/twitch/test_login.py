"""Logging in by device code, and keeping the login good, against the emulator."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    SettingsError,
)
from companion.platforms.twitch.login import (
    SECRET,
    Account,
    DeviceCode,
    Token,
    TwitchLogin,
)
from companion.platforms.twitch.settings import TwitchSettings
from companion.platforms.twitch.wanted import SCOPES
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets
from tests.support.twitch_fixtures import keep


class FullKeyring(MemorySecrets):
    """A keyring that takes nothing."""

    def write(self, name: str, value: str) -> None:
        raise SettingsError("The keyring is locked; unlock it.", field="twitch.token")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def login(
    twitch_settings: TwitchSettings, secrets: MemorySecrets, clock: FakeClock
) -> TwitchLogin:
    return TwitchLogin(settings=twitch_settings, secrets=secrets, clock=clock)


async def finished(login: TwitchLogin, code: DeviceCode, clock: FakeClock) -> Account:
    """Wait for a login while time passes."""
    task = asyncio.create_task(login.finish(code))
    async with asyncio.timeout(20):
        while not task.done():
            await clock.advance(1)
            await asyncio.sleep(0.005)
    return await task


def kept(secrets: MemorySecrets) -> Token:
    return msgspec.json.decode(secrets.kept[SECRET], type=Token)


async def test_a_code_is_typed_and_the_login_is_kept(
    login: TwitchLogin,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
    clock: FakeClock,
) -> None:
    code = await login.begin()
    waiting = asyncio.create_task(finished(login, code, clock))
    await twitch_channel.seen("token:urn:ietf:params:oauth:grant-type:device_code", 2)
    await twitch_channel.device(code.user_code, "approved")
    account = await waiting

    assert code.user_code in code.verification_uri
    assert code.expires_at > clock.now()
    assert (account.login, account.lacking) == (twitch_channel.name, ())
    assert set(account.scopes) == set(SCOPES)
    assert kept(secrets).login == twitch_channel.name
    assert (await login.token()).access == kept(secrets).access


async def test_a_refused_code_is_said(
    login: TwitchLogin, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    code = await login.begin()
    await twitch_channel.device(code.user_code, "denied")

    with pytest.raises(CommandError, match="refused"):
        await finished(login, code, clock)
    assert not await login.has_login()


async def test_a_code_that_came_too_late_is_said(
    login: TwitchLogin, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    expired = await login.begin()
    await twitch_channel.device(expired.user_code, "expired")
    with pytest.raises(CommandError, match="no longer good"):
        await finished(login, expired, clock)

    late = await login.begin()
    await clock.advance(1_801)
    with pytest.raises(CommandError, match="no longer good"):
        await login.finish(late)


async def test_asking_too_often_is_answered_by_asking_less(
    login: TwitchLogin, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    code = await login.begin()
    await twitch_channel.device(code.user_code, "approved", slow_downs=2)
    began = clock.monotonic()
    await finished(login, code, clock)

    assert clock.monotonic() - began >= 1 + 6 + 11


async def test_waiting_for_a_code_can_be_cancelled(
    login: TwitchLogin, clock: FakeClock
) -> None:
    code = await login.begin()
    task = asyncio.create_task(login.finish(code))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert not await login.has_login()


async def test_a_wrong_client_id_is_told_at_once(
    twitch_settings: TwitchSettings, secrets: MemorySecrets, clock: FakeClock
) -> None:
    for client_id, words in (("wrong", "does not know"), ("", "needs a client id")):
        settings = twitch_settings.model_copy(update={"client_id": client_id})
        login = TwitchLogin(settings=settings, secrets=secrets, clock=clock)
        with pytest.raises(SettingsError, match=words) as caught:
            await login.begin()
        assert caught.value.field == "twitch.client_id"


async def test_a_refresh_token_is_used_once_however_many_ask(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    old = (await login.token()).access
    await twitch_channel.expire()
    tokens = await asyncio.gather(*(login.renew(old) for _ in range(5)))

    assert len({token.access for token in tokens}) == 1
    seen = (await twitch_channel.state())["seen"]
    assert seen["token:refresh_token"] == 1


async def test_a_renewed_login_is_kept_before_it_is_handed_out(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    granted = await twitch_channel.login()
    keep(secrets, granted, twitch_settings)
    await twitch_channel.expire()
    token = await login.token()

    assert kept(secrets).refresh == token.refresh != granted["refresh"]
    assert kept(secrets).access == token.access


async def test_renewing_goes_on_when_whoever_asked_is_gone(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    granted = await twitch_channel.login()
    keep(secrets, granted, twitch_settings)
    old = (await login.token()).access
    await twitch_channel.expire()
    task = asyncio.create_task(login.renew(old))
    await asyncio.sleep(0)
    task.cancel()
    token = await login.renew(old)

    assert kept(secrets).refresh == token.refresh != granted["refresh"]


async def test_a_login_that_ends_soon_is_renewed_first(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    granted = await twitch_channel.login(expires_in=300)
    keep(secrets, granted, twitch_settings)

    assert (await login.token()).access != granted["access"]


async def test_a_login_is_validated_every_hour(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
    clock: FakeClock,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    await login.token()
    await login.token()
    await clock.advance(3_500)
    await login.token()

    assert (await twitch_channel.state())["seen"]["validate"] == 2


async def test_a_revoked_login_asks_for_a_new_one_and_only_once(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    await login.token()
    version = login.version
    await twitch_channel.disconnect_app()
    for _ in range(3):
        with pytest.raises(LoginRequired, match="Log in again"):
            await login.account()

    assert login.version == version + 1
    assert "Log in again" in login.trouble
    assert (await twitch_channel.state())["seen"]["token:refresh_token"] == 1


async def test_a_token_from_the_environment_names_what_to_replace(
    twitch_settings: TwitchSettings, secrets: MemorySecrets, clock: FakeClock
) -> None:
    settings = twitch_settings.model_copy(update={"token": "worn0ut"})
    login = TwitchLogin(settings=settings, secrets=secrets, clock=clock)

    with pytest.raises(LoginRequired, match="COMPANION_TWITCH_TOKEN"):
        await login.token()


async def test_a_token_from_the_environment_finds_its_own_account(
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
    clock: FakeClock,
) -> None:
    granted = await twitch_channel.login(client_id="another")
    settings = twitch_settings.model_copy(update={"token": granted["access"]})
    login = TwitchLogin(settings=settings, secrets=secrets, clock=clock)
    token = await login.token()

    assert (token.login, token.client_id) == (twitch_channel.name, "another")
    assert secrets.written == []


async def test_a_server_that_is_down_is_no_reason_to_log_in_again(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    for fault in ("500", "garbage", "429"):
        await twitch_channel.mode(id=fault)
        with pytest.raises(ConnectionLost):
            await login.token()
    await twitch_channel.mode(id="ok")

    assert (await login.token()).login == twitch_channel.name
    assert login.trouble == ""


async def test_a_refusal_by_somebody_on_the_way_ends_no_login(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    token = await login.token()
    await twitch_channel.mode(id="403")
    with pytest.raises(ConnectionLost):
        await login.renew(token.access)
    await twitch_channel.mode(id="ok")

    assert (await login.renew(token.access)).access != token.access
    assert login.trouble == ""


async def test_logging_out_forgets_here_and_there(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    token = await login.token()
    await login.log_out()
    again = TwitchLogin(
        settings=twitch_settings.model_copy(update={"token": token.access}),
        secrets=secrets,
        clock=FakeClock(),
    )

    assert secrets.kept == {}
    assert not await login.has_login()
    with pytest.raises(LoginRequired):
        await again.token()


async def test_a_keyring_that_refuses_is_told_and_the_login_works_till_the_end(
    twitch_settings: TwitchSettings, twitch_channel: TwitchChannel, clock: FakeClock
) -> None:
    login = TwitchLogin(settings=twitch_settings, secrets=FullKeyring(), clock=clock)
    code = await login.begin()
    await twitch_channel.device(code.user_code, "approved")

    with pytest.raises(SettingsError, match="unlock it"):
        await finished(login, code, clock)
    assert (await login.token()).login == twitch_channel.name
    assert "unlock it" in login.unkept


async def test_what_the_keyring_holds_and_nobody_can_read_is_no_login(
    login: TwitchLogin, secrets: MemorySecrets
) -> None:
    secrets.kept[SECRET] = "{half"

    assert await login.account() is None


async def test_a_token_does_not_show_itself(twitch_settings: TwitchSettings) -> None:
    token = Token(access="planted1", refresh="planted2", login="mira")
    settings = twitch_settings.model_copy(update={"token": "planted3"})
    code = DeviceCode(
        user_code="ABC", verification_uri="https://x", device_code="planted4",
        expires_at=1, interval_s=1,
    )  # fmt: skip

    assert "planted" not in f"{token!r} {token} {settings!r} {settings} {code!r}"


async def test_logging_out_while_the_login_is_renewed_leaves_no_login(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    old = (await login.token()).access
    await twitch_channel.expire()
    renewing = asyncio.create_task(login.renew(old))
    await asyncio.sleep(0)
    await login.log_out()
    await renewing

    assert secrets.kept == {}
    assert not await login.has_login()


async def test_a_login_refused_late_does_not_end_the_new_one(
    login: TwitchLogin,
    twitch_settings: TwitchSettings,
    twitch_channel: TwitchChannel,
    secrets: MemorySecrets,
) -> None:
    keep(secrets, await twitch_channel.login(), twitch_settings)
    old = (await login.token()).access
    await twitch_channel.disconnect_app()
    late = asyncio.gather(login.renew(old), return_exceptions=True)
    await asyncio.sleep(0)
    await login._adopt(Token(access="new", user_id="1", login="mira"))
    (refused,) = await late

    assert isinstance(refused, LoginRequired)
    assert login.trouble == ""
    assert (await login.token()).access == "new"
