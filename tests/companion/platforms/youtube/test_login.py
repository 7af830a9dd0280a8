"""Trying a key, logging in, staying logged in, and being logged out."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from companion.app.machine import SystemClock, SystemIds
from companion.domain.errors import (
    CommandError,
    ConnectionLost,
    LoginRequired,
    RateLimited,
)
from companion.domain.events import Chat
from companion.platforms.youtube.credentials import (
    KEY_SECRET,
    TOKEN_SECRET,
    Credentials,
    OAuthClient,
    StoredLogin,
    TokenAnswer,
)
from companion.platforms.youtube.login import LoginDesk
from companion.platforms.youtube.settings import YouTubeSettings
from tests.companion.platforms.youtube.conftest import MakeConnector
from tests.companion.platforms.youtube.hearing import Hearing
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.emulators.youtube_oauth import CLIENT, CLIENT_SECRET
from tests.support.fakes import FakeClock, settle
from tests.support.memory_secrets import MemorySecrets

MINE = OAuthClient(client_id=CLIENT, client_secret=CLIENT_SECRET)


@pytest.fixture
def without_key(youtube: YouTubeEmulator) -> YouTubeSettings:
    return YouTubeSettings(units_per_day=1_000_000).with_environment(
        youtube.environment
    )


@pytest.fixture
def desk(without_key: YouTubeSettings, secrets: MemorySecrets) -> LoginDesk:
    return LoginDesk(
        settings=without_key, secrets=secrets, clock=SystemClock(), ids=SystemIds()
    )


class Browser:
    """Opens the pages that it is shown, as a person's browser does."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.pages: list[str] = []
        self.opened = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def show(self, address: str) -> None:
        self.addresses.append(address)
        self._tasks.add(asyncio.create_task(self._open(address)))

    async def _open(self, address: str) -> None:
        async with aiohttp.ClientSession() as session, session.get(address) as page:
            self.pages.append(await page.text())
            self.opened.set()

    async def done(self) -> None:
        await asyncio.gather(*self._tasks)


class Idle:
    """A person who looks at Google's page, and does nothing."""

    def __init__(self) -> None:
        self._address = ""
        self._is_asked = asyncio.Event()

    def show(self, address: str) -> None:
        self._address = address
        self._is_asked.set()

    async def asked(self) -> str:
        async with asyncio.timeout(20):
            await self._is_asked.wait()
        await settle()
        return self._address


@pytest.fixture
async def consent(youtube_stream: YouTubeStream) -> YouTubeStream:
    """Google's side, behaving well."""
    await youtube_stream.world("oauth", decision="allow", token="ok", expires_in=3_599)
    return youtube_stream


# Keys


async def test_a_key_that_works_is_kept(
    desk: LoginDesk, secrets: MemorySecrets, youtube_key: str
) -> None:
    await desk.keep_key(f" {youtube_key} ")

    assert secrets.kept == {KEY_SECRET: youtube_key}


@pytest.mark.parametrize(
    ("key", "error", "says"),
    [
        ("AIza-wrong", LoginRequired, "copied whole"),
        ("key-off-1", LoginRequired, "YouTube Data API v3"),
        ("two words", CommandError, "spaces"),
        ("", CommandError, "no key"),
    ],
)
async def test_a_key_that_does_not_work_says_exactly_why_and_is_not_kept(
    key: str, error: type[Exception], says: str, desk: LoginDesk, secrets: MemorySecrets
) -> None:
    with pytest.raises(error, match=says):
        await desk.keep_key(key)

    assert secrets.kept == {}


async def test_a_key_without_units_says_so(
    desk: LoginDesk, youtube_stream: YouTubeStream, youtube_key: str
) -> None:
    await youtube_stream.units(youtube_key, limit=0)

    with pytest.raises(RateLimited, match="no units left"):
        await desk.try_key(youtube_key)


async def test_trying_a_key_costs_one_unit_and_uses_no_login(
    desk: LoginDesk,
    secrets: MemorySecrets,
    youtube_stream: YouTubeStream,
    youtube_key: str,
) -> None:
    secrets.kept[TOKEN_SECRET] = "{}"
    await desk.try_key(youtube_key)

    assert (await youtube_stream.units(youtube_key))["spent"] == 1


async def test_without_a_network_it_is_not_the_keys_fault(
    secrets: MemorySecrets,
) -> None:
    nowhere = YouTubeSettings(api_url="http://127.0.0.1:9")
    desk = LoginDesk(
        settings=nowhere, secrets=secrets, clock=SystemClock(), ids=SystemIds()
    )

    with pytest.raises(ConnectionLost, match="network"):
        await desk.try_key("key-1")


# The login


async def test_a_login_is_kept_with_the_channel_that_it_is_for(
    desk: LoginDesk, secrets: MemorySecrets, consent: YouTubeStream
) -> None:
    browser = Browser()
    login = await desk.log_in(MINE, show=browser.show)
    await browser.done()

    assert login.title == "Mira"
    assert login.access_token in secrets.kept[TOKEN_SECRET]
    assert "You can close this page" in browser.pages[0]
    assert await desk.known_client() == MINE


async def test_the_address_asks_for_pkce_and_state_and_holds_no_secret(
    desk: LoginDesk, consent: YouTubeStream
) -> None:
    browser = Browser()
    await desk.log_in(MINE, show=browser.show)
    await browser.done()
    query = parse_qs(urlsplit(browser.addresses[0]).query)

    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert len(query["state"][0]) >= 22
    assert query["redirect_uri"][0].startswith("http://127.0.0.1:")
    assert CLIENT_SECRET not in browser.addresses[0]


async def test_who_declines_is_not_logged_in(
    desk: LoginDesk, secrets: MemorySecrets, consent: YouTubeStream
) -> None:
    await consent.world("oauth", decision="deny")
    browser = Browser()

    with pytest.raises(CommandError, match="declined"):
        await desk.log_in(MINE, show=browser.show)
    await browser.done()
    assert secrets.kept == {}


async def test_an_answer_with_another_state_is_refused_and_the_login_goes_on(
    desk: LoginDesk, secrets: MemorySecrets, consent: YouTubeStream
) -> None:
    await consent.world("oauth", decision="forge")
    forged = Browser()
    waiting = asyncio.create_task(desk.log_in(MINE, show=forged.show))
    async with asyncio.timeout(20):
        await forged.opened.wait()
    assert "not the answer" in forged.pages[0]
    assert not waiting.done()

    await consent.world("oauth", decision="allow")
    honest = Browser()
    honest.show(forged.addresses[0])
    await waiting
    await honest.done()

    assert TOKEN_SECRET in secrets.kept


async def test_a_wrong_client_says_so(
    desk: LoginDesk, secrets: MemorySecrets, consent: YouTubeStream
) -> None:
    browser = Browser()
    with pytest.raises(LoginRequired, match="client"):
        await desk.log_in(
            OAuthClient(client_id=CLIENT, client_secret="wrong"), show=browser.show
        )
    await browser.done()
    assert secrets.kept == {}


@pytest.mark.parametrize("what", ["500", "garbage"])
async def test_a_broken_token_address_is_no_refusal(
    what: str, desk: LoginDesk, secrets: MemorySecrets, consent: YouTubeStream
) -> None:
    await consent.world("oauth", token=what)
    browser = Browser()
    with pytest.raises(ConnectionLost):
        await desk.log_in(MINE, show=browser.show)
    await browser.done()
    assert secrets.kept == {}


async def test_who_takes_too_long_is_told_so(
    without_key: YouTubeSettings, secrets: MemorySecrets
) -> None:
    clock = FakeClock()
    desk = LoginDesk(
        settings=without_key, secrets=secrets, clock=clock, ids=SystemIds()
    )
    idle = Idle()
    waiting = asyncio.create_task(desk.log_in(MINE, show=idle.show))
    await idle.asked()
    await clock.advance(601)

    with pytest.raises(CommandError, match="Nobody"):
        await waiting


async def test_a_login_can_be_cancelled_and_its_port_is_free_again(
    desk: LoginDesk, secrets: MemorySecrets
) -> None:
    idle = Idle()
    waiting = asyncio.create_task(desk.log_in(MINE, show=idle.show))
    query = parse_qs(urlsplit(await idle.asked()).query)
    waiting.cancel()
    await asyncio.wait({waiting})
    port = urlsplit(query["redirect_uri"][0]).port

    assert secrets.kept == {}
    assert port is not None
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", port)
    server.close()
    await server.wait_closed()


# Staying logged in


@pytest.fixture
async def logged_in(
    desk: LoginDesk, secrets: MemorySecrets, consent: YouTubeStream
) -> MemorySecrets:
    browser = Browser()
    await desk.log_in(MINE, show=browser.show)
    await browser.done()
    return secrets


async def test_a_login_reads_and_writes(
    connect: MakeConnector,
    without_key: YouTubeSettings,
    logged_in: MemorySecrets,
    youtube_stream: YouTubeStream,
) -> None:
    connector = connect(settings=without_key)
    await youtube_stream.chat("hello")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)
        await connector.send("welcome")
        events = await hearing.at_least(2)

    assert [event.text for event in events if isinstance(event, Chat)] == [
        "hello",
        "welcome",
    ]


async def test_a_token_that_runs_out_is_renewed_and_the_new_one_kept(
    connect: MakeConnector,
    without_key: YouTubeSettings,
    logged_in: MemorySecrets,
    youtube_stream: YouTubeStream,
) -> None:
    before = logged_in.kept[TOKEN_SECRET]
    await youtube_stream.world("expire")
    await youtube_stream.chat("hello")
    async with Hearing(connect(settings=without_key)) as hearing:
        await hearing.at_least(1)

    assert logged_in.kept[TOKEN_SECRET] != before
    assert hearing.texts == ["hello"]


async def test_a_token_about_to_run_out_is_renewed_before_it_is_used(
    without_key: YouTubeSettings, logged_in: MemorySecrets
) -> None:
    real = SystemClock()
    clock = FakeClock(real.now() + 3_500 * 1_000_000)
    credentials = Credentials(settings=without_key, secrets=logged_in, clock=clock)
    await credentials.load()
    before = logged_in.kept[TOKEN_SECRET]
    headers = await credentials.headers()

    assert headers["authorization"] not in before
    assert logged_in.kept[TOKEN_SECRET] != before


async def test_a_login_that_was_revoked_asks_for_a_login(
    connect: MakeConnector,
    without_key: YouTubeSettings,
    logged_in: MemorySecrets,
    youtube_stream: YouTubeStream,
) -> None:
    await youtube_stream.world("revoke")

    with pytest.raises(LoginRequired, match="log in again"):
        async with Hearing(connect(settings=without_key)) as hearing:
            await hearing.end()


async def test_a_revoked_login_leaves_a_key_to_read_with(
    connect: MakeConnector,
    settings: YouTubeSettings,
    logged_in: MemorySecrets,
    youtube_stream: YouTubeStream,
) -> None:
    await youtube_stream.world("revoke")
    connector = connect(settings=settings)
    await youtube_stream.chat("hello")
    async with Hearing(connector) as hearing:
        await hearing.at_least(1)

        assert "login" in connector.cannot_write
        assert "reading goes on with the key" in connector.trouble


async def test_without_key_and_login_it_says_what_it_needs(
    connect: MakeConnector, without_key: YouTubeSettings
) -> None:
    with pytest.raises(LoginRequired, match="API key or a login"):
        async with Hearing(connect(settings=without_key)) as hearing:
            await hearing.end()


async def test_logging_out_forgets_the_login(
    desk: LoginDesk, logged_in: MemorySecrets
) -> None:
    await desk.log_out()

    assert TOKEN_SECRET not in logged_in.kept


# Silence


async def test_no_secret_is_in_any_log_or_error(
    caplog: pytest.LogCaptureFixture,
    connect: MakeConnector,
    settings: YouTubeSettings,
    desk: LoginDesk,
    secrets: MemorySecrets,
    consent: YouTubeStream,
    youtube_key: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    browser = Browser()
    login = await desk.log_in(MINE, show=browser.show)
    await browser.done()
    for where, what in [("any", "500"), ("any", "garbage"), ("stream", "401")]:
        await consent.fault(where, what, times=2)
        for _ in range(2):
            try:
                async with Hearing(connect(settings=settings)) as hearing:
                    await hearing.at_least(1, within=1.0)
            except (Exception, TimeoutError) as error:  # noqa: BLE001  # of any kind
                said.append(repr(error))
        await consent.mend()
    await consent.world("revoke")
    for key in (youtube_key, "AIza-planted-wrong-key"):
        try:
            await desk.try_key(key)
        except LoginRequired as error:
            said.append(str(error))
    logged = caplog.text + " ".join(said)

    assert said
    for secret in (
        youtube_key, "AIza-planted", CLIENT_SECRET, login.access_token,
        login.refresh_token, "code_verifier",
    ):  # fmt: skip
        assert secret not in logged


def test_a_login_does_not_show_its_secrets() -> None:
    client = OAuthClient(client_id="id", client_secret="planted")
    login = StoredLogin(
        access_token="planted", refresh_token="planted", expires_at=0, client=client
    )
    answer = TokenAnswer(access_token="planted", refresh_token="planted")

    assert "planted" not in f"{client!r} {login!r} {answer!r}"
